"""Conekta's own client for Python, unchanged, through the whole flow of on-demand charges.

Called with the sandbox's address of Conekta's API. Its response models are strict: what they refuse
raises here, and it is the sandbox that is wrong then.
"""

import json
import sys

import conekta
from conekta.rest import ApiException

PRIVATE_KEY = "key_sandbox_private"
AMOUNT = 20015


def line_items():
    return [
        conekta.Product(
            name="Vasija de Cerámica",
            unit_price=AMOUNT,
            quantity=1,
            description="Description",
            sku="SKU",
        )
    ]


def order_request(customer, method, **more):
    request = conekta.ChargeRequest(payment_method=conekta.ChargeRequestPaymentMethod(method))
    info = conekta.OrderRequestCustomerInfo(conekta.CustomerInfoCustomerId(customer_id=customer))
    return conekta.OrderRequest(
        currency="MXN",
        customer_info=info,
        line_items=line_items(),
        charges=[request],
        **more,
    )


def method(kind, **more):
    return conekta.PaymentMethodGeneralRequest(type=kind, **more)


def card(number):
    return conekta.TokenRequest(
        card=conekta.TokenRequestCard(
            number=number, name="Jorge Lopez", exp_month="11", exp_year="36", cvc="123"
        )
    )


def same(what, found, wanted):
    if found != wanted:
        raise SystemExit(f"{what}: {found!r} instead of {wanted!r}")


def add_card(client, customer, token):
    sources = conekta.PaymentMethodsApi(client)
    request = conekta.CreateCustomerPaymentMethodsRequest(
        conekta.PaymentMethodTokenRequest(type="card", token_id=token)
    )
    return sources.create_customer_payment_methods(customer, request).actual_instance


def customers_and_cards(client):
    """A customer, their two cards, and another customer made with a card in one request."""
    customers = conekta.CustomersApi(client)
    customer = customers.create_customer(
        conekta.Customer(name="Felipe Gomez", email="felipe@example.com", phone="5534343434")
    )
    first = add_card(client, customer.id, "tok_test_visa_1881")
    same("first card", (first.last4, first.default), ("1881", True))
    second = add_card(client, customer.id, "tok_test_mastercard_4444")
    same("second card", (second.last4, second.default), ("4444", False))
    kept = conekta.PaymentMethodsApi(client).get_customer_payment_methods(customer.id)
    same("cards kept", len(kept.data), 2)

    token = conekta.TokensApi(client).create_token(card("4242424242424242"))
    one_shot = customers.create_customer(
        conekta.Customer(
            name="Felipe Gomez",
            email="felipe@example.com",
            phone="5534343434",
            payment_sources=[
                conekta.CustomerPaymentMethodsRequest(
                    conekta.PaymentMethodTokenRequest(type="card", token_id=token.id)
                )
            ],
        )
    )
    same("cards of one request", len(one_shot.payment_sources.data), 1)
    same("read again", customers.get_customer_by_id(one_shot.id).id, one_shot.id)
    return customer.id, first.id, second.id


def paid(order, last4):
    """An order that is paid, by the card with these last digits."""
    same("status", order.payment_status, "paid")
    same("amount", order.amount, AMOUNT)
    used = order.charges.data[0].payment_method.actual_instance
    same("card", (used.object, used.last4), ("card_payment", last4))
    return order


def orders_by_each_way(client, customer, first, second):
    orders = conekta.OrdersApi(client)
    order = paid(orders.create_order(order_request(customer, method("default"))), "1881")
    same("read again", orders.get_order_by_id(order.id).payment_status, "paid")
    by_id = method("card", payment_source_id=second)
    paid(orders.create_order(order_request(customer, by_id)), "4444")
    by_token = method("card", token_id="tok_test_visa_4242")
    paid(orders.create_order(order_request(customer, by_token)), "4242")

    change = conekta.UpdateCustomer(default_payment_source_id=second)
    changed = conekta.CustomersApi(client).update_customer(customer, change)
    same("default", changed.default_payment_source_id, second)
    paid(orders.create_order(order_request(customer, method("default"))), "4444")
    same("orders listed", len(orders.get_orders().data), 4)


