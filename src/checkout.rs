//! What the shopper sees, as one pure machine.

pub mod attempt;
pub mod form;
pub mod message;
