//! The built front end.
