//! The shopper's name, e-mail and phone: what they may be, and what is wrong with them.
