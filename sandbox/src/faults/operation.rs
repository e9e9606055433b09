//! What a fault can be named for: a flat table of the providers' calls, and their webhooks.

use axum::http::Method;

/// A kind of call, or of webhook event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Operation(&'static str);

impl Operation {
    /// Conekta's events.
    pub(crate) const CONEKTA_WEBHOOK: Self = Self("conekta.webhook");
    /// n1co's events.
    pub(crate) const N1CO_WEBHOOK: Self = Self("n1co.webhook");

    /// The operation behind a route.
    pub(crate) fn of_route(method: &Method, route: &str) -> Option<Self> {
        let is_it = |(its_method, its_route, _): &&(&str, &str, &str)| {
            method.as_str() == *its_method && route == *its_route
        };
        CALLS.iter().find(is_it).map(|(_, _, name)| Self(name))
    }

    /// Its name in a rule.
    pub(crate) fn name(self) -> &'static str {
        self.0
    }
}

/// The names of the calls and of the webhooks.
pub(crate) fn names(of_webhooks: bool) -> impl Iterator<Item = &'static str> {
    let webhooks = [Operation::CONEKTA_WEBHOOK, Operation::N1CO_WEBHOOK];
    let webhooks = webhooks.into_iter().map(Operation::name);
    let calls = CALLS.iter().map(|(_, _, name)| *name);
    calls
        .filter(move |_| !of_webhooks)
        .chain(webhooks.filter(move |_| of_webhooks))
}

/// The calls: method and route of each.
#[cfg(test)]
pub(crate) fn calls() -> impl Iterator<Item = (&'static str, &'static str)> {
    CALLS.iter().map(|(method, route, _)| (*method, *route))
}

/// Whether a name in a rule stands for an operation: its own name, `conekta.*`, `n1co.*` or `*`.
pub(super) fn stands_for(written: &str, name: &str) -> bool {
    match written.strip_suffix('*') {
        Some(beginning) if beginning.is_empty() || beginning.ends_with('.') => {
            name.starts_with(beginning)
        }
        _ => written == name,
    }
}

#[rustfmt::skip]
const CALLS: &[(&str, &str, &str)] = &[
    ("POST", "/conekta/orders", "conekta.create_order"),
    ("GET", "/conekta/orders", "conekta.list_orders"),
    ("GET", "/conekta/orders/{order}", "conekta.get_order"),
    ("PUT", "/conekta/orders/{order}", "conekta.update_order"),
    ("POST", "/conekta/orders/{order}/capture", "conekta.capture"),
    ("POST", "/conekta/orders/{order}/charges", "conekta.create_charge"),
    ("POST", "/conekta/orders/{order}/add_charges", "conekta.add_charges"),
    ("POST", "/conekta/orders/{order}/refunds", "conekta.refund_order"),
    ("DELETE", "/conekta/orders/{order}/refunds/{refund}", "conekta.cancel_refund"),
    ("POST", "/conekta/orders/{order}/cancel", "conekta.cancel"),
    ("GET", "/conekta/charges", "conekta.list_charges"),
    ("PUT", "/conekta/charges/{charge}", "conekta.update_charge"),
    ("POST", "/conekta/customers", "conekta.create_customer"),
    ("GET", "/conekta/customers", "conekta.list_customers"),
    ("GET", "/conekta/customers/{customer}", "conekta.get_customer"),
    ("PUT", "/conekta/customers/{customer}", "conekta.update_customer"),
    ("DELETE", "/conekta/customers/{customer}", "conekta.delete_customer"),
    ("POST", "/conekta/customers/{customer}/payment_sources", "conekta.create_payment_source"),
    ("GET", "/conekta/customers/{customer}/payment_sources", "conekta.list_payment_sources"),
    ("PUT", "/conekta/customers/{customer}/payment_sources/{source}", "conekta.update_payment_source"),
    ("DELETE", "/conekta/customers/{customer}/payment_sources/{source}", "conekta.delete_payment_source"),
    ("POST", "/conekta/tokens", "conekta.create_token"),
    ("GET", "/conekta/events", "conekta.list_events"),
    ("GET", "/conekta/events/{event}", "conekta.get_event"),
    ("POST", "/conekta/events/{event}/resend", "conekta.resend_event"),
    ("GET", "/conekta/webhooks", "conekta.list_webhooks"),
    ("POST", "/conekta/webhooks", "conekta.create_webhook"),
    ("GET", "/conekta/webhooks/{webhook}", "conekta.get_webhook"),
    ("PUT", "/conekta/webhooks/{webhook}", "conekta.update_webhook"),
    ("DELETE", "/conekta/webhooks/{webhook}", "conekta.delete_webhook"),
    ("POST", "/conekta/webhooks/{webhook}/test", "conekta.test_webhook"),
    ("GET", "/conekta/webhook_keys", "conekta.list_webhook_keys"),
    ("POST", "/conekta/webhook_keys", "conekta.create_webhook_key"),
    ("GET", "/conekta/webhook_keys/{key}", "conekta.get_webhook_key"),
    ("PUT", "/conekta/webhook_keys/{key}", "conekta.update_webhook_key"),
    ("DELETE", "/conekta/webhook_keys/{key}", "conekta.delete_webhook_key"),
    ("GET", "/conekta/antifraud/whitelists", "conekta.list_white_list"),
    ("POST", "/conekta/antifraud/whitelists", "conekta.create_white_list_rule"),
    ("DELETE", "/conekta/antifraud/whitelists/{rule}", "conekta.delete_white_list_rule"),
    ("GET", "/conekta/3ds/{challenge}", "conekta.show_challenge"),
    ("POST", "/conekta/3ds/{challenge}", "conekta.answer_challenge"),
    ("POST", "/n1co/api/v3/Token", "n1co.token"),
    ("POST", "/n1co/api/v3/PaymentMethods", "n1co.payment_methods"),
    ("POST", "/n1co/api/v3/Charges", "n1co.charges"),
    ("POST", "/n1co/api/v3/Refunds", "n1co.refunds"),
    ("GET", "/n1co/authentication/{authentication}", "n1co.show_challenge"),
    ("POST", "/n1co/authentication/{authentication}", "n1co.answer_challenge"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_route_is_known_by_its_method_too() {
        let of = |method, route| Operation::of_route(&method, route).map(Operation::name);
        let orders = "/conekta/orders";
        assert_eq!(of(Method::POST, orders), Some("conekta.create_order"));
        assert_eq!(of(Method::GET, orders), Some("conekta.list_orders"));
        assert_eq!(of(Method::DELETE, orders), None);
        assert_eq!(of(Method::GET, "/readyz"), None);
    }

    #[test]
    fn a_star_stands_for_all_of_a_provider_and_for_everything() {
        for (written, expected) in [
            ("n1co.charges", true),
            ("n1co.*", true),
            ("*", true),
            ("conekta.*", false),
            ("n1co.ch*", false),
            ("n1co", false),
        ] {
            assert_eq!(stands_for(written, "n1co.charges"), expected, "{written}");
        }
    }
}
