//! Images of another size.

use super::images;
use crate::autodiff::Tensor;
use crate::autodiff::ops::resize_smoothly;
use crate::backend as K;
use crate::backend::PadMode;
use crate::kernels::resample::Filter;
use crate::layer::arguments::DataFormat;
use crate::layer::arguments::sampling::Sampling;
use crate::layer::rules::at_least_one;
use crate::layer::{Config, Context, Layer};
use crate::shape::{Dim, Fault, Inputs, ShapeResult, Spec};
use crate::shape_try;

/// Resizing of images to a height and a width, by interpolation, while learning and when asked. The images of a batch
/// have one size, which may be another in the next.
///
/// ```
/// use keras::{ndarray::Array4, prelude::*};
///
/// let model = sequential![Resizing(32, 32, input = (_, _, 3))];
/// assert_eq!(model.predict(&Array4::<f32>::zeros((1, 48, 64, 3)))?.dim(), (1, 32, 32, 3));
/// # Ok::<(), keras::Error>(())
/// ```
///
/// | | shape |
/// | --- | --- |
/// | input | `(…, …, channels)` |
/// | output | `(height, width, channels)` |
///
/// As [`keras.layers.Resizing`](https://keras.io/api/layers/preprocessing_layers/image_preprocessing/resizing/) of
/// Keras 3.15 with JAX.
#[derive(Config, Clone, Copy, Debug)]
pub struct Resizing {
    /// Height of the output.
    height: usize,
    /// Width of the output.
    width: usize,
    /// Interpolation between pixels: `bilinear`, `nearest`, `bicubic`, `lanczos3` or `lanczos5`.
    #[default(bilinear)]
    interpolation: Sampling,
    /// Whether the middle of the image is cut out so that it has the proportions of the output.
    #[default(false)]
    crop_to_aspect_ratio: bool,
    /// Whether the image is given borders so that it has the proportions of the output.
    #[default(false)]
    pad_to_aspect_ratio: bool,
    /// What is in these borders: `constant`.
    #[default(constant)]
    fill_mode: Sampling,
    /// The value of these borders.
    #[default(0.0)]
    fill_value: f32,
    /// Whether each pixel of an image that is made smaller counts.
    #[default(false)]
    antialias: bool,
    /// Order of the axes: `channels_last`.
    #[default(channels_last)]
    data_format: DataFormat,
}

impl Resizing {
    /// `(…, …, channels)` becomes `(height, width, channels)`.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        shape_try!(self.interpolation.filter());
        if self.crop_to_aspect_ratio && self.pad_to_aspect_ratio {
            let fault = Fault::new("takes `crop_to_aspect_ratio` or `pad_to_aspect_ratio`, was given both");
            return ShapeResult::Err(fault);
        }
        if !matches!(self.fill_mode, Sampling::Constant) {
            return ShapeResult::Err(Fault::new("takes `constant` as its `fill_mode`"));
        }
        if !self.fill_value.is_finite() {
            return ShapeResult::Err(Fault::new("needs a finite `fill_value`"));
        }
        resized(inputs, self.data_format, [self.height, self.width])
    }
}

impl Layer for Resizing {
    fn call(&self, inputs: &[Tensor], _: &Context<'_>) -> Tensor {
        let (x, size) = (&inputs[0], [self.height, self.width]);
        let filter = match self.interpolation.filter() {
            ShapeResult::Ok(Some(filter)) => filter,
            _ => Filter::Nearest,
        };
        let shown = if self.crop_to_aspect_ratio {
            window(x, size)
        } else if self.pad_to_aspect_ratio {
            framed(x, size, self.fill_value)
        } else {
            x.clone()
        };
        resize_smoothly(&shown, size, filter, self.antialias)
    }
}

/// The rule of a layer that gives images of one size.
pub(super) const fn resized(
    inputs: Inputs<'_>,
    data_format: DataFormat,
    [height, width]: [usize; 2],
) -> ShapeResult<Spec> {
    shape_try!(at_least_one("height", height));
    shape_try!(at_least_one("width", width));
    let x = shape_try!(images(inputs, data_format));
    ShapeResult::Ok(x.rearranged(x.shape().with(0, Dim::Known(height)).with(1, Dim::Known(width))))
}

/// The largest part in the middle that has the proportions of a size: how much remains of each axis, and how much is
/// cut off before it.
pub(crate) fn largest([height, width]: [usize; 2], to: [usize; 2]) -> [[usize; 2]; 2] {
    let part = |of: usize, other: usize, [to, to_other]: [usize; 2]| {
        let part = (other * to / to_other).min(of).max(1);
        [of.saturating_sub(part) / 2, part]
    };
    [part(height, width, to), part(width, height, [to[1], to[0]])]
}

/// That part.
fn window(x: &Tensor, size: [usize; 2]) -> Tensor {
    let from = [x.dim(1), x.dim(2)];
    let parts = largest(from, size);
    K::crop(
        x,
        [0, 1].map(|axis| [parts[axis][0], from[axis].saturating_sub(parts[axis][0] + parts[axis][1])]),
    )
}

/// That part at a size.
pub(super) fn resized_window(x: &Tensor, size: [usize; 2]) -> Tensor {
    K::resize(&window(x, size), size, Filter::Linear)
}

/// How wide the borders are above and below, and left and right, of an image that is given the proportions of a size;
/// it needs those of one axis.
pub(crate) fn borders([height, width]: [usize; 2], to: [usize; 2]) -> [usize; 2] {
    let [above, beside] = [
        (width * to[0] / to[1]).saturating_sub(height) / 2,
        (height * to[1] / to[0]).saturating_sub(width) / 2,
    ];
    [above, if above > 0 { 0 } else { beside }]
}

/// The image with these borders.
fn framed(x: &Tensor, size: [usize; 2], value: f32) -> Tensor {
    match borders([x.dim(1), x.dim(2)], size) {
        [0, 0] => x.clone(),
        [above, beside] => K::pad(x, &[[0; 2], [above; 2], [beside; 2], [0; 2]], PadMode::Constant(value)),
    }
}
