//! To length 1.

use super::axes;
use crate::autodiff::Tensor;
use crate::autodiff::ops::unit_length;
use crate::backend as K;
use crate::layer::along::along;
use crate::layer::rules::known_elements;
use crate::layer::{Config, Context, Layer, LayerSpec};
use crate::shape::{Head, Inputs, List, OneOrMore, ShapeResult};
use crate::shape_try;

/// Unit normalization: divides the values along an axis, or along several together, by their Euclidean length, which is
/// then 1. What is shorter than 1e-12 is divided by that.
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![UnitNormalization(input = 2)];
/// assert_eq!(model.predict(&array![[3.0, 4.0]])?, array![[0.6, 0.8]]);
/// # Ok::<(), keras::Error>(())
/// ```
///
/// | | shape |
/// | --- | --- |
/// | input, output | any |
///
/// As [`keras.layers.UnitNormalization`](https://keras.io/api/layers/normalization_layers/unit_normalization/), which takes
/// the axis of the batch, too.
#[derive(Config, Clone, Copy, Debug)]
pub struct UnitNormalization {
    /// Along which axis, or axes, the length is taken; the batch is axis 0, negative ones count from the end.
    #[doc(alias = "dim")]
    #[default(List::new(&[-1]))]
    axis: OneOrMore<isize>,
}

impl UnitNormalization {
    /// The output is shaped as the input.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<LayerSpec> {
        let x = shape_try!(inputs.one_float());
        shape_try!(axes(&self.axis, &x.shape()));
        let spec = LayerSpec::new(x.with_head(Head::Logits));
        ShapeResult::Ok(spec.flops(3 * known_elements(&x.shape())))
    }
}

impl Layer for UnitNormalization {
    fn call(&self, inputs: &[Tensor], _: &Context<'_>) -> Tensor {
        along(&inputs[0], &self.axis, |x| {
            if self.axis.len() == 1 {
                return unit_length(x);
            }
            // What has failed has no shape.
            let shape = x.shape();
            let (others, together) = shape.split_at(shape.rank().saturating_sub(self.axis.len()));
            let sizes = |sizes: &[usize]| sizes.iter().map(|&size| size as isize).collect::<Sizes>();
            let mut flat = sizes(others);
            flat.push(together.iter().product::<usize>() as isize);
            K::reshape(&unit_length(&K::reshape(x, &flat)), &sizes(&shape))
        })
    }

    fn mask(&self, inputs: &[Tensor]) -> Option<Tensor> {
        inputs[0].mask()
    }
}

type Sizes = smallvec::SmallVec<[isize; 8]>;
