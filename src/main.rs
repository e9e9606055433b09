//! Starts the store in the browser.

fn main() {
    cobro::app::start();
}
