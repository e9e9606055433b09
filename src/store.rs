//! The demonstration store: nothing that an embedder needs.
