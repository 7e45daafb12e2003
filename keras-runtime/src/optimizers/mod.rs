//! Optimizers, Keras's [`keras.optimizers`](https://keras.io/api/optimizers/): how weights follow their gradients.
//!
//! Arguments are set one after the other, those that all optimizers share on [`Descent`]:
//!
//! ```
//! use keras::optimizers::{Adam, AdamW, MultiOptimizer, Optimizer, OptimizerMap, RMSprop, SGD};
//! use keras::schedules::CosineDecay;
//!
//! let optimizer = RMSprop::default();
//! let optimizer = SGD::new(0.01).momentum(0.9).nesterov(true);
//! let optimizer = Adam::default().learning_rate(3e-4).clipnorm(1.0);
//! let optimizer = AdamW::new(CosineDecay::new(1e-3, 10_000)).weight_decay(0.01);
//! assert_eq!(optimizer.rate()?, 1e-3);
//!
//! // Each for weights of its own.
//! let optimizer = MultiOptimizer::new(OptimizerMap::new(SGD::new(0.01)).with("encoder/.*", Adam::default()));
//! # Ok::<(), keras::Error>(())
//! ```

mod accumulation;
mod assigned;
mod boxed;
mod clipping;
mod descent;
mod in_python;
mod json;
mod moving_average;
mod multi_optimizer;
mod multi_variables;
mod number;
mod optimizer_map;
mod pattern;
mod remembered;
mod rule;
mod state;
mod step;
mod variables;

/// The files of optimizers: the class and the update rule in each.
macro_rules! optimizers {
    ($($file:ident: $optimizer:ident, $rule:ident;)*) => {
        $(mod $file;)*

        /// The optimizers alone.
        #[doc(hidden)]
        pub mod classes {
            $(pub use super::$file::$optimizer;)*
            pub use super::multi_optimizer::MultiOptimizer;
            pub use super::optimizer_map::OptimizerMap;
        }

        $(pub use $file::$rule;)*

        /// The optimizers by name, as a configuration has them.
        pub const CLASSES: &[ClassEntry<Box<dyn Optimizer>>] =
            &[$(ClassEntry::of::<$optimizer>(),)* ClassEntry::of::<MultiOptimizer>()];

        /// Every optimizer with defaults, as it is by these.
        #[cfg(test)]
        fn every_optimizer() -> Vec<Box<dyn Optimizer>> {
            vec![$(Box::new($optimizer::default())),*]
        }
    };
}

optimizers! {
    adadelta: Adadelta, AdadeltaRule;
    adafactor: Adafactor, AdafactorRule;
    adagrad: Adagrad, AdagradRule;
    adam: Adam, AdamRule;
    adamax: Adamax, AdamaxRule;
    adamw: AdamW, AdamWRule;
    ftrl: Ftrl, FtrlRule;
    lamb: Lamb, LambRule;
    lion: Lion, LionRule;
    muon: Muon, MuonRule;
    nadam: Nadam, NadamRule;
    rmsprop: RMSprop, RMSpropRule;
    schedule_free_adamw: ScheduleFreeAdamW, ScheduleFreeAdamWRule;
    sgd: SGD, SGDRule;
}

pub use classes::*;
pub use descent::Descent;
pub(crate) use in_python::adapt as for_python;
pub use json::deserialize;
pub use number::IntoNumber;
pub(crate) use optimizer_map::KEYS;
pub use rule::{Step, UpdateRule, WholeParameter};
pub use state::{OptimizerState, SlotsByPath, WeightPath};
#[doc(hidden)]
pub use variables::SavedOptimizer;

use std::any::Any;
use std::fmt::Debug;

use crate::Result;
use crate::config::{ClassEntry, Value, undescribed};
use crate::model::weights_file::OptimizerVariable;
use crate::schedules::{LearningRate, require};

/// What a moving average asks of the share of it that stays at each step.
fn require_share(optimizer: &str, argument: &str, share: f64) -> Result<()> {
    require((0.0..1.0).contains(&share), optimizer, argument, "a number from 0 to below 1", share)
}

/// What an amount has to be.
fn require_amount(optimizer: &str, argument: &str, amount: f64) -> Result<()> {
    require(amount.is_finite() && amount >= 0.0, optimizer, argument, "a finite number of 0 or more", amount)
}

