//! Image decoding: images from files.

use std::path::Path;

use image::{DynamicImage, ImageDecoder, ImageError, ImageReader, ImageResult, Limits, Rgb};
use ndarray::{Array3, ShapeError};

use crate::{Error, ErrorKind, Result};

/// Color mode: the channels of an image.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
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

/// Decodes an image, that in a PNG, JPEG, BMP or GIF file, shape `(height, width, channels)`, bytes from 0 to 255.
///
/// This is [`keras.utils.load_img`](https://keras.io/api/data_loading/image/#loadimg-function) with `img_to_array`
/// after it; [`resize`](super::resize) gives it another size. What the file holds decides its format, whatever its
/// name says. Of an animation it is the first picture; 16 bits a channel become 8.
///
/// ```no_run
/// use keras::utils::{ColorMode, load_img};
///
/// let cat = load_img("cat.jpg", ColorMode::Rgb)?;
/// assert_eq!(cat.dim().2, 3);
/// # Ok::<(), keras::Error>(())
/// ```
///
/// # Errors
///
/// Where the file cannot be read, or is not an image of these formats; where it has more than 178,956,970 pixels, as many
/// as Pillow, and so Keras, takes.
pub fn load_img(path: impl AsRef<Path>, color_mode: ColorMode) -> Result<Array3<u8>> {
    let path = path.as_ref();
    let place = path.display().to_string();
    let unreadable = |error: ImageError| {
        let kind = match &error {
            ImageError::IoError(error) => ErrorKind::from(error),
            _ => ErrorKind::Format,
        };
        Error::new(&place, format!("cannot be read as an image: {error}")).with_kind(kind).caused_by(error)
    };
    let mut decoder = decoder(path).map_err(unreadable)?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if pixels > MAX_PIXELS as u64 {
        let found = format!("{width} × {height}");
        let expected = format!("an image of at most {MAX_PIXELS} pixels");
        return Err(Error::expected(place, expected, found).with_kind(ErrorKind::Format));
    }
    let image = decoder
        .set_limits(limits(pixels * MAX_BYTES_PER_PIXEL))
        .and_then(|()| DynamicImage::from_decoder(decoder))
        .map_err(unreadable)?;
    channels(image, color_mode)
        .map_err(|error| Error::new(place, error.to_string()).with_kind(ErrorKind::Format))
}

/// Twice `MAX_IMAGE_PIXELS` of Pillow, for which four bytes a pixel fill 2/3 of a gigabyte; above that it takes an image for
/// a bomb.
pub(super) const MAX_PIXELS: usize = 178_956_970;

/// Four channels of 16 bits.
const MAX_BYTES_PER_PIXEL: u64 = 8;

/// For what an image has besides its pixels: a profile of its colours, the state of a decoder.
const BESIDES: u64 = 1 << 24;

fn limits(bytes: u64) -> Limits {
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(bytes + BESIDES);
    limits
}

fn decoder(path: &Path) -> ImageResult<impl ImageDecoder + 'static> {
    let mut reader = ImageReader::open(path)?.with_guessed_format()?;
    reader.limits(limits(0));
    reader.into_decoder()
}

fn channels(image: DynamicImage, mode: ColorMode) -> Result<Array3<u8>, ShapeError> {
    let (height, width) = (image.height() as usize, image.width() as usize);
    let shape = (height, width, mode.channels());
    match mode {
        ColorMode::Grayscale => {
            // The weights of BT.601 in units of 2⁻¹⁶, as Pillow has them; equal colours stay what they are.
            let grey = |pixel: &Rgb<u8>| {
                let [red, green, blue] = pixel.0.map(u32::from);
                ((19_595 * red + 38_470 * green + 7_471 * blue + (1 << 15)) >> 16) as u8
            };
            Array3::from_shape_vec(shape, image.into_rgb8().pixels().map(grey).collect())
        }
        ColorMode::Rgb => Array3::from_shape_vec(shape, image.into_rgb8().into_raw()),
        ColorMode::Rgba => Array3::from_shape_vec(shape, image.into_rgba8().into_raw()),
    }
}
