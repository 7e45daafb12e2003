//! What [`RandAugment`](super::RandAugment) and [`AugMix`](super::AugMix) choose from.

use super::auto_contrast::AutoContrast;
use super::brightness::RandomBrightness;
use super::color_degeneration::RandomColorDegeneration;
use super::contrast::RandomContrast;
use super::equalization::Equalization;
use super::posterization::RandomPosterization;
use super::rotation::RandomRotation;
use super::sharpness::RandomSharpness;
use super::shear::RandomShear;
use super::solarization::Solarization;
use super::translation::RandomTranslation;
use crate::autodiff::Tensor;
use crate::layer::arguments::DataFormat;
use crate::layer::arguments::sampling::Sampling;
use crate::layer::{Context, Layer};
use crate::shape::OneOrMore;

/// How many changes there are, and how many of these, the first, leave colours as they are or bring them into order.
pub const CHANGES: u64 = 11;
/// See [`CHANGES`].
pub const WITHOUT_COLOURS: u64 = 7;

/// Changes of images of one strength.
pub struct Changes {
    /// The range of the factor of each, between 0 and 1.
    pub factor: [f32; 2],
    pub value_range: [f32; 2],
    pub interpolation: Sampling,
}

impl Changes {
    /// The images after a change, which is a number below [`CHANGES`].
    pub fn apply(&self, change: u64, x: &Tensor, context: &Context<'_>, seed: Option<u64>) -> Tensor {
        let Self { value_range, interpolation, .. } = *self;
        let factor = OneOrMore::new(&self.factor);
        let (data_format, fill_mode, fill_value) = (DataFormat::ChannelsLast, Sampling::Reflect, 0.0);
        let x = std::slice::from_ref(x);
        match change {
            0 => {
                let (x_factor, y_factor) = (factor, factor);
                RandomShear { x_factor, y_factor, interpolation, fill_mode, fill_value, data_format, seed }
                    .call(x, context)
            }
            1 => {
                let (height_factor, width_factor) = (factor, factor);
                RandomTranslation {
                    height_factor,
                    width_factor,
                    fill_mode,
                    interpolation,
                    seed,
                    fill_value,
                    data_format,
                }
                .call(x, context)
            }
            2 => RandomRotation { factor, fill_mode, interpolation, seed, fill_value, data_format }
                .call(x, context),
            3 => {
                let factor = OneOrMore::new(&[((8.0 * self.factor[1]) as usize).max(1)]);
                RandomPosterization { factor, value_range, data_format, seed }.call(x, context)
            }
            4 => {
                let (addition_factor, threshold_factor) = (factor, factor);
                Solarization { addition_factor, threshold_factor, value_range, seed, data_format }
                    .call(x, context)
            }
            5 => AutoContrast { value_range, data_format }.call(x, context),
            6 => Equalization { value_range, bins: 256, data_format }.call(x, context),
            7 => RandomBrightness { factor, value_range, seed, data_format }.call(x, context),
            8 => RandomColorDegeneration { factor, value_range, data_format, seed }.call(x, context),
            9 => RandomContrast { factor, value_range, seed, data_format }.call(x, context),
            _ => RandomSharpness { factor, value_range, data_format, seed }.call(x, context),
        }
    }
}
