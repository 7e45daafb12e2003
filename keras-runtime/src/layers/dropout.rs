//! Forgetting at random.

use super::rules::rate;
use super::{Context, Layer, LayerConfig};
use crate::autodiff::Tensor;
use crate::shape::{Inputs, Rule, Spec};
use crate::tri;

/// While learning, sets a share of the values to 0 and scales the rest up by `1 / (1 - rate)`.
///
/// As [`keras.layers.Dropout`](https://keras.io/api/layers/regularization_layers/dropout/). Source: Srivastava
/// et al., "Dropout: a simple way to prevent neural networks from overfitting" (2014).
#[derive(LayerConfig, Clone, Copy, Debug)]
pub struct Dropout {
    /// The share of values that are dropped: 0 or more, below 1.
    rate: f32,
    /// Makes the choice repeat itself; drawn from the program's seed if left out.
    seed: Option<u64>,
}

impl Dropout {
    /// The output is shaped as the input.
    pub const fn rule(&self, inputs: Inputs<'_>) -> Rule<Spec> {
        tri!(rate("rate", self.rate));
        inputs.one_of_floats()
    }
}

impl Layer for Dropout {
    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
        if !context.training() || self.rate == 0.0 {
            return inputs[0].clone();
        }
        crate::autodiff::ops::dropout(&inputs[0], self.rate, context.random_seed(self.seed))
    }
}
