//! Each screen as a shopper sees it: what can be read there and what can be done.

mod card_frame;
mod cards_page;
mod challenge_frame;
mod checkout_page;
mod not_found;
mod order_page;
mod store;

pub use card_frame::CardFrame;
pub use cards_page::{CardsPage, SavedCard};
pub use challenge_frame::{Answer, ChallengeFrame, ChallengeTab, ONE_TIME_CODE};
pub use checkout_page::{Checkout, Contact};
pub use not_found::NotFound;
pub use order_page::OrderPage;
pub use store::Store;
