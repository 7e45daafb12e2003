//! Images of other brightness, contrast, saturation and hue.

use super::brightness::RandomBrightness;
use super::colours::{further, of_colours, recoloured, shares, value_range};
use super::contrast::RandomContrast;
use super::hue::RandomHue;
use super::range;
use super::saturation::RandomSaturation;
use crate::autodiff::Tensor;
use crate::layer::arguments::DataFormat;
use crate::layer::{Config, Context, Layer};
use crate::shape::{Inputs, OneOrMore, ShapeResult, Spec};
use crate::shape_try;

/// Data augmentation of colours: while learning, changes brightness, contrast, saturation and hue of each image, in
/// this order.
///
/// ```
/// use keras::{ndarray::Array4, prelude::*};
///
/// let model = sequential![RandomColorJitter(brightness_factor = 0.2, hue_factor = 0.1, input = (4, 6, 3))];
/// let x = Array4::<f32>::ones((1, 4, 6, 3));
/// assert_eq!(model.predict(&x)?, x); // it acts while learning only
/// # Ok::<(), keras::Error>(())
/// ```
///
/// | | shape |
/// | --- | --- |
/// | input, output | `(height, width, 3)` |
///
/// As
/// [`keras.layers.RandomColorJitter`](https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_color_jitter/).
#[doc(alias("ColorJitter"))]
#[derive(Config, Clone, Copy, Debug)]
pub struct RandomColorJitter {
    /// Range of the values of a pixel.
    #[default([0.0, 255.0])]
    value_range: [f32; 2],
    /// `factor` of a [`RandomBrightness`]; without it brightness stays.
    brightness_factor: Option<OneOrMore<f32>>,
    /// `factor` of a [`RandomContrast`]; without it contrast stays.
    contrast_factor: Option<OneOrMore<f32>>,
    /// `factor` of a [`RandomSaturation`]; without it saturation stays.
    saturation_factor: Option<OneOrMore<f32>>,
    /// `factor` of a [`RandomHue`]; without it hue stays.
    hue_factor: Option<OneOrMore<f32>>,
    /// Seed of the random choices; drawn from the program's seed if left out.
    seed: Option<u64>,
    /// Order of the axes: `channels_last`.
    #[default(channels_last)]
    data_format: DataFormat,
}

impl RandomColorJitter {
    /// The output is shaped as the input.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        if let Some(factor) = &self.brightness_factor {
            shape_try!(range("brightness_factor", factor, "1 is the whole `value_range`"));
        }
        if let Some(factor) = &self.contrast_factor {
            shape_try!(shares("contrast_factor", factor));
        }
        if let Some(factor) = &self.saturation_factor {
            shape_try!(range("saturation_factor", factor, "0.5 is the image as it is"));
        }
        if let Some(factor) = &self.hue_factor {
            shape_try!(shares("hue_factor", factor));
        }
        shape_try!(value_range(self.value_range));
        let x = shape_try!(recoloured(inputs, self.data_format));
        if self.saturation_factor.is_some() || self.hue_factor.is_some() {
            shape_try!(of_colours(&x, false));
        }
        ShapeResult::Ok(x)
    }
}

impl Layer for RandomColorJitter {
    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
        let (mut x, Self { value_range, data_format, .. }) = (inputs[0].clone(), *self);
        if let Some(factor) = self.brightness_factor {
            let seed = self.seed;
            x = RandomBrightness { factor, value_range, seed, data_format }.call(&[x], context);
        }
        if let Some(factor) = self.contrast_factor {
            let seed = further(self.seed, 1);
            x = RandomContrast { factor, value_range, seed, data_format }.call(&[x], context);
        }
        if let Some(factor) = self.saturation_factor {
            let seed = further(self.seed, 2);
            x = RandomSaturation { factor, value_range, seed, data_format }.call(&[x], context);
        }
        if let Some(factor) = self.hue_factor {
            let seed = further(self.seed, 3);
            x = RandomHue { factor, value_range, seed, data_format }.call(&[x], context);
        }
        x
    }
}
