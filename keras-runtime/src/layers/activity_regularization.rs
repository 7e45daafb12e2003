//! Activity regularization: a penalty on what passes.

use crate::autodiff::Tensor;
use crate::layer::activated::add_penalty;
use crate::layer::rules::not_negative;
use crate::layer::{Config, Context, Layer};
use crate::regularizers::l1_l2;
use crate::shape::{Inputs, ShapeResult, Spec};
use crate::shape_try;

/// Activity regularization: adds `l1 · Σ|x| + l2 · Σx²` to the loss, for a sample on average. The values pass as they are.
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![ActivityRegularization(l2 = 0.5, input = 2)];
/// let mut model = model.compile(SGD::default(), MeanSquaredError::default(), metrics![]);
/// let x = array![[2.0, 0.0], [0.0, 4.0]];
/// assert!((model.evaluate(&x, &x)?.loss - 5.0).abs() < 1e-5); // half of the mean of 4 and 16
/// # Ok::<(), keras::Error>(())
/// ```
///
/// | | shape |
/// | --- | --- |
/// | input, output | any |
///
/// Steps that are masked have their part in the penalty, as in Keras. As
/// [`keras.layers.ActivityRegularization`](https://keras.io/api/layers/regularization_layers/activity_regularization/).
#[derive(Config, Clone, Copy, Debug)]
pub struct ActivityRegularization {
    /// Factor of the sum of magnitudes: 0 or more.
    #[default(0.0)]
    l1: f32,
    /// Factor of the sum of squares: 0 or more.
    #[default(0.0)]
    l2: f32,
}

impl ActivityRegularization {
    /// The output is what the input is.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        shape_try!(not_negative("l1", self.l1));
        shape_try!(not_negative("l2", self.l2));
        inputs.one_float()
    }
}

impl Layer for ActivityRegularization {
    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
        add_penalty(Some(l1_l2(self.l1, self.l2)), &inputs[0], context);
        inputs[0].clone()
    }

    fn mask(&self, inputs: &[Tensor]) -> Option<Tensor> {
        inputs[0].mask()
    }
}
