//! A residual network as a graph: every block adds to what it was given.
//!
//! On the digits that come with the library; `keras::applications` has ResNet-20 and ResNet-50.

mod output;

use keras::prelude::*;
use output::println;

fn main() -> keras::Result<()> {
    keras::set_random_seed(7);
    let (train, test) = datasets::digits::load();

    let model = graph!({
        // A local `fn` is a block: it is unrolled where it is called, each time with weights of its own.
        fn residual(x, shortcut, filters, strides) {
            let y = Conv2D(filters, 3, strides = strides, padding = same, use_bias = false)(x);
            // An epoch has few steps: the moving averages of Keras's `momentum = 0.99` would lag behind.
            let y = Activation(relu)(BatchNormalization(momentum = 0.9)(y));
            let y = Conv2D(filters, 3, padding = same, use_bias = false)(y);
            let y = BatchNormalization(momentum = 0.9)(y);
            // Give the block other strides than its shortcut, and rustc names the axes that differ.
            Activation(relu)(y + shortcut)
        }

        let pixels = Input(64);
        let x = Conv2D(16, 3, padding = same)(Reshape((8, 8, 1))(pixels));
        for _ in 0..2 {
            x = residual(x, x, 16, 1);
        }
        // A block that makes the image smaller and deeper needs a shortcut that does so, too.
        for filters in [32, 64] {
            let shortcut = Conv2D(filters, 1, strides = 2)(x);
            x = residual(x, shortcut, filters, 2);
            x = residual(x, x, filters, 1);
        }
        let x = GlobalAveragePooling2D()(x);
        Dense(10, activation = softmax, name = digit)(x)
    });
    println!("{}\n", model.summary());

    let loss = SparseCategoricalCrossentropy::default();
    let mut model = model.compile(Adam::default(), loss, metrics![accuracy]);
    model.fit(&train.x, &train.y, Fit::epochs(15).batch_size(32).validation_split(0.1))?;
    println!("\nOn 360 digits that it has never seen: {}", model.evaluate(&test.x, &test.y)?);
    Ok(())
}
