//! `fit` with a step of one's own.

mod batch;
mod models;
mod optimizers;
mod step;

use std::collections::BTreeSet;
use std::fmt;

pub use batch::StepBatch;
pub use models::Models;
use optimizers::OptimizerSet;
pub use optimizers::Optimizers;
pub(super) use step::CustomStep;
use step::Parts;

use super::examples::Examples;
use super::fit_loop;
use super::gradient_tape::GradientTape;
use super::predict::BATCH;
use super::runner::Runner;
use super::state::TrainingState;
use super::{Fit, History, Samples, Scores, Validation};
use crate::autodiff::{Tape, Tensor};
use crate::layer::ForwardPass;
use crate::losses::AnyLabels;
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
        X: Samples<AnyLabels>,
        Y: Samples<AnyLabels>,
        V: Validation<AnyLabels, AnyLabels>,
    {
        self.state = None;
        let examples = Examples { inputs: x.tables()?, labels: y.tables()?, weights: None };
        let validation = plan.validation.tables()?;
        let validation = validation.map(|[inputs, labels]| Examples { inputs, labels, weights: None });
        let Fit { options, callbacks, .. } = plan;
        if self.names.iter().collect::<BTreeSet<_>>().len() < N {
            return Err(Error::new(
                "`fit`, scores",
                format!("two of {} have one name", self.names.join(", ")),
            ));
        }
        if self.test.is_none() && (validation.is_some() || options.validation_split > 0.0) {
            let error = Error::new("`fit`, validation", "there is no `test_step` to measure with");
            return Err(error.help("`Trainer::new(…).test_step(|batch, tape, models| …)`"));
        }
        if let Some(callback) =
            callbacks.iter().find(|callback| callback.sets_learning_rate() && O::COUNT > 1)
        {
            let message = format!(
                "`{}` sets the learning rate, and there are {} optimizers",
                callback.name(),
                O::COUNT
            );
            return Err(
                Error::new("`fit`, callbacks", message).help("give them schedules, or set rates in the step")
            );
        }
        self.run(|runner, optimizers, state| {
            let state = fit_loop::run(runner, optimizers, examples, validation, &options, callbacks, state)?;
            Ok(state.history.clone())
        })
    }

    /// The scores of the [`test_step`](Self::test_step) on `x` and `y`, in batches of 32.
    ///
    /// # Errors
    ///
    /// If the data makes no sense, or there is no `test_step`; that of a step.
    pub fn evaluate<X, Y>(&mut self, x: X, y: Y) -> Result<Scores>
    where
        X: Samples<AnyLabels>,
        Y: Samples<AnyLabels>,
    {
        let examples = Examples { inputs: x.tables()?, labels: y.tables()?, weights: None };
        self.run(|runner, _, _| {
            let rows: Vec<usize> = (0..runner.check("`evaluate`", &examples)?).collect();
            let scores = runner.measure(&ForwardPass::inference(&Tape::inference()), &examples, &rows, BATCH);
            scores.map_err(|error| error.within("`evaluate`"))
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
        f: impl FnOnce(&mut Runner<'_>, &mut Box<dyn Optimizer>, &mut Option<TrainingState>) -> R,
    ) -> R {
        let Self { names, models, optimizers, train, test, state } = self;
        let mut parts = Parts { names, models, train: &mut **train, test: test.as_deref_mut() };
        f(&mut Runner::new(&mut parts, Vec::new()), optimizers, state)
    }
}

impl<M: fmt::Debug, O, const N: usize> fmt::Debug for Trainer<M, O, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Trainer").field("models", &self.models).finish_non_exhaustive()
    }
}
