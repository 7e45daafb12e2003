//! A multilayer perceptron on handwritten digits: training, evaluation, predictions.
//!
//! The 1,797 digits come with the library: run it with `cargo run --release --example digits`.

// `println!` that ends the program quietly when the reader of a pipe has gone, as in `digits | head -1`.
mod output;

use keras::autodiff::Tape;
use keras::prelude::*;
use ndarray::{ArrayView1, s};
use output::println;

fn main() -> keras::Result<()> {
    keras::set_random_seed(7);
    // 1,437 digits for training, 360 for the test: 64 pixels from 0 to 1 each, and a class from 0 to 9.
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
    println!("\nTest set: {scores}\n");

    let shown = 6;
    let probabilities = model.predict(test.x.slice(s![..shown, ..]))?;
    let predicted = K::argmax_axis(&Tape::inference().array(&probabilities), -1).to_array();
    for (i, row) in probabilities.outer_iter().enumerate() {
        draw(test.x.row(i));
        let digit = predicted[i] as usize;
        println!("label {}, predicted {digit} ({:.1} %)\n", test.y[i], 100.0 * row[digit]);
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
