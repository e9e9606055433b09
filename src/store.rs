//! The demonstration store: pages that an embedder does not need.
//!
//! [`page`] is what every page stands in, [`load`] how each gets its data, [`cart`] what was put
//! aside. Then the pages, one a file.

pub mod cards_page;
pub mod cart;
pub mod cart_dialog;
pub mod checkout_page;
pub mod contact_form;
pub mod elsewhere;
pub mod home;
pub mod load;
pub mod not_found;
pub mod order_page;
pub mod orders_page;
pub mod page;
pub mod receipt_page;
pub mod return_page;
pub mod sandbox_note;
