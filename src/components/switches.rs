//! Language and theme: kept in this browser, followed by every page.

use cobro_wire::Locale;
use leptos::prelude::*;

use super::icon::{Icon, MOON, SCREEN, SUN};
use crate::browser::storage::{self, Area};
use crate::words::{use_locale, use_words};

/// Where the chosen language is kept.
pub const LOCALE_KEY: &str = "cobro.locale";
/// Where the chosen theme is kept; the page reads it before it is first drawn.
pub const THEME_KEY: &str = "cobro.theme";

/// Both switches.
#[component]
pub fn Switches() -> impl IntoView {
    view! {
        <div class="switches no-print">
            <LocaleSwitch />
            <ThemeSwitch />
        </div>
    }
}

/// The language. Choosing one loads the page again, so that the server's texts follow.
#[component]
fn LocaleSwitch() -> impl IntoView {
    let current = use_locale();
    let options = [(Locale::Es, "ES", "Español"), (Locale::En, "EN", "English")];
    let options = options.map(|(locale, short, name)| {
        let choose = move |_| {
            if locale != current {
                storage::set(Area::Local, LOCALE_KEY, locale.code());
                // A page that cannot be loaded again just keeps its language.
                let _ = window().location().reload();
            }
        };
        view! {
            <button
                class="switch-option"
                type="button"
                lang=locale.code()
                aria-label=name
                aria-pressed=if locale == current { "true" } else { "false" }
                on:click=choose
            >
                {short}
            </button>
        }
    });
    view! {
        <div class="switch" role="group" aria-label=use_words().language>
            {options}
        </div>
    }
}

/// The theme: the device's, light or dark.
#[component]
fn ThemeSwitch() -> impl IntoView {
    let words = use_words();
    let current = RwSignal::new(storage::get(Area::Local, THEME_KEY).unwrap_or_default());
    let options = [
        ("", words.theme_auto, SCREEN),
        ("light", words.theme_light, SUN),
        ("dark", words.theme_dark, MOON),
    ];
    let options = options.map(|(theme, name, path)| {
        let choose = move |_| {
            current.set(theme.to_owned());
            apply_theme(theme);
        };
        let pressed = move || current.with(|current| current == theme);
        view! {
            <button
                class="switch-option"
                type="button"
                aria-label=name
                title=name
                aria-pressed=move || if pressed() { "true" } else { "false" }
                on:click=choose
            >
                <Icon path />
            </button>
        }
    });
    view! {
        <div class="switch" role="group" aria-label=words.theme>
            {options}
        </div>
    }
}

/// Keeps a theme and shows it; an empty one is the device's.
fn apply_theme(theme: &str) {
    let Some(page) = document().document_element() else {
        return;
    };
    if theme.is_empty() {
        storage::remove(Area::Local, THEME_KEY);
        // Taking an attribute away cannot fail in a page.
        let _ = page.remove_attribute("data-theme");
    } else {
        storage::set(Area::Local, THEME_KEY, theme);
        // Nor can setting one whose name is right.
        let _ = page.set_attribute("data-theme", theme);
    }
}
