//! Linear algebra: decompositions of small dense matrices, in `f64`.

mod eigen;
mod lu;
mod matrix;
mod qr;
mod triangular;

pub(crate) use eigen::{completed, eigh, svd};
pub(crate) use lu::Lu;
pub(crate) use matrix::Dense;
pub(crate) use qr::qr;
pub(crate) use triangular::{cholesky, solve_triangular};
