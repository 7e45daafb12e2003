//! Initializers of weights, as in [`keras.initializers`](https://keras.io/api/layers/initializers/).
//!
//! Each has the name that Keras gives its string, such as [`he_normal`], and the name of its class, which takes
//! arguments in a model, by position or by name: `kernel_initializer = RandomNormal(stddev = 0.1)`.
//!
//! ```
//! use keras::prelude::*;
//!
//! let model = sequential![Dense(3, kernel_initializer = RandomNormal(stddev = 0.1), bias_initializer = ones, input = 2)];
//! assert_eq!(model.dense.get_weight("bias")?.as_slice(), Some(&[1.0, 1.0, 1.0][..]));
//! # Ok::<(), keras::Error>(())
//! ```
//!
//! Outside of a model an initializer fills a slice:
//!
//! ```
//! use keras::initializers::{Initializer, RandomUniform, he_normal};
//! use keras::random::Random;
//!
//! let mut kernel = [0.0; 6];
//! he_normal.fill(&[3, 2], &mut Random::from_seed(1), &mut kernel)?;
//! RandomUniform(-0.1, 0.1).fill(&[3, 2], &mut Random::from_seed(1), &mut kernel)?;
//! assert!(kernel.iter().all(|weight| weight.abs() <= 0.1));
//!
//! fn halves(_shape: &[usize], _random: &mut Random, weights: &mut [f32]) {
//!     weights.fill(0.5);
//! }
//! Initializer::Custom(halves).fill(&[3, 2], &mut Random::from_seed(1), &mut kernel)?;
//! assert_eq!(kernel, [0.5; 6]);
//! # Ok::<(), keras::Error>(())
//! ```
#![allow(non_upper_case_globals)]

pub(crate) mod classes;
mod json;
mod orthogonal;
mod scaling;
pub(crate) mod stft;

pub use classes::*;
pub use json::CLASSES;
pub use scaling::{Distribution, Mode, fan_avg, fan_in, fan_out, normal, uniform, untruncated_normal};
pub use stft::{STFT, Spectrogram, WindowFunction, WindowScaling};

use std::fmt;

use crate::config::{Own, ToObject};
use crate::kernels::rows::fill_diagonal;
use crate::random::Random;
use crate::shape::{Fault, ShapeResult};
use crate::{Error, Result};

/// A way to fill a weight before training.
#[allow(
    unpredictable_function_pointer_comparisons,
    reason = "functions that the compiler merged do the same"
)]
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Initializer {
    /// One value everywhere: [`Constant`](https://keras.io/api/layers/initializers/#constant-class).
    Constant(f32),
    /// The identity matrix times a gain, for weights of rank 2:
    /// [`Identity`](https://keras.io/api/layers/initializers/#identity-class).
    Identity(f32),
    /// The normal distribution, by mean and standard deviation:
    /// [`RandomNormal`](https://keras.io/api/layers/initializers/#randomnormal-class).
    RandomNormal(f32, f32),
    /// The uniform distribution, by least and greatest value:
    /// [`RandomUniform`](https://keras.io/api/layers/initializers/#randomuniform-class).
    RandomUniform(f32, f32),
    /// The normal distribution, by mean and standard deviation, without what lies more than two standard
    /// deviations off: [`TruncatedNormal`](https://keras.io/api/layers/initializers/#truncatednormal-class).
    TruncatedNormal(f32, f32),
    /// A distribution whose variance is a scale divided by the number of inputs, outputs or their average:
    /// [`VarianceScaling`](https://keras.io/api/layers/initializers/#variancescaling-class).
    VarianceScaling(f32, Mode, Distribution),
    /// Part of a short-time Fourier transform, for the kernels of convolutions along sequences:
    /// [`STFT`](https://keras.io/api/layers/initializers/#stft-class).
    STFT(STFT),
    /// A random matrix with orthonormal rows or columns, times a gain, for weights of rank 2 and above:
    /// [`Orthogonal`](https://keras.io/api/layers/initializers/#orthogonal-class).
    ///
    /// All axes but the last count as the rows. Source: Saxe, McClelland and Ganguli, "Exact solutions to the
    /// nonlinear dynamics of learning in deep linear neural networks" (2014).
    Orthogonal(f32),
    /// One of your own, with arguments: a struct with `#[derive(Config)]` and [`CustomInitializer`].
    Own(Own<dyn CustomInitializer>),
    /// A function of your own, given the shape, the random generator and the weights to fill.
    Custom(fn(&[usize], &mut Random, &mut [f32])),
}

