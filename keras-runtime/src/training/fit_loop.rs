//! The fit loop: epochs of batches.

use std::fmt;
use std::mem::swap;

use serde_json::json;

use super::batch::Batch;
use super::callbacks::{Callback, CallbackList, Plan, Training};
use super::class_weight::ClassWeights;
use super::history::Scores;
use super::interrupt::Interrupt;
use super::moving_averages::{finalize, settle, take_back};
use super::network::weight_paths;
use super::notifier::{Notifier, Watch};
use super::options::Options;
use super::ranks::{Attendance, Part, hash, hash_of_weights};
use super::runner::Runner;
use super::saving::arrays;
use super::source::{Feed, Passes, Source, feed};
use super::state::{Program, TrainingState};
use crate::autodiff::Tape;
use crate::config::Argument;
use crate::layer::ForwardPass;
use crate::optimizers::Optimizer;
use crate::{Error, ErrorKind, Result};

/// The data of a training.
pub(super) struct Sources<'d> {
    pub training: &'d mut dyn Source,
    pub validation: Option<&'d mut dyn Source>,
    /// Whether the weights of classes are not among those of the samples yet.
    pub by_class: bool,
}

/// Goes on with the training that `state` is of, or begins one, until as many epochs are done as the options say.
pub(super) fn run<'s>(
    runner: &mut Runner<'_>,
    optimizer: &mut Box<dyn Optimizer>,
    sources: Sources<'_>,
    options: &Options<'_>,
    callbacks: Vec<Box<dyn Callback + '_>>,
    attendance: &Attendance,
    state: &'s mut Option<TrainingState>,
) -> Result<&'s TrainingState> {
    optimizer.validate()?;
    runner.check_names()?;
    let Sources { training, mut validation, by_class } = sources;
    let mut callbacks = CallbackList::new("`fit`", options.verbose, callbacks)?;
    if callbacks.sets_learning_rate() {
        optimizer.rate().map_err(|error| error.within("`fit`, callbacks"))?;
        if optimizer.has_schedule() {
            let message = "a callback sets the learning rate, and the optimizer has a schedule for it";
            return Err(Error::new("`fit`, callbacks", message).help("leave one of them out"));
        }
    }
    if let Some(ranks) = options.ranks() {
        runner.share(ranks).map_err(|error| error.within("`fit`"))?;
        // Before a random number is drawn, which ranks that have failed before have not.
        attendance.meet()?;
        let part = Part { rank: ranks.rank(), ranks: ranks.ranks() };
        training.share(part);
        validation.iter_mut().for_each(|validation| validation.share(part));
    }
    let samples = training.samples();
    let state = state.get_or_insert_with(|| TrainingState::new(options.initial_epoch, samples));
    let plan = Plan {
        epochs: options.epochs,
        batches: options.steps_per_epoch.or_else(|| training.batches()),
        test_batches: validation
            .as_ref()
            .and_then(|validation| options.validation_steps.or_else(|| validation.batches())),
        initial_epoch: options.initial_epoch,
        validation_freq: validation.is_some().then(|| options.validation_freq()),
        has_learning_rate: callbacks.sets_learning_rate(),
        is_resumed: false,
    };
    // What an engine elsewhere ends with an error has never happened here.
    let before = options.engine.as_ref().map(|_| (arrays(runner.network()), optimizer.boxed()));
    if let Some(engine) = &options.engine {
        if callbacks.backup().is_some_and(|backup| backup.is_by_batches()) {
            let message = "what the metrics have gathered within an epoch stays with the backend";
            let error = Error::new("`fit`, `BackupAndRestore`", message);
            return Err(error.help("leave `save_freq` out: the state is then kept after epochs"));
        }
        let handed = runner.hand_over(&**engine, options.distribution.clone(), &**optimizer);
        handed.map_err(|error| error.within("`fit`"))?;
    }
    let program = callbacks.backup().map(|_| program(runner, &**optimizer, options)).unwrap_or_default();
    let class_weight = options.class_weight.clone().filter(|_| by_class);
    let mut session = Session {
        runner,
        optimizer,
        state: &mut *state,
        callbacks,
        plan,
        program,
        class_weight,
        class_weights: None,
    };
    let compared = session.compare(training, validation.as_deref(), options);
    let begun = compared.and_then(|()| session.begin(samples));
    let trained = begun.and_then(|()| {
        feed(training, |training| match validation {
            Some(validation) => {
                feed(validation, |validation| session.epochs(training, Some(validation), options))
            }
            None => session.epochs(training, None, options),
        })
    });
    let trained = trained.and_then(|()| session.end());
    drop(session);
    runner.take_over();
    if let (Err(_), Some((weights, was))) = (&trained, before) {
        runner.network_mut().set_weights(&weights)?;
        *optimizer = was;
    }
    trained.map(|()| &*state)
}

