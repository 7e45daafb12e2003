//! Bounding boxes, drawn into images.

use ndarray::{Array4, ArrayRef, ArrayView1, ArrayView2, ArrayView3, ArrayViewMut3, Axis, Ix2, Ix3, Ix4, s};

use super::{Color, color_images, one_for_each};
use crate::training::data::Number;
use crate::{Error, Result};

/// Format of a bounding box: which four numbers say where it is. With `Rel` they are shares of the width and height of the
/// image, otherwise pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BoxFormat {
    /// Left, top, right, bottom.
    Xyxy,
    /// Top, left, bottom, right.
    Yxyx,
    /// Left, top, width, height.
    Xywh,
    /// Middle across, middle down, width, height.
    CenterXywh,
    /// Middle down, middle across, height, width.
    CenterYxhw,
    /// As [`Xyxy`](Self::Xyxy), in shares.
    RelXyxy,
    /// As [`Yxyx`](Self::Yxyx), in shares.
    RelYxyx,
    /// As [`Xywh`](Self::Xywh), in shares.
    RelXywh,
    /// As [`CenterXywh`](Self::CenterXywh), in shares.
    RelCenterXywh,
}

impl BoxFormat {
    /// Left, top, right and bottom in pixels of an image of this height and width.
    fn corners(self, numbers: ArrayView1<'_, f32>, [height, width]: [usize; 2]) -> [f32; 4] {
        let [a, b, c, d] = [0, 1, 2, 3].map(|i| numbers[i]);
        let centered = |x: f32, y: f32, w: f32, h: f32| [x - w / 2.0, y - h / 2.0, x + w / 2.0, y + h / 2.0];
        let (corners, is_share) = match self {
            Self::Xyxy => ([a, b, c, d], false),
            Self::RelXyxy => ([a, b, c, d], true),
            Self::Yxyx => ([b, a, d, c], false),
            Self::RelYxyx => ([b, a, d, c], true),
            Self::Xywh => ([a, b, a + c, b + d], false),
            Self::RelXywh => ([a, b, a + c, b + d], true),
            Self::CenterXywh => (centered(a, b, c, d), false),
            Self::RelCenterXywh => (centered(a, b, c, d), true),
            Self::CenterYxhw => (centered(b, a, d, c), false),
        };
        let [across, down] = if is_share { [width as f32, height as f32] } else { [1.0; 2] };
        let [left, top, right, bottom] = corners;
        [left * across, top * down, right * across, bottom * down]
    }
}

/// Bounding boxes of images, `(images, boxes, 4)`, and the class of each, `(images, boxes)`, or -1 where there is no box.
#[derive(Clone, Copy, Debug)]
pub struct BoundingBoxes<'a> {
    boxes: ArrayView3<'a, f32>,
    labels: ArrayView2<'a, i32>,
}

impl<'a> BoundingBoxes<'a> {
    /// These boxes.
    pub fn new(boxes: &'a ArrayRef<f32, Ix3>, labels: &'a ArrayRef<i32, Ix2>) -> Self {
        Self { boxes: boxes.view(), labels: labels.view() }
    }
}

/// Options of [`draw_bounding_boxes`], with the names of
/// [`keras.visualization.draw_bounding_boxes`](https://keras.io/api/visualization/).
#[derive(Clone, Copy, Debug)]
#[must_use]
pub struct DrawBoundingBoxes {
    color: Color,
    line_thickness: usize,
    pub(super) value_range: (f32, f32),
}

impl Default for DrawBoundingBoxes {
    fn default() -> Self {
        Self { color: [128; 3], line_thickness: 2, value_range: (0.0, 255.0) }
    }
}

impl DrawBoundingBoxes {
    /// Grey lines of two pixels, in images of numbers from 0 to 255.
    pub fn new() -> Self {
        Self::default()
    }

    /// The color of the lines.
    pub fn color(mut self, color: Color) -> Self {
        self.color = color;
        self
    }

    /// How many pixels wide the lines are.
    pub fn line_thickness(mut self, line_thickness: usize) -> Self {
        self.line_thickness = line_thickness;
        self
    }

    /// The numbers that are black and white, such as `(0.0, 1.0)`; what lies beyond is cut off.
    pub fn value_range(mut self, least: f32, greatest: f32) -> Self {
        self.value_range = (least, greatest);
        self
    }
}