/// An initializer of your own that takes arguments.
///
/// ```
/// use keras::initializers::CustomInitializer;
/// use keras::prelude::*;
/// use keras::random::Random;
///
/// /// Rising values, from 0 in equal steps.
/// #[derive(Config, Clone, Copy, Debug)]
/// #[config(initializer)]
/// struct Ramp {
///     /// The size of a step.
///     #[default(0.1)]
///     step: f32,
/// }
///
/// impl CustomInitializer for Ramp {
///     fn fill(&self, _shape: &[usize], _random: &mut Random, weights: &mut [f32]) {
///         weights.iter_mut().enumerate().for_each(|(i, weight)| *weight = i as f32 * self.step);
///     }
/// }
///
/// let model = sequential![Dense(2, input = 2, kernel_initializer = Ramp(step = 0.5), name = dense)];
/// assert_eq!(model.dense.get_weight("kernel")?, keras::ndarray::arr2(&[[0.0, 0.5], [1.0, 1.5]]).into_dyn());
/// # Ok::<(), keras::Error>(())
/// ```
pub trait CustomInitializer: ToObject + fmt::Debug + Send + Sync {
    /// Fills the weight `weights` of shape `shape`.
    fn fill(&self, shape: &[usize], random: &mut Random, weights: &mut [f32]);
}

/// The initializer that the arguments of a struct make.
#[doc(hidden)]
pub const fn own_initializer<T: CustomInitializer>(made: &'static ShapeResult<T>) -> Initializer {
    match made {
        ShapeResult::Ok(own) => Initializer::Own(Own(own)),
        ShapeResult::Err(_) => Initializer::UNKNOWN,
    }
}

