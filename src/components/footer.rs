//! Who takes care of the card, and the two switches.

use leptos::prelude::*;

use super::icon::{Icon, LOCK};
use super::switches::Switches;
use crate::words::use_words;

/// The foot of every page.
#[component]
pub fn Footer() -> impl IntoView {
    view! {
        <footer class="footer no-print">
            <div class="footer-bar">
                <p class="footer-word">
                    <Icon path=LOCK />
                    {use_words().footer}
                </p>
                <Switches />
            </div>
        </footer>
    }
}
