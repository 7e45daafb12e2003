use super::super::compare::equal;
use super::super::elementwise::{sqrt, square};
use super::super::index::attempt;
use super::super::reduce::sum_axis;
use super::super::shape::expand_dims;
use super::super::where_::where_;
use crate::Error;
use crate::autodiff::Tensor;

/// Euclidean distances of every row of `x` to every row of `y`: `(..., n, features)` and `(..., m, features)` give
/// `(..., n, m)`, the axes in front being broadcast. The gradient of a distance that is 0 is 0, where Keras's is NaN.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let tape = Tape::new();
/// let y = K::cdist(&tape.array(&[[0.0, 0.0]]), &tape.array(&[[3.0, 4.0], [0.0, 0.0]]));
/// assert_eq!(y.to_array(), keras::ndarray::array![[5.0, 0.0]].into_dyn());
/// ```
pub fn cdist(x: &Tensor, y: &Tensor) -> Tensor {
    attempt(x, |dims| {
        let found = y.shape();
        if dims.rank() < 2 || found.rank() < 2 || dims.last() != found.last() {
            let expected = "(..., n, features) and (..., m, features)";
            return Err(Error::expected("K::cdist", expected, format!("{dims} and {found}")));
        }
        let squares = sum_axis(&square(&(expand_dims(x, -2) - expand_dims(y, -3))), -1);
        let is_zero = equal(&squares, 0.0);
        // The root has no slope at 0.
        Ok(sqrt(&where_(&is_zero, 1.0, &squares)) * (1.0 - is_zero))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::testing::check_second_gradient;
    use crate::autodiff::{Tape, Variable};

    #[test]
    fn distances_have_their_gradients_even_where_they_are_zero() {
        check_second_gradient(&[&[2, 3], &[2, 3]], |x| cdist(&x[0], &x[1]));
        check_second_gradient(&[&[2, 2, 2], &[3, 2]], |x| cdist(&x[0], &x[1]));
        let v = Variable::new("v", &[2, 1], |v| v.fill(1.0)).unwrap();
        let tape = Tape::new();
        let x = tape.variable(&v);
        tape.backward(&super::super::super::sum(&cdist(&x, &x))).unwrap();
        assert_eq!(tape.gradient(&v, |g| g.to_vec()), Some(vec![0.0, 0.0]));
    }

    #[test]
    fn rows_of_other_lengths_are_an_error() {
        let tape = Tape::new();
        cdist(&tape.array(&[[1.0]]), &tape.array(&[[1.0, 2.0]]));
        assert!(tape.check().unwrap_err().to_string().contains("found (1, 1) and (1, 2)"));
    }
}
