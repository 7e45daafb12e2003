//! Flatten: all axes as one.

use crate::layer::{Context, Layer, Config};
use crate::autodiff::Tensor;
use crate::backend as K;
use crate::shape::{Inputs, ShapeResult, Shape, Spec};
use crate::shape_try;

/// Makes one axis of all: `(12, 12, 10)` becomes `(1440)`.
///
/// As [`keras.layers.Flatten`](https://keras.io/api/layers/reshaping_layers/flatten/), channels last.
#[derive(Config, Clone, Copy, Debug)]
#[layer(neutral(data_format = "channels_last"))]
pub struct Flatten {}

impl Flatten {
    /// The size of the one axis is the product of all.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        let x = shape_try!(inputs.one());
        ShapeResult::Ok(x.with_shape(Shape::new(&[x.shape().size()])))
    }
}

impl Layer for Flatten {
    fn call(&self, inputs: &[Tensor], _: &Context<'_>) -> Tensor {
        K::batch_flatten(&inputs[0])
    }
}
