//! How a program says what one sample takes.

use std::hint::black_box;
use std::time::{Duration, Instant};

/// Answers once, and given `--often` prints the median of the nanoseconds that an answer takes.
pub fn answer<T>(mut answer: impl FnMut() -> T) {
    black_box(answer());
    if !std::env::args().any(|argument| argument == "--often") {
        return;
    }
    let begin = Instant::now();
    let mut rounds = vec![];
    while begin.elapsed() < Duration::from_secs(1) {
        let begin = Instant::now();
        for _ in 0..10 {
            black_box(answer());
        }
        rounds.push(begin.elapsed().as_nanos() / 10);
    }
    rounds.sort_unstable();
    println!("{}", rounds[rounds.len() / 2]);
}
