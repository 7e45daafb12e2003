//! A layer of one's own: arguments, a rule, a call.
//!
//! It is as good as a built-in one: its arguments work by position and by name, its shapes are checked while a
//! model compiles, and its gradient follows from the operations it is made of.

mod output;

use keras::autodiff::Tensor;
use keras::layers::{Context, Layer, LayerSpec, WeightArguments};
use keras::prelude::*;
use keras::shape::{Dim, Fault, Inputs, Shape, ShapeResult};
use keras::shape_try;
use output::println;

/// The `Dense` of the tutorials, written by hand: `x · kernel + bias`.
#[derive(Config, Clone, Copy)]
struct Linear {
    /// How many numbers it gives.
    units: usize,
    /// The kernel: the arguments `kernel_initializer`, `kernel_regularizer` and `kernel_constraint`.
    #[default(glorot_uniform)]
    kernel: WeightArguments,
    /// The bias.
    #[default(zeros)]
    bias: WeightArguments,
}

impl Linear {
    /// What it makes of the shape of a sample, and which weights it needs. rustc runs this while a model compiles.
    const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<LayerSpec> {
        let x = shape_try!(inputs.one_float());
        let [Dim::Known(features)] = *x.shape().dims() else {
            return ShapeResult::Err(
                Fault::new("takes vectors, was given ").shape(&x.shape()).help("put `Flatten()` before it"),
            );
        };
        let kernel = Shape::known(&[features, self.units]);
        let output = Shape::known(&[self.units]);
        let plan = LayerSpec::new(x.with_shape(output))
            .weight(self.kernel.weight("kernel", kernel))
            .weight(self.bias.weight("bias", output));
        ShapeResult::Ok(plan)
    }
}

impl Layer for Linear {
    /// What it computes. The batch is axis 0 of every tensor.
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
    println!("On the test set: {}", model.evaluate(&test.x, &test.y)?);
    Ok(())
}
