//! Base of the optimizers: learning rate, clipping, weight decay and slots.

use super::clipping::{Clipping, shrink};
use super::moving_average::{AVERAGE, MovingAverage};
use super::state::{OptimizerState, WeightPath, by_index, by_path};
use super::{Optimizer, Parameters, Slots};
use crate::config::{Value, undescribed};
use crate::kernels::optimizer::{self, ParameterKernel};
use crate::kernels::reduce::sum_of_squares;
use crate::schedules::{IntoLearningRate, LearningRate, require};
use crate::{Error, Result};
use std::fmt::Debug;

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

    /// Initial value of a slot, by its name; default 0.
    fn initial(&self, slot: &str) -> f32 {
        let _ = slot;
        0.0
    }

    /// All that Keras writes of its arguments: module, class, configuration. A rule of your own with `#[derive(Config)]` says
    /// [`self.to_object()`](crate::config::ToObject::to_object).
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

    /// An upper bound of what [`update`](Self::update) changes a weight by, and of what is in a slot, as long as no
    /// learning rate has been above `rate` and no gradient above `gradient`, in absolute values.
    ///
    /// Infinite if nothing is known, as by default; then training is slower by a copy of the weights and slots a step, which
    /// it goes back to if something does not stay finite.
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

/// Gradient descent: an optimizer that changes each weight by an [`UpdateRule`].
///
/// Its arguments are those that all optimizers of Keras share; the rule adds its own.
#[derive(Debug, Clone)]
pub struct Descent<R> {
    pub(super) rule: R,
    /// What a file calls it.
    pub(super) name: Option<String>,
    pub(super) learning_rate: LearningRate,
    pub(super) clipping: Clipping,
    pub(super) weight_decay: Option<f32>,
    pub(super) average: MovingAverage,
    iterations: u64,
    slots: Vec<Slots>,
    /// [Which weights](Parameters::owner) the slots are of, if that is known.
    owner: Option<u64>,
    peak: Peak,
}

/// The greatest learning rate and the largest absolute gradient of the steps so far.
#[derive(Debug, Clone, Copy, Default)]
struct Peak {
    rate: f32,
    gradient: f32,
}

impl Peak {
    fn with(self, rate: f32, gradient: f32) -> Self {
        Self { rate: self.rate.max(rate), gradient: self.gradient.max(gradient) }
    }
}

impl<R: UpdateRule> Descent<R> {
    /// An optimizer with this rule and the defaults of everything else.
    pub fn of(rule: R) -> Self {
        Self {
            rule,
            name: None,
            learning_rate: R::LEARNING_RATE.into(),
            clipping: Clipping::default(),
            weight_decay: R::WEIGHT_DECAY,
            average: MovingAverage::default(),
            iterations: 0,
            slots: Vec::new(),
            owner: None,
            peak: Peak::default(),
        }
    }

    /// Sets the learning rate, a number or a [schedule](crate::schedules).
    #[doc(alias = "lr")]
    #[must_use]
    pub fn learning_rate(mut self, learning_rate: impl IntoLearningRate) -> Self {
        self.learning_rate = learning_rate.into_learning_rate();
        self
    }

    /// Weight decay, decoupled from the gradient: takes `weight_decay · learning_rate` of each weight off before each
    /// step.
    #[must_use]
    pub fn weight_decay(mut self, weight_decay: f32) -> Self {
        self.weight_decay = Some(weight_decay);
        self
    }

    /// Gradient clipping by norm: scales the gradient of each parameter down to this Euclidean norm if it is longer.
    #[must_use]
    pub fn clipnorm(mut self, clipnorm: f32) -> Self {
        self.clipping.norm = Some(clipnorm);
        self
    }

    /// Gradient clipping by global norm: scales the gradient of all parameters together down to this Euclidean norm if
    /// it is longer.
    #[must_use]
    pub fn global_clipnorm(mut self, global_clipnorm: f32) -> Self {
        self.clipping.global_norm = Some(global_clipnorm);
        self
    }

    /// Gradient clipping by value: clips each number of the gradient to plus and minus this.
    #[must_use]
    pub fn clipvalue(mut self, clipvalue: f32) -> Self {
        self.clipping.value = Some(clipvalue);
        self
    }

    /// Moving average of the weights (EMA, Polyak averaging), kept beside them if `use_ema`; default `false`. At the end
    /// of `fit` the weights become their averages; [`SwapEMAWeights`](crate::training::callbacks::SwapEMAWeights) validates with
    /// them.
    ///
    /// ```
    /// use keras::{ndarray::array, prelude::*};
    ///
    /// let model = sequential![Dense(1, kernel_initializer = zeros, use_bias = false, input = 1)];
    /// let optimizer = SGD::new(0.5).use_ema(true).ema_momentum(0.5);
    /// let mut model = model.compile(optimizer, MeanSquaredError::default(), metrics![]);
    /// model.fit(&array![[1.0]], &array![[1.0]], Fit::epochs(2).verbose(0))?;
    /// // The first step reaches 1, as do the second and the average.
    /// assert_eq!(model.get_weights()[0][[0, 0]], 1.0);
    /// # Ok::<(), keras::Error>(())
    /// ```
    #[must_use]
    pub fn use_ema(mut self, use_ema: bool) -> Self {
        self.average.in_use = use_ema;
        self
    }

