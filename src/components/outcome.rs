//! What became of an order: one view for each way it can stand.

use cobro_wire::{
    Attempt, AttemptStatus, AuthenticationFailure, DeclineReason, Order, OrderStatus,
};
use leptos::prelude::*;

use super::notice::{Tone, tone_mark};
use crate::element::{Element, div, el};
use crate::format::money;
use crate::words::{Said, Words, fill, use_words};

/// What the shopper can do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Wait: the page says more by itself.
    Wait,
    /// Go to the checkout, to start or to go on.
    Pay,
    /// Go back to the bank's page.
    Confirm,
    /// Try another card.
    AnotherCard,
    /// Go back to the store.
    Store,
}

/// What is said of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// How it stands.
    pub tone: Tone,
    /// Title and sentence; a `%` in the title is the amount.
    pub said: Said,
    /// What the shopper can do next.
    pub next: Next,
}

/// What is said of an order, from the server's word alone.
#[must_use]
pub fn verdict(order: &Order, words: &Words) -> Verdict {
    let settled = |tone, said| Verdict {
        tone,
        said,
        next: Next::Store,
    };
    if let Some(said) = late_money(order, words) {
        let next = match order.status {
            OrderStatus::Open | OrderStatus::PendingPayment => Next::AnotherCard,
            OrderStatus::Paid
            | OrderStatus::Expired
            | OrderStatus::Canceled
            | OrderStatus::PartiallyRefunded
            | OrderStatus::Refunded => Next::Store,
        };
        let tone = Tone::Wait;
        return Verdict { tone, said, next };
    }
    match order.status {
        OrderStatus::Paid => settled(Tone::Good, words.paid),
        OrderStatus::Expired => settled(Tone::Bad, words.order_expired),
        OrderStatus::Canceled => settled(Tone::Bad, words.order_canceled),
        OrderStatus::PartiallyRefunded => settled(Tone::Good, words.partly_refunded),
        OrderStatus::Refunded => settled(Tone::Good, words.refunded),
        OrderStatus::PendingPayment | OrderStatus::Open => match &order.attempt {
            Some(attempt) => attempt_verdict(&attempt.status, words),
            None if order.status == OrderStatus::Open => Verdict {
                tone: Tone::Wait,
                said: words.open,
                next: Next::Pay,
            },
            None => Verdict {
                tone: Tone::Wait,
                said: words.pending,
                next: Next::Wait,
            },
        },
    }
}

/// Money that came too late concerns an order that is closed as well as an open one.
fn late_money(order: &Order, words: &Words) -> Option<Said> {
    match order.attempt.as_ref()?.status {
        AttemptStatus::Returning => Some(words.returning),
        AttemptStatus::Returned => Some(words.returned),
        AttemptStatus::Processing
        | AttemptStatus::AwaitingAuthentication { .. }
        | AttemptStatus::PendingPayment
        | AttemptStatus::OutcomeUnknown
        | AttemptStatus::Paid { .. }
        | AttemptStatus::Refunded { .. }
        | AttemptStatus::Declined { .. }
        | AttemptStatus::AuthenticationFailed { .. }
        | AttemptStatus::Abandoned { .. } => None,
    }
}

fn attempt_verdict(status: &AttemptStatus, words: &Words) -> Verdict {
    let wait = |said| Verdict {
        tone: Tone::Wait,
        said,
        next: Next::Wait,
    };
    let retry = |said| Verdict {
        tone: Tone::Bad,
        said,
        next: Next::AnotherCard,
    };
    match status {
        AttemptStatus::Processing => wait(words.processing),
        AttemptStatus::PendingPayment => wait(words.pending),
        AttemptStatus::OutcomeUnknown => wait(words.unknown),
        AttemptStatus::AwaitingAuthentication { .. } => Verdict {
            tone: Tone::Wait,
            said: words.challenge_open,
            next: Next::Confirm,
        },
        AttemptStatus::Paid { .. } => Verdict {
            tone: Tone::Good,
            said: words.paid,
            next: Next::Store,
        },
        AttemptStatus::Declined { reason, .. } => retry(match reason {
            DeclineReason::InsufficientFunds => words.insufficient_funds,
            DeclineReason::SuspectedFraud => words.suspected_fraud,
            DeclineReason::ExpiredCard => words.expired_card,
            DeclineReason::InvalidCard => words.invalid_card,
            DeclineReason::Declined => words.declined,
        }),
        AttemptStatus::AuthenticationFailed { failure } => retry(match failure {
            AuthenticationFailure::Failed => words.authentication_failed,
            AuthenticationFailure::Refused => words.authentication_refused,
            AuthenticationFailure::Error => words.authentication_error,
            AuthenticationFailure::Expired => words.authentication_expired,
        }),
        AttemptStatus::Abandoned { .. } => retry(words.abandoned),
        AttemptStatus::Refunded { .. } => Verdict {
            tone: Tone::Good,
            said: words.refunded,
            next: Next::Store,
        },
        AttemptStatus::Returning => wait(words.returning),
        AttemptStatus::Returned => wait(words.returned),
    }
}

