//! Learns to add: one LSTM reads "47+85", and another, which is handed what the first one remembers, writes "132".
//!
//! Nobody tells the network what a digit is. It sees sums and their results, symbol by symbol, and finds out; then it is
//! asked for sums that it has never seen. Results are written from the right, as one adds on paper. After Sutskever,
//! Vinyals and Le, "Sequence to sequence learning with neural networks" (2014).
//!
//! `cargo run --release --example addition 60` learns for 60 epochs.

mod output;

use std::error::Error;

use keras::prelude::*;
use keras::random::Random;
use keras::utils::{Split, Standardize, TextVectorization};
use ndarray::{Array2, ArrayView1, Axis, s};
use output::println;

/// The ten digits and the plus. Number 0 fills up a text that is shorter than others; 1 is what is none of these.
const SYMBOLS: usize = 2 + 11;
/// The symbols of "99+99".
const QUESTION: usize = 5;
/// The symbols of "198".
const ANSWER: usize = 3;

graph! {
    /// A sum, and what has been written of its result; out comes what follows each symbol that is written.
    struct Adder {
        let question = Input(QUESTION, dtype = int32, name = question);
        let written = Input(ANSWER, dtype = int32, name = written);

        // What the first LSTM has read is in its last states. Steps that only fill up do not count.
        let x = Embedding(SYMBOLS, 16, mask_zero = true)(question);
        let (_, h, c) = LSTM(96, return_state = true)(x);

        // The second one begins with them.
        let y = Embedding(SYMBOLS, 16)(written);
        let y = LSTM(96, return_sequences = true)(y, initial_state = [h, c]);
        Dense(SYMBOLS, activation = softmax)(y)
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    keras::set_random_seed(7);
    let epochs = std::env::args().nth(1).map_or(Ok(30), |epochs| epochs.parse())?;

    // All sums of two numbers below 100, mixed: 8,000 to learn from, 2,000 to be asked.
    let mut sums: Vec<(u32, u32)> = (0..100).flat_map(|a| (0..100).map(move |b| (a, b))).collect();
    Random::from_seed(7).shuffle(&mut sums);
    let symbols = TextVectorization::default().standardize(Standardize::None).split(Split::Character);
    let symbols = symbols.vocabulary("0123456789+".chars())?;
    let questions: Vec<_> = sums.iter().map(|(a, b)| format!("{a}+{b}")).collect();
    let answers: Vec<_> = sums.iter().map(|(a, b)| reversed(&(a + b).to_string())).collect();
    let (questions, answers) = (symbols.vectorize(&questions)?, symbols.vectorize(&answers)?);

    // While it learns, what it has written before is always right: nothing, the first symbol, the first two.
    let mut written = Array2::zeros(answers.dim());
    written.slice_mut(s![.., 1..]).assign(&answers.slice(s![.., ..ANSWER - 1]));

    let model = Adder::new();
    println!("{}\n", model.summary());
    let mut model =
        model.compile(Adam::new(0.003), SparseCategoricalCrossentropy::default(), metrics![accuracy]);
    let learnt = s![..8_000, ..];
    let inputs = (questions.slice(learnt), written.slice(learnt));
    model.fit(inputs, answers.slice(learnt), Fit::epochs(epochs).batch_size(64))?;

    // When it is asked, it goes on from what it has written itself, right or wrong.
    let asked = s![8_000.., ..];
    let (questions, answers) = (questions.slice(asked), answers.slice(asked));
    let mut written = Array2::zeros((answers.nrows(), ANSWER + 1));
    for i in 0..ANSWER {
        let next = model.predict((&questions, written.slice(s![.., ..ANSWER])))?;
        written.column_mut(i + 1).assign(&next.index_axis(Axis(1), i).map_axis(Axis(1), most_likely));
    }
    let written = written.slice(s![.., 1..]);

    let right = written.outer_iter().zip(answers.outer_iter()).filter(|(a, b)| a == b).count();
    println!("\nOf {} sums that it has never seen, {right} are right:\n", answers.nrows());
    for ((a, b), written) in sums[8_000..].iter().zip(written.outer_iter()).take(10) {
        let text = reversed(&symbols.text(written));
        let mark = if text == (a + b).to_string() { "" } else { "   (wrong)" };
        println!("    {a:2} + {b:2} = {text}{mark}");
    }
    Ok(())
}

fn reversed(text: &str) -> String {
    text.chars().rev().collect()
}

/// The number of the symbol that the network finds most likely.
fn most_likely(probabilities: ArrayView1<'_, f32>) -> u32 {
    let numbered = (0..).zip(probabilities);
    numbered.max_by(|a, b| a.1.total_cmp(b.1)).expect("there are symbols").0
}
