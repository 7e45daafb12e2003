//! A convolutional network on the 70,000 digits of MNIST, after [Keras's own
//! example](https://keras.io/examples/vision/mnist_convnet/): 99 % of the test set right.
//!
//! `mnist.npz` is taken from Keras's cache, `~/.keras/datasets`; with `--features download` it is fetched.

mod output;

use keras::prelude::*;
use ndarray::Axis;
use output::println;

const EPOCHS: usize = 12;

fn main() -> keras::Result<()> {
    keras::set_random_seed(7);
    let (train, test) = datasets::mnist::load()?;
    let (train, test) = (train.normalized(), test.normalized());
    // A convolution wants an axis of channels; grey images have one.
    let (x_train, x_test) = (train.x.insert_axis(Axis(3)), test.x.insert_axis(Axis(3)));

    // 28 × 28 pixels become 26 × 26 of 32 features, then 13 × 13, 11 × 11 of 64, and 5 × 5. Nobody has to work that out:
    // rustc does, and says so when a kernel no longer fits.
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
    println!("\nOn the test set, after {EPOCHS} epochs: {}", model.evaluate(&x_test, &test.y)?);
    Ok(())
}
