//! Pseudo-inverse, least squares and rank.

use smallvec::{SmallVec, smallvec};

use super::batched::{Core, MatrixFunction, apply};
use super::decompositions::svd;
use crate::autodiff::Tensor;
use crate::autodiff::ops::{expand_dims, greater, matmul, max_axis, squeeze, stop_gradient, sum_axis};
use crate::kernels::linalg::{Dense, svd as jacobi};
use crate::{Error, Result};

/// Moore-Penrose pseudo-inverse of matrices: `(..., m, n)` gives `(..., n, m)`. Singular values of at most `rcond`
/// times the greatest count as 0; by default `rcond` is 10 times the larger of `m` and `n` times the rounding of `f32`.
pub fn pinv(x: &Tensor, rcond: Option<f32>) -> Tensor {
    let rcond = rcond.unwrap_or(10.0 * longest(x) * f32::EPSILON);
    let [y] = apply(PseudoInverse { rcond }, &[x]);
    y
}

/// Least squares: the shortest `x` for which `a · x` is nearest to `b`. Matrices `(m, n)` and `(m, k)` give `(n, k)`,
/// and with `(m,)` they give `(n,)`. Singular values as in [`pinv`], but by default `rcond` is the larger of `m` and
/// `n` times the rounding of `f32`.
pub fn lstsq(a: &Tensor, b: &Tensor, rcond: Option<f32>) -> Tensor {
    let fits = a.rank() == 2 && (1..=2).contains(&b.rank()) && a.shape()[0] == b.shape()[0];
    if !fits {
        let found = format!("{} and {}", a.shape(), b.shape());
        return a.tape().fail(Error::expected("K::lstsq", "(m, n) and (m, k) or (m,)", found));
    }
    let inverse = pinv(a, Some(rcond.unwrap_or(longest(a) * f32::EPSILON)));
    if b.rank() == 2 { matmul(&inverse, b) } else { squeeze(&matmul(&inverse, &expand_dims(b, -1)), -1) }
}

/// Rank of matrices: how many of their singular values are above `tol`, by default the greatest times the larger of `m`
/// and `n` times the rounding of `f32`. `(..., m, n)` gives `(...)`, without a gradient.
pub fn matrix_rank(x: &Tensor, tol: Option<f32>) -> Tensor {
    let (_, s, _) = svd(&stop_gradient(x), false);
    match tol {
        Some(tol) => sum_axis(&greater(&s, tol), -1),
        None => {
            let tol = max_axis(&s, -1) * (longest(x) * f32::EPSILON);
            sum_axis(&greater(&s, expand_dims(&tol, -1)), -1)
        }
    }
}

/// The larger of the sizes of the last two axes.
fn longest(x: &Tensor) -> f32 {
    x.shape().iter().rev().take(2).max().map_or(0.0, |&size| size as f32)
}

#[derive(Clone, Copy)]
struct PseudoInverse {
    rcond: f32,
}

impl MatrixFunction for PseudoInverse {
    const NAME: &'static str = "K::pinv";

    fn outputs(&self, x: &[Core]) -> Result<SmallVec<[Core; 3]>, &'static str> {
        match *x {
            [Core::Matrix(rows, cols)] => Ok(smallvec![Core::Matrix(cols, rows)]),
            _ => Err("matrices"),
        }
    }

    fn forward(&self, x: &[Dense]) -> Result<Vec<Dense>, &'static str> {
        if !x[0].values.iter().all(|value| value.is_finite()) {
            return Err("it has numbers that are not finite");
        }
        let (u, s, vt) = jacobi(&x[0]);
        let least = f64::from(self.rcond) * s.first().copied().unwrap_or(0.0);
        let inverse: Vec<f64> = s.iter().map(|&s| if s > least { 1.0 / s } else { 0.0 }).collect();
        Ok(vec![vt.t().dot(&Dense::diagonal(&inverse)).dot(&u.t())])
    }

    fn backward(&self, x: &[Dense], y: &[Dense], dy: &[Dense]) -> Vec<Dense> {
        // Golub and Pereyra, "The differentiation of pseudo-inverses" (1973).
        let (a, p, g) = (&x[0], &y[0], &dy[0]);
        let (pt, gt) = (p.t(), g.t());
        let left = Dense::identity(a.rows).minus(&a.dot(p));
        let right = Dense::identity(a.cols).minus(&p.dot(a));
        let direct = pt.dot(g).dot(&pt).scaled(-1.0);
        vec![direct.plus(&left.dot(&gt).dot(p).dot(&pt)).plus(&pt.dot(p).dot(&gt).dot(&right))]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::Tape;
    use crate::autodiff::testing::check_gradient;

    #[test]
    fn pseudo_inverses_and_least_squares_have_their_gradients() {
        for shape in [[2, 3, 2], [2, 2, 3]] {
            check_gradient(&[&shape], |x| pinv(&(&x[0] * 3.0), None));
        }
        check_gradient(&[&[3, 2], &[3, 2]], |x| lstsq(&(&x[0] * 3.0), &x[1], None));
        check_gradient(&[&[3, 2], &[3]], |x| lstsq(&(&x[0] * 3.0), &x[1], None));
    }

    #[test]
    fn a_rank_counts_what_is_above_the_tolerance() {
        let tape = Tape::new();
        let values = [1.0, 2.0, 2.0, 4.0, 3.0, 0.0, 0.0, 0.5];
        let x = tape.constant(&[2, 2, 2], |x| x.copy_from_slice(&values));
        assert_eq!(matrix_rank(&x, None).to_array(), ndarray::array![1.0, 2.0].into_dyn());
        assert_eq!(matrix_rank(&x, Some(1.0)).to_array(), ndarray::array![1.0, 1.0].into_dyn());
    }
}
