//! Initializers by the name of their class, with arguments.
#![allow(non_snake_case, reason = "a class is called by its name")]

use keras_macros::Config;

use super::{Distribution, Initializer, Mode};
use crate::Result;
use crate::config::Map;

/// Constant initializer, one value everywhere: [`Constant`](https://keras.io/api/layers/initializers/#constant-class).
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Dense(2, kernel_initializer = Constant(0.5), input = 2, name = dense)];
/// let kernel = model.dense.get_weight("kernel")?;
/// assert_eq!(kernel, array![[0.5, 0.5], [0.5, 0.5]].into_dyn());
/// # Ok::<(), keras::Error>(())
/// ```
#[derive(Config, Clone, Copy, Debug, PartialEq)]
#[config(initializer = built_in)]
pub struct Constant {
    /// The value.
    #[default(0.0)]
    pub(super) value: f32,
}

impl Constant {
    /// The value of these arguments.
    pub const fn value(&self) -> Initializer {
        Initializer::Constant(self.value)
    }
}

/// Identity initializer, the identity matrix times a gain:
/// [`IdentityInitializer`](https://keras.io/api/layers/initializers/#identity-class).
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Dense(2, kernel_initializer = IdentityInitializer(2.0), input = 2, name = dense)];
/// let kernel = model.dense.get_weight("kernel")?;
/// assert_eq!(kernel, array![[2.0, 0.0], [0.0, 2.0]].into_dyn());
/// # Ok::<(), keras::Error>(())
/// ```
#[derive(Config, Clone, Copy, Debug, PartialEq)]
#[config(initializer = built_in, class = "Identity", written = without_gain_of_one)]
pub struct IdentityInitializer {
    /// The factor.
    #[default(1.0)]
    pub(super) gain: f32,
}

/// Keras forgets the gain; read without one, it is 1.
fn without_gain_of_one(this: &IdentityInitializer, config: &mut Map) -> Result<()> {
    if this.gain == 1.0 {
        config.remove("gain");
    }
    Ok(())
}

impl IdentityInitializer {
    /// The value of these arguments.
    pub const fn value(&self) -> Initializer {
        Initializer::Identity(self.gain)
    }
}

/// Random normal initializer, the normal distribution:
/// [`RandomNormal`](https://keras.io/api/layers/initializers/#randomnormal-class).
///
/// ```
/// use keras::prelude::*;
///
/// let model = sequential![Dense(64, kernel_initializer = RandomNormal(stddev = 0.5), input = 64, name = dense)];
/// let kernel = model.dense.get_weight("kernel")?;
/// assert!((kernel.std(0.0) - 0.5).abs() < 0.05);
/// # Ok::<(), keras::Error>(())
/// ```
#[derive(Config, Clone, Copy, Debug, PartialEq)]
#[config(initializer = built_in, neutral(seed = None))]
pub struct RandomNormal {
    /// The mean.
    #[default(0.0)]
    pub(super) mean: f32,
    /// The standard deviation.
    #[default(0.05)]
    pub(super) stddev: f32,
}

impl RandomNormal {
    /// The value of these arguments.
    pub const fn value(&self) -> Initializer {
        Initializer::RandomNormal(self.mean, self.stddev)
    }
}

/// Random uniform initializer, the uniform distribution:
/// [`RandomUniform`](https://keras.io/api/layers/initializers/#randomuniform-class).
///
/// ```
/// use keras::prelude::*;
///
/// let model = sequential![Dense(2, kernel_initializer = RandomUniform(1.0, 2.0), input = 2, name = dense)];
/// let kernel = model.dense.get_weight("kernel")?;
/// assert!(kernel.iter().all(|weight| (1.0..=2.0).contains(weight)));
/// # Ok::<(), keras::Error>(())
/// ```
#[derive(Config, Clone, Copy, Debug, PartialEq)]
#[config(initializer = built_in, neutral(seed = None))]
pub struct RandomUniform {
    /// The least value.
    #[default(-0.05)]
    pub(super) minval: f32,
    /// The greatest value.
    #[default(0.05)]
    pub(super) maxval: f32,
}

impl RandomUniform {
    /// The value of these arguments.
    pub const fn value(&self) -> Initializer {
        Initializer::RandomUniform(self.minval, self.maxval)
    }
}

/// Truncated normal initializer, the normal distribution cut at two standard deviations:
/// [`TruncatedNormal`](https://keras.io/api/layers/initializers/#truncatednormal-class).
///
/// ```
/// use keras::prelude::*;
///
/// let model = sequential![Dense(2, kernel_initializer = TruncatedNormal(stddev = 0.5), input = 2, name = dense)];
/// let kernel = model.dense.get_weight("kernel")?;
/// assert!(kernel.iter().all(|weight| weight.abs() <= 1.0));
/// # Ok::<(), keras::Error>(())
/// ```
#[derive(Config, Clone, Copy, Debug, PartialEq)]
#[config(initializer = built_in, neutral(seed = None))]
pub struct TruncatedNormal {
    /// The mean.
    #[default(0.0)]
    pub(super) mean: f32,
    /// The standard deviation, before the cut.
    #[default(0.05)]
    pub(super) stddev: f32,
}

