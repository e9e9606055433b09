//! Cobro's companion server: keeps the keys, decides every amount, speaks to the provider and
//! remembers everything that concerns money.
//!
//! Read in this order: [`payment`] (what may happen to an attempt, pure, and who carries it out),
//! [`gateway`] (the provider behind one trait), [`store`] (what is remembered, the only SQL),
//! [`outgoing`] (telling the merchant's own system), [`live`] (telling the shopper's browser),
//! [`state`] (the handle to all of it), [`router`] and [`handlers`] (the HTTP API), [`extract`] and
//! [`problem`] (what comes in, what goes wrong), [`middleware`] (what every request passes),
//! [`site`] (the built front end), [`config`] (every setting), [`host`] (clock and randomness),
//! [`serve`] (until told to stop) and [`operator`] (what is done from the command line instead).

pub mod catalog;
pub mod config;
pub mod extract;
pub mod gateway;
pub mod handlers;
pub mod host;
#[cfg(test)]
mod hostile;
pub mod live;
pub mod middleware;
pub mod operator;
pub mod outgoing;
pub mod payment;
pub mod problem;
pub mod public_key;
pub mod router;
pub mod serve;
pub mod site;
pub mod state;
pub mod store;

pub use router::app;
