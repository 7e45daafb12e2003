//! What is composed of other operations.

use super::arithmetic::maximum;
use super::{expand_dims, mean, mean_axis, sqrt, square, sum_axis};
use crate::autodiff::Tensor;

/// The variance of all elements: a scalar.
pub fn var(x: &Tensor) -> Tensor {
    mean(&square(&(x - mean(x))))
}

/// The variance along an axis, which goes.
pub fn var_axis(x: &Tensor, axis: isize) -> Tensor {
    let mean = expand_dims(&mean_axis(x, axis), axis);
    mean_axis(&square(&(x - mean)), axis)
}

/// The standard deviation of all elements: a scalar.
pub fn std(x: &Tensor) -> Tensor {
    sqrt(&var(x))
}

/// The standard deviation along an axis, which goes.
pub fn std_axis(x: &Tensor, axis: isize) -> Tensor {
    sqrt(&var_axis(x, axis))
}

/// `x` over its length along an axis: the squares along it sum to 1, unless they are almost 0.
pub fn l2_normalize(x: &Tensor, axis: isize) -> Tensor {
    let length = sqrt(&maximum(&sum_axis(&square(x), axis), 1e-12));
    x / expand_dims(&length, axis)
}

/// `x` plus a bias for its last axis: `(..., n)` and `(n,)` give `(..., n)`.
pub fn bias_add(x: &Tensor, bias: &Tensor) -> Tensor {
    x + bias
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::Tape;
    use crate::autodiff::testing::check_gradient;

    #[test]
    fn statistics_have_their_gradients() {
        check_gradient(&[&[2, 3]], |x| var(&x[0]));
        check_gradient(&[&[2, 3]], |x| std(&x[0]));
        for axis in -3..3 {
            check_gradient(&[&[2, 3, 2]], |x| var_axis(&x[0], axis));
            check_gradient(&[&[2, 3, 2]], |x| std_axis(&x[0], axis));
            check_gradient(&[&[2, 3, 2]], |x| l2_normalize(&x[0], axis));
        }
    }

    #[test]
    fn their_values_are_those_of_numpy() {
        let tape = Tape::new();
        let x = tape.array(&[[1.0, 3.0], [3.0, 4.0]]);
        assert_eq!(var_axis(&x, 1).to_array(), ndarray::array![1.0, 0.25].into_dyn());
        assert_eq!(std_axis(&x, 1).to_array(), ndarray::array![1.0, 0.5].into_dyn());
        assert_eq!(l2_normalize(&x, 1).to_array()[[1, 0]], 0.6);
        assert_eq!(
            l2_normalize(&tape.array(&[0.0, 0.0]), 0).to_array(),
            ndarray::array![0.0, 0.0].into_dyn()
        );
    }
}
