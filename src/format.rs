//! Money and dates as the shopper writes them.
