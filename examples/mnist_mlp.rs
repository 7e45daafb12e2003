//! A multilayer perceptron, 784-32-relu-10-softmax, on MNIST.
//!
//! `mnist.npz` is taken from Keras's cache, `~/.keras/datasets`; with `--features download` it is fetched.

// `println!` that ends the program quietly when the reader of a pipe has gone, as in `digits | head -1`.
mod output;

use keras::prelude::*;
use output::println;

fn main() -> keras::Result<()> {
    let (train, test) = datasets::mnist::load()?;
    // 28 × 28 bytes become 784 numbers from 0 to 1.
    let (train, test) = (train.normalized().flattened(), test.normalized().flattened());

    let model = sequential![Dense(32, input = 784), Activation(relu), Dense(10), Activation(softmax),];

    let mut model =
        model.compile(RMSprop::default(), SparseCategoricalCrossentropy::default(), metrics![accuracy]);
    model.fit(&train.x, &train.y, Fit::epochs(5).batch_size(128).validation_split(0.1))?;
    println!("Test set: {}", model.evaluate(&test.x, &test.y)?);
    Ok(())
}
