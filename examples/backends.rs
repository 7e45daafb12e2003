//! The same training by this library's runtime and by Keras's engines, as far as a Python has them.
//!
//! `KERAS_PYTHON=/path/to/python cargo run --release --features backends --example backends`

// `println!` that ends the program quietly when the reader of a pipe has gone, as in `backends | head -1`.
mod output;

use std::time::Instant;

use keras::backends::Backend;
use keras::prelude::*;
use keras::random::set_random_seed;
use output::println;

fn main() -> keras::Result<()> {
    let (train, test) = datasets::digits::load();
    let model = sequential![Dense(64, activation = relu, input = 64), Dense(10, activation = softmax)];
    let compiled =
        model.compile(Adam::default(), SparseCategoricalCrossentropy::default(), metrics![accuracy]);
    let fit = || {
        set_random_seed(1);
        Fit::epochs(5).verbose(0)
    };

    let (mut native, begun) = (compiled.clone(), Instant::now());
    let history = native.fit(&train.x, &train.y, fit())?;
    println!("this runtime: {:.1?}, loss {:.5}", begun.elapsed(), history.last("loss").unwrap_or(f32::NAN));

    println!("Python: {}", std::env::var("KERAS_PYTHON").unwrap_or("python3".into()));
    for backend in [Backend::Jax, Backend::TensorFlow, Backend::Torch] {
        let (mut model, begun, name) = (compiled.clone(), Instant::now(), backend.name());
        match model.fit(&train.x, &train.y, fit().backend(backend)) {
            Ok(history) => {
                let loss = history.last("loss").unwrap_or(f32::NAN);
                let accuracy = model.evaluate(&test.x, &test.y)?.get("accuracy").unwrap_or(f32::NAN);
                println!(
                    "{name}: {:.1?} with the start of Python, loss {loss:.5}, accuracy {accuracy:.3}",
                    begun.elapsed()
                );
            }
            // A Python that does not have it is no reason to stop.
            Err(error) => {
                let text = error.to_string();
                println!("{name}: not here. {}", text.lines().next().unwrap_or_default());
            }
        }
    }
    Ok(())
}
