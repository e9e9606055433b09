//! A JSON value as a plain tree: what the server's answers are read from, and requests written to.
//!
//! One small type in place of a generated reader and writer for each type of the API, which would
//! be a quarter of all that a shopper downloads.

/// A JSON value. Every number of the API is whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Json {
    /// Nothing.
    Null,
    /// True or false.
    Truth(bool),
    /// A whole number.
    Whole(i64),
    /// A text.
    Text(String),
    /// Values in order.
    List(Vec<Json>),
    /// Values by name.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// The value of a name; nothing where there is no such name or no object.
    #[must_use]
    pub fn field(&self, name: &str) -> &Json {
        let Json::Object(fields) = self else {
            return &Json::Null;
        };
        let field = fields.iter().find(|(known, _)| known == name);
        field.map_or(&Json::Null, |(_, value)| value)
    }

    /// The text, if it is one.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Json::Text(text) => Some(text),
            Json::Null | Json::Truth(_) | Json::Whole(_) | Json::List(_) | Json::Object(_) => None,
        }
    }
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Json::Text(text.to_owned())
    }
}

impl From<bool> for Json {
    fn from(truth: bool) -> Self {
        Json::Truth(truth)
    }
}

impl From<u32> for Json {
    fn from(number: u32) -> Self {
        Json::Whole(number.into())
    }
}
