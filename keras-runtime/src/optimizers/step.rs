//! The step of an optimizer.

use super::accumulation::{ACCUMULATOR, accumulate};
use super::clipping::shrink;
use super::descent::Peak;
use super::moving_average::AVERAGE;
use super::remembered::{Known, Remembered, Scratch};
use super::rule::WholeParameter;
use super::state::{OptimizerState, SlotShapes, WeightPath, by_index, by_path};
use super::variables::{self, SavedOptimizer};
use super::{Descent, Optimizer, Parameters, Step, UpdateRule};
use crate::config::Value;
use crate::kernels::optimizer::{self, ParameterKernel};
use crate::kernels::reduce::sum_of_squares;
use crate::model::weights_file::OptimizerVariable;
use crate::schedules::{LearningRate, require};
use crate::{Error, Result};

#[diagnostic::do_not_recommend]
impl<R: UpdateRule> Optimizer for Descent<R> {
    fn name(&self) -> &'static str {
        R::NAME
    }

    fn validate(&self) -> Result<()> {
        self.learning_rate.validate()?;
        let rate = self.next_rate();
        require(rate.is_finite() && rate >= 0.0, R::NAME, "learning_rate", AMOUNT, rate)?;
        let decay = self.weight_decay.unwrap_or(0.0);
        require(decay.is_finite() && decay >= 0.0, R::NAME, "weight_decay", AMOUNT, decay)?;
        let scale = self.loss_scale_factor.unwrap_or(1.0);
        require(
            scale.is_finite() && scale > 0.0,
            R::NAME,
            "loss_scale_factor",
            "a finite number above 0",
            scale,
        )?;
        let is_text = self.undecayed.iter().all(|part| !part.is_empty());
        require(is_text, R::NAME, "exclude_from_weight_decay", "parts of names", "an empty text")?;
        self.clipping.validate(R::NAME)?;
        self.average.validate(R::NAME)?;
        self.accumulation.validate(R::NAME)?;
        self.rule.validate()
    }

    fn step(&mut self, parameters: &mut dyn Parameters) -> Result<()> {
        self.prepare(parameters)?;
        let (rate, owner) = (self.next_rate(), parameters.owner());
        let (own, accumulates) = (self.rule.slots().len(), self.accumulation.is_in_use());
        let unscaled = 1.0 / self.loss_scale_factor.unwrap_or(1.0);
        let changes = (self.iterations + 1).is_multiple_of(self.accumulation.steps());
        if accumulates {
            parameters.visit(&mut |index, _, gradient| {
                accumulate(&mut self.remembered.slots[index][own], gradient, unscaled);
                Ok(())
            })?;
        }
        // The mean of the sum, or the gradient as it would be of the loss.
        let share = if accumulates { 1.0 / self.accumulation.steps() as f32 } else { unscaled };
        let mut factor = share;
        if let Some(limit) = self.clipping.global_norm.filter(|_| changes) {
            let mut squares = 0.0;
            parameters.visit(&mut |index, _, gradient| {
                let sum = self.remembered.slots[index].get(own).filter(|_| accumulates);
                squares += sum_of_squares(sum.map_or(gradient, |sum| sum));
                Ok(())
            })?;
            factor *= shrink(limit, squares * f64::from(share).powi(2));
        }
        let limit = self.clipping.value.unwrap_or(f32::INFINITY);
        let step = Step { rate, number: self.iterations() + 1 };
        if changes || self.average.in_use {
            parameters.visit(&mut |index, values, gradient| {
                let (known, slots, scratch) = self.remembered.parts(index);
                let (slots, rest) = slots.split_at_mut(own);
                let (sum, average) = rest.split_at_mut(usize::from(accumulates));
                let mut sum = sum.first_mut();
                if changes {
                    let gradient = sum.as_deref().map_or(gradient, |sum| sum);
                    let factor = match self.clipping.norm {
                        Some(limit) => {
                            share * shrink(limit, sum_of_squares(gradient) * f64::from(share).powi(2))
                        }
                        None => factor,
                    };
                    let update = Update { rule: &self.rule, step, decay: known.decay * rate, factor, limit };
                    update.apply(known, values, gradient, slots, scratch);
                }
                if let Some(sum) = sum.as_mut().filter(|_| changes) {
                    sum.fill(0.0);
                }
                match average.first_mut() {
                    Some(average) => self.average.update(step.number, values, gradient, average),
                    None if self.average.in_use => self.remembered.slots[index].push((*values).into()),
                    None => {}
                }
                Ok(())
            })?;
        }
        self.iterations += 1;
        self.owner = owner.filter(|_| own > 0 || accumulates || self.average.in_use);
        self.peak = self.peak.with(rate, parameters.largest_gradient() * unscaled);
        Ok(())
    }

    fn prepare(&mut self, parameters: &mut dyn Parameters) -> Result<()> {
        self.check_step(parameters)?;
        self.introduce(parameters)
    }

    fn check_step(&self, parameters: &dyn Parameters) -> Result<()> {
        let rate = self.next_rate();
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
        Ok(())
    }

    fn bound(&self, gradient: f32) -> f32 {
        let gradient = gradient / self.loss_scale_factor.unwrap_or(1.0);
        let Peak { rate, gradient } = self.peak.with(self.next_rate(), gradient);
        let decay = self.weight_decay.unwrap_or(0.0) * rate;
        // More than that would take a weight past 0, and far.
        if decay > 1.0 {
            return f32::INFINITY;
        }
        let sum =
            if self.accumulation.is_in_use() { self.accumulation.steps() as f32 * gradient } else { 0.0 };
        (self.rule.bound(rate.into(), gradient.into()) as f32).max(sum)
    }

    fn boxed(&self) -> Box<dyn Optimizer> {
        Box::new(self.clone())
    }

    fn iterations(&self) -> u64 {
        self.iterations / self.accumulation.steps()
    }

    fn rate(&self) -> Result<f32> {
        Ok(self.next_rate())
    }

    fn has_schedule(&self) -> bool {
        !self.learning_rate.is_constant()
    }

    fn set_learning_rate(&mut self, learning_rate: LearningRate) -> Result<()> {
        self.learning_rate = learning_rate;
        Ok(())
    }

    fn loss_scale_factor(&self) -> Option<f32> {
        self.loss_scale_factor
    }

    fn set_loss_scale_factor(&mut self, factor: Option<f32>) {
        self.loss_scale_factor = factor;
    }

    fn slots(&self, index: usize) -> &[Box<[f32]>] {
        self.remembered.slots.get(index).map_or(&[], |slots| slots)
    }

    fn slot_names(&self, _: usize) -> Vec<&'static str> {
        self.names()
    }

    fn weights(&self) -> Vec<WeightPath> {
        self.remembered.weights()
    }

    fn forget(&mut self) {
        (self.iterations, self.owner, self.peak) = (0, None, Peak::default());
        self.remembered = Remembered::default();
    }

    fn variables(
        &self,
        weights: &[WeightPath],
        values: &dyn Fn(usize) -> Vec<f32>,
    ) -> Result<Vec<OptimizerVariable>> {
        variables::written(self, weights, values)
    }

    fn set_variables(&mut self, saved: SavedOptimizer<'_>, weights: &[WeightPath]) -> Result<()> {
        variables::read(self, saved, weights)
    }

    fn state(&self, weights: &[WeightPath]) -> Result<OptimizerState> {
        Ok(OptimizerState {
            iterations: self.iterations,
            largest_rate: self.peak.rate,
            largest_gradient: self.peak.gradient,
            slots: by_path(self, &self.remembered.slots, weights)?,
            inner: Vec::new(),
        })
    }

    fn argument_beyond_files(&self) -> Option<&'static str> {
        (!self.undecayed.is_empty()).then_some("exclude_from_weight_decay")
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
        if !state.inner.is_empty() {
            let found = format!("that of {} optimizers", state.inner.len());
            return Err(Error::expected(format!("`{}`, state", R::NAME), "that of one optimizer", found));
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
        self.remembered = Remembered::restored(by_index(self, &state.slots, weights)?, weights);
        self.iterations = state.iterations;
        self.owner = None;
        self.peak = peak;
        Ok(())
    }

    fn has_moving_averages(&self) -> bool {
        self.average.in_use
    }

    fn moving_average(&mut self, index: usize) -> Option<&mut [f32]> {
        let position = self.rule.slots().len() + usize::from(self.accumulation.is_in_use());
        self.average.in_use.then_some(())?;
        self.remembered.slots.get_mut(index)?.get_mut(position).map(|average| &mut **average)
    }
}

