//! A loss and a metric of one's own: functions of `(y_true, y_pred)`, written with `K`.
//!
//! The gradient of the loss follows from the operations it is made of.

mod output;

use keras::autodiff::Tensor;
use keras::prelude::*;
use ndarray::Array2;
use output::println;

/// Grows like a square near zero and like a line far away, so that a few wild samples do not rule the rest.
fn log_cosh(y_true: &Tensor, y_pred: &Tensor) -> Tensor {
    let error = y_pred - y_true;
    let folded = K::softplus(&(&error * -2.0)) + &error - std::f32::consts::LN_2;
    K::mean_axis(&folded, -1)
}

/// The mean of the predictions, as in the Keras guide.
fn mean_pred(_: &Tensor, y_pred: &Tensor) -> Tensor {
    K::mean(y_pred)
}

fn main() -> keras::Result<()> {
    keras::set_random_seed(7);
    // Points on a parabola, every tenth of which was measured badly.
    let x = Array2::from_shape_fn((400, 1), |(i, _)| i as f32 / 200.0 - 1.0);
    let y = Array2::from_shape_fn((400, 1), |(i, _)| x[[i, 0]].powi(2) + if i % 10 == 0 { 3.0 } else { 0.0 });

    let model = sequential![Dense(16, activation = tanh, input = 1), Dense(1)];
    let largest = |y_true: &Tensor, y_pred: &Tensor| K::max(&K::abs(&(y_pred - y_true)));
    let mut model = model.compile(Adam::new(0.03), log_cosh, metrics![mean_pred, largest = largest]);
    let history = model.fit(&x, &y, Fit::epochs(60).verbose(Verbose::Lines))?;

    let losses = history.get("loss");
    println!("\nThe loss went from {:.3} to {:.3}", losses[0], losses[losses.len() - 1]);
    let middle = model.predict([[0.0], [0.5], [1.0]])?;
    println!(
        "0.0² is about {:.2}, 0.5² about {:.2}, 1.0² about {:.2}",
        middle[[0, 0]],
        middle[[1, 0]],
        middle[[2, 0]]
    );
    Ok(())
}
