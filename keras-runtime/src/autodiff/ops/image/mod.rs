//! Operations on images, `keras.ops.image`: `(batch, height, width, channels)`, or one image.

mod colour;
mod filters;
pub(crate) mod levels;
mod patches;
mod sampling;
mod transforms;
mod translate;

pub use colour::{hsv_to_rgb, rgb_to_grayscale, rgb_to_hsv};
pub use filters::{gaussian_blur, sobel_edges, ssim};
pub use patches::extract_patches;
pub use sampling::{FillMode, map_coordinates};
pub use transforms::{affine_transform, elastic_transform, perspective_transform};
pub use translate::scale_and_translate;

use super::shape::{expand_dims, squeeze};
use crate::autodiff::Tensor;
use crate::{Error, Result};

/// What `f` makes of images, and of one image as of a batch of one.
fn batched(place: &'static str, x: &Tensor, f: impl FnOnce(&Tensor) -> Result<Tensor>) -> Tensor {
    let made = match x.rank() {
        3 => f(&expand_dims(x, 0)).map(|y| squeeze(&y, 0)),
        4 => f(x),
        _ => Err(Error::expected(place, "images, (batch, height, width, channels), or one", x.shape())),
    };
    made.unwrap_or_else(|error| x.tape().fail(error))
}

/// The size of images, batch and all.
fn sizes(x: &Tensor) -> [usize; 4] {
    [x.dim(0), x.dim(1), x.dim(2), x.dim(3)]
}
