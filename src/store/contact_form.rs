//! Who pays: three fields, or what they said, folded.

use cobro_wire::Contact;
use leptos::prelude::*;
use web_sys::Event;

use super::load::{failed_notice, said};
use crate::api;
use crate::browser::storage::{self, Area};
use crate::checkout::form::{ContactErrors, check};
use crate::components::button::{ButtonKind, button};
use crate::components::field::{Field, FieldKind, field};
use crate::element::{Element, div, el, focus};
use crate::task::{effect, spawn};
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
        effect(move || {
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

/// The fields while there is no contact, or while it is changed; else what was said. `contact` is
/// what the server knows: it is set when the server takes what was written. `editing` is whether
/// the fields are open though a contact is known.
pub fn contact_form(
    contact: RwSignal<Option<Contact>>,
    editing: RwSignal<bool>,
) -> impl Fn() -> Element {
    move || match contact.get() {
        Some(contact) if !editing.get() => contact_said(&contact),
        known => contact_fields(known.as_ref(), contact, editing),
    }
}

/// What the shopper said, to be read over.
fn contact_said(contact: &Contact) -> Element {
    let soft = |text| el("span").class("soft small").text(text);
    div("contact-said")
        .child(el("span").text(&contact.name))
        .child(soft(&contact.email))
        .child(soft(&contact.phone))
}

/// The three fields. A field complains once it was left, all of them once the form was sent.
fn contact_fields(
    known: Option<&Contact>,
    contact: RwSignal<Option<Contact>>,
    editing: RwSignal<bool>,
) -> Element {
    let words = use_words();
    let draft = Draft::new(known);
    let left = [(); 3].map(|()| RwSignal::new(false));
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(None::<Said>);
    let send = move |event: Event| {
        event.prevent_default();
        for left in left {
            left.set(true);
        }
        match draft.check() {
            Ok(written) if !busy.get_untracked() => {
                busy.set(true);
                failed.set(None);
                spawn(async move {
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
    let go_on = button(ButtonKind::Primary)
        .submit()
        .busy(busy, words.saving)
        .says(words.go_on);
    let foot = div("contact-foot")
        .live(move || failed.get().map(failed_notice))
        .child(go_on);
    el("form")
        .class("contact-form")
        .attr("novalidate", "")
        .on("submit", send)
        .children(fields(draft, left))
        .child(foot)
}

fn fields(draft: Draft, left: [RwSignal<bool>; 3]) -> [Element; 3] {
    let words = use_words();
    let [name_left, email_left, phone_left] = left;
    let error = move |left: RwSignal<bool>, wrong: fn(&ContactErrors) -> bool, text| {
        let wrong = move || draft.check().err().is_some_and(|errors| wrong(&errors));
        Signal::derive(move || (left.get() && wrong()).then_some(text))
    };
    let draw = |left: RwSignal<bool>, shown: Field| {
        field(shown, move || {
            if shown.value.with_untracked(|text| !text.is_empty()) {
                left.set(true);
            }
        })
    };
    let name = Field {
        id: "name",
        kind: FieldKind::Name,
        label: words.name,
        hint: "",
        value: draft.name,
        error: error(name_left, |errors| errors.name.is_some(), words.name_wrong),
    };
    let email = Field {
        id: "email",
        kind: FieldKind::Email,
        label: words.email,
        hint: words.email_hint,
        value: draft.email,
        error: error(
            email_left,
            |errors| errors.email.is_some(),
            words.email_wrong,
        ),
    };
    let phone = Field {
        id: "phone",
        kind: FieldKind::Phone,
        label: words.phone,
        hint: words.phone_hint,
        value: draft.phone,
        error: error(
            phone_left,
            |errors| errors.phone.is_some(),
            words.phone_wrong,
        ),
    };
    [
        draw(name_left, name),
        draw(email_left, email),
        draw(phone_left, phone),
    ]
}

/// Leads the shopper to the first field that is to be mended.
fn focus_first(errors: &ContactErrors) {
    let id = match (errors.name, errors.email) {
        (Some(_), _) => "name",
        (None, Some(_)) => "email",
        (None, None) => "phone",
    };
    focus_on(id);
}

/// Moves the focus to an element by its id.
pub fn focus_on(id: &str) {
    if let Some(element) = document().get_element_by_id(id) {
        focus(&element);
    }
}
