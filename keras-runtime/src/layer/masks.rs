//! Masks: which time steps of a tensor count.
//!
//! A mask lies along the first axes of its tensor: `(batch, steps)`, or `(batch, sentences, words)` where steps have steps
//! of their own.

use crate::autodiff::Tensor;
use crate::backend as K;

/// Which steps of a sequence count, `(batch, steps)`: of steps that have steps of their own, those with one that counts.
pub(crate) fn of_steps(x: &Tensor) -> Option<Tensor> {
    let mask = x.mask().filter(|mask| mask.rank() > 1)?;
    Some((2..mask.rank()).fold(mask, |mask, _| any_of_last(&mask)))
}

/// Whether any number along the last axis is not 0; the axis is removed. False for an axis of size 0.
pub(crate) fn any_of_last(x: &Tensor) -> Tensor {
    K::not_equal(&K::sum_axis(&K::not_equal(x, 0.0), -1), 0.0)
}

/// A mask with axes of size 1 after its own, to choose among the values of a tensor of `rank` axes.
pub(crate) fn spread(mask: &Tensor, rank: usize) -> Tensor {
    (mask.rank()..rank).fold(mask.clone(), |mask, _| K::expand_dims(&mask, -1))
}

/// What counts by two masks, or by weights and a mask, each along the first axes of the same tensor.
pub(crate) fn both(a: &Tensor, b: &Tensor) -> Tensor {
    let rank = a.rank().max(b.rank());
    spread(a, rank) * spread(b, rank)
}

/// The values that count, and `other` where none does.
pub(crate) fn counted(x: &Tensor, mask: &Tensor, other: f32) -> Tensor {
    K::where_(&spread(mask, x.rank()), x, other)
}

/// Which places along the first `rank` axes of `x` count; all if it has no mask.
pub(crate) fn along_first(x: &Tensor, rank: usize) -> Tensor {
    let mask = x.mask();
    if let Some(mask) = mask.as_ref().filter(|mask| mask.rank() == rank) {
        return mask.clone();
    }
    let ones = x.tape().constant(&x.shape()[..rank], |ones| ones.fill(1.0));
    mask.map_or(ones.clone(), |mask| ones * spread(&mask, rank))
}

/// A step counts where that of any tensor does; all do if one of them says nothing, as in Keras.
pub(crate) fn any(tensors: &[Tensor]) -> Option<Tensor> {
    let rank = tensors.iter().try_fold(0, |rank, x| Some(x.mask()?.rank().max(rank)))?;
    tensors.iter().map(|x| along_first(x, rank)).reduce(|any, mask| K::maximum(&any, mask))
}
