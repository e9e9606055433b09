//! Where the card's bills go, for providers that ask: a country, and in some of them more.

use cobro_wire::BillingAddress;
use leptos::prelude::*;

use super::field::{Field, FieldKind};
use super::icon::{ALERT, Icon};
use crate::browser::storage::{self, Area};
use crate::checkout::billing::{BillingErrors, COUNTRIES, check, wants_state};
use crate::format::country_names;
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
        Effect::new(move |_| {
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
#[component]
pub fn BillingForm(
    /// What the shopper writes.
    draft: BillingDraft,
) -> impl IntoView {
    let words = use_words();
    let wrong = draft.error(|errors| errors.country, words.country_wrong);
    let options = country_names(COUNTRIES).into_iter().map(|(code, name)| {
        let selected = draft.country.with_untracked(|chosen| *chosen == code);
        view! {
            <option value=code selected=selected>
                {name}
            </option>
        }
    });
    let options: Vec<_> = options.collect();
    let more = move || {
        draft.country.with(|country| wants_state(country)).then(|| {
            view! {
                <Field
                    id="billing-state"
                    kind=FieldKind::State
                    label=words.state
                    value=draft.state
                    error=draft.error(|errors| errors.state, words.state_wrong)
                />
                <Field
                    id="billing-postal-code"
                    kind=FieldKind::PostalCode
                    label=words.postal_code
                    value=draft.postal_code
                    error=draft.error(|errors| errors.postal_code, words.postal_code_wrong)
                />
            }
        })
    };
    view! {
        <fieldset class="billing-form">
            <legend class="billing-form-title">{words.billing}</legend>
            <div class="field">
                <label class="field-label" for="billing-country">
                    {words.country}
                </label>
                <select
                    class="field-control"
                    id="billing-country"
                    name="billing-country"
                    autocomplete="billing country"
                    required=true
                    aria-describedby="billing-country-note"
                    aria-invalid=move || wrong.get().map(|_| "true")
                    on:change=move |event| draft.country.set(event_target_value(&event))
                >
                    <option value="">{words.country_choose}</option>
                    {options}
                </select>
                <div class="field-note" id="billing-country-note">
                    {move || {
                        wrong.get().map(|error| view! {
                            <span class="field-error">
                                <Icon path=ALERT />
                                {error}
                            </span>
                        })
                    }}
                </div>
            </div>
            {more}
        </fieldset>
    }
}
