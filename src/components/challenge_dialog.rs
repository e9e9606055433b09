//! The bank's page in a modal dialog: it can be passed, left, or run out of time, and each of these
//! ends in one word to the caller, who asks the server.

use cobro_wire::{AuthenticationReport, Challenge, ChallengeEnd};
use leptos::html::{self, Dialog, Iframe};
use leptos::prelude::*;
use web_sys::HtmlDialogElement;

use super::button::{Button, ButtonKind};
use super::icon::{CLOSE, Icon};
use crate::browser::challenge_frame::listen;
use crate::browser::listener::Listener;
use crate::browser::timer::{Timer, now_ms};
use crate::checkout::message::Rules;
use crate::format::clock;
use crate::words::{Words, fill, use_words};

/// After this long without the bank's page, a tab of its own is offered.
const SLOW_MS: u32 = 8_000;
/// The least time that is given, however this device's clock stands. The server knows better.
const MIN_TIME_MS: f64 = 30_000.0;

/// An open dialog and what it listens to. Closing it gives the focus back to where it was.
struct Opened {
    dialog: HtmlDialogElement,
    _message: Option<Listener>,
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
    let words = use_words();
    let dialog = NodeRef::<Dialog>::new();
    let frame = NodeRef::<Iframe>::new();
    let opened = StoredValue::new_local(None::<Opened>);
    let ended = StoredValue::new(false);
    let leaving = RwSignal::new(false);
    let loaded = RwSignal::new(false);
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
    let rules = Rules {
        origins,
        reference: challenge.reference.clone(),
    };
    dialog.on_load(move |dialog| {
        // Throws only when the dialog is open already, which this makes sure of once.
        drop(dialog.show_modal());
        tick();
        let message = frame
            .get_untracked()
            .map(|frame| listen(frame, rules, report));
        let timers = [
            Timer::every(1_000, tick),
            Timer::after(SLOW_MS, move || slow.set(true)),
        ];
        opened.set_value(Some(Opened {
            dialog,
            _message: message,
            _timers: timers,
        }));
    });
    let ask = move |event: leptos::ev::Event| {
        event.prevent_default();
        leaving.update(|leaving| *leaving = !*leaving);
    };
    view! {
        <dialog
            class="challenge-dialog"
            aria-labelledby="challenge-title"
            node_ref=dialog
            on:cancel=ask
            on:close=move |_| end(ChallengeEnd::Closed)
        >
            <div class="challenge-bar">
                <h2 class="challenge-title" id="challenge-title" tabindex="-1" autofocus=true>
                    {words.challenge}
                </h2>
                <span class="challenge-time" role="timer">
                    {move || fill(words.time_left, &clock(time_left.get()))}
                </span>
                <button
                    class="icon-button"
                    type="button"
                    aria-label=words.close
                    on:click=move |_| leaving.set(true)
                >
                    <Icon path=CLOSE />
                </button>
            </div>
            <iframe
                class="challenge-frame"
                title=words.challenge
                allow="payment *; publickey-credentials-get *"
                referrerpolicy="origin"
                src=challenge.url
                node_ref=frame
                on:load=move |_| loaded.set(true)
            ></iframe>
            <Show when=move || slow.get() && !loaded.get()>
                <p class="challenge-foot">
                    <a href=challenge.page_url.clone() target="_blank" rel="noopener">
                        {words.challenge_tab}
                    </a>
                </p>
            </Show>
            <Show when=move || leaving.get()>
                <Leave
                    words
                    on_stay=move |()| leaving.set(false)
                    on_leave=move |()| end(ChallengeEnd::Closed)
                />
            </Show>
        </dialog>
    }
}

/// Asks before the dialog is left.
#[component]
fn Leave(
    /// The page's texts.
    words: &'static Words,
    /// Called when the shopper stays.
    #[prop(into)]
    on_stay: Callback<()>,
    /// Called when the shopper leaves.
    #[prop(into)]
    on_leave: Callback<()>,
) -> impl IntoView {
    let panel = NodeRef::<html::Div>::new();
    panel.on_load(|panel| {
        // A div with a tabindex takes the focus.
        drop(panel.focus());
    });
    view! {
        <div
            class="challenge-leave"
            role="alertdialog"
            aria-labelledby="challenge-leave-title"
            aria-describedby="challenge-leave-text"
            tabindex="-1"
            node_ref=panel
        >
            <div>
                <h3 id="challenge-leave-title">{words.leave_challenge.title}</h3>
                <p id="challenge-leave-text">{words.leave_challenge.text}</p>
            </div>
            <div class="challenge-leave-actions">
                <Button on_click=on_stay>{words.stay}</Button>
                <Button kind=ButtonKind::Danger on_click=on_leave>
                    {words.leave}
                </Button>
            </div>
        </div>
    }
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
