use super::super::compare::not_equal;
use super::super::constants::ones_like;
use super::super::create::linspace;
use super::super::cross_entropy::check_indices;
use super::super::index::{attempt, attempt_parts, computed, sums};
use super::super::shape::flatten;
use super::sum_over;
use crate::Error;
use crate::autodiff::Tensor;
use crate::kernels::sort::insertion_point;
use crate::tensor::Dims;

/// Number of elements that are not 0: a scalar; NaN is not 0. No gradient.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// assert_eq!(K::count_nonzero(&Tape::new().array(&[0.0, 2.0, -1.0])).item(), 2.0);
/// ```
pub fn count_nonzero(x: &Tensor) -> Tensor {
    sum_over(&not_equal(x, 0.0), None)
}

/// Number of elements over `axis` that are not 0; the axis is removed. No gradient.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[[0.0, 2.0], [3.0, 1.0]]);
/// assert_eq!(K::count_nonzero_axis(&x, 1).to_array(), keras::ndarray::array![1.0, 2.0].into_dyn());
/// ```
pub fn count_nonzero_axis(x: &Tensor, axis: isize) -> Tensor {
    sum_over(&not_equal(x, 0.0), Some(axis))
}

/// Counts how often each whole number from 0 on occurs in `x`, or sums its weights, which have the shape of `x`: as many
/// counts as the largest number asks for, and `minlength` at least. `(n,)` gives `(counts,)`, and `(batch, n)` gives
/// `(batch, counts)`. A number that is negative or not whole is an error; the weights have a gradient.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[1.0, 1.0, 3.0]);
/// assert_eq!(K::bincount(&x, None, 0).to_array(), keras::ndarray::array![0.0, 2.0, 0.0, 1.0].into_dyn());
/// ```
pub fn bincount(x: &Tensor, weights: Option<&Tensor>, minlength: usize) -> Tensor {
    /// More counts than this are a mistake.
    const MOST: usize = 1 << 24;
    let place = "K::bincount";
    attempt(x, |dims| {
        let rows = match *dims {
            [_] => 1,
            [rows, _] => rows,
            _ => return Err(Error::expected(place, "(n,) or (batch, n)", dims)),
        };
        if let Some(found) = weights.map(Tensor::shape).filter(|&found| found != dims) {
            return Err(Error::expected(place, format!("weights of {dims}"), found));
        }
        let numbers = x.read(|x| check_indices(place, x, MOST).map(|()| x.to_vec()))?;
        let counts = numbers.iter().map(|&x| x as usize + 1).fold(minlength, usize::max);
        let at: Vec<usize> = match numbers.len().checked_div(rows) {
            Some(columns) if columns > 0 => {
                numbers.iter().enumerate().map(|(i, &x)| i / columns * counts + x as usize).collect()
            }
            _ => vec![],
        };
        let into = if dims.rank() == 1 { Dims::new(&[counts])? } else { Dims::new(&[rows, counts])? };
        Ok(match weights {
            Some(weights) => sums(weights, at, into),
            None => sums(&ones_like(x), at, into),
        })
    })
}

/// Histogram: how many elements fall in each of `bins` parts of equal width of `range`, and the edges of these,
/// `(bins + 1,)`. Without a range it is that from the smallest to the largest element. The last part has both its edges; what
/// lies beyond is not counted. No gradient. Keras's `bins` is 10.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[0.0, 1.0, 1.5, 2.0]);
/// let [counts, edges] = K::histogram(&x, 2, None);
/// assert_eq!(counts.to_array(), keras::ndarray::array![1.0, 3.0].into_dyn());
/// assert_eq!(edges.to_array(), keras::ndarray::array![0.0, 1.0, 2.0].into_dyn());
/// ```
pub fn histogram(x: &Tensor, bins: usize, range: Option<[f32; 2]>) -> [Tensor; 2] {
    let place = "K::histogram";
    let made = attempt_parts(x, 2, |_| {
        let found = x.read(|x| {
            let extremes = |f: fn(f32, f32) -> f32| {
                x.iter().copied().reduce(|a, b| if b.is_nan() { b } else { f(a, b) })
            };
            [extremes(f32::min).unwrap_or(0.0), extremes(f32::max).unwrap_or(1.0)]
        });
        let [low, high] = range.unwrap_or(found);
        if bins == 0 || !(low <= high && low.is_finite() && high.is_finite()) {
            let found = format!("{bins} from {low} to {high}");
            return Err(Error::expected(place, "parts of a finite range", found));
        }
        let [low, high] = if low == high { [low - 0.5, high + 0.5] } else { [low, high] };
        let edges = linspace(x.tape(), low, high, bins.saturating_add(1), true);
        let counts = edges.read(|edges| {
            computed(&flatten(x), &[bins], |x, counts| {
                counts.fill(0.0);
                for &x in x.iter().filter(|&&x| x >= low && x <= high) {
                    let above = insertion_point(edges, x, true);
                    if let Some(count) = counts.get_mut(above.clamp(1, bins) - 1) {
                        *count += 1.0;
                    }
                }
            })
        });
        Ok(vec![counts, edges])
    });
    made.try_into().unwrap_or_else(|_| [x.clone(), x.clone()])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::Tape;
    use crate::autodiff::testing::check_gradient;

    #[test]
    fn weights_have_their_gradient() {
        check_gradient(&[&[3]], |w| bincount(&w[0].tape().array(&[1.0, 0.0, 1.0]), Some(&w[0]), 4));
        check_gradient(&[&[2, 2]], |w| {
            bincount(&w[0].tape().array(&[[1.0, 0.0], [2.0, 2.0]]), Some(&w[0]), 0)
        });
    }

    #[test]
    fn what_lies_beyond_a_range_is_not_counted() {
        let x = Tape::new().array(&[-1.0, 0.0, 0.5, 1.0, 2.0, f32::NAN]);
        assert_eq!(histogram(&x, 2, Some([0.0, 1.0]))[0].read(|y| y.to_vec()), [1.0, 2.0]);
        let [counts, edges] = histogram(&Tape::new().array(&[3.0, 3.0]), 2, None);
        assert_eq!((counts.read(|y| y[1]), edges.read(|y| (y[0], y[2]))), (2.0, (2.5, 3.5)));
        assert_eq!(histogram(&Tape::new().constant(&[0], |_| ()), 2, None)[0].read(|y| y.to_vec()), [0.0; 2]);
    }

    #[test]
    fn numbers_that_cannot_be_counted_are_an_error() {
        let error = |f: fn(&Tensor)| {
            let tape = Tape::new();
            f(&tape.array(&[-1.0, f32::NAN]));
            tape.check().unwrap_err().to_string()
        };
        assert!(error(|x| _ = bincount(x, None, 0)).contains("found -1"));
        assert!(error(|x| _ = histogram(x, 2, None)).contains("a finite range, found 2 from NaN"));
        assert!(error(|x| _ = histogram(x, 0, Some([0.0, 1.0]))).contains("found 0 from 0 to 1"));
        assert!(
            error(|x| _ = bincount(&x.tape().array(&[1.0]), Some(x), 0))
                .contains("weights of (1,), found (2,)")
        );
    }
}
