use super::super::compare::{greater, less};
use super::super::cross_entropy::check_indices;
use super::super::extremes::MAX_INDEX;
use super::super::functions::isnan;
use super::super::index::{attempt, attempt_parts, elements, take_along_axis};
use super::super::reduce::sum_axis;
use super::super::shape::{expand_dims, squeeze};
use super::super::where_::where_;
use crate::autodiff::Tensor;
use crate::kernels::reduce::Around;
use crate::kernels::sort::sorted_lanes;
use crate::tensor::Dims;
use crate::{Error, Result};

/// Sorts the elements along an axis in ascending order, NaN last. Keras's `axis` is -1.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[3.0, 1.0, 2.0]);
/// assert_eq!(K::sort(&x, -1).to_array(), keras::ndarray::array![1.0, 2.0, 3.0].into_dyn());
/// ```
pub fn sort(x: &Tensor, axis: isize) -> Tensor {
    attempt(x, |dims| {
        let axis = dims.axis("K::sort", axis)?;
        let at = order("K::sort", x, dims, axis, dims[axis], false)?;
        Ok(elements(x, at, dims))
    })
}

/// Indices along an axis that sort it: those of the elements in ascending order, equal ones in the order in which they stand,
/// NaN last. No gradient.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[3.0, 1.0, 2.0]);
/// assert_eq!(K::argsort(&x, -1).to_array(), keras::ndarray::array![1.0, 2.0, 0.0].into_dyn());
/// ```
pub fn argsort(x: &Tensor, axis: isize) -> Tensor {
    attempt(x, |dims| {
        let axis = dims.axis("K::argsort", axis)?;
        let at = order("K::argsort", x, dims, axis, dims[axis], false)?;
        Ok(x.tape().constant(&dims, |y| write_indices(&at, dims.around(axis), y)))
    })
}

/// Indices along an axis in an order in which element `kth`, which may count from the end, is where it would be if they were
/// sorted, smaller ones before it and larger ones after: here they are sorted altogether. No gradient.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[3.0, 1.0, 2.0]);
/// assert_eq!(K::argpartition(&x, 1, -1).read(|y| y[1]), 2.0);
/// ```
pub fn argpartition(x: &Tensor, kth: isize, axis: isize) -> Tensor {
    attempt(x, |dims| {
        let size = dims[dims.axis("K::argpartition", axis)?] as isize;
        if !(-size..size).contains(&kth) {
            let expected = format!("an index from {} to {}", -size, size - 1);
            return Err(Error::expected("K::argpartition", expected, kth));
        }
        Ok(argsort(x, axis))
    })
}

/// The `k` largest elements along the last axis, in descending order, and their indices; of equal ones the first come first,
/// and NaN is above all. Keras's `sorted = False` promises no order, and gives the same. The indices have no gradient.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let [values, indices] = K::top_k(&Tape::new().array(&[3.0, 1.0, 2.0]), 2);
/// assert_eq!(values.to_array(), keras::ndarray::array![3.0, 2.0].into_dyn());
/// assert_eq!(indices.to_array(), keras::ndarray::array![0.0, 2.0].into_dyn());
/// ```
pub fn top_k(x: &Tensor, k: usize) -> [Tensor; 2] {
    let made = attempt_parts(x, 2, |dims| {
        let axis = dims.axis("K::top_k", -1)?;
        if k > dims[axis] {
            return Err(Error::expected("K::top_k", format!("`k` of at most {}", dims[axis]), k));
        }
        let at = order("K::top_k", x, dims, axis, k, true)?;
        let result = dims.resized(axis, k)?;
        let indices = x.tape().constant(&result, |y| write_indices(&at, dims.around(axis), y));
        Ok(vec![elements(x, at, result), indices])
    });
    made.try_into().unwrap_or_else(|_| [x.clone(), x.clone()])
}

/// Whether each target is among the `k` classes of largest prediction: 1 or 0. `(...)` class indices and `(..., classes)` give
/// `(...)`. Of equal predictions all count, and one that is NaN never does. A target that is no class is an error. No gradient.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let tape = Tape::new();
/// let (targets, predictions) = (tape.array(&[1.0, 0.0]), tape.array(&[[0.1, 0.9], [0.2, 0.8]]));
/// assert_eq!(K::in_top_k(&targets, &predictions, 1).to_array(), keras::ndarray::array![1.0, 0.0].into_dyn());
/// ```
pub fn in_top_k(targets: &Tensor, predictions: &Tensor, k: usize) -> Tensor {
    attempt(predictions, |dims| {
        let classes = dims.axis("K::in_top_k", -1)?;
        if targets.shape() != dims.without(classes) {
            let expected = format!("targets of {}", dims.without(classes));
            return Err(Error::expected("K::in_top_k", expected, targets.shape()));
        }
        targets.read(|targets| check_indices("K::in_top_k", targets, dims[classes]))?;
        let own = take_along_axis(predictions, &expand_dims(targets, -1), -1);
        let above = sum_axis(&greater(predictions, &own), -1);
        Ok(where_(&isnan(&squeeze(&own, -1)), 0.0, less(&above, k as f32)))
    })
}