/// What a division asks of the `epsilon` that is added to its divisor.
fn require_epsilon(optimizer: &str, epsilon: f64) -> Result<()> {
    require(epsilon.is_finite() && epsilon > 0.0, optimizer, "epsilon", "a finite number above 0", epsilon)
}

/// Optimizer: updates the weights by their gradients so that the loss falls.
///
/// Training asks [`validate`](Self::validate) once and then takes one [`step`](Self::step) a batch. Most
/// optimizers are a [`Descent`], and one of your own is easiest written as an [`UpdateRule`] for it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an optimizer",
    label = "expected an optimizer such as `Adam::default()` or `SGD::new(0.1).momentum(0.9)`; of an `UpdateRule` of your own, \
             `Descent<MyRule>`"
)]
pub trait Optimizer: Debug + Send + Sync {
    /// The name, such as `Adam`.
    fn name(&self) -> &'static str;

    /// Whether the arguments make sense.
    ///
    /// # Errors
    ///
    /// The first argument that does not.
    fn validate(&self) -> Result<()>;

    /// Changes every parameter by its gradient. After the first step nothing is allocated.
    ///
    /// # Errors
    ///
    /// When the learning rate of this step is not a number of 0 or more, or a parameter is not as long as its
    /// gradient or as it was at the step before. Everything is then as it was.
    fn step(&mut self, parameters: &mut dyn Parameters) -> Result<()>;

    /// Gets ready for the next [`step`](Self::step), which begins with it: no parameter changes. In a [`MultiOptimizer`] all
    /// do this before the first takes its step, so that what one of them refuses is done by none.
    ///
    /// # Errors
    ///
    /// Whatever the step would refuse; by default nothing.
    fn prepare(&mut self, parameters: &mut dyn Parameters) -> Result<()> {
        self.check_step(parameters)
    }

    /// What [`prepare`](Self::prepare) begins with, before it visits a parameter: whether the learning rate is a number, and
    /// whether what is remembered is of these parameters.
    ///
    /// # Errors
    ///
    /// As of [`prepare`](Self::prepare).
    fn check_step(&self, parameters: &dyn Parameters) -> Result<()> {
        let _ = parameters;
        Ok(())
    }

    /// An upper bound of what the next step changes a parameter by, and of what the optimizer remembers after it, if no
    /// gradient is larger than `gradient`, in absolute values. Infinite if nothing is known, as by default: then
    /// training keeps a copy of everything while it takes the step, in case that something does not stay finite.
    fn bound(&self, gradient: f32) -> f32 {
        let _ = gradient;
        f32::INFINITY
    }

    /// A copy, with all that it remembers.
    fn boxed(&self) -> Box<dyn Optimizer>;

    /// The number of steps taken. With gradient accumulation, batches that only add to the sum are none.
    fn iterations(&self) -> u64;

    /// The learning rate of the next step.
    ///
    /// # Errors
    ///
    /// If there are several, as in a [`MultiOptimizer`].
    fn rate(&self) -> Result<f32>;

    /// Whether the learning rate follows a schedule, so that no callback can set it.
    fn has_schedule(&self) -> bool {
        false
    }

    /// Goes on with another learning rate, or another schedule for it.
    ///
    /// # Errors
    ///
    /// As of [`rate`](Self::rate).
    fn set_learning_rate(&mut self, learning_rate: LearningRate) -> Result<()>;

    /// What is remembered of the parameter at an index; empty before the first step on it.
    fn slots(&self, index: usize) -> &[Box<[f32]>];

    /// Names of the [`Slots`] of the parameter at an index, such as `momentum`.
    fn slot_names(&self, index: usize) -> Vec<&'static str>;

    /// The factor of the loss whose gradients the next step expects, if there is one:
    /// [`loss_scale_factor`](Descent::loss_scale_factor).
    fn loss_scale_factor(&self) -> Option<f32> {
        None
    }

    /// Sets the factor of the loss, or takes it away. An optimizer without one, as by default, ignores it.
    fn set_loss_scale_factor(&mut self, factor: Option<f32>) {
        let _ = factor;
    }

    /// The optimizers inside, of a [`MultiOptimizer`]: in the order of the keys, the default last.
    fn optimizers(&self) -> Vec<&dyn Optimizer> {
        Vec::new()
    }

