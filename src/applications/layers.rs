//! Layers that Keras's networks bring with them.

use crate::autodiff::Tensor;
use crate::initializers::Initializer;
use crate::layers::{Add, Context, Layer, LayerSpec, WeightSpec};
use crate::prelude::*;
use crate::shape::{Dim, Fault, Inputs, Shape, ShapeResult, Spec};
use crate::shape_try;

/// Layer scale: each channel times a factor that is learnt, which begins as `init_values`.
///
/// | | shape |
/// | --- | --- |
/// | input, output | any, its last axis of `projection_dim` channels |
/// | `gamma` | `(projection_dim)` |
///
/// A file of Python's with it is read where it is registered,
/// [`CustomObjects::new().with::<LayerScale>()`](crate::saving::CustomObjects).
///
/// Source: Touvron, Cord, Sablayrolles, Synnaeve and Jégou, [Going deeper with image
/// transformers](https://arxiv.org/abs/2103.17239). Part of Keras's [`ConvNeXt`](super::convnext).
#[derive(Config, Clone, Copy, Debug)]
#[layer(package = "keras.src.applications.convnext")]
pub struct LayerScale {
    /// What the factors begin as.
    init_values: f32,
    /// The number of channels.
    projection_dim: usize,
}

impl LayerScale {
    /// The output is shaped as the input.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<LayerSpec> {
        let x = shape_try!(inputs.one_float());
        let channels = Shape::known(&[self.projection_dim]);
        match x.shape().last() {
            Some(Dim::Known(found)) if found == self.projection_dim => {}
            _ => {
                let fault = Fault::new("takes ").number(self.projection_dim).text(" channels, was given ");
                return ShapeResult::Err(fault.shape(&x.shape()));
            }
        }
        let gamma = WeightSpec::new("gamma", channels, Initializer::Constant(self.init_values));
        ShapeResult::Ok(LayerSpec::new(x).weight(gamma))
    }
}

impl Layer for LayerScale {
    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
        &inputs[0] * &context.weight("gamma")
    }
}

/// Residual connection, scaled: the first input and `scale` times the second, `x + scale * y`.
///
/// Part of Keras's [`InceptionResNetV2`](super::InceptionResNetV2). The inputs have one shape, and so has the output.
#[derive(Config, Clone, Copy, Debug)]
#[layer(package = "keras.src.applications.inception_resnet_v2")]
pub struct CustomScaleLayer {
    /// Factor of the second input.
    scale: f32,
}

impl CustomScaleLayer {
    /// The output is shaped as the inputs.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        if inputs.as_slice().len() != 2 {
            let fault = Fault::new("takes two tensors, was given ").number(inputs.as_slice().len());
            return ShapeResult::Err(fault.help("call it on a list, `CustomScaleLayer(0.1)([x, y])`"));
        }
        Add {}.rule(inputs)
    }
}

impl Layer for CustomScaleLayer {
    fn call(&self, inputs: &[Tensor], _: &Context<'_>) -> Tensor {
        &inputs[0] + &(&inputs[1] * self.scale)
    }
}
