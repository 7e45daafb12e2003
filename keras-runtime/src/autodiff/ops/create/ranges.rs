use super::super::arithmetic::pow;
use super::super::broadcast::broadcast_to;
use super::super::index::attempt_parts;
use super::super::reverse::reverse;
use super::super::shape::{expand_dims, reshape};
use crate::autodiff::{Tape, Tensor};
use crate::tensor::Dims;
use crate::{Error, Result};

/// Range of numbers from `start` up to `stop`, which is left out, in steps of `step`; downwards if that is negative. A `step`
/// of 0 is an error, and so is a bound that is not finite.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// assert_eq!(K::arange(&Tape::new(), 0.0, 5.0, 2.0).to_array(), keras::ndarray::array![0.0, 2.0, 4.0].into_dyn());
/// ```
pub fn arange(tape: &Tape, start: f32, stop: f32, step: f32) -> Tensor {
    let [first, end, by] = [start, stop, step].map(f64::from);
    let count = ((end - first) / by).ceil();
    if !count.is_finite() || by == 0.0 {
        let found = format!("{start}, {stop} and {step}");
        return tape.fail(Error::expected("K::arange", "finite bounds and a step that is not 0", found));
    }
    // The cast takes what is negative for 0, and what is vast for too large a shape.
    tape.constant(&[count as usize], |y| {
        y.iter_mut().enumerate().for_each(|(i, y)| *y = (first + i as f64 * by) as f32);
    })
}

/// `num` numbers evenly spaced from `start` to `stop`, which is the last of them with `endpoint`, and else the one after.
/// Keras's defaults are 50 and `true`.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = K::linspace(&Tape::new(), 0.0, 1.0, 5, true);
/// assert_eq!(x.to_array(), keras::ndarray::array![0.0, 0.25, 0.5, 0.75, 1.0].into_dyn());
/// ```
pub fn linspace(tape: &Tape, start: f32, stop: f32, num: usize, endpoint: bool) -> Tensor {
    spaced(tape, [start, stop].map(f64::from), num, endpoint, |x| x)
}

/// `num` numbers from `base` to the power of `start` to `base` to the power of `stop`, whose logarithms are evenly spaced as
/// by [`linspace`]. Keras's `base` is 10.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = K::logspace(&Tape::new(), 0.0, 2.0, 3, true, 10.0);
/// assert_eq!(x.to_array(), keras::ndarray::array![1.0, 10.0, 100.0].into_dyn());
/// ```
pub fn logspace(tape: &Tape, start: f32, stop: f32, num: usize, endpoint: bool, base: f32) -> Tensor {
    spaced(tape, [start, stop].map(f64::from), num, endpoint, |x| f64::from(base).powf(x))
}

/// `num` numbers from `start` to `stop` of which each is the same multiple of the one before. Both are above 0 or both below;
/// anything else is an error.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = K::geomspace(&Tape::new(), -1.0, -16.0, 3, true);
/// assert_eq!(x.to_array(), keras::ndarray::array![-1.0, -4.0, -16.0].into_dyn());
/// ```
pub fn geomspace(tape: &Tape, start: f32, stop: f32, num: usize, endpoint: bool) -> Tensor {
    let [start, stop] = [start, stop].map(f64::from);
    if start * stop > 0.0 {
        return spaced(tape, [0.0, (stop / start).log2()], num, endpoint, |x| start * x.exp2());
    }
    let found = format!("{start} and {stop}");
    tape.fail(Error::expected("K::geomspace", "two numbers of one sign that are not 0", found))
}

fn spaced(
    tape: &Tape,
    [start, stop]: [f64; 2],
    num: usize,
    endpoint: bool,
    f: impl Fn(f64) -> f64,
) -> Tensor {
    let steps = if endpoint { num.saturating_sub(1) } else { num }.max(1) as f64;
    tape.constant(&[num], |y| {
        for (i, y) in y.iter_mut().enumerate() {
            let share = i as f64 / steps;
            // Both ends are hit exactly.
            *y = f(if share == 1.0 { stop } else { start + share * (stop - start) }) as f32;
        }
    })
}

/// Indexing of [`meshgrid`]: which axis the first of the vectors goes along.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Indexing {
    /// The first goes along axis 1 and the second along axis 0, as x and y of an image: Keras's default, `"xy"`.
    #[default]
    XY,
    /// Each goes along the axis of its number: Keras's `"ij"`.
    IJ,
}

