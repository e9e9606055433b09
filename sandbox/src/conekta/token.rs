//! Tokens: single-use stand-ins for a card.

use axum::Json;
use axum::extract::State;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::book::{Book, Row};
use super::error::Fault;
use super::payload::{Payload, length};
use super::test_card::{Brand, TestCard, luhn};
use crate::moment::Date;
use crate::sandbox::Sandbox;

/// How long a token can be used: ten minutes.
const TOKEN_LIFETIME_SECONDS: i64 = 600;

/// A token, and the card it stands for.
#[derive(Serialize, Deserialize)]
pub(crate) struct Token {
    id: String,
    created_at: i64,
    used: bool,
    /// `None` for one of the old kind, which the form was to fill in.
    card: Option<Card>,
}

/// A card's data, as far as they are kept: neither the security code nor a real number.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Card {
    #[serde(with = "super::test_card::by_number")]
    pub(crate) test_card: &'static TestCard,
    pub(crate) holder: String,
    /// Two digits.
    pub(crate) exp_month: String,
    /// Two digits.
    pub(crate) exp_year: String,
    /// The token that it came by.
    pub(crate) token_id: Option<String>,
}

impl Row for Token {
    const CLASS: &'static str = "Token";

    fn id(&self) -> &str {
        &self.id
    }
}

impl Card {
    /// A card of which only the number is given: the documentation's card holder.
    fn documented(test_card: &'static TestCard, token_id: &str) -> Self {
        Self {
            test_card,
            holder: "Jorge Lopez".into(),
            exp_month: "11".into(),
            exp_year: "36".into(),
            token_id: Some(token_id.into()),
        }
    }
}

/// Body of `POST /tokens`.

// No `Debug`: it holds a card.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CreateToken {
    card: Option<RawCard>,
    checkout: Option<CreateCheckout>,
}

/// What used to be asked before a form was shown, which needs it no longer: a token without a card.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct CreateCheckout {
    #[serde(rename = "returns_control_on")]
    _returns_control_on: Option<ReturnsControlOn>,
}

#[derive(Deserialize, JsonSchema)]
enum ReturnsControlOn {
    Token,
}

/// A card as typed.

// No `Debug`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawCard {
    number: String,
    name: String,
    exp_month: String,
    exp_year: String,
    cvc: String,
    #[serde(rename = "device_fingerprint")]
    _device_fingerprint: Option<String>,
}

/// Answer of `POST /tokens`.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Token")]
pub(crate) struct TokenAnswer {
    id: String,
    object: &'static str,
    livemode: bool,
    used: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Checkout")]
    checkout: Option<Checkout>,
}

/// What a form used to be told to fill in.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "TokenCheckout")]
struct Checkout {
    id: String,
    object: &'static str,
    name: String,
    r#type: &'static str,
    status: &'static str,
    livemode: bool,
    allowed_payment_methods: [&'static str; 1],
    starts_at: i64,
    expires_at: i64,
}

/// `POST /tokens`
pub(crate) async fn create(
    State(sandbox): State<Sandbox>,
    Payload(body): Payload<CreateToken>,
) -> Result<Json<TokenAnswer>, Fault> {
    let now = sandbox.now();
    let config = sandbox.config();
    let card = match (body.card, &body.checkout) {
        (Some(raw), _) => Some(raw.check(now)?),
        (None, Some(_)) => None,
        (None, None) => return Err(Fault::missing("card")),
    };
    let id = config.random.id("tok_");
    let checkout = body.checkout.map(|_| Checkout {
        id: config.random.uuid(),
        object: "checkout",
        name: id.replace('_', "-"),
        r#type: "Integration",
        status: "Issued",
        livemode: false,
        allowed_payment_methods: ["card"],
        starts_at: now,
        expires_at: now.saturating_add(TOKEN_LIFETIME_SECONDS),
    });
    let token = Token {
        id: id.clone(),
        created_at: now,
        used: false,
        card,
    };
    sandbox.world().conekta.tokens.insert(token);
    Ok(Json(TokenAnswer {
        id,
        object: "token",
        livemode: false,
        used: false,
        checkout,
    }))
}

impl RawCard {
    /// A card as it stands in an order's charge.
    pub(crate) fn new(
        number: String,
        name: String,
        exp_month: String,
        exp_year: String,
        cvc: String,
    ) -> Self {
        Self {
            number,
            name,
            exp_month,
            exp_year,
            cvc,
            _device_fingerprint: None,
        }
    }