/// Initializer of zeros everywhere.
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Dense(2, kernel_initializer = zeros, input = 2, name = dense)];
/// let kernel = model.dense.get_weight("kernel")?;
/// assert_eq!(kernel, array![[0.0, 0.0], [0.0, 0.0]].into_dyn());
/// # Ok::<(), keras::Error>(())
/// ```
pub const zeros: Initializer = Initializer::Constant(0.0);
/// Initializer of ones everywhere.
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Dense(2, kernel_initializer = ones, input = 2, name = dense)];
/// let kernel = model.dense.get_weight("kernel")?;
/// assert_eq!(kernel, array![[1.0, 1.0], [1.0, 1.0]].into_dyn());
/// # Ok::<(), keras::Error>(())
/// ```
pub const ones: Initializer = Initializer::Constant(1.0);
/// Initializer of the identity matrix, for weights of rank 2.
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Dense(2, kernel_initializer = identity, input = 2, name = dense)];
/// let kernel = model.dense.get_weight("kernel")?;
/// assert_eq!(kernel, array![[1.0, 0.0], [0.0, 1.0]].into_dyn());
/// # Ok::<(), keras::Error>(())
/// ```
#[doc(alias("eye", "dirac"))]
pub const identity: Initializer = Initializer::Identity(1.0);
/// Initializer by the normal distribution with mean 0 and standard deviation 0.05.
///
/// ```
/// use keras::prelude::*;
///
/// let model = sequential![Dense(64, kernel_initializer = random_normal, input = 64, name = dense)];
/// let kernel = model.dense.get_weight("kernel")?;
/// assert!((kernel.std(0.0) - 0.05).abs() < 0.01);
/// # Ok::<(), keras::Error>(())
/// ```
#[doc(alias = "gaussian")]
pub const random_normal: Initializer = Initializer::RandomNormal(0.0, 0.05);
/// Initializer by the uniform distribution between -0.05 and 0.05.
///
/// ```
/// use keras::prelude::*;
///
/// let model = sequential![Dense(2, kernel_initializer = random_uniform, input = 2, name = dense)];
/// let kernel = model.dense.get_weight("kernel")?;
/// assert!(kernel.iter().all(|weight| weight.abs() <= 0.05));
/// # Ok::<(), keras::Error>(())
/// ```
pub const random_uniform: Initializer = Initializer::RandomUniform(-0.05, 0.05);
/// Initializer by the truncated normal distribution with mean 0 and standard deviation 0.05, cut at ±0.1.
///
/// ```
/// use keras::prelude::*;
///
/// let model = sequential![Dense(2, kernel_initializer = truncated_normal, input = 2, name = dense)];
/// let kernel = model.dense.get_weight("kernel")?;
/// assert!(kernel.iter().all(|weight| weight.abs() <= 0.1));
/// # Ok::<(), keras::Error>(())
/// ```
#[doc(alias("trunc_normal", "trunc_normal_"))]
pub const truncated_normal: Initializer = Initializer::TruncatedNormal(0.0, 0.05);
/// Initializer by variance scaling: a normal distribution with variance 1 / inputs.
///
/// ```
/// use keras::prelude::*;
///
/// let model = sequential![Dense(64, kernel_initializer = variance_scaling, input = 64, name = dense)];
/// let kernel = model.dense.get_weight("kernel")?;
/// assert!((kernel.std(0.0) - 0.125).abs() < 0.02);
/// # Ok::<(), keras::Error>(())
/// ```
pub const variance_scaling: Initializer = Initializer::VarianceScaling(1.0, fan_in, normal);
/// Glorot's uniform initializer, also called Xavier's: variance 2 / (inputs + outputs), from Glorot and Bengio,
/// "Understanding the difficulty of training deep feedforward neural networks" (2010).
///
/// ```
/// use keras::prelude::*;
///
/// let model = sequential![Dense(64, kernel_initializer = glorot_uniform, input = 64, name = dense)];
/// let kernel = model.dense.get_weight("kernel")?;
/// assert!((kernel.std(0.0) - 0.125).abs() < 0.02);
/// # Ok::<(), keras::Error>(())
/// ```
#[doc(alias("xavier_uniform", "xavier_uniform_", "xavier", "glorot"))]
pub const glorot_uniform: Initializer = Initializer::VarianceScaling(1.0, fan_avg, uniform);
/// Glorot's normal initializer, also called Xavier's: variance 2 / (inputs + outputs), from Glorot and Bengio,
/// "Understanding the difficulty of training deep feedforward neural networks" (2010).
///
/// ```
/// use keras::prelude::*;
///
/// let model = sequential![Dense(64, kernel_initializer = glorot_normal, input = 64, name = dense)];
/// let kernel = model.dense.get_weight("kernel")?;
/// assert!((kernel.std(0.0) - 0.125).abs() < 0.02);
/// # Ok::<(), keras::Error>(())
/// ```
#[doc(alias("xavier_normal", "xavier_normal_"))]
pub const glorot_normal: Initializer = Initializer::VarianceScaling(1.0, fan_avg, normal);
/// He's uniform initializer, also called Kaiming's: variance 2 / inputs, from He et al., "Delving deep into
/// rectifiers" (2015).
///
/// ```
/// use keras::prelude::*;
///
/// let model = sequential![Dense(64, kernel_initializer = he_uniform, input = 64, name = dense)];
/// let kernel = model.dense.get_weight("kernel")?;
/// assert!((kernel.std(0.0) - 0.177).abs() < 0.02);
/// # Ok::<(), keras::Error>(())
/// ```
#[doc(alias("kaiming_uniform", "kaiming_uniform_", "kaiming"))]
pub const he_uniform: Initializer = Initializer::VarianceScaling(2.0, fan_in, uniform);
/// He's normal initializer, also called Kaiming's: variance 2 / inputs, from He et al., "Delving deep into rectifiers"
/// (2015).
///
/// ```
/// use keras::prelude::*;
///
/// let model = sequential![Dense(64, kernel_initializer = he_normal, input = 64, name = dense)];
/// let kernel = model.dense.get_weight("kernel")?;
/// assert!((kernel.std(0.0) - 0.177).abs() < 0.02);
/// # Ok::<(), keras::Error>(())
/// ```
#[doc(alias("kaiming_normal", "kaiming_normal_", "msra"))]
pub const he_normal: Initializer = Initializer::VarianceScaling(2.0, fan_in, normal);
/// LeCun's uniform initializer: variance 1 / inputs, from LeCun et al., "Efficient BackProp" (1998).
///
/// ```
/// use keras::prelude::*;
///
/// let model = sequential![Dense(64, kernel_initializer = lecun_uniform, input = 64, name = dense)];
/// let kernel = model.dense.get_weight("kernel")?;
/// assert!((kernel.std(0.0) - 0.125).abs() < 0.02);
/// # Ok::<(), keras::Error>(())
/// ```
pub const lecun_uniform: Initializer = Initializer::VarianceScaling(1.0, fan_in, uniform);
/// LeCun's normal initializer: variance 1 / inputs, from LeCun et al., "Efficient BackProp" (1998).
///
/// ```
/// use keras::prelude::*;
///
/// let model = sequential![Dense(64, kernel_initializer = lecun_normal, input = 64, name = dense)];
/// let kernel = model.dense.get_weight("kernel")?;
/// assert!((kernel.std(0.0) - 0.125).abs() < 0.02);
/// # Ok::<(), keras::Error>(())
/// ```
#[doc(alias = "lecun")]
pub const lecun_normal: Initializer = Initializer::VarianceScaling(1.0, fan_in, normal);
/// Orthogonal initializer: a random matrix with orthonormal rows or columns.
///
/// ```
/// use keras::prelude::*;
///
/// let model = sequential![Dense(2, kernel_initializer = orthogonal, input = 2, name = dense)];
/// let kernel = model.dense.get_weight("kernel")?;
/// assert!((kernel.map(|weight| weight * weight).sum() - 2.0).abs() < 1e-5); // the length of each row is 1
/// # Ok::<(), keras::Error>(())
/// ```
pub const orthogonal: Initializer = Initializer::Orthogonal(1.0);

