//! Dropout.

use crate::layer::rules::rate;
use crate::layer::{Context, Layer, Config};
use crate::Result;
use crate::autodiff::{self, Gradients, Operation, Tensor};
use crate::kernels::random::{dropout, dropout_in_place};
use crate::shape::{Inputs, ShapeResult, Spec};
use crate::tensor::Dims;
use crate::shape_try;

/// While learning, sets a share of the values to 0 and scales the rest up by `1 / (1 - rate)`.
///
/// As [`keras.layers.Dropout`](https://keras.io/api/layers/regularization_layers/dropout/). Source: Srivastava
/// et al., "Dropout: a simple way to prevent neural networks from overfitting" (2014).
#[derive(Config, Clone, Copy, Debug)]
pub struct Dropout {
    /// The share of values that are dropped: 0 or more, below 1.
    rate: f32,
    /// Makes the choice repeat itself; drawn from the program's seed if left out.
    seed: Option<u64>,
}

impl Dropout {
    /// The output is shaped as the input.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        shape_try!(rate("rate", self.rate));
        inputs.one_float()
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
    context.tape().apply(Drop { rate, seed: context.random_seed(seed) }, &[x])
}

/// The operation. The seed says which values are dropped, so no mask is kept.
struct Drop {
    rate: f32,
    seed: u64,
}

impl Operation for Drop {
    fn shape(&self, x: &autodiff::Inputs<'_>) -> Result<Dims> {
        Ok(x.dims(0))
    }

    fn forward(&self, x: &autodiff::Inputs<'_>, y: &mut [f32]) -> Result<()> {
        dropout(self.seed, self.rate, &x[0], y);
        Ok(())
    }

    fn backward(&self, _: &autodiff::Inputs<'_>, _: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
        dropout_in_place(self.seed, self.rate, dy);
        dx.reuse_upstream(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::{Tape, Variable};
    use crate::backend as K;

    #[test]
    fn the_gradient_is_dropped_and_scaled_where_the_values_are() {
        let x = Variable::new("x", &[1000], |x| x.fill(1.0)).unwrap();
        let tape = Tape::new();
        let y = tape.apply(Drop { rate: 0.25, seed: 3 }, &[&tape.variable(&x)]);
        let values = y.to_array();
        tape.backward(&K::sum(&y)).unwrap();
        tape.gradient(&x, |gradient| assert_eq!(gradient, values.as_slice().unwrap())).unwrap();
        let kept = values.iter().filter(|&&value| value != 0.0).count();
        assert!((700..800).contains(&kept), "{kept} of 1000 are kept at a rate of 0.25");
        assert!(values.iter().all(|&value| value == 0.0 || value == 1.0 / 0.75));
    }
}
