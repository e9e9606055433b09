//! Every text that a shopper reads, one field each: a text that a language lacks does not compile.
//!
//! A `%` in a text is the place of what is filled in, by [`fill()`] or a method named after it.
//! The language is chosen when the page starts; switching it loads the page again, so that texts
//! are plain `&'static str` and what the server wrote (names, messages) follows too.
//!
//! A language is a file here that has its code for a name: [`cobro_wire::locales`] lists them.

use cobro_wire::Locale;
use leptos::prelude::use_context;

mod fill;

pub use fill::fill;

/// A title and the sentence under it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said {
    /// What happened, in a few words.
    pub title: &'static str,
    /// What it means, or what to do next.
    pub text: &'static str,
}

macro_rules! words {
    ($($(#[$doc:meta])* $field:ident: $kind:ty,)*) => {
        /// The texts of one language.
        #[derive(Debug)]
        pub struct Words {
            $($(#[$doc])* pub $field: $kind,)*
        }
    };
}

words! {
    /// BCP 47 tag, for the page's `lang` and for number and date formats.
    tag: &'static str,
    /// The language's own name, behind its code: `ES · Español`.
    endonym: &'static str,
    /// First link of a page, for keyboards: to the content.
    skip: &'static str,
    /// Name of the header's navigation, for screen readers.
    navigation: &'static str,
    /// Link to the store.
    store: &'static str,
    /// Link to, and title of, the shopper's orders.
    orders: &'static str,
    /// Link to, and title of, the saved cards.
    cards: &'static str,
    /// Button that opens the cart, and its title.
    cart: &'static str,
    /// In the header of the checkout.
    secure: &'static str,
    /// In the footer: who keeps the card.
    footer: &'static str,
    /// Name of the language switch.
    language: &'static str,
    /// Name of the theme switch.
    theme: &'static str,
    /// Theme that follows the device.
    theme_auto: &'static str,
    /// Light theme.
    theme_light: &'static str,
    /// Dark theme.
    theme_dark: &'static str,

    /// The store's headline.
    store_title: &'static str,
    /// The sentence under it.
    store_lead: &'static str,
    /// Button under a product.
    add: &'static str,
    /// Said after it: % is the product.
    added: &'static str,
    /// An empty cart.
    cart_empty: Said,
    /// Button that takes one away: % is the product.
    fewer: &'static str,
    /// Button that adds one: % is the product.
    more: &'static str,
    /// Button that takes a product out of the cart: % is the product.
    remove_line: &'static str,
    /// Button that makes the order and goes to the checkout.
    go_pay: &'static str,
    /// The same while it is at work.
    making_order: &'static str,
    /// Link back to the store.
    keep_shopping: &'static str,

    /// Title of the order summary.
    summary: &'static str,
    /// Number of one product: % is the number.
    quantity: &'static str,
    /// Before the amount to pay.
    total: &'static str,
    /// Under the total.
    taxes: &'static str,

    /// Title of the checkout page, for the tab.
    checkout: &'static str,
    /// Name of the list of steps, for screen readers.
    steps: &'static str,
    /// First step and its title.
    step_contact: &'static str,
    /// Second step and its title.
    step_card: &'static str,
    /// Third step.
    step_pay: &'static str,
    /// Field: first and last name.
    name: &'static str,
    /// Field: e-mail.
    email: &'static str,
    /// Title of the billing address.
    billing: &'static str,
    /// Field: country of the billing address.
    country: &'static str,
    /// In that field, before one is chosen.
    country_choose: &'static str,
    /// No country is chosen.
    country_wrong: &'static str,
    /// Field: state of the billing address.
    state: &'static str,
    /// The state is not one.
    state_wrong: &'static str,
    /// Field: postal code of the billing address.
    postal_code: &'static str,
    /// The postal code is not one.
    postal_code_wrong: &'static str,
    /// Field: telephone.
    phone: &'static str,
    /// Under the telephone.
    phone_hint: &'static str,
    /// Under the e-mail.
    email_hint: &'static str,
    /// The name is too short or too long.
    name_wrong: &'static str,
    /// The e-mail is not one.
    email_wrong: &'static str,
    /// The telephone is not one.
    phone_wrong: &'static str,
    /// Button that saves the contact.
    go_on: &'static str,
    /// The same while it is at work.
    saving: &'static str,
    /// Button that opens the contact again.
    edit: &'static str,
    /// Under the steps, in place of the card, until the contact is given.
    contact_first: &'static str,

    /// Name of the provider's frame, for screen readers.
    card_form: &'static str,
    /// While the card form loads.
    preparing: &'static str,
    /// The card form did not load: % is the provider's host.
    form_blocked: &'static str,
    /// Title above it.
    form_blocked_title: &'static str,
    /// Button that tries the same again.
    retry: &'static str,
    /// The card form could not make a token.
    token_error: &'static str,
    /// Consent to keep the card.
    save_card: &'static str,
    /// Name of the group of saved cards.
    choose_card: &'static str,
    /// Last row of that group.
    other_card: &'static str,
    /// Expiry of a card: % is like 11/36.
    expires: &'static str,
    /// Expiry of a card that is over: % is like 11/20.
    expired_on: &'static str,
    /// Expiry of a card that is good until this month's end or the next one's: % is like 11/20.
    expires_soon: &'static str,
    /// On a card that the provider put out of use.
    blocked: &'static str,
    /// On the card that is used when none is named.
    default_card: &'static str,
    /// Name of a card whose network is not known.
    card: &'static str,
    /// The end of a card, for screen readers: % is the last four digits.
    ending: &'static str,
    /// A saved card of which no more is known.
    saved_card: &'static str,
    /// Field: a saved card's security code.
    security_code: &'static str,
    /// Field: in how many months to pay.
    installments: &'static str,
    /// In that field, not in months.
    pay_at_once: &'static str,
    /// Before the amount of the first month, where it differs.
    first_month: &'static str,
    /// The pay button: % is the amount.
    pay: &'static str,
    /// The pay button while paying.
    paying: &'static str,
    /// Under the pay button.
    pay_safely: &'static str,

    /// An attempt is on its way.
    processing: Said,
    /// Title of the bank's dialog.
    challenge: &'static str,
    /// On the page of an order that waits for the bank's page.
    challenge_open: Said,
    /// Time left in the dialog: % is like 4:59.
    time_left: &'static str,
    /// Link for a frame that may stay blank.
    challenge_tab: &'static str,
    /// Said where the frame stays empty.
    challenge_blocked: Said,
    /// The link beside it.
    challenge_open_tab: &'static str,
    /// Closes a dialog.
    close: &'static str,
    /// Asked before the bank's dialog is left.
    leave_challenge: Said,
    /// Leaves it.
    leave: &'static str,
    /// Does not.
    stay: &'static str,
    /// The shopper left the bank's page, which still waits.
    challenge_left: Said,
    /// Opens it again.
    challenge_continue: &'static str,
    /// Nobody knows yet whether money moved.
    unknown: Said,
    /// The request to pay never left: nothing was charged.
    not_sent: Said,
    /// The server refused the request to pay.
    refused: Said,
    /// Too many tries on one order.
    too_many_attempts: Said,
    /// Paid: % is the amount.
    paid: Said,
    /// Declined with no reason given.
    declined: Said,
    /// Not enough money on the card.
    insufficient_funds: Said,
    /// Antifraud said no.
    suspected_fraud: Said,
    /// The card is past its date.
    expired_card: Said,
    /// Number or code are wrong.
    invalid_card: Said,
    /// What the provider has to say: % is its words.
    bank_says: &'static str,
    /// The bank did not recognise the shopper.
    authentication_failed: Said,
    /// The shopper refused.
    authentication_refused: Said,
    /// The bank's page had a fault.
    authentication_error: Said,
    /// Time to confirm ran out.
    authentication_expired: Said,
    /// Given up before anything was charged.
    abandoned: Said,
    /// Will be said later.
    pending: Said,
    /// The order was not paid in time.
    order_expired: Said,
    /// The order was called off.
    order_canceled: Said,
    /// Part of the money was given back.
    partly_refunded: Said,
    /// All of the money was given back: % is the amount.
    refunded: Said,
    /// Money came too late for the order and is on its way back: % is the amount.
    returning: Said,
    /// Money came too late for the order and went back: % is the amount.
    returned: Said,
    /// The order can be paid.
    open: Said,
    /// Button after a decline.
    another_card: &'static str,

    /// Title of the receipt.
    receipt: &'static str,
    /// Link to the receipt for others.
    share: &'static str,
    /// Copies a link.
    copy: &'static str,
    /// Said after it.
    copied: &'static str,
    /// Shows the link to an order for another device, and names it.
    elsewhere: &'static str,
    /// Beside that link: what having it means.
    elsewhere_meaning: &'static str,
    /// Prints it.
    print: &'static str,
    /// Receipt: number of the order.
    order_number: &'static str,
    /// Receipt: when it was paid.
    paid_at: &'static str,
    /// Receipt: with which card.
    paid_with: &'static str,
    /// Receipt: the bank's authorization code.
    authorization: &'static str,
    /// Receipt: the provider's reference.
    reference: &'static str,
    /// Receipt: who paid.
    paid_by: &'static str,

    /// Tab's title for one order.
    order: &'static str,
    /// There is no order yet.
    no_orders: Said,
    /// Chip of an order that can be paid.
    status_open: &'static str,
    /// Chip of an order whose payment is on its way.
    status_pending: &'static str,
    /// Chip of a paid order.
    status_paid: &'static str,
    /// Chip of an order that was not paid in time.
    status_expired: &'static str,
    /// Chip of an order that was called off.
    status_canceled: &'static str,
    /// Chip of an order of which part was given back.
    status_partly_refunded: &'static str,
    /// Chip of an order that was given back.
    status_refunded: &'static str,

    /// There is no saved card yet.
    no_cards: Said,
    /// Opens the form for a new card.
    add_card: &'static str,
    /// Saves the new card.
    save_this_card: &'static str,
    /// Makes a card the default.
    make_default: &'static str,
    /// Removes a card.
    remove: &'static str,
    /// Gives up what was begun.
    cancel: &'static str,
    /// A card was removed.
    card_removed: &'static str,
    /// Button that keeps it after all.
    undo: &'static str,
    /// A card was saved.
    card_saved: &'static str,

    /// While a page loads.
    loading: &'static str,
    /// No network.
    offline: Said,
    /// The server does not answer.
    unreachable: Said,
    /// The server answered with a fault.
    trouble: Said,
    /// The provider refused the card.
    card_refused: Said,
    /// No such page or order.
    not_found: Said,
    /// Title of the note on test cards.
    sandbox: &'static str,
    /// Under it.
    sandbox_hint: &'static str,
    /// What becomes of each test card, in the order of [`TEST_CARDS`].
    sandbox_outcomes: [&'static str; TEST_CARDS.len()],
}

/// Cards that the sandbox knows.
pub const TEST_CARDS: [&str; 6] = [
    "4242 4242 4242 4242",
    "5555 5555 5555 4444",
    "4000 0000 0000 1091",
    "4000 0000 0000 2701",
    "4000 0000 0000 0127",
    "4000 0000 0000 0002",
];

macro_rules! languages {
    ($($name:ident $code:ident $what:literal,)*) => {
        $(mod $code;)*

        /// The texts of a language.
        #[must_use]
        pub fn words(locale: Locale) -> &'static Words {
            match locale {
                $(Locale::$name => &$code::WORDS,)*
            }
        }
    };
}
cobro_wire::locales!(languages);

/// The language of this page; the store's own where nobody provided one.
#[must_use]
pub fn use_locale() -> Locale {
    use_context().unwrap_or_default()
}

/// The texts of this page.
#[must_use]
pub fn use_words() -> &'static Words {
    words(use_locale())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_the_same_marks() {
        for locale in Locale::ALL {
            let words = words(*locale);
            for text in [
                words.pay,
                words.form_blocked,
                words.expires,
                words.expired_on,
                words.expires_soon,
                words.ending,
                words.added,
                words.fewer,
                words.more,
                words.remove_line,
                words.quantity,
                words.time_left,
                words.paid.title,
                words.refunded.title,
                words.returning.title,
                words.returned.title,
                words.bank_says,
            ] {
                assert_eq!(text.matches('%').count(), 1, "{locale:?}: {text}");
            }
        }
    }

    #[test]
    fn a_language_begins_with_its_code_where_it_is_offered() {
        for locale in Locale::ALL {
            let (code, words) = (locale.code(), words(*locale));
            assert!(words.endonym.starts_with(&code.to_uppercase()), "{code}");
            assert!(words.tag.starts_with(code), "{code}");
        }
    }
}
