//! A residual network (ResNet): a graph with a block of convolutions and a shortcut.
//!
//! On the digits that come with the library; `keras::applications` has ResNet-20 and ResNet-50.

// `println!` that ends the program quietly when the reader of a pipe has gone, as in `digits | head -1`.
mod output;

use keras::prelude::*;
use output::println;

fn main() -> keras::Result<()> {
    keras::set_random_seed(7);
    let (train, test) = datasets::digits::load();

    let model = graph!({
        // A local `fn` is a block: each call has its own weights.
        fn residual(x, shortcut, filters, strides) {
            let y = Conv2D(filters, 3, strides = strides, padding = same, use_bias = false)(x);
            // An epoch has few steps, too few for the moving averages of the default `momentum = 0.99`.
            let y = Activation(relu)(BatchNormalization(momentum = 0.9)(y));
            let y = Conv2D(filters, 3, padding = same, use_bias = false)(y);
            let y = BatchNormalization(momentum = 0.9)(y);
            // With other strides than the shortcut this is a compile error, which names the axes that differ.
            Activation(relu)(y + shortcut)
        }

        let pixels = Input(64);
        let x = Conv2D(16, 3, padding = same)(Reshape((8, 8, 1))(pixels));
        for _ in 0..2 {
            x = residual(x, x, 16, 1);
        }
        // A block that changes the shape has a shortcut that changes it likewise.
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
    println!("\nTest set: {}", model.evaluate(&test.x, &test.y)?);
    Ok(())
}
