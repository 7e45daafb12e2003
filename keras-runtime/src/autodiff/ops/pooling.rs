use smallvec::SmallVec;

use super::convolution::Sliding;
use crate::autodiff::{Gradients, Inputs, Operation, Tensor};
use crate::kernels::pooling::Pooling;
use crate::kernels::windows::{Axis, Padding};
use crate::tensor::Dims;
use crate::{Error, Result};

/// Max pooling, the largest value of each window that moves over each channel along `N` axes, up to three:
/// `(batch, sizes…, channels)` keeps its rank. Padding does not count, and the gradient goes to the first of equal
/// values.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K, layers::Padding};
/// let x = Tape::new().array(&keras::ndarray::array![[[1.0], [5.0], [2.0], [3.0]]]);
/// let y = K::max_pool(&x, [2], [2], Padding::Valid);
/// assert_eq!(y.to_array(), keras::ndarray::array![[[5.0], [3.0]]].into_dyn());
/// ```
pub fn max_pool<const N: usize>(
    x: &Tensor,
    pool_size: [usize; N],
    strides: [usize; N],
    padding: Padding,
) -> Tensor {
    x.tape().apply(Pool::new(true, pool_size, strides, padding), &[x])
}

/// Average pooling, the mean of each window that moves over each channel along `N` axes, up to three:
/// `(batch, sizes…, channels)` keeps its rank. Padding does not count.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K, layers::Padding};
/// let x = Tape::new().array(&keras::ndarray::array![[[1.0], [5.0], [2.0]]]);
/// let y = K::average_pool(&x, [2], [2], Padding::Same);
/// assert_eq!(y.to_array(), keras::ndarray::array![[[3.0], [2.0]]].into_dyn());
/// ```
pub fn average_pool<const N: usize>(
    x: &Tensor,
    pool_size: [usize; N],
    strides: [usize; N],
    padding: Padding,
) -> Tensor {
    x.tape().apply(Pool::new(false, pool_size, strides, padding), &[x])
}

/// The largest value of each window, or its mean.
struct Pool {
    largest: bool,
    /// The sizes of the window, and two axes of size 1 for channels, as a kernel has them.
    size: SmallVec<[usize; 5]>,
    sliding: Sliding,
}

impl Pool {
    fn new<const N: usize>(
        largest: bool,
        pool_size: [usize; N],
        strides: [usize; N],
        padding: Padding,
    ) -> Self {
        let size = pool_size.into_iter().chain([1, 1]).collect();
        Self { largest, size, sliding: Sliding::new(strides, padding, [1; N]) }
    }

    fn pooling(&self, x: &Inputs<'_>) -> Result<Pooling> {
        let place = if self.largest { "K::max_pool" } else { "K::average_pool" };
        self.sliding.refuse_causal(place)?;
        let axes = self.sliding.along(place, &x.dims(0), &Dims::new(&self.size)?)?;
        Ok(Pooling { axes, channels: x.dims(0).last_size(), adaptive: false })
    }

    fn known_pooling(&self, x: &Inputs<'_>) -> Pooling {
        self.pooling(x).expect("the shapes fitted when the values were computed")
    }
}

impl Operation for Pool {
    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        let Pooling { axes, channels, .. } = self.pooling(x)?;
        self.sliding.resized(&x.dims(0), axes.map(|axis| axis.output), channels)
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

/// Nearest-neighbour upsampling: each element `size` times in a row along each of `N` axes, up to three:
/// `(batch, sizes…, channels)` keeps its rank.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&keras::ndarray::array![[[1.0], [2.0]]]);
/// let y = K::upsample(&x, [2]);
/// assert_eq!(y.to_array(), keras::ndarray::array![[[1.0], [1.0], [2.0], [2.0]]].into_dyn());
/// ```
pub fn upsample<const N: usize>(x: &Tensor, size: [usize; N]) -> Tensor {
    const { assert!(N >= 1 && N <= 3, "an image has 1, 2 or 3 axes between batch and channels") };
    let mut sizes = [1; 3];
    sizes[..N].copy_from_slice(&size);
    x.tape().apply(Upsample { axes: N, size: sizes }, &[x])
}

/// What is spread over windows that lie side by side: it is to their sums what their gradient is to them.
struct Upsample {
    axes: usize,
    size: [usize; 3],
}

impl Upsample {
    /// The windows over what is spread, and its shape.
    fn windows(&self, x: &Inputs<'_>) -> Result<(Pooling, Dims)> {
        let (place, axes, mut dims) = ("K::upsample", self.axes, x.dims(0));
        if dims.rank() != axes + 2 {
            return Err(Error::expected(place, format!("a tensor of rank {}", axes + 2), dims));
        }
        let mut windows = [Axis::ONE; 3];
        if self.size.contains(&0) {
            return Err(Error::expected(place, "each element once or more", "a size of 0"));
        }
        for (i, &size) in self.size[..axes].iter().enumerate() {
            let output = dims[i + 1];
            let Some(input) = output.checked_mul(size) else {
                return Err(Error::new(place, format!("{size} times {output} elements are too many")));
            };
            dims = dims.resized(i + 1, input)?;
            windows[3 - axes + i] = Axis { input, output, window: size, stride: size, ..Axis::ONE };
        }
        Ok((Pooling { axes: windows, channels: dims.last_size(), adaptive: false }, dims))
    }
}

impl Operation for Upsample {
    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        self.windows(x).map(|(_, dims)| dims)
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        self.windows(x)?.0.sum_gradient(&x[0], false, 0.0, y);
        Ok(())
    }

    fn backward(&self, x: &Inputs<'_>, _: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
        let (windows, _) = self.windows(x).expect("the shapes fitted when the values were computed");
        dx.accumulate(0, |g, beta| windows.sum(dy, false, beta, g));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::testing::check_gradient;
    use Padding::{Same, Valid};

    #[test]
    fn maxima_of_windows_have_their_gradients() {
        check_gradient(&[&[2, 7, 1]], |x| max_pool(&x[0], [3], [2], Same));
        check_gradient(&[&[1, 4, 4, 1]], |x| max_pool(&x[0], [2, 2], [2, 2], Valid));
        check_gradient(&[&[1, 2, 3, 2, 1]], |x| max_pool(&x[0], [2, 2, 1], [1, 2, 1], Same));
    }

    #[test]
    fn what_is_spread_has_the_sum_as_its_gradient() {
        check_gradient(&[&[2, 3, 2]], |x| upsample(&x[0], [3]));
        check_gradient(&[&[2, 3, 2, 2]], |x| upsample(&x[0], [2, 3]) + upsample(&x[0], [2, 3]));
        check_gradient(&[&[1, 2, 2, 3, 2]], |x| upsample(&x[0], [2, 1, 2]));
    }

    #[test]
    fn means_of_windows_have_their_gradients() {
        check_gradient(&[&[2, 7, 3]], |x| average_pool(&x[0], [3], [2], Same));
        check_gradient(&[&[2, 4, 5, 3]], |x| average_pool(&x[0], [3, 2], [1, 2], Same));
        check_gradient(&[&[1, 3, 4, 3, 2]], |x| average_pool(&x[0], [2, 3, 2], [1, 1, 2], Valid));
    }

    #[test]
    fn an_element_is_spread_at_least_once() {
        let tape = crate::autodiff::Tape::new();
        upsample(&tape.array(&ndarray::array![[[1.0], [2.0]]]), [0]);
        let error = tape.check().unwrap_err().to_string();
        assert_eq!(error, "K::upsample: expected each element once or more, found a size of 0");
    }
}
