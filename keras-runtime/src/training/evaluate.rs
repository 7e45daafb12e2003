//! Evaluation of a model on the batches of a source.

use super::callbacks::{CallbackList, Plan};
use super::history::Scores;
use super::measure::Evaluate;
use super::notifier::{Notifier, Watch};
use super::runner::Runner;
use super::source::{Source, feed};
use super::state::TrainingState;
use crate::autodiff::Tape;
use crate::layer::ForwardPass;
use crate::optimizers::Optimizer;
use crate::{Error, Result};

/// The scores of a pass over the data.
pub(super) fn evaluate(
    place: &'static str,
    runner: &mut Runner<'_>,
    optimizer: &mut dyn Optimizer,
    source: &mut dyn Source,
    options: Evaluate<'_>,
) -> Result<Scores> {
    let Evaluate { pace, callbacks, sample_weight } = options;
    pace.check(place)?;
    if sample_weight.is_some() {
        let error = Error::new(format!("{place}, sample_weight"), "the weights come with the batches");
        return Err(error.help("give `(x, y, sample_weight)` as a batch"));
    }
    let mut callbacks = CallbackList::new(place, pace.verbose, callbacks)?;
    let plan = Plan::of_evaluation(pace.batch_size, pace.steps.or_else(|| source.batches()));
    let mut state = TrainingState::default();
    let mut notifier = Notifier { callbacks: &mut callbacks, optimizer, state: &mut state, plan: &plan };
    notifier.notify(runner, Some(0), None, CallbackList::on_test_begin)?;
    let (pass, mut watch) = (ForwardPass::inference(&Tape::inference()), Watch::new(notifier, true));
    let measured = feed(source, |feed| runner.measure(&pass, feed, pace.steps, &mut watch));
    let mut notifier = watch.end()?;
    let (scores, batches) = measured.map_err(|error| error.within(place))?;
    notifier.notify(runner, Some(batches), Some(&scores), CallbackList::on_test_end)?;
    Ok(scores)
}
