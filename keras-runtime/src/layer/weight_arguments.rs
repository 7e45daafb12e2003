//! The arguments that every weight of a layer has.

use crate::constraints::Constraint;
use crate::initializers::Initializer;
use crate::layer::WeightSpec;
use crate::regularizers::Regularizer;
use crate::shape::Shape;

/// Initializer, regularizer and constraint of a weight: one field of a layer, which is three of its arguments.
///
/// A field `kernel` is the arguments `kernel_initializer`, `kernel_regularizer` and `kernel_constraint`; its `#[default(…)]`
/// is the initializer's, and what its documentation says names the weight in theirs. As in Keras, the initializers of all
/// weights come first by position, then their regularizers, then their constraints.
///
/// ```
/// use keras::autodiff::Tensor;
/// use keras::layers::{Config, Context, Layer, LayerSpec, WeightArguments};
/// use keras::shape::{Inputs, Shape, ShapeResult};
/// use keras::{sequential, shape_try};
///
/// /// Multiplies by one learnt number.
/// #[derive(Config, Clone, Copy)]
/// pub struct Gain {
///     /// The gain.
///     #[default(ones)]
///     gain: WeightArguments,
/// }
///
/// impl Gain {
///     /// The output is shaped as the input.
///     pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<LayerSpec> {
///         let x = shape_try!(inputs.one_float());
///         ShapeResult::Ok(LayerSpec::new(x).weight(self.gain.weight("gain", Shape::known(&[1]))))
///     }
/// }
///
/// impl Layer for Gain {
///     fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
///         &inputs[0] * &context.weight("gain")
///     }
/// }
///
/// let model = sequential![Gain(gain_initializer = zeros, gain_constraint = non_neg, input = 3)];
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WeightArguments {
    /// Initializer of the weight.
    pub initializer: Initializer,
    /// Regularizer applied to the weight.
    pub regularizer: Option<Regularizer>,
    /// Constraint applied to the weight after each update.
    pub constraint: Option<Constraint>,
}

impl WeightArguments {
    /// The trainable weight of this name and shape.
    pub const fn weight(&self, name: &'static str, shape: Shape) -> WeightSpec {
        WeightSpec::new(name, shape, self.initializer)
            .regularizer(self.regularizer)
            .constraint(self.constraint)
    }
}
