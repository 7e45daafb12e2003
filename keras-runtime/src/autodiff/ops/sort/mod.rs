//! Sorting and searching.

mod order;
mod search;
mod unique;

pub use order::{argpartition, argsort, in_top_k, sort, top_k};
pub use search::{Side, digitize, isin, searchsorted};
pub use unique::{nonzero, unique};