/// Of each lane along an axis the first `count` elements in their order: their positions in the tensor.
fn order(
    place: &str,
    x: &Tensor,
    dims: Dims,
    axis: usize,
    count: usize,
    descending: bool,
) -> Result<Vec<usize>> {
    let (before, along, after) = dims.around(axis);
    if along > MAX_INDEX {
        return Err(Error::expected(place, format!("at most {MAX_INDEX} elements to sort"), along));
    }
    let mut at = vec![0; x.shape().elements().checked_div(along).unwrap_or(0) * count];
    let mut lane = 0;
    x.read(|x| {
        sorted_lanes((before, along, after), x, descending, |sorted| {
            let (outer, inner) = (lane / after, lane % after);
            for (i, &position) in sorted[..count].iter().enumerate() {
                at[(outer * count + i) * after + inner] = position;
            }
            lane += 1;
        });
    });
    Ok(at)
}

/// Writes where elements at these positions stand along an axis.
fn write_indices(at: &[usize], (_, along, after): Around, y: &mut [f32]) {
    y.iter_mut().zip(at).for_each(|(y, at)| *y = (at / after % along) as f32);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::Tape;
    use crate::autodiff::testing::check_second_gradient;

    #[test]
    fn what_is_sorted_has_its_gradient_along_every_axis() {
        for axis in -3..3 {
            check_second_gradient(&[&[2, 3, 2]], |x| {
                let y = sort(&x[0], axis);
                &y * &y
            });
        }
        check_second_gradient(&[&[2, 4]], |x| top_k(&x[0], 2)[0].clone());
    }

    #[test]
    fn equals_keep_their_order_and_nan_is_above_all() {
        let x = Tape::new().array(&[2.0, f32::NAN, 1.0, 2.0, f32::INFINITY]);
        assert_eq!(argsort(&x, 0).read(|y| y.to_vec()), [2.0, 0.0, 3.0, 4.0, 1.0]);
        assert_eq!(top_k(&x, 4)[1].read(|y| y.to_vec()), [1.0, 4.0, 0.0, 3.0]);
        let columns = x.tape().array(&[[3.0, 1.0], [1.0, 2.0], [2.0, 0.0]]);
        assert_eq!(
            argsort(&columns, 0).to_array(),
            ndarray::array![[1.0, 2.0], [2.0, 0.0], [0.0, 1.0]].into_dyn()
        );
        assert_eq!(*top_k(&x, 0)[0].shape(), [0]);
    }

    #[test]
    fn a_target_whose_prediction_is_nan_is_never_among_the_first() {
        let tape = Tape::new();
        let predictions = tape.array(&[[0.5, 0.5, 0.1], [f32::NAN, 0.2, 0.3], [f32::NAN, 0.2, 0.3]]);
        let y = in_top_k(&tape.array(&[1.0, 0.0, 2.0]), &predictions, 1);
        assert_eq!(y.read(|y| y.to_vec()), [1.0, 0.0, 1.0]);
    }

    #[test]
    fn more_than_there_are_and_targets_that_are_none_are_errors() {
        let error = |f: fn(&Tensor)| {
            let tape = Tape::new();
            f(&tape.array(&[1.0, 2.0]));
            tape.check().unwrap_err().to_string()
        };
        assert_eq!(error(|x| _ = top_k(x, 3)), "K::top_k: expected `k` of at most 2, found 3");
        assert!(error(|x| _ = argpartition(x, 2, 0)).contains("an index from -2 to 1, found 2"));
        assert!(error(|x| _ = sort(x, 1)).contains("axis 1 is out of range"));
        assert!(error(|x| _ = in_top_k(x, x, 1)).contains("targets of (), found (2,)"));
        assert!(
            error(|x| _ = in_top_k(&x.tape().constant(&[], |y| y[0] = 2.0), x, 1)).contains("from 0 to 1")
        );
    }
}
