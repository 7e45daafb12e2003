//! Adversarial examples: digits that look as before and are taken for others.
//!
//! The gradient of the loss by the *input* says where to push each pixel.
//!
//! Source: Goodfellow, Shlens and Szegedy, "Explaining and harnessing adversarial examples" (2014).

// `println!` that ends the program quietly when the reader of a pipe has gone, as in `digits | head -1`.
mod output;

use keras::prelude::*;
use keras::training::GradientTape;
use ndarray::Ix2;
use output::println;

fn main() -> keras::Result<()> {
    keras::set_random_seed(7);
    let (train, test) = datasets::digits::load();

    let model = sequential![
        Dense(64, activation = relu, input = 64),
        Dense(64, activation = relu),
        Dense(10, activation = softmax),
    ];
    let loss = SparseCategoricalCrossentropy::default();
    let mut model = model.compile(Adam::default(), loss, metrics![accuracy]);
    model.fit(&train.x, &train.y, Fit::epochs(20).verbose(0))?;
    println!("Test set: {}", model.evaluate(&test.x, &test.y)?);

    // Which way each pixel has to go for the loss to grow.
    let tape = GradientTape::new();
    let x = tape.watch(&tape.array(&test.x));
    let y = tape.array(&test.y.mapv(|class| class as f32));
    let losses = SparseCategoricalCrossentropy::default().call(&y, &tape.infer(model.model(), &x));
    let direction = K::sign(&tape.gradient(&losses, &x)?);
    tape.check()?;

    for strength in [0.02, 0.05, 0.1, 0.2] {
        let pushed = K::clip(&(&x + strength * &direction), 0.0, 1.0).to_array();
        let pushed = pushed.into_dimensionality::<Ix2>().expect("the images have two axes");
        println!("Each pixel moved by {strength}: {}", model.evaluate(&pushed, &test.y)?);
    }
    Ok(())
}
