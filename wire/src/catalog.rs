//! What the store sells. Prices are the server's: an order names products and quantities only.

use serde::{Deserialize, Serialize};

use crate::id::ProductId;
use crate::money::Money;

/// A text in each language of the store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocalizedText {
    /// Spanish, as spoken in Mexico.
    pub es: String,
    /// English.
    pub en: String,
}

/// One product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Product {
    /// Its id, also the name of its picture: `/pictures/{id}.svg`.
    pub id: ProductId,
    /// Its name.
    pub name: LocalizedText,
    /// One sentence about it.
    pub description: LocalizedText,
    /// The price of one, taxes included.
    pub unit_price: Money,
}

/// Answer of `GET /api/catalog`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Catalog {
    /// Every product on sale, in the order to show them.
    pub products: Vec<Product>,
}
