//! The options of `fit`.

use std::borrow::Cow;
use std::fmt;

use ndarray::ArrayView1;

use super::callbacks::{Callback, Verbose};
use super::data::Tables;
use super::{Labels, Samples};
use crate::{Error, Result};

/// Options of [`fit`](super::Compiled::fit): the arguments of
/// [`Model.fit`](https://keras.io/api/models/model_training_apis/#fit-method) after the data, with its defaults.
///
/// ```
/// use keras::training::{Fit, Verbose};
///
/// let plan = Fit::epochs(20).batch_size(64).validation_split(0.1).verbose(Verbose::Silent);
/// ```
#[must_use]
pub struct Fit<'a, V = NoValidation> {
    pub(super) options: Options<'a>,
    pub(super) callbacks: Vec<Box<dyn Callback + 'a>>,
    pub(super) validation: V,
}

/// Everything of a [`Fit`] that has no type of its own.
#[derive(Clone, Debug)]
pub(super) struct Options<'a> {
    pub epochs: usize,
    pub initial_epoch: usize,
    pub batch_size: usize,
    pub validation_split: f64,
    pub shuffle: bool,
    pub sample_weight: Option<Cow<'a, [f32]>>,
    pub class_weight: Vec<(usize, f32)>,
    pub verbose: Verbose,
}

impl Default for Fit<'_> {
    fn default() -> Self {
        Fit::epochs(1)
    }
}

impl<'a> Fit<'a> {
    /// Number of epochs: how many times `fit` goes through the data.
    pub fn epochs(epochs: usize) -> Self {
        let options = Options {
            epochs,
            initial_epoch: 0,
            batch_size: 32,
            validation_split: 0.0,
            shuffle: true,
            sample_weight: None,
            class_weight: Vec::new(),
            verbose: Verbose::Auto,
        };
        Self { options, callbacks: Vec::new(), validation: NoValidation }
    }

    /// Validation data: measures the model after each epoch on data of its own, of the same types as those it learns
    /// from.
    pub fn validation_data<X, Y>(self, x: X, y: Y) -> Fit<'a, (X, Y)> {
        Fit { options: self.options, callbacks: self.callbacks, validation: (x, y) }
    }
}

impl<'a, V> Fit<'a, V> {
    /// Batch size: the number of samples between two updates of the weights; default 32. The last batch may be smaller.
    pub fn batch_size(mut self, batch_size: usize) -> Self {
        self.options.batch_size = batch_size;
        self
    }

    /// Validation split: sets this fraction of the samples apart, the last ones before any shuffling, to measure the
    /// model on after each epoch.
    ///
    /// Of 10 samples 0.9 sets 9 apart, where Keras's arithmetic says 10 and refuses.
    pub fn validation_split(mut self, fraction: f64) -> Self {
        self.options.validation_split = fraction;
        self
    }

    /// Whether the samples come in another order each epoch; default `true`.
    pub fn shuffle(mut self, shuffle: bool) -> Self {
        self.options.shuffle = shuffle;
        self
    }

    /// Sample weights: how much each sample counts in the loss.
    pub fn sample_weight(mut self, weights: impl Into<ArrayView1<'a, f32>>) -> Self {
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

impl<V: fmt::Debug> fmt::Debug for Fit<'_, V> {
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
    /// Which of `samples` samples the model learns from, the others being set apart; an error if an option makes
    /// no sense.
    pub fn split(&self, samples: usize, has_validation: bool) -> Result<usize> {
        let fraction = self.validation_split;
        if self.batch_size == 0 {
            return Err(Error::expected("`fit`, batch_size", "1 or more", 0));
        }
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
            let are = if samples == 1 { "sample is" } else { "samples are" };
            let message = format!("{samples} {are} too few to set a fraction of {fraction} apart");
            return Err(Error::new(SPLIT, message));
        }
        Ok(split)
    }
}

const SPLIT: &str = "`fit`, validation_split";

/// A [`Fit`] without [`validation_data`](Fit::validation_data).
#[derive(Clone, Copy, Debug)]
pub struct NoValidation;

/// Validation data of a [`Fit`], what it measures the model on, where inputs are `S` and labels `K`: nothing, or data
/// of these types.
pub trait Validation<S, K> {
    /// The inputs and the labels, if there are any.
    fn tables(&self) -> Result<Option<[Tables<'_>; 2]>>;
}

impl<S, K> Validation<S, K> for NoValidation {
    fn tables(&self) -> Result<Option<[Tables<'_>; 2]>> {
        Ok(None)
    }
}

#[diagnostic::do_not_recommend]
impl<S, K, X: Samples<S>, Y: Labels<K>> Validation<S, K> for (X, Y) {
    fn tables(&self) -> Result<Option<[Tables<'_>; 2]>> {
        Ok(Some([self.0.tables()?, self.1.tables()?]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_split_is_what_its_fraction_says() {
        let split =
            |samples, fraction| Fit::epochs(1).validation_split(fraction).options.split(samples, false);
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
