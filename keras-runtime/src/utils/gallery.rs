//! Galleries: many images in one picture.

use std::path::Path;

use ndarray::{Array3, ArrayRef, ArrayView3, Ix4, s};

use super::save_img::{Scale, save_img};
use crate::training::data::Number;
use crate::{Error, Result};

/// Options of [`plot_image_gallery`], with the names of
/// [`keras.visualization.plot_image_gallery`](https://keras.io/api/visualization/).
#[derive(Clone, Copy, Debug)]
#[must_use]
pub struct ImageGallery {
    rows: Option<usize>,
    cols: Option<usize>,
    pub(super) value_range: Option<(f32, f32)>,
    scale: usize,
    padding: usize,
}

impl Default for ImageGallery {
    fn default() -> Self {
        Self { rows: None, cols: None, value_range: None, scale: 2, padding: 2 }
    }
}

impl ImageGallery {
    /// As many columns as rows, or one more; each image from its least number to its greatest.
    pub fn new() -> Self {
        Self::default()
    }

    /// The rows. Images that have no place are left out.
    pub fn rows(mut self, rows: usize) -> Self {
        self.rows = Some(rows);
        self
    }

    /// The columns.
    pub fn cols(mut self, cols: usize) -> Self {
        self.cols = Some(cols);
        self
    }

    /// The numbers that are black and white, such as `(0.0, 255.0)`, which is Keras's default; what lies beyond is cut off. Left
    /// out, they are the least and the greatest of each image by itself, so that feature maps and kernels can be seen.
    pub fn value_range(mut self, least: f32, greatest: f32) -> Self {
        self.value_range = Some((least, greatest));
        self
    }

    /// How many dots wide and high a pixel is.
    pub fn scale(mut self, scale: usize) -> Self {
        self.scale = scale;
        self
    }

    /// How many dots lie between images.
    pub fn padding(mut self, padding: usize) -> Self {
        self.padding = padding;
        self
    }
}

/// Gallery of images `(images, height, width, channels)` in a PNG file, side by side: samples, what a generator makes, the kernels
/// and feature maps of a convolution.
///
/// ```
/// use keras::ndarray::Array4;
/// use keras::prelude::*;
/// use keras::utils::{ImageGallery, plot_image_gallery};
///
/// // Sixteen kernels of 3 x 3, in 4 rows of 4.
/// let model = sequential![Conv2D(16, 3, input = (8, 8, 1), name = conv)];
/// let kernel = model.conv.get_weight("kernel")?.permuted_axes(vec![3, 0, 1, 2]);
/// let kernels: Array4<f32> = kernel.into_dimensionality().unwrap();
/// let path = std::env::temp_dir().join("kernels.png");
/// plot_image_gallery(&kernels, &path, ImageGallery::new().scale(8))?;
/// # std::fs::remove_file(&path).unwrap();
/// # Ok::<(), keras::Error>(())
/// ```
///
/// Images have 1 channel for grey, 3 for red, green and blue, 4 with opacity.
///
/// # Errors
///
/// If there is no image or another number of channels, a number is not finite, a size among the options is 0 or the picture
/// too large; if the path does not end in `.png`, or cannot be written.
pub fn plot_image_gallery<E: Number>(
    images: &ArrayRef<E, Ix4>,
    path: impl AsRef<Path>,
    options: ImageGallery,
) -> Result<()> {
    const PLACE: &str = "`plot_image_gallery`";
    let (count, height, width, channels) = images.dim();
    if let Some(range) = options.value_range {
        check_range(PLACE, range)?;
    }
    if images.is_empty() || ![1, 3, 4].contains(&channels) {
        let expected = "images with pixels of 1, 3 or 4 channels, (images, height, width, channels)";
        return Err(Error::expected(PLACE, expected, format!("{:?}", images.shape())));
    }
    let cols = options.cols.or(options.rows.map(|rows| count.div_ceil(rows.max(1))));
    let cols = cols.unwrap_or_else(|| (count as f64).sqrt().ceil() as usize);
    let rows = options.rows.unwrap_or_else(|| count.div_ceil(cols.max(1)));
    let (scale, padding) = (options.scale, options.padding);
    if [rows, cols, scale].contains(&0) {
        let expected = "1 row, column and dot a pixel at least";
        return Err(Error::expected(PLACE, expected, format!("{rows}, {cols} and {scale}")));
    }
    let side = |pixels: usize, times: usize| {
        let cell = pixels.checked_mul(scale)?.checked_add(padding)?;
        cell.checked_mul(times)?.checked_add(padding).filter(|&side| side <= MOST)
    };
    let (Some(down), Some(across)) = (side(height, rows), side(width, cols)) else {
        return Err(Error::new(PLACE, format!("the picture has more than {MOST} dots across or down")));
    };
    let mut picture = Array3::<u8>::from_elem((down, across, channels), u8::MAX);
    for (i, image) in images.outer_iter().take(rows * cols).enumerate() {
        let bytes = bytes(PLACE, (i, image), options.value_range)?;
        let (top, left) =
            (padding + i / cols * (height * scale + padding), padding + i % cols * (width * scale + padding));
        let mut place = picture.slice_mut(s![top..top + height * scale, left..left + width * scale, ..]);
        place.indexed_iter_mut().for_each(|((y, x, c), to)| *to = bytes[[y / scale, x / scale, c]]);
    }
    save_img(path, &picture, Scale::Bytes)
}

