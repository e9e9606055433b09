//! A listener for an event, removed when it is dropped.

use leptos::prelude::StoredValue;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, EventTarget};

/// Listens as long as it lives.
pub struct Listener {
    target: EventTarget,
    name: &'static str,
    closure: Closure<dyn FnMut(Event)>,
}

impl Listener {
    /// Calls `on_event` for each event of that name at the target.
    #[must_use = "it stops listening when it is dropped"]
    pub fn new(
        target: &EventTarget,
        name: &'static str,
        on_event: impl FnMut(Event) + 'static,
    ) -> Self {
        let closure = Closure::<dyn FnMut(Event)>::new(on_event);
        // Refused only for a null callback, which a closure is not.
        drop(target.add_event_listener_with_callback(name, closure.as_ref().unchecked_ref()));
        Self {
            target: target.clone(),
            name,
            closure,
        }
    }
}

impl Listener {
    /// Keeps it as long as the part of the page that is being drawn.
    pub fn keep(self) {
        StoredValue::new_local(self);
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let function = self.closure.as_ref().unchecked_ref();
        drop(
            self.target
                .remove_event_listener_with_callback(self.name, function),
        );
    }
}
