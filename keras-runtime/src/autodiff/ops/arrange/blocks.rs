//! Blocks of images: patches as columns and back, and pixels as channels and back.

use smallvec::smallvec;

use super::super::index::{Walk, attempt, spread, strided};
use super::super::permute::permute_dimensions;
use super::super::shape::view_as;
use super::{PadMode, pad, slice};
use crate::autodiff::Tensor;
use crate::tensor::Dims;
use crate::{Error, Result};

/// Unfolds images into patches (im2col): `(batch, channels, height, width)` gives `(batch, channels * kernel, patches)`, the
/// values of each patch as a column. Keras's defaults are a dilation of 1, no padding, and a stride of 1.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = K::reshape(&K::arange(&Tape::new(), 0.0, 6.0, 1.0), &[1, 1, 2, 3]);
/// let y = K::unfold(&x, [2, 2], [1, 1], [0, 0], [1, 1]);
/// assert_eq!(y.to_array(), keras::ndarray::array![[[0.0, 1.0], [1.0, 2.0], [3.0, 4.0], [4.0, 5.0]]].into_dyn());
/// ```
pub fn unfold(
    x: &Tensor,
    kernel_size: [usize; 2],
    dilation: [usize; 2],
    padding: [usize; 2],
    stride: [usize; 2],
) -> Tensor {
    let place = "K::unfold";
    attempt(x, |dims| {
        let [batch, channels, height, width] = *dims else {
            return Err(Error::expected(place, "(batch, channels, height, width)", dims));
        };
        let patches = Patches::new(place, dims, [height, width], kernel_size, dilation, padding, stride)?;
        let [down, across] = padding;
        let padded = pad(x, &[[0, 0], [0, 0], [down, down], [across, across]], PadMode::Constant(0.0));
        let [height, width] = patches.padded;
        let padded_dims = Dims::new(&[batch, channels, height, width])?;
        let y = strided(&padded, move |_| Ok(patches.walk(padded_dims)));
        Ok(view_as(&y, patches.columns(batch, channels)?))
    })
}

/// Folds patches into images (col2im), the adjoint of [`unfold`]: `(batch, channels * kernel, patches)` gives
/// `(batch, channels, height, width)`, where patches that overlap are added.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = K::ones(&Tape::new(), &[1, 4, 2]);
/// let y = K::fold(&x, [2, 3], [2, 2], [1, 1], [0, 0], [1, 1]);
/// assert_eq!(y.to_array(), keras::ndarray::array![[[[1.0, 2.0, 1.0], [1.0, 2.0, 1.0]]]].into_dyn());
/// ```
pub fn fold(
    x: &Tensor,
    output_size: [usize; 2],
    kernel_size: [usize; 2],
    dilation: [usize; 2],
    padding: [usize; 2],
    stride: [usize; 2],
) -> Tensor {
    let place = "K::fold";
    attempt(x, |dims| {
        let patches = Patches::new(place, dims, output_size, kernel_size, dilation, padding, stride)?;
        let (kernel, count) = (kernel_size[0] * kernel_size[1], patches.counts[0] * patches.counts[1]);
        let (batch, channels) = match *dims {
            [batch, columns, found] if found == count && columns % kernel == 0 => (batch, columns / kernel),
            _ => {
                let expected = format!("(batch, channels * {kernel}, {count})");
                return Err(Error::expected(place, expected, dims));
            }
        };
        let [height, width] = patches.padded;
        let padded = Dims::new(&[batch, channels, height, width])?;
        let walk = patches.walk(padded);
        let blocks = walk.axes.iter().map(|&(size, _)| size).collect::<Vec<_>>();
        let y = spread(&view_as(x, Dims::new(&blocks)?), walk, padded);
        let inner = output_size.map(|size| size as isize);
        Ok(slice(&y, &[0, 0, padding[0], padding[1]], &[-1, -1, inner[0], inner[1]]))
    })
}

/// How patches lie in padded images.
#[derive(Clone, Copy)]
struct Patches {
    kernel: [usize; 2],
    dilation: [usize; 2],
    stride: [usize; 2],
    padded: [usize; 2],
    counts: [usize; 2],
}

impl Patches {
    fn new(
        place: &str,
        dims: Dims,
        size: [usize; 2],
        kernel: [usize; 2],
        dilation: [usize; 2],
        padding: [usize; 2],
        stride: [usize; 2],
    ) -> Result<Self> {
        let (mut padded, mut counts) = ([0; 2], [0; 2]);
        for i in 0..2 {
            let reach = kernel[i].checked_sub(1).and_then(|steps| steps.checked_mul(dilation[i]));
            padded[i] = padding[i].saturating_mul(2).saturating_add(size[i]);
            let room = reach.filter(|_| dilation[i] > 0).and_then(|reach| padded[i].checked_sub(reach));
            counts[i] = match room {
                Some(room) if room > 0 && stride[i] > 0 && padded[i] < isize::MAX as usize => {
                    (room - 1) / stride[i] + 1
                }
                _ => {
                    let expected = "a kernel within the padded image, a dilation and a stride of at least 1";
                    let found = format!("{kernel:?}, {dilation:?} and {stride:?} for {size:?} of {dims}");
                    return Err(Error::expected(place, expected, found));
                }
            };
        }
        // Kernels and patches are at most as many as pixels, which can be counted.
        Dims::new(&padded)?;
        Ok(Self { kernel, dilation, stride, padded, counts })
    }

