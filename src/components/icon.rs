//! Line drawings on a grid of 24, in the colour of the text beside them.

use crate::browser::document;
use crate::element::Element;

/// The names of drawings, apart from those of pages.
const NAMESPACE: &str = "http://www.w3.org/2000/svg";

/// A check mark.
pub const CHECK: &str = "M5 12.5l4.5 4.5L19 7.5";
/// A clock.
pub const CLOCK: &str = "M12 21a9 9 0 100-18 9 9 0 000 18zM12 7v5l3 2";
/// An exclamation mark in a circle.
pub const ALERT: &str = "M12 21a9 9 0 100-18 9 9 0 000 18zM12 7.5v5M12 16.4v.1";
/// A cross.
pub const CLOSE: &str = "M6 6l12 12M18 6L6 18";
/// A plus sign.
pub const PLUS: &str = "M12 5v14M5 12h14";
/// A minus sign.
pub const MINUS: &str = "M5 12h14";
/// An arrow head that points down.
pub const DOWN: &str = "M6 9l6 6 6-6";
/// A padlock.
pub const LOCK: &str =
    "M7 11V8a5 5 0 0110 0v3M6 11h12a1 1 0 011 1v7a1 1 0 01-1 1H6a1 1 0 01-1-1v-7a1 1 0 011-1z";
/// A shopping bag.
pub const BAG: &str = "M6 8h12l1 12H5L6 8zM9 8V7a3 3 0 016 0v1";
/// A payment card.
pub const CARD: &str =
    "M4 6h16a1 1 0 011 1v10a1 1 0 01-1 1H4a1 1 0 01-1-1V7a1 1 0 011-1zM3 10h18M7 14.5h3";
/// A receipt.
pub const RECEIPT: &str = "M6 3h12v18l-3-2-3 2-3-2-3 2V3zM9 8h6M9 12h6";
/// A printer.
pub const PRINT: &str = "M7 8V3h10v5M7 17H4v-6a2 2 0 012-2h12a2 2 0 012 2v6h-3M7 14h10v7H7v-7z";
/// A sun.
pub const SUN: &str = "M12 16a4 4 0 100-8 4 4 0 000 8zM12 3v1.5M12 19.5V21M3 12h1.5M19.5 12H21M5.6 5.6l1.1 1.1M17.3 17.3l1.1 1.1M18.4 5.6l-1.1 1.1M6.7 17.3l-1.1 1.1";
/// A moon.
pub const MOON: &str = "M19.5 14.5A8 8 0 019.5 4.5a8 8 0 1010 10z";
/// A screen.
pub const SCREEN: &str = "M4 5h16v11H4V5zM9 20h6M12 16v4";

/// A drawing that stands beside a text and says nothing by itself: one of this module's, as an SVG
/// path.
#[must_use]
pub fn icon(path: &str) -> Element {
    draw("svg")
        .class("icon")
        .attr("viewBox", "0 0 24 24")
        .attr("aria-hidden", "true")
        .child(draw("path").attr("d", path))
}

fn draw(tag: &str) -> Element {
    let node = document().create_element_ns(Some(NAMESPACE), tag);
    Element::new(node.expect("a tag of ours is a right name"))
}
