//! Constant tensors, casts, and shape queries.

use super::unary::step;
use crate::autodiff::{Tape, Tensor};
use crate::shape::DType;
use crate::tensor::Dims;

/// Constant: a tensor of this shape in which every element is `value`.
pub fn constant(tape: &Tape, value: f32, shape: &[usize]) -> Tensor {
    tape.constant(shape, |x| x.fill(value))
}

/// Zeros in the shape of `x`.
pub fn zeros_like(x: &Tensor) -> Tensor {
    step(x, |_| 0.0)
}

/// Ones in the shape of `x`.
pub fn ones_like(x: &Tensor) -> Tensor {
    step(x, |_| 1.0)
}

/// Casts `x` to another element type: to integers it is truncated towards zero, and no gradient goes through that.
pub fn cast(x: &Tensor, dtype: DType) -> Tensor {
    match dtype {
        DType::Float => x.clone(),
        DType::Int => step(x, f32::trunc),
    }
}

/// The shape, the batch included.
pub fn shape(x: &Tensor) -> Dims {
    x.shape()
}

/// The shape, the batch included; at run time every size is known, so this is [`shape`].
pub fn int_shape(x: &Tensor) -> Dims {
    x.shape()
}

/// The number of axes.
pub fn ndim(x: &Tensor) -> usize {
    x.rank()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cast_to_whole_numbers_cuts_towards_zero() {
        let x = Tape::new().array(&[-1.7, 1.7]);
        assert_eq!(cast(&x, DType::Int).to_array(), ndarray::array![-1.0, 1.0].into_dyn());
        assert_eq!(cast(&x, DType::Float).to_array(), x.to_array());
    }

    #[test]
    fn a_constant_has_the_shape_that_was_asked_for() {
        let x = constant(&Tape::new(), 2.0, &[2, 1]);
        assert_eq!(x.to_array(), ndarray::array![[2.0], [2.0]].into_dyn());
        assert_eq!((ones_like(&x) + zeros_like(&x)).to_array(), ndarray::array![[1.0], [1.0]].into_dyn());
        assert_eq!((shape(&x), ndim(&x)), (int_shape(&x), 2));
    }
}