impl TruncatedNormal {
    /// The value of these arguments.
    pub const fn value(&self) -> Initializer {
        Initializer::TruncatedNormal(self.mean, self.stddev)
    }
}

/// Variance scaling initializer, a distribution whose variance is a scale divided by a number of connections:
/// [`VarianceScaling`](https://keras.io/api/layers/initializers/#variancescaling-class).
///
/// ```
/// use keras::prelude::*;
///
/// let model =
///     sequential![Dense(64, kernel_initializer = VarianceScaling(2.0, fan_out), input = 64, name = dense)];
/// let kernel = model.dense.get_weight("kernel")?;
/// assert!((kernel.std(0.0) - 0.177).abs() < 0.02);
/// # Ok::<(), keras::Error>(())
/// ```
#[derive(Config, Clone, Copy, Debug, PartialEq)]
#[config(initializer = built_in, neutral(seed = None, input_axes = None, output_axes = None))]
pub struct VarianceScaling {
    /// The factor of the variance.
    #[default(1.0)]
    pub(super) scale: f32,
    /// What it is divided by: `fan_in`, `fan_out` or `fan_avg`.
    #[default(fan_in)]
    pub(super) mode: Mode,
    /// The distribution: `normal`, `untruncated_normal` or `uniform`.
    #[default(normal)]
    pub(super) distribution: Distribution,
}

impl VarianceScaling {
    /// The value of these arguments.
    pub const fn value(&self) -> Initializer {
        Initializer::VarianceScaling(self.scale, self.mode, self.distribution)
    }
}

/// Orthogonal initializer, a random matrix with orthonormal rows or columns:
/// [`Orthogonal`](https://keras.io/api/layers/initializers/#orthogonal-class).
///
/// ```
/// use keras::prelude::*;
///
/// let model = sequential![Dense(2, kernel_initializer = Orthogonal(gain = 2.0), input = 2, name = dense)];
/// let kernel = model.dense.get_weight("kernel")?;
/// assert!((kernel.map(|weight| weight * weight).sum() - 8.0).abs() < 1e-5); // the length of each row is 2
/// # Ok::<(), keras::Error>(())
/// ```
#[derive(Config, Clone, Copy, Debug, PartialEq)]
#[config(initializer = built_in, neutral(seed = None))]
pub struct Orthogonal {
    /// The factor.
    #[default(1.0)]
    pub(super) gain: f32,
}

impl Orthogonal {
    /// The value of these arguments.
    pub const fn value(&self) -> Initializer {
        Initializer::Orthogonal(self.gain)
    }
}

macro_rules! without_arguments {
    ($($class:ident: $word:ident $(($($neutral:ident),*))?;)*) => {$(
        #[doc = concat!("[`", stringify!($word), "`](super::", stringify!($word), ") by the name of its class.")]
        ///
        /// ```
        /// use keras::prelude::*;
        ///
        #[doc = concat!("let model = sequential![Dense(2, kernel_initializer = ", stringify!($class), "(),")]
        ///     input = 2, name = dense)];
        /// assert!(model.dense.get_weight("kernel")?.iter().all(|weight| weight.is_finite()));
        /// # Ok::<(), keras::Error>(())
        /// ```
        #[derive(Config, Clone, Copy, Debug, PartialEq)]
        #[config(initializer = built_in $(, neutral($($neutral = None),*))?)]
        pub struct $class;

        impl $class {
            /// The value.
            pub const fn value(&self) -> Initializer {
                super::$word
            }
        }
    )*};
}

without_arguments! {
    Zeros: zeros;
    Ones: ones;
    GlorotNormal: glorot_normal (seed, input_axes, output_axes);
    GlorotUniform: glorot_uniform (seed, input_axes, output_axes);
    HeNormal: he_normal (seed, input_axes, output_axes);
    HeUniform: he_uniform (seed, input_axes, output_axes);
    LecunNormal: lecun_normal (seed, input_axes, output_axes);
    LecunUniform: lecun_uniform (seed, input_axes, output_axes);
}

/// [`Constant`](struct@Constant), in Rust.
pub const fn Constant(value: f32) -> Initializer {
    Initializer::Constant(value)
}

/// [`RandomNormal`](struct@RandomNormal), in Rust.
pub const fn RandomNormal(mean: f32, stddev: f32) -> Initializer {
    Initializer::RandomNormal(mean, stddev)
}

/// [`RandomUniform`](struct@RandomUniform), in Rust.
pub const fn RandomUniform(minval: f32, maxval: f32) -> Initializer {
    Initializer::RandomUniform(minval, maxval)
}

/// [`TruncatedNormal`](struct@TruncatedNormal), in Rust.
pub const fn TruncatedNormal(mean: f32, stddev: f32) -> Initializer {
    Initializer::TruncatedNormal(mean, stddev)
}

/// [`VarianceScaling`](struct@VarianceScaling), in Rust.
pub const fn VarianceScaling(scale: f32, mode: Mode, distribution: Distribution) -> Initializer {
    Initializer::VarianceScaling(scale, mode, distribution)
}

/// [`Orthogonal`](struct@Orthogonal), in Rust.
pub const fn Orthogonal(gain: f32) -> Initializer {
    Initializer::Orthogonal(gain)
}
