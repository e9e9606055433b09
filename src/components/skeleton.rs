//! Quiet stand-ins of the size of what replaces them.

use crate::element::{Element, div};

/// What is stood in for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A title.
    Line,
    /// A short line of text.
    Short,
    /// A field or a button.
    Control,
    /// A row of a list.
    Row,
    /// A square picture.
    Picture,
    /// A card with something in it.
    Block,
}

/// One stand-in; screen readers pass over it.
#[must_use]
pub fn skeleton(shape: Shape) -> Element {
    let class = match shape {
        Shape::Line => "skeleton skeleton-line",
        Shape::Short => "skeleton skeleton-short",
        Shape::Control => "skeleton skeleton-control",
        Shape::Row => "skeleton skeleton-row",
        Shape::Picture => "skeleton skeleton-picture",
        Shape::Block => "skeleton skeleton-block",
    };
    div(class).attr("aria-hidden", "true")
}
