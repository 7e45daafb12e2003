//! The same by `candle`.

pub mod cnn;
pub mod mlp;
