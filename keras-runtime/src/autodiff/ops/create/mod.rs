//! Tensors made of numbers: filled ones, ranges and grids, diagonals and triangles, and windows of signals.

mod diagonals;
mod filled;
mod ranges;
mod windows;

pub use diagonals::{diag, diagflat, diagonal, eye, identity, trace, tri, tril, triu};
pub use filled::{full, full_like, ones, zeros};
pub use ranges::{Indexing, arange, geomspace, linspace, logspace, meshgrid, vander};
pub use windows::{bartlett, blackman, hamming, hanning, kaiser};
