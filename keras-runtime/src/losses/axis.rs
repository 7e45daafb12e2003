//! The axis that a loss is taken along.

use crate::autodiff::{Tensor, ops};
use crate::shape::Spec;
use crate::{Error, Result};

/// A tensor with an axis of it moved to the end; the batch is axis 0.
pub(super) fn to_last(loss: &'static str, axis: isize, x: &Tensor) -> Tensor {
    if axis == -1 { x.clone() } else { ops::to_last(loss, x, axis) }
}

/// Whether an output, whose shape is that of a sample, has such an axis.
pub(super) fn check_axis(loss: &str, axis: isize, output: &Spec) -> Result<()> {
    let rank = output.shape().rank() as isize;
    if (1..=rank).contains(&axis) || (-rank..0).contains(&axis) || axis == -1 {
        return Ok(());
    }
    let expected = format!("an `axis` of the output {} but the batch, as 1 or -1", output.shape());
    Err(Error::expected(loss, expected, axis))
}