impl<R: UpdateRule> Descent<R> {
    /// The learning rate of the next step.
    pub(super) fn next_rate(&self) -> f32 {
        self.learning_rate.rate(self.iterations)
    }

    /// Gets to know the weights that are seen for the first time.
    fn introduce(&mut self, parameters: &mut dyn Parameters) -> Result<()> {
        let Self { rule, weight_decay, undecayed, accumulation, remembered, .. } = self;
        let is_excluded = |weight: &WeightPath| undecayed.iter().any(|part| weight.is_named(part));
        let decay = |weight: &WeightPath| match rule.weight_decay(*weight_decay, weight) {
            Some(decay) if !is_excluded(weight) => decay,
            _ => 0.0,
        };
        let len = |slot: &str, weight: &WeightPath| {
            rule.slot_shape(slot, weight).map_or(0, |shape| shape.iter().product())
        };
        let begin = |weight: &WeightPath, values: &[f32]| {
            let own = rule.slots().iter().map(|slot| match rule.begins_as_weight(slot) {
                true => values.into(),
                false => vec![rule.initial(slot); len(slot, weight)].into_boxed_slice(),
            });
            own.chain(accumulation.is_in_use().then(|| vec![0.0; values.len()].into())).collect()
        };
        let lens = |weight: &WeightPath| {
            let own = rule.slots().iter().map(|slot| len(slot, weight));
            own.chain([weight.len(); 2]).collect()
        };
        remembered.introduce(parameters, decay, begin, lens)
    }
}

