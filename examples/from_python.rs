//! A model that Python has trained, in a program without Python: the file is read while this compiles, and its weights are
//! in the program.
//!
//! `cargo run --release --example from_python`. `examples/data/digits.py` has trained the model and written the file.

// `println!` that ends the program quietly when the reader of a pipe has gone, as in `from_python | head -1`.
mod output;

use std::time::Instant;

use keras::ndarray::{Axis, s};
use keras::prelude::*;
use output::println;

keras_file! {
    /// Tells ten handwritten digits apart.
    pub struct Digits = "examples/data/digits.keras";
}

fn main() -> keras::Result<()> {
    let begin = Instant::now();
    let model = Digits::pretrained();
    println!("{} parameters after {:?}", Digits::PARAMS, begin.elapsed());
    println!("{}", model.summary());

    let (_, test) = datasets::digits::load();
    let probabilities = model.predict(&test.x)?;
    // As Keras says of the same digit.
    let keras = [7.7e-4, 3.9e-5, 3.6e-5, 1.8e-5, 2.3e-3, 6.4e-4, 9.887e-1, 1.0e-5, 7.5e-3, 8.0e-6];
    assert!(
        probabilities
            .row(0)
            .iter()
            .zip(keras)
            .all(|(found, keras): (&f32, f32)| (found - keras).abs() < 1e-4)
    );
    let most = |row: keras::ndarray::ArrayView1<'_, f32>| (0..10).max_by(|&a, &b| row[a].total_cmp(&row[b]));
    let right =
        probabilities.axis_iter(Axis(0)).zip(&test.y).filter(|(row, y)| most(*row) == Some(usize::from(**y)));
    println!("{} of {} digits of the test set are right", right.count(), test.y.len());

    let one = test.x.slice(s![..1, ..]).to_owned();
    let begin = Instant::now();
    for _ in 0..1000 {
        model.predict(&one)?;
    }
    println!("one digit takes {:?}", begin.elapsed() / 1000);

    // To go on by hand.
    println!("{}", model.export_rust()?);
    Ok(())
}
