//! A `Sequential` model built at run time: the same layers and shape rules, checked at `add`.
//!
//! Run it with the sizes of the hidden layers: `cargo run --release --example dynamic_sequential -- 64 32`.

// `println!` that ends the program quietly when the reader of a pipe has gone, as in `digits | head -1`.
mod output;

use keras::prelude::*;
use output::println;

fn main() -> keras::Result<()> {
    keras::set_random_seed(7);
    let sizes: Vec<usize> = std::env::args().skip(1).filter_map(|size| size.parse().ok()).collect();
    let sizes = if sizes.is_empty() { vec![48, 24] } else { sizes };
    let (train, test) = datasets::digits::load();

    let mut model = Sequential::new();
    for (i, &units) in sizes.iter().enumerate() {
        // The first layer has the input shape.
        let layer = match i {
            0 => layer!(Dense(units, activation = relu, input_shape = (64,))),
            _ => layer!(Dense(units, activation = relu)),
        };
        model.add(layer)?;
    }

    // A shape error, with the message that rustc would give. The model is unchanged.
    if let Err(error) = model.add(layer!(Reshape((5, 5)))) {
        println!("An error of `add`:\n{error}\n");
    }

    model.add(layer!(Dense(10, activation = softmax)))?;
    println!("{}\n", model.summary());

    let mut model =
        model.compile(Adam::default(), SparseCategoricalCrossentropy::default(), metrics![accuracy]);
    model.fit(&train.x, &train.y, Fit::epochs(15))?;
    println!("Test set: {}", model.evaluate(&test.x, &test.y)?);
    Ok(())
}
