//! Enumerated arguments: words that stand for the value of an argument: `same`, `channels_last`, `bilinear`, `concat`.

pub(crate) mod data_format;
pub(crate) mod encoding;
pub(crate) mod joining;
pub(crate) mod sampling;

pub use data_format::{DataFormat, Padding};
pub use encoding::Encoding;
pub use joining::Joining;
pub use sampling::{Flip, Sampling};