/// Draws bounding boxes into color images `(images, height, width, 3)`.
///
/// ```
/// use keras::ndarray::{Array4, array};
/// use keras::utils::{BoundingBoxes, BoxFormat, DrawBoundingBoxes, draw_bounding_boxes};
///
/// let images = Array4::<u8>::zeros((1, 8, 8, 3));
/// // One box, and the room for another, which is not there.
/// let (boxes, labels) = (array![[[2.0, 1.0, 6.0, 5.0], [0.0, 0.0, 0.0, 0.0]]], array![[3, -1]]);
/// let boxes = BoundingBoxes::new(&boxes, &labels);
/// let options = DrawBoundingBoxes::new().color([255, 0, 0]).line_thickness(1);
/// let drawn = draw_bounding_boxes(&images, boxes, BoxFormat::Xyxy, options)?;
/// assert_eq!((drawn[[0, 1, 2, 0]], drawn[[0, 3, 4, 0]]), (255, 0));
/// # Ok::<(), keras::Error>(())
/// ```
///
/// As [`keras.visualization.draw_bounding_boxes`](https://keras.io/api/visualization/), which also writes names of classes beside
/// the boxes, and takes images of numbers up to 1 for such of up to 255 where none is greater.
///
/// # Errors
///
/// If images are not in color, boxes do not have four numbers and a label for each image, or a number is not finite.
pub fn draw_bounding_boxes<E: Number>(
    images: &ArrayRef<E, Ix4>,
    boxes: BoundingBoxes<'_>,
    format: BoxFormat,
    options: DrawBoundingBoxes,
) -> Result<Array4<u8>> {
    const PLACE: &str = "`draw_bounding_boxes`";
    let mut drawn = color_images(PLACE, images, options.value_range)?;
    draw(PLACE, &mut drawn, boxes, format, options)?;
    Ok(drawn)
}

pub(super) fn draw(
    place: &str,
    images: &mut Array4<u8>,
    BoundingBoxes { boxes, labels }: BoundingBoxes<'_>,
    format: BoxFormat,
    options: DrawBoundingBoxes,
) -> Result<()> {
    let (count, height, width, _) = images.dim();
    one_for_each(place, count, boxes.shape(), "boxes")?;
    if boxes.dim().2 != 4 || labels.shape() != &boxes.shape()[..2] {
        let found = format!("{:?} and {:?}", boxes.shape(), labels.shape());
        return Err(Error::expected(place, "boxes (images, boxes, 4) and labels (images, boxes)", found));
    }
    for (i, mut image) in images.axis_iter_mut(Axis(0)).enumerate() {
        for (numbers, label) in boxes.index_axis(Axis(0), i).outer_iter().zip(labels.row(i)) {
            if let Some(number) = numbers.iter().find(|number| !number.is_finite()) {
                return Err(Error::expected(
                    format!("{place}, image {i}"),
                    "boxes of finite numbers",
                    number,
                ));
            }
            if *label != -1 {
                outline(&mut image, format.corners(numbers, [height, width]), options);
            }
        }
    }
    Ok(())
}