/// The most dots across or down.
const MOST: usize = 16_384;

/// An error if there is nothing between the numbers that are black and white.
pub(super) fn check_range(place: &str, (least, greatest): (f32, f32)) -> Result<()> {
    if least < greatest {
        return Ok(());
    }
    let found = format!("{least} and {greatest}");
    Err(Error::expected(format!("{place}, value_range"), "a number and a greater one", found))
}

/// The bytes of one image of several; an error if a number is not finite.
pub(super) fn bytes<E: Number>(
    place: &str,
    (index, image): (usize, ArrayView3<'_, E>),
    range: Option<(f32, f32)>,
) -> Result<Array3<u8>> {
    let image = image.mapv(Number::to_f32);
    if let Some(number) = image.iter().find(|number| !number.is_finite()) {
        return Err(Error::expected(format!("{place}, image {index}"), "finite numbers", number));
    }
    let (least, greatest) = range.unwrap_or_else(|| {
        let extreme = |of: fn(f32, f32) -> f32| image.iter().copied().reduce(of).unwrap_or_default();
        (extreme(f32::min), extreme(f32::max))
    });
    let width = f64::from(greatest) - f64::from(least);
    let byte = |number: f32| {
        let part = (f64::from(number) - f64::from(least)) / width;
        if width == 0.0 { 0 } else { (part.clamp(0.0, 1.0) * 255.0).round() as u8 }
    };
    Ok(image.mapv(byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Array4;

    fn dots(images: &Array4<f32>, options: ImageGallery) -> (u32, u32, Vec<u8>) {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("gallery.png");
        plot_image_gallery(images, &path, options).unwrap();
        let decoder = png::Decoder::new(std::io::BufReader::new(std::fs::File::open(path).unwrap()));
        let mut reader = decoder.read_info().unwrap();
        let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut bytes).unwrap();
        (info.width, info.height, bytes)
    }

    #[test]
    fn images_stand_in_rows_with_white_between_them() {
        let images = Array4::from_shape_fn((3, 1, 1, 1), |(i, ..)| i as f32);
        let options = ImageGallery::new().value_range(0.0, 2.0).scale(1).padding(1);
        let (width, height, bytes) = dots(&images, options);
        assert_eq!((width, height), (5, 5));
        let w = 255;
        assert_eq!(bytes, [w, w, w, w, w, w, 0, w, 128, w, w, w, w, w, w, w, w, w, w, w, w, w, w, w, w]);
        let (width, height, _) = dots(&images, options.rows(1).scale(3));
        assert_eq!((width, height), (13, 5));
        let (width, height, _) = dots(&images, options.cols(1));
        assert_eq!((width, height), (3, 7));
    }

    #[test]
    fn each_image_goes_from_its_least_number_to_its_greatest() {
        let images = Array4::from_shape_fn((2, 1, 2, 1), |(i, _, x, _)| (10 * i + x) as f32);
        let (_, _, bytes) = dots(&images, ImageGallery::new().scale(1).padding(0).cols(1));
        assert_eq!(bytes, [0, 255, 0, 255]);
    }

    #[test]
    fn what_is_no_gallery_is_an_error() {
        let error = |shape: [usize; 4], options| {
            let images = Array4::<f32>::zeros(shape);
            plot_image_gallery(&images, "nowhere.png", options).unwrap_err().to_string()
        };
        assert!(error([0, 2, 2, 1], ImageGallery::new()).contains("found [0, 2, 2, 1]"));
        assert!(error([1, 2, 2, 2], ImageGallery::new()).contains("1, 3 or 4 channels"));
        assert!(error([1, 2, 2, 1], ImageGallery::new().scale(0)).contains("found 1, 1 and 0"));
        assert!(error([1, 2, 2, 1], ImageGallery::new().scale(usize::MAX)).contains("16384 dots"));
        let nan = Array4::from_elem((1, 1, 1, 1), f32::NAN);
        let error = plot_image_gallery(&nan, "nowhere.png", ImageGallery::new()).unwrap_err();
        assert!(error.to_string().contains("image 0: expected finite numbers, found NaN"));
    }
}
