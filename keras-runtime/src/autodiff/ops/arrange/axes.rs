use smallvec::SmallVec;

use super::super::broadcast::{broadcast_dims, broadcast_to as broadcast};
use super::super::concatenate::concatenate;
use super::super::index::{Walk, attempt, strided};
use super::super::permute::permute_dimensions;
use super::super::reverse::reverse;
use super::super::shape::{flatten, view_as};
use crate::autodiff::Tensor;
use crate::tensor::{Dims, MAX_RANK};
use crate::{Error, Result};

/// Broadcasts `x` to a shape, as NumPy does: axes of size 1, and those that it lacks in front, are repeated.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[1.0, 2.0]);
/// assert_eq!(K::broadcast_to(&x, &[2, 2]).to_array(), keras::ndarray::array![[1.0, 2.0], [1.0, 2.0]].into_dyn());
/// ```
pub fn broadcast_to(x: &Tensor, shape: &[usize]) -> Tensor {
    let place = "K::broadcast_to";
    attempt(x, |dims| {
        let to = Dims::new(shape)?;
        match broadcast_dims(place, "broadcast", &[dims, to])? {
            joint if joint == to => Ok(broadcast(x, to)),
            _ => Err(Error::expected(place, format!("a shape that {dims} broadcasts to"), to)),
        }
    })
}

/// Moves axes to other places; the others keep their order.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = K::zeros(&Tape::new(), &[2, 3, 4]);
/// assert_eq!(*K::moveaxis(&x, &[0], &[-1]).shape(), [3, 4, 2]);
/// ```
pub fn moveaxis(x: &Tensor, source: &[isize], destination: &[isize]) -> Tensor {
    attempt(x, |dims| {
        let place = "K::moveaxis";
        let axes = |list: &[isize]| -> Result<Axes> {
            let axes: Axes = list.iter().map(|&axis| dims.axis(place, axis)).collect::<Result<_>>()?;
            let is_twice = (1..axes.len()).any(|i| axes[..i].contains(&axes[i]));
            if is_twice {
                Err(Error::expected(place, "each axis once", format!("{list:?}")))
            } else {
                Ok(axes)
            }
        };
        let (from, to) = (axes(source)?, axes(destination)?);
        if from.len() != to.len() {
            let found = format!("{source:?} and {destination:?}");
            return Err(Error::expected(place, "as many axes as places for them", found));
        }
        let mut rest = (0..dims.rank()).filter(|axis| !from.contains(axis));
        let pattern = (0..dims.rank()).filter_map(|place| match to.iter().position(|&to| to == place) {
            Some(i) => Some(from[i]),
            None => rest.next(),
        });
        Ok(permute_dimensions(x, &pattern.collect::<Axes>()))
    })
}

type Axes = SmallVec<[usize; MAX_RANK]>;

/// Swaps two axes.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = K::zeros(&Tape::new(), &[2, 3, 4]);
/// assert_eq!(*K::swapaxes(&x, 0, 2).shape(), [4, 3, 2]);
/// ```
pub fn swapaxes(x: &Tensor, axis1: isize, axis2: isize) -> Tensor {
    attempt(x, |dims| {
        let [a, b] = [dims.axis("K::swapaxes", axis1)?, dims.axis("K::swapaxes", axis2)?];
        let mut pattern: Axes = (0..dims.rank()).collect();
        pattern.swap(a, b);
        Ok(permute_dimensions(x, &pattern))
    })
}

/// Rolls the elements, counted through all axes, by `shift` places onwards: those that leave at the end come in again at the
/// beginning.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[1.0, 2.0, 3.0]);
/// assert_eq!(K::roll(&x, 1).to_array(), keras::ndarray::array![3.0, 1.0, 2.0].into_dyn());
/// ```
pub fn roll(x: &Tensor, shift: isize) -> Tensor {
    attempt(x, |dims| Ok(view_as(&roll_axis(&flatten(x), shift, 0), dims)))
}

/// Rolls the elements along `axis`, otherwise as [`roll`].
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[[1.0, 2.0, 3.0]]);
/// assert_eq!(K::roll_axis(&x, -1, 1).to_array(), keras::ndarray::array![[2.0, 3.0, 1.0]].into_dyn());
/// ```
pub fn roll_axis(x: &Tensor, shift: isize, axis: isize) -> Tensor {
    attempt(x, |dims| {
        let along = dims.axis("K::roll_axis", axis)?;
        let size = dims[along];
        if size == 0 {
            return Ok(x.clone());
        }
        let last = shift.rem_euclid(size as isize) as usize;
        let part = |start: usize, size: usize| {
            strided(x, move |dims| Ok(Walk::whole(dims).narrowed(along, start, size)))
        };
        Ok(concatenate(&[part(size - last, last), part(0, size - last)], axis))
    })
}

