//! Trains a classifier on real handwritten digits, shows how well it does, and draws what it saw.
//!
//! The 1,797 digits come with the library: run it with `cargo run --release --example digits`.

mod output;

use keras::prelude::*;
use ndarray::{ArrayView1, s};
use output::println;

fn main() -> keras::Result<()> {
    keras::set_random_seed(7);
    // 1,437 digits to learn from and 360 to be tested on: 64 shades of grey each, and a number from 0 to 9.
    let (train, test) = datasets::digits::load();

    // Every shape is checked while this compiles. Try `input = 63`, or leave out a layer.
    let model = sequential![
        Dense(64, activation = relu, input = 64),
        Dropout(0.2),
        Dense(32, activation = relu),
        Dense(10, activation = softmax),
    ];
    println!("{}\n", model.summary());

    let mut model =
        model.compile(Adam::default(), SparseCategoricalCrossentropy::default(), metrics![accuracy]);
    model.fit(&train.x, &train.y, Fit::epochs(40).batch_size(32).validation_split(0.1))?;

    let scores = model.evaluate(&test.x, &test.y)?;
    println!("\nOn 360 digits that it has never seen: {scores}\n");

    let shown = 6;
    let probabilities = model.predict(test.x.slice(s![..shown, ..]))?;
    for (i, row) in probabilities.outer_iter().enumerate() {
        draw(test.x.row(i));
        let (digit, probability) = most_likely(row);
        println!("it is a {}, the model says {digit} ({:.1} %)\n", test.y[i], 100.0 * probability);
    }
    Ok(())
}

/// Draws eight rows of eight pixels, two rows a line.
fn draw(pixels: ArrayView1<'_, f32>) {
    let ink = |row: usize, column: usize| pixels[8 * row + column] > 0.4;
    for row in (0..8).step_by(2) {
        let halves = (0..8).map(|column| match (ink(row, column), ink(row + 1, column)) {
            (true, true) => '█',
            (true, false) => '▀',
            (false, true) => '▄',
            (false, false) => ' ',
        });
        println!("    {}", halves.collect::<String>());
    }
}

fn most_likely(probabilities: ArrayView1<'_, f32>) -> (usize, f32) {
    let indexed = probabilities.iter().copied().enumerate();
    indexed.max_by(|a, b| a.1.total_cmp(&b.1)).expect("there are ten classes")
}
