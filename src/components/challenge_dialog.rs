//! The bank's page in a modal dialog: it can be passed, left, or run out of time, and each of these
//! ends in one word to the caller, who asks the server.

use cobro_wire::{AuthenticationReport, Challenge, ChallengeEnd};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlDialogElement, HtmlIFrameElement};

use super::button::{ButtonKind, button};
use super::icon::{CLOSE, icon};
use super::notice::{Tone, notice};
use crate::browser::challenge_frame::listen;
use crate::browser::listener::Listener;
use crate::browser::timer::{Timer, now_ms};
use crate::browser::{document, read};
use crate::checkout::message::Rules;
use crate::element::{Element, div, el, focus};
use crate::format::clock;
use crate::task::once_shown;
use crate::words::{fill, use_words};

/// After this long a tab of its own is offered: a page that loads may still show nothing, and a
/// browser says of one that it could not load that it did.
const SLOW_MS: u32 = 8_000;
/// The least time that is given, however this device's clock stands. The server knows better.
const MIN_TIME_MS: f64 = 30_000.0;

/// An open dialog and what it listens to. Closing it gives the focus back to where it was.
struct Opened {
    dialog: HtmlDialogElement,
    _listeners: [Listener; 2],
    _timers: [Timer; 2],
}

impl Drop for Opened {
    fn drop(&mut self) {
        self.dialog.close();
    }
}

/// The bank's page. It is modal from the moment it is drawn until it is taken away; the focus then
/// goes back to where it was.
#[component]
pub fn ChallengeDialog(
    /// The bank's page.
    challenge: Challenge,
    /// Exact origins that its messages may come from.
    origins: Vec<String>,
    /// How long it may take, in milliseconds, unless it expires before.
    timeout_ms: u32,
    /// Called once, when it came to an end or was left.
    on_end: Callback<AuthenticationReport>,
) -> impl IntoView {
    challenge_dialog(challenge, origins, timeout_ms, on_end)
}

/// [`ChallengeDialog`] as an element.
#[must_use]
pub fn challenge_dialog(
    challenge: Challenge,
    origins: Vec<String>,
    timeout_ms: u32,
    on_end: Callback<AuthenticationReport>,
) -> Element {
    let words = use_words();
    let dialog = el("dialog");
    let node: HtmlDialogElement = dialog.node().unchecked_into();
    let opened = StoredValue::new_local(None::<Opened>);
    let ended = StoredValue::new(false);
    let leaving = RwSignal::new(false);
    let loaded = RwSignal::new(false);
    let blocked = RwSignal::new(false);
    let slow = RwSignal::new(false);
    let time_left = RwSignal::new(0_u32);

    let report = move |report: AuthenticationReport| {
        if ended.try_update_value(|ended| !std::mem::replace(ended, true)) == Some(true) {
            on_end.run(report);
        }
    };
    let end = move |end: ChallengeEnd| report(end.into());
    let deadline = deadline(&challenge, timeout_ms);
    let tick = move || {
        let left = seconds_until(deadline);
        time_left.set(left);
        if left == 0 {
            end(ChallengeEnd::TimedOut);
        }
    };
    let bank = el("iframe")
        .class("challenge-frame")
        .attr("title", words.challenge)
        .attr("allow", "payment *; publickey-credentials-get *")
        .attr("referrerpolicy", "origin")
        .attr("src", &challenge.url)
        .on("load", move |_| loaded.set(true));
    let frame: HtmlIFrameElement = bank.node().unchecked_into();
    let rules = Rules {
        origins,
        reference: challenge.reference.clone(),
    };
    once_shown(move || {
        // Throws only when the dialog is open already, which this makes sure of once.
        drop(node.show_modal());
        tick();
        let listeners = [listen(frame, rules, report), watch_policy(blocked)];
        let timers = [
            Timer::every(1_000, tick),
            Timer::after(SLOW_MS, move || slow.set(true)),
        ];
        opened.set_value(Some(Opened {
            dialog: node,
            _listeners: listeners,
            _timers: timers,
        }));
    });
    let ask = move |event: Event| {
        event.prevent_default();
        leaving.update(|leaving| *leaving = !*leaving);
    };
    let title = el("h2")
        .class("challenge-title")
        .attr("id", "challenge-title")
        .attr("tabindex", "-1")
        .attr("autofocus", "")
        .text(words.challenge);
    let time = el("span")
        .class("challenge-time")
        .attr("role", "timer")
        .says(move || fill(words.time_left, &clock(time_left.get())));
    let close = close_button(move || leaving.set(true));
    let page_url = challenge.page_url;
    let tab = move || match (blocked.get(), slow.get(), loaded.get()) {
        (true, _, _) | (false, true, false) => Some(tab_notice(&page_url)),
        (false, true, true) => Some(tab_hint(&page_url)),
        (false, false, _) => None,
    };
    let leave = move || {
        let end = move || end(ChallengeEnd::Closed);
        leaving
            .get()
            .then(|| leave(move || leaving.set(false), end))
    };
    dialog
        .class("challenge-dialog")
        .attr("aria-labelledby", "challenge-title")
        .on("cancel", ask)
        .on("close", move |_| end(ChallengeEnd::Closed))
        .child(div("challenge-bar").child(title).child(time).child(close))
        .child(div("challenge-help").attr("role", "status").live(tab))
        .child(bank.flag("hidden", move || blocked.get()))
        .live(leave)
}

