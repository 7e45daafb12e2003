//! Conversion between arrays and images.

use std::path::Path;

use ndarray::{Array3, ArrayRef, Ix3};

use super::png::Pixels;
use crate::files::{not_written, write_whole};
use crate::pictures::{ending, other_ending};
use crate::training::data::Number;
use crate::{Error, Result};

/// Scaling of an image: how numbers become its bytes, each from 0 to 255.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Scale {
    /// The least number becomes 0 and the greatest 255, as Keras does by default.
    MinMax,
    /// The numbers lie between 0 and 255 as they are, Keras's `scale=False`.
    Bytes,
}

/// The bytes of an image of `x`, whose shape is `(height, width, channels)` with 1 channel for grey, 3 for red,
/// green and blue, 4 with opacity.
///
/// Fractions are cut off, as [Keras](https://keras.io/api/data_loading/image/#arraytoimg-function) cuts them off.
///
/// ```
/// use keras::utils::{Scale, array_to_img};
/// use keras::ndarray::array;
///
/// let x = array![[[-1.0], [0.0], [1.0]]];
/// assert_eq!(array_to_img(&x, Scale::MinMax)?, array![[[0], [127], [255]]]);
/// # Ok::<(), keras::Error>(())
/// ```
///
/// # Errors
///
/// Where `x` has no pixels or another number of channels, a number that is NaN or infinite, or under
/// [`Scale::Bytes`] one below 0 or above 255, which Keras lets overflow.
pub fn array_to_img<E: Number>(x: &ArrayRef<E, Ix3>, scale: Scale) -> Result<Array3<u8>> {
    const PLACE: &str = "`array_to_img`";
    let (height, width, channels) = x.dim();
    if x.is_empty() || ![1, 3, 4].contains(&channels) {
        let expected = "pixels of 1, 3 or 4 channels, (height, width, channels)";
        return Err(Error::expected(PLACE, expected, format!("{height} × {width} × {channels}")));
    }
    let (least, greatest) = match scale {
        // The greatest distance between two must be finite, too.
        Scale::MinMax => (f32::MIN / 2.0, f32::MAX / 2.0),
        Scale::Bytes => (0.0, 255.0),
    };
    for (index, number) in x.indexed_iter() {
        if !(least..=greatest).contains(&number.to_f32()) {
            let expected = match scale {
                Scale::MinMax => "a finite number, at most 1.7e38",
                Scale::Bytes => "a number from 0 to 255",
            };
            return Err(Error::expected(format!("{PLACE}, at {index:?}"), expected, number));
        }
    }
    Ok(match scale {
        Scale::Bytes => x.map(|number| number.to_f32() as u8),
        Scale::MinMax => stretched(x.map(|number| number.to_f32())),
    })
}

fn stretched(mut x: Array3<f32>) -> Array3<u8> {
    let least = x.fold(f32::INFINITY, |least, &number| least.min(number));
    x -= least;
    let greatest = x.fold(0.0f32, |greatest, &number| greatest.max(number));
    if greatest != 0.0 {
        x /= greatest;
    }
    x.mapv(|number| (number * 255.0) as u8)
}

