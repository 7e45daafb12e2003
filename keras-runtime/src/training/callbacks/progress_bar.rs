//! Progress bar of `fit`.

use std::fmt::Display;
use std::io::{IsTerminal, Write, stdout};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar as Bar, ProgressDrawTarget, ProgressStyle};

use super::{Callback, Training};
use crate::Result;
use crate::training::unoptimized;

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
pub(in crate::training) struct ProgressBar {
    kind: Kind,
    begin: Instant,
    /// How many batches of the epoch were done when it began here.
    first: usize,
    /// Whether the epoch has begun here.
    is_running: bool,
    bar: Option<Bar>,
    drawn: Instant,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Silent,
    Lines,
    Bar,
}

/// A bar changes this often, and no more.
const FRAME: Duration = Duration::from_millis(80);

impl ProgressBar {
    pub fn new(verbose: Verbose) -> Self {
        let kind = match verbose {
            Verbose::Silent => Kind::Silent,
            Verbose::Bar => Kind::Bar,
            Verbose::Auto if stdout().is_terminal() => Kind::Bar,
            Verbose::Auto | Verbose::Lines => Kind::Lines,
        };
        if kind != Kind::Silent {
            unoptimized::notice();
        }
        let now = Instant::now();
        Self { kind, begin: now, first: 0, is_running: false, bar: None, drawn: now }
    }
}

impl Callback for ProgressBar {
    fn name(&self) -> &str {
        "ProgressBar"
    }

    fn on_epoch_begin(&mut self, training: &mut Training<'_>) -> Result<()> {
        self.is_running = true;
        (self.begin, self.first) = (Instant::now(), training.batch());
        self.drawn = self.begin;
        if self.kind == Kind::Bar {
            print(format_args!("Epoch {}/{}", training.epoch() + 1, training.epochs()));
            let batches = training.batches().map(|batches| batches as u64);
            let bar = Bar::with_draw_target(batches, ProgressDrawTarget::stdout());
            let style = ProgressStyle::with_template(match batches {
                Some(_) => "{pos}/{len} {bar:20.green} {msg}",
                None => "{pos}/Unknown {msg}",
            });
            bar.set_style(style.expect("the template is right").progress_chars("━━╌"));
            self.bar = Some(bar);
        }
        Ok(())
    }

    /// An epoch that was taken up again has begun long before.
    fn on_train_batch_begin(&mut self, training: &mut Training<'_>) -> Result<()> {
        if self.is_running { Ok(()) } else { self.on_epoch_begin(training) }
    }

    fn on_train_batch_end(&mut self, training: &mut Training<'_>) -> Result<()> {
        let Some(bar) = self.bar.as_ref().filter(|_| self.drawn.elapsed() >= FRAME) else { return Ok(()) };
        self.drawn = Instant::now();
        let each = self.begin.elapsed() / (training.batch() - self.first).max(1) as u32;
        let time = match training.batches() {
            Some(batches) => each * batches.saturating_sub(training.batch()) as u32,
            None => self.begin.elapsed(),
        };
        bar.set_position(training.batch() as u64);
        bar.set_message(format!("{}s {}/step - {}", time.as_secs(), duration(each), training.scores()));
        Ok(())
    }

    fn on_epoch_end(&mut self, training: &mut Training<'_>) -> Result<()> {
        self.is_running = false;
        let (took, scores) = (self.begin.elapsed(), training.scores());
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
            let steps = training.batch();
            let each = duration(took / (steps - self.first).max(1) as u32);
            let line = "━".repeat(20);
            print(format_args!("{0}/{0} {line} {1}s {each}/step - {scores}", steps, took.as_secs()));
        } else if self.kind == Kind::Lines {
            let (number, epochs) = (training.epoch() + 1, training.epochs());
            print(format_args!("Epoch {number}/{epochs} - {:.1}s - {scores}", took.as_secs_f32()));
        }
        Ok(())
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
}