impl Initializer {
    /// What stands for one whose arguments are a mistake.
    #[doc(hidden)]
    pub const UNKNOWN: Self = Initializer::Constant(0.0);

    /// Whether this can fill a weight of `rank` axes; a rule can ask before the program runs.
    pub const fn check(&self, rank: usize) -> ShapeResult<()> {
        let problem = match *self {
            Initializer::Identity(_) if rank != 2 => {
                "cannot begin with the identity: that is a matrix, a weight of rank 2"
            }
            Initializer::STFT(stft) => return stft.check(rank),
            Initializer::Orthogonal(_) if rank < 2 => {
                "cannot begin with orthogonal rows or columns: that takes a weight of rank 2 or more"
            }
            Initializer::Constant(x) | Initializer::Orthogonal(x) | Initializer::Identity(x)
                if !x.is_finite() =>
            {
                "cannot begin with a value that is not finite"
            }
            Initializer::RandomNormal(mean, stddev) | Initializer::TruncatedNormal(mean, stddev)
                if !(mean.is_finite() && stddev.is_finite() && stddev >= 0.0) =>
            {
                "needs an initializer with a finite mean and a standard deviation of 0 or more"
            }
            Initializer::RandomUniform(minval, maxval)
                if !(minval.is_finite() && maxval.is_finite() && minval <= maxval) =>
            {
                "needs an initializer with finite bounds, the lower not above the upper"
            }
            Initializer::VarianceScaling(scale, ..) if !(scale.is_finite() && scale > 0.0) => {
                "needs an initializer with a positive scale"
            }
            _ => return ShapeResult::Ok(()),
        };
        ShapeResult::Err(Fault::new(problem))
    }

    /// This initializer for a weight whose outputs see so many inputs, and whose inputs reach so many outputs, whatever its
    /// shape looks like.
    pub(crate) fn of_fans(self, fans: [usize; 2]) -> Self {
        match self {
            Initializer::VarianceScaling(scale, mode, distribution) => {
                scaling::initializer(scale, mode, distribution, fans)
            }
            other => other,
        }
    }

    /// Fills the weight `out` of shape `shape`.
    ///
    /// # Errors
    ///
    /// What [`check`](Self::check) finds.
    pub fn fill(&self, shape: &[usize], random: &mut Random, out: &mut [f32]) -> Result<()> {
        assert_eq!(shape.iter().product::<usize>(), out.len(), "a weight has the size of its shape");
        if let ShapeResult::Err(fault) = self.check(shape.len()) {
            return Err(Error::new("", format!("a weight of shape {shape:?} {fault}")));
        }
        match *self {
            Initializer::Constant(value) => out.fill(value),
            Initializer::Identity(gain) => {
                out.fill(0.0);
                fill_diagonal(out, shape[1], gain);
            }
            Initializer::RandomNormal(mean, stddev) => out.fill_with(|| mean + stddev * random.normal()),
            Initializer::RandomUniform(minval, maxval) => {
                out.fill_with(|| minval + (maxval - minval) * random.uniform());
            }
            Initializer::TruncatedNormal(mean, stddev) => {
                out.fill_with(|| mean + stddev * random.truncated_normal());
            }
            Initializer::VarianceScaling(scale, mode, distribution) => {
                let fans = scaling::fans(shape);
                scaling::initializer(scale, mode, distribution, fans).fill(shape, random, out)?;
            }
            Initializer::Orthogonal(gain) => orthogonal::fill(gain, shape, random, out),
            Initializer::STFT(stft) => stft.fill(shape, out),
            Initializer::Own(own) => own.0.fill(shape, random, out),
            Initializer::Custom(fill) => fill(shape, random, out),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
