use super::super::extremes::{max, max_axis, min, min_axis};
use super::super::index::{Walk, attempt, strided};
use super::sum_over;
use crate::autodiff::Tensor;
use crate::{Error, Result};

/// Peak to peak, the maximum less the minimum of all elements: a scalar; without elements it is an error.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// assert_eq!(K::ptp(&Tape::new().array(&[3.0, 1.0, 7.0])).item(), 6.0);
/// ```
pub fn ptp(x: &Tensor) -> Tensor {
    max(x) - min(x)
}

/// Peak to peak over `axis`, which is removed; otherwise as [`ptp`].
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[[3.0, 1.0], [2.0, 7.0]]);
/// assert_eq!(K::ptp_axis(&x, 1).to_array(), keras::ndarray::array![2.0, 5.0].into_dyn());
/// ```
pub fn ptp_axis(x: &Tensor, axis: isize) -> Tensor {
    max_axis(x, axis) - min_axis(x, axis)
}

/// Differences of neighbours along an axis, `n` times: the axis is shorter by `n`, and empty if it is not as long. Keras's
/// defaults are 1 and -1.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[1.0, 4.0, 9.0]);
/// assert_eq!(K::diff(&x, 1, -1).to_array(), keras::ndarray::array![3.0, 5.0].into_dyn());
/// ```
pub fn diff(a: &Tensor, n: usize, axis: isize) -> Tensor {
    attempt(a, |dims| {
        let size = dims[dims.axis("K::diff", axis)?];
        let mut y = a.clone();
        for _ in 0..n.min(size) {
            let [before, after] = neighbours("K::diff", &y, axis)?;
            y = after - before;
        }
        Ok(y)
    })
}

/// Integral along an axis, which is removed, by the trapezoidal rule: of points at `x`, which has the shape of `y` or is a
/// vector along its axis, or without them `dx` apart. Keras's defaults are `None`, 1 and -1.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let y = Tape::new().array(&[1.0, 2.0, 3.0]);
/// assert_eq!(K::trapezoid(&y, None, 2.0, -1).item(), 8.0);
/// ```
pub fn trapezoid(y: &Tensor, x: Option<&Tensor>, dx: f32, axis: isize) -> Tensor {
    let place = "K::trapezoid";
    attempt(y, |dims| {
        let along = dims.axis(place, axis)?;
        let [before, after] = neighbours(place, y, axis)?;
        let heights = (before + after) * 0.5;
        let Some(x) = x else { return Ok(sum_over(&(heights * dx), Some(axis))) };
        let found = x.shape();
        let widths = match *found {
            [size] if size == dims[along] => {
                let mut shape = vec![1; dims.rank()];
                shape[along] = size.saturating_sub(1) as isize;
                super::super::shape::reshape(&diff(x, 1, 0), &shape)
            }
            _ if found == dims => diff(x, 1, axis),
            _ => {
                let expected = format!("points of {dims} or ({},)", dims[along]);
                return Err(Error::expected(place, expected, found));
            }
        };
        Ok(sum_over(&(heights * widths), Some(axis)))
    })
}

/// All elements along an axis but the last, and all but the first.
fn neighbours(place: &str, x: &Tensor, axis: isize) -> Result<[Tensor; 2]> {
    let along = x.shape().axis(place, axis)?;
    Ok([0, 1].map(|start| {
        strided(x, move |dims| {
            let size = dims[along].saturating_sub(1);
            Ok(Walk::whole(dims).narrowed(along, start, size))
        })
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::Tape;
    use crate::autodiff::testing::check_gradient;

    #[test]
    fn differences_and_integrals_have_their_gradients() {
        check_gradient(&[&[2, 3]], |x| ptp(&x[0]));
        for axis in -2..2 {
            check_gradient(&[&[3, 4]], |x| ptp_axis(&x[0], axis));
            check_gradient(&[&[3, 4]], |x| diff(&x[0], 2, axis));
            check_gradient(&[&[3, 3], &[3]], |x| trapezoid(&x[0], Some(&x[1]), 1.0, axis));
            check_gradient(&[&[3, 2], &[3, 2]], |x| trapezoid(&x[0], Some(&x[1]), 1.0, axis));
            check_gradient(&[&[3, 2]], |x| trapezoid(&x[0], None, 0.5, axis));
        }
    }

    #[test]
    fn of_few_elements_nothing_is_left() {
        let tape = Tape::new();
        let x = tape.array(&[1.0, 2.0]);
        assert_eq!(*diff(&x, 2, 0).shape(), [0]);
        assert_eq!(*diff(&x, usize::MAX, 0).shape(), [0]);
        assert_eq!(diff(&x, 0, 0).to_array(), x.to_array());
        assert_eq!(trapezoid(&tape.constant(&[0], |_| ()), None, 1.0, 0).item(), 0.0);
        assert_eq!(trapezoid(&tape.array(&[3.0]), Some(&tape.array(&[1.0])), 1.0, 0).item(), 0.0);
        assert!(tape.check().is_ok());
        trapezoid(&x, Some(&tape.array(&[1.0])), 1.0, 0);
        assert!(tape.check().unwrap_err().to_string().contains("points of (2,) or (2,), found (1,)"));
    }
}
