//! Compiled models: a model with its optimizer, loss and metrics.

mod asked;

use std::fmt;
use std::sync::{Mutex, PoisonError};

use super::data::{Batches, Kinds, Tables};
use super::examples::Examples;
use super::mean::Mean;
use super::network::weight_paths;
use super::objective::OutputObjective;
use super::per_output::{Losses, MetricsOf};
use super::ranks::Attendance;
use super::runner::Runner;
use super::source::Typed;
use super::sources::Job;
use super::state::TrainingState;
use super::{Fit, History, Labels, OfBatches, Samples, Scores, Validation, ValidationData};
use crate::Result;
use crate::metrics::Metrics;
use crate::model::Model;
use crate::optimizers::{Optimizer, OptimizerState};

/// Compiled model, with its optimizer, losses and metrics: what [`compile`](super::Compile::compile) makes.
///
/// What is asked most of a model, its predictions, its weights and its summary, can be asked of this; everything else of
/// [`model`](Self::model).
///
/// It is `Send` and `Sync`: it moves to a thread that trains it, and any number of threads share it to predict, without a
/// lock.
///
/// ```
/// use std::sync::Arc;
/// use std::thread;
///
/// use keras::prelude::*;
/// use keras::training::Compiled;
///
/// sequential! { struct Line { Dense(1, input = 1) } }
///
/// /// A function that returns a model.
/// fn trained() -> keras::Result<Compiled<Line, MeanSquaredError>> {
///     let mut model = Line::new().compile(SGD::new(0.1), MeanSquaredError::default(), metrics![]);
///     model.fit([[0.0], [1.0]], [0.0, 2.0], Fit::epochs(50).verbose(0))?;
///     Ok(model)
/// }
///
/// let model = Arc::new(thread::spawn(trained).join().unwrap()?);
/// let threads = [0.0, 0.5, 1.0].map(|x| {
///     let model = Arc::clone(&model);
///     thread::spawn(move || model.predict([[x]]))
/// });
/// for thread in threads {
///     assert_eq!(thread.join().unwrap()?.dim(), (1, 1));
/// }
/// # Ok::<(), keras::Error>(())
/// ```
pub struct Compiled<M, L> {
    model: M,
    loss: L,
    /// Reached only by who has the model to himself: threads share the model, and a metric need not be `Sync`.
    metrics: Mutex<Vec<Metrics>>,
    optimizer: Box<dyn Optimizer>,
    /// That of the last `fit`.
    pub(super) state: Option<TrainingState>,
    /// What was measured last.
    pub(super) scores: Option<Scores>,
}