    /// (batch, channels, kernel, kernel, patches, patches)
    fn walk(self, padded: Dims) -> Walk {
        let whole = Walk::whole(padded);
        let [batch, channels, (_, down), (_, across)] = whole.axes[..] else { return whole };
        let strides = [down, across];
        let within = |i: usize| (self.kernel[i], strides[i] * self.dilation[i] as isize);
        let between = |i: usize| (self.counts[i], strides[i].wrapping_mul(self.stride[i] as isize));
        Walk { start: 0, axes: smallvec![batch, channels, within(0), within(1), between(0), between(1)] }
    }

    fn columns(self, batch: usize, channels: usize) -> Result<Dims> {
        Dims::new(&[batch, channels * self.kernel[0] * self.kernel[1], self.counts[0] * self.counts[1]])
    }
}

/// Space to depth (pixel unshuffle): blocks of `(batch, height, width, channels)` become channels, the first of them those of
/// the upper left pixel.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = K::reshape(&K::arange(&Tape::new(), 0.0, 4.0, 1.0), &[1, 2, 2, 1]);
/// assert_eq!(K::space_to_depth(&x, 2).to_array(), keras::ndarray::array![[[[0.0, 1.0, 2.0, 3.0]]]].into_dyn());
/// ```
pub fn space_to_depth(x: &Tensor, block_size: usize) -> Tensor {
    attempt(x, |dims| match *dims {
        [n, h, w, c] if block_size > 0 && h % block_size == 0 && w % block_size == 0 => {
            let (h, w, b) = (h / block_size, w / block_size, block_size);
            let blocks =
                permute_dimensions(&view_as(x, Dims::new(&[n, h, b, w, b, c])?), &[0, 1, 3, 2, 4, 5]);
            Ok(view_as(&blocks, Dims::new(&[n, h, w, b * b * c])?))
        }
        _ => {
            let expected = format!("(batch, height, width, channels) of whole blocks of {block_size}");
            Err(Error::expected("K::space_to_depth", expected, dims))
        }
    })
}

/// Depth to space (pixel shuffle), the inverse of [`space_to_depth`]: channels of `(batch, height, width, channels)` become
/// blocks of pixels.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = K::reshape(&K::arange(&Tape::new(), 0.0, 4.0, 1.0), &[1, 1, 1, 4]);
/// assert_eq!(*K::depth_to_space(&x, 2).shape(), [1, 2, 2, 1]);
/// ```
pub fn depth_to_space(x: &Tensor, block_size: usize) -> Tensor {
    attempt(x, |dims| match *dims {
        [n, h, w, c] if block_size > 0 && c % block_size.saturating_mul(block_size) == 0 => {
            let (c, b) = (c / block_size.saturating_mul(block_size), block_size);
            let blocks =
                permute_dimensions(&view_as(x, Dims::new(&[n, h, w, b, b, c])?), &[0, 1, 3, 2, 4, 5]);
            Ok(view_as(&blocks, Dims::new(&[n, h.saturating_mul(b), w.saturating_mul(b), c])?))
        }
        _ => {
            let expected = format!("(batch, height, width, channels) of whole blocks of {block_size}");
            Err(Error::expected("K::depth_to_space", expected, dims))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::Tape;
    use crate::autodiff::testing::check_second_gradient;

    #[test]
    fn blocks_have_their_gradients() {
        check_second_gradient(&[&[1, 2, 4, 3]], |x| unfold(&x[0], [2, 2], [2, 1], [0, 1], [1, 2]));
        check_second_gradient(&[&[1, 4, 6]], |x| fold(&x[0], [3, 4], [2, 2], [1, 1], [0, 0], [1, 1]));
        check_second_gradient(&[&[1, 2, 4, 1]], |x| space_to_depth(&x[0], 2));
        check_second_gradient(&[&[1, 1, 2, 4]], |x| depth_to_space(&x[0], 2));
    }

    #[test]
    fn pixels_find_back_from_channels() {
        let x = Tape::new()
            .constant(&[2, 4, 6, 3], |x| x.iter_mut().enumerate().for_each(|(i, x)| *x = i as f32));
        assert_eq!(depth_to_space(&space_to_depth(&x, 2), 2).to_array(), x.to_array());
    }

    #[test]
    fn blocks_that_do_not_fit_are_an_error() {
        let error = |f: fn(&Tensor) -> Tensor| {
            let tape = Tape::new();
            f(&tape.constant(&[1, 2, 3, 3], |x| x.fill(0.0)));
            tape.check().unwrap_err().to_string()
        };
        assert!(error(|x| space_to_depth(x, 2)).contains("whole blocks of 2, found (1, 2, 3, 3)"));
        assert!(error(|x| depth_to_space(x, 0)).contains("whole blocks of 0"));
        assert!(error(|x| unfold(x, [4, 1], [1, 1], [0, 0], [1, 1])).contains("a kernel within"));
        assert!(error(|x| unfold(x, [1, 1], [1, 1], [0, 0], [0, 1])).contains("a stride of at least 1"));
        assert!(
            error(|x| fold(x, [2, 2], [1, 1], [1, 1], [0, 0], [1, 1]))
                .contains("expected (batch, channels * 1, 4)")
        );
    }
}
