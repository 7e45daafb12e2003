//! What networks for sequences cost: time and memory of a training step of a batch of 32, and of one time step in it.
//!
//! `cargo bench --bench sequences`. Time is held against the multiply-adds that the machine could have done meanwhile, as
//! measured in the same run; a training step counts as three times the forward pass. Memory is what is taken beyond
//! weights and data.

#[path = "../machine/memory.rs"]
mod memory;
#[path = "../machine/peak.rs"]
mod peak;

use std::time::Instant;

use keras::prelude::*;
use ndarray::{Array2, Array3, s};

const BATCH: usize = 32;
/// How many batches are timed together, and how often.
const STEPS: usize = 8;
const TIMES: usize = 10;

const WORDS: usize = 20_000;
const REVIEW: usize = 80;
const SERIES: usize = 50;
const FEATURES: usize = 10;

sequential! {
    /// Reads film reviews, as in Keras's example.
    struct Reviews {
        Embedding(WORDS, 128, input = REVIEW),
        LSTM(128),
        Dense(1, activation = sigmoid),
    }
}

sequential! {
    /// Forecasts a small series.
    struct Series {
        LSTM(10, input = (SERIES, FEATURES)),
        Dense(1),
    }
}

sequential! {
    /// As above, while units are dropped.
    struct DroppedSeries {
        LSTM(10, dropout = 0.5, recurrent_dropout = 0.5, input = (SERIES, FEATURES)),
        Dense(1),
    }
}

fn main() -> keras::Result<()> {
    let peak = peak::flops();
    println!("multiply-adds in registers, {} threads: {:.1} GFLOP/s\n", peak::threads(), peak / 1e9);
    println!("                              time  a time step    GFLOP/s  of peak     memory");

    let samples = (STEPS + 1) * BATCH;
    let reviews =
        Array2::from_shape_fn((samples, REVIEW), |(i, t)| ((i * 7919 + t * 104_729) % WORDS) as u32);
    let series = Array3::from_shape_fn((samples, SERIES, FEATURES), |(i, t, j)| ((i + t * j) as f32).sin());
    let y = Array2::from_shape_fn((samples, 1), |(i, _)| (i % 2) as f32);
    let once = || Fit::epochs(1).batch_size(BATCH).verbose(0);

    let mut model = Reviews::new().compile(Adam::default(), BinaryCrossentropy::default(), metrics![]);
    report("Embedding, LSTM(128)", Reviews::FLOPS, REVIEW, peak, |samples| {
        model.fit(reviews.slice(s![..samples, ..]), y.slice(s![..samples, ..]), once())
    })?;
    let mut model = Series::new().compile(Adam::default(), MeanSquaredError::default(), metrics![]);
    report("LSTM(10)", Series::FLOPS, SERIES, peak, |samples| {
        model.fit(series.slice(s![..samples, .., ..]), y.slice(s![..samples, ..]), once())
    })?;
    let mut model = DroppedSeries::new().compile(Adam::default(), MeanSquaredError::default(), metrics![]);
    report("LSTM(10), dropped", DroppedSeries::FLOPS, SERIES, peak, |samples| {
        model.fit(series.slice(s![..samples, .., ..]), y.slice(s![..samples, ..]), once())
    })
}

/// Prints what it takes to learn from a batch of sequences of `length`; `fit` learns from so many samples.
fn report(
    name: &str,
    flops: u64,
    length: usize,
    peak: f64,
    mut fit: impl FnMut(usize) -> keras::Result<keras::training::History>,
) -> keras::Result<()> {
    fit(BATCH)?;
    let memory = memory::most(|| fit(BATCH))?;
    let mut time = |steps: usize| -> keras::Result<f64> {
        let start = Instant::now();
        fit(steps * BATCH)?;
        Ok(start.elapsed().as_secs_f64())
    };
    let (mut one, mut many) = (f64::INFINITY, f64::INFINITY);
    for _ in 0..TIMES {
        one = one.min(time(1)?);
        many = many.min(time(STEPS + 1)?);
    }
    // The first step of a `fit` makes the buffers that the others use again.
    let seconds = (many - one) / STEPS as f64;
    let rate = (3 * flops * BATCH as u64) as f64 / seconds;
    println!(
        "{name:22} {:8.3} ms {:9.2} us {:10.1} {:7.1} % {:7.1} MB",
        seconds * 1e3,
        seconds * 1e6 / length as f64,
        rate / 1e9,
        100.0 * rate / peak,
        memory as f64 / 1e6,
    );
    Ok(())
}
