//! Training on data that exist only while they are needed: waves with noise, made on the fly.
//!
//! Run it with `cargo run --release --example streaming`; ended with Ctrl-C, it goes on where it was when it is run again.

// `println!` that ends the program quietly when the reader of a pipe has gone, as in `streaming | head -1`.
mod output;

use std::f32::consts::TAU;

use keras::data::{Dataset, Elements};
use keras::prelude::*;
use keras::random::Random;
use keras::training::{Evaluate, Predict};
use output::println;

const POINTS: usize = 128;
const SHAPES: [&str; 3] = ["sine", "square", "sawtooth"];

fn main() -> keras::Result<()> {
    keras::set_random_seed(7);
    let model = sequential![
        Conv1D(16, 7, strides = 2, activation = relu, input = (POINTS, 1)),
        Conv1D(32, 5, strides = 2, activation = relu),
        GlobalAveragePooling1D(),
        Dense(SHAPES.len(), activation = softmax),
    ];
    let mut model =
        model.compile(Adam::default(), SparseCategoricalCrossentropy::default(), metrics![accuracy]);

    // The first epochs are short: a pass over the data is as many epochs as it takes.
    let backup = std::env::temp_dir().join("keras_streaming");
    model.fit_batches(
        waves(100_000).prefetch(4),
        Fit::epochs(5)
            .steps_per_epoch(200)
            .validation_batches(waves(2_000))
            .callback(BackupAndRestore::new(&backup).save_freq(50)),
    )?;

    println!("\nOther waves: {}", model.evaluate_batches(waves(2_000), Evaluate::new())?);
    let inputs = waves(6).map(|(x, _)| x);
    for (i, row) in model.predict_batches(inputs, Predict::new())?.outer_iter().enumerate() {
        let words: Vec<String> = SHAPES.iter().zip(row).map(|(name, p)| format!("{name} {p:.2}")).collect();
        println!("wave {i}: {}", words.join(", "));
    }
    Ok(())
}

/// Some waves, point by point.
type Waves = Vec<[[f32; 1]; POINTS]>;

/// Batches of waves, other ones in each pass.
fn waves(count: usize) -> Dataset<impl Elements<Item = (Waves, Vec<u8>)>> {
    Dataset::from_generator(move |_| 0..count).map_with_random(|_, random| wave(random)).batch(64)
}

/// A wave of some shape, frequency and phase in a lot of noise.
fn wave(random: &mut Random) -> ([[f32; 1]; POINTS], u8) {
    let shape = (3.0 * random.uniform()) as u8;
    let (frequency, phase) = (2.0 + 6.0 * random.uniform(), random.uniform());
    let points = std::array::from_fn(|i| {
        let turn = (frequency * i as f32 / POINTS as f32 + phase).fract();
        let value = match shape {
            0 => (TAU * turn).sin(),
            1 => (TAU * turn).sin().signum(),
            _ => 2.0 * turn - 1.0,
        };
        [value + 0.3 * random.normal()]
    });
    (points, shape)
}
