//! Training steps and answers of networks, against `burn` with its `flex` backend, and `candle`.
//!
//! Within a training step the samples of a batch are gathered, in shuffled order, by all.

mod batches;
mod by_burn;
mod by_candle;
mod cnn;
mod lstm;
mod mlp;
mod real;

use std::time::Instant;

use keras::training::History;

use crate::machine::memory;
use crate::table::{Contestant, Table, Work};

pub fn rows(table: &mut Table) -> keras::Result<()> {
    mlp::rows(table)?;
    cnn::rows(table)?;
    real::rows(table)?;
    lstm::rows(table)?;
    batches::rows(table)
}

/// Measures a training step on `batch` samples, each of which takes `flops` to answer; `fit` and `steps` are those of
/// [`fitting`].
fn training<'a>(
    table: &Table,
    name: &str,
    flops: u64,
    (batch, steps): (usize, usize),
    mut fit: impl FnMut(usize) -> keras::Result<History> + 'a,
    others: Vec<Contestant<'a>>,
) -> keras::Result<()> {
    fit(batch)?;
    let memory = Some(memory::most(|| fit(batch))?);
    let mut contestants: Vec<Contestant<'a>> = vec![("ours", fitting(batch, steps, fit))];
    contestants.extend(others);
    table.row(&Work { name, flops: 3 * flops * batch as u64, single: false, memory }, contestants);
    Ok(())
}

/// Turns of a training step. `fit` learns once from so many samples, of which there are enough for `steps + 1` batches:
/// what the first step costs more than the others, as the making of buffers, is not counted.
pub fn fitting<'a>(
    batch: usize,
    steps: usize,
    mut fit: impl FnMut(usize) -> keras::Result<History> + 'a,
) -> Box<dyn FnMut() -> f64 + 'a> {
    let mut time = move |steps: usize| {
        let start = Instant::now();
        fit(steps * batch).expect("the data fit the model");
        start.elapsed().as_secs_f64()
    };
    Box::new(move || {
        let one = time(1);
        (time(steps + 1) - one) / steps as f64
    })
}

/// Turns of a step by others, who are given the numbers of the samples in the next batch.
fn stepping<'a>(
    samples: usize,
    batch: usize,
    steps: usize,
    mut step: impl FnMut(&[usize]) + 'a,
) -> Box<dyn FnMut() -> f64 + 'a> {
    // A fixed stride that is prime to the number of samples is shuffled enough for the caches.
    let order: Vec<usize> = (0..samples).map(|i| i * 7919 % samples).collect();
    let mut batches = order.into_iter().cycle();
    let mut rows = Vec::new();
    Box::new(move || {
        let start = Instant::now();
        for _ in 0..steps {
            rows.clear();
            rows.extend(batches.by_ref().take(batch));
            step(&rows);
        }
        start.elapsed().as_secs_f64() / steps as f64
    })
}

/// The samples of `width` numbers at `rows`.
fn gather(numbers: &[f32], width: usize, rows: &[usize]) -> Vec<f32> {
    // Sample by sample, as fast as memory goes: a slow copy would be counted against the others.
    let mut batch = Vec::with_capacity(rows.len() * width);
    for row in rows {
        batch.extend_from_slice(&numbers[row * width..][..width]);
    }
    batch
}

pub fn wave(i: usize) -> f32 {
    (i as f32).sin()
}
