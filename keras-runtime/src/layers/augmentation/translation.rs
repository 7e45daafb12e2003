//! Images moved.

use crate::layer::arguments::sampling::{Sampling, affine};
use crate::layer::arguments::DataFormat;
use crate::layer::rules::windows::image;
use crate::layer::{Context, Layer, LayerConfig};
use super::{accepted, at_random, between, range};
use crate::autodiff::Tensor;
use crate::shape::{Inputs, OneOrMore, Rule, Spec};
use crate::tri;

/// While learning, moves each image down and to the right by shares of its size of two ranges, each as likely.
///
/// | | shape |
/// | --- | --- |
/// | input, output | `(height, width, channels)` |
///
/// As
/// [`keras.layers.RandomTranslation`](https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_translation/).
#[derive(LayerConfig, Clone, Copy, Debug)]
pub struct RandomTranslation {
    /// The range of the way down in heights, between -1 and 1: `(-0.1, 0.2)`, or `0.1` for `(-0.1, 0.1)`.
    height_factor: OneOrMore<f32>,
    /// The range of the way to the right in widths.
    width_factor: OneOrMore<f32>,
    /// What is seen beyond the edge: `reflect`, `constant`, `wrap` or `nearest`.
    #[default(reflect)]
    fill_mode: Sampling,
    /// What is seen between pixels: `bilinear` or `nearest`.
    #[default(bilinear)]
    interpolation: Sampling,
    /// Makes the choices repeat themselves; drawn from the program's seed if left out.
    seed: Option<u64>,
    /// The value for `fill_mode = constant`.
    #[default(0.0)]
    fill_value: f32,
    /// Where the channels stand: `channels_last`.
    #[default(channels_last)]
    data_format: DataFormat,
}

/// What a factor of 1 is.
const ONE: &str = "1 is the whole image: write pixels as `3.0 / 32.0`";

impl RandomTranslation {
    /// The output is shaped as the input.
    pub const fn rule(&self, inputs: Inputs<'_>) -> Rule<Spec> {
        let x = tri!(inputs.one_of_floats());
        tri!(self.data_format.check());
        tri!(image::<2>(&x.shape()));
        tri!(self.ways());
        tri!(affine(self.interpolation, self.fill_mode, self.fill_value));
        Rule::Fits(x)
    }

    /// Down and to the right.
    const fn ways(&self) -> Rule<[[f32; 2]; 2]> {
        let down = tri!(range("height_factor", &self.height_factor, ONE));
        let right = tri!(range("width_factor", &self.width_factor, ONE));
        Rule::Fits([down, right])
    }
}

impl Layer for RandomTranslation {
    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
        let [down, right] = accepted(self.ways());
        let affine = accepted(affine(self.interpolation, self.fill_mode, self.fill_value));
        at_random(&inputs[0], context, self.seed, affine, |[first, second], [last_column, last_row]| {
            let (rows, columns) = (between(down, first), between(right, second));
            [1.0, 0.0, -columns * (last_column + 1.0), 0.0, 1.0, -rows * (last_row + 1.0)]
        })
    }
}