    /// Momentum of the moving average, from 0 to 1: how much of it stays at each step; default 0.99. Only with
    /// [`use_ema`](Self::use_ema).
    #[must_use]
    pub fn ema_momentum(mut self, ema_momentum: f64) -> Self {
        self.average.momentum = ema_momentum;
        self
    }

    /// Number of steps after which the weights become their moving averages, again and again; by default only the end
    /// of `fit` does that. Only with [`use_ema`](Self::use_ema).
    #[must_use]
    pub fn ema_overwrite_frequency(mut self, steps: u64) -> Self {
        self.average.overwrite_frequency = Some(steps);
        self
    }

    /// The slots of a parameter that are the rule's.
    fn own_slots(&self) -> usize {
        self.rule.slots().len()
    }
}

impl<R: UpdateRule + Default> Descent<R> {
    /// An optimizer with this learning rate, a number or a [schedule](crate::schedules).
    pub fn new(learning_rate: impl IntoLearningRate) -> Self {
        Self::default().learning_rate(learning_rate)
    }
}

impl<R: UpdateRule + Default> Default for Descent<R> {
    fn default() -> Self {
        Self::of(R::default())
    }
}

#[diagnostic::do_not_recommend]
impl<R: UpdateRule> Optimizer for Descent<R> {
    fn name(&self) -> &'static str {
        R::NAME
    }

    fn validate(&self) -> Result<()> {
        self.learning_rate.validate()?;
        let rate = self.rate();
        require(rate.is_finite() && rate >= 0.0, R::NAME, "learning_rate", AMOUNT, rate)?;
        let decay = self.weight_decay.unwrap_or(0.0);
        require(decay.is_finite() && decay >= 0.0, R::NAME, "weight_decay", AMOUNT, decay)?;
        self.clipping.validate(R::NAME)?;
        self.average.validate(R::NAME)?;
        self.rule.validate()
    }

    fn step(&mut self, parameters: &mut dyn Parameters) -> Result<()> {
        let rate = self.rate();
        if !(rate.is_finite() && rate >= 0.0) {
            let place = format!("`{}`, learning rate of step {}", R::NAME, self.iterations);
            return Err(Error::expected(place, AMOUNT, rate));
        }
        let owner = parameters.owner();
        if self.owner.is_some() && owner.is_some() && owner != self.owner {
            let error =
                Error::new(format!("`{}`", R::NAME), "what it remembers is of other weights than these");
            return Err(error.help("use one optimizer for each model, or update all models in one `apply`"));
        }
        let (clips, mut squares) = (self.clipping.global_norm.is_some(), 0.0);
        parameters.visit(&mut |index, values, gradient| {
            if gradient.len() != values.len() {
                return Err(wrong_length(index, values.len(), gradient.len()));
            }
            if clips {
                squares += sum_of_squares(gradient);
            }
            recall(&mut self.slots, &self.rule, index, values.len())
        })?;
        let factor = self.clipping.global_norm.map_or(1.0, |limit| shrink(limit, squares));
        let limit = self.clipping.value.unwrap_or(f32::INFINITY);
        let decay = self.weight_decay.unwrap_or(0.0) * rate;
        let step = Step { rate, number: self.iterations + 1 };
        let count = self.own_slots();
        parameters.visit(&mut |index, values, gradient| {
            let slots = &mut self.slots[index];
            let factor = self.clipping.norm.map_or(factor, |limit| shrink(limit, sum_of_squares(gradient)));
            let update = Update { rule: &self.rule, step, decay, factor, limit };
            let own = slots.iter_mut().take(count).map(|slot| &mut **slot);
            optimizer::run(&update, values, gradient, own.collect());
            match slots.get_mut(count) {
                Some(average) => self.average.update(step.number, values, gradient, average),
                None if self.average.in_use => slots.push((*values).into()),
                None => {}
            }
            Ok(())
        })?;
        self.iterations += 1;
        self.owner = owner.filter(|_| count > 0 || self.average.in_use);
        self.peak = self.peak.with(rate, parameters.largest_gradient());
        Ok(())
    }

    fn bound(&self, gradient: f32) -> f32 {
        let Peak { rate, gradient } = self.peak.with(self.rate(), gradient);
        let decay = self.weight_decay.unwrap_or(0.0) * rate;
        // More than that would take a weight past 0, and far.
        if decay <= 1.0 { self.rule.bound(rate.into(), gradient.into()) as f32 } else { f32::INFINITY }
    }

    fn boxed(&self) -> Box<dyn Optimizer> {
        Box::new(self.clone())
    }

    fn iterations(&self) -> u64 {
        self.iterations
    }

    fn rate(&self) -> f32 {
        self.learning_rate.rate(self.iterations)
    }

    fn has_schedule(&self) -> bool {
        !self.learning_rate.is_constant()
    }

    fn set_learning_rate(&mut self, learning_rate: LearningRate) {
        self.learning_rate = learning_rate;
    }

    fn slots(&self) -> &[Slots] {
        &self.slots
    }

    fn slot_names(&self) -> Vec<&'static str> {
        self.rule.slots().iter().copied().chain(self.average.in_use.then_some(AVERAGE)).collect()
    }

    fn interleaved_slots(&self) -> usize {
        R::INTERLEAVED_SLOTS
    }

    fn forget(&mut self) {
        (self.iterations, self.owner, self.peak) = (0, None, Peak::default());
        self.slots.clear();
    }

    fn derived_variables(&self) -> Vec<f32> {
        self.rule.derived_variables(self.iterations)
    }

    fn state(&self, weights: &[WeightPath]) -> Result<OptimizerState> {
        Ok(OptimizerState {
            iterations: self.iterations,
            largest_rate: self.peak.rate,
            largest_gradient: self.peak.gradient,
            slots: by_path(
                R::NAME,
                &self.slot_names(),
                |slot| self.rule.initial(slot),
                &self.slots,
                weights,
            )?,
        })
    }

    fn to_json(&self) -> Result<Value> {
        self.written()
    }

    fn restore(&mut self, state: &OptimizerState, weights: &[WeightPath]) -> Result<()> {
        let peak = Peak { rate: state.largest_rate, gradient: state.largest_gradient };
        for (field, found) in [("largest_rate", peak.rate), ("largest_gradient", peak.gradient)] {
            if found.is_nan() || found < 0.0 {
                return Err(Error::expected(format!("`{}`, state, {field}", R::NAME), "0 or more", found));
            }
        }
        // Beyond that the number of the next step would not fit.
        if state.iterations > MOST_ITERATIONS {
            let expected = format!("at most {MOST_ITERATIONS}");
            return Err(Error::expected(
                format!("`{}`, state, iterations", R::NAME),
                expected,
                state.iterations,
            ));
        }
        self.slots = by_index(R::NAME, &self.slot_names(), &state.slots, weights)?;
        self.iterations = state.iterations;
        self.owner = None;
        self.peak = peak;
        Ok(())
    }

    fn has_moving_averages(&self) -> bool {
        self.average.in_use
    }

    fn moving_average(&mut self, index: usize) -> Option<&mut [f32]> {
        let position = self.average.in_use.then(|| self.own_slots())?;
        self.slots.get_mut(index)?.get_mut(position).map(|average| &mut **average)
    }
}