impl<M: Model, L: Losses<M::Output, M::Head>> Compiled<M, L> {
    /// Trains the model on the samples `x` with the labels `y`, as
    /// [`Model.fit`](https://keras.io/api/models/model_training_apis/#fit-method), and reports how it went.
    ///
    /// # Errors
    ///
    /// If the data or an argument makes no sense, or the loss, a gradient or a weight becomes infinite or NaN: then the
    /// model and its optimizer are as before the batch in question.
    #[doc(alias = "train")]
    pub fn fit<X, Y, V>(&mut self, x: X, y: Y, plan: Fit<'_, V>) -> Result<History>
    where
        X: Samples<M::Input>,
        Y: Labels<L::Labels>,
        V: Validation<M::Input, L::Labels>,
    {
        self.state = None;
        self.resume(x, y, plan)
    }

    /// Goes on with the training whose state the model has, on the same data, or begins one.
    pub(super) fn resume<X, Y, V>(&mut self, x: X, y: Y, plan: Fit<'_, V>) -> Result<History>
    where
        X: Samples<M::Input>,
        Y: Labels<L::Labels>,
        V: Validation<M::Input, L::Labels>,
    {
        self.run(plan, |job, validation| {
            let examples = Examples { inputs: x.tables()?, labels: y.tables()?, weights: Tables::new() };
            Ok(job.fit_arrays(examples, validation)?.history.clone())
        })
    }

    /// Trains the model on what a source of batches gives: on data that are larger than memory, or are made meanwhile.
    /// The source works on a thread of its own, one batch ahead.
    ///
    /// ```
    /// use keras::data::Dataset;
    /// use keras::prelude::*;
    ///
    /// let train = Dataset::from_generator(|_| (0..100_u8).map(|i| ([f32::from(i) / 100.0], f32::from(i) / 50.0)));
    /// let mut model = sequential![Dense(1, input = 1)].compile(SGD::new(0.1), MeanSquaredError::default(), metrics![]);
    /// let history = model.fit_batches(train.shuffle(50).batch(10), Fit::epochs(20).verbose(0))?;
    /// assert!(history.last("loss") < Some(0.1));
    /// # Ok::<(), keras::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`fit`](Self::fit), and what the source finds, with the epoch and the batch where it was.
    pub fn fit_batches<B, V>(&mut self, batches: B, plan: Fit<'_, V, OfBatches>) -> Result<History>
    where
        B: Batches<M::Input, L::Labels>,
        V: Validation<M::Input, L::Labels>,
    {
        self.state = None;
        let mut source = Typed::<_, M::Input, L::Labels>::new(batches);
        self.run(plan, |job, validation| Ok(job.fit_batches(&mut source, validation)?.history.clone()))
    }

    fn run<V, D>(
        &mut self,
        plan: Fit<'_, V, D>,
        run: impl FnOnce(Job<'_, '_, '_>, ValidationData<'_>) -> Result<History>,
    ) -> Result<History>
    where
        V: Validation<M::Input, L::Labels>,
    {
        let (runner, optimizer, state) = self.runner();
        let Fit { options, callbacks, mut validation, .. } = plan;
        let attendance = Attendance::of(options.ranks())?;
        let job = Job { runner, optimizer, state, options, callbacks, attendance: &attendance };
        let history = validation.data().and_then(|validation| run(job, validation));
        let history = attendance.end(history)?;
        self.scores = history.last_scores();
        Ok(history)
    }

    /// Adds metrics in which each sample counts by its [weight](super::data::SampleWeight), as it does in the loss: Keras's
    /// `weighted_metrics` of `compile`. One whose name another has is `weighted_…`.
    ///
    /// A model of several outputs takes a tuple of `metrics![…]`.
    ///
    /// ```
    /// use keras::prelude::*;
    ///
    /// let model = sequential![Dense(1, input = 1, kernel_initializer = ones)];
    /// let mut model = model
    ///     .compile(SGD::new(0.1), MeanSquaredError::default(), metrics![mae])
    ///     .weighted_metrics(metrics![mae]);
    /// let scores = model.evaluate_weighted([[1.0], [2.0]], [0.0, 0.0], [3.0, 1.0])?;
    /// assert_eq!((scores.get("mae"), scores.get("weighted_mae")), (Some(1.5), Some(1.25)));
    /// # Ok::<(), keras::Error>(())
    /// ```
    #[must_use]
    pub fn weighted_metrics(mut self, metrics: impl MetricsOf<M::Output>) -> Self {
        let own = self.metrics.get_mut().unwrap_or_else(PoisonError::into_inner);
        for (of_output, weighted) in own.iter_mut().zip(metrics.into_list()) {
            of_output.add_weighted(weighted);
        }
        self
    }

    /// What runs batches, the optimizer, and the state of the last training.
    pub(super) fn runner(&mut self) -> (Runner<'_>, &mut Box<dyn Optimizer>, &mut Option<TrainingState>) {
        let Self { model, loss, metrics, optimizer, state, .. } = self;
        let metrics = metrics.get_mut().unwrap_or_else(PoisonError::into_inner);
        let names: Vec<String> = model.output_names().into_iter().map(str::to_owned).collect();
        // Of a model that the running program decides, their numbers are compared with the data.
        let names = names.into_iter().chain(std::iter::repeat(String::new()));
        let kinds = L::Labels::kinds().into_iter().cycle();
        let parts = names.zip(kinds).zip(loss.list()).zip(metrics);
        let objectives = parts.map(|(((name, kind), loss), metrics)| OutputObjective {
            name,
            kind,
            loss,
            metrics,
            mean: Mean::default(),
        });
        (Runner::new(model, objectives.collect()), optimizer, state)
    }
}

impl<M, L> Compiled<M, L> {
    pub(super) fn new(model: M, loss: L, metrics: Vec<Metrics>, optimizer: Box<dyn Optimizer>) -> Self {
        Self { model, loss, metrics: metrics.into(), optimizer, state: None, scores: None }
    }

    /// The optimizer.
    pub fn optimizer(&self) -> &dyn Optimizer {
        &*self.optimizer
    }

    /// The optimizer, to change its learning rate.
    pub fn optimizer_mut(&mut self) -> &mut dyn Optimizer {
        &mut *self.optimizer
    }

    /// State of the optimizer, all that it remembers, by the paths of the weights: with the weights themselves, all
    /// that it takes to let another model of the kind go on.
    ///
    /// # Errors
    ///
    /// If two weights have the same path.
    pub fn optimizer_state(&self) -> Result<OptimizerState>
    where
        M: Model,
    {
        self.optimizer.state(&weight_paths(&self.model))
    }

    /// Lets the optimizer go on from what another of its kind remembers.
    ///
    /// # Errors
    ///
    /// What [`Optimizer::restore`] finds; the optimizer is as before then.
    pub fn set_optimizer_state(&mut self, state: &OptimizerState) -> Result<()>
    where
        M: Model,
    {
        self.optimizer.restore(state, &weight_paths(&self.model))
    }

    /// The model, to look into: its layers are fields of it.
    ///
    /// ```
    /// use keras::prelude::*;
    ///
    /// let model = sequential![Dense(2, input = 3, name = hidden), Dense(1)];
    /// let model = model.compile(SGD::default(), MeanSquaredError::default(), metrics![]);
    /// assert_eq!(model.model().hidden.get_weight("kernel")?.shape(), [3, 2]);
    /// # Ok::<(), keras::Error>(())
    /// ```
    pub fn model(&self) -> &M {
        &self.model
    }

    /// The model, to change it: to set weights of a layer, or to freeze it.
    pub fn model_mut(&mut self) -> &mut M {
        &mut self.model
    }

    pub(super) fn parts_mut(&mut self) -> (&mut M, &mut Box<dyn Optimizer>) {
        (&mut self.model, &mut self.optimizer)
    }

    /// The model alone.
    pub fn into_model(self) -> M {
        self.model
    }
}

/// A clone goes on from here by itself: weights, what the optimizer remembers and what metrics have gathered are its own.
impl<M: Clone, L: Clone> Clone for Compiled<M, L> {
    fn clone(&self) -> Self {
        Self {
            model: self.model.clone(),
            loss: self.loss.clone(),
            metrics: self.metrics.lock().unwrap_or_else(PoisonError::into_inner).clone().into(),
            optimizer: self.optimizer.boxed(),
            state: self.state.clone(),
            scores: self.scores.clone(),
        }
    }
}

impl<M: fmt::Debug, L> fmt::Debug for Compiled<M, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let optimizer = &self.optimizer;
        f.debug_struct("Compiled")
            .field("model", &self.model)
            .field("optimizer", optimizer)
            .finish_non_exhaustive()
    }
}
