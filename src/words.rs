//! Every text that the shopper reads, in each language.
