//! Determinants.

use smallvec::{SmallVec, smallvec};

use super::batched::{Core, MatrixFunction, apply, square};
use crate::autodiff::Tensor;
use crate::kernels::linalg::{Dense, Lu, svd};

/// Determinant of square matrices: `(..., n, n)` gives `(...)`.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[[1.0, 2.0], [3.0, 5.0]]);
/// assert_eq!(K::det(&x).item(), -1.0);
/// ```
pub fn det(x: &Tensor) -> Tensor {
    let [y] = apply(Determinant, &[x]);
    y
}

/// Sign and logarithm of the absolute value of the determinant of square matrices: `(..., n, n)` gives `(...)` twice.
/// Of a singular matrix they are 0 and negative infinity, and there is no gradient that is a number.
pub fn slogdet(x: &Tensor) -> (Tensor, Tensor) {
    let [sign, log] = apply(LogDeterminant, &[x]);
    (sign, log)
}

/// Logarithm of the absolute value of the determinant of square matrices: the second of [`slogdet`].
pub fn logdet(x: &Tensor) -> Tensor {
    slogdet(x).1
}

#[derive(Clone, Copy)]
struct Determinant;

impl MatrixFunction for Determinant {
    const NAME: &'static str = "K::det";

    fn outputs(&self, x: &[Core]) -> Result<SmallVec<[Core; 3]>, &'static str> {
        square(x).map(|_| smallvec![Core::Number])
    }

    fn forward(&self, x: &[Dense]) -> Result<Vec<Dense>, &'static str> {
        Ok(vec![Dense::diagonal(&[Lu::of(&x[0]).determinant()])])
    }

    fn backward(&self, x: &[Dense], _: &[Dense], dy: &[Dense]) -> Vec<Dense> {
        // The matrix of cofactors, which a singular matrix has, too.
        let (u, s, vt) = svd(&x[0]);
        let sign = Lu::of(&u).determinant().signum() * Lu::of(&vt).determinant().signum();
        let others =
            |i: usize| s.iter().enumerate().filter(|(j, _)| i != *j).map(|(_, s)| s).product::<f64>();
        let factors: Vec<f64> = (0..s.len()).map(others).collect();
        vec![u.dot(&Dense::diagonal(&factors)).dot(&vt).scaled(sign * dy[0].values[0])]
    }
}

#[derive(Clone, Copy)]
struct LogDeterminant;

impl MatrixFunction for LogDeterminant {
    const NAME: &'static str = "K::slogdet";

    fn outputs(&self, x: &[Core]) -> Result<SmallVec<[Core; 3]>, &'static str> {
        square(x).map(|_| smallvec![Core::Number, Core::Number])
    }

    fn forward(&self, x: &[Dense]) -> Result<Vec<Dense>, &'static str> {
        let (sign, log) = Lu::of(&x[0]).log_determinant();
        Ok(vec![Dense::diagonal(&[sign]), Dense::diagonal(&[log])])
    }

    fn backward(&self, x: &[Dense], _: &[Dense], dy: &[Dense]) -> Vec<Dense> {
        let inverse = Lu::of(&x[0]).solve(&Dense::identity(x[0].rows));
        vec![inverse.t().scaled(dy[1].values[0])]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::Tape;
    use crate::autodiff::testing::check_gradient;

    #[test]
    fn determinants_have_their_gradients() {
        for size in 1..5 {
            check_gradient(&[&[2, size, size]], |x| det(&x[0]));
        }
        // Far from where the determinant is 0.
        check_gradient(&[&[2, 3, 3]], |x| logdet(&super::super::test_support::positive(&x[0])));
    }

    #[test]
    fn the_determinant_of_a_singular_matrix_has_a_gradient() {
        use crate::autodiff::Variable;
        let v = Variable::new("v", &[2, 2], |v| v.copy_from_slice(&[1.0, 2.0, 2.0, 4.0])).unwrap();
        let tape = Tape::new();
        tape.backward(&det(&tape.variable(&v))).unwrap();
        let gradient = tape.gradient(&v, |g| g.to_vec()).unwrap();
        for (found, expected) in gradient.into_iter().zip([4.0, -2.0, -2.0, 1.0]) {
            assert!((found - expected).abs() < 1e-5);
        }
    }

    #[test]
    fn a_singular_matrix_has_the_sign_0() {
        let (sign, log) = slogdet(&Tape::new().array(&[[1.0, 2.0], [2.0, 4.0]]));
        assert_eq!((sign.item(), log.item()), (0.0, f32::NEG_INFINITY));
    }
}
