//! `fit` with a step of one's own.

mod batch;
mod models;
mod optimizers;
mod saving;
mod step;

use std::fmt;

pub use batch::StepBatch;
pub use models::Models;
use optimizers::OptimizerSet;
pub use optimizers::Optimizers;
pub(super) use saving::check_ending;
pub(super) use step::CustomStep;
use step::Parts;

use super::data::{AnyArrays, Batches, Tables};
use super::evaluate::{evaluate, evaluate_examples};
use super::examples::Examples;
use super::gradient_tape::GradientTape;
use super::ranks::Attendance;
use super::runner::Runner;
use super::source::Typed;
use super::sources::Job;
use super::state::TrainingState;
use super::{Evaluate, Fit, History, Labels, OfBatches, Samples, Scores, Validation, ValidationData};
use crate::autodiff::Tensor;
use crate::optimizers::Optimizer;
use crate::{Error, Result};

/// What a step of training does: see [`Trainer::new`].
pub type TrainStep<M, O, const N: usize> =
    dyn FnMut(&StepBatch<'_>, &GradientTape<'_>, &mut M, &mut O) -> Result<[Tensor; N]> + Send;
/// What a step of evaluation does: see [`Trainer::test_step`].
pub type TestStep<M, const N: usize> =
    dyn FnMut(&StepBatch<'_>, &GradientTape<'_>, &M) -> Result<[Tensor; N]> + Send;

