//! Progress bar of `fit`.

use std::fmt::Display;
use std::io::{IsTerminal, Write, stdout};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Scores;
use super::unoptimized;

/// Verbosity: what is printed, to standard output, while a model learns.
///
/// Converts from the numbers of Keras: `0` is [`Silent`](Verbose::Silent), `1` is [`Bar`](Verbose::Bar), `2` is
/// [`Lines`](Verbose::Lines).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub enum Verbose {
    /// A bar on a terminal, otherwise lines.
    #[default]
    Auto,
    /// Nothing.
    Silent,
    /// A bar for each epoch.
    Bar,
    /// A line for each epoch.
    Lines,
}

impl From<u8> for Verbose {
    fn from(level: u8) -> Self {
        match level {
            0 => Self::Silent,
            1 => Self::Bar,
            _ => Self::Lines,
        }
    }
}

/// Prints how far an epoch is, and how it went.
pub(super) struct Progress {
    kind: Kind,
    epochs: usize,
}

enum Kind {
    Silent,
    Lines,
    Bar,
}

/// How far one epoch is.
pub(super) struct Epoch<'a> {
    progress: &'a Progress,
    number: usize,
    steps: usize,
    begin: Instant,
    bar: Option<Bar>,
}

struct Bar {
    bar: ProgressBar,
    step: usize,
    drawn: Instant,
}

/// A bar changes this often, and no more.
const FRAME: Duration = Duration::from_millis(80);

impl Progress {
    pub fn new(verbose: Verbose, epochs: usize) -> Self {
        let kind = match verbose {
            Verbose::Silent => Kind::Silent,
            Verbose::Bar => Kind::Bar,
            Verbose::Auto if stdout().is_terminal() => Kind::Bar,
            Verbose::Auto | Verbose::Lines => Kind::Lines,
        };
        if !matches!(kind, Kind::Silent) {
            unoptimized::notice();
        }
        Self { kind, epochs }
    }

    /// Begins an epoch, counted from 0, of so many steps.
    pub fn epoch(&self, epoch: usize, steps: usize) -> Epoch<'_> {
        let begin = Instant::now();
        let bar = matches!(self.kind, Kind::Bar).then(|| {
            print(format_args!("Epoch {}/{}", epoch + 1, self.epochs));
            let bar = ProgressBar::with_draw_target(Some(steps as u64), ProgressDrawTarget::stdout());
            let style = ProgressStyle::with_template("{pos}/{len} {bar:20.green} {msg}");
            bar.set_style(style.expect("the template is right").progress_chars("━━╌"));
            Bar { bar, step: 0, drawn: begin }
        });
        Epoch { progress: self, number: epoch, steps, begin, bar }
    }
}

impl Epoch<'_> {
    /// Notes that a step is done; `scores` tells how the epoch goes so far, if somebody is to see it.
    pub fn step(&mut self, scores: impl FnOnce() -> Scores) {
        let Some(Bar { bar, step, drawn }) = &mut self.bar else { return };
        *step += 1;
        if drawn.elapsed() < FRAME {
            return;
        }
        *drawn = Instant::now();
        let each = self.begin.elapsed() / *step as u32;
        let left = each * (self.steps - *step) as u32;
        bar.set_position(*step as u64);
        bar.set_message(format!("{}s {}/step - {}", left.as_secs(), duration(each), scores()));
    }

    /// Prints how the epoch went.
    pub fn end(self, scores: &Scores) {
        let took = self.begin.elapsed();
        if let Some(Bar { bar, .. }) = self.bar {
            bar.finish_and_clear();
            let each = duration(took / self.steps.max(1) as u32);
            let line = "━".repeat(20);
            print(format_args!("{0}/{0} {line} {1}s {each}/step - {scores}", self.steps, took.as_secs()));
        } else if let Kind::Lines = self.progress.kind {
            let (number, epochs) = (self.number + 1, self.progress.epochs);
            print(format_args!("Epoch {number}/{epochs} - {:.1}s - {scores}", took.as_secs_f32()));
        }
    }
}

/// A duration in three digits, as Keras prints that of a step: `2ms`.
fn duration(time: Duration) -> String {
    match time.as_micros() {
        micros @ 0..1000 => format!("{micros}us"),
        micros @ 1000..1_000_000 => format!("{}ms", micros / 1000),
        micros => format!("{}s", micros / 1_000_000),
    }
}

/// Prints a line. If nobody listens any more, that is no reason to stop learning.
fn print(line: impl Display) {
    let mut out = stdout().lock();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_of_keras_are_understood() {
        assert_eq!([0, 1, 2].map(Verbose::from), [Verbose::Silent, Verbose::Bar, Verbose::Lines]);
    }

    #[test]
    fn a_step_takes_a_few_digits() {
        let text = |micros| duration(Duration::from_micros(micros));
        assert_eq!([text(12), text(2345), text(3_456_789)], ["12us", "2ms", "3s"]);
    }

    #[test]
    fn scores_are_computed_only_if_somebody_sees_them() {
        let progress = Progress::new(Verbose::Lines, 1);
        progress.epoch(0, 1).step(|| unreachable!("nobody sees them"));
    }
}
