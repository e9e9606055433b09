//! What is shown where there is nothing to show, and where a list is empty.

use leptos::prelude::*;

use crate::words::{Said, use_words};

/// A picture, a sentence, and the way to the store.
#[component]
pub fn Empty(
    /// What is missing, and what would fill it.
    said: Said,
    /// Name of one of the store's pictures.
    picture: &'static str,
) -> impl IntoView {
    let picture = ["/pictures/", picture, ".svg"].concat();
    view! {
        <div class="empty">
            <img src=picture alt="" width="160" height="160" />
            <h2>{said.title}</h2>
            <p class="empty-text">{said.text}</p>
            <a class="button button-primary" href="/">
                {use_words().keep_shopping}
            </a>
        </div>
    }
}

/// No such page, or no such order of this shopper's.
#[component]
pub fn NotFound() -> impl IntoView {
    view! { <Empty said=use_words().not_found picture="jarra" /> }
}
