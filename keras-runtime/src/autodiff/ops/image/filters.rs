//! Filters: blur, edges, and how alike images are.

use super::super::convolution::conv;
use super::super::depthwise::depthwise_conv;
use super::super::permute::permute_dimensions;
use super::super::reduce::mean_axis;
use super::super::repeat::repeat;
use super::super::shape::reshape;
use super::{batched, sizes};
use crate::autodiff::{Tape, Tensor};
use crate::kernels::windows::Padding;
use crate::{Error, Result};

/// Blurs images `(batch, height, width, channels)`, or one, with a Gaussian filter. `kernel_size` and `sigma`, in pixels, are
/// along the width and along the height; beyond the edges there are zeros. In Keras they are 3 and 1 by default.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().constant(&[3, 3, 1], |x| (0..).zip(x).for_each(|(i, x)| *x = f32::from(i == 4)));
/// let y = K::gaussian_blur(&x, [3, 3], [1.0, 1.0]);
/// y.read(|y| assert!((y[4] - 0.2042).abs() < 1e-4 && (y[0] - 0.0751).abs() < 1e-4));
/// ```
///
/// As [`keras.ops.image.gaussian_blur`](https://keras.io/api/ops/image/#gaussian_blur-function) with
/// `data_format="channels_last"`; if it is left out, Keras 3.15 takes the channels for the height.
pub fn gaussian_blur(images: &Tensor, kernel_size: [usize; 2], sigma: [f32; 2]) -> Tensor {
    let place = "K::gaussian_blur";
    batched(place, images, |x| {
        let kernel = gaussian(place, x.tape(), kernel_size, sigma)?;
        let kernel = repeat(&kernel, x.dim(3), 2);
        Ok(depthwise_conv(x, &kernel, [1, 1], Padding::Same, [1, 1]))
    })
}

/// Edges of images `(batch, height, width, channels)` by Sobel's filters: how steep they are downwards and to the right,
/// `(batch, height, width, channels, 2)`. Beyond the edges there are zeros.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().constant(&[1, 3, 3, 1], |x| x.copy_from_slice(&[0.0, 0.0, 1.0].repeat(3)));
/// K::sobel_edges(&x).read(|y| assert_eq!(y[8..10], [0.0, 4.0]));
/// ```
///
/// As [`keras.ops.image.sobel_edges`](https://keras.io/api/ops/image/#sobel_edges-function).
pub fn sobel_edges(images: &Tensor) -> Tensor {
    let place = "K::sobel_edges";
    if images.rank() != 4 {
        let error = Error::expected(place, "images, (batch, height, width, channels)", images.shape());
        return images.tape().fail(error);
    }
    batched(place, images, |x| {
        let [batch, height, width, channels] = sizes(x).map(|size| size as isize);
        let right = [-1.0, 0.0, 1.0, -2.0, 0.0, 2.0, -1.0, 0.0, 1.0];
        let kernel = x.tape().constant(&[3, 3, 1, 2], |kernel| {
            for (place, both) in kernel.as_chunks_mut().0.iter_mut().enumerate() {
                *both = [right[place % 3 * 3 + place / 3], right[place]];
            }
        });
        let edges = depthwise_conv(x, &repeat(&kernel, x.dim(3), 2), [1, 1], Padding::Same, [1, 1]);
        Ok(reshape(&edges, &[batch, height, width, channels, 2]))
    })
}

