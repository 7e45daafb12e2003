//! Variance scaling initializers: variance by fan-in and fan-out.

use keras_macros::Config;

use super::{Initializer, RandomNormal, RandomUniform, TruncatedNormal};

/// What the variance is divided by.
#[derive(Config, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// The number of inputs.
    FanIn,
    /// The number of outputs.
    FanOut,
    /// The average of both.
    FanAvg,
}

/// The distribution that has the variance.
#[derive(Config, Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Distribution {
    /// The normal distribution cut at two standard deviations.
    TruncatedNormal,
    /// The whole normal distribution.
    UntruncatedNormal,
    /// The uniform distribution around 0.
    Uniform,
}

/// The number of inputs, Keras's `"fan_in"`.
pub const fan_in: Mode = Mode::FanIn;
/// The number of outputs, Keras's `"fan_out"`.
pub const fan_out: Mode = Mode::FanOut;
/// The average of inputs and outputs, Keras's `"fan_avg"`.
pub const fan_avg: Mode = Mode::FanAvg;
/// The normal distribution cut at two standard deviations, as Keras reads `"normal"`.
pub const normal: Distribution = Distribution::TruncatedNormal;
/// The whole normal distribution, Keras's `"untruncated_normal"`.
pub const untruncated_normal: Distribution = Distribution::UntruncatedNormal;
/// The uniform distribution around 0, Keras's `"uniform"`.
pub const uniform: Distribution = Distribution::Uniform;

/// The standard deviation that is left of 1 when a normal distribution is cut at ±2.
const DEVIATION_WITHIN_TWO: f64 = 0.879_625_661_034_239_8;

/// The distribution of a weight whose outputs see so many inputs, and whose inputs reach so many outputs, with its
/// parameters worked out.
pub(super) fn initializer(
    scale: f32,
    mode: Mode,
    distribution: Distribution,
    [inputs, outputs]: [usize; 2],
) -> Initializer {
    let fan = match mode {
        Mode::FanIn => inputs as f64,
        Mode::FanOut => outputs as f64,
        Mode::FanAvg => (inputs + outputs) as f64 / 2.0,
    };
    let variance = f64::from(scale) / fan.max(1.0);
    match distribution {
        Distribution::TruncatedNormal => {
            TruncatedNormal(0.0, (variance.sqrt() / DEVIATION_WITHIN_TWO) as f32)
        }
        Distribution::UntruncatedNormal => RandomNormal(0.0, variance.sqrt() as f32),
        Distribution::Uniform => {
            let limit = (3.0 * variance).sqrt() as f32;
            RandomUniform(-limit, limit)
        }
    }
}

/// How many inputs an output sees and how many outputs an input reaches. With more than two axes it is the
/// kernel of a convolution: places, then channels in, then channels out.
pub(super) fn fans(shape: &[usize]) -> [usize; 2] {
    match *shape {
        [] => [1, 1],
        [size] => [size, size],
        [ref places @ .., inputs, outputs] => {
            let field: usize = places.iter().product();
            [inputs * field, outputs * field]
        }
    }
}
