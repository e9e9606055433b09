//! One type for each kind of id, so that an order's id cannot stand where a card's belongs.
//!
//! Every id is checked where it enters, by [`FromStr`] and by serde alike, and is safe to put into
//! an URL path as it is.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::de::{Deserialize, Deserializer, Error as _};
use serde::ser::{Serialize, Serializer};

/// Why a text is not an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdError {
    /// It lacks the prefix of its kind; the prefix is named.
    Prefix(&'static str),
    /// It is too short or too long.
    Length,
    /// It has a character other than letters, digits, `_` and `-`.
    Character,
}

impl fmt::Display for IdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            IdError::Prefix(prefix) => write!(f, "an id that starts with {prefix} is expected"),
            IdError::Length => f.write_str("the id is too short or too long"),
            IdError::Character => f.write_str("an id has only letters, digits, _ and -"),
        }
    }
}

impl std::error::Error for IdError {}

/// Bytes of randomness behind an id of ours: 128 bits, so that nobody guesses one.
pub const RANDOM_BYTES: usize = 16;

fn check(text: &str, prefix: &'static str, min: usize, max: usize) -> Result<(), IdError> {
    let Some(rest) = text.strip_prefix(prefix) else {
        return Err(IdError::Prefix(prefix));
    };
    if rest.len() < min || rest.len() > max {
        return Err(IdError::Length);
    }
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    if !rest.bytes().all(allowed) {
        return Err(IdError::Character);
    }
    Ok(())
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal, $min:literal..=$max:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(String);

        impl $name {
            /// The id as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                check(text, $prefix, $min, $max)?;
                Ok(Self(text.to_owned()))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(D::Error::custom)
            }
        }
    };
}

macro_rules! random_id {
    ($name:ident, $prefix:literal) => {
        impl $name {
            /// Makes an id from random bytes, which the caller draws.
            #[must_use]
            pub fn from_random(bytes: [u8; RANDOM_BYTES]) -> Self {
                const DIGITS: [char; 16] = [
                    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f',
                ];
                let mut text = String::from($prefix);
                for byte in bytes {
                    for nibble in [byte >> 4, byte & 0x0f] {
                        text.extend(DIGITS.get(usize::from(nibble)));
                    }
                }
                Self(text)
            }
        }
    };
}

id! {
    /// An order of ours: what is to be paid. Hard to guess, so a link to it can be shared.
    OrderId, "or_", 32..=32
}
random_id!(OrderId, "or_");

id! {
    /// One try at paying an order. The browser makes it and keeps it before it sends it, so that
    /// a repeated request names the same try and cannot charge a second time.
    AttemptId, "at_", 32..=32
}
random_id!(AttemptId, "at_");

id! {
    /// Opens the receipt of one order, to whoever has it and to nobody else.
    ReceiptToken, "rc_", 32..=32
}
random_id!(ReceiptToken, "rc_");

id! {
    /// Opens one order on another device, to whoever has it and to nobody else.
    LinkToken, "ol_", 32..=32
}
random_id!(LinkToken, "ol_");

id! {
    /// A product of the store's catalog.
    ProductId, "", 1..=64
}

id! {
    /// A single-use stand-in for a card, made by the provider's component.
    TokenId, "", 1..=128
}

id! {
    /// A card that the provider keeps for a customer.
    PaymentSourceId, "", 1..=128
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn random_ids_are_read_back_as_they_were_written() {
        let id = OrderId::from_random([0xa5; RANDOM_BYTES]);
        assert_eq!(id.as_str(), "or_a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5");
        assert_eq!(id.as_str().parse(), Ok(id));
    }

    #[test]
    fn an_id_of_another_kind_is_refused() {
        let order = OrderId::from_random([1; RANDOM_BYTES]);
        assert_eq!(
            order.as_str().parse::<AttemptId>(),
            Err(IdError::Prefix("at_"))
        );
    }

    #[test]
    fn ids_that_could_leave_their_place_in_an_url_are_refused() {
        for text in ["../orders", "a b", "a/b", "a?b", "ñ", "a\n"] {
            assert_eq!(
                text.parse::<PaymentSourceId>(),
                Err(IdError::Character),
                "{text:?}"
            );
        }
        assert_eq!("".parse::<PaymentSourceId>(), Err(IdError::Length));
        assert_eq!("x".repeat(129).parse::<TokenId>(), Err(IdError::Length));
    }

    #[test]
    fn a_wrong_id_inside_json_is_refused_with_the_reason() {
        let error = serde_json::from_str::<OrderId>("\"ord_1\"").unwrap_err();
        assert!(error.to_string().contains("starts with or_"), "{error}");
    }

    fn text() -> impl Strategy<Value = String> {
        prop_oneof![
            any::<String>(),
            "(or_|at_|OR_|)[0-9a-zA-Z_-]{30,34}",
            "[a-z\u{0}/%.?#\u{661}\u{ff11} -]{0,5}",
        ]
    }

    proptest! {
        #[test]
        fn a_text_is_an_id_only_where_it_can_stand_in_an_url_as_it_is(text in text()) {
            let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-".contains(&byte);
            let is_safe = text.bytes().all(is_plain);
            let (length, prefix) = (text.len(), text.get(..3));
            let read = text.parse::<TokenId>();
            prop_assert_eq!(read.is_ok(), is_safe && (1..=128).contains(&length));
            let read = text.parse::<OrderId>();
            prop_assert_eq!(read.is_ok(), is_safe && length == 35 && prefix == Some("or_"));
            let read = text.parse::<AttemptId>();
            prop_assert_eq!(read.is_ok(), is_safe && length == 35 && prefix == Some("at_"));
        }

        #[test]
        fn an_id_is_read_from_json_as_it_is_from_text(text in text()) {
            let json = serde_json::to_string(&text).unwrap();
            let read = serde_json::from_str::<AttemptId>(&json).ok();
            prop_assert_eq!(&read, &text.parse().ok());
            if let Some(id) = read {
                prop_assert_eq!(serde_json::to_string(&id).unwrap(), json);
                prop_assert_eq!(id.to_string(), text);
            }
        }
    }
}
