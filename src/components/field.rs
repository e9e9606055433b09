//! A text field: label above, hint and error below, both tied to it.

use leptos::prelude::*;

use super::icon::{ALERT, icon};
use crate::element::{Element, div, el};

/// What kind of text a field takes: it picks the keyboard and what the browser may fill in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// First and last name.
    Name,
    /// E-mail address.
    Email,
    /// Telephone.
    Phone,
    /// State of a billing address.
    State,
    /// Postal code of a billing address.
    PostalCode,
}

impl FieldKind {
    /// Input type, autocomplete and input mode.
    fn attributes(self) -> (&'static str, &'static str, &'static str) {
        match self {
            FieldKind::Name => ("text", "name", "text"),
            FieldKind::Email => ("email", "email", "email"),
            FieldKind::Phone => ("tel", "tel", "tel"),
            FieldKind::State => ("text", "billing address-level1", "text"),
            FieldKind::PostalCode => ("text", "billing postal-code", "text"),
        }
    }
}

/// What a text field is and says.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Its id and name, unique on the page.
    pub id: &'static str,
    /// What kind of text it takes.
    pub kind: FieldKind,
    /// What it is for.
    pub label: &'static str,
    /// How to fill it in; nothing if empty.
    pub hint: &'static str,
    /// The text, kept as it is typed.
    pub value: RwSignal<String>,
    /// What is wrong with it; `None` while nothing is.
    pub error: Signal<Option<&'static str>>,
}

/// A text field; `on_leave` is called when the shopper leaves it.
#[must_use]
pub fn field(field: Field, on_leave: impl Fn() + 'static) -> Element {
    let Field {
        id,
        kind,
        label,
        hint,
        value,
        error,
    } = field;
    let (input_type, autocomplete, input_mode) = kind.attributes();
    let control = control(id, value, str::to_owned)
        .attr("name", id)
        .attr("type", input_type)
        .attr("autocomplete", autocomplete)
        .attr("inputmode", input_mode)
        .attr("maxlength", "100")
        .on("blur", move |_| on_leave());
    noted(id, label, control, hint, error)
}

/// A field that must be filled in, with a note under it: what is wrong, else how to fill it in.
#[must_use]
pub fn noted(
    id: &str,
    label: &str,
    control: Element,
    hint: &'static str,
    error: Signal<Option<&'static str>>,
) -> Element {
    let note_id = [id, "-note"].concat();
    let control = control
        .attr("required", "")
        .attr("aria-describedby", &note_id)
        .follow("aria-invalid", move || error.get().map(|_| "true"));
    let note = move || match error.get() {
        Some(error) => el("span")
            .class("field-error")
            .child(icon(ALERT))
            .text(error),
        None => el("span").class("field-hint").text(hint),
    };
    labelled(id, label, control).child(div("field-note").attr("id", &note_id).live(note))
}

/// An input that shows a text, and keeps what `clean` leaves of what is typed.
#[must_use]
pub fn control(id: &str, value: RwSignal<String>, clean: fn(&str) -> String) -> Element {
    el("input")
        .class("field-control")
        .attr("id", id)
        .property("value", move || value.get().into())
        .on("input", move |event| {
            value.set(clean(&event_target_value(&event)));
        })
}

/// A field: the label above its control.
#[must_use]
pub fn labelled(id: &str, label: &str, control: Element) -> Element {
    let label = el("label").class("field-label").attr("for", id).text(label);
    div("field").child(label).child(control)
}