impl<R: UpdateRule> SlotShapes for Descent<R> {
    fn optimizer(&self) -> &'static str {
        R::NAME
    }

    fn names(&self) -> Vec<&'static str> {
        let accumulator = self.accumulation.is_in_use().then_some(ACCUMULATOR);
        let average = self.average.in_use.then_some(AVERAGE);
        self.rule.slots().iter().copied().chain(accumulator).chain(average).collect()
    }

    fn shape(&self, slot: &str, weight: &WeightPath) -> Option<Vec<usize>> {
        match slot {
            ACCUMULATOR | AVERAGE => Some(weight.shape.clone()),
            _ => self.rule.slot_shape(slot, weight),
        }
    }

    fn initial(&self, slot: &str) -> Option<f32> {
        match slot {
            ACCUMULATOR | AVERAGE => Some(0.0),
            _ => (!self.rule.begins_as_weight(slot)).then(|| self.rule.initial(slot)),
        }
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

impl<R: UpdateRule> Update<'_, R> {
    fn apply(
        &self,
        known: &Known,
        weights: &mut [f32],
        gradient: &[f32],
        slots: &mut [Box<[f32]>],
        [whole, scratch]: &mut [Scratch; 2],
    ) {
        if !R::IS_WHOLE {
            let slots = slots.iter_mut().map(|slot| &mut **slot).collect();
            return optimizer::run(self, weights, gradient, slots);
        }
        whole.0.clear();
        whole.0.extend(gradient.iter().map(|gradient| cut(gradient * self.factor, self.limit)));
        weights.iter_mut().for_each(|weight| *weight -= *weight * self.decay);
        let (shape, gradient, scratch) = (&*known.weight.shape, &*whole.0, &mut scratch.0);
        self.rule.update_whole(self.step, WholeParameter { shape, weights, gradient, slots, scratch });
    }
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
