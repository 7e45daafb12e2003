//! Time steps that do not count.

use super::{Context, Layer, LayerConfig};
use crate::autodiff::Tensor;
use crate::backend as K;
use crate::shape::{Fault, Inputs, Rule, Spec};
use crate::tri;

/// Lets a time step count only if one of its features is not `mask_value`, and sets those of the others to 0.
///
/// | | shape |
/// | --- | --- |
/// | input | `(steps, …)`, of rank 2 or more |
/// | output | the same |
///
/// Layers that come later, the loss and the metrics pass over the steps that do not count.
///
/// As [`keras.layers.Masking`](https://keras.io/api/layers/core_layers/masking/).
#[derive(LayerConfig, Clone, Copy, Debug)]
pub struct Masking {
    /// What all features of a step are, if it does not count.
    #[default(0.0)]
    mask_value: f32,
}

impl Masking {
    /// The output is shaped as the input.
    pub const fn rule(&self, inputs: Inputs<'_>) -> Rule<Spec> {
        let x = tri!(inputs.one_of_floats());
        if x.shape().rank() < 2 {
            let fault = Fault::new("takes sequences, (steps, features), was given ").shape(&x.shape());
            return Rule::Fails(fault.help("give each step an axis of features: `Reshape((-1, 1))`"));
        }
        Rule::Fits(x)
    }

    /// 1 for each step that counts, 0 for the others: `(batch, steps)`.
    fn counted(&self, x: &Tensor) -> Tensor {
        let counts = K::not_equal(x, self.mask_value);
        (2..x.rank()).fold(counts, |counts, _| K::any_axis(&counts, -1))
    }
}

impl Layer for Masking {
    fn call(&self, inputs: &[Tensor], _: &Context<'_>) -> Tensor {
        let x = &inputs[0];
        let counted = self.counted(x);
        x * (2..x.rank()).fold(counted, |counted, _| K::expand_dims(&counted, -1))
    }

    fn mask(&self, inputs: &[Tensor]) -> Option<Tensor> {
        Some(self.counted(&inputs[0]))
    }
}
