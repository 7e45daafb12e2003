//! To a root mean square of 1.

use super::{axes, channels};
use crate::autodiff::Tensor;
use crate::autodiff::ops::root_mean_square::rms_normalized;
use crate::initializers::ones;
use crate::layer::rules::{known_elements, not_negative};
use crate::layer::{Config, Context, Layer, LayerSpec, WeightSpec};
use crate::shape::{Dim, Fault, Head, Inputs, List, OneOrMore, Shape, ShapeResult};
use crate::shape_try;

/// RMS normalization (root mean square): divides the values along the last axis, or the last ones together, by the root of
/// the mean of their squares, then scales each place by what is learnt, `x / sqrt(mean(x²) + epsilon) * scale`. As
/// [`LayerNormalization`](super::LayerNormalization) without the mean, for less.
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![RMSNormalization(epsilon = 0.0, input = 2)];
/// assert_eq!(model.predict(&array![[3.0, -3.0]])?, array![[1.0, -1.0]]);
/// # Ok::<(), keras::Error>(())
/// ```
///
/// | | shape |
/// | --- | --- |
/// | input, output | any |
/// | `scale` | the sizes of the axes of `axis`, in the order of the input |
///
/// The output has no mask, as in Keras: which steps count is not known behind it.
///
/// As [`keras.layers.RMSNormalization`](https://keras.io/api/layers/normalization_layers/rms_normalization/), which takes
/// other axes than the last, too, and multiplies the last ones by their `scale`. Source: Zhang and Sennrich, "Root mean
/// square layer normalization" (2019).
#[doc(alias = "RMSNorm")]
#[derive(Config, Clone, Copy, Debug)]
pub struct RMSNormalization {
    /// Along which axis, or axes, the mean is taken: the last ones; negative ones count from the end.
    #[default(List::new(&[-1]))]
    axis: OneOrMore<isize>,
    /// Small constant added to the mean of the squares, so that nothing is divided by 0.
    #[doc(alias = "eps")]
    #[default(1e-6)]
    epsilon: f32,
}

impl RMSNormalization {
    /// The output is shaped as the input.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<LayerSpec> {
        shape_try!(not_negative("epsilon", self.epsilon));
        let x = shape_try!(inputs.one_float());
        let shape = x.shape();
        let along = shape_try!(axes(&self.axis, &shape));
        let first = shape.rank() - self.axis.len();
        let (mut scale, mut axis) = (Shape::SCALAR, first);
        while axis < shape.rank() {
            if along & (1 << axis) == 0 {
                let fault = Fault::new("normalizes along the last axes, and axis ").number(axis + 1);
                let fault = fault.text(" of ").shape(&shape).text(" is not in its `axis`");
                return ShapeResult::Err(fault.help("put `Permute` before it, or use `LayerNormalization`"));
            }
            scale = scale.push(Dim::Known(shape_try!(channels(axis as isize + 1, &shape))));
            axis += 1;
        }
        let spec = LayerSpec::new(x.with_head(Head::Logits)).flops(4 * known_elements(&shape));
        ShapeResult::Ok(spec.weight(WeightSpec::new("scale", scale, ones)))
    }
}

impl Layer for RMSNormalization {
    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
        rms_normalized(&inputs[0], &context.weight("scale"), self.epsilon)
    }
}
