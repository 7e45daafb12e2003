//! A custom loss and custom metrics: quantile regression with the pinball loss.
//!
//! Functions of `(y_true, y_pred)`, written with `K`; the gradient follows from the operations they are composed of.

// `println!` that ends the program quietly when the reader of a pipe has gone, as in `digits | head -1`.
mod output;

use keras::autodiff::Tensor;
use keras::prelude::*;
use keras::random::Random;
use ndarray::{Array2, array};
use output::println;

const QUANTILE: f32 = 0.9;

/// The pinball loss, `max(q e, (q - 1) e)` of the error `e`: least where a fraction `q` of the labels lies below the output.
fn pinball(y_true: &Tensor, y_pred: &Tensor) -> Tensor {
    let error = y_true - y_pred;
    K::mean_axis(&K::maximum(&(&error * QUANTILE), &error * (QUANTILE - 1.0)), -1)
}

/// The fraction of labels that lie below the output.
fn coverage(y_true: &Tensor, y_pred: &Tensor) -> Tensor {
    K::mean_axis(&K::less(y_true, y_pred), -1)
}

fn main() -> keras::Result<()> {
    keras::set_random_seed(7);
    // A parabola with noise, uniform from 0 to 1 + x: its quantile of 0.9 is x² + 0.9 (1 + x).
    let mut random = Random::from_seed(7);
    let x = Array2::from_shape_fn((2_000, 1), |(i, _)| i as f32 / 1_000.0 - 1.0);
    let y = x.mapv(|x| x * x + (1.0 + x) * random.uniform());

    let model = sequential![Dense(32, activation = relu, input = 1), Dense(32, activation = relu), Dense(1)];
    let largest = |y_true: &Tensor, y_pred: &Tensor| K::max(&K::abs(&(y_pred - y_true)));
    let mut model = model.compile(Adam::new(0.003), pinball, metrics![coverage, largest_error = largest]);
    model.fit(&x, &y, Fit::epochs(60).verbose(Verbose::Lines))?;

    let points = array![[-0.5], [0.0], [0.5]];
    println!("\n   x  quantile  predicted");
    for (x, predicted) in points.iter().zip(&model.predict(&points)?) {
        println!("{x:4.1}  {:8.2}  {predicted:9.2}", x * x + QUANTILE * (1.0 + x));
    }
    Ok(())
}
