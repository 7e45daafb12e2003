use crate::autodiff::{Gradients, Inputs, Operation, Tensor};
use crate::kernels::pooling::Pooling;
use crate::kernels::windows::Axis;
use crate::tensor::Dims;
use crate::{Error, Result};

/// Adaptive max pooling, the largest value of each of `output_size` windows that part each of `N` axes, up to three, as
/// evenly as can be: `(batch, sizes…, channels)` keeps its rank. Window `i` of `m` along `n` elements sees those from
/// `⌊i n / m⌋` up to `⌈(i + 1) n / m⌉`, so that neighbours may share one. The gradient goes to the first of equal values.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&keras::ndarray::array![[[1.0], [5.0], [2.0], [3.0], [0.0]]]);
/// let y = K::adaptive_max_pool(&x, [2]);
/// assert_eq!(y.to_array(), keras::ndarray::array![[[5.0], [3.0]]].into_dyn());
/// ```
pub fn adaptive_max_pool<const N: usize>(x: &Tensor, output_size: [usize; N]) -> Tensor {
    x.tape().apply(AdaptivePool::new(true, output_size), &[x])
}

/// Adaptive average pooling, the mean of each of `output_size` windows that part each of `N` axes, up to three, as evenly
/// as can be: `(batch, sizes…, channels)` keeps its rank. The windows are those of [`adaptive_max_pool`].
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&keras::ndarray::array![[[1.0], [5.0], [3.0], [3.0], [0.0]]]);
/// let y = K::adaptive_average_pool(&x, [2]);
/// assert_eq!(y.to_array(), keras::ndarray::array![[[3.0], [2.0]]].into_dyn());
/// ```
pub fn adaptive_average_pool<const N: usize>(x: &Tensor, output_size: [usize; N]) -> Tensor {
    x.tape().apply(AdaptivePool::new(false, output_size), &[x])
}

/// The largest value of each window, or its mean.
struct AdaptivePool {
    largest: bool,
    axes: usize,
    size: [usize; 3],
}

impl AdaptivePool {
    fn new<const N: usize>(largest: bool, output_size: [usize; N]) -> Self {
        const { assert!(N >= 1 && N <= 3, "an image has 1, 2 or 3 axes between batch and channels") };
        let mut size = [1; 3];
        size[3 - N..].copy_from_slice(&output_size);
        Self { largest, axes: N, size }
    }

    fn pooling(&self, x: &Inputs<'_>) -> Result<Pooling> {
        let place = if self.largest { "K::adaptive_max_pool" } else { "K::adaptive_average_pool" };
        let dims = x.dims(0);
        if dims.rank() != self.axes + 2 {
            return Err(Error::expected(place, format!("a tensor of rank {}", self.axes + 2), dims));
        }
        let mut axes = [Axis::ONE; 3];
        for (i, axis) in axes.iter_mut().enumerate().skip(3 - self.axes) {
            let (input, output) = (dims[i + self.axes - 2], self.size[i]);
            if input == 0 || output == 0 {
                let expected = "axes and an output of 1 element or more";
                return Err(Error::expected(place, expected, format!("{output} windows over {dims}")));
            }
            *axis = Axis { input, output, window: input.div_ceil(output) + 1, ..Axis::ONE };
        }
        Ok(Pooling { axes, channels: dims.last_size(), adaptive: true })
    }

    fn known_pooling(&self, x: &Inputs<'_>) -> Pooling {
        self.pooling(x).expect("the shapes fitted when the values were computed")
    }
}

impl Operation for AdaptivePool {
    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        let Pooling { axes, .. } = self.pooling(x)?;
        (1..=self.axes).try_fold(x.dims(0), |dims, i| dims.resized(i, axes[i + 2 - self.axes].output))
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        match self.largest {
            true => self.known_pooling(x).max(&x[0], y),
            false => self.known_pooling(x).sum(&x[0], true, 0.0, y),
        }
        Ok(())
    }

    fn backward(&self, x: &Inputs<'_>, y: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
        let pooling = self.known_pooling(x);
        dx.accumulate(0, |g, beta| match self.largest {
            true => pooling.max_gradient(&x[0], y, dy, beta, g),
            false => pooling.sum_gradient(dy, true, beta, g),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::Tape;
    use crate::autodiff::testing::check_gradient;

    #[test]
    fn windows_that_adapt_have_their_gradients() {
        check_gradient(&[&[2, 7, 2]], |x| adaptive_max_pool(&x[0], [3]));
        check_gradient(&[&[2, 2, 3]], |x| adaptive_average_pool(&x[0], [5]));
        check_gradient(&[&[2, 4, 5, 1]], |x| adaptive_max_pool(&x[0], [3, 2]));
        check_gradient(&[&[2, 4, 5, 2]], |x| adaptive_average_pool(&x[0], [2, 4]));
        check_gradient(&[&[1, 3, 4, 3, 2]], |x| adaptive_average_pool(&x[0], [2, 1, 3]));
    }

    #[test]
    fn what_has_no_windows_is_an_error() {
        for (shape, size) in [(&[2, 3][..], 1), (&[2, 0, 3], 1), (&[2, 3, 3], 0)] {
            let tape = Tape::new();
            adaptive_max_pool(&tape.constant(shape, |x| x.fill(1.0)), [size]);
            let error = tape.check().unwrap_err().to_string();
            assert!(error.starts_with("K::adaptive_max_pool: expected "), "{error}");
        }
    }
}
