//! Sequence-to-sequence learning: an LSTM encoder reads "47+85", an LSTM decoder writes "132".
//!
//! The data are all sums of two numbers below 100, as text: 8,000 for training, 2,000 for the test. Results are reversed,
//! last digit first, which is easier to learn. Training uses teacher forcing, inference greedy decoding. After Sutskever,
//! Vinyals and Le, "Sequence to sequence learning with neural networks" (2014), and Keras's
//! [example](https://keras.io/examples/nlp/addition_rnn/).
//!
//! `cargo run --release --example seq2seq_addition 60` trains for 60 epochs.

// `println!` that ends the program quietly when the reader of a pipe has gone, as in `digits | head -1`.
mod output;

use std::error::Error;

use keras::autodiff::Tape;
use keras::prelude::*;
use keras::random::Random;
use keras::utils::{Split, Standardize, TextVectorization};
use ndarray::{Array2, Axis, s};
use output::println;

/// Vocabulary size: ten digits and the plus, 0 for padding, 1 for unknown symbols.
const SYMBOLS: usize = 2 + 11;
/// Length of the input sequence, "99+99".
const QUESTION: usize = 5;
/// Length of the output sequence, "198".
const ANSWER: usize = 3;

graph! {
    /// Takes a sum and the result shifted by one symbol; gives the probabilities of each symbol of the result.
    struct Adder {
        let question = Input(QUESTION, dtype = int32, name = question);
        let previous = Input(ANSWER, dtype = int32, name = previous);

        // The encoder: its last states are all that the decoder gets. Padding is masked.
        let x = Embedding(SYMBOLS, 16, mask_zero = true)(question);
        let (_, h, c) = LSTM(96, return_state = true)(x);

        // The decoder starts from the states of the encoder.
        let y = Embedding(SYMBOLS, 16)(previous);
        let y = LSTM(96, return_sequences = true)(y, initial_state = [h, c]);
        Dense(SYMBOLS, activation = softmax)(y)
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    keras::set_random_seed(7);
    let epochs = std::env::args().nth(1).map_or(Ok(30), |epochs| epochs.parse())?;

    // All sums of two numbers below 100, shuffled.
    let mut sums: Vec<(u32, u32)> = (0..100).flat_map(|a| (0..100).map(move |b| (a, b))).collect();
    Random::from_seed(7).shuffle(&mut sums);
    let symbols = TextVectorization::default().standardize(Standardize::None).split(Split::Character);
    let symbols = symbols.vocabulary("0123456789+".chars())?;
    let questions: Vec<_> = sums.iter().map(|(a, b)| format!("{a}+{b}")).collect();
    let answers: Vec<_> = sums.iter().map(|(a, b)| reversed(&(a + b).to_string())).collect();
    let (questions, answers) = (symbols.vectorize(&questions)?, symbols.vectorize(&answers)?);

    // Teacher forcing: the decoder's input is the right result, shifted by one symbol.
    let mut previous = Array2::zeros(answers.dim());
    previous.slice_mut(s![.., 1..]).assign(&answers.slice(s![.., ..ANSWER - 1]));

    let model = Adder::new();
    println!("{}\n", model.summary());
    let mut model =
        model.compile(Adam::new(0.003), SparseCategoricalCrossentropy::default(), metrics![accuracy]);
    let train = s![..8_000, ..];
    let inputs = (questions.slice(train), previous.slice(train));
    model.fit(inputs, answers.slice(train), Fit::epochs(epochs).batch_size(64))?;

    // Greedy decoding: the decoder's input is what it has predicted so far, the most likely symbol each time.
    let test = s![8_000.., ..];
    let (questions, answers) = (questions.slice(test), answers.slice(test));
    let mut decoded = Array2::zeros((answers.nrows(), ANSWER + 1));
    for step in 0..ANSWER {
        let probabilities = model.predict((&questions, decoded.slice(s![.., ..ANSWER])))?;
        let symbols = K::argmax_axis(&Tape::inference().array(probabilities.index_axis(Axis(1), step)), -1);
        decoded.column_mut(step + 1).assign(&symbols.to_array().mapv(|symbol| symbol as u32));
    }
    let decoded = decoded.slice(s![.., 1..]);

    let correct = decoded.outer_iter().zip(answers.outer_iter()).filter(|(a, b)| a == b).count();
    println!("\nTest set: {correct} of {} sums are right.\n", answers.nrows());
    for ((a, b), decoded) in sums[8_000..].iter().zip(decoded.outer_iter()).take(10) {
        let text = reversed(&symbols.text(decoded));
        let mark = if text == (a + b).to_string() { "" } else { "   (wrong)" };
        println!("    {a:2} + {b:2} = {text}{mark}");
    }
    Ok(())
}

fn reversed(text: &str) -> String {
    text.chars().rev().collect()
}
