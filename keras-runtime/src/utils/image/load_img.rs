//! Images from files.

use std::path::Path;

use image::{DynamicImage, ImageReader};
use ndarray::Array3;

use crate::{Error, Result};

/// The channels of an image.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum ColorMode {
    /// One: brightness, made of red, green and blue as ITU-R BT.601 weighs them.
    Grayscale,
    /// Three: red, green and blue.
    #[default]
    Rgb,
    /// Four: red, green, blue and opacity.
    Rgba,
}

impl ColorMode {
    /// The number of channels.
    pub fn channels(self) -> usize {
        match self {
            ColorMode::Grayscale => 1,
            ColorMode::Rgb => 3,
            ColorMode::Rgba => 4,
        }
    }
}

/// The image in a PNG, JPEG, BMP or GIF file, shape `(height, width, channels)`, bytes from 0 to 255.
///
/// This is [`keras.utils.load_img`](https://keras.io/api/data_loading/image/#loadimg-function) with `img_to_array`
/// behind it; [`resize`](super::resize) gives it another size. What the file holds decides its format, whatever its
/// name says. Of an animation it is the first picture; 16 bits a channel become 8.
///
/// ```no_run
/// use keras_runtime::utils::{ColorMode, load_img};
///
/// let cat = load_img("cat.jpg", ColorMode::Rgb)?;
/// assert_eq!(cat.dim().2, 3);
/// # Ok::<(), keras_runtime::Error>(())
/// ```
///
/// # Errors
///
/// Where the file cannot be read, or is not an image of these formats.
pub fn load_img(path: impl AsRef<Path>, color_mode: ColorMode) -> Result<Array3<u8>> {
    let path = path.as_ref();
    let image = read(path).map_err(|error| {
        let place = path.display().to_string();
        Error::new(place, format!("cannot be read as an image: {error}")).caused_by(error)
    })?;
    Ok(channels(image, color_mode))
}

fn read(path: &Path) -> image::ImageResult<DynamicImage> {
    ImageReader::open(path)?.with_guessed_format()?.decode()
}

fn channels(image: DynamicImage, mode: ColorMode) -> Array3<u8> {
    let (height, width) = (image.height() as usize, image.width() as usize);
    let pixels = image.into_rgba8();
    let mut out = Array3::zeros((height, width, mode.channels()));
    for (mut out, pixel) in out.rows_mut().into_iter().zip(pixels.pixels()) {
        let [red, green, blue, _] = pixel.0.map(u32::from);
        match mode {
            // The weights of BT.601 in units of 2⁻¹⁶, as Pillow has them; equal colours stay what they are.
            ColorMode::Grayscale => {
                out[0] = ((19_595 * red + 38_470 * green + 7_471 * blue + (1 << 15)) >> 16) as u8
            }
            ColorMode::Rgb | ColorMode::Rgba => {
                out.iter_mut().zip(pixel.0).for_each(|(out, byte)| *out = byte)
            }
        }
    }
    out
}
