//! The options of `fit`.

use std::fmt;
use std::marker::PhantomData;

use super::callbacks::{Callback, Verbose};
use super::data::SampleWeight;
use super::distribution::Distribution;
use super::engine::Engine;
use super::options::Options;
use super::validation::{NoValidation, ValidationBatches};

/// Options of [`fit`](super::Compiled::fit) and [`fit_batches`](super::Compiled::fit_batches): the arguments of
/// [`Model.fit`](https://keras.io/api/models/model_training_apis/#fit-method) after the data, with its defaults.
///
/// ```
/// use keras::training::{Fit, Verbose};
///
/// let plan: Fit = Fit::epochs(20).batch_size(64).validation_split(0.1).verbose(Verbose::Silent);
/// ```
///
/// `V` are the validation data, `D` is what `fit` is given: [`OfArrays`] or [`OfBatches`].
#[must_use]
pub struct Fit<'a, V = NoValidation, D = OfArrays> {
    pub(super) options: Options<'a>,
    pub(super) callbacks: Vec<Box<dyn Callback + 'a>>,
    pub(super) validation: V,
    data: PhantomData<fn(D)>,
}

/// The data are arrays.
#[derive(Clone, Copy, Debug)]
pub struct OfArrays;

/// The data are a source of batches.
#[derive(Clone, Copy, Debug)]
pub struct OfBatches;

/// Data that can be split.
#[diagnostic::on_unimplemented(
    message = "what gives batches cannot be split: `validation_split` is for arrays",
    label = "not for `fit_batches`",
    note = "give the validation data by themselves: `.validation_batches(…)` or `.validation_data(x, y)`"
)]
pub trait Splits {}

impl Splits for OfArrays {}

/// Data of which `fit` makes the batches.
#[diagnostic::on_unimplemented(
    message = "what gives batches has made them: this option is for arrays",
    label = "not for `fit_batches`",
    note = "`batch_size` and `shuffle` are those of the source: `dataset.shuffle(1000).batch(32)`",
    note = "weights of samples come with the batches: `(x, y, sample_weight)`"
)]
pub trait HasRows {}

impl HasRows for OfArrays {}

impl<D> Default for Fit<'_, NoValidation, D> {
    fn default() -> Self {
        Fit::epochs(1)
    }
}

impl<'a, D> Fit<'a, NoValidation, D> {
    /// Number of epochs: how many times `fit` goes through the data.
    pub fn epochs(epochs: usize) -> Self {
        let options = Options { epochs, ..Options::default() };
        Self { options, callbacks: Vec::new(), validation: NoValidation, data: PhantomData }
    }

    /// Validation data: measures the model after each epoch on data of its own, of the same types as those it learns
    /// from.
    pub fn validation_data<X, Y>(self, x: X, y: Y) -> Fit<'a, (X, Y), D> {
        self.validated_on((x, y))
    }

    /// Validation data of which each sample counts in the loss by its weight: the third of Keras's
    /// `validation_data=(x, y, sample_weight)`.
    pub fn validation_data_weighted<X, Y, W>(self, x: X, y: Y, sample_weight: W) -> Fit<'a, (X, Y, W), D> {
        self.validated_on((x, y, sample_weight))
    }

    /// Validation batches: measures the model after each epoch on what this source gives, from its beginning each time.
    pub fn validation_batches<B>(self, batches: B) -> Fit<'a, ValidationBatches<B>, D> {
        self.validated_on(ValidationBatches(batches))
    }

    fn validated_on<V>(self, validation: V) -> Fit<'a, V, D> {
        Fit { options: self.options, callbacks: self.callbacks, validation, data: PhantomData }
    }
}

impl<'a, V, D> Fit<'a, V, D> {
    /// Batch size: the number of samples between two updates of the weights; default 32. The last batch may be smaller.
    pub fn batch_size(mut self, batch_size: usize) -> Self
    where
        D: HasRows,
    {
        self.options.batch_size = batch_size;
        self
    }

