//! One shape for every action.

use leptos::prelude::*;

use crate::element::{Element, el};

/// How much a button asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ButtonKind {
    /// The one action of a screen.
    #[default]
    Primary,
    /// Any other action.
    Quiet,
    /// An action that takes something away.
    Danger,
}

impl ButtonKind {
    fn class(self, small: bool) -> &'static str {
        match (self, small) {
            (ButtonKind::Primary, false) => "button button-primary",
            (ButtonKind::Primary, true) => "button button-primary button-small",
            (ButtonKind::Quiet, false) => "button button-quiet",
            (ButtonKind::Quiet, true) => "button button-quiet button-small",
            (ButtonKind::Danger, false) => "button button-danger",
            (ButtonKind::Danger, true) => "button button-danger button-small",
        }
    }
}

/// A button to be. [`Button::says`] or [`Button::shows`] makes it.
pub struct Button {
    kind: ButtonKind,
    small: bool,
    submit: bool,
    busy: Signal<bool>,
    busy_label: &'static str,
    disabled: Signal<bool>,
    action: Option<Box<dyn Fn()>>,
}

/// A button of a kind, which does nothing yet.
#[must_use]
pub fn button(kind: ButtonKind) -> Button {
    Button {
        kind,
        small: false,
        submit: false,
        busy: Signal::default(),
        busy_label: "",
        disabled: Signal::default(),
        action: None,
    }
}

impl Button {
    /// 40 px high rather than 48.
    #[must_use]
    pub fn small(mut self) -> Self {
        self.small = true;
        self
    }

    /// It sends the form around it.
    #[must_use]
    pub fn submit(mut self) -> Self {
        self.submit = true;
        self
    }

    /// Whether its action is under way, and what it says meanwhile.
    #[must_use]
    pub fn busy(mut self, busy: impl Into<Signal<bool>>, label: &'static str) -> Self {
        self.busy = busy.into();
        self.busy_label = label;
        self
    }

    /// Whether there is nothing to do yet.
    #[must_use]
    pub fn disabled(mut self, disabled: impl Into<Signal<bool>>) -> Self {
        self.disabled = disabled.into();
        self
    }

    /// Its action.
    #[must_use]
    pub fn press(mut self, action: impl Fn() + 'static) -> Self {
        self.action = Some(Box::new(action));
        self
    }

    /// The button with its text.
    #[must_use]
    pub fn says(self, label: &str) -> Element {
        self.shows(el("span").class("button-label").text(label))
    }

    /// The button with what stands on it. While it is busy or disabled it keeps its focus and its
    /// width, and does nothing.
    #[must_use]
    pub fn shows(self, label: Element) -> Element {
        let (busy, disabled, action) = (self.busy, self.disabled, self.action);
        let waits = el("span")
            .class("button-busy")
            .follow("aria-hidden", move || (!busy.get()).then_some("true"))
            .child(spinner())
            .text(self.busy_label);
        el("button")
            .class(self.kind.class(self.small))
            .attr("type", if self.submit { "submit" } else { "button" })
            .follow("aria-busy", move || busy.get().then_some("true"))
            .follow("aria-disabled", move || {
                (disabled.get() || busy.get()).then_some("true")
            })
            .on("click", move |event| {
                if busy.get_untracked() || disabled.get_untracked() {
                    event.prevent_default();
                } else if let Some(action) = &action {
                    action();
                }
            })
            .child(el("span").class("button-face").child(label).child(waits))
    }
}

/// A turning ring.
#[must_use]
pub fn spinner() -> Element {
    el("span").class("spinner")
}
