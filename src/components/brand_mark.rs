//! The network of a card, as a small drawing of our own.

use cobro_wire::Brand;
use leptos::prelude::*;

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
#[component]
pub fn BrandMark(
    /// The network.
    brand: Brand,
) -> impl IntoView {
    let picture = match brand {
        Brand::Visa => "/pictures/card-visa.svg",
        Brand::Mastercard => "/pictures/card-mastercard.svg",
        Brand::AmericanExpress => "/pictures/card-amex.svg",
        Brand::Other => "/pictures/card.svg",
    };
    view! { <img class="brand-mark" src=picture alt=brand_name(brand) width="36" height="24" /> }
}
