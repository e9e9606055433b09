//! What each state of an order looks like.

use cobro::components::outcome::Outcome;
use cobro::words::{Said, fill, words};
use cobro_wire::{AttemptStatus, AuthenticationFailure, DeclineReason, Locale, Order, OrderStatus};
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::{Stage, challenge, order, receipt};

const NOT_CHARGED: &str = "No se hizo ningún cargo";

fn check(order: Order, said: Said, action: &str) {
    let stage = Stage::with_view(move || view! { <Outcome order /> });
    let title = fill(said.title, "$200.15");
    assert!(
        stage.text().contains(&title),
        "{} lacks {title}",
        stage.text()
    );
    assert!(
        stage.text().contains(said.text),
        "{} lacks {}",
        stage.text(),
        said.text
    );
    let actions = stage
        .find(".outcome-actions")
        .unwrap()
        .text_content()
        .unwrap();
    assert_eq!(actions, action);
}

#[wasm_bindgen_test]
fn an_order_that_is_over_says_so() {
    let es = words(Locale::Es);
    let paid = AttemptStatus::Paid { receipt: receipt() };
    check(
        order(OrderStatus::Paid, Some(paid)),
        es.paid,
        es.keep_shopping,
    );
    check(
        order(OrderStatus::Expired, None),
        es.order_expired,
        es.keep_shopping,
    );
    check(
        order(OrderStatus::Canceled, None),
        es.order_canceled,
        es.keep_shopping,
    );
    check(
        order(OrderStatus::Refunded, None),
        es.refunded,
        es.keep_shopping,
    );
    check(
        order(OrderStatus::PartiallyRefunded, None),
        es.partly_refunded,
        es.keep_shopping,
    );
}

#[wasm_bindgen_test]
fn an_order_that_is_not_over_offers_no_second_payment() {
    let es = words(Locale::Es);
    let open = |status| order(OrderStatus::Open, Some(status));
    check(open(AttemptStatus::Processing), es.processing, "");
    check(open(AttemptStatus::OutcomeUnknown), es.unknown, "");
    check(open(AttemptStatus::PendingPayment), es.pending, "");
    check(order(OrderStatus::PendingPayment, None), es.pending, "");
    let awaiting = AttemptStatus::AwaitingAuthentication {
        challenge: challenge(),
    };
    check(open(awaiting), es.challenge_open, es.challenge_continue);
    for said in [
        es.processing,
        es.unknown,
        es.pending,
        es.challenge_open,
        es.unknown,
    ] {
        assert!(!said.text.contains(NOT_CHARGED) && !said.title.contains(NOT_CHARGED));
    }
}

/// A want of money used to be told twice: in our words, and in the bank's.
#[wasm_bindgen_test]
fn the_banks_words_are_shown_only_where_they_can_say_more() {
    let shown = |reason| {
        let message = Some("El banco lo dice.".to_owned());
        let status = AttemptStatus::Declined { reason, message };
        let order = order(OrderStatus::Open, Some(status));
        let stage = Stage::with_view(move || view! { <Outcome order /> });
        stage.text().contains("El banco lo dice.")
    };
    assert!(!shown(DeclineReason::InsufficientFunds));
    assert!(!shown(DeclineReason::ExpiredCard));
    assert!(shown(DeclineReason::InvalidCard));
    assert!(shown(DeclineReason::SuspectedFraud));
    assert!(shown(DeclineReason::Declined));
}

#[wasm_bindgen_test]
fn an_attempt_that_came_to_nothing_offers_another_card() {
    let es = words(Locale::Es);
    for (reason, said) in [
        (DeclineReason::InsufficientFunds, es.insufficient_funds),
        (DeclineReason::SuspectedFraud, es.suspected_fraud),
        (DeclineReason::ExpiredCard, es.expired_card),
        (DeclineReason::InvalidCard, es.invalid_card),
        (DeclineReason::Declined, es.declined),
    ] {
        let status = AttemptStatus::Declined {
            reason,
            message: None,
        };
        check(
            order(OrderStatus::Open, Some(status)),
            said,
            es.another_card,
        );
    }
    for (failure, said) in [
        (AuthenticationFailure::Failed, es.authentication_failed),
        (AuthenticationFailure::Refused, es.authentication_refused),
        (AuthenticationFailure::Error, es.authentication_error),
        (AuthenticationFailure::Expired, es.authentication_expired),
    ] {
        let status = AttemptStatus::AuthenticationFailed { failure };
        check(
            order(OrderStatus::Open, Some(status)),
            said,
            es.another_card,
        );
    }
    let abandoned = AttemptStatus::Abandoned { message: None };
    check(
        order(OrderStatus::Open, Some(abandoned)),
        es.abandoned,
        es.another_card,
    );
}

#[wasm_bindgen_test]
fn money_that_came_too_late_is_said_to_go_back_and_an_open_order_can_be_paid_again() {
    let es = words(Locale::Es);
    for (status, said) in [
        (AttemptStatus::Returning, es.returning),
        (AttemptStatus::Returned, es.returned),
    ] {
        let late = |order_status| order(order_status, Some(status.clone()));
        check(late(OrderStatus::Open), said, es.another_card);
        check(late(OrderStatus::Expired), said, es.keep_shopping);
        assert!(!said.text.contains(NOT_CHARGED));
    }
}

#[wasm_bindgen_test]
fn the_providers_own_words_are_shown() {
    let message = Some("Llama a tu banco.".to_owned());
    let status = AttemptStatus::Declined {
        reason: DeclineReason::Declined,
        message,
    };
    let order = order(OrderStatus::Open, Some(status));
    let stage = Stage::with_view(move || view! { <Outcome order /> });
    assert!(stage.text().contains("Llama a tu banco."));
}
