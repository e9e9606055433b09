//! Timers that are cleared when they are dropped.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

use super::window;

/// Runs its function once, or again and again, as long as it lives.
pub struct Timer {
    id: i32,
    repeats: bool,
    /// Kept for the browser to call.
    _closure: Closure<dyn FnMut()>,
}

impl Timer {
    /// Runs `on_time` once, after so many milliseconds.
    #[must_use = "it is cleared when it is dropped"]
    pub fn after(ms: u32, on_time: impl FnOnce() + 'static) -> Self {
        let mut on_time = Some(on_time);
        let once = move || {
            if let Some(on_time) = on_time.take() {
                on_time();
            }
        };
        Self::start(ms, false, Closure::new(once))
    }

    /// Runs `on_time` every so many milliseconds.
    #[must_use = "it is cleared when it is dropped"]
    pub fn every(ms: u32, on_time: impl FnMut() + 'static) -> Self {
        Self::start(ms, true, Closure::new(on_time))
    }

    fn start(ms: u32, repeats: bool, closure: Closure<dyn FnMut()>) -> Self {
        let function = closure.as_ref().unchecked_ref();
        let ms = i32::try_from(ms).unwrap_or(i32::MAX);
        let id = if repeats {
            window().set_interval_with_callback_and_timeout_and_arguments_0(function, ms)
        } else {
            window().set_timeout_with_callback_and_timeout_and_arguments_0(function, ms)
        };
        // A function is always taken; 0 names no timer.
        Self {
            id: id.unwrap_or(0),
            repeats,
            _closure: closure,
        }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        if self.repeats {
            window().clear_interval_with_handle(self.id);
        } else {
            window().clear_timeout_with_handle(self.id);
        }
    }
}

/// Now, in milliseconds since 1970-01-01T00:00:00Z, by the clock of this device.
#[must_use]
pub fn now_ms() -> f64 {
    js_sys::Date::now()
}
