//! Where the card's bills go, for providers that ask: a country, and in some of them more.

use cobro_wire::BillingAddress;
use leptos::prelude::*;

use super::field::{Field, FieldKind, field, noted};
use crate::browser::storage::{self, Area};
use crate::checkout::billing::{BillingErrors, COUNTRIES, check, wants_state};
use crate::element::{Element, el};
use crate::format::country_names;
use crate::task::effect;
use crate::words::use_words;

/// Where the half-written form is kept until the tab is closed.
const DRAFT_KEY: &str = "cobro.billing";

/// What the shopper wrote so far; each change is kept, so that a reload loses nothing.
#[derive(Clone, Copy)]
pub struct BillingDraft {
    country: RwSignal<String>,
    state: RwSignal<String>,
    postal_code: RwSignal<String>,
    /// Whether the shopper tried to pay: from then on what is missing is said.
    tried: RwSignal<bool>,
}

impl BillingDraft {
    /// What was kept of an earlier visit of this tab, or nothing.
    #[must_use]
    pub fn new() -> Self {
        let kept = storage::get(Area::Session, DRAFT_KEY).unwrap_or_default();
        let mut kept = kept.split('\n').map(str::to_owned);
        let mut field = || RwSignal::new(kept.next().unwrap_or_default());
        let draft = Self {
            country: field(),
            state: field(),
            postal_code: field(),
            tried: RwSignal::new(false),
        };
        effect(move || {
            let fields = [
                draft.country.get(),
                draft.state.get(),
                draft.postal_code.get(),
            ];
            storage::set(Area::Session, DRAFT_KEY, &fields.join("\n"));
        });
        draft
    }

    /// The address; where something is missing, none, and the form says what.
    #[must_use]
    pub fn address(self) -> Option<BillingAddress> {
        self.tried.set(true);
        untrack(|| self.check()).ok()
    }

    fn check(self) -> Result<BillingAddress, BillingErrors> {
        check(
            &self.country.get(),
            &self.state.get(),
            &self.postal_code.get(),
        )
    }

    fn error(
        self,
        wrong: fn(BillingErrors) -> bool,
        text: &'static str,
    ) -> Signal<Option<&'static str>> {
        Signal::derive(move || {
            let errors = self.check().err().unwrap_or_default();
            (self.tried.get() && wrong(errors)).then_some(text)
        })
    }
}

impl Default for BillingDraft {
    fn default() -> Self {
        Self::new()
    }
}

/// Country, and state and postal code where the country's banks want them.
#[must_use]
pub fn billing_form(draft: BillingDraft) -> Element {
    let words = use_words();
    let asked = Memo::new(move |_| draft.country.with(|country| wants_state(country)));
    let more = move || {
        asked
            .get()
            .then(|| more_fields(draft))
            .into_iter()
            .flatten()
    };
    let title = el("legend").class("billing-form-title");
    el("fieldset")
        .class("billing-form")
        .child(title.text(words.billing))
        .child(country_field(draft))
        .live(more)
}

fn country_field(draft: BillingDraft) -> Element {
    let words = use_words();
    let id = "billing-country";
    let option = |code: &str, name: &str| el("option").attr("value", code).text(name);
    let names = country_names(COUNTRIES).into_iter().map(|(code, name)| {
        let option = option(code, &name);
        if draft.country.with_untracked(|chosen| *chosen == code) {
            option.attr("selected", "")
        } else {
            option
        }
    });
    let select = el("select")
        .class("field-control")
        .attr("id", id)
        .attr("name", id)
        .attr("autocomplete", "billing country")
        .on("change", move |event| {
            draft.country.set(event_target_value(&event));
        })
        .child(option("", words.country_choose))
        .children(names);
    let wrong = draft.error(|errors| errors.country, words.country_wrong);
    noted(id, words.country, select, "", wrong)
}

fn more_fields(draft: BillingDraft) -> [Element; 2] {
    let words = use_words();
    let state = Field {
        id: "billing-state",
        kind: FieldKind::State,
        label: words.state,
        hint: "",
        value: draft.state,
        error: draft.error(|errors| errors.state, words.state_wrong),
    };
    let postal_code = Field {
        id: "billing-postal-code",
        kind: FieldKind::PostalCode,
        label: words.postal_code,
        hint: "",
        value: draft.postal_code,
        error: draft.error(|errors| errors.postal_code, words.postal_code_wrong),
    };
    [state, postal_code].map(|shown| field(shown, || {}))
}
