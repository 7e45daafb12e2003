//! Options of `fit`, without their types.

use std::sync::Arc;

use serde_json::json;

use super::callbacks::Verbose;
use super::data::SampleWeight;
use super::distribution::Distribution;
use super::engine::Engine;
use super::state::Program;
use crate::collective::Collective;
use crate::config::{Argument, Value};
use crate::{Error, Result};

/// The batch size, unless another is asked for, as in Keras.
pub(super) const BATCH: usize = 32;

/// Everything of a [`Fit`](super::Fit) that has no type of its own.
#[derive(Debug)]
pub(super) struct Options<'a> {
    pub epochs: usize,
    pub initial_epoch: usize,
    pub batch_size: usize,
    pub steps_per_epoch: Option<usize>,
    pub validation_split: f64,
    pub validation_batch_size: Option<usize>,
    pub validation_steps: Option<usize>,
    pub validation_freq: Option<usize>,
    pub shuffle: bool,
    pub sample_weight: Option<Box<dyn SampleWeight + 'a>>,
    /// Whether there was such a weight: whoever trains takes it out.
    pub has_sample_weight: bool,
    pub class_weight: Option<Vec<(usize, f32)>>,
    pub verbose: Verbose,
    pub engine: Option<Box<dyn Engine>>,
    pub distribution: Option<Distribution>,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self {
            epochs: 1,
            initial_epoch: 0,
            batch_size: BATCH,
            steps_per_epoch: None,
            validation_split: 0.0,
            validation_batch_size: None,
            validation_steps: None,
            validation_freq: None,
            shuffle: true,
            sample_weight: None,
            has_sample_weight: false,
            class_weight: None,
            verbose: Verbose::Auto,
            engine: None,
            distribution: None,
        }
    }
}

impl Options<'_> {
    /// An error if a number of batches, samples, epochs or classes is none.
    pub fn check(&self) -> Result<()> {
        let counts = [
            ("batch_size", Some(self.batch_size)),
            ("steps_per_epoch", self.steps_per_epoch),
            ("validation_batch_size", self.validation_batch_size),
            ("validation_steps", self.validation_steps),
            ("validation_freq", self.validation_freq),
        ];
        if let Some((name, _)) = counts.iter().find(|(_, count)| *count == Some(0)) {
            return Err(Error::expected(format!("`fit`, {name}"), "1 or more", 0));
        }
        let is_of_ranks = self.ranks().is_some();
        if is_of_ranks && self.engine.is_some() {
            let message = "an engine of Keras computes in one process, which ranks cannot share";
            let error = Error::new("`fit`, distribution", message);
            return Err(error.help("`Distribution::data_parallel()`, or leave the backend out"));
        }
        let is_of_devices =
            self.distribution.as_ref().is_some_and(|distribution| distribution.collective().is_none());
        if is_of_devices && self.engine.is_none() {
            let message = "this library's own runtime computes on one device, the CPU";
            let error = Error::new("`fit`, distribution", message);
            return Err(error.help("add `.backend(Backend::Jax)`, or leave it out"));
        }
        if self.class_weight.as_ref().is_some_and(Vec::is_empty) {
            let error = Error::expected("`fit`, class_weight", "a weight for each class", "none");
            return Err(error.help("leave it out"));
        }
        Ok(())
    }

    /// An error if an option is one of a validation, and there is none.
    pub fn check_without_validation(&self) -> Result<()> {
        let options = [
            ("validation_steps", self.validation_steps),
            ("validation_freq", self.validation_freq),
            ("validation_batch_size", self.validation_batch_size),
        ];
        match options.iter().find(|(_, value)| value.is_some()) {
            Some((name, _)) => Err(Error::new(format!("`fit`, {name}"), "there is no validation")
                .help("add `.validation_split(0.1)` or `.validation_data(…)`, or leave it out")),
            None => Ok(()),
        }
    }

    /// What the ranks do together, if there are several.
    pub fn ranks(&self) -> Option<&Arc<dyn Collective>> {
        let ranks = self.distribution.as_ref().and_then(Distribution::collective);
        ranks.filter(|ranks| ranks.ranks() > 1)
    }

    /// Tells what a training comes from.
    pub fn tell(&self, program: &mut Program) {
        let class_weight = self.class_weight.as_ref().map(|weights| {
            let weights =
                weights.iter().map(|(class, weight)| (class.to_string(), json!(weight.to_json().ok())));
            Value::Object(weights.collect())
        });
        program.add("batch_size", self.batch_size);
        program.add("shuffle", self.shuffle);
        program.add("steps_per_epoch", self.steps_per_epoch);
        program.add("class_weight", class_weight);
        program.add("sample_weight", self.has_sample_weight);
        program.add("validation_steps", self.validation_steps);
        program.add("validation_freq", self.validation_freq());
        program.add("validation_batch_size", self.validation_batch_size);
    }

    /// The number of epochs from one validation to the next.
    pub fn validation_freq(&self) -> usize {
        self.validation_freq.unwrap_or(1)
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
            let are = if samples == 1 { "sample is" } else { "samples are" };
            let message = format!("{samples} {are} too few to set a fraction of {fraction} apart");
            return Err(Error::new(SPLIT, message));
        }
        Ok(split)
    }
}

const SPLIT: &str = "`fit`, validation_split";

#[cfg(test)]
mod tests {
    use crate::training::Fit;

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