/// Writes `x` as the PNG file `path`, whole or not at all: [`array_to_img`] says what `x` may be.
///
/// This is [`keras.utils.save_img`](https://keras.io/api/data_loading/image/#saveimg-function) for PNG files.
///
/// ```no_run
/// use keras::utils::{Scale, save_img};
/// use keras::ndarray::Array3;
///
/// // Dark at the left, bright at the right.
/// let x = Array3::from_shape_fn((64, 256, 1), |(_, column, _)| column as f32);
/// save_img("ramp.png", &x, Scale::MinMax)?;
/// # Ok::<(), keras::Error>(())
/// ```
///
/// # Errors
///
/// Those of [`array_to_img`]; a path that does not end in `.png`, or cannot be written.
pub fn save_img<E: Number>(path: impl AsRef<Path>, x: &ArrayRef<E, Ix3>, scale: Scale) -> Result<()> {
    let path = path.as_ref();
    if ending(path) != "png" {
        return Err(other_ending(path, "a path that ends in `.png`"));
    }
    let image = array_to_img(x, scale).map_err(|error| error.within(path.display()))?;
    let (height, width, channels) = image.dim();
    let image = image.as_standard_layout();
    let size = |size| u32::try_from(size).map_err(|_| Error::new("`save_img`", "the image is too large"));
    let pixels = Pixels {
        bytes: image.as_slice().expect("the layout is standard"),
        width: size(width)?,
        height: size(height)?,
        channels: channels as u8,
    };
    write_whole(path, |file| pixels.write_png(file).map_err(|error| not_written(path, error)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{ShapeBuilder, array};
    use std::fs;
    use tempfile::TempDir;

    /// The pixels of a file, as the crate `png` reads them.
    fn read(path: &Path) -> (u32, u32, png::ColorType, Vec<u8>) {
        let decoder = png::Decoder::new(std::io::BufReader::new(fs::File::open(path).unwrap()));
        let mut reader = decoder.read_info().unwrap();
        let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut bytes).unwrap();
        reader.finish().unwrap();
        (info.width, info.height, info.color_type, bytes)
    }

    #[test]
    fn a_file_holds_the_pixels_it_was_given() {
        let folder = TempDir::new().unwrap();
        for (channels, color) in
            [(1, png::ColorType::Grayscale), (3, png::ColorType::Rgb), (4, png::ColorType::Rgba)]
        {
            let x = Array3::from_shape_fn((7, 5, channels), |(i, j, k)| (i * 31 + j * 3 + k) as u8);
            let path = folder.path().join("x.PNG");
            save_img(&path, &x, Scale::Bytes).unwrap();
            assert_eq!(read(&path), (5, 7, color, x.iter().copied().collect()));
        }
    }

    #[test]
    fn the_order_in_memory_does_not_matter() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("x.png");
        let x = Array3::from_shape_fn((4, 3, 3).f(), |(i, j, k)| (i * 40 + j * 9 + k) as f32);
        save_img(&path, &x, Scale::Bytes).unwrap();
        assert_eq!(read(&path).3, x.iter().map(|&number| number as u8).collect::<Vec<_>>());
    }

    #[test]
    fn the_least_number_becomes_0_and_the_greatest_255() {
        // `keras.utils.array_to_img` of Keras 3.15 gives the same.
        let x = array![[[-2.0, 0.1, 7.5], [3.25, 4.0, 0.0]]];
        assert_eq!(array_to_img(&x, Scale::MinMax).unwrap(), array![[[0, 56, 255], [140, 161, 53]]]);
    }

    #[test]
    fn an_image_of_one_value_is_black() {
        assert_eq!(array_to_img(&array![[[3], [3]]], Scale::MinMax).unwrap(), array![[[0], [0]]]);
    }

    #[test]
    fn what_is_no_image_is_an_error() {
        let error = |x: Array3<f32>, scale| array_to_img(&x, scale).unwrap_err().to_string();
        assert!(error(Array3::zeros((2, 3, 2)), Scale::MinMax).ends_with("found 2 × 3 × 2"));
        assert!(error(Array3::zeros((0, 3, 1)), Scale::MinMax).ends_with("found 0 × 3 × 1"));
        let message = "`array_to_img`, at (0, 1, 0): expected a finite number, at most 1.7e38, found NaN";
        assert_eq!(error(array![[[0.0], [f32::NAN]]], Scale::MinMax), message);
        assert!(error(array![[[f32::MIN], [f32::MAX]]], Scale::MinMax).contains("at (0, 0, 0)"));
        for number in [-0.5, 255.5] {
            let message = format!("at (0, 0, 0): expected a number from 0 to 255, found {number}");
            assert!(error(array![[[number]]], Scale::Bytes).ends_with(&message));
        }
    }

    #[test]
    fn another_format_is_an_error_and_leaves_no_file() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("x.jpg");
        let error = save_img(&path, &array![[[1]]], Scale::MinMax).unwrap_err();
        assert_eq!(error.place(), path.display().to_string());
        assert!(!path.exists());
    }
}
