//! Pictures of what a model finds in images: bounding boxes and segmentation masks.

mod box_gallery;
mod boxes;
mod masks;

pub use box_gallery::{BoundingBoxGallery, plot_bounding_box_gallery};
pub use boxes::{BoundingBoxes, BoxFormat, DrawBoundingBoxes, draw_bounding_boxes};
pub use masks::{
    DrawSegmentationMasks, SegmentationMaskGallery, draw_segmentation_masks, plot_segmentation_mask_gallery,
};

use ndarray::{Array4, ArrayRef, Axis, Ix4};

use super::gallery::{bytes, check_range};
use crate::training::data::Number;
use crate::{Error, Result};

/// A color: red, green and blue.
pub type Color = [u8; 3];

/// The bytes of color images, whose numbers go from one to another.
fn color_images<E: Number>(
    place: &str,
    images: &ArrayRef<E, Ix4>,
    value_range: (f32, f32),
) -> Result<Array4<u8>> {
    if images.is_empty() || images.dim().3 != 3 {
        let expected = "color images, (images, height, width, 3)";
        let error = Error::expected(place, expected, format!("{:?}", images.shape()));
        let is_grey = images.dim().3 == 1;
        return Err(if is_grey {
            error.help("`concatenate` the channel of grey images three times")
        } else {
            error
        });
    }
    check_range(place, value_range)?;
    let mut all = Array4::zeros(images.raw_dim());
    for (image, mut to) in images.outer_iter().enumerate().zip(all.axis_iter_mut(Axis(0))) {
        to.assign(&bytes(place, image, Some(value_range))?);
    }
    Ok(all)
}

/// As many rows of something as there are images.
fn one_for_each(place: &str, images: usize, found: &[usize], what: &str) -> Result<()> {
    if found.first() == Some(&images) {
        return Ok(());
    }
    Err(Error::expected(place, format!("{what} for each of {images} images"), format!("{found:?}")))
}
