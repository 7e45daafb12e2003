//! A learning rate is an `f32` or a schedule; validation data are given as `fit` takes data.

use keras::autodiff::Tensor;
use keras::prelude::*;

fn main() -> keras::Result<()> {
    let model = sequential![Dense(1, input = 4)];
    let (x, y) = ([[0.0; 4]; 8], [[0.0]; 8]);
    let mut model = model.compile(SGD::new(1), MeanSquaredError::default(), metrics![]);
    let narrow = [[0.0; 3]; 8];
    model.fit(&x, &y, Fit::epochs(1).validation_data(&narrow, &y))?;
    Adam::default().learning_rate("0.1");
    Ok(())
}

fn scaled(x: &Tensor, factor: f64) -> Tensor {
    x * factor
}
