//! Gaussian noise.

use crate::autodiff::Tensor;
use crate::kernels::random::fill_normal;
use crate::layer::rules::not_negative;
use crate::layer::{Config, Context, Layer};
use crate::shape::{Head, Inputs, ShapeResult, Spec};
use crate::shape_try;

/// Gaussian noise: while learning, adds noise of the normal distribution with mean 0. The shape stays as it is.
///
/// ```
/// use keras::{ndarray::Array2, prelude::*};
///
/// let model = sequential![GaussianNoise(0.1, input = 3)];
/// let x = Array2::<f32>::ones((1, 3));
/// assert_eq!(model.predict(&x)?, x); // it acts while learning only
/// # Ok::<(), keras::Error>(())
/// ```
///
/// As [`keras.layers.GaussianNoise`](https://keras.io/api/layers/regularization_layers/gaussian_noise/).
#[derive(Config, Clone, Copy, Debug)]
pub struct GaussianNoise {
    /// The standard deviation of the noise: 0 or more.
    #[doc(alias = "sigma")]
    stddev: f32,
    /// Seed of the random noise; drawn from the program's seed if left out.
    seed: Option<u64>,
}

impl GaussianNoise {
    /// The output is shaped as the input.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        shape_try!(not_negative("stddev", self.stddev));
        let x = shape_try!(inputs.one_float());
        ShapeResult::Ok(match x.head() {
            Head::Bounded | Head::Positive if self.stddev > 0.0 => x.with_head(Head::Logits),
            _ => x,
        })
    }
}

impl Layer for GaussianNoise {
    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
        let x = &inputs[0];
        if !context.training() {
            return x.clone();
        }
        let stream = context.random_stream(self.seed, x.shape().elements());
        x + context.tape().constant(&x.shape(), |noise| {
            fill_normal(stream, noise);
            noise.iter_mut().for_each(|value| *value *= self.stddev);
        })
    }

    fn mask(&self, inputs: &[Tensor]) -> Option<Tensor> {
        inputs[0].mask()
    }
}