/// Coordinates of a grid: for each vector a tensor with its numbers along one axis, repeated along those of the others.
///
/// ```
/// # use keras::backend::{self as K, Indexing};
/// # use keras::autodiff::Tape;
/// let tape = Tape::new();
/// let grid = K::meshgrid(&[tape.array(&[1.0, 2.0, 3.0]), tape.array(&[4.0, 5.0])], Indexing::XY);
/// assert_eq!(grid[0].to_array(), keras::ndarray::array![[1.0, 2.0, 3.0], [1.0, 2.0, 3.0]].into_dyn());
/// assert_eq!(grid[1].to_array(), keras::ndarray::array![[4.0, 4.0, 4.0], [5.0, 5.0, 5.0]].into_dyn());
/// ```
pub fn meshgrid(x: &[Tensor], indexing: Indexing) -> Vec<Tensor> {
    let Some(first) = x.first() else { return vec![] };
    attempt_parts(first, x.len(), |_| {
        let axis_of = |i: usize| match indexing {
            Indexing::XY if i < 2 && x.len() > 1 => 1 - i,
            _ => i,
        };
        let mut sizes = vec![1; x.len()];
        for (i, x) in x.iter().enumerate() {
            let dims = x.shape();
            if dims.rank() > 1 {
                return Err(Error::expected("K::meshgrid", "vectors", dims));
            }
            sizes[axis_of(i)] = dims.elements();
        }
        let grid = Dims::new(&sizes)?;
        let along = |(i, x): (usize, &Tensor)| -> Result<Tensor> {
            let mut shape = vec![1; grid.rank()];
            shape[axis_of(i)] = grid[axis_of(i)] as isize;
            Ok(broadcast_to(&reshape(x, &shape), grid))
        };
        x.iter().enumerate().map(along).collect()
    })
}

/// Vandermonde matrix of a vector, `(m,)`: its powers from `n - 1` down to 0, or up with `increasing`, as columns, `(m, n)`.
/// Keras's `N` is `m` if it is not given.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[2.0, 3.0]);
/// assert_eq!(K::vander(&x, 3, true).to_array(), keras::ndarray::array![[1.0, 2.0, 4.0], [1.0, 3.0, 9.0]].into_dyn());
/// ```
pub fn vander(x: &Tensor, n: usize, increasing: bool) -> Tensor {
    super::super::index::attempt(x, |dims| {
        if dims.rank() != 1 {
            return Err(Error::expected("K::vander", "a vector", dims));
        }
        let powers = arange(x.tape(), 0.0, n as f32, 1.0);
        Ok(pow(&expand_dims(x, -1), if increasing { powers } else { reverse(&powers, 0) }))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::testing::check_gradient;

    #[test]
    fn a_range_ends_before_its_stop_and_may_be_empty() {
        let range = |start, stop, step| arange(&Tape::new(), start, stop, step).read(|y| y.to_vec());
        assert_eq!(range(5.0, 0.0, -2.0), [5.0, 3.0, 1.0]);
        assert_eq!(range(0.0, 1.0, 0.3).len(), 4);
        assert!(range(1.0, 0.0, 1.0).is_empty() && range(1.0, 1.0, 1.0).is_empty());
    }

    #[test]
    fn spaced_numbers_hit_both_ends() {
        let tape = Tape::new();
        assert_eq!(linspace(&tape, 0.1, 0.7, 7, true).read(|y| (y[0], y[6])), (0.1, 0.7));
        assert_eq!(linspace(&tape, 0.0, 1.0, 4, false).read(|y| y.to_vec()), [0.0, 0.25, 0.5, 0.75]);
        assert_eq!(linspace(&tape, 3.0, 9.0, 1, true).item(), 3.0);
        assert_eq!(*geomspace(&tape, 1.0, 2.0, 0, true).shape(), [0]);
    }

    #[test]
    fn bounds_that_make_no_range_are_an_error() {
        let fails = |f: fn(&Tape) -> Tensor| {
            let tape = Tape::new();
            f(&tape);
            tape.check().is_err()
        };
        assert!(
            fails(|tape| arange(tape, 0.0, 1.0, 0.0)) && fails(|tape| arange(tape, 0.0, f32::INFINITY, 1.0))
        );
        assert!(fails(|tape| arange(tape, f32::NAN, 1.0, 1.0)) && fails(|tape| arange(tape, 0.0, 1e30, 1.0)));
        assert!(
            fails(|tape| geomspace(tape, -1.0, 1.0, 3, true))
                && fails(|tape| geomspace(tape, 0.0, 1.0, 3, true))
        );
        assert!(fails(|tape| meshgrid(&[tape.array(&[[1.0]])], Indexing::XY).remove(0)));
    }

    #[test]
    fn grids_and_powers_have_their_gradients() {
        for indexing in [Indexing::XY, Indexing::IJ] {
            check_gradient(&[&[2], &[3], &[2]], |x| {
                let grid = meshgrid(x, indexing);
                &(&grid[0] * &grid[1]) * &grid[2]
            });
        }
        check_gradient(&[&[3]], |x| vander(&x[0], 4, false));
    }
}
