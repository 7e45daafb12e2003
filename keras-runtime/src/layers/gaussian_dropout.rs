//! Gaussian dropout.

use crate::autodiff::Tensor;
use crate::kernels::random::fill_normal;
use crate::layer::rules::rate;
use crate::layer::{Config, Context, Layer};
use crate::shape::{Head, Inputs, ShapeResult, Spec};
use crate::shape_try;

/// Gaussian dropout: while learning, multiplies each value by a number of the normal distribution with mean 1 and standard
/// deviation `sqrt(rate / (1 - rate))`. The shape stays as it is.
///
/// ```
/// use keras::{ndarray::Array2, prelude::*};
///
/// let model = sequential![GaussianDropout(0.5, input = 3)];
/// let x = Array2::<f32>::ones((1, 3));
/// assert_eq!(model.predict(&x)?, x); // it acts while learning only
/// # Ok::<(), keras::Error>(())
/// ```
///
/// As [`keras.layers.GaussianDropout`](https://keras.io/api/layers/regularization_layers/gaussian_dropout/). Source:
/// Srivastava et al., "Dropout: a simple way to prevent neural networks from overfitting" (2014).
#[derive(Config, Clone, Copy, Debug)]
pub struct GaussianDropout {
    /// Dropout rate, by which the noise is as large as that of [`Dropout`](super::Dropout): 0 or more, below 1.
    #[doc(alias("p", "prob"))]
    rate: f32,
    /// Seed of the random noise; drawn from the program's seed if left out.
    seed: Option<u64>,
}

impl GaussianDropout {
    /// The output is shaped as the input.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        shape_try!(rate("rate", self.rate));
        let x = shape_try!(inputs.one_float());
        // What has been multiplied by such a number may be negative.
        ShapeResult::Ok(if self.rate > 0.0 { x.with_head(Head::Logits) } else { x })
    }
}

impl Layer for GaussianDropout {
    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
        let x = &inputs[0];
        if !context.training() || self.rate == 0.0 {
            return x.clone();
        }
        let stream = context.random_stream(self.seed, x.shape().elements());
        let deviation = (self.rate / (1.0 - self.rate)).sqrt();
        x * context.tape().constant(&x.shape(), |noise| {
            fill_normal(stream, noise);
            noise.iter_mut().for_each(|value| *value = 1.0 + deviation * *value);
        })
    }

    fn mask(&self, inputs: &[Tensor]) -> Option<Tensor> {
        inputs[0].mask()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::Tape;
    use crate::layer::{ForwardPass, LayerConfig, Node};
    use crate::shape::Shape;

    #[test]
    fn the_noise_has_mean_1_and_the_deviation_of_dropout() {
        let config = GaussianDropout { rate: 0.2, seed: Some(3) };
        let outcome = config.outcome(Inputs::new(&[Spec::new(Shape::known(&[5000]))]));
        let layer = config.build("dropout", Inputs::new(&[]), &outcome, true);
        let tape = Tape::new();
        let x = tape.constant(&[4, 5000], |x| x.fill(2.0));
        let y = layer.call(&[x], &ForwardPass::training(&tape)).tensor(0).to_array();
        let (mean, deviation) = (y.mean().unwrap(), y.std(0.0));
        assert!((mean - 2.0).abs() < 0.03 && (deviation - 1.0).abs() < 0.03, "{mean}, {deviation}");
    }
}
