//! A model in Keras's own format: trained, saved, read, trained on. Python goes on with the same file:
//! `keras.models.load_model("digits.keras").fit(…)`.
//!
//! `cargo run --release --example save_and_load -- digits.keras`. A file that is there already, from here or from Python, is
//! where the training begins.

// `println!` that ends the program quietly when the reader of a pipe has gone, as in `save_and_load | head -1`.
mod output;

use std::env;
use std::path::PathBuf;

use keras::models::{load_compiled_model, load_model};
use keras::prelude::*;
use output::println;

sequential! {
    /// Tells ten handwritten digits apart.
    struct Digits { Dense(32, activation = relu, input = 64), Dense(10, activation = softmax) }
}

fn main() -> keras::Result<()> {
    let path = env::args().nth(1).map_or_else(|| env::temp_dir().join("digits.keras"), PathBuf::from);
    let (train, test) = datasets::digits::load();
    let mut model =
        Digits::new().compile(Adam::default(), SparseCategoricalCrossentropy::default(), metrics![accuracy]);
    if path.exists() {
        model.load(&path)?;
        println!("goes on after {} steps, from {}", model.optimizer().iterations(), path.display());
    }
    model.fit(&train.x, &train.y, Fit::epochs(5).verbose(0))?;
    println!("test set: {}", model.evaluate(&test.x, &test.y)?);
    model.save(&path)?;

    // The same weights in the model as a type, and in the model that the file decides.
    let digits = Digits::load(&path)?;
    let classes = digits.predict(&test.x)?;
    println!("of the first digit: {:.3}", classes.row(0));
    let read = load_model(&path)?;
    assert_eq!(read.predict(&test.x)?, classes.into_dyn());
    println!("{}", read.summary());
    // And its training, from the file alone.
    let mut read = load_compiled_model(&path)?;
    println!("after {} steps, test set: {}", read.optimizer().iterations(), read.evaluate(&test.x, &test.y)?);
    Ok(())
}
