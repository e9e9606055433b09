//! Who pays: three fields, or what they said, folded.

use cobro_wire::Contact;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::load::said;
use crate::api;
use crate::browser::storage::{self, Area};
use crate::checkout::form::{ContactErrors, check};
use crate::components::button::Button;
use crate::components::field::{Field, FieldKind};
use crate::components::notice::{Notice, Tone};
use crate::words::{Said, use_words};

/// Where the half-written form is kept until the tab is closed.
const DRAFT_KEY: &str = "cobro.contact";

/// The three texts as they are typed; each keystroke is kept, so that a reload loses nothing.
#[derive(Clone, Copy)]
struct Draft {
    name: RwSignal<String>,
    email: RwSignal<String>,
    phone: RwSignal<String>,
}

impl Draft {
    fn new(said: Option<&Contact>) -> Self {
        let kept = storage::get(Area::Session, DRAFT_KEY).unwrap_or_default();
        let mut kept = kept.split('\n').map(str::to_owned);
        let mut field = |said: Option<&String>| {
            let kept = kept.next().filter(|text| !text.is_empty());
            RwSignal::new(kept.or_else(|| said.cloned()).unwrap_or_default())
        };
        let draft = Self {
            name: field(said.map(|contact| &contact.name)),
            email: field(said.map(|contact| &contact.email)),
            phone: field(said.map(|contact| &contact.phone)),
        };
        Effect::new(move |_| {
            let text = [draft.name.get(), draft.email.get(), draft.phone.get()].join("\n");
            storage::set(Area::Session, DRAFT_KEY, &text);
        });
        draft
    }

    fn check(self) -> Result<Contact, ContactErrors> {
        let (name, email, phone) = (self.name, self.email, self.phone);
        name.with(|name| email.with(|email| phone.with(|phone| check(name, email, phone))))
    }
}

/// The fields while there is no contact, or while it is changed; else what was said.
#[component]
pub fn ContactForm(
    /// What the server knows; set when it takes what was written.
    contact: RwSignal<Option<Contact>>,
    /// Whether the fields are open though a contact is known.
    editing: RwSignal<bool>,
) -> impl IntoView {
    move || match contact.get() {
        Some(contact) if !editing.get() => view! { <ContactSaid contact /> }.into_any(),
        known => view! { <ContactFields known contact editing /> }.into_any(),
    }
}

/// What the shopper said, to be read over.
#[component]
fn ContactSaid(
    /// What they said.
    contact: Contact,
) -> impl IntoView {
    view! {
        <div class="contact-said">
            <span>{contact.name}</span>
            <span class="soft small">{contact.email}</span>
            <span class="soft small">{contact.phone}</span>
        </div>
    }
}

/// The three fields. A field complains once it was left, all of them once the form was sent.
#[component]
fn ContactFields(
    /// What to begin with.
    known: Option<Contact>,
    /// Where the server's answer goes.
    contact: RwSignal<Option<Contact>>,
    /// Set to false when the server has taken it.
    editing: RwSignal<bool>,
) -> impl IntoView {
    let words = use_words();
    let draft = Draft::new(known.as_ref());
    let (name_left, email_left, phone_left) = (
        RwSignal::new(false),
        RwSignal::new(false),
        RwSignal::new(false),
    );
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(None::<Said>);
    let errors = Memo::new(move |_| draft.check().err().unwrap_or_default());
    let error = move |left: RwSignal<bool>, wrong: fn(&ContactErrors) -> bool, text| {
        Signal::derive(move || (left.get() && errors.with(wrong)).then_some(text))
    };
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        for left in [name_left, email_left, phone_left] {
            left.set(true);
        }
        match draft.check() {
            Ok(written) if !busy.get_untracked() => {
                busy.set(true);
                failed.set(None);
                spawn_local(async move {
                    let answer = api::put_contact(&written).await;
                    busy.try_set(false);
                    match answer {
                        Ok(session) => {
                            storage::remove(Area::Session, DRAFT_KEY);
                            editing.set(false);
                            contact.set(session.contact);
                        }
                        Err(error) => drop(failed.try_set(Some(said(&error, words)))),
                    }
                });
            }
            Ok(_) => {}
            Err(errors) => focus_first(&errors),
        }
    };
    let left = |field: RwSignal<bool>, text: RwSignal<String>| {
        move |()| {
            if text.with_untracked(|text| !text.is_empty()) {
                field.set(true);
            }
        }
    };
    view! {
        <form class="contact-form" novalidate on:submit=send>
            <Field
                id="name"
                kind=FieldKind::Name
                label=words.name
                value=draft.name
                error=error(name_left, |errors| errors.name.is_some(), words.name_wrong)
                on_leave=left(name_left, draft.name)
            />
            <Field
                id="email"
                kind=FieldKind::Email
                label=words.email
                hint=words.email_hint
                value=draft.email
                error=error(email_left, |errors| errors.email.is_some(), words.email_wrong)
                on_leave=left(email_left, draft.email)
            />
            <Field
                id="phone"
                kind=FieldKind::Phone
                label=words.phone
                hint=words.phone_hint
                value=draft.phone
                error=error(phone_left, |errors| errors.phone.is_some(), words.phone_wrong)
                on_leave=left(phone_left, draft.phone)
            />
            <div class="contact-foot">
                {move || {
                    let said = failed.get()?;
                    Some(view! { <Notice tone=Tone::Bad title=said.title text=said.text /> })
                }}
                <Button submit=true busy busy_label=words.saving>
                    {words.go_on}
                </Button>
            </div>
        </form>
    }
}

/// Leads the shopper to the first field that is to be mended.
fn focus_first(errors: &ContactErrors) {
    let id = match (errors.name, errors.email) {
        (Some(_), _) => "name",
        (None, Some(_)) => "email",
        (None, None) => "phone",
    };
    focus(id);
}

/// Moves the focus to an element by its id.
pub fn focus(id: &str) {
    use wasm_bindgen::JsCast;
    let element = document().get_element_by_id(id);
    if let Some(element) =
        element.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok())
    {
        // An element that takes no focus leaves it where it was.
        let _ = element.focus();
    }
}
