use super::super::arrange::{PadMode, pad};
use super::super::create::diagonal;
use super::super::elementwise::{clip, sqrt};
use super::super::index::{Walk, attempt, strided};
use super::super::linear::dot;
use super::super::matmul::matmul;
use super::super::permute::transpose;
use super::super::reduce::{mean, mean_axis};
use super::super::reverse::reverse;
use super::super::shape::{expand_dims, reshape, squeeze};
use super::sum_over;
use crate::autodiff::Tensor;
use crate::{Error, Result};

/// Weighted average of all elements: the sum of `x * weights` over that of the weights, which have the shape of `x`; the mean
/// without weights. NaN or infinite if the weights sum to 0.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let tape = Tape::new();
/// let (x, weights) = (tape.array(&[1.0, 5.0]), tape.array(&[3.0, 1.0]));
/// assert_eq!(K::average(&x, Some(&weights)).item(), 2.0);
/// ```
pub fn average(x: &Tensor, weights: Option<&Tensor>) -> Tensor {
    let Some(weights) = weights else { return mean(x) };
    attempt(x, |dims| {
        if weights.shape() != dims {
            return Err(Error::expected("K::average", format!("weights of {dims}"), weights.shape()));
        }
        Ok(sum_over(&(x * weights), None) / sum_over(weights, None))
    })
}

/// Weighted average over `axis`, which is removed. The weights have the shape of `x`, or are a vector along the axis.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let tape = Tape::new();
/// let (x, weights) = (tape.array(&[[1.0, 5.0], [0.0, 4.0]]), tape.array(&[3.0, 1.0]));
/// assert_eq!(K::average_axis(&x, 1, Some(&weights)).to_array(), keras::ndarray::array![2.0, 1.0].into_dyn());
/// ```
pub fn average_axis(x: &Tensor, axis: isize, weights: Option<&Tensor>) -> Tensor {
    let Some(weights) = weights else { return mean_axis(x, axis) };
    attempt(x, |dims| {
        let (along, found) = (dims.axis("K::average_axis", axis)?, weights.shape());
        let weights = match *found {
            _ if found == dims => weights.clone(),
            [size] if size == dims[along] => {
                let mut shape = vec![1; dims.rank()];
                shape[along] = size as isize;
                reshape(weights, &shape)
            }
            _ => {
                let expected = format!("weights of {dims} or ({},)", dims[along]);
                return Err(Error::expected("K::average_axis", expected, found));
            }
        };
        Ok(sum_over(&(x * &weights), Some(axis)) / sum_over(&weights, Some(axis)))
    })
}

/// Correlation coefficients (Pearson) of the rows of a matrix, variables of which the columns are observations:
/// `(variables, observations)` gives `(variables, variables)`. A vector is one variable, and gives a number.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[[0.0, 2.0, 2.0, 0.0], [5.0, 1.0, 1.0, 5.0]]);
/// assert_eq!(K::corrcoef(&x).to_array(), keras::ndarray::array![[1.0, -1.0], [-1.0, 1.0]].into_dyn());
/// ```
pub fn corrcoef(x: &Tensor) -> Tensor {
    attempt(x, |dims| match *dims {
        [_] => Ok(squeeze(&squeeze(&corrcoef(&expand_dims(x, 0)), 0), 0)),
        [_, _] => {
            let centered = x - expand_dims(&mean_axis(x, 1), 1);
            let covariance = matmul(&centered, &transpose(&centered));
            let deviation = sqrt(&diagonal(&covariance, 0, 0, 1));
            Ok(clip(&(covariance / expand_dims(&deviation, 1) / expand_dims(&deviation, 0)), -1.0, 1.0))
        }
        _ => Err(Error::expected("K::corrcoef", "a matrix or a vector", dims)),
    })
}

