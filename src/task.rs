//! Work that hangs on signals or on promises. Each kind is compiled once, whatever it does.

use std::pin::Pin;

use leptos::prelude::{Effect, untrack};

/// Runs something now, after the page is drawn, and again whenever a signal that it reads changes.
pub fn effect(run: impl FnMut() + 'static) {
    let mut run: Box<dyn FnMut()> = Box::new(run);
    Effect::new(move |_: Option<()>| run());
}

/// Runs something once, after the page is drawn.
pub fn once_shown(run: impl FnOnce() + 'static) {
    let mut run = Some(run);
    effect(move || {
        if let Some(run) = run.take() {
            untrack(run);
        }
    });
}

/// Lets a future go on by itself.
pub fn spawn(future: impl Future<Output = ()> + 'static) {
    let future: Pin<Box<dyn Future<Output = ()>>> = Box::pin(future);
    wasm_bindgen_futures::spawn_local(future);
}
