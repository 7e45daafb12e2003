use super::super::index::{attempt, computed};
use super::super::shape::flatten;
use crate::autodiff::Tensor;
use crate::kernels::sort::{compare, insertion_point};
use crate::{Error, Result};

/// Side of [`searchsorted`]: where a value goes among numbers that are equal to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Side {
    /// Before them: Keras's default.
    #[default]
    Left,
    /// After them.
    Right,
}

/// Indices at which each of `values` could be inserted in a sorted vector and leave it sorted, in the shape of `values`; NaN
/// goes to the end. A vector that is not sorted is an error. No gradient.
///
/// ```
/// # use keras::backend::{self as K, Side};
/// # use keras::autodiff::Tape;
/// let tape = Tape::new();
/// let y = K::searchsorted(&tape.array(&[1.0, 2.0, 3.0]), &tape.array(&[2.0, 9.0]), Side::Left);
/// assert_eq!(y.to_array(), keras::ndarray::array![1.0, 3.0].into_dyn());
/// ```
pub fn searchsorted(sorted_sequence: &Tensor, values: &Tensor, side: Side) -> Tensor {
    searched("K::searchsorted", sorted_sequence, values, side == Side::Right)
}

/// Index of the bin that each element falls in: that of the first of the `bins`, a vector of ascending edges, that is above it;
/// 0 below all and their number above. Edges that do not ascend are an error. No gradient.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let tape = Tape::new();
/// let y = K::digitize(&tape.array(&[0.5, 1.0, 7.0]), &tape.array(&[1.0, 5.0]));
/// assert_eq!(y.to_array(), keras::ndarray::array![0.0, 1.0, 2.0].into_dyn());
/// ```
pub fn digitize(x: &Tensor, bins: &Tensor) -> Tensor {
    searched("K::digitize", bins, x, true)
}

fn searched(place: &str, sorted: &Tensor, values: &Tensor, right: bool) -> Tensor {
    attempt(values, |dims| {
        if sorted.rank() != 1 {
            return Err(Error::expected(place, "a vector to search in", sorted.shape()));
        }
        sorted.read(|sorted| {
            if !sorted.is_sorted_by(|&a, &b| compare(a, b).is_le()) {
                return Err(Error::new(place, "the numbers to search in do not ascend"));
            }
            Ok(computed(values, &dims, |values, y| {
                let places = values.iter().map(|&value| insertion_point(sorted, value, right) as f32);
                y.iter_mut().zip(places).for_each(|(y, place)| *y = place);
            }))
        })
    })
}

/// Whether each element of `x1` is one of `x2`, or with `invert` none: 1 or 0, in the shape of `x1`. NaN is none. No gradient.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let tape = Tape::new();
/// let y = K::isin(&tape.array(&[1.0, 2.0]), &tape.array(&[2.0, 3.0]), false);
/// assert_eq!(y.to_array(), keras::ndarray::array![0.0, 1.0].into_dyn());
/// ```
pub fn isin(x1: &Tensor, x2: &Tensor, invert: bool) -> Tensor {
    attempt(x1, |dims| -> Result<Tensor> {
        let mut of = flatten(x2).read(|x2| x2.to_vec());
        of.sort_by(|&a, &b| compare(a, b));
        Ok(computed(x1, &dims, |x, y| {
            let is_in = |&x: &f32| !x.is_nan() && of.binary_search_by(|&number| compare(number, x)).is_ok();
            y.iter_mut().zip(x).for_each(|(y, x)| *y = f32::from(is_in(x) != invert));
        }))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::Tape;

    #[test]
    fn a_value_goes_to_the_side_that_is_asked_for() {
        let tape = Tape::new();
        let (sorted, values) =
            (tape.array(&[1.0, 2.0, 2.0, 3.0]), tape.array(&[[2.0, f32::NAN], [0.0, 4.0]]));
        let places = |side| searchsorted(&sorted, &values, side).read(|y| y.to_vec());
        assert_eq!([places(Side::Left), places(Side::Right)], [[1.0, 4.0, 0.0, 4.0], [3.0, 4.0, 0.0, 4.0]]);
        assert_eq!(
            searchsorted(&tape.constant(&[0], |_| ()), &values, Side::Left).read(|y| y.to_vec()),
            [0.0; 4]
        );
    }

    #[test]
    fn zero_is_zero_and_nan_is_nothing() {
        let tape = Tape::new();
        let x = tape.array(&[-0.0, f32::NAN]);
        assert_eq!(isin(&x, &tape.array(&[f32::NAN, 0.0]), false).read(|y| y.to_vec()), [1.0, 0.0]);
        assert_eq!(isin(&x, &tape.constant(&[0], |_| ()), true).read(|y| y.to_vec()), [1.0, 1.0]);
    }

    #[test]
    fn what_is_not_sorted_is_an_error() {
        let tape = Tape::new();
        digitize(&tape.array(&[1.0]), &tape.array(&[2.0, 1.0]));
        let error = tape.check().unwrap_err().to_string();
        assert_eq!(error, "K::digitize: the numbers to search in do not ascend");
        let tape = Tape::new();
        searchsorted(&tape.array(&[[1.0]]), &tape.array(&[1.0]), Side::Left);
        assert!(tape.check().unwrap_err().to_string().contains("a vector to search in, found (1, 1)"));
    }
}
