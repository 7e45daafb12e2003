//! Evaluation of a model on the batches of a source.

use super::callbacks::{CallbackList, Plan};
use super::compiled::Compiled;
use super::data::{Batches, SampleWeight, Tables};
use super::examples::Examples;
use super::history::Scores;
use super::measure::Evaluate;
use super::moving_averages::take_back;
use super::notifier::{Notifier, Watch};
use super::per_output::Losses;
use super::runner::Runner;
use super::source::{Rows, Source, Typed, feed};
use super::state::TrainingState;
use super::{Labels, Samples};
use crate::autodiff::Tape;
use crate::layer::ForwardPass;
use crate::model::Model;
use crate::optimizers::Optimizer;
use crate::{Error, Result};

impl<M: Model, L: Losses<M::Output, M::Head>> Compiled<M, L> {
    /// Evaluates the model: the loss and the metrics on the samples `x` with the labels `y`.
    ///
    /// # Errors
    ///
    /// If the data makes no sense, or the loss is infinite or NaN.
    pub fn evaluate<X, Y>(&mut self, x: X, y: Y) -> Result<Scores>
    where
        X: Samples<M::Input>,
        Y: Labels<L::Labels>,
    {
        self.evaluate_with(x, y, Evaluate::new())
    }

    /// As [`evaluate`](Self::evaluate), with options.
    ///
    /// # Errors
    ///
    /// As [`evaluate`](Self::evaluate), or if an option makes no sense.
    pub fn evaluate_with<X, Y>(&mut self, x: X, y: Y, mut options: Evaluate<'_>) -> Result<Scores>
    where
        X: Samples<M::Input>,
        Y: Labels<L::Labels>,
    {
        let sample_weight = options.sample_weight.take();
        let weights = sample_weight.as_ref().map_or(Ok(Tables::new()), |weights| weights.tables())?;
        let examples = Examples { inputs: x.tables()?, labels: y.tables()?, weights };
        self.measure("`evaluate`", options, examples)
    }

    /// Evaluates the model on what a source of batches gives.
    ///
    /// # Errors
    ///
    /// As [`evaluate`](Self::evaluate), or if the source fails.
    pub fn evaluate_batches<B>(&mut self, batches: B, options: Evaluate<'_>) -> Result<Scores>
    where
        B: Batches<M::Input, L::Labels>,
    {
        let mut source = Typed::<_, M::Input, L::Labels>::new(batches);
        let (mut runner, optimizer, _) = self.runner();
        let scores = evaluate("`evaluate_batches`", &mut runner, optimizer, &mut source, options)?;
        self.scores = Some(scores.clone());
        Ok(scores)
    }

    /// As [`evaluate`](Self::evaluate), where each sample counts in the loss by its [weight](SampleWeight).
    ///
    /// # Errors
    ///
    /// If the data makes no sense, or there is not a weight for each sample or time step, finite and not negative.
    pub fn evaluate_weighted<X, Y>(&mut self, x: X, y: Y, sample_weight: impl SampleWeight) -> Result<Scores>
    where
        X: Samples<M::Input>,
        Y: Labels<L::Labels>,
    {
        let weights = sample_weight.tables()?;
        let examples = Examples { inputs: x.tables()?, labels: y.tables()?, weights };
        self.measure("`evaluate_weighted`", Evaluate::new(), examples)
    }

    /// The scores of examples.
    pub(super) fn measure(
        &mut self,
        place: &'static str,
        options: Evaluate<'_>,
        examples: Examples<'_>,
    ) -> Result<Scores> {
        let (mut runner, optimizer, _) = self.runner();
        let scores = evaluate_examples(place, &mut runner, optimizer, &examples, options)?;
        self.scores = Some(scores.clone());
        Ok(scores)
    }
}

/// The scores of examples, batch by batch.
pub(super) fn evaluate_examples(
    place: &'static str,
    runner: &mut Runner<'_>,
    optimizer: &mut Box<dyn Optimizer>,
    examples: &Examples<'_>,
    options: Evaluate<'_>,
) -> Result<Scores> {
    options.pace.check(place)?;
    let samples = runner.check(&place, examples)?;
    let mut rows = Rows::new(examples, 0..samples, options.pace.batch_size);
    evaluate(place, runner, optimizer, &mut rows, options)
}

/// The scores of a pass over the data.
pub(super) fn evaluate(
    place: &'static str,
    runner: &mut Runner<'_>,
    optimizer: &mut Box<dyn Optimizer>,
    source: &mut dyn Source,
    options: Evaluate<'_>,
) -> Result<Scores> {
    let Evaluate { pace, callbacks, sample_weight, engine } = options;
    pace.check(place)?;
    if sample_weight.is_some() {
        let error = Error::new(format!("{place}, sample_weight"), "the weights come with the batches");
        return Err(error.help("give `(x, y, sample_weight)` as a batch"));
    }
    if let Some(engine) = engine {
        runner.hand_over(&*engine, None, &**optimizer).map_err(|error| error.within(place))?;
    }
    let mut callbacks = CallbackList::new(place, pace.verbose, callbacks)?;
    let plan = Plan::of_evaluation(pace.steps.or_else(|| source.batches()));
    let mut evaluation = Evaluation { runner, optimizer, state: TrainingState::default() };
    let Evaluation { runner, optimizer, state } = &mut evaluation;
    let mut notifier = Notifier { callbacks: &mut callbacks, optimizer, state, plan: &plan };
    let begun = notifier.notify(runner, Some(0), None, CallbackList::on_test_begin);
    let (pass, mut watch) = (ForwardPass::inference(&Tape::inference()), Watch::new(notifier, true));
    let measured =
        begun.and_then(|()| feed(source, |feed| runner.measure(&pass, feed, pace.steps, &mut watch)));
    let (mut notifier, seen) = watch.end();
    let ended = seen.and(measured).and_then(|(scores, batches)| {
        notifier.notify(runner, Some(batches), Some(&scores), CallbackList::on_test_end)?;
        Ok(scores)
    });
    ended.map_err(|error| error.within(place))
}

/// What is evaluated. However that ends, the model has its weights.
struct Evaluation<'e, 'n> {
    runner: &'e mut Runner<'n>,
    optimizer: &'e mut Box<dyn Optimizer>,
    state: TrainingState,
}

impl Drop for Evaluation<'_, '_> {
    fn drop(&mut self) {
        take_back(self.runner.network_mut(), &mut **self.optimizer, &mut self.state);
    }
}
