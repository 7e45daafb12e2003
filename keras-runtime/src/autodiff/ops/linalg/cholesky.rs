//! Cholesky decomposition.

use smallvec::{SmallVec, smallvec};

use super::batched::{Core, MatrixFunction, apply, square};
use super::solve::solve_triangular;
use crate::autodiff::Tensor;
use crate::autodiff::ops::matmul::matmul;
use crate::autodiff::ops::permute::swap_last;
use crate::kernels::linalg::{Dense, cholesky as decomposed, solve_triangular as solved};

/// Cholesky decomposition of positive definite matrices: `(..., n, n)`, of which the mean of each and its transpose
/// counts, gives the lower triangular matrices `l` of `l · lᵀ`, or the upper ones of `lᵀ · l` if `upper`. A matrix that
/// is not positive definite is an error.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[[4.0, 2.0], [2.0, 5.0]]);
/// assert_eq!(K::cholesky(&x, false).to_array(), keras::ndarray::array![[2.0, 0.0], [1.0, 2.0]].into_dyn());
/// ```
pub fn cholesky(x: &Tensor, upper: bool) -> Tensor {
    let [y] = apply(Cholesky { upper }, &[x]);
    y
}

/// Inverse of positive definite matrices from their Cholesky decompositions `x`: the inverse of `x · xᵀ`, or of `xᵀ ·
/// x` if `upper`. `(..., n, n)` gives the same; only the triangle in question counts.
pub fn cholesky_inverse(x: &Tensor, upper: bool) -> Tensor {
    let inverse = solve_triangular(x, &identity_like(x), !upper);
    let transposed = swap_last("K::cholesky_inverse", &inverse);
    if upper { matmul(&inverse, &transposed) } else { matmul(&transposed, &inverse) }
}

/// Identity matrices of the shape of `x`, a constant.
fn identity_like(x: &Tensor) -> Tensor {
    let dims = x.shape();
    x.tape().constant(&dims, |values| {
        let size = dims.last_size();
        values.fill(0.0);
        let matrices = values.chunks_exact_mut((size * size).max(1));
        matrices.for_each(|matrix| matrix.iter_mut().step_by(size + 1).for_each(|value| *value = 1.0));
    })
}

#[derive(Clone, Copy)]
struct Cholesky {
    upper: bool,
}

impl MatrixFunction for Cholesky {
    const NAME: &'static str = "K::cholesky";

    fn outputs(&self, x: &[Core]) -> Result<SmallVec<[Core; 3]>, &'static str> {
        square(x).map(|_| smallvec![x[0]])
    }

    fn forward(&self, x: &[Dense]) -> Result<Vec<Dense>, &'static str> {
        let lower = decomposed(&x[0].symmetric()).ok_or("it is not positive definite")?;
        Ok(vec![if self.upper { lower.t() } else { lower }])
    }

    fn backward(&self, _: &[Dense], y: &[Dense], dy: &[Dense]) -> Vec<Dense> {
        let (l, dl) = if self.upper { (y[0].t(), dy[0].t()) } else { (y[0].clone(), dy[0].clone()) };
        // l⁻ᵀ · Φ(lᵀ · dl) · l⁻¹, where Φ is the lower triangle with half of the diagonal.
        let inner = l.t().dot(&dl).lower(0.5);
        let left = solved(&l.t(), &inner, false);
        vec![solved(&l.t(), &left.t(), false).symmetric()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::Tape;
    use crate::autodiff::ops::linalg::test_support::positive;
    use crate::autodiff::testing::check_gradient;

    #[test]
    fn both_triangles_have_their_gradients() {
        for upper in [false, true] {
            check_gradient(&[&[2, 3, 3]], |x| cholesky(&positive(&x[0]), upper));
            check_gradient(&[&[3, 3]], |x| cholesky_inverse(&cholesky(&positive(&x[0]), upper), upper));
        }
    }

    #[test]
    fn a_matrix_that_is_not_positive_definite_is_an_error_that_says_which() {
        let tape = Tape::new();
        let values = [1.0, 0.0, 0.0, 1.0, 1.0, 2.0, 2.0, 1.0];
        cholesky(&tape.constant(&[2, 2, 2], |x| x.copy_from_slice(&values)), false);
        let error = tape.check().unwrap_err().to_string();
        assert_eq!(error, "K::cholesky, matrix 1: it is not positive definite");
    }
}
