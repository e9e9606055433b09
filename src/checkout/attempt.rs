//! The attempt that is kept in the browser, so that a reload goes on with it.
