//! Progress of a loop, on standard output.

use std::fmt::Display;
use std::io::{IsTerminal, Write, stdout};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

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

impl From<bool> for Verbose {
    fn from(verbose: bool) -> Self {
        Self::from(u8::from(verbose))
    }
}

/// Prints how far a loop is, and how it went.
pub(in crate::training) struct Progress {
    kind: Kind,
    begin: Instant,
    /// How many batches were done when it began here.
    first: usize,
    batches: Option<usize>,
    bar: Option<ProgressBar>,
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

impl Progress {
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
        Self { kind, begin: now, first: 0, batches: None, bar: None, drawn: now }
    }

    /// Begins after so many batches, of a number that may be known; `title` goes above a bar.
    pub fn begin(&mut self, first: usize, batches: Option<usize>, title: Option<impl Display>) {
        (self.first, self.batches, self.begin) = (first, batches, Instant::now());
        self.drawn = self.begin;
        if self.kind != Kind::Bar {
            return;
        }
        if let Some(title) = title {
            print(title);
        }
        let len = batches.map(|batches| batches as u64);
        let bar = ProgressBar::with_draw_target(len, ProgressDrawTarget::stdout());
        let style = ProgressStyle::with_template(match len {
            Some(_) => "{pos}/{len} {bar:20.green} {msg}",
            None => "{pos}/Unknown {msg}",
        });
        bar.set_style(style.expect("the template is right").progress_chars("━━╌"));
        self.bar = Some(bar);
    }

    /// Shows that so many batches are done.
    pub fn advance<S: Display>(&mut self, done: usize, scores: impl FnOnce() -> S) {
        let Some(bar) = self.bar.as_ref().filter(|_| self.drawn.elapsed() >= FRAME) else { return };
        self.drawn = Instant::now();
        let each = self.begin.elapsed() / (done - self.first).max(1) as u32;
        let time = match self.batches {
            Some(batches) => each * batches.saturating_sub(done) as u32,
            None => self.begin.elapsed(),
        };
        bar.set_position(done as u64);
        bar.set_message(format!("{}s {}/step{}", time.as_secs(), duration(each), After(&scores())));
    }

    /// Shows what all batches came to; `title` begins a line.
    pub fn end(&mut self, done: usize, title: impl Display, scores: impl Display) {
        let (took, scores) = (self.begin.elapsed(), After(&scores));
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
            let each = duration(took / (done - self.first).max(1) as u32);
            let line = "━".repeat(20);
            print(format_args!("{0}/{0} {line} {1}s {each}/step{scores}", done, took.as_secs()));
        } else if self.kind == Kind::Lines {
            print(format_args!("{title} - {:.1}s{scores}", took.as_secs_f32()));
        }
    }
}

/// Scores behind other things, if there are any.
struct After<'a>(&'a dyn Display);

impl Display for After<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text = self.0.to_string();
        if text.is_empty() { Ok(()) } else { write!(f, " - {text}") }
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
