//! A model for other programs: trained here, and written as ONNX, which onnxruntime and others run in any language.
//!
//! `cargo run --release --features onnx --example export -- digits.onnx`, and then in Python
//! `onnxruntime.InferenceSession("digits.onnx").run(None, {"input_layer": x})`.

// `println!` that ends the program quietly when the reader of a pipe has gone, as in `export | head -1`.
mod output;

use std::env;
use std::path::PathBuf;

use keras::prelude::*;
use output::println;

sequential! {
    /// Tells ten handwritten digits apart.
    struct Digits {
        Reshape((8, 8, 1), input = 64),
        Conv2D(16, 3, activation = relu),
        MaxPooling2D(2),
        Flatten(),
        Dropout(0.2),
        Dense(10, activation = softmax),
    }
}

fn main() -> keras::Result<()> {
    let path = env::args().nth(1).map_or_else(|| env::temp_dir().join("digits.onnx"), PathBuf::from);
    let (train, test) = datasets::digits::load();
    let mut model =
        Digits::new().compile(Adam::default(), SparseCategoricalCrossentropy::default(), metrics![accuracy]);
    model.fit(&train.x, &train.y, Fit::epochs(10).verbose(0))?;
    println!("test set: {}", model.evaluate(&test.x, &test.y)?);
    model.export(&path)?;
    println!("{} has the model", path.display());
    Ok(())
}
