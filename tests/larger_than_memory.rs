//! An epoch of data that are made on the fly takes no more memory the longer it is.
//!
//! `KERAS_STREAM_GB` is how many gigabytes go by, 0.25 unless it says otherwise; a thorough run takes 10.
#![cfg(target_os = "linux")]

use std::{env, fs};

use keras::callbacks::LambdaCallback;
use keras::data::Dataset;
use keras::prelude::*;
use ndarray::Array2;

const WIDTH: usize = 4096;
const BATCH: usize = 64;
/// How much memory the process may take while the epoch runs, in bytes.
const GROWTH: usize = 16 << 20;

/// The memory of this process that is there, in bytes.
fn resident() -> usize {
    let pages = fs::read_to_string("/proc/self/statm").expect("Linux tells the memory of a process");
    let pages: usize =
        pages.split(' ').nth(1).and_then(|pages| pages.parse().ok()).expect("pages are counted");
    pages * 4096
}

#[test]
fn memory_stays_flat_over_an_epoch() {
    let size: f64 =
        env::var("KERAS_STREAM_GB").map_or(0.25, |size| size.parse().expect("a number of gigabytes"));
    let batches = (size * 1e9 / (WIDTH * BATCH * size_of::<f32>()) as f64) as usize;
    let data = Dataset::from_generator(|_| 0..)
        .map(|i: usize| {
            (Array2::from_elem((BATCH, WIDTH), (i % 7) as f32 / 7.0), vec![(i % 7) as f32; BATCH])
        })
        .prefetch(2);
    let (mut after_warming_up, mut largest) = (0, 0);
    let memory = LambdaCallback::new().on_train_batch_end(|training| {
        match training.batch() {
            ..20 => after_warming_up = resident(),
            batch if batch % 16 == 0 => largest = resident().max(largest),
            _ => {}
        }
        Ok(())
    });
    let model = sequential![Dense(4, input = WIDTH), Dense(1)];
    let mut model = model.compile(SGD::new(1e-5), MeanSquaredError::default(), metrics![]);
    let plan = Fit::epochs(1).steps_per_epoch(batches).verbose(0).callback(memory);
    model.fit_batches(data, plan).expect("the data are right");
    assert!(largest > 0 && largest < after_warming_up + GROWTH, "{after_warming_up} bytes became {largest}");
    println!("{size} GB went by: {after_warming_up} bytes at first, {largest} at most");
}