/// Cross-correlation of two vectors in one of NumPy's modes, [`Valid`](CorrelateMode::Valid) in Keras: how much they have in
/// common where the second is shifted along the first.
///
/// ```
/// # use keras::backend::{self as K, CorrelateMode};
/// # use keras::autodiff::Tape;
/// let tape = Tape::new();
/// let y = K::correlate(&tape.array(&[1.0, 2.0, 3.0]), &tape.array(&[0.0, 1.0]), CorrelateMode::Valid);
/// assert_eq!(y.to_array(), keras::ndarray::array![2.0, 3.0].into_dyn());
/// ```
pub fn correlate(x1: &Tensor, x2: &Tensor, mode: CorrelateMode) -> Tensor {
    attempt(x1, |dims| {
        let ([n], [m]) = (&*dims, &*x2.shape()) else {
            let found = format!("{dims} and {}", x2.shape());
            return Err(Error::expected("K::correlate", "two vectors", found));
        };
        if *n == 0 || *m == 0 {
            return Err(Error::expected(
                "K::correlate",
                "vectors that are not empty",
                format!("{n} and {m} elements"),
            ));
        }
        // The shorter is shifted along the longer.
        if n < m { Ok(reverse(&shifted(x2, x1, *m, *n, mode)?, 0)) } else { shifted(x1, x2, *n, *m, mode) }
    })
}

/// Mode of [`correlate`]: which shifts count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum CorrelateMode {
    /// Those at which the shorter lies within the longer.
    #[default]
    Valid,
    /// As many as the longer has elements.
    Same,
    /// All at which they overlap.
    Full,
}

fn shifted(long: &Tensor, short: &Tensor, n: usize, m: usize, mode: CorrelateMode) -> Result<Tensor> {
    let border = match mode {
        CorrelateMode::Valid => [0, 0],
        CorrelateMode::Same => [m / 2, (m - 1) / 2],
        CorrelateMode::Full => [m - 1, m - 1],
    };
    let long = pad(long, &[border], PadMode::Constant(0.0));
    let count = n + border[0] + border[1] - (m - 1);
    let windows =
        strided(&long, move |_| Ok(Walk { start: 0, axes: smallvec::smallvec![(count, 1), (m, 1)] }));
    Ok(squeeze(&dot(&windows, &expand_dims(short, 1)), 1))
}

#[cfg(test)]
mod tests {
    use super::CorrelateMode::{Full, Same, Valid};
    use super::*;
    use crate::autodiff::Tape;
    use crate::autodiff::testing::check_gradient;

    #[test]
    fn averages_and_correlations_have_their_gradients() {
        check_gradient(&[&[2, 3], &[2, 3]], |x| average(&x[0], Some(&(&x[1] + 2.0))));
        for axis in -2..2 {
            check_gradient(&[&[3, 3], &[3]], |x| average_axis(&x[0], axis, Some(&(&x[1] + 2.0))));
            check_gradient(&[&[2, 3], &[2, 3]], |x| average_axis(&x[0], axis, Some(&(&x[1] + 2.0))));
        }
        check_gradient(&[&[3, 4]], |x| {
            let y = corrcoef(&x[0]);
            super::super::super::part(&y, 1, &[2])
        });
        for mode in [Valid, Same, Full] {
            check_gradient(&[&[4], &[3]], |x| correlate(&x[0], &x[1], mode));
            check_gradient(&[&[2], &[3]], |x| correlate(&x[0], &x[1], mode));
        }
    }

    #[test]
    fn weights_that_do_not_fit_are_an_error() {
        let tape = Tape::new();
        average_axis(&tape.array(&[[1.0, 2.0]]), 0, Some(&tape.array(&[1.0, 1.0])));
        let error = tape.check().unwrap_err().to_string();
        assert_eq!(error, "K::average_axis: expected weights of (1, 2) or (1,), found (2,)");
        let tape = Tape::new();
        average(&tape.array(&[1.0, 2.0]), Some(&tape.array(&[1.0])));
        assert!(tape.check().unwrap_err().to_string().contains("weights of (2,), found (1,)"));
        let tape = Tape::new();
        correlate(&tape.array(&[1.0]), &tape.constant(&[0], |_| ()), Full);
        assert!(tape.check().unwrap_err().to_string().contains("not empty, found 1 and 0"));
    }
}
