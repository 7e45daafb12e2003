//! The options of `fit`.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use ndarray::ArrayView1;

use super::callbacks::{Callback, Verbose};
use super::validation::{NoValidation, ValidationBatches};
use crate::{Error, Result};

/// The batch size, unless another is asked for, as in Keras.
pub(super) const BATCH: usize = 32;

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

/// Everything of a [`Fit`] that has no type of its own.
#[derive(Clone, Debug)]
pub(super) struct Options<'a> {
    pub epochs: usize,
    pub initial_epoch: usize,
    pub batch_size: usize,
    pub steps_per_epoch: Option<usize>,
    pub validation_split: f64,
    pub validation_batch_size: Option<usize>,
    pub validation_steps: Option<usize>,
    pub validation_freq: usize,
    pub shuffle: bool,
    pub sample_weight: Option<Cow<'a, [f32]>>,
    pub class_weight: Vec<(usize, f32)>,
    pub verbose: Verbose,
}

impl<D> Default for Fit<'_, NoValidation, D> {
    fn default() -> Self {
        Fit::epochs(1)
    }
}

impl<'a, D> Fit<'a, NoValidation, D> {
    /// Number of epochs: how many times `fit` goes through the data.
    pub fn epochs(epochs: usize) -> Self {
        let options = Options {
            epochs,
            initial_epoch: 0,
            batch_size: BATCH,
            steps_per_epoch: None,
            validation_split: 0.0,
            validation_batch_size: None,
            validation_steps: None,
            validation_freq: 1,
            shuffle: true,
            sample_weight: None,
            class_weight: Vec::new(),
            verbose: Verbose::Auto,
        };
        Self { options, callbacks: Vec::new(), validation: NoValidation, data: PhantomData }
    }

    /// Validation data: measures the model after each epoch on data of its own, of the same types as those it learns
    /// from.
    pub fn validation_data<X, Y>(self, x: X, y: Y) -> Fit<'a, (X, Y), D> {
        self.validated_on((x, y))
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

    /// Sample weights: how much each sample counts in the loss.
    pub fn sample_weight(mut self, weights: impl Into<ArrayView1<'a, f32>>) -> Self
    where
        D: HasRows,
    {
        let weights = weights.into();
        self.options.sample_weight = Some(match weights.to_slice() {
            Some(weights) => Cow::Borrowed(weights),
            None => Cow::Owned(weights.to_vec()),
        });
        self
    }

    /// Class weights: how much the samples of each class count in the loss, for all the classes that occur.
    ///
    /// Keras lets a class without a weight count as 1; here it is an error.
    pub fn class_weight(mut self, weights: impl IntoIterator<Item = (usize, f32)>) -> Self {
        self.options.class_weight = weights.into_iter().collect();
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
        self.options.validation_freq = epochs;
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

impl Options<'_> {
    /// An error if a number of batches, samples or epochs is none.
    pub fn check(&self) -> Result<()> {
        let counts = [
            ("batch_size", Some(self.batch_size)),
            ("steps_per_epoch", self.steps_per_epoch),
            ("validation_batch_size", self.validation_batch_size),
            ("validation_steps", self.validation_steps),
            ("validation_freq", Some(self.validation_freq)),
        ];
        match counts.iter().find(|(_, count)| *count == Some(0)) {
            Some((name, _)) => Err(Error::expected(format!("`fit`, {name}"), "1 or more", 0)),
            None => Ok(()),
        }
    }

    /// The batch size of the validation on arrays.
    pub fn validation_size(&self) -> usize {
        self.validation_batch_size.unwrap_or(self.batch_size)
    }

    /// Which of `samples` samples the model learns from, the others being set apart; an error if an option makes
    /// no sense.
    pub fn split(&self, samples: usize, has_validation: bool) -> Result<usize> {
        let fraction = self.validation_split;
        if !(0.0..1.0).contains(&fraction) {
            return Err(Error::expected(SPLIT, "a fraction from 0 to below 1", fraction));
        }
        if fraction == 0.0 {
            return Ok(samples);
        }
        if has_validation {
            return Err(Error::new(SPLIT, "there is `validation_data` already").help("leave one of them out"));
        }
        // What the fraction says in decimals, without the error that its bits and the difference bring.
        let samples_kept = samples as f64 * (1.0 - fraction);
        let split = (samples_kept + samples as f64 * 2.0 * f64::EPSILON).floor() as usize;
        if split == 0 || split == samples {
            let message = format!("{samples} samples are too few to set a fraction of {fraction} apart");
            return Err(Error::new(SPLIT, message));
        }
        Ok(split)
    }
}

const SPLIT: &str = "`fit`, validation_split";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_split_is_what_its_fraction_says() {
        let split =
            |samples, fraction| <Fit>::epochs(1).validation_split(fraction).options.split(samples, false);
        for samples in 2..=200 {
            for percent in 1..100 {
                // Whole numbers know no rounding.
                let learnt = samples * (100 - percent) / 100;
                let found = split(samples, percent as f64 / 100.0);
                assert_eq!(found.ok(), (learnt > 0).then_some(learnt), "{percent} % of {samples}");
            }
        }
        assert!(split(1_000_000, 1e-12).unwrap() < 1_000_000);
    }
}
