//! Linear algebra: functions of matrices, which are in the last two axes.

mod batched;
mod cholesky;
mod decompositions;
mod determinant;
mod norm;
mod pseudo_inverse;
mod solve;

pub use cholesky::{cholesky, cholesky_inverse};
pub use decompositions::{QrMode, eigh, lu_factor, qr, svd};
pub use determinant::{det, logdet, slogdet};
pub use norm::{NormOrder, norm};
pub use pseudo_inverse::{lstsq, matrix_rank, pinv};
pub use solve::{inv, solve, solve_triangular};

#[cfg(test)]
mod test_support {
    use crate::autodiff::Tensor;
    use crate::autodiff::ops::matmul;
    use crate::autodiff::ops::permute::swap_last;

    /// Positive definite matrices, well away from singular ones, that depend on those of `x`.
    pub fn positive(x: &Tensor) -> Tensor {
        let (dims, size) = (x.shape(), x.shape().last_size());
        let identity = x.tape().constant(&dims, |values| {
            values.iter_mut().enumerate().for_each(|(i, value)| {
                let place = i % (size * size);
                *value = if place / size == place % size { 2.0 } else { 0.0 };
            });
        });
        matmul(x, &swap_last("positive", x)) + identity
    }
}
