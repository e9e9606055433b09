//! Each test card, by each way to name it; and what a card is bound to.

use serde_json::{Value, json};

use crate::support::{ASKS, TestSandbox, charge, outcome, text};

const SUCCEEDED: (&str, &str) = ("SUCCEEDED", "");
const ASKED: (&str, &str) = ("AUTHENTICATION_REQUIRED", "");
const DECLINED: (&str, &str) = ("FAILED", "CARD_DECLINED");
const UNSUPPORTED: (&str, &str) = ("FAILED", "AUTHENTICATION_UNSUPPORTED");

/// Number, first outcome, and the outcome after a challenge that was passed.
type Row = (
    &'static str,
    (&'static str, &'static str),
    (&'static str, &'static str),
);

/// Those that the card component takes.
#[rustfmt::skip]
const CARDS: [Row; 16] = [
    ("4000056655665556", SUCCEEDED, SUCCEEDED),
    ("4242424242424242", DECLINED, DECLINED),
    ("5555555555554444", DECLINED, DECLINED),
    ("4000000000001000", ASKED, SUCCEEDED),
    ("5200000000001005", ASKED, SUCCEEDED),
    ("4000000000001018", ASKED, DECLINED),
    ("5200000000001013", ASKED, DECLINED),
    ("4000000000001034", UNSUPPORTED, UNSUPPORTED),
    ("5200000000001039", UNSUPPORTED, UNSUPPORTED),
    ("4000000000002701", SUCCEEDED, SUCCEEDED),
    ("4000000000001091", ASKED, SUCCEEDED),
    ("4012888888881881", SUCCEEDED, SUCCEEDED),
    ("378282246310005", SUCCEEDED, SUCCEEDED),
    ("4111111111111111", SUCCEEDED, SUCCEEDED),
    ("4000000000000002", DECLINED, DECLINED),
    ("4000000000000127", ("FAILED", "INSUFFICIENT_FUNDS"), ("FAILED", "INSUFFICIENT_FUNDS")),
];
/// Those whose last digit is wrong: only an API takes them.
const WITH_WRONG_CHECK_DIGIT: [Row; 3] = [
    ("5267260000000001", SUCCEEDED, SUCCEEDED),
    ("4000000000001013", ASKED, DECLINED),
    ("5200000000001018", ASKED, DECLINED),
];

async fn check(sandbox: &TestSandbox, card_id: &str, (number, first, last): Row) {
    let before = sandbox.movements().len();
    let mut answer = sandbox.charge(card_id).await;
    assert_eq!(outcome(&answer), first, "{number}");
    if first == ASKED {
        assert_eq!(sandbox.movements().len(), before, "{number}");
        let id = text(&answer["authentication"]["id"]);
        sandbox
            .answer(&id, "challengeDataEntry=1234&answer=confirm")
            .await;
        answer = sandbox.charge_with(card_id, &id).await;
    }
    assert_eq!(outcome(&answer), last, "{number}");
    let message = &answer["error"]["message"];
    assert_eq!(message.is_string(), last != SUCCEEDED, "{number}");
    let taken = usize::from(last == SUCCEEDED);
    assert_eq!(sandbox.movements().len(), before + taken, "{number}");
}

#[tokio::test]
async fn each_registered_card_does_what_its_number_says() {
    let sandbox = TestSandbox::new().await;
    for row in CARDS.into_iter().chain(WITH_WRONG_CHECK_DIGIT) {
        let card_id = sandbox.card(row.0).await;
        assert_eq!(card_id.len(), 24);
        check(&sandbox, &card_id, row).await;
    }
}

#[tokio::test]
async fn each_token_of_the_card_component_is_a_card() {
    let sandbox = TestSandbox::new().await;
    for row in CARDS {
        let card_id = sandbox.component_token(row.0).await;
        check(&sandbox, &card_id, row).await;
    }
    check(&sandbox, "tok_test_visa_4242", CARDS[1]).await;
}

#[tokio::test]
async fn a_token_of_the_component_does_not_wear_out() {
    let sandbox = TestSandbox::new().await;
    let card_id = sandbox.component_token("4000056655665556").await;
    sandbox.charge(&card_id).await;
    sandbox.pass(3000);
    assert_eq!(outcome(&sandbox.charge(&card_id).await), SUCCEEDED);
    assert_eq!(sandbox.movements().len(), 2);
}

#[tokio::test]
async fn conekta_charges_n1cos_test_cards() {
    let sandbox = TestSandbox::new().await;
    for (number, _, _) in CARDS.into_iter().take(9).filter(|row| row.1 != DECLINED) {
        let token = sandbox.component_token(number).await;
        let body = json!({
            "currency": "MXN",
            "customer_info": { "name": "Ana Ruiz", "email": "ana@example.com" },
            "line_items": [{ "name": "Vasija", "unit_price": 20015, "quantity": 1 }],
            "charges": [{ "payment_method": { "type": "card", "token_id": token } }],
        });
        let key = "Bearer key_sandbox_private";
        let order = sandbox
            .send_json("/conekta/orders", key, &body.to_string())
            .await
            .ok();
        assert_eq!(order["payment_status"], "paid", "{number}");
    }
}

