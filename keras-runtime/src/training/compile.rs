//! Compiled models: a model with its optimizer, loss and metrics.

use std::fmt;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use ndarray::ArrayD;

use super::data::{Batches, Kinds, Tables};
use super::examples::Examples;
use super::feature_extractor::FeatureExtractor;
use super::mean::Mean;
use super::measure::Predict;
use super::network::weight_paths;
use super::objective::OutputObjective;
use super::per_output::{Losses, MetricsOf};
use super::predict::{Predicted, Predictor, predict, predict_source, taken};
use super::runner::Runner;
use super::saving::{Saving, load};
use super::source::Typed;
use super::sources::Job;
use super::state::TrainingState;
use super::{Fit, History, Labels, OfBatches, Samples, Scores, Validation, ValidationData};
use crate::layer::Place;
use crate::losses::verdict::{
    EndsInProbabilities, HasBothSigns, HasClasses, HasLogits, HasProbabilities, HasSeparate,
    HasSeveralClasses,
};
use crate::metrics::Metrics;
use crate::model::weights_file::Notes;
use crate::model::{Model, Summary};
use crate::optimizers::{Optimizer, OptimizerState};
use crate::{Error, Result};

/// Compilation and prediction: what every [`Model`] can do besides computing.
pub trait Compile: Model + Sized {
    /// Compiles the model for training, with an optimizer, a loss and metrics, as
    /// [`Model.compile`](https://keras.io/api/models/model_training_apis/#compile-method).
    ///
    /// A model of several outputs takes tuples: a loss for each, and a `metrics![…]` for each.
    fn compile<L, M, C, V>(
        self,
        optimizer: impl Optimizer + 'static,
        loss: L,
        metrics: M,
    ) -> Compiled<Self, C>
    where
        L: Losses<Self::Output, Self::Head, Checked = C, Verdict = V>,
        L: HasClasses<V> + HasSeveralClasses<V>,
        L: HasProbabilities<V> + EndsInProbabilities<V> + HasSeparate<V>,
        L: HasLogits<V> + HasBothSigns<V>,
        M: MetricsOf<Self::Output>,
    {
        let (mut model, loss, metrics) = (self, loss.checked(), metrics.into_list().into());
        model.settle_trainable(Place::of::<Self>());
        Compiled { model, loss, metrics, optimizer: Box::new(optimizer), state: None, scores: None }
    }

    /// Predictions: the output of the model for `x`, one array for each output.
    ///
    /// # Errors
    ///
    /// If the sizes of the arrays are not those of the inputs, or a number in them is not finite, or is not an id; or if
    /// what the model gives is not a number.
    fn predict<X>(&self, x: X) -> Result<<Self::Output as Predicted>::Array>
    where
        X: Samples<Self::Input>,
        Self::Output: Predicted,
    {
        self.predict_with(x, Predict::new())
    }

    /// As [`predict`](Compile::predict), with options.
    ///
    /// # Errors
    ///
    /// As [`predict`](Compile::predict), or if an option makes no sense.
    fn predict_with<X>(&self, x: X, options: Predict<'_>) -> Result<<Self::Output as Predicted>::Array>
    where
        X: Samples<Self::Input>,
        Self::Output: Predicted,
    {
        taken::<Self::Output>(predict(self, x.tables()?, options)?)
    }

    /// What the model gives for batches: for all of them together, in one array for each output.
    ///
    /// # Errors
    ///
    /// As [`predict`](Compile::predict), or if the source of the batches fails.
    fn predict_batches<B>(
        &self,
        batches: B,
        options: Predict<'_>,
    ) -> Result<<Self::Output as Predicted>::Array>
    where
        B: Batches<Self::Input, ()>,
        Self::Output: Predicted,
    {
        let mut source = Typed::<_, Self::Input, ()>::new(batches);
        taken::<Self::Output>(predict_source(self, &mut source, options)?)
    }

    /// What layers in the middle of the model give for `x`: an array for each, in the order of their names.
    ///
    /// ```
    /// use keras::prelude::*;
    ///
    /// let model = sequential![Dense(5, activation = relu, input = 8, name = hidden), Dense(1)];
    /// let [hidden] = model.predict_layers(["hidden"], [[0.5; 8], [0.25; 8]])?;
    /// assert_eq!(hidden.shape(), [2, 5]);
    /// # Ok::<(), keras::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`feature_extractor`](Compile::feature_extractor) and [`predict`](Compile::predict).
    fn predict_layers<X, const N: usize>(&self, layers: [&str; N], x: X) -> Result<[ArrayD<f32>; N]>
    where
        X: Samples<Self::Input>,
    {
        self.feature_extractor(layers)?.predict(x)
    }

    /// The part of the model up to some of its layers, whose weights it shares.
    ///
    /// # Errors
    ///
    /// If there is no layer of one of these names, or it is called several times or gives several outputs, so that it is
    /// not clear which one is meant.
    fn feature_extractor<const N: usize>(&self, layers: [&str; N]) -> Result<FeatureExtractor<'_, Self, N>> {
        FeatureExtractor::new(self, layers)
    }