/// What a training is told to do: everything that its numbers come from besides its data, and the number of epochs.
fn program(runner: &Runner<'_>, optimizer: &dyn Optimizer, options: &Options<'_>) -> Program {
    let mut program = Program::default();
    options.tell(&mut program);
    runner.tell(&mut program);
    let of_optimizer = optimizer.to_json().or_else(|error| {
        let rate = optimizer.rate().ok().filter(|_| !optimizer.has_schedule());
        let config = rate
            .map(|rate| rate.to_json())
            .transpose()?
            .map(|rate| json!({ "learning_rate": rate }))
            .ok_or(error)?;
        Ok(json!({ "class_name": optimizer.name(), "config": config }))
    });
    program.add_object("optimizer", optimizer.name(), of_optimizer);
    program
}

/// A hash of what an optimizer remembers of the weights.
fn hash_of_slots(optimizer: &dyn Optimizer, weights: usize) -> u64 {
    let slots = (0..weights).flat_map(|index| optimizer.slots(index));
    slots.fold(0, |before, values| hash(before, values))
}

/// An epoch, for messages; nothing is allocated for it where there is none.
struct EpochPlace(usize);

impl fmt::Display for EpochPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`fit`, epoch {}", self.0 + 1)
    }
}

/// What a training works on.
pub(super) struct Session<'r, 'n, 's, 'c> {
    pub runner: &'r mut Runner<'n>,
    pub optimizer: &'r mut Box<dyn Optimizer>,
    pub state: &'s mut TrainingState,
    pub callbacks: CallbackList<'c>,
    pub plan: Plan,
    /// What the training is told to do, for a backup.
    pub program: Program,
    class_weight: Option<Vec<(usize, f32)>>,
    class_weights: Option<ClassWeights>,
}

/// However the training ends, the model has its weights.
impl Drop for Session<'_, '_, '_, '_> {
    fn drop(&mut self) {
        take_back(self.runner.network_mut(), &mut **self.optimizer, self.state);
    }
}

