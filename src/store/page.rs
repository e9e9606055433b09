//! What every page stands in: header, content, footer, the toast and the live region.

use leptos::prelude::*;

use super::cart::Cart;
use crate::browser::storage::{self, Area};
use crate::components::footer::Footer;
use crate::components::header::{Header, HeaderSide};
use crate::components::live_region::LiveRegion;
use crate::components::toast::{Toast, ToastText};

/// Where the cart is kept.
const CART_KEY: &str = "cobro.cart";

/// The cart of this browser: read when a page starts, kept on every change.
#[must_use]
pub fn kept_cart() -> RwSignal<Cart> {
    let kept = storage::get(Area::Local, CART_KEY).unwrap_or_default();
    let cart = RwSignal::new(Cart::read(&kept));
    Effect::new(move |_| storage::set(Area::Local, CART_KEY, &cart.with(Cart::write)));
    cart
}

/// Empties the kept cart and leaves the one on the page as it is: the page is about to be left,
/// and whoever comes Back finds what they had put aside.
pub fn forget_cart() {
    storage::remove(Area::Local, CART_KEY);
}

/// The frame of every page but the checkout, which speaks for itself.
#[component]
pub fn Page(
    /// Class of the content: how it is laid out.
    class: &'static str,
    /// The cart, for its number in the header.
    cart: RwSignal<Cart>,
    /// What to say in passing.
    toast: RwSignal<Option<ToastText>>,
    /// The content.
    children: Children,
    /// What the toast's button does.
    #[prop(optional, into)]
    on_toast: Option<Callback<()>>,
) -> impl IntoView {
    let in_cart = Signal::derive(move || cart.with(Cart::pieces));
    let spoken = move || toast.get().map(|toast| toast.text).unwrap_or_default();
    let act = Callback::new(move |()| {
        if let Some(on_toast) = on_toast {
            on_toast.run(());
        }
    });
    view! {
        <Header side=HeaderSide::Links { in_cart } />
        <main id="main" class=class tabindex="-1">
            {children()}
        </main>
        <Footer />
        <Toast shown=toast on_action=act />
        <LiveRegion text=Signal::derive(spoken) />
    }
}
