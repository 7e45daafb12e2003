//! The axis that a loss is taken along.

use crate::autodiff::Tensor;
use crate::backend as K;
use crate::shape::Spec;
use crate::{Error, Result};

/// A tensor with an axis of it moved to the end; the batch is axis 0.
pub(super) fn to_last(loss: &str, axis: isize, x: &Tensor) -> Tensor {
    if axis == -1 {
        return x.clone();
    }
    match x.shape().axis(loss, axis) {
        Ok(axis) => {
            let others = (0..x.rank()).filter(|&other| other != axis);
            K::permute_dimensions(x, &others.chain([axis]).collect::<Vec<_>>())
        }
        Err(error) => x.tape().fail(error),
    }
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