    /// The card, where it is a test card and everything about it could be right.
    pub(crate) fn check(&self, now: i64) -> Result<Card, Fault> {
        let number: String = self.number.chars().filter(|c| !c.is_whitespace()).collect();
        if !luhn(&number) {
            return Err(Fault::card_number());
        }
        let test_card = TestCard::by_number(&number).ok_or_else(Fault::not_a_test_card)?;
        length("name", &self.name, 1, 249)?;
        if self.name.split_whitespace().count() < 2 {
            return Err(Fault::one_word_name());
        }
        let (exp_month, exp_year) = expiry(&self.exp_month, &self.exp_year, now)?;
        let code_length = if test_card.brand == Brand::AmericanExpress {
            4
        } else {
            3
        };
        if self.cvc.len() != code_length || !self.cvc.bytes().all(|b| b.is_ascii_digit()) {
            return Err(Fault::invalid(
                "card.cvc",
                "3 digits are expected, 4 on American Express",
            ));
        }
        Ok(Card {
            test_card,
            holder: self.name.clone(),
            exp_month,
            exp_year,
            token_id: None,
        })
    }
}

/// Month and year in two digits each, where the card is not over yet.
pub(crate) fn expiry(month: &str, year: &str, now: i64) -> Result<(String, String), Fault> {
    let number = |text: &str| -> Option<i64> {
        text.bytes()
            .all(|b| b.is_ascii_digit())
            .then(|| text.parse().ok())?
    };
    let month = number(month).filter(|month| (1..=12).contains(month));
    let month = month.ok_or_else(|| Fault::invalid("card.exp_month", "01 to 12 is expected"))?;
    let year = match (year.len(), number(year)) {
        (2, Some(year)) => year + 2000,
        (4, Some(year)) => year,
        _ => {
            return Err(Fault::invalid(
                "card.exp_year",
                "two or four digits are expected",
            ));
        }
    };
    let today = Date::of(now);
    if (year, month) < (today.year, today.month) {
        return Err(Fault::invalid("card.exp_year", "the card has expired"));
    }
    Ok((format!("{month:02}"), format!("{:02}", year % 100)))
}

impl Book {
    /// Takes the card behind a token; a token can be taken once, a test token always.
    pub(crate) fn redeem(&mut self, id: &str, now: i64) -> Result<Card, Fault> {
        if let Some(test_card) = TestCard::by_token(id) {
            return Ok(Card::documented(test_card, id));
        }
        let token = self
            .tokens
            .get_mut(id)
            .ok_or_else(|| Fault::nonexistent_token(id))?;
        if token.used {
            return Err(Fault::used_token(id));
        }
        if now - token.created_at > TOKEN_LIFETIME_SECONDS {
            return Err(Fault::nonexistent_token(id));
        }
        let card = token.card.clone().ok_or_else(|| {
            let reason = "no card was put into the token";
            Fault::invalid("payment_method.token_id", reason)
        })?;
        token.used = true;
        Ok(Card {
            token_id: Some(id.into()),
            ..card
        })
    }

    /// Makes a token as good as it was, where what it was taken for came to nothing.
    pub(crate) fn give_back(&mut self, id: &str) {
        if let Some(token) = self.tokens.get_mut(id) {
            token.used = false;
        }
    }

    /// The number of the card that a token was made of, used or not, whatever its age.
    pub(crate) fn card_number(&self, token: &str) -> Option<&'static str> {
        let test_card = match TestCard::by_token(token) {
            Some(test_card) => test_card,
            None => self.tokens.get(token)?.card.as_ref()?.test_card,
        };
        Some(test_card.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_is_good_until_the_end_of_its_month() {
        let february_2026 = 1_772_323_199;
        assert_eq!(
            expiry("2", "26", february_2026).ok(),
            Some(("02".into(), "26".into()))
        );
        assert_eq!(
            expiry("02", "2026", february_2026).ok(),
            Some(("02".into(), "26".into()))
        );
        assert!(expiry("02", "26", february_2026 + 1).is_err());
        assert!(expiry("13", "30", february_2026).is_err());
        assert!(expiry("+1", "30", february_2026).is_err());
        assert!(expiry("01", "030", february_2026).is_err());
    }
}