/// Draws the lines of a box, as far as they are in the image.
fn outline(image: &mut ArrayViewMut3<'_, u8>, corners: [f32; 4], options: DrawBoundingBoxes) {
    let (height, width, _) = image.dim();
    // No image is so large.
    let [left, top, right, bottom] = corners.map(|corner| corner.clamp(-1e9, 1e9) as i64);
    let thickness = options.line_thickness as i64;
    // A line is around its place; where its pixels are even, the odd one is before it.
    let span = |from: i64, to: i64, size: usize| {
        let [from, to] = [from - thickness / 2, to - thickness / 2 + thickness];
        from.clamp(0, size as i64) as usize..to.clamp(0, size as i64) as usize
    };
    let (across, down) = (span(left, right, width), span(top, bottom, height));
    let sides = [
        (span(top, top, height), across.clone()),
        (span(bottom, bottom, height), across),
        (down.clone(), span(left, left, width)),
        (down, span(right, right, width)),
    ];
    for (rows, columns) in
        sides.into_iter().filter(|(rows, columns)| rows.start < rows.end && columns.start < columns.end)
    {
        let mut line = image.slice_mut(s![rows, columns, ..]);
        line.indexed_iter_mut().for_each(|((_, _, channel), value)| *value = options.color[channel]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array1, Array2, Array3, array};

    #[test]
    fn a_box_is_cut_off_however_large_it_is() {
        let labels = array![[0]];
        let drawn = |size: f32| {
            let boxes = array![[[-size, 2.0, size, size]]];
            let images = Array4::<u8>::zeros((1, 8, 8, 3));
            draw_bounding_boxes(
                &images,
                BoundingBoxes::new(&boxes, &labels),
                BoxFormat::Xyxy,
                DrawBoundingBoxes::new(),
            )
            .unwrap()
        };
        assert_eq!(drawn(f32::MAX), drawn(100.0));
    }

    #[test]
    fn each_format_says_the_same_box() {
        let box_of = |format: BoxFormat, numbers: [f32; 4]| {
            format.corners(Array1::from_iter(numbers).view(), [10, 20])
        };
        for (format, numbers) in [
            (BoxFormat::Xyxy, [2.0, 1.0, 8.0, 5.0]),
            (BoxFormat::Yxyx, [1.0, 2.0, 5.0, 8.0]),
            (BoxFormat::Xywh, [2.0, 1.0, 6.0, 4.0]),
            (BoxFormat::CenterXywh, [5.0, 3.0, 6.0, 4.0]),
            (BoxFormat::CenterYxhw, [3.0, 5.0, 4.0, 6.0]),
            (BoxFormat::RelXyxy, [0.1, 0.1, 0.4, 0.5]),
            (BoxFormat::RelYxyx, [0.1, 0.1, 0.5, 0.4]),
            (BoxFormat::RelXywh, [0.1, 0.1, 0.3, 0.4]),
            (BoxFormat::RelCenterXywh, [0.25, 0.3, 0.3, 0.4]),
        ] {
            let found = box_of(format, numbers).map(|corner| (corner * 1000.0).round() / 1000.0);
            assert_eq!(found, [2.0, 1.0, 8.0, 5.0], "{format:?}");
        }
    }

    fn drawn(corners: [f32; 4], label: i32, line_thickness: usize) -> Array4<u8> {
        let boxes = Array3::from_shape_vec((1, 1, 4), corners.to_vec()).unwrap();
        let (images, labels) = (Array4::<u8>::zeros((1, 5, 6, 3)), array![[label]]);
        let options = DrawBoundingBoxes::new().color([1, 2, 3]).line_thickness(line_thickness);
        draw_bounding_boxes(&images, BoundingBoxes::new(&boxes, &labels), BoxFormat::Xyxy, options).unwrap()
    }

    #[test]
    fn lines_end_at_the_edge_of_the_image() {
        let red = drawn([1.0, 1.0, 9.0, 3.0], 0, 1).index_axis_move(Axis(3), 0).index_axis_move(Axis(0), 0);
        let expected = array![
            [0, 0, 0, 0, 0, 0],
            [0, 1, 1, 1, 1, 1],
            [0, 1, 0, 0, 0, 0],
            [0, 1, 1, 1, 1, 1],
            [0, 0, 0, 0, 0, 0]
        ];
        assert_eq!(red, expected);
        let blue =
            drawn([-7.0, -7.0, 2.0, 2.0], 0, 2).index_axis_move(Axis(3), 2).index_axis_move(Axis(0), 0);
        assert_eq!(blue.row(0), array![0, 3, 3, 0, 0, 0]);
        assert_eq!(blue.row(1), array![3, 3, 3, 0, 0, 0]);
    }

    #[test]
    fn a_label_of_minus_one_is_no_box() {
        assert!(drawn([1.0, 1.0, 4.0, 3.0], -1, 2).iter().all(|&value| value == 0));
    }

    #[test]
    fn what_cannot_be_drawn_is_an_error() {
        let error = |images: [usize; 4], boxes: [usize; 3], labels: [usize; 2]| {
            let (boxes, labels) = (Array3::<f32>::zeros(boxes), Array2::<i32>::zeros(labels));
            let (boxes, options) = (BoundingBoxes::new(&boxes, &labels), DrawBoundingBoxes::new());
            let images = Array4::<f32>::zeros(images);
            draw_bounding_boxes(&images, boxes, BoxFormat::Xyxy, options).unwrap_err().to_string()
        };
        assert!(error([1, 4, 4, 1], [1, 1, 4], [1, 1]).contains("expected color images"));
        assert!(error([2, 4, 4, 3], [1, 1, 4], [1, 1]).contains("boxes for each of 2 images"));
        assert!(error([1, 4, 4, 3], [1, 1, 5], [1, 1]).contains("found [1, 1, 5] and [1, 1]"));
        assert!(error([1, 4, 4, 3], [1, 2, 4], [1, 1]).contains("found [1, 2, 4] and [1, 1]"));
    }
}
