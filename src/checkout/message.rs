//! Messages from the bank's page: which ones count, and what they say.
//!
//! Any page may post to ours, so a message is checked in a fixed order: the window it comes from,
//! its exact origin, its size, its shape, its type, and the reference it names. What fails a check
//! changes nothing. What passes is still only a hint: the server asks the provider.

use cobro_wire::{AuthenticationReport, ChallengeClaim, ChallengeEnd};

/// Longest message that is read, in UTF-16 units. Real ones are under 300.
pub const MAX_LENGTH: u32 = 4096;

/// Why a message changes nothing. In the order of the checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ignored {
    /// It is not from the window of the challenge's frame.
    Source,
    /// Its origin is not one that a challenge may have.
    Origin,
    /// It is too long.
    Size,
    /// It is neither an object nor the JSON text of one.
    Shape,
    /// It is of no type that we know.
    Type,
    /// It names another order or authentication.
    Reference,
    /// It is about the challenge, which goes on.
    NotTheEnd,
}

/// What must hold for a message to count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    /// Exact origins that a challenge may have.
    pub origins: Vec<String>,
    /// What the message must name: the provider's order (Conekta) or authentication (n1co).
    pub reference: String,
}

/// Where a message comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sender<'a> {
    /// Whether its window is that of the challenge's frame.
    pub is_frame: bool,
    /// Its origin.
    pub origin: &'a str,
}

/// What a message holds, as far as it can matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// Longer than [`MAX_LENGTH`].
    TooLong,
    /// Neither an object nor the JSON text of one.
    NotAnObject,
    /// The fields of an object.
    Fields(Fields),
}

/// The fields of both providers' messages. One that is absent or of another type is `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields {
    /// Conekta's `error` is there, and is not null, false or empty.
    pub error: bool,
    /// Conekta's `error` is a text that names an expiry.
    pub expired: bool,
    /// Conekta's `order_id`.
    pub order_id: Option<String>,
    /// Conekta's `payment_status`.
    pub payment_status: Option<String>,
    /// n1co's `MessageType`.
    pub message_type: Option<String>,
    /// n1co's `Status`.
    pub status: Option<String>,
    /// n1co's `AuthenticationId`.
    pub authentication_id: Option<String>,
    /// n1co's `OrderId`.
    pub n1co_order: Option<String>,
    /// n1co's `OrderAmount`, as the text of the number.
    pub n1co_amount: Option<String>,
}

/// Decides whether a message counts, and how the challenge ended by it. The body is read only
/// after the sender has passed.
///
/// # Errors
/// The first check that the message fails.
pub fn read(
    rules: &Rules,
    sender: Sender<'_>,
    body: impl FnOnce() -> Body,
) -> Result<AuthenticationReport, Ignored> {
    if !sender.is_frame {
        return Err(Ignored::Source);
    }
    if !rules.origins.iter().any(|origin| origin == sender.origin) {
        return Err(Ignored::Origin);
    }
    let fields = match body() {
        Body::TooLong => return Err(Ignored::Size),
        Body::NotAnObject => return Err(Ignored::Shape),
        Body::Fields(fields) => fields,
    };
    match (&fields.message_type, &fields.payment_status, fields.error) {
        (Some(kind), _, _) => Ok(AuthenticationReport {
            end: read_n1co(rules, kind, &fields)?,
            claim: Some(ChallengeClaim {
                reference: rules.reference.clone(),
                order: fields.n1co_order,
                amount: fields.n1co_amount,
            }),
        }),
        (None, Some(_), _) | (None, None, true) => Ok(read_conekta(rules, &fields)?.into()),
        (None, None, false) => Err(Ignored::Type),
    }
}

