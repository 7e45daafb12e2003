//! The fully connected layer.

use crate::layer::activated::activated;
use crate::layer::rules::{at_least_one, known_elements, known_last};
use crate::layer::{Context, Layer, LayerConfig, Plan, WeightSpec};
use crate::activations::Function;
use crate::autodiff::Tensor;
use crate::autodiff::ops::linear;
use crate::constraints::Constraint;
use crate::initializers::Initializer;
use crate::regularizers::Regularizer;
use crate::shape::{Dim, Head, Inputs, Rule, Shape};
use crate::tri;

/// Multiplies the last axis by a matrix of weights: `activation(x · kernel + bias)`.
///
/// | | shape |
/// | --- | --- |
/// | input | `(…, n)`, of any rank; `n` is known |
/// | output | `(…, units)` |
/// | `kernel` | `(n, units)` |
/// | `bias` | `(units)` |
///
/// As [`keras.layers.Dense`](https://keras.io/api/layers/core_layers/dense/).
#[derive(LayerConfig, Clone, Copy, Debug)]
pub struct Dense {
    /// The size of the last axis of the output.
    units: usize,
    /// Applied to the output.
    #[default(linear)]
    activation: Function,
    /// Whether a bias is added.
    #[default(true)]
    use_bias: bool,
    /// How the kernel begins.
    #[default(glorot_uniform)]
    kernel_initializer: Initializer,
    /// How the bias begins.
    #[default(zeros)]
    bias_initializer: Initializer,
    /// What the size of the kernel costs.
    kernel_regularizer: Option<Regularizer>,
    /// What the size of the bias costs.
    bias_regularizer: Option<Regularizer>,
    /// What the size of the output costs, for a sample on average.
    activity_regularizer: Option<Regularizer>,
    /// What is done to the kernel after each update.
    kernel_constraint: Option<Constraint>,
    /// What is done to the bias after each update.
    bias_constraint: Option<Constraint>,
}

impl Dense {
    /// `(…, n)` becomes `(…, units)`.
    pub const fn rule(&self, inputs: Inputs<'_>) -> Rule<Plan> {
        let x = tri!(inputs.one_of_floats());
        let units = tri!(at_least_one("units", self.units));
        let n = tri!(known_last(&x.shape()));
        let output = x.with_shape(x.shape().with(x.shape().rank() - 1, Dim::Known(units)));
        let output = tri!(self.activation.rule(output.with_head(Head::Logits)));
        let kernel = WeightSpec::new("kernel", Shape::known(&[n, units]), self.kernel_initializer)
            .regularizer(self.kernel_regularizer)
            .constraint(self.kernel_constraint);
        let plan = Plan::new(output)
            .weight(kernel)
            .flops(2u64.saturating_mul(n as u64).saturating_mul(known_elements(&output.shape())));
        if !self.use_bias {
            return Rule::Fits(plan);
        }
        let bias = WeightSpec::new("bias", Shape::known(&[units]), self.bias_initializer)
            .regularizer(self.bias_regularizer)
            .constraint(self.bias_constraint);
        Rule::Fits(plan.weight(bias))
    }
}

impl Layer for Dense {
    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
        let (kernel, bias) = (context.weight("kernel"), context.find_weight("bias"));
        activated(self.activation, self.activity_regularizer, context, |function| {
            linear(&inputs[0], &kernel, bias.as_ref(), function)
        })
    }

    fn mask(&self, inputs: &[Tensor]) -> Option<Tensor> {
        inputs[0].mask()
    }
}