    /// [`predict`](Compile::predict) for data that come one at a time: in memory that is used again.
    fn predictor(&self) -> Predictor<'_, Self> {
        Predictor::new(self)
    }

    /// Does not exist before [`compile`](Compile::compile).
    #[doc(hidden)]
    fn fit<X, Y, F>(&self, _: X, _: Y, _: F) -> Result<History>
    where
        Self: IsCompiled,
    {
        Err(not_compiled())
    }

    /// Does not exist before [`compile`](Compile::compile).
    #[doc(hidden)]
    fn evaluate<X, Y>(&self, _: X, _: Y) -> Result<Scores>
    where
        Self: IsCompiled,
    {
        Err(not_compiled())
    }

    /// Does not exist before [`compile`](Compile::compile).
    #[doc(hidden)]
    fn train_on_batch<X, Y>(&self, _: X, _: Y) -> Result<Scores>
    where
        Self: IsCompiled,
    {
        Err(not_compiled())
    }
}

impl<M: Model> Compile for M {}

/// A marker for compiled models, which no plain model has.
#[diagnostic::on_unimplemented(
    message = "a model learns, and is measured, only when it is compiled",
    label = "call `.compile(optimizer, loss, metrics)` before this",
    note = "`let mut model = model.compile(Adam::default(), SparseCategoricalCrossentropy::default(), metrics![accuracy]);`"
)]
pub trait IsCompiled {}

fn not_compiled() -> Error {
    Error::new("", "the model is not compiled")
}