/// As many steps as the `int64` of Keras counts.
const MOST_ITERATIONS: u64 = i64::MAX as u64;

/// The arithmetic of one step on one parameter.
struct Update<'a, R> {
    rule: &'a R,
    step: Step,
    decay: f32,
    factor: f32,
    limit: f32,
}

impl<R: UpdateRule> ParameterKernel for Update<'_, R> {
    #[inline(always)]
    fn run(&self, weights: &mut [f32], gradient: &[f32], slots: &mut [&mut [f32]]) {
        let &Update { rule, step, decay, factor, limit } = self;
        let weights = weights.iter_mut().zip(gradient).map(|(weight, gradient)| {
            *weight -= *weight * decay;
            (weight, cut(gradient * factor, limit))
        });
        rule.update(step, weights, slots);
    }
}

const AMOUNT: &str = "a finite number of 0 or more";

/// `clamp`, in a form that becomes two vector instructions and lets what is not a number through.
#[inline(always)]
fn cut(x: f32, limit: f32) -> f32 {
    if x > limit {
        limit
    } else if x < -limit {
        -limit
    } else {
        x
    }
}

/// Makes the slots of the parameter at `index` when it is seen for the first time.
fn recall(all: &mut Vec<Slots>, rule: &impl UpdateRule, index: usize, len: usize) -> Result<()> {
    if all.len() <= index {
        all.resize_with(index + 1, Slots::new);
    }
    let slots = &mut all[index];
    if slots.is_empty() {
        slots.extend(rule.slots().iter().map(|slot| vec![rule.initial(slot); len].into_boxed_slice()));
    }
    match slots.iter().find(|slot| slot.len() != len) {
        Some(slot) => Err(wrong_length(index, slot.len(), len)),
        None => Ok(()),
    }
}

fn wrong_length(index: usize, expected: usize, found: usize) -> Error {
    Error::expected(format!("optimizer, parameter {index}"), format!("{expected} numbers"), found)
}
