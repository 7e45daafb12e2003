//! Output modes of categories: the values of arguments that say so.

use crate::config::Config;

/// Output mode, what becomes of categories: a value of `output_mode`.
#[derive(Config, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// Their numbers, as ids.
    Int,
    /// For each a vector with 1 in its place, and 0 elsewhere.
    OneHot,
    /// For all of a sample one vector, with 1 in the places of those that are among them.
    MultiHot,
    /// For all of a sample one vector, with how often each is among them.
    Count,
}

/// The values of `output_mode`.
#[allow(non_upper_case_globals)]
pub mod words {
    use super::Encoding;

    /// The number of each category, as an id.
    pub const int: Encoding = Encoding::Int;
    /// For each category a vector with 1 in its place.
    pub const one_hot: Encoding = Encoding::OneHot;
    /// For the categories of a sample one vector, with 1 in the place of each.
    pub const multi_hot: Encoding = Encoding::MultiHot;
    /// For the categories of a sample one vector, with how often each is among them.
    pub const count: Encoding = Encoding::Count;
}
