//! Cobro's checkout for the browser.
//!
//! Read in this order: [`checkout`] (what the shopper sees, as one pure machine), [`api`] (the only
//! calls to our server), [`browser`] (one capability of the browser or of the provider's script
//! each), [`element`] and [`task`] (what views are made of), [`components`] (what an embedder puts
//! into a page), [`words`] and [`mod@format`] (all text), [`store`] and [`app`] (the demonstration
//! store).

pub mod api;
pub mod app;
pub mod browser;
pub mod checkout;
pub mod components;
pub mod element;
pub mod format;
pub mod store;
pub mod task;
pub mod words;
