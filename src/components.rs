//! The parts of a checkout, each drawn once.
