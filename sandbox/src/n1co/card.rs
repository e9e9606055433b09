//! Cards in place of their numbers: `POST /PaymentMethods`.

use axum::Json;
use axum::extract::State;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use super::fault::Fault;
use super::payload::{Payload, text};
use super::test_card::TestCard;
use crate::moment::Date;
use crate::sandbox::Sandbox;

/// The card of n1co's sample request, and what it does here.
const SAMPLE: (&str, &str) = (
    "0ca4b9aad7f417634359bf4e549ff280156dec4a149fd4b1cd20ce74f7d330ba",
    "4000000000001000",
);

/// A card, as far as it is kept: neither its code nor a real number.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Card {
    #[serde(with = "super::test_card::by_number")]
    pub(crate) test_card: &'static TestCard,
    /// Whose it is, where that was said.
    pub(crate) customer_id: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) single_use: bool,
    /// Whether a charge was made to it.
    pub(crate) charged: bool,
}

/// Body of `POST /PaymentMethods`.

// No `Debug`: it holds a card.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct CreateCard {
    customer: CustomerRequest,
    card: RawCard,
}

/// Who pays.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct CustomerRequest {
    pub(crate) id: Option<String>,
    name: String,
    pub(crate) email: String,
}

/// A card as typed.

// No `Debug`.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct RawCard {
    number: String,
    card_holder: String,
    #[serde(deserialize_with = "text_or_number")]
    #[schemars(with = "TextOrNumber")]
    expiration_month: String,
    #[serde(deserialize_with = "text_or_number")]
    #[schemars(with = "TextOrNumber")]
    expiration_year: String,
    cvv: String,
    #[serde(default)]
    single_use: bool,
}

/// Answer of `POST /PaymentMethods`.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "N1coPaymentMethod")]
pub(crate) struct CardAnswer {
    id: String,
    r#type: &'static str,
    bin: Bin,
    success: bool,
    message: &'static str,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "N1coBin")]
struct Bin {
    brand: &'static str,
    issuer_name: &'static str,
    country_code: &'static str,
}

/// `POST /PaymentMethods`
pub(crate) async fn create(
    State(sandbox): State<Sandbox>,
    Payload(body): Payload<CreateCard>,
) -> Result<Json<CardAnswer>, Fault> {
    body.customer.check()?;
    let test_card = body.card.check(sandbox.now())?;
    let card = Card {
        test_card,
        customer_id: body.customer.id,
        email: Some(body.customer.email),
        single_use: body.card.single_use,
        charged: false,
    };
    let id = sandbox.config().random.hex24();
    sandbox.world().n1co.cards.insert(id.clone(), card);
    Ok(Json(CardAnswer {
        id,
        r#type: "card",
        bin: Bin {
            brand: test_card.brand(),
            issuer_name: "Banco de Pruebas",
            country_code: test_card.country,
        },
        success: true,
        message: "El método de pago fue creado exitosamente",
    }))
}

impl Card {
    /// A card of which nothing but the number is known.
    pub(crate) fn of_number(number: &str) -> Option<Self> {
        Some(Self {
            test_card: TestCard::by_number(number)?,
            customer_id: None,
            email: None,
            single_use: false,
            charged: false,
        })
    }

    /// The card of the sample request.
    pub(crate) fn of_sample(id: &str) -> Option<Self> {
        (id == SAMPLE.0)
            .then(|| Self::of_number(SAMPLE.1))
            .flatten()
    }
}

impl CustomerRequest {
    pub(crate) fn check(&self) -> Result<(), Fault> {
        text("customer.name", &self.name)?;
        text("customer.email", &self.email)?;
        if !self.email.contains('@') {
            return Err(Fault::invalid("customer.email", "an address is expected"));
        }
        self.id
            .as_ref()
            .map_or(Ok(()), |id| text("customer.id", id))
    }
}

impl RawCard {
    /// The test card, where everything about it could be right.
    fn check(&self, now: i64) -> Result<&'static TestCard, Fault> {
        let test_card = TestCard::by_number(&self.number).ok_or_else(Fault::not_a_test_card)?;
        text("card.cardHolder", &self.card_holder)?;
        self.check_expiry(now)?;
        let is_code = self.cvv.len() == test_card.code_length()
            && self.cvv.bytes().all(|byte| byte.is_ascii_digit());
        if !is_code {
            let words = "3 digits are expected, 4 on American Express";
            return Err(Fault::invalid("card.cvv", words));
        }
        Ok(test_card)
    }

    /// A card is good until the end of its month.
    fn check_expiry(&self, now: i64) -> Result<(), Fault> {
        let number = |text: &str| {
            let digits = text.bytes().all(|byte| byte.is_ascii_digit());
            digits.then(|| text.parse::<u16>().ok().map(i64::from))?
        };
        let month = number(&self.expiration_month).filter(|month| (1..=12).contains(month));
        let month =
            month.ok_or_else(|| Fault::invalid("card.expirationMonth", "1 to 12 is expected"))?;
        let year = match (self.expiration_year.len(), number(&self.expiration_year)) {
            (2, Some(year)) => Some(year.saturating_add(2000)),
            (4, year) => year,
            _ => None,
        };
        let wrong_year = |words| Fault::invalid("card.expirationYear", words);
        let year = year.ok_or_else(|| wrong_year("two or four digits are expected"))?;
        let today = Date::of(now);
        if (year, month) < (today.year, today.month) {
            return Err(wrong_year("the card has expired"));
        }
        Ok(())
    }
}

#[derive(Deserialize, JsonSchema)]
#[serde(untagged)]
enum TextOrNumber {
    Text(String),
    Number(u16),
}

/// Reads `"11"` and `11` alike.
fn text_or_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(match TextOrNumber::deserialize(deserializer)? {
        TextOrNumber::Text(text) => text,
        TextOrNumber::Number(number) => number.to_string(),
    })
}
