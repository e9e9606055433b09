//! Journeys through the running store: the real server, the real sandbox and a real browser, each
//! on a port of its own.
//!
//! Read in this order: [`world`] (what is started for a journey), [`mod@journey`] (how one is run,
//! and what is kept of it), [`look`] (language, theme and width), [`words`] (what must be read in
//! which language), [`gateway`] (in what the providers differ), [`cards`] (what becomes of which
//! card), [`browser`] (how the page is looked at), [`pages`] (each screen as a shopper sees it).

pub mod browser;
pub mod cards;
pub mod gateway;
pub mod journey;
pub mod look;
pub mod pages;
mod wait;
pub mod words;
pub mod world;

pub use browser::Browser;
pub use cards::{TestCard, TestCards};
pub use gateway::Gateway;
pub use journey::journey;
pub use look::Look;
pub use words::Words;
pub use world::{Options, World};