    /// Validation split: sets this fraction of the samples apart, the last ones before any shuffling, to measure the
    /// model on after each epoch.
    ///
    /// Of 10 samples 0.9 sets 9 apart, where Keras's arithmetic says 10 and refuses.
    pub fn validation_split(mut self, fraction: f64) -> Self
    where
        D: Splits,
    {
        self.options.validation_split = fraction;
        self
    }

    /// Whether the samples come in another order each epoch; default `true`.
    pub fn shuffle(mut self, shuffle: bool) -> Self
    where
        D: HasRows,
    {
        self.options.shuffle = shuffle;
        self
    }

    /// [Sample weights](SampleWeight): how much each sample counts in the loss, or each time step.
    pub fn sample_weight(mut self, weights: impl SampleWeight + 'a) -> Self
    where
        D: HasRows,
    {
        self.options.sample_weight = Some(Box::new(weights));
        self.options.has_sample_weight = true;
        self
    }

    /// Class weights: how much the samples of each class count in the loss, for all the classes that occur.
    ///
    /// Keras lets a class without a weight count as 1; here it is an error.
    pub fn class_weight(mut self, weights: impl IntoIterator<Item = (usize, f32)>) -> Self {
        self.options.class_weight = Some(weights.into_iter().collect());
        self
    }

    /// The number of the first epoch, from 0, to go on with an earlier training; `epochs` is then the number of
    /// the last.
    pub fn initial_epoch(mut self, epoch: usize) -> Self {
        self.options.initial_epoch = epoch;
        self
    }

    /// Steps per epoch: how many batches an epoch has; by default all there are.
    ///
    /// The next epoch goes on where this one ended, and data that end begin anew: nothing is left out, and endless data
    /// have epochs. Keras warns there, and wants `.repeat()`.
    pub fn steps_per_epoch(mut self, steps: usize) -> Self {
        self.options.steps_per_epoch = Some(steps);
        self
    }

    /// Validation steps: measures the model on the first batches only, as many as this.
    pub fn validation_steps(mut self, steps: usize) -> Self {
        self.options.validation_steps = Some(steps);
        self
    }

    /// Validation frequency: the number of epochs from one validation to the next; default 1.
    pub fn validation_freq(mut self, epochs: usize) -> Self {
        self.options.validation_freq = Some(epochs);
        self
    }

    /// Batch size of the validation on arrays; by default that of the training.
    pub fn validation_batch_size(mut self, batch_size: usize) -> Self {
        self.options.validation_batch_size = Some(batch_size);
        self
    }

    /// Adds a [callback](super::callbacks), which is called after those before it. One that is asked for something after
    /// the training is given as `&mut`.
    pub fn callback(mut self, callback: impl Callback + 'a) -> Self {
        self.callbacks.push(Box::new(callback));
        self
    }

    /// Backend: lets an engine of Keras, in a Python of its own, compute the steps in place of this library's runtime. See
    /// `keras::backends`.
    pub fn backend(mut self, backend: impl Engine + 'static) -> Self {
        self.options.engine = Some(Box::new(backend));
        self
    }

    /// Distribution of the training over the devices of the [backend](Self::backend), or over ranks: see
    /// [`Distribution`].
    pub fn distribution(mut self, distribution: Distribution) -> Self {
        self.options.distribution = Some(distribution);
        self
    }

    /// Progress output: what is printed meanwhile.
    pub fn verbose(mut self, verbose: impl Into<Verbose>) -> Self {
        self.options.verbose = verbose.into();
        self
    }
}

impl<V: fmt::Debug, D> fmt::Debug for Fit<'_, V, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.callbacks.iter().map(|callback| callback.name()).collect();
        f.debug_struct("Fit")
            .field("options", &self.options)
            .field("callbacks", &names)
            .field("validation", &self.validation)
            .finish()
    }
}
