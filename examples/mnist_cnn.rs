//! A convolutional network on MNIST, after [Keras's
//! example](https://keras.io/examples/vision/mnist_convnet/): 99 % accuracy on the test set.
//!
//! `mnist.npz` is taken from Keras's cache, `~/.keras/datasets`; with `--features download` it is fetched.

// `println!` that ends the program quietly when the reader of a pipe has gone, as in `digits | head -1`.
mod output;

use keras::prelude::*;
use ndarray::Axis;
use output::println;

const EPOCHS: usize = 12;

fn main() -> keras::Result<()> {
    keras::set_random_seed(7);
    let (train, test) = datasets::mnist::load()?;
    let (train, test) = (train.normalized(), test.normalized());
    // `Conv2D` takes (height, width, channels); grey images have one channel.
    let (x_train, x_test) = (train.x.insert_axis(Axis(3)), test.x.insert_axis(Axis(3)));

    // (28, 28, 1) becomes (26, 26, 32), (13, 13, 32), (11, 11, 64), (5, 5, 64): rustc computes these shapes, and a kernel
    // that no longer fits is a compile error.
    let model = sequential![
        Conv2D(32, 3, activation = relu, input = (28, 28, 1)),
        MaxPooling2D(2),
        Conv2D(64, 3, activation = relu),
        MaxPooling2D(2),
        Flatten(),
        Dropout(0.5),
        Dense(10, activation = softmax),
    ];
    println!("{}\n", model.summary());

    let loss = SparseCategoricalCrossentropy::default();
    let mut model = model.compile(Adam::default(), loss, metrics![accuracy]);
    model.fit(&x_train, &train.y, Fit::epochs(EPOCHS).batch_size(128).validation_split(0.1))?;
    println!("\nTest set, after {EPOCHS} epochs: {}", model.evaluate(&x_test, &test.y)?);
    Ok(())
}
