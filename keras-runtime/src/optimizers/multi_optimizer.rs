//! Several optimizers as one, each for weights of its own.

use std::iter::repeat_n;

use super::assigned::{Assigned, Share, share};
use super::optimizer_map::{MAP, MODULE, NAME, OptimizerMap, check_empty};
use super::{Optimizer, OptimizerState, Parameters, SavedOptimizer, WeightPath, multi_variables};
use crate::config::{Class, Classes, Config, Form, Map, Read, ToObject, Value, Written};
use crate::model::weights_file::OptimizerVariable;
use crate::schedules::{LearningRate, require};
use crate::{Error, Result};

/// Multi-optimizer, several optimizers in one: each updates the weights whose paths an [`OptimizerMap`] gives to it.
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![
///     Dense(2, kernel_initializer = ones, name = encoder, input = 1),
///     Dense(1, kernel_initializer = ones, name = head),
/// ];
/// let optimizers = OptimizerMap::new(SGD::new(0.0)).with("encoder/.*", Adam::new(0.1));
/// let mut model = model.compile(MultiOptimizer::new(optimizers), MeanSquaredError::default(), metrics![]);
/// model.train_on_batch(&array![[1.0]], &array![[0.0]])?;
/// assert_eq!(format!("{:.2}", model.model().encoder.get_weight("kernel")?), "[[0.90, 0.90]]");
/// assert_eq!(model.model().head.get_weight("kernel")?[[0, 0]], 1.0);
/// # Ok::<(), keras::Error>(())
/// ```
///
/// There is no learning rate of it all: [`rate`](Optimizer::rate), `set_learning_rate` and the callbacks that set it are
/// errors. Each optimizer has its own, or a [schedule](crate::schedules):
///
/// ```
/// use keras::prelude::*;
/// use keras::optimizers::Optimizer;
///
/// let mut optimizer = MultiOptimizer::new(OptimizerMap::new(SGD::new(0.5)).with("encoder/.*", Adam::new(0.1)));
/// assert!(optimizer.rate().is_err());
/// // In the order of the keys, the default last.
/// for optimizer in optimizer.optimizers_mut() {
///     optimizer.set_learning_rate((optimizer.rate()? / 2.0).into())?;
/// }
/// assert_eq!(optimizer.optimizers()[1].rate()?, 0.25);
/// # Ok::<(), keras::Error>(())
/// ```
///
/// Clipping, weight decay, moving averages and gradient accumulation are those of each optimizer, of its weights alone:
/// `global_clipnorm` is of these together. A step that one of them refuses is taken by none.
///
/// As [`keras.optimizers.MultiOptimizer`](https://keras.io/api/optimizers/). Keras's is also made of a function of a weight,
/// which no file can hold: here the keys of the map choose.
#[derive(Debug, Clone)]
pub struct MultiOptimizer {
    /// What a file calls it.
    name: Option<String>,
    pub(super) map: OptimizerMap,
    loss_scale_factor: Option<f32>,
    pub(super) iterations: u64,
    pub(super) assigned: Assigned,
    /// Which optimizers have a weight with a gradient in this step.
    active: Vec<bool>,
}

impl MultiOptimizer {
    /// The optimizers of a map as one.
    pub fn new(optimizer_map: OptimizerMap) -> Self {
        let optimizer = Self {
            name: None,
            map: optimizer_map,
            loss_scale_factor: None,
            iterations: 0,
            assigned: Assigned::default(),
            active: Vec::new(),
        };
        optimizer.with_loss_scale_factor(None)
    }

    /// Loss scaling, as of [`Descent`](super::Descent::loss_scale_factor), in place of that of the optimizers inside, whether
    /// it is given or not.
    #[must_use]
    pub fn loss_scale_factor(self, loss_scale_factor: f32) -> Self {
        self.with_loss_scale_factor(Some(loss_scale_factor))
    }

    fn with_loss_scale_factor(mut self, factor: Option<f32>) -> Self {
        self.set_loss_scale_factor(factor);
        self
    }

    /// The position of the optimizer of a weight that has been seen.
    fn position(&self, index: usize) -> Option<usize> {
        self.assigned.positions.get(index).copied()
    }

    /// The optimizer at a position.
    pub(super) fn at(&self, position: usize) -> &dyn Optimizer {
        self.map.keyed.get(position).map_or(&*self.map.default, |(_, optimizer)| &**optimizer)
    }

    /// The optimizer of a weight that has been seen.
    fn of_weight(&self, index: usize) -> Option<&dyn Optimizer> {
        self.position(index).map(|position| self.at(position))
    }

    /// Whose each of some weights is: as in the steps, or by its path.
    pub(super) fn assignment(&self, weights: &[WeightPath]) -> Result<Vec<usize>> {
        let positions = weights.iter().enumerate().map(|(index, weight)| match self.position(index) {
            Some(position) => Ok(position),
            None => self.map.position(&weight.path),
        });
        positions.collect()
    }

    /// Finds out whose each weight is.
    fn assign(&mut self, parameters: &dyn Parameters) -> Result<()> {
        let (weights, owner) = (parameters.weights(), parameters.owner());
        let positions = self.map.positions(&weights)?;
        self.map.check_used(&weights, &positions)?;
        self.assigned = Assigned { positions, owner, is_restored: false };
        Ok(())
    }

    /// Finds out which optimizers have something to do, and whose weights are that are seen for the first time.
    fn activate(&mut self, parameters: &mut dyn Parameters) -> Result<()> {
        let mut count = 0;
        let mut visit = |index: usize, _: &mut [f32], _: &[f32]| {
            count = count.max(index + 1);
            Ok(())
        };
        parameters.visit(&mut visit)?;
        if count > self.assigned.positions.len() {
            self.assign(parameters)?;
            // What has no path.
            let missing = count.saturating_sub(self.assigned.positions.len());
            self.assigned.positions.extend(repeat_n(self.map.keyed.len(), missing));
        }
        self.active.clear();
        self.active.resize(self.map.keyed.len() + 1, false);
        parameters.visit(&mut |index, _, _| {
            self.active[self.assigned.positions[index]] = true;
            Ok(())
        })
    }

    /// [`prepare`](Optimizer::prepare), after which whose weights are may be undefined.
    fn prepare_all(&mut self, parameters: &mut dyn Parameters) -> Result<()> {
        // Nothing is visited before all have agreed: a visit is the begin of an update.
        if !self.assigned.is_of(parameters) {
            self.assign(parameters)?;
        }
        self.check_step(parameters)?;
        self.activate(parameters)?;
        self.each(parameters, |optimizer, parameters| optimizer.prepare(parameters))
    }

    /// Lets each optimizer with something to do have its parameters.
    fn each(
        &mut self,
        parameters: &mut dyn Parameters,
        f: impl Fn(&mut dyn Optimizer, &mut dyn Parameters) -> Result<()>,
    ) -> Result<()> {
        let (Self { map, assigned, active, .. }, mut failed) = (&mut *self, None);
        for (position, optimizer) in map.list_mut().enumerate().filter(|(position, _)| active[*position]) {
            let mut share = Share { all: &mut *parameters, positions: &assigned.positions, position };
            if let Err(error) = f(&mut **optimizer, &mut share) {
                failed = Some((position, error));
                break;
            }
        }
        failed.map_or(Ok(()), |(position, error)| Err(error.within(self.map.place(position))))
    }
}

/// The error for a learning rate of several optimizers.
fn no_learning_rate() -> Error {
    let error = Error::new(format!("`{NAME}`"), "each of its optimizers has a learning rate of its own");
    error.help("`optimizers_mut()` are these; each may have a schedule")
}

#[diagnostic::do_not_recommend]
impl Optimizer for MultiOptimizer {
    fn name(&self) -> &'static str {
        NAME
    }

    fn validate(&self) -> Result<()> {
        let scale = self.loss_scale_factor.unwrap_or(1.0);
        let is_scale = scale.is_finite() && scale > 0.0;
        require(is_scale, NAME, "loss_scale_factor", "a finite number above 0", scale)?;
        for (position, optimizer) in self.map.list().enumerate() {
            let place = || self.map.place(position);
            if !optimizer.optimizers().is_empty() {
                let expected = format!("an optimizer that is no `{NAME}`");
                return Err(Error::expected(place(), expected, format!("`{}`", optimizer.name())));
            }
            if optimizer.loss_scale_factor() != self.loss_scale_factor {
                let expected = "an optimizer that takes the `loss_scale_factor` of the whole";
                return Err(Error::expected(place(), expected, format!("`{}`", optimizer.name())));
            }
            optimizer.validate().map_err(|error| error.within(place()))?;
        }
        // Once it is known whose each weight is, it is asked before each step.
        if self.assigned.positions.is_empty() { self.map.check_keys() } else { Ok(()) }
    }

    fn prepare(&mut self, parameters: &mut dyn Parameters) -> Result<()> {
        let before = (!self.assigned.is_of(parameters)).then(|| self.assigned.clone());
        let prepared = self.prepare_all(parameters);
        if let Some(before) = before.filter(|_| prepared.is_err()) {
            self.assigned = before;
        }
        prepared
    }

    fn check_step(&self, parameters: &dyn Parameters) -> Result<()> {
        let mut all = self.map.list().enumerate();
        all.try_for_each(|(position, optimizer)| {
            optimizer.check_step(parameters).map_err(|error| error.within(self.map.place(position)))
        })
    }

    fn step(&mut self, parameters: &mut dyn Parameters) -> Result<()> {
        self.prepare(parameters)?;
        self.each(parameters, |optimizer, parameters| optimizer.step(parameters))?;
        self.iterations += 1;
        Ok(())
    }

    fn bound(&self, gradient: f32) -> f32 {
        self.map.list().map(|optimizer| optimizer.bound(gradient)).fold(0.0, f32::max)
    }

    fn boxed(&self) -> Box<dyn Optimizer> {
        Box::new(self.clone())
    }

    /// The number of batches, as in Keras: each optimizer counts its own steps.
    fn iterations(&self) -> u64 {
        self.iterations
    }

    fn rate(&self) -> Result<f32> {
        Err(no_learning_rate())
    }

    fn set_learning_rate(&mut self, _: LearningRate) -> Result<()> {
        Err(no_learning_rate())
    }

    fn slots(&self, index: usize) -> &[Box<[f32]>] {
        self.of_weight(index).map_or(&[], |optimizer| optimizer.slots(index))
    }

    fn slot_names(&self, index: usize) -> Vec<&'static str> {
        self.of_weight(index).map_or_else(Vec::new, |optimizer| optimizer.slot_names(index))
    }

    fn loss_scale_factor(&self) -> Option<f32> {
        self.loss_scale_factor
    }

    fn set_loss_scale_factor(&mut self, factor: Option<f32>) {
        self.loss_scale_factor = factor;
        self.map.list_mut().for_each(|optimizer| optimizer.set_loss_scale_factor(factor));
    }

    fn optimizers(&self) -> Vec<&dyn Optimizer> {
        self.map.list().collect()
    }

    fn optimizers_mut(&mut self) -> Vec<&mut dyn Optimizer> {
        self.map.list_mut().map(|optimizer| &mut **optimizer as &mut dyn Optimizer).collect()
    }

    fn argument_beyond_files(&self) -> Option<&'static str> {
        self.map.list().find_map(|optimizer| optimizer.argument_beyond_files())
    }

    fn weights(&self) -> Vec<WeightPath> {
        let of_each: Vec<_> = self.map.list().map(|optimizer| optimizer.weights()).collect();
        let own = self.assigned.positions.iter().enumerate().map(|(index, &position)| {
            let weight = of_each[position].get(index).cloned();
            weight.unwrap_or_else(|| WeightPath { trainable: false, ..WeightPath::vector(index, 0) })
        });
        own.collect()
    }

    fn forget(&mut self) {
        self.map.list_mut().for_each(|optimizer| optimizer.forget());
        (self.iterations, self.assigned) = (0, Assigned::default());
    }

    fn variables(
        &self,
        weights: &[WeightPath],
        values: &dyn Fn(usize) -> Vec<f32>,
    ) -> Result<Vec<OptimizerVariable>> {
        multi_variables::written(self, weights, values)
    }

    fn set_variables(&mut self, saved: SavedOptimizer<'_>, weights: &[WeightPath]) -> Result<()> {
        *self = multi_variables::read(self, saved, weights)?;
        Ok(())
    }

    /// That of each optimizer is [`inner`](OptimizerState::inner), in the order of the keys, the default last.
    fn state(&self, weights: &[WeightPath]) -> Result<OptimizerState> {
        let positions = self.assignment(weights)?;
        let each = self.map.list().enumerate();
        let inner = each.map(|(position, optimizer)| optimizer.state(&share(weights, &positions, position)));
        Ok(OptimizerState {
            iterations: self.iterations,
            inner: inner.collect::<Result<_>>()?,
            ..OptimizerState::default()
        })
    }

    fn restore(&mut self, state: &OptimizerState, weights: &[WeightPath]) -> Result<()> {
        let count = self.map.keyed.len() + 1;
        if state.inner.len() != count || !state.slots.is_empty() {
            let expected = format!("those of {count} optimizers");
            return Err(Error::expected(format!("`{NAME}`, state"), expected, state.inner.len()));
        }
        let positions = self.map.positions(weights)?;
        let mut next = self.map.clone();
        for (position, (optimizer, state)) in next.list_mut().zip(&state.inner).enumerate() {
            let others = weights.iter().zip(&positions).filter(|(_, own)| **own != position);
            if let Some((weight, own)) =
                others.into_iter().find(|(weight, _)| state.slots.contains_key(&weight.path))
            {
                let place = format!("{}, state of `{}`", self.map.place(position), weight.path);
                return Err(Error::new(place, format!("the weight is of {}", self.map.place(*own))));
            }
            let restored = optimizer.restore(state, &share(weights, &positions, position));
            restored.map_err(|error| error.within(self.map.place(position)))?;
        }
        (self.map, self.iterations, self.assigned) = (next, state.iterations, Assigned::restored(positions));
        Ok(())
    }

    fn to_json(&self) -> Result<Value> {
        self.to_object()
    }

    fn has_moving_averages(&self) -> bool {
        self.map.list().any(|optimizer| optimizer.has_moving_averages())
    }

    fn moving_average(&mut self, index: usize) -> Option<&mut [f32]> {
        let position = self.position(index)?;
        self.map.list_mut().nth(position)?.moving_average(index)
    }
}

