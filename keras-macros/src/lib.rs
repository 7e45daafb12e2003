//! The macros of `keras`.
