//! Picks the page that the address names, and hands out what every page shares.
