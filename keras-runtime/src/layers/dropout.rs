//! Dropout.

use crate::autodiff::{Tensor, ops};
use crate::layer::rules::rate;
use crate::layer::{Config, Context, Layer};
use crate::shape::{Head, Inputs, ShapeResult, Spec};
use crate::shape_try;

/// Dropout: while learning, sets a share of the values to 0 and scales the rest up by `1 / (1 - rate)`. The shape
/// stays as it is.
///
/// ```
/// use keras::{ndarray::Array2, prelude::*};
///
/// let model = sequential![Dropout(0.5, input = 3)];
/// let x = Array2::<f32>::ones((1, 3));
/// assert_eq!(model.predict(&x)?, x); // it acts while learning only
/// # Ok::<(), keras::Error>(())
/// ```
///
/// As [`keras.layers.Dropout`](https://keras.io/api/layers/regularization_layers/dropout/). Source: Srivastava
/// et al., "Dropout: a simple way to prevent neural networks from overfitting" (2014).
#[derive(Config, Clone, Copy, Debug)]
#[layer(neutral(noise_shape = None))]
pub struct Dropout {
    /// Dropout rate, the share of values that are dropped: 0 or more, below 1.
    #[doc(alias("p", "prob", "probability", "dropout", "drop_prob"))]
    rate: f32,
    /// Seed of the random choice; drawn from the program's seed if left out.
    seed: Option<u64>,
}

impl Dropout {
    /// The output is shaped as the input.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        shape_try!(rate("rate", self.rate));
        let x = shape_try!(inputs.one_float());
        // What is left of probabilities is scaled up, and some are 0.
        ShapeResult::Ok(match x.head() {
            Head::Softmax | Head::Sigmoid if self.rate > 0.0 => x.with_head(Head::Positive),
            _ => x,
        })
    }
}

impl Layer for Dropout {
    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
        dropped(&inputs[0], self.rate, self.seed, context)
    }

    fn mask(&self, inputs: &[Tensor]) -> Option<Tensor> {
        inputs[0].mask()
    }
}

/// While learning, `x` without a share of its values; what is left is scaled up.
pub(super) fn dropped(x: &Tensor, rate: f32, seed: Option<u64>, context: &Context<'_>) -> Tensor {
    if !context.training() || rate == 0.0 {
        return x.clone();
    }
    ops::dropout(x, rate, context.random_seed(seed))
}
