//! In place of the crate of this name, which Leptos brings for server functions.
//!
//! The store has no server functions, but the crate exports classes to JavaScript, and what is
//! exported is shipped: 5 kB to every shopper, for nothing. Here is only what has to compile.

use futures::stream::{Empty, Stream, empty};
use wasm_bindgen::JsValue;
use web_sys::ReadableStream as Raw;

/// A stream of the browser's that nothing flows through.
#[derive(Debug)]
pub struct ReadableStream(Raw);

impl ReadableStream {
    /// Takes the browser's stream.
    #[must_use]
    pub fn from_raw(raw: Raw) -> Self {
        Self(raw)
    }

    /// Takes the place of a stream.
    #[must_use]
    pub fn from_stream(_: impl Stream<Item = Result<JsValue, JsValue>> + 'static) -> Self {
        Self(Raw::new().expect("every browser that runs WebAssembly has streams"))
    }

    /// A stream that is over.
    pub fn into_stream(self) -> Empty<Result<JsValue, JsValue>> {
        empty()
    }

    /// The browser's stream.
    #[must_use]
    pub fn into_raw(self) -> Raw {
        self.0
    }
}
