//! Colours: grey levels, hue and saturation.

use super::super::arithmetic::{maximum, minimum};
use super::super::arrange::unstack;
use super::super::compare::{equal, greater, less};
use super::super::concatenate::stack;
use super::super::elementwise::{abs, clip};
use super::super::functions::mod_;
use super::super::index::attempt;
use super::super::shape::expand_dims;
use super::super::where_::where_;
use crate::autodiff::Tensor;
use crate::{Error, Result};

/// Grey levels of images of red, green and blue, `(…, 3)` to `(…, 1)`: 0.2989 of red, 0.587 of green and 0.114 of blue. Images
/// that are grey stay as they are.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]);
/// assert_eq!(K::rgb_to_grayscale(&x).to_array(), keras::ndarray::array![[0.2989], [0.587]].into_dyn());
/// ```
///
/// As [`keras.ops.image.rgb_to_grayscale`](https://keras.io/api/ops/image/#rgb_to_grayscale-function).
pub fn rgb_to_grayscale(images: &Tensor) -> Tensor {
    if images.rank() > 0 && images.dim(-1) == 1 {
        return images.clone();
    }
    of_colours("K::rgb_to_grayscale", images, |[red, green, blue]| {
        expand_dims(&(red * 0.2989 + green * 0.587 + blue * 0.114), -1)
    })
}

/// Hue, saturation and value of images of red, green and blue, `(…, 3)`, all from 0 to 1.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[[1.0, 0.0, 0.0], [0.25, 0.5, 0.25]]);
/// let expected = keras::ndarray::array![[0.0, 1.0, 1.0], [1.0 / 3.0, 0.5, 0.5]];
/// assert_eq!(K::rgb_to_hsv(&x).to_array(), expected.into_dyn());
/// ```
///
/// As [`keras.ops.image.rgb_to_hsv`](https://keras.io/api/ops/image/#rgb_to_hsv-function).
pub fn rgb_to_hsv(images: &Tensor) -> Tensor {
    of_colours("K::rgb_to_hsv", images, |colours| {
        // As in Keras, what is no more than noise is black.
        let [red, green, blue] = colours.map(|x| where_(&less(&abs(x), f32::EPSILON), 0.0, x));
        let value = maximum(&maximum(&red, &green), &blue);
        let range = &value - minimum(&minimum(&red, &green), &blue);
        let (is_lit, is_coloured) = (greater(&value, 0.0), greater(&range, 0.0));
        let saturation = where_(&is_lit, &range / where_(&is_lit, &value, 1.0), 0.0);
        let sixths = where_(&is_coloured, &range, 1.0) * 6.0;
        let between = |first: &Tensor, second: &Tensor| (first - second) / &sixths;
        let of_green = between(&blue, &red) + 1.0 / 3.0;
        let hue = where_(&equal(&value, &green), of_green, between(&red, &green) + 2.0 / 3.0);
        let hue = where_(&equal(&value, &red), between(&green, &blue), hue);
        let hue = where_(&is_coloured, &hue, 0.0) + less(&hue, 0.0);
        stack(&[hue, saturation, value], -1)
    })
}

/// Red, green and blue of images of hue, saturation and value, `(…, 3)`: the other way of [`rgb_to_hsv`].
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[[0.0, 1.0, 1.0], [0.5, 0.5, 0.5]]);
/// let expected = keras::ndarray::array![[1.0, 0.0, 0.0], [0.25, 0.5, 0.5]];
/// assert_eq!(K::hsv_to_rgb(&x).to_array(), expected.into_dyn());
/// ```
///
/// As [`keras.ops.image.hsv_to_rgb`](https://keras.io/api/ops/image/#hsv_to_rgb-function).
pub fn hsv_to_rgb(images: &Tensor) -> Tensor {
    of_colours("K::hsv_to_rgb", images, |[hue, saturation, value]| {
        let sixths = mod_(hue, 1.0) * 6.0;
        let shares = [
            clip(&(abs(&(&sixths - 3.0)) - 1.0), 0.0, 1.0),
            clip(&(2.0 - abs(&(&sixths - 2.0))), 0.0, 1.0),
            clip(&(2.0 - abs(&(&sixths - 4.0))), 0.0, 1.0),
        ];
        let colours = shares.map(|share| value * (1.0 - saturation + saturation * share));
        stack(&colours, -1)
    })
}

/// What `f` makes of the three channels.
fn of_colours(place: &'static str, images: &Tensor, f: impl FnOnce([&Tensor; 3]) -> Tensor) -> Tensor {
    attempt(images, |dims| -> Result<Tensor> {
        let expected = || Error::expected(place, "images of three channels, (…, 3)", dims);
        if dims.last() != Some(&3) {
            return Err(expected());
        }
        match unstack(images, -1).as_slice() {
            [a, b, c] => Ok(f([a, b, c])),
            _ => Err(expected()),
        }
    })
}