/// A cross that closes a dialog.
#[must_use]
pub fn close_button(press: impl Fn() + 'static) -> Element {
    el("button")
        .class("icon-button")
        .attr("type", "button")
        .attr("aria-label", use_words().close)
        .on("click", move |_| press())
        .child(icon(CLOSE))
}

/// Notes when the page's own policy keeps a frame away.
fn watch_policy(blocked: RwSignal<bool>) -> Listener {
    Listener::new(&document(), "securitypolicyviolation", move |event| {
        let directive = read::text(&event, "effectiveDirective");
        if directive.is_some_and(|directive| directive == "frame-src") {
            blocked.set(true);
        }
    })
}

/// The bank's page in a tab of its own. What happens there is asked of the server all the while.
fn tab_link(page_url: &str) -> Element {
    el("a")
        .attr("href", page_url)
        .attr("target", "_blank")
        .attr("rel", "noopener")
}

/// Offered to whoever sees nothing in the frame.
fn tab_hint(page_url: &str) -> Element {
    el("p").child(tab_link(page_url).text(use_words().challenge_tab))
}

/// Said where the frame stays empty.
fn tab_notice(page_url: &str) -> Element {
    let words = use_words();
    let said = words.challenge_blocked;
    let link = tab_link(page_url)
        .class("button button-primary button-small")
        .text(words.challenge_open_tab);
    notice(Tone::Bad, said.title, said.text, Some(link))
}

/// Asks before the dialog is left.
fn leave(on_stay: impl Fn() + 'static, on_leave: impl Fn() + 'static) -> Element {
    let words = use_words();
    let panel = div("challenge-leave");
    let node = panel.node();
    once_shown(move || focus(&node));
    let said = words.leave_challenge;
    let title = el("h3")
        .attr("id", "challenge-leave-title")
        .text(said.title);
    let text = el("p").attr("id", "challenge-leave-text").text(said.text);
    let stay = button(ButtonKind::Primary).press(on_stay).says(words.stay);
    let leave = button(ButtonKind::Danger).press(on_leave).says(words.leave);
    panel
        .attr("role", "alertdialog")
        .attr("aria-labelledby", "challenge-leave-title")
        .attr("aria-describedby", "challenge-leave-text")
        .attr("tabindex", "-1")
        .child(el("div").child(title).child(text))
        .child(div("challenge-leave-actions").child(stay).child(leave))
}

/// When time is over, by this device's clock, in milliseconds.
fn deadline(challenge: &Challenge, timeout_ms: u32) -> f64 {
    let now = now_ms();
    let expires = u32::try_from(challenge.expires_at).map_or(f64::MAX, f64::from) * 1_000.0;
    now + (expires - now).max(MIN_TIME_MS).min(f64::from(timeout_ms))
}

/// Whole seconds from now until then, never below zero.
fn seconds_until(deadline: f64) -> u32 {
    let left = ((deadline - now_ms()) / 1_000.0).ceil();
    (0..3_600)
        .find(|seconds| f64::from(*seconds) >= left)
        .unwrap_or(3_600)
}
