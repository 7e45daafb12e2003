//! Axis permutation, for operations along the last axis only.

use smallvec::SmallVec;

use crate::autodiff::Tensor;
use crate::backend as K;
use crate::shape::List;

/// Applies `f`, which works along the last axes and keeps the shape, along as many others. They come in their order in
/// `x`; negative ones count from the end.
pub(crate) fn along(x: &Tensor, axes: &List<isize>, f: impl FnOnce(&Tensor) -> Tensor) -> Tensor {
    type Axes = SmallVec<[usize; 8]>;
    let rank = x.rank();
    let is_along = |&axis: &usize| axes.iter().any(|a| a.rem_euclid(rank as isize) as usize == axis);
    let (along, mut order): (Axes, Axes) = (0..rank).partition(is_along);
    order.extend(along);
    if order.is_sorted() {
        return f(x);
    }
    let mut back = Axes::from_elem(0, rank);
    order.iter().enumerate().for_each(|(place, &axis)| back[axis] = place);
    K::permute_dimensions(&f(&K::permute_dimensions(x, &order)), &back)
}
