//! Layer traits: arguments, shape rule, forward pass.

use crate::autodiff::Tensor;
use crate::config::{ArgumentNames, Class};
use crate::layer::{AnyLayer, CallSignature, Context, Inner, InnerLayer, Node, Outcome, Outputs};
use crate::shape::{Inputs, ShapeResult, Spec, Specs};

/// The type behind a name such as `Dense` in a model. Derived.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a layer",
    label = "not a layer",
    note = "a layer is a struct of its arguments with `#[derive(Config, Clone, Copy)]`"
)]
pub trait LayerType {
    /// The configuration that its arguments make.
    type Config: 'static;

    /// The names of its arguments.
    #[doc(hidden)]
    type Names: ArgumentNames;

    /// What it takes as the first of a list, if it knows: a model does.
    #[doc(hidden)]
    const INPUT: Option<Spec> = None;
}

/// What the arguments of a layer make, if they are complete.
pub type BuildResult<T> = ShapeResult<<T as LayerType>::Config>;

/// What a layer becomes in a model that exists.
pub type BuiltOf<T> = <<T as LayerType>::Config as LayerConfig>::Built;

/// The arguments of a layer as a value, derived by `#[derive(Config)]` from the struct of its arguments.
///
/// It makes a setter for each field, by name and by position, and reads `#[default(…)]`. A field of type
/// `T` takes one value, `[T; 2]` takes `3` or `(3, 5)`, `List<T>` a tuple of any length, `OneOrMore<T>` that or one
/// value, [`Sides<2>`](crate::shape::Sides) also `((1, 2), (3, 4))`, [`InnerLayer`] a layer, `Option<T>` may be left out;
/// [`WeightArguments`](crate::layer::WeightArguments) is the initializer, the regularizer and the constraint of a weight. It
/// expects an inherent `pub const fn rule(&self, inputs: Inputs<'_>)` that answers with a [`ShapeResult`] of a
/// [`Spec`](crate::shape::Spec) or of a [`LayerSpec`](crate::layer::LayerSpec).
///
/// `#[layer(inputs(…))]` above the struct names what the layer is called on, in order: `query` is needed, `mask?` may be
/// left out, and `states*` is any number of tensors. A `key = value` that is left out before another is `value`. With
/// `reverse: bool` a call may say `reverse = true`: the first tensor then comes once more, in this place. A call in `graph!` may then give them by name. With `settings(…)`, it may give those arguments of the layer, too, as Keras's
/// `use_causal_mask`. With `listed`, Keras's layer takes the inputs as one list.
///
/// A layer with others inside has a rule of two parts. `given` says what the next of them is called on, once those
/// written before it have answered; `rule` answers when all of them have.
///
/// ```
/// use keras::autodiff::Tensor;
/// use keras::layers::{Config, Context, Inner, Layer, LayerSpec, InnerLayer};
/// use keras::shape::{Inputs, ShapeResult, Specs};
///
/// /// Adds what goes into a layer to what comes out of it.
/// #[derive(Config, Clone, Copy)]
/// pub struct Residual {
///     /// The layer, which keeps the shape.
///     layer: InnerLayer,
/// }
///
/// impl Residual {
///     /// The layer is called on the same tensor.
///     pub const fn given(&self, inputs: Inputs<'_>, _: Inner<'_>) -> ShapeResult<Specs> {
///         match inputs.one() {
///             ShapeResult::Ok(x) => ShapeResult::Ok(Specs::new(&[x])),
///             ShapeResult::Err(fault) => ShapeResult::Err(fault),
///         }
///     }
///
///     /// The output is shaped as the layer's.
///     pub const fn rule(&self, _: Inputs<'_>, inner: Inner<'_>) -> ShapeResult<LayerSpec> {
///         let spec = LayerSpec::with_outputs(self.layer.spec(inner).outputs());
///         ShapeResult::Ok(spec.with_inner(&self.layer, inner, 1))
///     }
/// }
///
/// impl Layer for Residual {
///     fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
///         &inputs[0] + context.call_inner(0, inputs).tensor(0)
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a layer",
    label = "a layer is a struct of its arguments with `#[derive(Config, Clone, Copy)]`"
)]
pub trait LayerConfig: Class<Made = AnyLayer> + Send + Sync + 'static {
    /// What it becomes in a model that exists.
    type Built: Node + 'static;

    /// What a call may give by name.
    const SIGNATURE: CallSignature = CallSignature::UNNAMED;

    /// A copy.
    fn copied(&self) -> Self;

    /// The rule.
    fn outcome(&self, inputs: Inputs<'_>) -> Outcome;

    /// The layers among its arguments, each with the name of its field.
    fn inner_layers(&self) -> Vec<(String, InnerLayer)> {
        vec![]
    }

    /// What the next of the layers inside is called on, if that can be said.
    fn inner_inputs(&self, _inputs: Inputs<'_>, _before: Inner<'_>) -> Option<Specs> {
        None
    }

    /// The layer with its weights, freshly initialized. Only one with others inside asks for its `inputs` again.
    fn build(self, name: &str, inputs: Inputs<'_>, outcome: &Outcome, trainable: bool) -> Self::Built;
}

/// Forward pass of a layer: what it computes.
///
/// ```
/// use keras::autodiff::Tensor;
/// use keras::backend as K;
/// use keras::layers::{Context, Layer, Config, LayerConfig};
/// use keras::shape::{Inputs, ShapeResult, Spec};
///
/// /// Multiplies by a number.
/// #[derive(Config, Clone, Copy)]
/// pub struct Scale {
///     /// The number.
///     factor: f32,
/// }
///
/// impl Scale {
///     /// The output is shaped as the input.
///     pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
///         inputs.one()
///     }
/// }
///
/// impl Layer for Scale {
///     fn call(&self, inputs: &[Tensor], _: &Context<'_>) -> Tensor {
///         &inputs[0] * self.factor
///     }
/// }
/// ```
pub trait Layer: LayerConfig {
    /// The output for a batch. The inputs have the shapes that the rule has accepted, after the batch axis.
    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor;

    /// All outputs for a batch, if the rule has planned several; [`call`](Self::call) is then the first of them.
    fn call_all(&self, inputs: &[Tensor], context: &Context<'_>) -> Outputs {
        Outputs::new([self.call(inputs, context)])
    }

    /// Which time steps of the (first) output count, if not all do; by default nothing is said of them. A layer that
    /// keeps time steps apart passes on what it was given: `inputs[0].mask()`.
    ///
    /// As [masking](https://keras.io/guides/understanding_masking_and_padding/) in Keras.
    fn mask(&self, _inputs: &[Tensor]) -> Option<Tensor> {
        None
    }

    /// The layer inside Keras's layer that a weight is of, by the attribute that holds it: `cell` of an LSTM's. Files of
    /// Keras's have the weight there.
    #[doc(hidden)]
    fn part_with_weight(_weight: &str) -> Option<&'static str> {
        None
    }

    /// The attribute of Keras's layer that holds the layer inside which a field does; `cells/` of one in a list of them.
    #[doc(hidden)]
    fn attribute_of_field(field: &str) -> &str {
        field
    }
}

/// What a call of a layer may give by name, whatever its arguments make.
pub const fn signature<C: LayerConfig>(_: &ShapeResult<C>) -> CallSignature {
    C::SIGNATURE
}
