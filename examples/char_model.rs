//! Writes in the manner of what it has read, letter by letter.
//!
//! An LSTM reads the first three chapters of "Alice's Adventures in Wonderland" and learns to say, at every letter, which
//! one comes next. Then it writes on its own: it draws a letter from what it finds likely, reads it, and goes on. The
//! temperature says how bold it is: near 0 it always takes the likeliest letter, above 1 it tries much. After Karpathy,
//! "The unreasonable effectiveness of recurrent neural networks" (2015), and Keras's
//! [example](https://keras.io/examples/generative/lstm_character_level_text_generation/).
//!
//! `cargo run --release --example char_model -- 60 book.txt` learns for 60 epochs from a text of yours.
//!
//! `data/alice.txt` is from Lewis Carroll's book of 1865, which is in the public domain: chapters I to III of
//! `alice29.txt` of the Canterbury corpus (the Millennium Fulcrum edition 2.9), blanks at the beginning of lines left out.

mod output;

use std::error::Error;

use keras::prelude::*;
use keras::random::Random;
use keras::utils::{Split, Standardize, TextVectorization, Vocabulary, timeseries_dataset_from_array};
use ndarray::{Array1, ArrayRef1, ArrayView1, Axis, s};
use output::println;

/// The letters that it tells apart, and two numbers for none and for all others.
const LETTERS: usize = 96;
/// The letters that it reads in one go.
const STEPS: usize = 64;
/// The letters that it writes.
const WRITTEN: usize = 400;

sequential! {
    /// Letters in; out comes, at each of them, a score for every letter that may follow.
    struct Writer {
        Embedding(LETTERS, 32, input = _),
        LSTM(128, return_sequences = true),
        Dense(LETTERS),
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    keras::set_random_seed(7);
    let mut arguments = std::env::args().skip(1);
    let epochs = arguments.next().map_or(Ok(20), |epochs| epochs.parse())?;
    let text = match arguments.next() {
        Some(path) => std::fs::read_to_string(path)?,
        None => include_str!("data/alice.txt").to_owned(),
    };

    // Each letter is a number, the most frequent ones first.
    let letters = TextVectorization::default().standardize(Standardize::None).split(Split::Character);
    let vocabulary = letters.max_tokens(LETTERS).adapt([&text]);
    let numbers = Array1::from(vocabulary.indices(&text));
    println!("{} letters to read\n", numbers.len());

    // Pieces of the text, and the same moved on by one letter.
    let pieces = |numbers: &ArrayRef1<u32>| {
        timeseries_dataset_from_array(numbers, STEPS).sequence_stride(STEPS / 2).sequences()
    };
    let (x, y) = (pieces(&numbers.slice(s![..-1]))?, pieces(&numbers.slice(s![1..]))?);

    let model = Writer::new();
    println!("{}\n", model.summary());
    let loss = SparseCategoricalCrossentropy::default().from_logits();
    let mut model = model.compile(Adam::new(0.01), loss, metrics![accuracy]);
    model.fit(&x, &y, Fit::epochs(epochs).batch_size(32))?;

    for temperature in [0.2, 0.5, 1.0] {
        let text = write(model.model(), &vocabulary, "Alice was ", temperature)?;
        println!("\n--- temperature {temperature}\n{text}");
    }
    Ok(())
}

/// Goes on from the beginning of a text.
fn write(writer: &Writer, vocabulary: &Vocabulary, begin: &str, temperature: f32) -> keras::Result<String> {
    let mut random = Random::from_seed(7);
    let mut letters = vocabulary.indices(begin);
    for _ in 0..WRITTEN {
        // From call to call a model remembers nothing: it reads the last letters anew.
        let read = &letters[letters.len().saturating_sub(STEPS)..];
        let scores = writer.predict(ArrayView1::from(read).insert_axis(Axis(0)))?;
        // The greatest of scores to which noise of Gumbel's distribution is added is drawn as softmax would have it.
        let scores = scores.slice(s![0, -1, ..]);
        let drawn = scores.mapv(|score| score / temperature - (-random.uniform().ln()).ln());
        let likeliest = (0..).zip(&drawn).max_by(|a, b| a.1.total_cmp(b.1));
        letters.push(likeliest.expect("there are letters").0);
    }
    Ok(vocabulary.text(&letters))
}
