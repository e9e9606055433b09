//! Language and theme: kept in this browser, followed by every page.

use cobro_wire::Locale;
use leptos::prelude::*;

use super::icon::{MOON, SCREEN, SUN, icon};
use crate::browser::storage::{self, Area};
use crate::element::{Element, div, el};
use crate::words::{use_locale, use_words, words};

/// Where the chosen language is kept.
pub const LOCALE_KEY: &str = "cobro.locale";
/// Where the chosen theme is kept; the page reads it before it is first drawn.
pub const THEME_KEY: &str = "cobro.theme";
/// What the window is told when another theme was chosen.
pub const THEME_EVENT: &str = "cobro.theme";

/// Both switches.
#[must_use]
pub fn switches() -> Element {
    div("switches no-print")
        .child(locale_switch())
        .child(theme_switch())
}

/// The language. Choosing one loads the page again, so that the server's texts follow.
fn locale_switch() -> Element {
    let current = use_locale();
    let options = Locale::ALL.iter().map(|&locale| {
        let name = words(locale).endonym;
        option(name, move || locale == current)
            .attr("lang", locale.code())
            .text(name.get(..2).unwrap_or(name))
            .on("click", move |_| {
                if locale != current {
                    storage::set(Area::Local, LOCALE_KEY, locale.code());
                    // A page that cannot be loaded again just keeps its language.
                    let _ = window().location().reload();
                }
            })
    });
    switch(use_words().language).children(options)
}

/// The theme: the device's, light or dark.
fn theme_switch() -> Element {
    let words = use_words();
    let current = RwSignal::new(storage::get(Area::Local, THEME_KEY).unwrap_or_default());
    let options = [
        ("", words.theme_auto, SCREEN),
        ("light", words.theme_light, SUN),
        ("dark", words.theme_dark, MOON),
    ];
    let options = options.map(|(theme, name, path)| {
        option(name, move || current.with(|current| current == theme))
            .attr("title", name)
            .child(icon(path))
            .on("click", move |_| {
                current.set(theme.to_owned());
                apply_theme(theme);
            })
    });
    switch(words.theme).children(options)
}

fn switch(name: &str) -> Element {
    div("switch").attr("role", "group").attr("aria-label", name)
}

fn option(name: &str, pressed: impl Fn() -> bool + 'static) -> Element {
    el("button")
        .class("switch-option")
        .attr("type", "button")
        .attr("aria-label", name)
        .follow("aria-pressed", move || {
            Some(if pressed() { "true" } else { "false" })
        })
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
    if let Ok(event) = web_sys::Event::new(THEME_EVENT) {
        // Throws only for an event that is on its way already.
        let _ = window().dispatch_event(&event);
    }
}
