//! What the macros expand to under rust-analyzer, beside what they expand to under rustc: names that complete, lead
//! somewhere and have documentation. Nothing of it is ever run.

use std::marker::PhantomData;
use std::ops::Deref;

pub use crate::activations::Words;
use crate::autodiff::Tensor;
pub use crate::config::Configured;
pub use crate::layer::LayerType;

/// The arguments of a layer. What has an unknown type beside it is not said to lack a method, as a word does that is none.
#[derive(Debug)]
pub struct Given<A, Unknown>(A, PhantomData<Unknown>);

impl<A, Unknown> Deref for Given<A, Unknown> {
    type Target = A;

    fn deref(&self) -> &A {
        &self.0
    }
}

/// The arguments of a layer.
pub fn given<A, Unknown>(arguments: A) -> Given<A, Unknown> {
    Given(arguments, PhantomData)
}

/// The arguments of every layer.
pub trait OfEveryLayer {
    /// Shape of the model's input, without the axis of the batch: `784`, `(28, 28, 1)`, or with `_` where only the data
    /// decide. The first layer of a list takes it; on a later one it is compared with the output of the layer before.
    fn input<V>(&self, _: V) {}

    /// Shape of the model's input, without the axis of the batch, as in Keras: `(784,)`. The same as `input`.
    fn input_shape<V>(&self, _: V) {}

    /// Name of the layer: the field of a named model, and what `get_layer` and files call it.
    fn name<V>(&self, _: V) {}

    /// Whether the weights of the layer are trained.
    fn trainable<V>(&self, _: V) {}
}

impl<A, Unknown> OfEveryLayer for Given<A, Unknown> {}

impl<A, Unknown> Words for Given<A, Unknown> {}

/// Input of a model: its shape without the axis of the batch, `Input(784)`, `Input(28, 28, 1)` or `Input(shape = (80,))`.
#[derive(Clone, Copy, Debug)]
pub struct Input;

/// The arguments of [`Input`].
#[derive(Clone, Copy, Debug)]
pub struct InputArgs;

impl Input {
    /// No arguments yet.
    pub const fn args() -> InputArgs {
        InputArgs
    }
}

impl InputArgs {
    /// Shape without the axis of the batch: `784`, `(28, 28, 1)`, or with `_` where only the data decide.
    pub fn shape<V>(self, _: V) {}

    /// Element type: `float32` or `int32`.
    pub fn dtype<V>(self, _: V) {}
}

/// What a layer gives that is called on tensors.
pub fn applied<L, T>(_: L, _: T) -> Tensor {
    unreachable!("this is never run")
}

/// A value of whatever type.
pub fn any<T, U>(_: T) -> U {
    unreachable!("this is never run")
}
