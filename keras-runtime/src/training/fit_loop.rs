//! The fit loop: epochs of batches.

use std::mem::swap;

use super::batch::Batch;
use super::data::check_weights;
use super::examples::Examples;
use super::fit::Options;
use super::progress::Progress;
use super::runner::Runner;
use super::state::TrainingState;
use crate::Result;
use crate::autodiff::Tape;
use crate::kernels::parallel::overlap;
use crate::layer::ForwardPass;
use crate::optimizers::Optimizer;
use crate::random::Random;

/// Goes on with the training that `state` is of, or begins one, until as many epochs are done as the options say.
pub(super) fn run<'a, 's>(
    runner: &mut Runner<'_>,
    optimizer: &mut Box<dyn Optimizer>,
    mut examples: Examples<'a>,
    validation: Option<Examples<'a>>,
    options: &Options<'_>,
    state: &'s mut Option<TrainingState>,
) -> Result<&'s TrainingState> {
    optimizer.validate()?;
    let samples = runner.check("`fit`", &examples)?;
    let learnt = options.split(samples, validation.is_some())?;
    if let Some(weights) = &options.sample_weight {
        check_weights("`fit`, sample_weight", weights, samples)?;
        examples.weights = Some(weights.to_vec());
    }
    if !options.class_weight.is_empty() {
        runner.weight_by_class(&options.class_weight, &mut examples, learnt)?;
    }
    let held_out: Vec<usize> = match &validation {
        Some(validation) => (0..runner.check("`fit`, validation_data", validation)?).collect(),
        None => (learnt..samples).collect(),
    };
    let validation = validation.as_ref().unwrap_or(&examples);

    let state = state.get_or_insert_with(|| TrainingState::new(options.initial_epoch, learnt));
    state.check(learnt)?;
    let (training, testing) =
        (ForwardPass::resumed(&Tape::new(), state.layers), ForwardPass::inference(&Tape::inference()));
    let (mut current, mut next) = (Batch::default(), Batch::default());
    let (mut order, mut random) = (state.order.clone(), Random::from_state(state.shuffling));
    let progress = Progress::new(options.verbose, options.epochs);
    while state.epoch < options.epochs {
        if options.shuffle {
            random.shuffle(&mut order);
        }
        let epoch = state.epoch;
        let mut shown = progress.epoch(epoch, learnt.div_ceil(options.batch_size));
        runner.reset();
        let mut batches = order.chunks(options.batch_size).enumerate().skip(state.step).peekable();
        if let Some((_, rows)) = batches.peek() {
            current.gather(&examples, rows)?;
        }
        while let Some((number, _)) = batches.next() {
            let mut gathered = Ok(());
            let gather_next = || {
                if let Some((_, rows)) = batches.peek() {
                    gathered = next.gather(&examples, rows);
                }
            };
            let trained = overlap(gather_next, || runner.train(&training, optimizer, &current));
            if trained.is_ok() {
                state.end_step(&training);
            }
            trained
                .and(gathered)
                .map_err(|error| error.within(format!("`fit`, epoch {}, batch {}", epoch + 1, number + 1)))?;
            swap(&mut current, &mut next);
            shown.step(|| runner.scores());
        }
        let mut scores = runner.scores();
        if !held_out.is_empty() {
            let place = || format!("`fit`, epoch {}, validation", epoch + 1);
            let held_out = runner
                .measure(&testing, validation, &held_out, options.batch_size)
                .map_err(|error| error.within(place()))?;
            scores = scores.with_validation(&held_out);
        }
        shown.end(&scores);
        state.end_epoch(&order, &random, &scores);
    }
    Ok(state)
}
