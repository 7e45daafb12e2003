//! Galleries of images with bounding boxes.

use std::path::Path;

use ndarray::{ArrayRef, Ix4};

use super::boxes::{BoundingBoxes, BoxFormat, DrawBoundingBoxes, draw};
use super::{Color, color_images};
use crate::Result;
use crate::training::data::Number;
use crate::utils::gallery::{ImageGallery, plot_image_gallery};

/// Options of [`plot_bounding_box_gallery`], with the names of
/// [`keras.visualization.plot_bounding_box_gallery`](https://keras.io/api/visualization/).
#[derive(Clone, Copy, Debug)]
#[must_use]
pub struct BoundingBoxGallery<'a> {
    y_true: Option<BoundingBoxes<'a>>,
    y_pred: Option<BoundingBoxes<'a>>,
    true_color: Color,
    pred_color: Color,
    lines: DrawBoundingBoxes,
    gallery: ImageGallery,
}

impl Default for BoundingBoxGallery<'_> {
    fn default() -> Self {
        Self {
            y_true: None,
            y_pred: None,
            true_color: [0, 188, 212],
            pred_color: [255, 235, 59],
            lines: DrawBoundingBoxes::new(),
            gallery: ImageGallery::new(),
        }
    }
}

impl<'a> BoundingBoxGallery<'a> {
    /// Lines of two pixels, turquoise where boxes are and yellow where they are predicted.
    pub fn new() -> Self {
        Self::default()
    }

    /// The boxes that are there.
    pub fn y_true(mut self, boxes: BoundingBoxes<'a>) -> Self {
        self.y_true = Some(boxes);
        self
    }

    /// The boxes that are predicted, drawn over the others.
    pub fn y_pred(mut self, boxes: BoundingBoxes<'a>) -> Self {
        self.y_pred = Some(boxes);
        self
    }

    /// The color of the boxes that are there.
    pub fn true_color(mut self, color: Color) -> Self {
        self.true_color = color;
        self
    }

    /// The color of the boxes that are predicted.
    pub fn pred_color(mut self, color: Color) -> Self {
        self.pred_color = color;
        self
    }

    /// How many pixels wide the lines are.
    pub fn line_thickness(mut self, line_thickness: usize) -> Self {
        self.lines = self.lines.line_thickness(line_thickness);
        self
    }

    /// The numbers that are black and white, such as `(0.0, 1.0)`; what lies beyond is cut off.
    pub fn value_range(mut self, least: f32, greatest: f32) -> Self {
        self.lines = self.lines.value_range(least, greatest);
        self
    }

    /// Rows, columns, scale and padding; the numbers that are black and white, if it has them.
    pub fn gallery(mut self, gallery: ImageGallery) -> Self {
        self.gallery = gallery;
        self
    }
}

/// Gallery of color images `(images, height, width, 3)` with bounding boxes in a PNG file.
///
/// ```
/// use keras::ndarray::{Array4, array};
/// use keras::utils::{BoundingBoxGallery, BoundingBoxes, BoxFormat, plot_bounding_box_gallery};
///
/// let images = Array4::<u8>::zeros((1, 32, 32, 3));
/// let labels = array![[0]];
/// let (there, found) = (array![[[4.0, 4.0, 16.0, 20.0]]], array![[[6.0, 3.0, 15.0, 18.0]]]);
/// let options = BoundingBoxGallery::new()
///     .y_true(BoundingBoxes::new(&there, &labels))
///     .y_pred(BoundingBoxes::new(&found, &labels));
/// let path = std::env::temp_dir().join("boxes.png");
/// plot_bounding_box_gallery(&images, BoxFormat::Xywh, &path, options)?;
/// # std::fs::remove_file(&path).unwrap();
/// # Ok::<(), keras::Error>(())
/// ```
///
/// As [`keras.visualization.plot_bounding_box_gallery`](https://keras.io/api/visualization/), without names of classes and a
/// legend.
///
/// # Errors
///
/// As of [`draw_bounding_boxes`](super::draw_bounding_boxes) and [`plot_image_gallery`].
pub fn plot_bounding_box_gallery<E: Number>(
    images: &ArrayRef<E, Ix4>,
    bounding_box_format: BoxFormat,
    path: impl AsRef<Path>,
    options: BoundingBoxGallery<'_>,
) -> Result<()> {
    const PLACE: &str = "`plot_bounding_box_gallery`";
    let mut drawn =
        color_images(PLACE, images, options.gallery.value_range.unwrap_or(options.lines.value_range))?;
    let kinds = [(options.y_true, options.true_color), (options.y_pred, options.pred_color)];
    for (boxes, color) in kinds {
        if let Some(boxes) = boxes {
            draw(PLACE, &mut drawn, boxes, bounding_box_format, options.lines.color(color))?;
        }
    }
    plot_image_gallery(&drawn, path, options.gallery.value_range(0.0, 255.0))
}
