//! A layer of a model, its type erased.

use std::any::Any;
use std::fmt;

use crate::Result;
use crate::autodiff::Tensor;
use crate::config::{Map, Value};
use crate::layer::recurrent_state::RecurrentState;
use crate::layer::{
    CallSignature, ForwardPass, NodePath, Outcome, Outputs, Place, Tracer, VisitGroup, Weight,
};
use crate::sealed::Sealed;
use crate::shape::{Inputs, Specs};

/// A layer of a model, whatever its type. It is made of a [`Layer`](crate::layer::Layer), and implemented by nothing else.
#[diagnostic::on_unimplemented(
    message = "this layer does not say what it computes",
    label = "it has arguments, but no `call`",
    note = "implement `keras::layers::Layer` for it; what is none says so above it, `#[config(initializer)]`, `#[config(loss)]`"
)]
pub trait Node: Sealed + Send + Sync {
    /// The name that it was built under: `dense_1`.
    fn name(&self) -> &str;

    /// The name of its type: `Dense`.
    fn class(&self) -> &str;

    /// Its arguments as Keras writes them, with its name and whether it is trained.
    ///
    /// ```
    /// use keras::layers::Node;
    /// use keras::prelude::*;
    ///
    /// let model = sequential![Dense(3, activation = relu, input = 4, name = hidden)];
    /// let config = model.get_layer("hidden")?.config()?;
    /// assert_eq!(config["units"], 3);
    /// assert_eq!(config["kernel_initializer"]["class_name"], "GlorotUniform");
    /// # Ok::<(), keras::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If an argument has no form in JSON, as a function without a name.
    fn config(&self) -> Result<Map>;

    /// All that Keras writes of it: module, class, configuration.
    ///
    /// # Errors
    ///
    /// As of [`config`](Self::config).
    fn to_json(&self) -> Result<Value>;

    /// What its calls take by name.
    #[doc(hidden)]
    fn signature(&self) -> CallSignature;

    /// The specs of what it gives.
    fn outputs(&self) -> Specs;

    /// What its rule answers to these inputs, as of another call of it.
    #[doc(hidden)]
    fn outcome(&self, inputs: Inputs<'_>) -> Outcome;

    /// Shows each of its weights, in Keras's order, with the path that it has where the layer itself stands at `path`.
    fn each_weight<'a>(&'a self, path: &NodePath<'_>, visit: &mut dyn FnMut(&NodePath<'_>, &'a Weight));

    /// Shows each of its weights, to change.
    fn each_weight_mut<'a>(&'a mut self, visit: &mut dyn FnMut(&'a mut Weight));

    /// Shows the groups that Keras's files have its weights in, in the order of the weights. Its own stands at `path`.
    #[doc(hidden)]
    fn each_group(&self, path: &str, name: &str, visit: &mut VisitGroup<'_>);

    /// Its weights, in Keras's order.
    fn weights(&self) -> Vec<&Weight> {
        let mut weights = Vec::new();
        self.each_weight(&NodePath::ROOT, &mut |_, weight| weights.push(weight));
        weights
    }

    /// Its weights, to change.
    fn weights_mut(&mut self) -> Vec<&mut Weight> {
        let mut weights = Vec::new();
        self.each_weight_mut(&mut |weight| weights.push(weight));
        weights
    }

    /// Lets training change its weights, or not, whatever its argument `trainable` says.
    ///
    /// As in Keras this goes with the layer: one that was frozen so is frozen in every model that it is moved to. But one that
    /// was trained so in one model is frozen by `trainable = false` in another, until it is said there again.
    fn set_trainable(&mut self, trainable: bool);

    /// Lets training change its weights, or not, as its place in a model and
    /// [`set_trainable`](Self::set_trainable) say.
    #[doc(hidden)]
    fn settle(&mut self, place: Place);

    /// How many numbers among its weights training changes in a place.
    #[doc(hidden)]
    fn trainable_params(&self, place: Place) -> usize;

    /// Lets it forget what it keeps from batch to batch besides its weights, as layers do that are `stateful`.
    fn reset_state(&self) {
        self.each_state(&NodePath::ROOT, &mut |_, state| state.forget());
    }

    /// Shows what it and the layers inside keep from batch to batch, with the path of the layer that does.
    #[doc(hidden)]
    fn each_state(&self, path: &NodePath<'_>, visit: &mut dyn FnMut(&NodePath<'_>, &RecurrentState));

    /// A copy with weights and states of its own.
    #[doc(hidden)]
    fn duplicate(&self) -> Self
    where
        Self: Sized;

    /// The layer, to be looked at as what it is.
    #[doc(hidden)]
    fn as_any(&self) -> &dyn Any;

    /// The same, its type erased.
    #[doc(hidden)]
    fn boxed(&self) -> Box<dyn Node>;

    /// The module of Keras that its type is in; another one if it is not of the library.
    #[doc(hidden)]
    fn module(&self) -> &'static str;

    /// The layers inside it, each with the name of the argument that holds it.
    #[doc(hidden)]
    fn inner(&self) -> Vec<(&str, &dyn Node)>;

    /// Shows a call of it, or, of a model, the calls of its layers.
    #[doc(hidden)]
    fn trace(&self, path: &NodePath<'_>, inputs: &[usize], tracer: &mut dyn Tracer) -> Result<Vec<usize>>;

    /// What it gives for a batch; nothing is computed after a failure.
    fn call(&self, inputs: &[Tensor], pass: &ForwardPass) -> Outputs;
}

impl Clone for Box<dyn Node> {
    fn clone(&self) -> Self {
        (**self).boxed()
    }
}

impl fmt::Debug for dyn Node + '_ {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.name(), self.class())
    }
}
