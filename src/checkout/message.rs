//! Messages from the bank's page: which ones count, and what they say.
