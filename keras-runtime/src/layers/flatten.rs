//! Flatten: all axes as one.

use crate::autodiff::Tensor;
use crate::backend as K;
use crate::layer::{Config, Context, Layer};
use crate::shape::{Inputs, Origin, Shape, ShapeResult, Spec};
use crate::shape_try;

/// Flattening: makes one axis of all but that of the batch, `(12, 12, 10)` becomes `(1440)`.
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Flatten(input = (2, 2))];
/// assert_eq!(model.predict(&array![[[1.0, 2.0], [3.0, 4.0]]])?, array![[1.0, 2.0, 3.0, 4.0]]);
/// # Ok::<(), keras::Error>(())
/// ```
///
/// As [`keras.layers.Flatten`](https://keras.io/api/layers/reshaping_layers/flatten/), channels last.
#[derive(Config, Clone, Copy, Debug)]
#[layer(neutral(data_format = "channels_last"))]
pub struct Flatten {}

impl Flatten {
    /// The size of the one axis is the product of all.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        let x = shape_try!(inputs.one());
        ShapeResult::Ok(x.rearranged(Shape::new(&[x.shape().size()])).with_origin(Origin::Flattened))
    }
}

impl Layer for Flatten {
    fn call(&self, inputs: &[Tensor], _: &Context<'_>) -> Tensor {
        K::batch_flatten(&inputs[0])
    }
}
