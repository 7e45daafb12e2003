//! The data of `fit`, as what the loop takes its batches from.

use std::borrow::Cow;

use smallvec::smallvec;

use super::callbacks::Callback;
use super::data::{Table, Tables};
use super::examples::Examples;
use super::fit_loop::{Sources, run};
use super::options::Options;
use super::ranks::Attendance;
use super::runner::Runner;
use super::source::{Rows, Source};
use super::state::TrainingState;
use super::validation::{Kind, ValidationData};
use crate::optimizers::Optimizer;
use crate::tensor::Dims;
use crate::{Error, Result};

/// What is trained, and how.
pub(super) struct Job<'j, 'n, 's> {
    pub runner: Runner<'n>,
    pub optimizer: &'j mut Box<dyn Optimizer>,
    pub state: &'s mut Option<TrainingState>,
    pub options: Options<'j>,
    pub callbacks: Vec<Box<dyn Callback + 'j>>,
    pub attendance: &'j Attendance,
}

impl<'s> Job<'_, '_, 's> {
    /// Trains on arrays.
    pub fn fit_arrays(
        mut self,
        examples: Examples<'_>,
        validation: ValidationData<'_>,
    ) -> Result<&'s TrainingState> {
        let sample_weight = self.options.sample_weight.take();
        let weights = sample_weight.as_ref().map_or(Ok(Tables::new()), |weights| weights.tables())?;
        let mut examples = examples.weighted(weights);
        let options = &self.options;
        options.check()?;
        let samples = self.runner.check(&"`fit`", &examples)?;
        let learnt = options.split(samples, !validation.is_none())?;
        if let Some(class_weight) = &options.class_weight {
            let by_class = self.runner.class_weights(class_weight, &examples.labels);
            let weights = by_class.and_then(|by_class| {
                weighed(&examples, samples, |weights| {
                    let of_learnt = weights.len() / samples * learnt;
                    by_class.apply(&examples.labels, &mut weights[..of_learnt], learnt)
                })
            });
            examples.weights = smallvec![weights.map_err(|error| error.within("`fit`"))?];
        }
        let held_out =
            (learnt < samples).then(|| Rows::new(&examples, learnt..samples, options.validation_size()));
        let mut training = Rows::new(&examples, 0..learnt, options.batch_size).shuffled(options.shuffle);
        match held_out {
            Some(mut held_out) => self.run(&mut training, Some(&mut held_out), false),
            None => self.fit(&mut training, validation, false),
        }
    }

    /// Trains on batches.
    pub fn fit_batches(
        self,
        training: &mut dyn Source,
        validation: ValidationData<'_>,
    ) -> Result<&'s TrainingState> {
        self.options.check()?;
        self.fit(training, validation, true)
    }

    fn fit(
        self,
        training: &mut dyn Source,
        validation: ValidationData<'_>,
        by_class: bool,
    ) -> Result<&'s TrainingState> {
        match validation.0 {
            Kind::None => {
                self.options.check_without_validation().and_then(|()| self.run(training, None, by_class))
            }
            Kind::Batches(_) if self.options.validation_batch_size.is_some() => {
                let message = "the batches of the validation have the size that their source gives them";
                Err(Error::new("`fit`, validation_batch_size", message).help("leave it out"))
            }
            Kind::Batches(mut source) => self.run(training, Some(&mut *source), by_class),
            Kind::Arrays(examples) => {
                let samples = self.runner.check(&"`fit`, validation_data", &examples)?;
                let mut rows = Rows::new(&examples, 0..samples, self.options.validation_size());
                self.run(training, Some(&mut rows), by_class)
            }
        }
    }

    fn run<'d>(
        self,
        training: &'d mut dyn Source,
        validation: Option<&'d mut dyn Source>,
        by_class: bool,
    ) -> Result<&'s TrainingState> {
        let Self { mut runner, optimizer, state, options, callbacks, attendance } = self;
        let sources = Sources { training, validation, by_class };
        run(&mut runner, optimizer, sources, &options, callbacks, attendance, state)
    }
}

/// The weights of the samples, changed.
fn weighed(
    examples: &Examples<'_>,
    samples: usize,
    change: impl FnOnce(&mut [f32]) -> Result<()>,
) -> Result<Table<'static>> {
    let given = examples.weights.first();
    let dims = given.map_or(Dims::new(&[samples]), |given| Ok(given.dims()))?;
    let mut weights = vec![1.0; dims.elements()];
    given.map_or(Ok(()), |given| given.copy(&mut weights))?;
    change(&mut weights)?;
    Table::new(&dims, Cow::Owned(weights))
}
