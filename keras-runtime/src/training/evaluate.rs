//! Evaluation of a model on the batches of a source.

use super::callbacks::Progress;
use super::history::Scores;
use super::measure::Pace;
use super::runner::Runner;
use super::source::{Source, feed};
use crate::Result;
use crate::autodiff::Tape;
use crate::layer::ForwardPass;

/// The scores of a pass over the data.
pub(super) fn evaluate(
    place: &str,
    runner: &mut Runner<'_>,
    source: &mut dyn Source,
    pace: Pace,
) -> Result<Scores> {
    pace.check(place)?;
    let pass = ForwardPass::inference(&Tape::inference());
    let (mut progress, mut done) = (Progress::new(pace.verbose), 0);
    progress.begin(0, pace.steps.or_else(|| source.batches()), None::<&str>);
    let note = |number: usize, runner: &Runner<'_>| {
        done = number;
        progress.advance(number, || runner.scores());
    };
    let scores = feed(source, |feed| runner.measure(&pass, feed, pace.steps, note));
    let scores = scores.map_err(|error| error.within(place))?;
    progress.end(done, format_args!("{done}/{done}"), &scores);
    Ok(scores)
}