#[tokio::test]
async fn registering_a_card_answers_with_its_id_and_bank() {
    let sandbox = TestSandbox::new().await;
    let changes =
        json!({ "number": "4000 0000 0000 1000", "expirationMonth": 11, "expirationYear": 36 });
    let answer = sandbox.register(ASKS, changes).await.ok();
    let expected = json!({
        "id": answer["id"], "type": "card",
        "bin": { "brand": "VISA", "issuerName": "Banco de Pruebas", "countryCode": "SLV" },
        "success": true, "message": "El método de pago fue creado exitosamente"
    });
    assert_eq!(answer, expected);
}

#[tokio::test]
async fn only_test_cards_that_could_be_right_are_registered_and_no_number_is_repeated() {
    let sandbox = TestSandbox::new().await;
    for (changes, expected) in [
        (json!({ "number": "4539578763621486" }), "NOT_A_TEST_CARD"),
        (json!({ "number": "" }), "NOT_A_TEST_CARD"),
        (json!({ "cardHolder": " " }), "INVALID_FIELD"),
        (json!({ "expirationMonth": "13" }), "INVALID_FIELD"),
        (json!({ "expirationMonth": "+1" }), "INVALID_FIELD"),
        (json!({ "expirationYear": "036" }), "INVALID_FIELD"),
        (
            json!({ "expirationMonth": 10, "expirationYear": 2026 }),
            "INVALID_FIELD",
        ),
        (json!({ "cvv": "1234" }), "INVALID_FIELD"),
        (json!({ "cvv": 123 }), "INVALID_FIELD"),
        (json!({ "singleUse": "no" }), "INVALID_FIELD"),
    ] {
        let answer = sandbox.register(ASKS, changes.clone()).await;
        let (status, code, _) = answer.fault();
        assert_eq!((status, code.as_str()), (400, expected), "{changes}");
        assert!(!answer.text.contains("4539578763621486"));
    }
    let today = json!({ "expirationMonth": 11, "expirationYear": 26 });
    sandbox.register(ASKS, today).await.ok();
}

#[tokio::test]
async fn a_card_for_a_single_charge_is_charged_once() {
    let sandbox = TestSandbox::new().await;
    let single = json!({ "singleUse": true });
    let answer = sandbox.register("4000000000002701", single.clone()).await;
    let card_id = text(&answer.ok()["id"]);
    assert_eq!(outcome(&sandbox.charge(&card_id).await), SUCCEEDED);
    let (status, code, _) = sandbox.post("/Charges", &charge(&card_id)).await.fault();
    assert_eq!((status, code.as_str()), (400, "CARD_ALREADY_USED"));
    assert_eq!(sandbox.movements().len(), 1);

    let asks = text(&sandbox.register(ASKS, single).await.ok()["id"]);
    let id = sandbox.passed(&asks).await;
    assert_eq!(outcome(&sandbox.charge_with(&asks, &id).await), SUCCEEDED);
}

#[tokio::test]
async fn a_card_is_charged_for_the_customer_that_it_was_registered_for_and_for_no_other() {
    let sandbox = TestSandbox::new().await;
    let card_id = sandbox.card("4000000000002701").await;
    let with = |id: Value| {
        let mut body = charge(&card_id);
        body["customer"] = json!({ "id": id, "name": "Ana Ruiz", "email": "ana@example.com" });
        body
    };
    let answer = sandbox.post("/Charges", &with(json!("cus_2"))).await;
    let (status, code, _) = answer.fault();
    assert_eq!((status, code.as_str()), (400, "CUSTOMER_MISMATCH"));
    assert!(sandbox.movements().is_empty());
    for id in [json!("cus_1"), Value::Null] {
        sandbox.post("/Charges", &with(id)).await.ok();
    }
}

#[tokio::test]
async fn a_charge_asked_for_twice_is_made_twice() {
    let sandbox = TestSandbox::new().await;
    let card_id = sandbox.card("4000000000002701").await;
    let (first, second) = (
        sandbox.charge(&card_id).await,
        sandbox.charge(&card_id).await,
    );
    assert_eq!(first["order"]["reference"], second["order"]["reference"]);
    assert_eq!(
        (&first["order"]["id"], &second["order"]["id"]),
        (&json!("100"), &json!("101"))
    );
    let ledger = sandbox.sandbox.ledger();
    let taken: Vec<_> = ledger
        .taken()
        .map(|e| (e.order_id.as_str(), e.amount))
        .collect();
    assert_eq!(taken, [("100", 1550), ("101", 1550)]);
    assert!(
        ledger
            .taken()
            .all(|e| e.reference_id.as_deref() == Some("ord_1"))
    );
}

#[tokio::test]
async fn tries_that_take_nothing_stay_on_one_order() {
    let sandbox = TestSandbox::new().await;
    let declined = sandbox.charge("tok_test_visa_4242").await;
    let paid = sandbox.charge("tok_test_visa_1881").await;
    assert_eq!(declined["order"]["id"], paid["order"]["id"]);
}
