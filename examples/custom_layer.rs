//! A custom layer: arguments, a shape rule, a call.
//!
//! Its arguments work by position and by name, rustc checks its shapes where a model uses it, and its gradient follows
//! from the operations it is composed of.

// `println!` that ends the program quietly when the reader of a pipe has gone, as in `digits | head -1`.
mod output;

use keras::autodiff::Tensor;
use keras::layers::{Context, Layer, LayerSpec, WeightArguments};
use keras::prelude::*;
use keras::shape::{Dim, Fault, Inputs, Shape, ShapeResult};
use keras::shape_try;
use output::println;

/// `x · kernel + bias`.
#[derive(Config, Clone, Copy)]
struct Linear {
    /// Size of the output.
    units: usize,
    /// The kernel: arguments `kernel_initializer`, `kernel_regularizer` and `kernel_constraint`.
    #[default(glorot_uniform)]
    kernel: WeightArguments,
    /// The bias.
    #[default(zeros)]
    bias: WeightArguments,
}

impl Linear {
    /// `(n)` becomes `(units)`; two weights. rustc evaluates this for each use in a model.
    const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<LayerSpec> {
        let x = shape_try!(inputs.one_float());
        let [Dim::Known(features)] = *x.shape().dims() else {
            return ShapeResult::Err(
                Fault::new("takes vectors, was given ").shape(&x.shape()).help("put `Flatten()` before it"),
            );
        };
        let (kernel, output) = (Shape::known(&[features, self.units]), Shape::known(&[self.units]));
        let spec = LayerSpec::new(x.with_shape(output))
            .weight(self.kernel.weight("kernel", kernel))
            .weight(self.bias.weight("bias", output))
            .flops(2 * (features * self.units) as u64);
        ShapeResult::Ok(spec)
    }
}

impl Layer for Linear {
    /// Computes a batch: axis 0 of each tensor.
    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
        let product = K::dot(&inputs[0], &context.weight("kernel"));
        K::bias_add(&product, &context.weight("bias"))
    }
}

fn main() -> keras::Result<()> {
    keras::set_random_seed(7);
    let (train, test) = datasets::digits::load();

    let model = sequential![
        Linear(32, input = 64),
        Activation(relu),
        Linear(units = 10, kernel_initializer = he_normal),
        Activation(softmax),
    ];
    println!("{}\n", model.summary());

    let mut model =
        model.compile(Adam::new(3e-3), SparseCategoricalCrossentropy::default(), metrics![accuracy]);
    model.fit(&train.x, &train.y, Fit::epochs(15))?;
    println!("Test set: {}", model.evaluate(&test.x, &test.y)?);
    Ok(())
}
