//! The provider's card form: where it is mounted, what is shown until it is there, and what is
//! shown when it does not come.

use cobro_wire::{Component, TokenId};
use leptos::prelude::*;

use super::button::{ButtonKind, button, spinner};
use super::notice::{Tone, notice};
use super::skeleton::{Shape, skeleton};
use super::switches::THEME_EVENT;
use crate::browser::color::hex;
use crate::browser::component_script::answer::CardError;
use crate::browser::component_script::options::{Installments, Look, Options, Theme};
use crate::browser::component_script::{FormEvent, Mount, load};
use crate::browser::listener::Listener;
use crate::browser::timer::Timer;
use crate::browser::{document, window};
use crate::element::{Element, Found, div, el, focus};
use crate::task::{effect, spawn};
use crate::words::{use_locale, use_words};

/// How long a mounted form may take until it can be filled in: its frame may be blocked where the
/// script was not.
const READY_TIMEOUT_MS: u32 = 20_000;
/// Whether the device prefers dark.
const DARK: &str = "(prefers-color-scheme: dark)";

/// How the form stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormState {
    /// Its script or its frame is loading.
    Loading,
    /// It can be filled in.
    Ready,
    /// It did not come.
    Blocked,
}

impl FormState {
    fn name(self) -> &'static str {
        match self {
            FormState::Loading => "loading",
            FormState::Ready => "ready",
            FormState::Blocked => "failed",
        }
    }
}

/// What the owner of a form holds of it.
#[derive(Clone, Copy)]
pub struct CardFormHandle {
    state: RwSignal<FormState>,
    mount: StoredValue<Option<Mount>, LocalStorage>,
    limit: StoredValue<Option<Timer>, LocalStorage>,
    container: Found,
    /// Counts the tries to show it; what belongs to an earlier one changes nothing.
    round: RwSignal<u32>,
    /// The theme that it was mounted with.
    theme: RwSignal<Theme>,
    /// Whether the shopper has been in it, so that there may be something typed.
    touched: RwSignal<bool>,
    /// In how many months the shopper chose to pay in it.
    months: RwSignal<u32>,
}

impl Default for CardFormHandle {
    fn default() -> Self {
        Self::new()
    }
}

impl CardFormHandle {
    /// A handle for one form, to be given to its [`CardForm`].
    #[must_use]
    pub fn new() -> Self {
        Self {
            state: RwSignal::new(FormState::Loading),
            mount: StoredValue::new_local(None),
            limit: StoredValue::new_local(None),
            container: Found::new(),
            round: RwSignal::new(0),
            theme: RwSignal::new(Theme::Light),
            touched: RwSignal::new(false),
            months: RwSignal::new(0),
        }
    }

    /// How the form stands, to be followed.
    #[must_use]
    pub fn state(self) -> FormState {
        self.state.get()
    }

    /// In how many months the shopper chose to pay in it; at once if there are none.
    #[must_use]
    pub fn months(self) -> Option<u32> {
        Some(self.months.get_untracked()).filter(|months| *months > 1)
    }

    /// Asks the form for a token. It answers with one, or with an error, once.
    pub fn submit(self) {
        self.mount.with_value(|mount| {
            if let Some(mount) = mount {
                mount.submit();
            }
        });
    }

    /// Shows the form anew. Whatever the old one still says is dropped.
    pub fn reload(self) {
        self.round.update(|round| *round = round.wrapping_add(1));
    }

    /// Moves the focus into the form.
    pub fn focus(self) {
        let container = self.container.get();
        let frame = container.and_then(|container| container.query_selector("iframe").ok()?);
        if let Some(frame) = frame {
            focus(&frame);
        }
    }

    fn is_round(self, round: u32) -> bool {
        self.round.try_get_untracked() == Some(round)
    }

    /// Shows it in the page's theme, unless that would lose what was typed: the provider's form
    /// keeps the theme that it was mounted with.
    fn follow_theme(self) {
        let differs = page_look().theme != self.theme.get_untracked();
        if differs && !self.touched.get_untracked() {
            self.reload();
        }
    }

    /// Notes when the focus goes into the frame.
    fn watch_focus(self) {
        let is_inside = document()
            .active_element()
            .zip(self.container.get())
            .is_some_and(|(active, container)| container.contains(Some(&active)));
        if is_inside {
            self.touched.set(true);
        }
    }

    fn block(self, round: u32) {
        if self.is_round(round) {
            self.limit.set_value(None);
            self.state.set(FormState::Blocked);
        }
    }
}

/// The provider's hosted card form.
#[component]
pub fn CardForm(
    /// What its owner holds of it.
    form: CardFormHandle,
    /// The provider's component.
    component: Component,
    /// Whether the owner's button submits it, by [`CardFormHandle::submit`]; if not, the form
    /// shows a button of its own.
    #[prop(default = true)]
    external_submit: bool,
    /// How the form looks; as the page does if left out.
    #[prop(optional)]
    look: Option<Look>,
    /// Paying in months; not offered if left out.
    #[prop(optional)]
    installments: Option<Installments>,
    /// Whether it is wanted yet: it loads when it first is. At once if left out.
    #[prop(default = Signal::stored(true), into)]
    wanted: Signal<bool>,
    /// Called with each token.
    on_token: Callback<TokenId>,
    /// Called when the form made none.
    on_error: Callback<CardError>,
) -> impl IntoView {
    let setup = CardFormSetup {
        external_submit,
        look,
        installments,
        wanted,
    };
    card_form(form, component, setup, on_token, on_error)
}

