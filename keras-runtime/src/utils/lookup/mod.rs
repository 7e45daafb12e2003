//! Tables of categories: their indices in a vocabulary, or by a hash.

mod fingerprint;
mod hashing;
mod table;
mod token;

pub use hashing::{Column, HashedCrossing, Hashing};
pub use table::{IntegerLookup, Lookup, LookupOptions, StringLookup};
pub use token::{IntoToken, Token};