def declined_order_is_in_the_error(client, customer):
    bad = method("card", token_id="tok_test_card_declined")
    try:
        conekta.OrdersApi(client).create_order(order_request(customer, bad))
    except ApiException as error:
        same("status of a decline", error.status, 402)
        body = json.loads(error.body)
        same("type of a decline", body["type"], "processing_error")
        same("order of a decline", body["data"]["payment_status"], "declined")
        # The same order, through the strict model.
        read = conekta.OrdersApi(client).get_order_by_id(body["data"]["id"])
        same("failure", read.charges.data[0].failure_code, "card_declined")
        return
    raise SystemExit("a declined card was charged")


def challenge_is_the_next_action(client, customer):
    token = conekta.TokensApi(client).create_token(card("4000000000001091"))
    order = conekta.OrdersApi(client).create_order(
        order_request(
            customer,
            method("card", token_id=token.id),
            three_ds_mode="strict",
            return_url="https://merchant.example/return",
        )
    )
    same("status with a challenge", order.payment_status, "pending_payment")
    redirect = order.next_action.redirect_to_url
    if "/3ds/" not in redirect.url:
        raise SystemExit(f"the challenge is at {redirect.url}")
    same("return address", redirect.return_url, "https://merchant.example/return")


def webhook_and_its_events(client):
    webhooks = conekta.WebhooksApi(client)
    hook = webhooks.create_webhook(
        conekta.WebhookRequest(url="http://merchant.invalid/hooks", subscribed_events=["order.paid"])
    )
    same("webhook", webhooks.get_webhook(hook.id).url, "http://merchant.invalid/hooks")
    same("webhooks listed", hook.id in [each.id for each in webhooks.get_webhooks().data], True)
    events = conekta.EventsApi(client)
    kinds = {event.type: event.id for event in events.get_events(limit=250).data}
    expected = ["order.paid", "order.declined", "order.pending_payment", "customer.created"]
    for kind in [*expected, "webhook.created", "webhook_ping"]:
        if kind not in kinds:
            raise SystemExit(f"no event {kind} among {sorted(kinds)}")
    same("event", events.get_event(kinds["order.paid"]).type, "order.paid")
    again = conekta.ResendEventRequest(webhooks_ids=[hook.id])
    log = events.resend_event(kinds["order.paid"], resend_event_request=again)
    same("sent again", (log.id[:6], log.url), ("webhl_", hook.url))

    keys = conekta.WebhookKeysApi(client)
    key = keys.create_webhook_key(webhook_key_request=conekta.WebhookKeyRequest(active=True))
    same("key", key.public_key.splitlines()[0], "-----BEGIN PUBLIC KEY-----")
    same("key again", keys.get_webhook_key(key.id).id, key.id)
    same("keys listed", key.id in [each.id for each in keys.get_webhook_keys().data], True)


def wrong_key_is_refused(host):
    client = conekta.ApiClient(conekta.Configuration(host=host, access_token="key_unknown"))
    try:
        conekta.OrdersApi(client).get_orders()
    except ApiException as error:
        same("status of a wrong key", error.status, 401)
        return
    raise SystemExit("a wrong key was accepted")


def main():
    host = sys.argv[1]
    client = conekta.ApiClient(conekta.Configuration(host=host, access_token=PRIVATE_KEY))
    customer, first, second = customers_and_cards(client)
    orders_by_each_way(client, customer, first, second)
    declined_order_is_in_the_error(client, customer)
    challenge_is_the_next_action(client, customer)
    webhook_and_its_events(client)
    wrong_key_is_refused(host)
    print("the client for Python went through the whole flow")


main()
