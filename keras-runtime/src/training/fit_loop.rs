//! The fit loop: epochs of batches.

use std::mem::swap;

use super::batch::Batch;
use super::callbacks::{Callback, CallbackList, Plan, ProgressBar, Training};
use super::data::check_weights;
use super::examples::Examples;
use super::fit::Options;
use super::history::Scores;
use super::interrupt::Interrupt;
use super::runner::Runner;
use super::state::TrainingState;
use crate::autodiff::Tape;
use crate::kernels::parallel::overlap;
use crate::layer::ForwardPass;
use crate::optimizers::Optimizer;
use crate::random::Random;
use crate::{Error, ErrorKind, Result};

/// Goes on with the training that `state` is of, or begins one, until as many epochs are done as the options say.
pub(super) fn run<'a, 's>(
    runner: &mut Runner<'_>,
    optimizer: &mut Box<dyn Optimizer>,
    mut examples: Examples<'a>,
    validation: Option<Examples<'a>>,
    options: &Options<'_>,
    mut callbacks: Vec<Box<dyn Callback + '_>>,
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

    callbacks.insert(0, Box::new(ProgressBar::new(options.verbose)));
    let callbacks = CallbackList::new(callbacks)?;
    if callbacks.sets_learning_rate() && optimizer.has_schedule() {
        let message = "a callback sets the learning rate, and the optimizer has a schedule for it";
        return Err(Error::new("`fit`, callbacks", message).help("leave one of them out"));
    }
    let state = state.get_or_insert_with(|| TrainingState::new(options.initial_epoch, learnt));
    let plan = Plan {
        epochs: options.epochs,
        batches: learnt.div_ceil(options.batch_size),
        batch_size: options.batch_size,
        has_validation: !held_out.is_empty(),
        has_learning_rate: callbacks.sets_learning_rate(),
        is_resumed: false,
    };
    let mut session = Session { runner, optimizer, state, callbacks, plan };
    session.begin(learnt)?;
    session.epochs(&examples, validation, &held_out, options)?;
    session.end()?;
    Ok(session.state)
}

/// What a training works on.
pub(super) struct Session<'r, 'n, 's, 'c> {
    pub runner: &'r mut Runner<'n>,
    pub optimizer: &'r mut Box<dyn Optimizer>,
    pub state: &'s mut TrainingState,
    pub callbacks: CallbackList<'c>,
    pub plan: Plan,
}

impl<'c> Session<'_, '_, '_, 'c> {
    fn epochs(
        &mut self,
        examples: &Examples<'_>,
        validation: &Examples<'_>,
        held_out: &[usize],
        options: &Options<'_>,
    ) -> Result<()> {
        let (training, testing) = (
            ForwardPass::resumed(&Tape::new(), self.state.layers),
            ForwardPass::inference(&Tape::inference()),
        );
        let (mut current, mut next) = (Batch::default(), Batch::default());
        let (mut order, mut random) = (self.state.order.clone(), Random::from_state(self.state.shuffling));
        let interrupt = self.callbacks.backup().map(|_| Interrupt::listen());
        while self.state.epoch < options.epochs && !self.state.is_over() {
            if options.shuffle {
                random.shuffle(&mut order);
            }
            if self.state.step == 0 {
                self.runner.reset();
                self.notify(None, CallbackList::on_epoch_begin)?;
            }
            let mut batches = order.chunks(options.batch_size).enumerate().skip(self.state.step).peekable();
            if let Some((_, rows)) = batches.peek() {
                current.gather(examples, rows)?;
            }
            while let Some((number, _)) = batches.next().filter(|_| !self.state.stopped) {
                self.notify(None, CallbackList::on_train_batch_begin)?;
                let mut gathered = Ok(());
                let gather_next = || {
                    if let Some((_, rows)) = batches.peek() {
                        gathered = next.gather(examples, rows);
                    }
                };
                let trained = overlap(gather_next, || self.runner.train(&training, self.optimizer, &current));
                if trained.is_ok() {
                    self.state.end_step(&training);
                }
                if let Err(error) = trained.and(gathered) {
                    let place = format!("`fit`, epoch {}, batch {}", self.state.epoch + 1, number + 1);
                    self.fail(error.within(place))?;
                    break;
                }
                swap(&mut current, &mut next);
                self.notify(None, CallbackList::on_train_batch_end)?;
                self.save_after_batch()?;
                if interrupt.as_ref().is_some_and(Interrupt::has_come) {
                    return Err(self.interrupted());
                }
            }
            if self.state.is_over() {
                break;
            }
            let mut scores = self.runner.scores();
            if self.plan.has_learning_rate {
                scores = scores.with_learning_rate(self.optimizer.rate());
            }
            if !held_out.is_empty() {
                self.notify(None, CallbackList::on_test_begin)?;
                match self.runner.measure(&testing, validation, held_out, options.batch_size) {
                    Ok(held_out) => scores = scores.with_validation(&held_out),
                    Err(error) => {
                        self.fail(
                            error.within(format!("`fit`, epoch {}, validation", self.state.epoch + 1)),
                        )?;
                    }
                }
                self.notify(Some(&scores), CallbackList::on_test_end)?;
            }
            self.state.report(&scores);
            self.notify(Some(&scores), CallbackList::on_epoch_end)?;
            self.state.end_epoch(&order, &random);
            self.save_after_epoch()?;
            if interrupt.as_ref().is_some_and(Interrupt::has_come) {
                return Err(self.interrupted());
            }
        }
        Ok(())
    }

    /// Takes up a training that was put down, if there is one, and lets the callbacks begin.
    fn begin(&mut self, samples: usize) -> Result<()> {
        let snapshot = self.load()?;
        self.state.check(samples)?;
        self.plan.is_resumed = snapshot.is_some();
        self.notify(None, CallbackList::on_train_begin)?;
        snapshot.map_or(Ok(()), |snapshot| self.restore(snapshot))
    }

    fn end(&mut self) -> Result<()> {
        self.notify(None, CallbackList::on_train_end)?;
        self.callbacks.backup().map_or(Ok(()), |backup| backup.end())
    }

    /// Lets the callbacks see the training at a moment.
    fn notify(
        &mut self,
        scores: Option<&Scores>,
        moment: impl FnOnce(&mut CallbackList<'c>, &mut Training<'_>) -> Result<()>,
    ) -> Result<()> {
        let Self { runner, optimizer, state, callbacks, plan } = self;
        let mut training = Training { trained: *runner, optimizer: &mut ***optimizer, state, plan, scores };
        moment(callbacks, &mut training)
    }

    /// Ends the training with an error, or, if a callback says so, as one that was stopped.
    fn fail(&mut self, error: Error) -> Result<()> {
        let mut ends_well = false;
        self.notify(None, |callbacks, training| {
            ends_well = callbacks.on_error(training, &error);
            Ok(())
        })?;
        self.state.stopped |= ends_well;
        if ends_well { Ok(()) } else { Err(error) }
    }

    /// What ends `fit` after Ctrl-C, with the state written as far as metrics allow.
    fn interrupted(&mut self) -> Error {
        let error = Error::new("`fit`", "interrupted by Ctrl-C").with_kind(ErrorKind::Interrupted);
        match self.save() {
            Ok(()) => error.help("run the program again to go on"),
            Err(error) => error,
        }
    }
}
