//! Who is asking: a cookie stands for the shopper, no account needed.

use serde::{Deserialize, Serialize};

/// How to reach the shopper. Providers want all three, and antifraud reads them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// First and last name, 3 to 100 characters.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// Telephone in international form: `+525512345678`.
    pub phone: String,
}

/// Answer of `GET /api/session`, which also sets the cookie where there is none, and of
/// `PUT /api/session/contact`, whose body is a [`Contact`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// What the shopper told us about themselves, if they did.
    pub contact: Option<Contact>,
}
