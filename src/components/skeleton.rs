//! Quiet stand-ins of the size of what replaces them.

use leptos::prelude::*;

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
#[component]
pub fn Skeleton(
    /// What it stands in for.
    shape: Shape,
) -> impl IntoView {
    let class = match shape {
        Shape::Line => "skeleton skeleton-line",
        Shape::Short => "skeleton skeleton-short",
        Shape::Control => "skeleton skeleton-control",
        Shape::Row => "skeleton skeleton-row",
        Shape::Picture => "skeleton skeleton-picture",
        Shape::Block => "skeleton skeleton-block",
    };
    view! { <div class=class aria-hidden="true"></div> }
}
