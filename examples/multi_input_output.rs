//! A functional model with two inputs and two outputs.
//!
//! The inputs are the upper and the lower half of a handwritten digit; the outputs are its class and its mean brightness.

// `println!` that ends the program quietly when the reader of a pipe has gone, as in `digits | head -1`.
mod output;

use keras::prelude::*;
use ndarray::{Axis, s};
use output::println;

fn main() -> keras::Result<()> {
    keras::set_random_seed(7);
    let (train, test) = datasets::digits::load();

    let model = graph!({
        // A local `fn` is a block: each call has its own weights.
        fn tower(half, units) {
            let x = Dense(units, activation = relu)(half);
            Dense(units, activation = relu)(x)
        }
        let upper = Input(32, name = upper);
        let lower = Input(32, name = lower);
        let both = Concatenate()([tower(upper, 32), tower(lower, 32)]);
        let digit = Dense(10, activation = softmax, name = digit)(both);
        let ink = Dense(1, name = ink)(both);
        (digit, ink)
    });
    println!("{}\n", model.summary());

    // A loss and a list of metrics for each output, in order; `weighted` is Keras's `loss_weights`.
    let losses = (SparseCategoricalCrossentropy::default(), MeanSquaredError::default().weighted(0.5));
    let mut model = model.compile(Adam::default(), losses, (metrics![accuracy], metrics![mae]));

    // A tuple of inputs and a tuple of labels: another number or rank of arrays does not compile.
    let halves =
        |x: &ndarray::Array2<f32>| (x.slice(s![.., ..32]).to_owned(), x.slice(s![.., 32..]).to_owned());
    let ink = |x: &ndarray::Array2<f32>| x.mean_axis(Axis(1)).expect("a digit has pixels");
    let ((upper, lower), amount) = (halves(&train.x), ink(&train.x));
    model.fit((&upper, &lower), (&train.y, &amount), Fit::epochs(20).validation_split(0.1))?;

    let ((upper, lower), amount) = (halves(&test.x), ink(&test.x));
    println!("\nTest set: {}", model.evaluate((&upper, &lower), (&test.y, &amount))?);

    let (digits, inks) = model.predict((&upper, &lower))?;
    println!("The first digit: class {}, predicted probabilities {:.2}", test.y[0], digits.row(0));
    println!("Its ink: {:.3}, predicted {:.3}", amount[0], inks[[0, 0]]);
    Ok(())
}
