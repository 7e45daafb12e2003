//! Segmentation masks, laid over images.

use std::path::Path;

use ndarray::{Array4, ArrayRef, ArrayView3, ArrayView4, Axis, Ix3, Ix4, concatenate};

use super::{Color, color_images};
use crate::training::data::Number;
use crate::utils::gallery::{ImageGallery, plot_image_gallery};
use crate::{Error, Result};

/// Options of [`draw_segmentation_masks`], with the names of
/// [`keras.visualization.draw_segmentation_masks`](https://keras.io/api/visualization/).
#[derive(Clone, Debug)]
#[must_use]
pub struct DrawSegmentationMasks {
    color_mapping: Vec<Color>,
    alpha: f32,
    ignore_index: i32,
    value_range: (f32, f32),
}

impl Default for DrawSegmentationMasks {
    fn default() -> Self {
        Self { color_mapping: vec![], alpha: 0.8, ignore_index: -1, value_range: (0.0, 255.0) }
    }
}

impl DrawSegmentationMasks {
    /// Colors of an opacity of 0.8, for all classes but -1, in images of numbers from 0 to 255.
    pub fn new() -> Self {
        Self::default()
    }

    /// The colors of the classes from 0 on; those of others are made, class 0 being black.
    pub fn color_mapping(mut self, colors: impl Into<Vec<Color>>) -> Self {
        self.color_mapping = colors.into();
        self
    }

    /// Opacity of the masks, from 0 to 1; with 1, Keras's `blend=False`, they hide the image.
    pub fn alpha(mut self, alpha: f32) -> Self {
        self.alpha = alpha;
        self
    }

    /// The class that is not drawn, such as 0 for the background.
    pub fn ignore_index(mut self, class: i32) -> Self {
        self.ignore_index = class;
        self
    }

    /// The numbers that are black and white, such as `(0.0, 1.0)`; what lies beyond is cut off.
    pub fn value_range(mut self, least: f32, greatest: f32) -> Self {
        self.value_range = (least, greatest);
        self
    }

    fn color(&self, class: i32) -> Color {
        let made = |factor: i64| (i64::from(class) * factor).rem_euclid(255) as u8;
        let known = usize::try_from(class).ok().and_then(|class| self.color_mapping.get(class));
        // Keras's palette.
        known.copied().unwrap_or_else(|| [(1 << 25) - 1, (1 << 15) - 1, (1 << 21) - 1].map(made))
    }
}

/// Lays segmentation masks over color images `(images, height, width, 3)`: `(images, height, width)`, the class of each pixel.
///
/// ```
/// use keras::ndarray::{Array4, array};
/// use keras::utils::{DrawSegmentationMasks, draw_segmentation_masks};
///
/// let images = Array4::<u8>::zeros((1, 1, 2, 3));
/// let masks = array![[[0, 1]]];
/// let options = DrawSegmentationMasks::new().ignore_index(0).color_mapping([[0, 0, 0], [200, 100, 0]]).alpha(0.5);
/// let drawn = draw_segmentation_masks(&images, &masks, options)?;
/// assert_eq!(drawn, array![[[[0, 0, 0], [100, 50, 0]]]]);
/// # Ok::<(), keras::Error>(())
/// ```
///
/// As [`keras.visualization.draw_segmentation_masks`](https://keras.io/api/visualization/), which cuts fractions off. Every class is
/// drawn here; there the greatest is not, unless `num_classes` is greater.
///
/// # Errors
///
/// If images are not in color, masks have another size, `alpha` is not from 0 to 1, or a number is not finite.
pub fn draw_segmentation_masks<E: Number>(
    images: &ArrayRef<E, Ix4>,
    segmentation_masks: &ArrayRef<i32, Ix3>,
    options: DrawSegmentationMasks,
) -> Result<Array4<u8>> {
    const PLACE: &str = "`draw_segmentation_masks`";
    let mut drawn = color_images(PLACE, images, options.value_range)?;
    draw(PLACE, &mut drawn, segmentation_masks.view(), &options)?;
    Ok(drawn)
}

fn draw(
    place: &str,
    images: &mut Array4<u8>,
    masks: ArrayView3<'_, i32>,
    options: &DrawSegmentationMasks,
) -> Result<()> {
    let (count, height, width, _) = images.dim();
    if masks.dim() != (count, height, width) {
        let expected = format!("masks of shape {:?}", [count, height, width]);
        return Err(Error::expected(place, expected, format!("{:?}", masks.shape())));
    }
    if !(0.0..=1.0).contains(&options.alpha) {
        return Err(Error::expected(format!("{place}, alpha"), "a number from 0 to 1", options.alpha));
    }
    for (place, &class) in masks.indexed_iter().filter(|(_, class)| **class != options.ignore_index) {
        let (image, y, x) = place;
        for (channel, color) in options.color(class).into_iter().enumerate() {
            let value = &mut images[[image, y, x, channel]];
            *value =
                (f32::from(*value) * (1.0 - options.alpha) + f32::from(color) * options.alpha).round() as u8;
        }
    }
    Ok(())
}

