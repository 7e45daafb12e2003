//! The table: contestants take turns at a piece of work.

use std::cell::Cell;
use std::thread;
use std::time::{Duration, Instant};

use crate::machine::peak;
use crate::python;

/// How long a contestant's turn should last at least, and how many there are in a row that is quick.
const TURN: Duration = Duration::from_millis(4);
const MOST_TURNS: usize = 25;
/// How long a row takes about, after which there are no more turns than a few.
const ROW: Duration = Duration::from_secs(8);
const FEWEST_TURNS: usize = 3;
/// A break before each turn: threads that wait for more work of the last contestant have gone to sleep after it.
const REST: Duration = Duration::from_millis(1);

/// Prints rows as they are measured.
pub struct Table {
    words: Vec<String>,
    /// Of one thread and of all, the best so far: a neighbour may have slowed down the first look.
    peaks: Cell<[f64; 2]>,
    threads: usize,
}

/// A piece of work.
pub struct Work<'a> {
    pub name: &'a str,
    /// Floating point operations, a multiplication and an addition counting as two.
    pub flops: u64,
    /// Whether one thread does it.
    pub single: bool,
    /// The bytes that ours takes beyond weights and data, where that is of interest.
    pub memory: Option<usize>,
}

/// Who does the work: a name, and what does it once or several times and gives the seconds of one time.
pub type Contestant<'a> = (&'static str, Box<dyn FnMut() -> f64 + 'a>);

impl Table {
    pub fn new(words: Vec<String>) -> Self {
        let threads = rayon::current_num_threads();
        let peaks = [peak::flops(1), peak::flops(threads)];
        let [one, all] = peaks.map(|peak| peak / 1e9);
        println!(
            "multiply-adds in registers: 1 thread {one:.1} GFLOP/s, {threads} threads {all:.1} GFLOP/s\n"
        );
        println!(
            "{:36} {:>10} {:>8} {:>9}  the time of others, as a multiple",
            "", "ours", "of peak", "memory"
        );
        Self { words, peaks: Cell::new(peaks), threads }
    }

    /// Whether a row is asked for.
    pub fn wants(&self, name: &str) -> bool {
        self.words.is_empty() || self.words.iter().any(|word| name.contains(word.as_str()))
    }

    /// Lets the contestants, of whom ours is the first, take turns, and prints who needs how long.
    pub fn row(&self, work: &Work<'_>, mut contestants: Vec<Contestant<'_>>) {
        let start = Instant::now();
        let mut seconds: Vec<Vec<f64>> = vec![Vec::new(); contestants.len()];
        // The first turn of each warms up.
        contestants.iter_mut().for_each(|(_, turn)| _ = turn());
        for turns in 0..MOST_TURNS {
            if turns >= FEWEST_TURNS && start.elapsed() > ROW {
                break;
            }
            for ((_, turn), seconds) in contestants.iter_mut().zip(&mut seconds) {
                thread::sleep(REST);
                seconds.push(turn());
            }
        }
        let times: Vec<f64> = seconds.iter_mut().map(|seconds| median(seconds)).collect();
        let names = contestants.iter().map(|(name, _)| (*name).to_owned());
        let mut others: Vec<(String, f64)> = names.zip(times).collect();
        let (_, ours) = others.remove(0);
        others.extend(python::times(work.name, self.threads));
        let [one, all] = self.peaks.get();
        let peaks = [one.max(peak::flops(1)), all.max(peak::flops(self.threads))];
        self.peaks.set(peaks);
        let share = work.flops as f64 / ours / peaks[usize::from(!work.single)];
        let memory = work.memory.map_or(String::new(), |bytes| format!("{:.1} MB", bytes as f64 / 1e6));
        print!("{:36} {:>10} {:6.1} % {memory:>9} ", work.name, time(ours), 100.0 * share);
        for (name, seconds) in others {
            print!(" {name} {:.2}", seconds / ours);
        }
        println!();
    }

    /// How many threads the machine has.
    pub fn threads(&self) -> usize {
        self.threads
    }
}

/// Turns that do `work` as often as fills one.
pub fn repeat(mut work: impl FnMut()) -> impl FnMut() -> f64 {
    let mut times = 0;
    move || {
        if times == 0 {
            work();
            let start = Instant::now();
            work();
            times = (TURN.as_secs_f64() / start.elapsed().as_secs_f64()).clamp(1.0, 1e6) as u32;
        }
        let start = Instant::now();
        (0..times).for_each(|_| work());
        start.elapsed().as_secs_f64() / f64::from(times)
    }
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn time(seconds: f64) -> String {
    match seconds {
        0.1.. => format!("{:.0} ms", seconds * 1e3),
        1e-3.. => format!("{:.2} ms", seconds * 1e3),
        1e-4.. => format!("{:.0} us", seconds * 1e6),
        _ => format!("{:.2} us", seconds * 1e6),
    }
}
