//! What is common to callbacks.
