//! Work that hangs on signals or on promises. Each kind is compiled once, whatever it does.

use std::pin::Pin;

use leptos::prelude::Effect;

/// Runs something now, after the page is drawn, and again whenever a signal that it reads changes.
pub fn effect(run: impl FnMut() + 'static) {
    let mut run: Box<dyn FnMut()> = Box::new(run);
    Effect::new(move |_: Option<()>| run());
}

/// Lets a future go on by itself.
pub fn spawn(future: impl Future<Output = ()> + 'static) {
    let future: Pin<Box<dyn Future<Output = ()>>> = Box::pin(future);
    wasm_bindgen_futures::spawn_local(future);
}