/// Compiled model, with its optimizer, losses and metrics: what [`compile`](Compile::compile) makes.
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
        let examples = Examples { inputs: x.tables()?, labels: y.tables()?, weights: Tables::new() };
        self.train(plan, |job, validation| Ok(job.fit_arrays(examples, validation)?.history.clone()))
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
        self.train(plan, |job, validation| Ok(job.fit_batches(&mut source, validation)?.history.clone()))
    }

    fn train<V, D>(
        &mut self,
        plan: Fit<'_, V, D>,
        run: impl FnOnce(Job<'_, '_, '_>, ValidationData<'_>) -> Result<History>,
    ) -> Result<History>
    where
        V: Validation<M::Input, L::Labels>,
    {
        let (runner, optimizer, state) = self.runner();
        let Fit { options, callbacks, mut validation, .. } = plan;
        let history = run(Job { runner, optimizer, state, options, callbacks }, validation.data()?)?;
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

    /// Predictions: what the model gives for `x`, in one array for each output; see [`Compile::predict`].
    ///
    /// # Errors
    ///
    /// If the data makes no sense.
    pub fn predict<X>(&self, x: X) -> Result<<M::Output as Predicted>::Array>
    where
        X: Samples<M::Input>,
        M::Output: Predicted,
    {
        Compile::predict(&self.model, x)
    }

    /// Predictions with options; see [`Compile::predict_with`].
    ///
    /// # Errors
    ///
    /// If the data or an option makes no sense.
    pub fn predict_with<X>(&self, x: X, options: Predict<'_>) -> Result<<M::Output as Predicted>::Array>
    where
        X: Samples<M::Input>,
        M::Output: Predicted,
    {
        Compile::predict_with(&self.model, x, options)
    }

    /// Predictions for what a source of batches gives; see [`Compile::predict_batches`].
    ///
    /// # Errors
    ///
    /// If the data makes no sense, or the source fails.
    pub fn predict_batches<B>(
        &self,
        batches: B,
        options: Predict<'_>,
    ) -> Result<<M::Output as Predicted>::Array>
    where
        B: Batches<M::Input, ()>,
        M::Output: Predicted,
    {
        Compile::predict_batches(&self.model, batches, options)
    }

    /// What layers in the middle of the model give for `x`; see [`Compile::predict_layers`].
    ///
    /// # Errors
    ///
    /// If the data makes no sense, or there is no such layer.
    pub fn predict_layers<X, const N: usize>(&self, layers: [&str; N], x: X) -> Result<[ArrayD<f32>; N]>
    where
        X: Samples<M::Input>,
    {
        Compile::predict_layers(&self.model, layers, x)
    }

    /// Predicts often, without allocating; see [`Compile::predictor`].
    pub fn predictor(&self) -> Predictor<'_, M> {
        self.model.predictor()
    }

    /// The layers with their shapes and parameters; see [`Model::summary`].
    pub fn summary(&self) -> Summary {
        self.model.summary()
    }

    /// All weights, in the order of the layers; see [`Model::get_weights`].
    pub fn get_weights(&self) -> Vec<ArrayD<f32>> {
        self.model.get_weights()
    }

    /// Replaces all weights; see [`Model::set_weights`].
    ///
    /// # Errors
    ///
    /// If the arrays are not as many or not shaped as the weights.
    pub fn set_weights(&mut self, weights: &[ArrayD<f32>]) -> Result<()> {
        self.model.set_weights(weights)
    }

    /// Writes all weights to a file; see [`Model::save_weights`].
    ///
    /// # Errors
    ///
    /// If the file cannot be written.
    pub fn save_weights(&self, path: impl AsRef<Path>) -> Result<()> {
        self.model.save_weights(path)
    }

    /// Reads all weights from a file; see [`Model::load_weights`].
    ///
    /// # Errors
    ///
    /// If the file cannot be read, or has not exactly the weights of this model.
    pub fn load_weights(&mut self, path: impl AsRef<Path>) -> Result<()> {
        self.model.load_weights(path)
    }

    /// Writes the whole model to a file: layers, weights, optimizer and what it remembers, loss, metrics. Keras's
    /// `load_model` makes the compiled model of it again. The name ends in `.keras`.
    ///
    /// # Errors
    ///
    /// If the name has another ending, a layer, the loss, a metric or the optimizer has no form in a file, as a function
    /// without a name, or the file cannot be written; an older one is as before then.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        let metrics = self.metrics.lock().unwrap_or_else(PoisonError::into_inner);
        let outputs = self.loss.list().into_iter().zip(&*metrics).collect();
        let saving = Saving { network: &self.model, outputs, optimizer: &*self.optimizer };
        saving.write(path.as_ref(), Notes::new())
    }

    /// Goes on from a file that [`save`](Self::save) or Keras wrote: reads the weights, and what the optimizer remembers,
    /// with its learning rate unless it has a schedule here.
    ///
    /// ```
    /// use keras::{ndarray::array, prelude::*};
    ///
    /// let compiled = || {
    ///     let model = sequential![Dense(1, input = 2, name = line)];
    ///     model.compile(Adam::new(0.1), MeanSquaredError::default(), metrics![mae])
    /// };
    /// let (x, y) = (array![[0.0, 1.0], [1.0, 0.0]], array![[1.0], [2.0]]);
    /// let (mut model, mut other) = (compiled(), compiled());
    /// model.fit(&x, &y, Fit::epochs(3).verbose(0))?;
    /// let path = std::env::temp_dir().join("line_to_go_on.keras");
    /// model.save(&path)?;
    /// other.load(&path)?;
    /// let fit = || Fit::epochs(1).verbose(0);
    /// assert_eq!(other.fit(&x, &y, fit())?.last("loss"), model.fit(&x, &y, fit())?.last("loss"));
    /// # std::fs::remove_file(&path).unwrap();
    /// # Ok::<(), keras::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the file cannot be read, is damaged, or is of a model with other layers or another optimizer. Model and optimizer
    /// are unchanged then.
    pub fn load(&mut self, path: impl AsRef<Path>) -> Result<()> {
        load(path.as_ref(), &mut self.model, &mut self.optimizer)?;
        self.state = None;
        Ok(())
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