/// The provider's own words for the buyer about an attempt that came to nothing, where they can say
/// more than ours do.
#[must_use]
pub fn bank_message(attempt: &Attempt) -> Option<&str> {
    match &attempt.status {
        AttemptStatus::Declined {
            reason: DeclineReason::InsufficientFunds | DeclineReason::ExpiredCard,
            ..
        } => None,
        AttemptStatus::Declined { message, .. } | AttemptStatus::Abandoned { message } => {
            message.as_deref()
        }
        AttemptStatus::Processing
        | AttemptStatus::AwaitingAuthentication { .. }
        | AttemptStatus::PendingPayment
        | AttemptStatus::OutcomeUnknown
        | AttemptStatus::Paid { .. }
        | AttemptStatus::Refunded { .. }
        | AttemptStatus::Returning
        | AttemptStatus::Returned
        | AttemptStatus::AuthenticationFailed { .. } => None,
    }
}

/// What became of an order, as it is read out when it changes.
#[must_use]
pub fn spoken(order: &Order, words: &Words) -> String {
    let verdict = verdict(order, words);
    [&title(order, verdict), verdict.said.text].join(" ")
}

fn title(order: &Order, verdict: Verdict) -> String {
    fill(verdict.said.title, &money(order.total))
}

/// What became of an order: a mark, a title, a sentence, and what to do next.
#[component]
pub fn Outcome(
    /// The order as the server last told it.
    order: Order,
) -> impl IntoView {
    outcome(&order)
}

/// [`Outcome`] as an element.
#[must_use]
pub fn outcome(order: &Order) -> Element {
    let words = use_words();
    let verdict = verdict(order, words);
    let title = title(order, verdict);
    let message = order.attempt.as_ref().and_then(bank_message);
    let message = message.map(|message| fill(words.bank_says, message));
    let class = match verdict.tone {
        Tone::Wait => "outcome",
        Tone::Good => "outcome outcome-good",
        Tone::Bad => "outcome outcome-bad",
    };
    let checkout = ["/checkout/", order.id.as_str()].concat();
    let action = match verdict.next {
        Next::Wait => None,
        Next::Store => Some(link_button("/", words.keep_shopping).class("button button-quiet")),
        Next::Pay => Some(link_button(&checkout, words.go_pay)),
        Next::Confirm => Some(link_button(&checkout, words.challenge_continue)),
        Next::AnotherCard => Some(link_button(&checkout, words.another_card)),
    };
    let mark = el("span").class("outcome-mark no-print");
    let title = el("h1")
        .class("outcome-title")
        .attr("tabindex", "-1")
        .text(&title);
    el("section")
        .class(class)
        .child(mark.child(tone_mark(verdict.tone)))
        .child(title)
        .child(el("p").class("outcome-text").text(verdict.said.text))
        .children(message.map(|message| el("p").class("outcome-text small").text(&message)))
        .child(div("outcome-actions no-print").children(action))
}

/// A link that looks like the one action of a screen.
#[must_use]
pub fn link_button(href: &str, text: &str) -> Element {
    el("a")
        .class("button button-primary")
        .attr("href", href)
        .text(text)
}

#[cfg(test)]
mod tests {
    use cobro_wire::{AttemptId, Currency, Locale, Money, OrderId};

    use super::*;
    use crate::words::words;

    fn check(status: OrderStatus, attempt: Option<AttemptStatus>, expected: (Tone, Said, Next)) {
        let order = Order {
            id: OrderId::from_random([1; 16]),
            status,
            created_at: 0,
            lines: Vec::new(),
            total: Money::new(20015, Currency::Mxn),
            receipt_token: None,
            contact: None,
            attempt: attempt.map(|status| Attempt {
                id: AttemptId::from_random([2; 16]),
                card: None,
                installments: None,
                status,
            }),
        };
        let verdict = verdict(&order, words(Locale::Es));
        assert_eq!((verdict.tone, verdict.said, verdict.next), expected);
    }

    #[test]
    fn an_unknown_outcome_waits_and_offers_no_second_payment() {
        let es = words(Locale::Es);
        let unknown = Some(AttemptStatus::OutcomeUnknown);
        check(
            OrderStatus::Open,
            unknown,
            (Tone::Wait, es.unknown, Next::Wait),
        );
        check(
            OrderStatus::Open,
            Some(AttemptStatus::Processing),
            (Tone::Wait, es.processing, Next::Wait),
        );
        check(
            OrderStatus::PendingPayment,
            None,
            (Tone::Wait, es.pending, Next::Wait),
        );
    }

    #[test]
    fn a_decline_offers_another_card() {
        let es = words(Locale::Es);
        let declined = |reason| {
            Some(AttemptStatus::Declined {
                reason,
                message: None,
            })
        };
        let said = |said| (Tone::Bad, said, Next::AnotherCard);
        let open = OrderStatus::Open;
        check(open, declined(DeclineReason::Declined), said(es.declined));
        check(
            open,
            declined(DeclineReason::InsufficientFunds),
            said(es.insufficient_funds),
        );
        check(
            open,
            declined(DeclineReason::SuspectedFraud),
            said(es.suspected_fraud),
        );
    }

    #[test]
    fn the_orders_own_end_wins_over_its_last_attempt() {
        let es = words(Locale::Es);
        let unknown = Some(AttemptStatus::OutcomeUnknown);
        check(
            OrderStatus::Paid,
            unknown,
            (Tone::Good, es.paid, Next::Store),
        );
        check(
            OrderStatus::Expired,
            None,
            (Tone::Bad, es.order_expired, Next::Store),
        );
    }
}
