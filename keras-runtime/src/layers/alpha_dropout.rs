//! Alpha dropout.

use super::dropout::{noise_shape, uniform};
use crate::autodiff::Tensor;
use crate::layer::rules::rate;
use crate::layer::{Config, Context, Layer};
use crate::shape::{Dim, Head, Inputs, List, ShapeResult, Spec};
use crate::shape_try;

/// Alpha dropout: while learning, sets a share of the values to the negative value that `selu` saturates at, and scales and
/// shifts all, so that mean and variance of what comes with mean 0 and variance 1 stay. For networks with
/// `activation = selu`. The shape stays as it is.
///
/// ```
/// use keras::{ndarray::Array2, prelude::*};
///
/// let model = sequential![AlphaDropout(0.5, input = 3)];
/// let x = Array2::<f32>::ones((1, 3));
/// assert_eq!(model.predict(&x)?, x); // it acts while learning only
/// # Ok::<(), keras::Error>(())
/// ```
///
/// As [`keras.layers.AlphaDropout`](https://keras.io/api/layers/regularization_layers/alpha_dropout/). Source: Klambauer et
/// al., "Self-normalizing neural networks" (2017).
#[derive(Config, Clone, Copy, Debug)]
pub struct AlphaDropout {
    /// Dropout rate, the share of values that are set: 0 or more, below 1.
    #[doc(alias("p", "prob"))]
    rate: f32,
    /// The shape of the random choice, as of [`Dropout`](super::Dropout).
    noise_shape: Option<List<Dim>>,
    /// Seed of the random choice; drawn from the program's seed if left out.
    seed: Option<u64>,
}

impl AlphaDropout {
    /// The output is shaped as the input.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        shape_try!(rate("rate", self.rate));
        let x = shape_try!(inputs.one_float());
        shape_try!(noise_shape(&self.noise_shape, &x.shape()));
        ShapeResult::Ok(if self.rate > 0.0 { x.with_head(Head::Logits) } else { x })
    }
}

/// The scale and the slope of `selu`, and the value that it saturates at.
const SCALE: f64 = 1.050_700_987_355_480_5;
const ALPHA: f64 = 1.673_263_242_354_377_2;
const LEAST: f64 = -SCALE * ALPHA;

/// What the values are multiplied by, and what is added.
fn scale_and_shift(rate: f64) -> (f64, f64) {
    let scale = ((1.0 - rate) * (1.0 + rate * LEAST * LEAST)).sqrt().recip();
    (scale, -scale * LEAST * rate)
}

impl Layer for AlphaDropout {
    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
        let x = &inputs[0];
        if !context.training() || self.rate == 0.0 {
            return x.clone();
        }
        let (scale, shift) = scale_and_shift(f64::from(self.rate));
        let (kept, set) = (scale as f32, (scale * LEAST + shift) as f32);
        let numbers = uniform(x, &self.noise_shape, self.seed, context);
        let of = |dropped: f32, kept: f32| {
            context.tape().constant(&numbers.shape(), |values| {
                numbers.read(|numbers| {
                    for (value, number) in values.iter_mut().zip(numbers) {
                        *value = if *number < self.rate { dropped } else { kept };
                    }
                });
            })
        };
        x * of(0.0, kept) + of(set, shift as f32)
    }

    fn mask(&self, inputs: &[Tensor]) -> Option<Tensor> {
        inputs[0].mask()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::Tape;
    use crate::backend as K;
    use crate::layer::{ForwardPass, LayerConfig, Node};
    use crate::shape::Shape;

    #[test]
    fn mean_and_variance_of_normal_numbers_stay() {
        let config = AlphaDropout { rate: 0.3, noise_shape: None, seed: Some(3) };
        let outcome = config.outcome(Inputs::new(&[Spec::new(Shape::known(&[20_000]))]));
        let layer = config.build("dropout", Inputs::new(&[]), &outcome, true);
        let tape = Tape::new();
        let pass = ForwardPass::training(&tape);
        let y = layer.call(&[K::random_normal(&pass, &[2, 20_000])], &pass).tensor(0).to_array();
        let (mean, deviation) = (y.mean().unwrap(), y.std(0.0));
        assert!(mean.abs() < 0.03 && (deviation - 1.0).abs() < 0.03, "{mean}, {deviation}");
    }
}