/// `{error?, order_id, payment_status}`. Without an error the challenge was passed, whatever became
/// of the charge: the server finishes one that is pending, and reads why one was declined.
fn read_conekta(rules: &Rules, fields: &Fields) -> Result<ChallengeEnd, Ignored> {
    if fields.order_id.as_ref() != Some(&rules.reference) {
        return Err(Ignored::Reference);
    }
    Ok(match (fields.payment_status.as_deref(), fields.error) {
        (Some("paid" | "pending_payment" | "pre_authorized" | "declined"), false) => {
            ChallengeEnd::Passed
        }
        (Some("declined" | "canceled"), _) => ChallengeEnd::Failed,
        (Some("expired"), _) => ChallengeEnd::Expired,
        // The order itself expires only when its own time is over.
        (Some(_) | None, _) if fields.expired => ChallengeEnd::Expired,
        (Some(_) | None, _) => ChallengeEnd::Error,
    })
}

/// `{MessageType, Status, AuthenticationId, OrderId, OrderAmount}`.
fn read_n1co(rules: &Rules, kind: &str, fields: &Fields) -> Result<ChallengeEnd, Ignored> {
    let complete = match kind {
        "authentication.complete" => true,
        "authentication.failed" => false,
        _ => return Err(Ignored::Type),
    };
    if fields.authentication_id.as_ref() != Some(&rules.reference) {
        return Err(Ignored::Reference);
    }
    match (fields.status.as_deref(), complete) {
        (Some("PENDING"), _) => Err(Ignored::NotTheEnd),
        (Some("SUCCESS"), true) => Ok(ChallengeEnd::Passed),
        (Some("FAILED"), _) => Ok(ChallengeEnd::Failed),
        (Some("EXPIRED"), _) => Ok(ChallengeEnd::Expired),
        (Some(_) | None, _) => Ok(ChallengeEnd::Error),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const BANK: &str = "https://3ds-pay.conekta.com";
    const FRAME: Sender<'_> = Sender {
        is_frame: true,
        origin: BANK,
    };

    fn check(sender: Sender<'_>, body: Body) -> Result<ChallengeEnd, Ignored> {
        let rules = Rules {
            origins: vec![BANK.into()],
            reference: "ord_1".into(),
        };
        read(&rules, sender, || body).map(|report| report.end)
    }

    fn conekta(order: &str, status: &str, error: bool) -> Body {
        Body::Fields(Fields {
            error,
            order_id: Some(order.into()),
            payment_status: Some(status.into()),
            ..Fields::default()
        })
    }

    fn n1co(kind: &str, status: &str, authentication: &str) -> Body {
        Body::Fields(Fields {
            message_type: Some(kind.into()),
            status: Some(status.into()),
            authentication_id: Some(authentication.into()),
            ..Fields::default()
        })
    }

    #[test]
    fn checks_come_in_a_fixed_order_and_the_first_failed_one_is_told() {
        let stranger = Sender {
            is_frame: false,
            origin: "https://evil.example",
        };
        assert_eq!(check(stranger, Body::TooLong), Err(Ignored::Source));
        let moved = Sender {
            is_frame: true,
            origin: "https://3ds-pay.conekta.com.evil.example",
        };
        assert_eq!(check(moved, Body::TooLong), Err(Ignored::Origin));
        assert_eq!(check(FRAME, Body::TooLong), Err(Ignored::Size));
        assert_eq!(check(FRAME, Body::NotAnObject), Err(Ignored::Shape));
        assert_eq!(
            check(FRAME, Body::Fields(Fields::default())),
            Err(Ignored::Type)
        );
        assert_eq!(
            check(FRAME, conekta("ord_2", "paid", false)),
            Err(Ignored::Reference)
        );
    }

    #[test]
    fn the_body_of_a_stranger_is_never_read() {
        let rules = Rules {
            origins: vec![BANK.into()],
            reference: "ord_1".into(),
        };
        let stranger = Sender {
            is_frame: false,
            origin: BANK,
        };
        let read = read(&rules, stranger, || panic!("the body was read"));
        assert_eq!(read, Err(Ignored::Source));
    }

    #[test]
    fn conektas_page_says_how_it_ended() {
        let end = |status, error| check(FRAME, conekta("ord_1", status, error));
        assert_eq!(end("paid", false), Ok(ChallengeEnd::Passed));
        assert_eq!(end("pending_payment", false), Ok(ChallengeEnd::Passed));
        assert_eq!(end("paid", true), Ok(ChallengeEnd::Error));
        assert_eq!(end("declined", true), Ok(ChallengeEnd::Failed));
        // The bank recognised the shopper and did not approve the charge.
        assert_eq!(end("declined", false), Ok(ChallengeEnd::Passed));
        assert_eq!(end("expired", false), Ok(ChallengeEnd::Expired));
        assert_eq!(end("something_new", false), Ok(ChallengeEnd::Error));
    }

    #[test]
    fn an_error_that_names_an_expiry_is_one_while_the_order_still_waits() {
        let mut body = conekta("ord_1", "pending_payment", true);
        assert_eq!(check(FRAME, body.clone()), Ok(ChallengeEnd::Error));
        if let Body::Fields(fields) = &mut body {
            fields.expired = true;
        }
        assert_eq!(check(FRAME, body), Ok(ChallengeEnd::Expired));
    }

    #[test]
    fn an_error_without_a_status_is_an_end_when_it_names_the_order() {
        let fields = Fields {
            error: true,
            order_id: Some("ord_1".into()),
            ..Fields::default()
        };
        assert_eq!(check(FRAME, Body::Fields(fields)), Ok(ChallengeEnd::Error));
        let nameless = Fields {
            error: true,
            ..Fields::default()
        };
        assert_eq!(
            check(FRAME, Body::Fields(nameless)),
            Err(Ignored::Reference)
        );
    }

    #[test]
    fn n1cos_page_says_how_it_ended() {
        let end = |kind, status| check(FRAME, n1co(kind, status, "ord_1"));
        let complete = "authentication.complete";
        assert_eq!(end(complete, "SUCCESS"), Ok(ChallengeEnd::Passed));
        assert_eq!(end(complete, "PENDING"), Err(Ignored::NotTheEnd));
        assert_eq!(
            end("authentication.failed", "SUCCESS"),
            Ok(ChallengeEnd::Error)
        );
        assert_eq!(
            end("authentication.failed", "FAILED"),
            Ok(ChallengeEnd::Failed)
        );
        assert_eq!(
            end("authentication.failed", "EXPIRED"),
            Ok(ChallengeEnd::Expired)
        );
        assert_eq!(
            end("authentication.failed", "ERROR"),
            Ok(ChallengeEnd::Error)
        );
        assert_eq!(end("analytics", "SUCCESS"), Err(Ignored::Type));
        assert_eq!(
            check(FRAME, n1co(complete, "SUCCESS", "other")),
            Err(Ignored::Reference)
        );
    }

    #[test]
    fn every_pair_of_n1cos_type_and_status_has_a_result() {
        use ChallengeEnd::{Error, Expired, Failed, Passed};
        let statuses = ["PENDING", "SUCCESS", "FAILED", "ERROR", "EXPIRED", "NEW"];
        let not_yet = Err(Ignored::NotTheEnd);
        let complete = [
            not_yet,
            Ok(Passed),
            Ok(Failed),
            Ok(Error),
            Ok(Expired),
            Ok(Error),
        ];
        let failed = [
            not_yet,
            Ok(Error),
            Ok(Failed),
            Ok(Error),
            Ok(Expired),
            Ok(Error),
        ];
        for (kind, ends) in [
            ("authentication.complete", complete),
            ("authentication.failed", failed),
            ("authentication.new", [Err(Ignored::Type); 6]),
        ] {
            for (status, end) in statuses.into_iter().zip(ends) {
                assert_eq!(
                    check(FRAME, n1co(kind, status, "ord_1")),
                    end,
                    "{kind} {status}"
                );
            }
        }
    }

    #[test]
    fn what_n1cos_page_names_is_told_to_the_server() {
        let fields = Fields {
            message_type: Some("authentication.complete".into()),
            status: Some("SUCCESS".into()),
            authentication_id: Some("ord_1".into()),
            n1co_order: Some("100".into()),
            n1co_amount: Some("15.5".into()),
            ..Fields::default()
        };
        let rules = Rules {
            origins: vec![BANK.into()],
            reference: "ord_1".into(),
        };
        let claim = ChallengeClaim {
            reference: "ord_1".into(),
            order: Some("100".into()),
            amount: Some("15.5".into()),
        };
        let report = read(&rules, FRAME, || Body::Fields(fields)).unwrap();
        assert_eq!(report.claim, Some(claim));
    }

    /// What a provider's page says, or something like it.
    fn word() -> impl Strategy<Value = Option<String>> {
        let known = [
            "ord_1",
            "ORD_1",
            "ord_1 ",
            "paid",
            "Paid",
            "pending_payment",
            "declined",
            "expired",
            "authentication.complete",
            "authentication.failed",
            "SUCCESS",
            "FAILED",
            "PENDING",
            "",
        ];
        let known = known.map(str::to_owned).to_vec();
        prop::option::of(prop_oneof![9 => prop::sample::select(known), 1 => any::<String>()])
    }

    fn fields() -> impl Strategy<Value = Fields> {
        let flags = (any::<bool>(), any::<bool>());
        let conekta = (word(), word());
        let n1co = (word(), word(), word(), word(), word());
        (flags, conekta, n1co).prop_map(|(flags, conekta, n1co)| Fields {
            error: flags.0,
            expired: flags.1,
            order_id: conekta.0,
            payment_status: conekta.1,
            message_type: n1co.0,
            status: n1co.1,
            authentication_id: n1co.2,
            n1co_order: n1co.3,
            n1co_amount: n1co.4,
        })
    }

    fn body() -> impl Strategy<Value = Body> {
        prop_oneof![
            1 => Just(Body::TooLong),
            1 => Just(Body::NotAnObject),
            8 => fields().prop_map(Body::Fields),
        ]
    }

    proptest! {
        #[test]
        fn whatever_it_says_a_message_from_elsewhere_changes_nothing(
            is_frame: bool,
            origin in prop_oneof![
                Just(BANK.to_owned()),
                prop::sample::select(vec![
                    "", "null", "http://3ds-pay.conekta.com", "https://3ds-pay.conekta.com:443",
                    "https://3ds-pay.conekta.com/", "https://3DS-PAY.conekta.com",
                    "https://3ds-pay.conekta.com.evil.example", "https://pay.conekta.com",
                ]).prop_map(str::to_owned),
                any::<String>(),
            ],
            body in body(),
        ) {
            let sender = Sender { is_frame, origin: &origin };
            if !is_frame {
                prop_assert_eq!(check(sender, body), Err(Ignored::Source));
            } else if origin != BANK {
                prop_assert_eq!(check(sender, body), Err(Ignored::Origin));
            }
        }

        #[test]
        fn a_message_counts_only_where_it_names_what_is_open(body in body()) {
            let Ok(_) = check(FRAME, body.clone()) else {
                return Ok(());
            };
            let Body::Fields(fields) = body else {
                return Err(TestCaseError::fail("what is no object counts"));
            };
            let named = match fields.message_type {
                Some(_) => fields.authentication_id,
                None => fields.order_id,
            };
            prop_assert_eq!(named.as_deref(), Some("ord_1"));
        }

        #[test]
        fn passed_is_said_in_so_many_words_or_not_at_all(fields in fields()) {
            if check(FRAME, Body::Fields(fields.clone())) != Ok(ChallengeEnd::Passed) {
                return Ok(());
            }
            let says = |field: &Option<String>, words: &[&str]| {
                field.as_deref().is_some_and(|said| words.contains(&said))
            };
            if fields.message_type.is_some() {
                prop_assert!(says(&fields.message_type, &["authentication.complete"]));
                prop_assert!(says(&fields.status, &["SUCCESS"]));
            } else {
                // A charge may be declined after a challenge that was passed.
                let good = ["paid", "pending_payment", "pre_authorized", "declined"];
                prop_assert!(says(&fields.payment_status, &good) && !fields.error);
            }
        }
    }
}
