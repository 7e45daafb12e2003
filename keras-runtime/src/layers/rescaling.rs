//! Rescaling: values brought to another range.

use crate::autodiff::Tensor;
use crate::backend as K;
use crate::layer::{Config, Context, Layer};
use crate::shape::{Fault, Head, Inputs, ShapeResult, Spec};
use crate::shape_try;

/// Rescaling: `x * scale + offset`, while learning and when asked. `Rescaling(1.0 / 255.0)` brings pixels to 0 to 1,
/// `Rescaling(1.0 / 127.5, offset = -1.0)` to -1 to 1. The shape stays as it is.
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Rescaling(0.5, offset = -1.0, input = 2)];
/// assert_eq!(model.predict(&array![[2.0, 4.0]])?, array![[0.0, 1.0]]);
/// # Ok::<(), keras::Error>(())
/// ```
///
/// As [`keras.layers.Rescaling`](https://keras.io/api/layers/preprocessing_layers/image_preprocessing/rescaling/).
#[derive(Config, Clone, Copy, Debug)]
pub struct Rescaling {
    /// Factor of each value.
    scale: f32,
    /// Number added to each product.
    #[default(0.0)]
    offset: f32,
}

impl Rescaling {
    /// The output is shaped as the input.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        if !(self.scale.is_finite() && self.offset.is_finite()) {
            return ShapeResult::Err(Fault::new("needs a finite `scale` and `offset`"));
        }
        let x = shape_try!(inputs.one_float());
        ShapeResult::Ok(match x.head() {
            Head::Logits => x,
            _ => x.with_head(Head::Unknown),
        })
    }
}

impl Layer for Rescaling {
    fn call(&self, inputs: &[Tensor], _: &Context<'_>) -> Tensor {
        let Self { scale, offset } = *self;
        K::map(&inputs[0], move |x| x * scale + offset, move |_, _| scale)
    }

    fn mask(&self, inputs: &[Tensor]) -> Option<Tensor> {
        inputs[0].mask()
    }
}
