use super::super::constants::constant;
use super::super::unary::step;
use crate::autodiff::{Tape, Tensor};

/// A tensor of this shape in which every element is `fill_value`.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// assert_eq!(K::full(&Tape::new(), &[2], 7.0).to_array(), keras::ndarray::array![7.0, 7.0].into_dyn());
/// ```
pub fn full(tape: &Tape, shape: &[usize], fill_value: f32) -> Tensor {
    constant(tape, fill_value, shape)
}

/// A tensor in the shape of `x` in which every element is `fill_value`.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[1.0, 2.0]);
/// assert_eq!(K::full_like(&x, 7.0).to_array(), keras::ndarray::array![7.0, 7.0].into_dyn());
/// ```
pub fn full_like(x: &Tensor, fill_value: f32) -> Tensor {
    step(x, move |_| fill_value)
}

/// Ones in this shape.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// assert_eq!(K::ones(&Tape::new(), &[2]).to_array(), keras::ndarray::array![1.0, 1.0].into_dyn());
/// ```
pub fn ones(tape: &Tape, shape: &[usize]) -> Tensor {
    constant(tape, 1.0, shape)
}

/// Zeros in this shape.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// assert_eq!(K::zeros(&Tape::new(), &[2]).to_array(), keras::ndarray::array![0.0, 0.0].into_dyn());
/// ```
pub fn zeros(tape: &Tape, shape: &[usize]) -> Tensor {
    constant(tape, 0.0, shape)
}