impl<'n, 'c> Session<'_, 'n, '_, 'c> {
    fn epochs(
        &mut self,
        training: &mut Feed<'_>,
        mut validation: Option<&mut Feed<'_>>,
        options: &Options<'_>,
    ) -> Result<()> {
        let tape = |records| Tape::among(options.ranks().cloned(), records);
        let learning = ForwardPass::resumed(&tape(true), self.state.layers);
        let testing = ForwardPass::inference(&tape(false));
        let steps = options.steps_per_epoch;
        let (mut current, mut next) = (Batch::default(), Batch::default());
        let mut passes = Passes::new(training, self.state.data_seed, self.state.place, steps.is_some());
        let interrupt = self.callbacks.backup().map(|_| Interrupt::listen());
        while self.state.epoch < options.epochs && !self.state.is_over() {
            if self.state.step == 0 {
                self.runner.reset();
                self.notify(None, CallbackList::on_epoch_begin)?;
            }
            let is_last = |step: usize| steps.is_some_and(|steps| step >= steps);
            let mut filled =
                if is_last(self.state.step) { Ok(false) } else { passes.fill_during(&mut next, || ()).1 };
            while !self.state.stopped {
                let place = passes.place();
                let has_own = matches!(filled, Ok(true));
                let filled_here = filled.map_err(|error| error.within(self.place()));
                let checked = filled_here.and_then(|filled| self.check(filled, &mut next, &passes));
                match self.runner.complete(checked, &mut next, &current, self.state.step == 0) {
                    Ok(true) => swap(&mut current, &mut next),
                    Ok(false) => break,
                    Err(error) => {
                        self.fail(error)?;
                        break;
                    }
                }
                self.notify(None, CallbackList::on_train_batch_begin)?;
                let mut step = || self.runner.train(&learning, self.optimizer, &current);
                let trained;
                // A rank whose own data have ended waits for the others.
                (trained, filled) = if is_last(self.state.step + 1) || !has_own {
                    (step(), Ok(false))
                } else {
                    passes.fill_during(&mut next, step)
                };
                if let Err(error) = trained {
                    self.fail(error.within(self.place()))?;
                    break;
                }
                self.state.end_step(&learning, place);
                self.notify(None, CallbackList::on_train_batch_end)?;
                self.save_after_batch()?;
                if self.has_come(interrupt.as_ref()) {
                    return Err(self.interrupted());
                }
            }
            if self.state.is_over() {
                break;
            }
            self.plan.batches = self.plan.batches.or(Some(self.state.step));
            if !self.state.stopped && self.state.epoch + 1 < options.epochs {
                passes
                    .prepare()
                    .map_err(|error| error.within(format!("`fit`, epoch {}", self.state.epoch + 2)))?;
            }
            let mut scores = self.runner.scores();
            if self.plan.has_learning_rate {
                scores = scores.with_learning_rate(self.optimizer.rate()?);
            }
            let is_due = (self.state.epoch + 1).is_multiple_of(options.validation_freq());
            if let Some(validation) = validation.as_deref_mut().filter(|_| is_due) {
                scores = self.validate(&testing, validation, options.validation_steps, scores)?;
            }
            self.runner.compare(&scores).map_err(|error| error.within(self.epoch()))?;
            self.state.report(&scores);
            self.notify(Some(&scores), CallbackList::on_epoch_end)?;
            self.state.end_epoch(passes.place());
            self.save_after_epoch()?;
            if self.has_come(interrupt.as_ref()) {
                return Err(self.interrupted());
            }
        }
        Ok(())
    }

    /// Adds the scores of the validation data.
    fn validate(
        &mut self,
        testing: &ForwardPass,
        validation: &mut Feed<'_>,
        steps: Option<usize>,
        mut scores: Scores,
    ) -> Result<Scores> {
        self.notify(None, CallbackList::on_test_begin)?;
        let (runner, notifier) = self.notifier();
        let mut watch = Watch::new(notifier, false);
        let measured = runner.measure(testing, validation, steps, &mut watch);
        watch.end().1.map_err(|error| error.within(self.epoch()))?;
        match measured {
            Ok((held_out, _)) => scores = scores.with_validation(&held_out),
            Err(error) => {
                self.fail(error.within(format!("{}, validation", self.epoch())))?;
            }
        }
        self.notify(Some(&scores), CallbackList::on_test_end)?;
        Ok(scores)
    }

    /// Where the training is, for messages.
    fn place(&self) -> impl fmt::Display + use<> {
        format!("{}, batch {}", self.epoch(), self.state.step + 1)
    }

    /// The epoch, for messages.
    fn epoch(&self) -> impl fmt::Display + use<> {
        EpochPlace(self.state.epoch)
    }

    /// Checks a batch that was made meanwhile, if there is one, and lets its samples count by their classes.
    fn check(&mut self, filled: bool, batch: &mut Batch, passes: &Passes<'_, '_>) -> Result<bool> {
        // Of a small batch a rank may have no samples.
        if !filled || passes.is_checked() || batch.len() == 0 {
            return Ok(filled);
        }
        let (epoch, number) = (self.epoch(), self.state.step + 1);
        let place = format_args!("{epoch}, batch {number}");
        let examples = batch.examples()?;
        self.runner.check(&place, &examples)?;
        let Some(class_weight) = &self.class_weight else { return Ok(true) };
        if self.class_weights.is_none() {
            let weights = self.runner.class_weights(class_weight, &examples.labels);
            self.class_weights = Some(weights.map_err(|error| error.within("`fit`"))?);
        }
        drop(examples);
        let weighed = self.class_weights.as_ref().map_or(Ok(()), |weights| batch.weigh(weights));
        weighed.map_err(|error| error.within(place))?;
        Ok(true)
    }

