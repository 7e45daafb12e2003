//! Aspect ratio of images: cropping and padding to another one.

use ndarray::{Array3, s};

use super::load_img::MAX_PIXELS;
use crate::{Error, Result};

/// What is done where an image has another ratio of height to width than it shall get.
#[derive(Clone, Copy, Debug)]
pub(super) enum Aspect {
    Distorted,
    Cropped,
    Padded,
}

impl Aspect {
    /// The image, with about the ratio of `size`.
    pub fn of(self, image: Array3<u8>, size: (usize, usize)) -> Result<Array3<u8>> {
        let (height, width, channels) = image.dim();
        // The height that fits the width, and the width that fits the height.
        let fit_height = (width as f64 * size.0 as f64 / size.1 as f64) as usize;
        let fit_width = (height as f64 * size.1 as f64 / size.0 as f64) as usize;
        match self {
            Aspect::Distorted => Ok(image),
            Aspect::Cropped => {
                let (new_height, new_width) = (fit_height.max(1).min(height), fit_width.max(1).min(width));
                let (top, left) = ((height - new_height) / 2, (width - new_width) / 2);
                Ok(image.slice(s![top..top + new_height, left..left + new_width, ..]).to_owned())
            }
            Aspect::Padded => {
                let (top, left) =
                    (fit_height.saturating_sub(height) / 2, fit_width.saturating_sub(width) / 2);
                let (new_height, new_width) = (height + 2 * top, width + 2 * left);
                if new_height.checked_mul(new_width).is_none_or(|pixels| pixels > MAX_PIXELS) {
                    let message = format!("is too large when padded to {new_height} × {new_width}");
                    return Err(Error::new("", message));
                }
                let mut padded = Array3::zeros((new_height, new_width, channels));
                padded.slice_mut(s![top..top + height, left..left + width, ..]).assign(&image);
                Ok(padded)
            }
        }
    }
}