/// Structural similarity of images `(batch, height, width, channels)`, or of two, from -1 to 1, which is the same: a number for
/// each. Their values are up to `max_val`; they are compared in windows, a Gaussian filter of `filter_size` pixels and
/// `filter_sigma`. In Keras these are 1, 11 and 1.5 by default, and `k1` and `k2`, which keep small sums apart, 0.01 and 0.03.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().constant(&[12, 12, 1], |x| (0..).zip(x).for_each(|(i, x)| *x = (i % 7) as f32 / 7.0));
/// let (same, darker) = (K::ssim(&x, &x, 1.0, 11, 1.5, [0.01, 0.03]), K::ssim(&x, &(&x * 0.5), 1.0, 11, 1.5, [0.01, 0.03]));
/// same.read(|same| darker.read(|darker| assert!(same[0] > 0.999 && darker[0] < 0.9)));
/// ```
///
/// As [`keras.ops.image.ssim`](https://keras.io/api/ops/image/#ssim-function). Source: Wang, Bovik, Sheikh and Simoncelli, "Image
/// quality assessment: from error visibility to structural similarity" (2004).
pub fn ssim(
    image1: &Tensor,
    image2: &Tensor,
    max_val: f32,
    filter_size: usize,
    filter_sigma: f32,
    [k1, k2]: [f32; 2],
) -> Tensor {
    let place = "K::ssim";
    if image1.shape() != image2.shape() {
        let found = format!("{} and {}", image1.shape(), image2.shape());
        return image1.tape().fail(Error::expected(place, "images of one shape", found));
    }
    batched(place, image1, |x| {
        let [batch, height, width, channels] = sizes(x);
        if filter_size > height.min(width) {
            let expected =
                format!("images of {filter_size} pixels or more along each side, as the filter has");
            return Err(Error::expected(place, expected, format!("{height} by {width}")));
        }
        let kernel = gaussian(place, x.tape(), [filter_size; 2], [filter_sigma; 2])?;
        // Channels are images of their own.
        let single = |x: &Tensor| {
            let x = reshape(x, &[batch, height, width, channels].map(|size| size as isize));
            reshape(&permute_dimensions(&x, &[0, 3, 1, 2]), &[-1, height as isize, width as isize, 1])
        };
        let mean = |x: &Tensor| conv(x, &kernel, [1, 1], Padding::Valid, [1, 1]);
        let (a, b) = (single(x), single(image2));
        let (mean_a, mean_b) = (mean(&a), mean(&b));
        let (c1, c2) = ((k1 * max_val).powi(2), (k2 * max_val).powi(2));
        let product = &mean_a * &mean_b;
        let squares = &mean_a * &mean_a + &mean_b * &mean_b;
        let covariance = mean(&(&a * &b)) - &product;
        let variances = mean(&(&a * &a)) + mean(&(&b * &b)) - &squares;
        let alike = (product * 2.0 + c1) * (covariance * 2.0 + c2) / ((squares + c1) * (variances + c2));
        let of_channels = mean_axis(&reshape(&alike, &[(batch * channels) as isize, -1]), -1);
        Ok(mean_axis(&reshape(&of_channels, &[batch as isize, channels as isize]), -1))
    })
}

/// A Gaussian filter, `(height, width, 1, 1)`, whose sizes are along the width and along the height.
fn gaussian(place: &'static str, tape: &Tape, size: [usize; 2], sigma: [f32; 2]) -> Result<Tensor> {
    /// Of a filter, along a side.
    const MOST: usize = 1 << 12;
    let is_size = |size: &usize| (1..=MOST).contains(size);
    if !size.iter().all(is_size) || !sigma.iter().all(|sigma| *sigma > 0.0 && sigma.is_finite()) {
        return Err(Error::expected(
            place,
            format!("a filter of 1 to {MOST} pixels along each side, and a `sigma` above 0"),
            format!("{size:?} and {sigma:?}"),
        ));
    }
    let along = |axis: usize| -> Vec<f32> {
        let middle = (size[axis] - 1) as f32 / 2.0;
        let weight = |i: usize| (-0.5 * ((i as f32 - middle) / sigma[axis]).powi(2)).exp();
        let weights: Vec<f32> = (0..size[axis]).map(weight).collect();
        let sum: f32 = weights.iter().sum();
        weights.into_iter().map(|weight| weight / sum).collect()
    };
    let (across, down) = (along(0), along(1));
    Ok(tape.constant(&[size[1], size[0], 1, 1], |kernel| {
        for (row, down) in kernel.chunks_exact_mut(across.len()).zip(&down) {
            row.iter_mut().zip(&across).for_each(|(weight, across)| *weight = down * across);
        }
    }))
}