/// Options of [`plot_segmentation_mask_gallery`], with the names of
/// [`keras.visualization.plot_segmentation_mask_gallery`](https://keras.io/api/visualization/).
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct SegmentationMaskGallery<'a> {
    y_true: Option<ArrayView3<'a, i32>>,
    y_pred: Option<ArrayView3<'a, i32>>,
    masks: DrawSegmentationMasks,
    gallery: ImageGallery,
}

impl<'a> SegmentationMaskGallery<'a> {
    /// The images alone.
    pub fn new() -> Self {
        Self::default()
    }

    /// The masks that are there, beside each image.
    pub fn y_true(mut self, masks: &'a ArrayRef<i32, Ix3>) -> Self {
        self.y_true = Some(masks.view());
        self
    }

    /// The masks that are predicted, beside those.
    pub fn y_pred(mut self, masks: &'a ArrayRef<i32, Ix3>) -> Self {
        self.y_pred = Some(masks.view());
        self
    }

    /// How masks are drawn: colors, opacity, the class that is left out, the range of the images.
    pub fn masks(mut self, masks: DrawSegmentationMasks) -> Self {
        self.masks = masks;
        self
    }

    /// Scale and padding; the numbers that are black and white, if it has them. There is a row for each image.
    pub fn gallery(mut self, gallery: ImageGallery) -> Self {
        self.gallery = gallery;
        self
    }
}

/// Gallery of color images `(images, height, width, 3)` in a PNG file, each beside itself with the masks that are there and those
/// that are predicted.
///
/// ```
/// use keras::ndarray::{Array3, Array4};
/// use keras::utils::{SegmentationMaskGallery, plot_segmentation_mask_gallery};
///
/// let images = Array4::<u8>::zeros((2, 16, 16, 3));
/// let there = Array3::from_shape_fn((2, 16, 16), |(_, y, _)| i32::from(y > 7));
/// let found = Array3::from_shape_fn((2, 16, 16), |(_, y, x)| i32::from(y + x > 15));
/// let path = std::env::temp_dir().join("masks.png");
/// plot_segmentation_mask_gallery(&images, &path, SegmentationMaskGallery::new().y_true(&there).y_pred(&found))?;
/// # std::fs::remove_file(&path).unwrap();
/// # Ok::<(), keras::Error>(())
/// ```
///
/// As [`keras.visualization.plot_segmentation_mask_gallery`](https://keras.io/api/visualization/).
///
/// # Errors
///
/// As of [`draw_segmentation_masks`] and [`plot_image_gallery`].
pub fn plot_segmentation_mask_gallery<E: Number>(
    images: &ArrayRef<E, Ix4>,
    path: impl AsRef<Path>,
    options: SegmentationMaskGallery<'_>,
) -> Result<()> {
    const PLACE: &str = "`plot_segmentation_mask_gallery`";
    let plain =
        color_images(PLACE, images, options.gallery.value_range.unwrap_or(options.masks.value_range))?;
    let mut columns = vec![plain.clone()];
    for masks in [options.y_true, options.y_pred].into_iter().flatten() {
        let mut drawn = plain.clone();
        draw(PLACE, &mut drawn, masks, &options.masks)?;
        columns.push(drawn);
    }
    let mut rows: Vec<ArrayView4<'_, u8>> = vec![];
    for i in 0..plain.dim().0 {
        rows.extend(columns.iter().map(|column| column.slice_axis(Axis(0), (i..=i).into())));
    }
    let all = concatenate(Axis(0), &rows).expect("all images have one size");
    let gallery = options.gallery.rows(plain.dim().0).cols(columns.len());
    plot_image_gallery(&all, path, gallery.value_range(0.0, 255.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array3, array};

    #[test]
    fn classes_have_the_colors_of_keras_unless_they_are_given() {
        let images = Array4::<f32>::ones((1, 1, 4, 3));
        let options = DrawSegmentationMasks::new().value_range(0.0, 1.0);
        let drawn = draw_segmentation_masks(&images, &array![[[-1, 0, 1, 2]]], options).unwrap();
        assert_eq!(drawn, array![[[[255, 255, 255], [51, 51, 51], [52, 153, 76], [53, 254, 101]]]]);
    }

    #[test]
    fn what_cannot_be_drawn_is_an_error() {
        let error = |masks: [usize; 3], alpha: f32| {
            let (images, masks) = (Array4::<f32>::zeros((1, 2, 2, 3)), Array3::<i32>::zeros(masks));
            draw_segmentation_masks(&images, &masks, DrawSegmentationMasks::new().alpha(alpha))
                .unwrap_err()
                .to_string()
        };
        assert!(error([1, 2, 3], 0.5).contains("masks of shape [1, 2, 2]"));
        assert!(error([1, 2, 2], 1.5).contains("from 0 to 1"));
    }
}
