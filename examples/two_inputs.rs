//! Two towers, two predictions: a graph with several inputs and outputs.
//!
//! Each half of a handwritten digit goes through a tower of its own. Together they say which digit it is, and how
//! much ink it took.

mod output;

use keras::prelude::*;
use ndarray::{Axis, s};
use output::println;

fn main() -> keras::Result<()> {
    keras::set_random_seed(7);
    let (train, test) = datasets::digits::load();

    let model = graph!({
        // A block is a `fn`: it is unrolled where it is called, each time with weights of its own.
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

    // One loss and one list of metrics for each output; the ink counts less than the digit.
    let losses = (SparseCategoricalCrossentropy::default(), MeanSquaredError::default().weighted(0.5));
    let mut model = model.compile(Adam::default(), losses, (metrics![accuracy], metrics![mae]));

    // Two arrays in, two arrays of labels: another number, or another rank, does not compile.
    let halves =
        |x: &ndarray::Array2<f32>| (x.slice(s![.., ..32]).to_owned(), x.slice(s![.., 32..]).to_owned());
    let ink = |x: &ndarray::Array2<f32>| x.mean_axis(Axis(1)).expect("a digit has pixels");
    let ((upper, lower), amount) = (halves(&train.x), ink(&train.x));
    model.fit((&upper, &lower), (&train.y, &amount), Fit::epochs(20).validation_split(0.1))?;

    let ((upper, lower), amount) = (halves(&test.x), ink(&test.x));
    println!("\nOn the test set: {}", model.evaluate((&upper, &lower), (&test.y, &amount))?);

    let (digits, inks) = model.predict((&upper, &lower))?;
    println!("The first digit is a {}: {:.2}", test.y[0], digits.row(0));
    println!("Its ink is {:.3}, the model says {:.3}", amount[0], inks[[0, 0]]);
    Ok(())
}