    /// Whether the other ranks train the same, where there are some.
    fn compare(
        &mut self,
        training: &dyn Source,
        validation: Option<&dyn Source>,
        options: &Options<'_>,
    ) -> Result<()> {
        let Some(ranks) = self.runner.rank() else { return Ok(()) };
        let mut program = program(self.runner, &**self.optimizer, options);
        let data = |source: Option<&dyn Source>| source.map_or(Ok(None), Source::sketch);
        let generators = [self.state.data_seed, self.state.layers.seed, self.state.layers.position];
        program.add("version of the library", env!("CARGO_PKG_VERSION"));
        program.add("number of epochs", vec![options.initial_epoch, options.epochs]);
        program.add("list of callbacks", self.callbacks.names());
        program.add("number of samples", self.state.samples);
        program.add("data", data(Some(training))?);
        program.add("validation data", data(validation)?);
        program.add("random seed", &generators[..]);
        program.add("initial weights", hash_of_weights(self.runner.network()));
        let weights = weight_paths(self.runner.network()).len();
        program.add("state of the optimizer", hash_of_slots(&**self.optimizer, weights));
        ranks.compare_programs(&program).map_err(|error| error.within("`fit`"))
    }

    /// Takes up a training that was put down, if there is one, and lets the callbacks begin.
    fn begin(&mut self, samples: Option<usize>) -> Result<()> {
        let snapshot = self.load()?;
        self.state.check(samples)?;
        self.plan.is_resumed = snapshot.is_some();
        self.notify_outside(CallbackList::on_train_begin)?;
        snapshot.map_or(Ok(()), |snapshot| self.restore(snapshot))?;
        self.runner.push(&**self.optimizer).map_err(|error| error.within("`fit`"))
    }

    fn end(&mut self) -> Result<()> {
        self.runner.pull(self.optimizer).map_err(|error| error.within("`fit`"))?;
        self.runner.take_over();
        let (network, optimizer) = (self.runner.network_mut(), &mut **self.optimizer);
        if std::mem::take(&mut self.state.averaged) {
            settle(network, optimizer);
        } else {
            finalize(network, optimizer);
        }
        self.notify_outside(CallbackList::on_train_end)?;
        let Some(backup) = self.callbacks.backup() else { return Ok(()) };
        self.runner.on_first(|| backup.end())
    }

    /// Lets the callbacks see the training before its first epoch, or after its last.
    fn notify_outside(
        &mut self,
        moment: impl FnOnce(&mut CallbackList<'c>, &mut Training<'_>) -> Result<()>,
    ) -> Result<()> {
        let (runner, mut notifier) = self.notifier();
        notifier.notify(runner, None, None, moment).map_err(|error| error.within("`fit`"))
    }

    /// Lets the callbacks see the training at a moment of an epoch.
    fn notify(
        &mut self,
        scores: Option<&Scores>,
        moment: impl FnOnce(&mut CallbackList<'c>, &mut Training<'_>) -> Result<()>,
    ) -> Result<()> {
        let place = self.epoch();
        let (runner, mut notifier) = self.notifier();
        notifier.notify(runner, None, scores, moment).map_err(|error| error.within(place))
    }

    /// What is trained, and who is shown it.
    fn notifier(&mut self) -> (&mut Runner<'n>, Notifier<'_, 'c>) {
        let Self { runner, optimizer, state, callbacks, plan, .. } = self;
        (runner, Notifier { callbacks, optimizer, state, plan })
    }

    /// Ends the training with an error, or, if a callback says so, as one that was stopped.
    fn fail(&mut self, error: Error) -> Result<()> {
        let mut ends_well = false;
        self.notify(None, |callbacks, training| {
            ends_well = callbacks.on_error(training, &error);
            Ok(())
        })?;
        ends_well = self.runner.decide(ends_well);
        self.state.stopped |= ends_well;
        if ends_well { Ok(()) } else { Err(error) }
    }

    /// Whether Ctrl-C, or a request to end, has come to the process, or to that of another rank.
    fn has_come(&self, interrupt: Option<&Interrupt>) -> bool {
        interrupt.is_some_and(|interrupt| self.runner.any(interrupt.has_come()))
    }

    /// What ends `fit` after that, with the state written as far as metrics allow.
    fn interrupted(&mut self) -> Error {
        let error = Error::new("`fit`", "interrupted").with_kind(ErrorKind::Interrupted);
        match self.save() {
            Ok(()) => error.help("run the program again to go on"),
            Err(error) => error,
        }
    }
}
