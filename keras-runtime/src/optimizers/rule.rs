//! Update rules: what makes an optimizer of its kind.

use std::fmt::Debug;
use std::ops::Range;

use super::WeightPath;
use crate::Result;
use crate::config::{Value, undescribed};
use crate::kernels::optimizer::{self, ParameterKernel};

/// Update rule of an optimizer: how it turns a gradient into a change, weight by weight.
///
/// ```
/// use keras::optimizers::{Descent, Step, UpdateRule};
///
/// /// Follows the sign of the gradient.
/// #[derive(Clone, Debug, Default)]
/// struct SignRule;
///
/// impl UpdateRule for SignRule {
///     const NAME: &'static str = "SignDescent";
///
///     fn update<'a>(
///         &self,
///         step: Step,
///         weights: impl Iterator<Item = (&'a mut f32, f32)>,
///         _slots: &mut [&mut [f32]],
///     ) {
///         for (weight, gradient) in weights {
///             *weight -= step.rate * gradient.signum();
///         }
///     }
/// }
///
/// type SignDescent = Descent<SignRule>;
/// let optimizer = SignDescent::new(0.01).clipvalue(1.0);
/// ```
pub trait UpdateRule: Clone + Debug + Send + Sync + 'static {
    /// The name of the optimizer.
    const NAME: &'static str;
    /// The learning rate if none is set.
    const LEARNING_RATE: f32 = 0.001;
    /// The weight decay if none is set.
    const WEIGHT_DECAY: Option<f32> = None;
    /// Whether the update of a number depends on the others of its parameter, so that
    /// [`update_whole`](Self::update_whole) is asked.
    const IS_WHOLE: bool = false;
    /// How many of the slots, from the first, Keras's optimizer makes weight by weight, and not slot by slot.
    #[doc(hidden)]
    const INTERLEAVED_SLOTS: usize = 1;

    /// Names of what is remembered of each weight from step to step.
    fn slots(&self) -> &'static [&'static str] {
        &[]
    }

    /// Numbers that Keras's optimizer keeps after so many steps besides its slots, and that are computed here.
    #[doc(hidden)]
    fn derived_variables(&self, iterations: u64) -> Vec<f32> {
        let _ = iterations;
        Vec::new()
    }

    /// Sizes of the axes of a slot for this weight, by the name of the slot; `None` if this weight has no such slot. By
    /// default those of the weight; [`update`](Self::update) is given slots of this shape alone.
    fn slot_shape(&self, slot: &str, weight: &WeightPath) -> Option<Vec<usize>> {
        let _ = slot;
        Some(weight.shape.clone())
    }

    /// Initial value of a slot, by its name; default 0.
    fn initial(&self, slot: &str) -> f32 {
        let _ = slot;
        0.0
    }

    /// Whether a slot begins as a copy of the weight, and not with [`initial`](Self::initial); default `false`.
    fn begins_as_weight(&self, slot: &str) -> bool {
        let _ = slot;
        false
    }

    /// The weight decay of this weight, where `shared` is that of the optimizer; by default that.
    fn weight_decay(&self, shared: Option<f32>, weight: &WeightPath) -> Option<f32> {
        let _ = weight;
        shared
    }

    /// All that Keras writes of its arguments: module, class, configuration. A rule of your own with
    /// `#[derive(Config)]` says [`self.to_object()`](crate::config::ToObject::to_object).
    ///
    /// # Errors
    ///
    /// If it has no form in a file, as by default.
    fn to_json(&self) -> Result<Value> {
        Err(undescribed::<Self>("a rule"))
    }

    /// Whether the arguments of the rule make sense.
    ///
    /// # Errors
    ///
    /// The first argument that does not.
    fn validate(&self) -> Result<()> {
        Ok(())
    }

    /// Changes some weights of one parameter. Each comes with its gradient, already clipped, and is already
    /// decayed; `slots` has one slice for each name of [`slots`](Self::slots), in the order of the weights.
    ///
    /// Several threads may share a parameter. With `#[inline(always)]` the loop is compiled for the vector
    /// instructions of the machine.
    fn update<'a>(
        &self,
        step: Step,
        weights: impl Iterator<Item = (&'a mut f32, f32)>,
        slots: &mut [&mut [f32]],
    );

    /// Changes one parameter as a whole, if [`IS_WHOLE`](Self::IS_WHOLE): on one thread, which may share its loops. By
    /// default [`update`](Self::update) with all slots.
    fn update_whole(&self, step: Step, mut parameter: WholeParameter<'_>) {
        let slots = 0..parameter.slots.len();
        parameter.update(self, step, slots);
    }

    /// An upper bound of what [`update`](Self::update) changes a weight by, and of what is in a slot, as long as no
    /// learning rate has been above `rate` and no gradient above `gradient`, in absolute values.
    ///
    /// Infinite if nothing is known, as by default; then training is slower by a copy of the weights and slots a step,
    /// which it goes back to if something does not stay finite.
    fn bound(&self, rate: f64, gradient: f64) -> f64 {
        let _ = (rate, gradient);
        f64::INFINITY
    }
}

/// Step number and learning rate that an [`UpdateRule`] is given.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// The learning rate.
    pub rate: f32,
    /// The number of the step, from 1.
    pub number: u64,
}

/// Parameter of a step as a whole, for an [`UpdateRule`] that looks at all of its numbers at once.
#[derive(Debug)]
pub struct WholeParameter<'a> {
    /// Sizes of the axes.
    pub shape: &'a [usize],
    /// The weights, already decayed.
    pub weights: &'a mut [f32],
    /// Their gradient, already clipped.
    pub gradient: &'a [f32],
    /// A slot for each name of [`UpdateRule::slots`]; empty where the weight has none.
    pub slots: &'a mut [Box<[f32]>],
    /// Memory of the optimizer for whatever is needed in between: it is kept from step to step, and holds anything.
    pub scratch: &'a mut Vec<f32>,
}

impl WholeParameter<'_> {
    /// [`UpdateRule::update`] of `rule` for all weights, on several threads if there are many, with some of the slots,
    /// which are shaped as the weight.
    pub fn update(&mut self, rule: &impl UpdateRule, step: Step, slots: Range<usize>) {
        let slots = self.slots[slots].iter_mut().map(|slot| &mut **slot).collect();
        optimizer::run(&Elementwise { rule, step }, self.weights, self.gradient, slots);
    }
}

/// The update of weights as they are, by a gradient as it is.
struct Elementwise<'a, R> {
    rule: &'a R,
    step: Step,
}

impl<R: UpdateRule> ParameterKernel for Elementwise<'_, R> {
    #[inline(always)]
    fn run(&self, weights: &mut [f32], gradient: &[f32], slots: &mut [&mut [f32]]) {
        self.rule.update(self.step, weights.iter_mut().zip(gradient.iter().copied()), slots);
    }
}
