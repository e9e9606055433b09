//! Serves the app until told to stop.
