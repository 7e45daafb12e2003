//! Layers one after the other as one.

use crate::autodiff::Tensor;
use crate::layer::{Config, Context, Inner, InnerLayer, Layer, LayerSpec};
use crate::shape::{Fault, Inputs, List, ShapeResult, Specs};
use crate::shape_try;

/// Pipeline: layers one after the other as one layer, up to eight.
///
/// ```
/// use keras::{ndarray::Array4, prelude::*};
///
/// let model = sequential![
///     Pipeline([Rescaling(1.0 / 255.0), RandomFlip(horizontal), RandomRotation(0.1)], input = (28, 28, 1)),
///     Flatten(),
///     Dense(10),
/// ];
/// assert_eq!(model.predict(&Array4::<f32>::zeros((1, 28, 28, 1)))?.dim(), (1, 10));
/// # Ok::<(), keras::Error>(())
/// ```
///
/// | | shape |
/// | --- | --- |
/// | input | what the first layer takes |
/// | output | what the last layer gives |
///
/// As [`keras.layers.Pipeline`](https://keras.io/api/layers/preprocessing_layers/).
#[derive(Config, Clone, Copy, Debug)]
#[layer(trainable = false, dtype = false)]
pub struct Pipeline {
    /// The layers, from the first to the last.
    layers: List<InnerLayer>,
}

impl Pipeline {
    /// A layer is called on the output of the one before it.
    pub const fn given(&self, inputs: Inputs<'_>, before: Inner<'_>) -> ShapeResult<Specs> {
        if before.is_empty() {
            return ShapeResult::Ok(Specs::new(&[shape_try!(inputs.one())]));
        }
        let place = before.len() - 1;
        match self.layers.get(place).spec(before).outputs().as_slice() {
            [output] => ShapeResult::Ok(Specs::new(&[*output])),
            outputs => {
                let fault = Fault::new("takes layers of one output: number ").number(place + 1);
                ShapeResult::Err(fault.text(" gives ").number(outputs.len()))
            }
        }
    }

    /// The output of the last layer.
    pub const fn rule(&self, _: Inputs<'_>, inner: Inner<'_>) -> ShapeResult<LayerSpec> {
        if self.layers.is_empty() {
            return ShapeResult::Err(Fault::new("needs a layer at least"));
        }
        let output = shape_try!(self.given(Inputs::new(&[]), inner));
        let mut spec = LayerSpec::with_outputs(output);
        let mut i = 0;
        while i < self.layers.len() {
            spec = spec.with_inner(&self.layers.get(i), inner, 1);
            i += 1;
        }
        ShapeResult::Ok(spec)
    }
}

impl Layer for Pipeline {
    fn attribute_of_field(_field: &str) -> &str {
        "layers/"
    }

    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
        (0..self.layers.len()).fold(inputs[0].clone(), |x, layer| context.call_inner(layer, &[x]).tensor(0))
    }
}