/// Rotates by 90 degrees, `k` times, in the plane of two axes: from the first towards the second. Keras's defaults are 1 and
/// `[0, 1]`.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[[1.0, 2.0], [3.0, 4.0]]);
/// assert_eq!(K::rot90(&x, 1, [0, 1]).to_array(), keras::ndarray::array![[2.0, 4.0], [1.0, 3.0]].into_dyn());
/// ```
pub fn rot90(x: &Tensor, k: isize, axes: [isize; 2]) -> Tensor {
    attempt(x, |dims| {
        let [a, b] = [dims.axis("K::rot90", axes[0])?, dims.axis("K::rot90", axes[1])?];
        if a == b {
            return Err(Error::expected("K::rot90", "two axes", format!("{axes:?} of {dims}")));
        }
        Ok(match k.rem_euclid(4) {
            0 => x.clone(),
            1 => reverse(&swapaxes(x, axes[0], axes[1]), axes[0]),
            2 => reverse(&reverse(x, axes[0]), axes[1]),
            _ => swapaxes(&reverse(x, axes[0]), axes[0], axes[1]),
        })
    })
}

/// Flips the elements along all axes; [`reverse`](super::super::reverse()) along one.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[[1.0, 2.0], [3.0, 4.0]]);
/// assert_eq!(K::flip(&x).to_array(), keras::ndarray::array![[4.0, 3.0], [2.0, 1.0]].into_dyn());
/// ```
pub fn flip(x: &Tensor) -> Tensor {
    attempt(x, |dims| Ok(view_as(&reverse(&flatten(x), 0), dims)))
}

/// Flips left and right, along axis 1.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[[1.0, 2.0], [3.0, 4.0]]);
/// assert_eq!(K::fliplr(&x).to_array(), keras::ndarray::array![[2.0, 1.0], [4.0, 3.0]].into_dyn());
/// ```
pub fn fliplr(x: &Tensor) -> Tensor {
    reverse(x, 1)
}

/// Flips up and down, along axis 0.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[[1.0, 2.0], [3.0, 4.0]]);
/// assert_eq!(K::flipud(&x).to_array(), keras::ndarray::array![[3.0, 4.0], [1.0, 2.0]].into_dyn());
/// ```
pub fn flipud(x: &Tensor) -> Tensor {
    reverse(x, 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::Tape;
    use crate::autodiff::testing::check_gradient;

    #[test]
    fn axes_that_move_roll_and_turn_have_their_gradients() {
        check_gradient(&[&[2, 1]], |x| broadcast_to(&x[0], &[3, 2, 2]));
        check_gradient(&[&[2, 3, 2]], |x| moveaxis(&x[0], &[0, -1], &[1, 0]));
        check_gradient(&[&[2, 3]], |x| swapaxes(&x[0], 0, -1));
        check_gradient(&[&[2, 3]], |x| flip(&x[0]) + roll(&x[0], -8));
        for by in -5..5 {
            check_gradient(&[&[2, 3]], |x| roll_axis(&x[0], by, 1));
            check_gradient(&[&[2, 3, 2]], |x| rot90(&x[0], by, [2, 1]));
        }
    }

    #[test]
    fn axes_that_are_not_there_or_named_twice_are_errors() {
        let error = |f: fn(&Tensor) -> Tensor| {
            let tape = Tape::new();
            f(&tape.array(&[[1.0, 2.0]]));
            tape.check().unwrap_err().to_string()
        };
        assert_eq!(
            error(|x| moveaxis(x, &[0, 0], &[0, 1])),
            "K::moveaxis: expected each axis once, found [0, 0]"
        );
        assert!(error(|x| moveaxis(x, &[0], &[0, 1])).contains("found [0] and [0, 1]"));
        assert!(error(|x| rot90(x, 1, [1, -1])).contains("found [1, -1] of (1, 2)"));
        assert!(error(|x| swapaxes(x, 0, 2)).contains("axis 2 is out of range"));
        assert_eq!(
            error(|x| broadcast_to(x, &[2])),
            "K::broadcast_to: expected a shape that (1, 2) broadcasts to, found (2,)"
        );
        assert!(error(|x| broadcast_to(x, &[3, 3])).contains("cannot broadcast (1, 2) and (3, 3)"));
    }

    #[test]
    fn nothing_can_be_rolled() {
        let tape = Tape::new();
        assert_eq!(*roll_axis(&tape.constant(&[2, 0], |_| ()), 3, 1).shape(), [2, 0]);
        assert!(tape.check().is_ok());
    }
}