/// What may be left out of a [`CardForm`], which tells what it means.
#[expect(
    missing_docs,
    reason = "the component's properties are described there"
)]
pub struct CardFormSetup {
    pub external_submit: bool,
    pub look: Option<Look>,
    pub installments: Option<Installments>,
    pub wanted: Signal<bool>,
}

impl Default for CardFormSetup {
    fn default() -> Self {
        Self {
            external_submit: true,
            look: None,
            installments: None,
            wanted: Signal::stored(true),
        }
    }
}

/// [`CardForm`] as an element.
#[must_use]
pub fn card_form(
    form: CardFormHandle,
    component: Component,
    setup: CardFormSetup,
    on_token: Callback<TokenId>,
    on_error: Callback<CardError>,
) -> Element {
    let CardFormSetup {
        external_submit,
        look,
        installments,
        wanted,
    } = setup;
    let words = use_words();
    let locale = use_locale();
    let host = component.host.clone();
    if look.is_none() {
        follow_page(form);
    }
    let start = move |round: u32| {
        let look = look.clone().unwrap_or_else(page_look);
        form.state.set(FormState::Loading);
        form.theme.set(look.theme);
        form.touched.set(false);
        form.months.set(0);
        form.mount.set_value(None);
        form.limit
            .set_value(Some(Timer::after(READY_TIMEOUT_MS, move || {
                form.block(round);
            })));
        let options = Options {
            public_key: component.public_key.clone(),
            locale,
            external_submit,
            look,
            installments: installments.clone(),
        };
        let url = component.script_url.clone();
        spawn(async move {
            let loaded = load(&url).await;
            if !form.is_round(round) {
                return;
            }
            let on_event = move |event| match event {
                FormEvent::Ready => {
                    form.limit.set_value(None);
                    form.state.set(FormState::Ready);
                }
                FormEvent::Token(token) => on_token.run(token),
                FormEvent::Failed(error) => on_error.run(error),
                FormEvent::Installments(months) => form.months.set(months.into()),
            };
            let container = form.container.get();
            let mounted = loaded
                .ok()
                .zip(container)
                .map(|((), container)| Mount::new(&container, &options, on_event));
            match mounted {
                Some(Ok(mount)) => form.mount.set_value(Some(mount)),
                Some(Err(_)) | None => form.block(round),
            }
        });
    };
    let mut started = None;
    effect(move || {
        let round = form.round.get();
        if started != Some(round) && wanted.get() {
            started = Some(round);
            start(round);
        }
    });
    let state = form.state;
    let is = move |known: FormState| state.get() == known;
    let mount = div("card-form-mount")
        .attr("role", "group")
        .attr("aria-label", words.card_form)
        .follow("aria-busy", move || {
            is(FormState::Loading).then_some("true")
        })
        .follow("data-look", move || Some(form.theme.get().name()))
        .flag("hidden", move || is(FormState::Blocked))
        .found(form.container);
    div("card-form")
        .follow("data-state", move || Some(state.get().name()))
        .child(mount)
        .live(move || match state.get() {
            FormState::Loading => Some(preparing()),
            FormState::Ready => None,
            FormState::Blocked => {
                let again = button(ButtonKind::Quiet)
                    .small()
                    .press(move || form.reload())
                    .says(words.retry);
                let text = words.form_blocked(&host);
                Some(notice(
                    Tone::Bad,
                    words.form_blocked_title,
                    &text,
                    Some(again),
                ))
            }
        })
}

/// Keeps the form in the page's theme, whether the shopper chooses another one or the device does.
fn follow_page(form: CardFormHandle) {
    Listener::new(&window(), "blur", move |_| form.watch_focus()).keep();
    let follow = move |_| form.follow_theme();
    Listener::new(&window(), THEME_EVENT, follow).keep();
    if let Ok(Some(query)) = window().match_media(DARK) {
        Listener::new(&query, "change", follow).keep();
    }
}

fn preparing() -> Element {
    let word = el("p").class("card-form-wait-word").child(spinner());
    div("card-form-wait")
        .child(word.text(use_words().preparing))
        .children([Shape::Control; 3].map(skeleton))
}

/// The page's own theme and colours.
fn page_look() -> Look {
    let Some(html) = document().document_element() else {
        return Look::default();
    };
    let theme = html.get_attribute("data-theme");
    let prefers_dark = || {
        let query = window().match_media(DARK).ok().flatten();
        query.is_some_and(|query| query.matches())
    };
    let dark = theme
        .as_deref()
        .map_or_else(prefers_dark, |theme| theme == "dark");
    let style = window().get_computed_style(&html).ok().flatten();
    let color = |name: &str| hex(&style.as_ref()?.get_property_value(name).ok()?);
    Look {
        theme: if dark { Theme::Dark } else { Theme::Light },
        color_primary: color("--accent"),
        color_text: color("--ink"),
        color_label: color("--ink-soft"),
        hide_logo: true,
        ..Look::default()
    }
}
