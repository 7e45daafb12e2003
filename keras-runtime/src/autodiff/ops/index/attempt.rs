//! Formulas that can fail before there is an operation to say so.

use super::super::shape::flatten;
use crate::Result;
use crate::autodiff::Tensor;
use crate::tensor::Dims;

/// What `f` makes of `x` and its shape; its error is noted on the tape.
pub fn attempt(x: &Tensor, f: impl FnOnce(Dims) -> Result<Tensor>) -> Tensor {
    match x.tape().dims(x) {
        Some(dims) => f(dims).unwrap_or_else(|error| x.tape().fail(error)),
        // Says why there is nothing to see.
        None => flatten(x),
    }
}

/// The parts that `f` makes of `x` and its shape; where it fails, as many tensors that have failed.
pub fn attempt_parts(x: &Tensor, parts: usize, f: impl FnOnce(Dims) -> Result<Vec<Tensor>>) -> Vec<Tensor> {
    /// Nobody tells more of them apart.
    const MOST: usize = 1 << 16;
    let made = match x.tape().dims(x) {
        Some(dims) => f(dims).map_err(|error| x.tape().fail(error)),
        None => Err(flatten(x)),
    };
    made.unwrap_or_else(|failed| vec![failed; parts.min(MOST)])
}

/// A constant of this shape that `f` computes from the values of `x`; no gradient reaches through it.
pub fn computed(x: &Tensor, shape: &[usize], f: impl FnOnce(&[f32], &mut [f32])) -> Tensor {
    x.read(|values| x.tape().constant(shape, |y| f(values, y)))
}
