//! Typed calls to our server: the only fetch.
