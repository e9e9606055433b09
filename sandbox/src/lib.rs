//! Imitations of the payment providers, so that all of Cobro runs on a laptop.
//!
//! Read in this order: [`config`] (what can be set), `sandbox` (the handle that holds it all),
//! `router` (what answers where), `conekta` and `n1co` (the imitations), `issuer` (the bank's
//! 3-D Secure page), `courier` (how webhooks leave), [`ledger`] (what was really charged),
//! [`faults`] (what goes wrong when asked to), `window` (what is shown of all this), [`random`]
//! (ids), `table` and `state` (how all of it is kept in a file).
//!
//! Nothing is shared with the companion server: the two meet over HTTP only, as the server and the
//! real provider would. A misreading of the provider would otherwise pass every test.

mod conekta;
pub mod config;
mod courier;
pub mod faults;
mod issuer;
mod language;
pub mod ledger;
mod moment;
mod n1co;
mod openapi;
mod page;
pub mod random;
mod router;
mod sandbox;
mod serve;
mod state;
mod table;
mod window;

pub use config::{Clock, Config, ConfigError, PublicUrl};
pub use faults::{Fault, Faults, Pause, Rule, When};
pub use ledger::{Ledger, LedgerCharge, LedgerEntry, Movement};
pub use random::Random;
pub use sandbox::{Sandbox, app};
pub use serve::{serve, serve_behind};