impl Config for MultiOptimizer {
    const CLASS: &'static str = NAME;
    const MODULE: &'static str = MODULE;
    const WORD: &'static str = "multi_optimizer";

    fn config(&self) -> Result<Map> {
        let mut config = Written::new(NAME);
        Form::write(&self.loss_scale_factor, "loss_scale_factor", &mut config)?;
        config.name(self.name.as_deref().unwrap_or(Self::WORD));
        let mut config = config.finish(&[], |_| Ok(()))?;
        config.insert(MAP.to_owned(), self.map.to_json()?);
        Ok(config)
    }

    fn from_config(config: &Map, classes: &dyn Classes) -> Result<Self> {
        let mut read = Read::new(NAME, config, classes);
        let name = Form::<Option<String>>::read("name", &mut read)?.flatten();
        let factor = Form::<Option<f32>>::read("loss_scale_factor", &mut read)?.flatten();
        let mut rest = read.rest(&[])?;
        let map = rest.remove(MAP).unwrap_or_default();
        let map = OptimizerMap::from_json(&map, classes);
        let map = map.map_err(|error| error.within(format!("`{NAME}`, argument `{MAP}`")))?;
        check_empty(NAME, &rest)?;
        Ok(Self { name, ..Self::new(map).with_loss_scale_factor(factor) })
    }
}

#[diagnostic::do_not_recommend]
impl Class for MultiOptimizer {
    type Made = Box<dyn Optimizer>;

    fn make(self) -> Box<dyn Optimizer> {
        Box::new(self)
    }
}
