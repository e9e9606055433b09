//! A stream of server-sent events, closed when it is dropped.

use wasm_bindgen::JsCast;
use web_sys::{EventSource, MessageEvent};

use super::listener::Listener;

/// A stream that is open, or being opened again: the browser sees to that.
pub struct Stream {
    source: EventSource,
    _messages: Listener,
}

impl Stream {
    /// Opens one, and calls `on_message` with the text of each message.
    #[must_use = "it is closed when it is dropped"]
    pub fn open(address: &str, mut on_message: impl FnMut(String) + 'static) -> Option<Self> {
        let source = EventSource::new(address).ok()?;
        let hear = move |event: web_sys::Event| {
            let message = event.unchecked_into::<MessageEvent>().data();
            if let Some(text) = message.as_string() {
                on_message(text);
            }
        };
        let messages = Listener::new(&source, "message", hear);
        Some(Self {
            source,
            _messages: messages,
        })
    }

    /// Whether messages can come at the moment.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.source.ready_state() == EventSource::OPEN
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.source.close();
    }
}
