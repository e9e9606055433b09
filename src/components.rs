//! What a page is put together from. Each file is one part, and its class has the file's name.
//!
//! Small parts first ([`icon`], [`button`], [`field`], [`notice`], [`brand_mark`], [`card_row`]),
//! then those made of them ([`saved_cards`], [`order_summary`], [`receipt`], [`outcome`]), then the
//! ones that talk to the provider ([`card_form`], [`challenge_dialog`], [`checkout`]).

pub mod billing_form;
pub mod brand_mark;
pub mod button;
pub mod card_form;
pub mod card_row;
pub mod challenge_dialog;
pub mod checkout;
pub mod field;
pub mod footer;
pub mod header;
pub mod icon;
pub mod installments;
pub mod link_box;
pub mod live_region;
pub mod notice;
pub mod order_summary;
pub mod outcome;
pub mod receipt;
pub mod save_card_box;
pub mod saved_cards;
pub mod skeleton;
pub mod steps;
pub mod switches;
pub mod toast;
