//! Writes the bodies of requests. The tests hold each of them to what the server reads.

use cobro_wire::{
    AuthenticationReport, BillingAddress, ChallengeClaim, ChallengeEnd, Contact, NewOrder,
    OrderLink, PayRequest, PayWith, SaveCard, SetDefaultCard,
};

use super::json::Json;

/// What can be the body of a request.
pub trait Write {
    /// The body.
    fn write(&self) -> Json;
}

/// An object of the fields that hold something.
fn object<const N: usize>(fields: [(&str, Json); N]) -> Json {
    let given = fields
        .into_iter()
        .filter(|(_, value)| !matches!(value, Json::Null));
    Json::Object(
        given
            .map(|(name, value)| (name.to_owned(), value))
            .collect(),
    )
}

fn optional<T: Write>(value: Option<&T>) -> Json {
    value.map_or(Json::Null, Write::write)
}

fn text(value: Option<&String>) -> Json {
    value.map_or(Json::Null, |text| text.as_str().into())
}

impl Write for Contact {
    fn write(&self) -> Json {
        object([
            ("name", self.name.as_str().into()),
            ("email", self.email.as_str().into()),
            ("phone", self.phone.as_str().into()),
        ])
    }
}

impl Write for NewOrder {
    fn write(&self) -> Json {
        let lines = self.lines.iter().map(|line| {
            object([
                ("product_id", line.product_id.as_str().into()),
                ("quantity", line.quantity.into()),
            ])
        });
        object([("lines", Json::List(lines.collect()))])
    }
}

impl Write for OrderLink {
    fn write(&self) -> Json {
        object([("token", self.token.as_str().into())])
    }
}

impl Write for PayRequest {
    fn write(&self) -> Json {
        object([
            ("attempt_id", self.attempt_id.as_str().into()),
            ("with", self.with.write()),
            ("billing", optional(self.billing.as_ref())),
            (
                "installments",
                self.installments
                    .map_or(Json::Null, |months| Json::Whole(months.into())),
            ),
        ])
    }
}

impl Write for BillingAddress {
    fn write(&self) -> Json {
        object([
            ("country", self.country.as_str().into()),
            ("state", text(self.state.as_ref())),
            ("postal_code", text(self.postal_code.as_ref())),
        ])
    }
}

impl Write for PayWith {
    fn write(&self) -> Json {
        let code = |cvc: &Option<String>| text(cvc.as_ref());
        match self {
            PayWith::Default { cvc } => object([("type", "default".into()), ("cvc", code(cvc))]),
            PayWith::PaymentSource {
                payment_source_id,
                cvc,
            } => object([
                ("type", "payment_source".into()),
                ("payment_source_id", payment_source_id.as_str().into()),
                ("cvc", code(cvc)),
            ]),
            PayWith::Token { token_id, save } => object([
                ("type", "token".into()),
                ("token_id", token_id.as_str().into()),
                ("save", (*save).into()),
            ]),
        }
    }
}

impl Write for AuthenticationReport {
    fn write(&self) -> Json {
        let end = match self.end {
            ChallengeEnd::Passed => "passed",
            ChallengeEnd::Failed => "failed",
            ChallengeEnd::Error => "error",
            ChallengeEnd::Expired => "expired",
            ChallengeEnd::Closed => "closed",
            ChallengeEnd::TimedOut => "timed_out",
        };
        object([
            ("end", end.into()),
            ("claim", optional(self.claim.as_ref())),
        ])
    }
}

impl Write for ChallengeClaim {
    fn write(&self) -> Json {
        object([
            ("reference", self.reference.as_str().into()),
            ("order", text(self.order.as_ref())),
            ("amount", text(self.amount.as_ref())),
        ])
    }
}

/// The store's own pages describe no card: the one that they save is the provider's.
impl Write for SaveCard {
    fn write(&self) -> Json {
        object([("token_id", self.token_id.as_str().into())])
    }
}

impl Write for SetDefaultCard {
    fn write(&self) -> Json {
        object([("payment_source_id", self.payment_source_id.as_str().into())])
    }
}
