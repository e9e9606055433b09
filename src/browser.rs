//! What the browser and the provider's script can do for us, one capability a file. Whatever
//! listens, waits or is shown has an owner, and stops when its owner is dropped.

pub mod challenge_frame;
pub mod clipboard;
pub mod color;
pub mod component_script;
pub mod event_source;
pub mod listener;
pub mod random;
pub mod read;
pub mod storage;
pub mod timer;

use web_sys::{Document, Window};

/// The page's window.
#[must_use]
pub fn window() -> Window {
    web_sys::window().expect("a page has a window, and workers do not run this code")
}

/// The page's document.
#[must_use]
pub fn document() -> Document {
    window()
        .document()
        .expect("a window that runs a page has its document")
}
