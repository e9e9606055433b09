//! The network of a card, as a small drawing of our own.

use cobro_wire::Brand;

use crate::element::{Element, el};
use crate::words::use_words;

/// Name of a network; an unknown one is just a card.
#[must_use]
pub fn brand_name(brand: Brand) -> &'static str {
    match brand {
        Brand::Visa => "Visa",
        Brand::Mastercard => "Mastercard",
        Brand::AmericanExpress => "American Express",
        Brand::Other => use_words().card,
    }
}

/// The mark of a network. Its name is the picture's text.
#[must_use]
pub fn brand_mark(brand: Brand) -> Element {
    let picture = match brand {
        Brand::Visa => "/pictures/card-visa.svg",
        Brand::Mastercard => "/pictures/card-mastercard.svg",
        Brand::AmericanExpress => "/pictures/card-amex.svg",
        Brand::Other => "/pictures/card.svg",
    };
    picture_of(picture, brand_name(brand), "36", "24").class("brand-mark")
}

/// A picture of a known size; without a text it only decorates.
#[must_use]
pub fn picture_of(address: &str, text: &str, width: &str, height: &str) -> Element {
    el("img")
        .attr("src", address)
        .attr("alt", text)
        .attr("width", width)
        .attr("height", height)
}
