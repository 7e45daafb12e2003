//! Dense: the fully connected layer.

use crate::Result;
use crate::activations::Function;
use crate::autodiff::Tensor;
use crate::autodiff::ops::linear;
use crate::config::Map;
use crate::layer::activated::activated;
use crate::layer::rules::{at_least_one, known_elements, known_last};
use crate::layer::{Config, Context, Layer, LayerSpec, LowRank, WeightArguments};
use crate::regularizers::Regularizer;
use crate::shape::{Dim, Head, Inputs, Shape, ShapeResult};
use crate::shape_try;

/// Fully connected layer: multiplies the last axis by a matrix of weights, `activation(x · kernel + bias)`.
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Dense(1, kernel_initializer = ones, input = 3)];
/// assert_eq!(model.predict(&array![[1.0, 2.0, 3.0]])?, array![[6.0]]);
/// # Ok::<(), keras::Error>(())
/// ```
///
/// | | shape |
/// | --- | --- |
/// | input | `(…, n)`, of any rank; `n` is known |
/// | output | `(…, units)` |
/// | `kernel` | `(n, units)` |
/// | `bias` | `(units)` |
/// | `lora_kernel_a`, `lora_kernel_b`, with `lora_rank` | `(n, lora_rank)`, `(lora_rank, units)` |
///
/// As [`keras.layers.Dense`](https://keras.io/api/layers/core_layers/dense/). Source of `lora_rank`: Hu et al., "LoRA: low-rank
/// adaptation of large language models" (2021).
#[doc(alias("Linear", "FullyConnected"))]
#[derive(Config, Clone, Copy, Debug)]
#[layer(neutral(quantization_config = None), written = as_keras)]
pub struct Dense {
    /// Number of units: the size of the last axis of the output.
    #[doc(alias(
        "out_features",
        "output_dim",
        "output_size",
        "hidden_size",
        "num_units",
        "neurons",
        "size",
        "dim"
    ))]
    units: usize,
    /// Activation function of the output.
    #[doc(alias = "nonlinearity")]
    #[default(linear)]
    activation: Function,
    /// Whether a bias is added.
    #[default(true)]
    use_bias: bool,
    /// The kernel.
    #[default(glorot_uniform)]
    kernel: WeightArguments,
    /// The bias.
    #[default(zeros)]
    bias: WeightArguments,
    /// Regularizer applied to the output, averaged over the batch.
    activity_regularizer: Option<Regularizer>,
    /// Rank of a low-rank adaptation (LoRA): the kernel is frozen, and the product of two trained matrices is added to it.
    lora_rank: Option<usize>,
    /// What that product is multiplied by, times `lora_rank`, which it is if left out. (Keras 3.15 takes it for left out.)
    lora_alpha: Option<f32>,
}

fn as_keras(this: &Dense, config: &mut Map) -> Result<()> {
    this.lora().write(config)
}

impl Dense {
    /// `(…, n)` becomes `(…, units)`.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<LayerSpec> {
        let units = shape_try!(at_least_one("units", self.units));
        let x = shape_try!(inputs.one_float());
        let n = shape_try!(known_last(&x.shape()));
        let output = x.with_shape(x.shape().with(x.shape().rank() - 1, Dim::Known(units)));
        let output = shape_try!(self.activation.rule(output.with_head(Head::Logits)));
        let kernel = self.kernel.weight("kernel", Shape::known(&[n, units]));
        let mut spec = LayerSpec::new(output)
            .weight(self.lora().frozen(kernel))
            .flops(2u64.saturating_mul(n as u64).saturating_mul(known_elements(&output.shape())));
        if self.use_bias {
            spec = spec.weight(self.bias.weight("bias", Shape::known(&[units])));
        }
        self.lora().weights(spec)
    }

    const fn lora(&self) -> LowRank {
        LowRank { rank: self.lora_rank, alpha: self.lora_alpha, names: ["lora_kernel_a", "lora_kernel_b"] }
    }
}

impl Layer for Dense {
    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
        let kernel = self.lora().adapted(context.weight("kernel"), context);
        let bias = context.find_weight("bias");
        activated(self.activation, self.activity_regularizer, context, |function| {
            linear(&inputs[0], &kernel, bias.as_ref(), function)
        })
    }

    fn mask(&self, inputs: &[Tensor]) -> Option<Tensor> {
        inputs[0].mask()
    }
}