/// Trains by a step of one's own, Keras's
/// [`train_step`](https://keras.io/guides/custom_train_step_in_tensorflow/): `fit` keeps its epochs, progress bar,
/// history, callbacks, and goes on after a stop.
///
/// ```
/// use keras::prelude::*;
/// use keras::training::{ApplyGradients, Trainer};
///
/// let model = sequential![Dense(8, activation = tanh, input = 2), Dense(1)];
/// let mut trainer = Trainer::new(model, Adam::new(0.01), ["loss"], |batch, tape, model, optimizer| {
///     let loss = K::mean(&K::abs(&(tape.call(&*model, &batch.x()) - batch.y())));
///     optimizer.apply(&tape.gradient(&loss, &*model)?, model)?;
///     Ok([loss])
/// });
/// let (x, y) = (&[[0.0, 1.0], [2.0, 3.0]], &[[1.0], [5.0]]);
/// let history = trainer.fit(x, y, Fit::epochs(5).verbose(0))?;
/// assert_eq!(history.get("loss").len(), 5);
/// # Ok::<(), keras::Error>(())
/// ```
pub struct Trainer<M, O, const N: usize> {
    names: [&'static str; N],
    models: M,
    optimizers: Box<dyn Optimizer>,
    train: Box<TrainStep<M, O, N>>,
    test: Option<Box<TestStep<M, N>>>,
    state: Option<TrainingState>,
}

impl<M: Models, O: Optimizers, const N: usize> Trainer<M, O, N> {
    /// A training of `models`, one or a tuple, with `optimizers`, one or a tuple, by `train_step`. It is given the batch, the
    /// tape of the step, the models and the optimizers, and returns `scores` numbers, whose means over an epoch are what the
    /// bar, the history and the callbacks see under these names.
    ///
    /// Each [`apply`](super::ApplyGradients::apply) happens whole or not at all; of several in a step, those before a failure
    /// have happened.
    pub fn new(
        models: M,
        optimizers: O,
        scores: [&'static str; N],
        train_step: impl FnMut(&StepBatch<'_>, &GradientTape<'_>, &mut M, &mut O) -> Result<[Tensor; N]>
        + Send
        + 'static,
    ) -> Self {
        let optimizers = Box::new(OptimizerSet(optimizers));
        Self { names: scores, models, optimizers, train: Box::new(train_step), test: None, state: None }
    }

    /// What a step of [`evaluate`](Self::evaluate) and of validation does: it returns the same scores.
    #[must_use]
    pub fn test_step(
        mut self,
        test_step: impl FnMut(&StepBatch<'_>, &GradientTape<'_>, &M) -> Result<[Tensor; N]> + Send + 'static,
    ) -> Self {
        self.test = Some(Box::new(test_step));
        self
    }

    /// Trains on the samples `x` with the labels `y`, each an array or a tuple of arrays; `()` for no labels. See
    /// [`Compiled::fit`](super::Compiled::fit).
    ///
    /// # Errors
    ///
    /// If the data or an argument makes no sense; the error of a step, which names the epoch and the batch.
    pub fn fit<X, Y, V>(&mut self, x: X, y: Y, plan: Fit<'_, V>) -> Result<History>
    where
        X: Samples<AnyArrays>,
        Y: Labels<AnyArrays>,
        V: Validation<AnyArrays, AnyArrays>,
    {
        let examples = Examples { inputs: x.tables()?, labels: y.tables()?, weights: Tables::new() };
        let is_split = plan.options.validation_split > 0.0;
        self.train(plan, is_split, |job, validation| {
            Ok(job.fit_arrays(examples, validation)?.history.clone())
        })
    }

    /// Trains on what a source of batches gives: of pairs `(x, y)`, where `y` is `()` for no labels. See
    /// [`Compiled::fit_batches`](super::Compiled::fit_batches).
    ///
    /// # Errors
    ///
    /// As [`fit`](Self::fit), and what the source finds.
    pub fn fit_batches<B, V>(&mut self, batches: B, plan: Fit<'_, V, OfBatches>) -> Result<History>
    where
        B: Batches<AnyArrays, AnyArrays>,
        V: Validation<AnyArrays, AnyArrays>,
    {
        let mut source = Typed::<_, AnyArrays, AnyArrays>::new(batches);
        self.train(plan, false, |job, validation| {
            Ok(job.fit_batches(&mut source, validation)?.history.clone())
        })
    }

    fn train<V, D>(
        &mut self,
        plan: Fit<'_, V, D>,
        is_split: bool,
        run: impl FnOnce(Job<'_, '_, '_>, ValidationData<'_>) -> Result<History>,
    ) -> Result<History>
    where
        V: Validation<AnyArrays, AnyArrays>,
    {
        self.state = None;
        if self.optimizers.has_moving_averages() {
            let message = "an optimizer keeps moving averages of the weights (`use_ema`), which only `compile` has a use for";
            return Err(Error::new("`Trainer`", message));
        }
        let Fit { options, callbacks, mut validation, .. } = plan;
        let validation = validation.data()?;
        if self.test.is_none() && (is_split || !validation.is_none()) {
            let error = Error::new("`fit`, validation", "there is no `test_step` to measure with");
            return Err(error.help("`Trainer::new(…).test_step(|batch, tape, models| …)`"));
        }
        if let Some(callback) = callbacks.iter().find(|callback| callback.sets_learning_rate())
            && O::COUNT > 1
        {
            let message = format!(
                "`{}` sets the learning rate, and there are {} optimizers",
                callback.name(),
                O::COUNT
            );
            let error = Error::new("`fit`, callbacks", message);
            return Err(error.help("give them schedules, or set rates in the step"));
        }
        let attendance = Attendance::of(options.ranks())?;
        let history = self.run(|runner, optimizer, state| {
            run(Job { runner, optimizer, state, options, callbacks, attendance: &attendance }, validation)
        });
        attendance.end(history)
    }

    /// Evaluates the models: the scores of the [`test_step`](Self::test_step) on `x` and `y`, in batches of 32.
    ///
    /// # Errors
    ///
    /// If the data makes no sense, or there is no `test_step`; that of a step.
    pub fn evaluate<X, Y>(&mut self, x: X, y: Y) -> Result<Scores>
    where
        X: Samples<AnyArrays>,
        Y: Labels<AnyArrays>,
    {
        self.evaluate_with(x, y, Evaluate::new())
    }

    /// As [`evaluate`](Self::evaluate), with options.
    ///
    /// # Errors
    ///
    /// As [`evaluate`](Self::evaluate), or if an option makes no sense.
    pub fn evaluate_with<X, Y>(&mut self, x: X, y: Y, mut options: Evaluate<'_>) -> Result<Scores>
    where
        X: Samples<AnyArrays>,
        Y: Labels<AnyArrays>,
    {
        let sample_weight = options.sample_weight.take();
        let weights = sample_weight.as_ref().map_or(Ok(Tables::new()), |weights| weights.tables())?;
        let examples = Examples { inputs: x.tables()?, labels: y.tables()?, weights };
        self.run(|mut runner, optimizer, _| {
            evaluate_examples("`evaluate`", &mut runner, optimizer, &examples, options)
        })
    }

    /// Evaluates the models on what a source of batches gives.
    ///
    /// # Errors
    ///
    /// As [`evaluate`](Self::evaluate), or if the source fails.
    pub fn evaluate_batches<B>(&mut self, batches: B, options: Evaluate<'_>) -> Result<Scores>
    where
        B: Batches<AnyArrays, AnyArrays>,
    {
        let mut source = Typed::<_, AnyArrays, AnyArrays>::new(batches);
        self.run(|mut runner, optimizer, _| {
            evaluate("`evaluate_batches`", &mut runner, optimizer, &mut source, options)
        })
    }

    /// The models.
    pub fn models(&self) -> &M {
        &self.models
    }

    /// The models, to change.
    pub fn models_mut(&mut self) -> &mut M {
        &mut self.models
    }

    /// The models alone.
    pub fn into_models(self) -> M {
        self.models
    }

    fn run<R>(
        &mut self,
        f: impl FnOnce(Runner<'_>, &mut Box<dyn Optimizer>, &mut Option<TrainingState>) -> R,
    ) -> R {
        let Self { names, models, optimizers, train, test, state } = self;
        let mut parts = Parts { names, models, train: &mut **train, test: test.as_deref_mut() };
        f(Runner::new(&mut parts, Vec::new()), optimizers, state)
    }
}

impl<M: fmt::Debug, O, const N: usize> fmt::Debug for Trainer<M, O, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Trainer").field("models", &self.models).finish_non_exhaustive()
    }
}
