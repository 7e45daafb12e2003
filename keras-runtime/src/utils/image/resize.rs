//! Resizing of images, by interpolation.

use ndarray::{Array2, Array3, ArrayRef, Ix3, s};

use crate::training::data::Number;
use crate::{Error, Result};

/// Interpolation, how the pixels of another size are made of those there are: `interpolation` of
/// [`keras.ops.image.resize`](https://keras.io/api/ops/image/#resize-function).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub enum Interpolation {
    /// The nearest pixel.
    Nearest,
    /// Between the two nearest, by distance, along each axis.
    #[default]
    Bilinear,
    /// Of the four nearest along each axis. Source: R. Keys, "Cubic convolution interpolation for digital image
    /// processing" (1981).
    Bicubic,
    /// Of the six nearest along each axis. Source: C. Lanczos, "Applied Analysis" (1956).
    Lanczos3,
    /// Of the ten nearest along each axis.
    Lanczos5,
}

/// Resizes an image: `x` of shape `(height, width, channels)` at another size, `(height, width)`.
///
/// These are the numbers of [`keras.ops.image.resize`](https://keras.io/api/ops/image/#resize-function) without
/// `antialias`: a pixel of a smaller image is made of those about its centre, and not of all that it covers.
///
/// ```
/// use keras::utils::{Interpolation, resize};
/// use keras::ndarray::array;
///
/// let x = array![[[0.0], [4.0]]];
/// assert_eq!(resize(&x, (1, 4), Interpolation::Bilinear)?, array![[[0.0], [1.0], [3.0], [4.0]]]);
/// # Ok::<(), keras::Error>(())
/// ```
///
/// # Errors
///
/// Where there are no pixels, or shall be none, or more than memory can hold.
pub fn resize<E: Number>(
    x: &ArrayRef<E, Ix3>,
    size: (usize, usize),
    interpolation: Interpolation,
) -> Result<Array3<f32>> {
    let (height, width, channels) = x.dim();
    if x.is_empty() || size.0 == 0 || size.1 == 0 {
        let found = format!("{height} × {width} × {channels} to be {} × {}", size.0, size.1);
        return Err(Error::expected("`resize`", "pixels", found));
    }
    let pixels = [size.0, size.1, channels].iter().try_fold(size_of::<f32>(), |size, &n| size.checked_mul(n));
    if pixels.is_none_or(|bytes| bytes > isize::MAX as usize) {
        let found = format!("{} × {} × {channels}", size.0, size.1);
        return Err(Error::expected("`resize`", "as many pixels as memory can hold", found));
    }
    let mut out = Array3::zeros((size.0, size.1, channels));
    // Row by row, since the image may be much wider than what is made of it.
    let mut wide = Array2::zeros((width, channels));
    let columns = interpolation.taps(width, size.1);
    for (mut out, (first, weights)) in out.outer_iter_mut().zip(interpolation.taps(height, size.0)) {
        wide.fill(0.0);
        for (row, weight) in x.slice(s![first.., .., ..]).outer_iter().zip(weights) {
            wide.zip_mut_with(&row, |wide, &number| *wide += weight * number.to_f32());
        }
        for (mut out, (first, weights)) in out.outer_iter_mut().zip(&columns) {
            for (pixel, &weight) in wide.slice(s![*first.., ..]).outer_iter().zip(weights) {
                out.scaled_add(weight, &pixel);
            }
        }
    }
    Ok(out)
}

impl Interpolation {
    /// For each of `output` pixels the first of `input` that it is made of, and how much of it and the next.
    fn taps(self, input: usize, output: usize) -> Vec<(usize, Vec<f32>)> {
        (0..output)
            .map(|place| {
                let center = (place as f32 + 0.5) * input as f32 / output as f32;
                if self == Interpolation::Nearest {
                    return ((center as usize).min(input - 1), vec![1.0]);
                }
                let center = center - 0.5;
                let reach = self.reach();
                let first = (center - reach).ceil().max(0.0) as usize;
                let end = ((center + reach).floor() as usize + 1).min(input);
                let mut weights: Vec<f32> =
                    (first..end).map(|place| self.weight((place as f32 - center).abs())).collect();
                // At the borders some of them lie outside.
                let sum: f32 = weights.iter().sum();
                weights.iter_mut().for_each(|weight| *weight /= sum);
                (first, weights)
            })
            .collect()
    }

    /// How far away a pixel may be.
    fn reach(self) -> f32 {
        match self {
            Interpolation::Nearest | Interpolation::Bilinear => 1.0,
            Interpolation::Bicubic => 2.0,
            Interpolation::Lanczos3 => 3.0,
            Interpolation::Lanczos5 => 5.0,
        }
    }

    /// How much a pixel counts at a distance within reach.
    fn weight(self, x: f32) -> f32 {
        match self {
            Interpolation::Nearest | Interpolation::Bilinear => 1.0 - x,
            Interpolation::Bicubic if x < 1.0 => ((1.5 * x - 2.5) * x) * x + 1.0,
            Interpolation::Bicubic => ((-0.5 * x + 2.5) * x - 4.0) * x + 2.0,
            Interpolation::Lanczos3 | Interpolation::Lanczos5 => {
                let (angle, radius) = (std::f32::consts::PI * x, self.reach());
                if x > 1e-3 { radius * angle.sin() * (angle / radius).sin() / (angle * angle) } else { 1.0 }
            }
        }
    }
}