    /// The [`optimizers`](Self::optimizers) inside, to change their learning rates.
    fn optimizers_mut(&mut self) -> Vec<&mut dyn Optimizer> {
        Vec::new()
    }

    /// An argument that is set and that no file has.
    #[doc(hidden)]
    fn argument_beyond_files(&self) -> Option<&'static str> {
        None
    }

    /// The weights that it remembers something of, at their indices, and others that are not trainable in between.
    #[doc(hidden)]
    fn weights(&self) -> Vec<WeightPath> {
        Vec::new()
    }

    /// Begins anew, with no step taken.
    #[doc(hidden)]
    fn forget(&mut self) {}

    /// All that it remembers as Keras's files have it, of `weights`, whose values are asked for by their indices.
    #[doc(hidden)]
    fn variables(
        &self,
        weights: &[WeightPath],
        values: &dyn Fn(usize) -> Vec<f32>,
    ) -> Result<Vec<OptimizerVariable>> {
        let _ = (weights, values);
        Err(undescribed::<Self>("an optimizer"))
    }

    /// Goes on from what a file has.
    #[doc(hidden)]
    fn set_variables(&mut self, saved: SavedOptimizer<'_>, weights: &[WeightPath]) -> Result<()> {
        let _ = (saved, weights);
        Err(undescribed::<Self>("an optimizer"))
    }

    /// All that it remembers, by the paths of the weights, which are given in the order of their indices.
    ///
    /// # Errors
    ///
    /// If two weights have the same path.
    fn state(&self, weights: &[WeightPath]) -> Result<OptimizerState>;

    /// All that Keras writes of it: module, class, configuration. What it remembers is its [`state`](Self::state).
    ///
    /// # Errors
    ///
    /// If it has no form in a file: by default, and if its rule or its schedule has none.
    fn to_json(&self) -> Result<Value> {
        Err(undescribed::<Self>("an optimizer"))
    }

    /// Goes on from a [`state`](Self::state), with its own arguments and learning rate.
    ///
    /// # Errors
    ///
    /// If the state of a trainable weight or a slot of it is missing, has not as many numbers as the weight, or one
    /// that is not finite; if there is one for no weight or no slot; if two weights have the same path. It remembers
    /// then what it did before.
    fn restore(&mut self, state: &OptimizerState, weights: &[WeightPath]) -> Result<()>;

    /// Whether it keeps moving averages of the weights, as with [`use_ema`](Descent::use_ema).
    fn has_moving_averages(&self) -> bool {
        false
    }

    /// Moving average of the parameter at an index, if the optimizer keeps one and has taken a step on the parameter.
    fn moving_average(&mut self, index: usize) -> Option<&mut [f32]> {
        let _ = index;
        None
    }

    /// The optimizers of a [`Trainer`](crate::training::Trainer).
    #[doc(hidden)]
    fn as_any_mut(&mut self) -> Option<&mut dyn Any> {
        None
    }
}

/// Slots of one parameter, such as momentum: arrays that an optimizer keeps from step to step, most of them of its
/// length.
pub type Slots = Vec<Box<[f32]>>;

/// Trainable parameters of a step, wherever they are kept.
pub trait Parameters {
    /// Shows each parameter to `visitor`: an index that is the same at every step, the values and their
    /// gradient. A parameter without a gradient is left out. May be called several times a step.
    ///
    /// # Errors
    ///
    /// The first error of `visitor`.
    fn visit(&mut self, visitor: &mut Visitor<'_>) -> Result<()>;

    /// The largest absolute value among all gradients, or an upper bound of it: infinite if nothing is known.
    fn largest_gradient(&self) -> f32 {
        f32::INFINITY
    }

    /// Paths and shapes of the parameters, in the order of their indices. Asked for when some are seen for the first
    /// time; a parameter beyond the end of the list, as all are by default, is a vector without a name.
    fn weights(&self) -> Vec<WeightPath> {
        Vec::new()
    }

    /// Which weights these are, as a number, if it is known: what an optimizer remembers of some is not for others.
    fn owner(&self) -> Option<u64> {
        None
    }
}

/// What [`Parameters`] show themselves to: index, values and gradient.
pub type Visitor<'a> = dyn FnMut(usize, &mut [f32], &[f32]) -> Result<()> + 'a;

#[cfg(test)]
mod tests;
