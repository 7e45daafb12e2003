//! What stands in a model for a type that is no layer: rustc says one thing of it, where it is written.

use std::marker::PhantomData;

use crate::config::{ArgumentName, ArgumentNames, Class};
use crate::constraints::Constraint;
use crate::initializers::Initializer;
use crate::layer::{AnyLayer, InnerLayer, Layer, LayerConfig, LayerType, Node};
use crate::layers::{Flatten, RenormClipping};
use crate::model::Sequential;
use crate::regularizers::Regularizer;
use crate::shape::{DType, Fault, ShapeResult};

/// What a type is as a layer of a model. Its constant `OF` is that of the implementation whose bounds hold, and of
/// [`NoLayer`] if none do.
#[derive(Debug)]
pub struct LayerKind<T: ?Sized>(PhantomData<T>);

/// What a type is among the arguments of a layer, where values are written like layers.
#[derive(Debug)]
pub struct ArgumentKind<T: ?Sized>(PhantomData<T>);

impl<T: LayerType<Config: LayerConfig<Built: Node>>> LayerKind<T> {
    /// A layer.
    pub const OF: usize = 0;
}

impl<T: LayerType<Config: LayerConfig>> LayerKind<T> {
    /// It has the derive, which says what else a layer wants.
    pub const IS_DERIVED: bool = true;
}

impl<T: Layer> LayerKind<T> {
    /// It has a call, where rustc says that the derive is missing.
    pub const HAS_CALL: bool = true;
}

impl<T: LayerType> ArgumentKind<T> {
    /// A layer, an initializer, a regularizer or a constraint.
    pub const OF: usize = 0;
}

impl<T: Class<Made: Made>> LayerKind<T> {
    /// Where what it makes has its place.
    pub const MAKES: usize = <T::Made as Made>::PLACE;
}

impl<T: Class<Made: Made>> ArgumentKind<T> {
    /// Where what it makes has its place.
    pub const MAKES: usize = <T::Made as Made>::PLACE;
}

/// What a class makes: a layer, or something that a model is given elsewhere.
pub trait Made {
    /// The kind of the class as a layer.
    const PLACE: usize;
}

impl Made for AnyLayer {
    const PLACE: usize = 1;
}

impl Made for Initializer {
    const PLACE: usize = AN_INITIALIZER;
}

impl Made for Regularizer {
    const PLACE: usize = A_REGULARIZER;
}

impl Made for Constraint {
    const PLACE: usize = A_CONSTRAINT;
}

impl LayerKind<Sequential> {
    /// The list that grows, by whose name Python writes the other.
    pub const OF: usize = 2;
}

impl ArgumentKind<Sequential> {
    /// As a layer of a model.
    pub const OF: usize = 2;
}

impl ArgumentKind<RenormClipping> {
    /// It has methods.
    pub const OF: usize = BY_METHODS;
}

/// What the type of an argument is, which is named as one that is no constant.
#[derive(Debug)]
pub struct OwnerKind<T: ?Sized>(PhantomData<T>);

impl<T: Copy> OwnerKind<T> {
    /// A constant after all.
    pub const OF: usize = 0;
}

impl<T: ?Sized> NoLayer for OwnerKind<T> {}

/// What is said of a struct with an argument that owns memory, unless it is declared to be `Copy`.
pub const fn owns(is_copy: bool, help: &str) -> ShapeResult<()> {
    if is_copy {
        return ShapeResult::Ok(());
    }
    ShapeResult::Err(Fault::new("is a layer, whose arguments are constants and own no memory").help(help))
}

/// Refuses a type of one's own that has the name of another.
///
/// # Panics
///
/// If it is one: this is how rustc is told.
#[track_caller]
pub const fn owner(kind: usize) {
    assert!(kind != 0, "a type of the standard library has this name: give yours another");
}

/// Any other type.
pub trait NoLayer {
    /// None of these.
    const OF: usize = 1;
    /// Nobody has said anything of it.
    const IS_DERIVED: bool = false;
    /// It computes nothing.
    const HAS_CALL: bool = false;
    /// It makes nothing.
    const MAKES: usize = 1;
    /// It watches no training.
    const IS_CALLBACK: bool = false;
}

impl<T: ?Sized> NoLayer for LayerKind<T> {}

impl<T: ?Sized> NoLayer for ArgumentKind<T> {
    const MAKES: usize = NO_VALUE;
}

/// What is said of a type of this kind, if it is no layer.
pub const fn no_layer(kind: usize) -> ShapeResult<()> {
    let (what, help) = match kind {
        0 => return ShapeResult::Ok(()),
        SAID => return ShapeResult::Err(Fault::SAID),
        2 => (
            "is not a layer",
            "its layers are written out in `sequential![…]`; a graph calls a list of them, `sequential![…](x)`",
        ),
        IN_FRONT => (
            "is not a layer here",
            "it is in `keras::utils`, and works in front of the model: `fit` is given the numbers that it makes",
        ),
        OF_LABELS => (
            "is not a layer here",
            "it changes labels, which a layer is not given: mix images and labels in the `map` of a `Dataset` of batches",
        ),
        OF_BOXES => (
            "is not a layer here",
            "bounding boxes are no data of a model: bring them to an array of a fixed number in front of it",
        ),
        BY_METHODS => (
            "is not called on its arguments",
            "they are set by methods: `RenormClipping::new().rmax(3.0).dmax(5.0)`",
        ),
        A_LOSS => (
            "is a loss, not a layer",
            "`compile` takes it: `model.compile(Adam::default(), MeanSquaredError::default(), metrics![])`",
        ),
        A_METRIC => (
            "is a metric, not a layer",
            "`compile` takes it: `model.compile(Adam::default(), MeanSquaredError::default(), metrics![AUC()])`",
        ),
        AN_OPTIMIZER => (
            "is an optimizer, not a layer",
            "`compile` takes it: `model.compile(Adam::new(1e-3), MeanSquaredError::default(), metrics![])`",
        ),
        A_SCHEDULE => (
            "is a learning-rate schedule, not a layer",
            "an optimizer takes it: `Adam::new(CosineDecay::new(1e-3, 1000))`",
        ),
        A_CALLBACK => (
            "is a callback, not a layer",
            "`fit` takes it: `Fit::epochs(10).callback(EarlyStopping::monitor(\"val_loss\"))`",
        ),
        AN_INITIALIZER => (
            "is an initializer, not a layer",
            "a layer takes it: `Dense(10, kernel_initializer = HeNormal())`",
        ),
        A_REGULARIZER => {
            ("is a regularizer, not a layer", "a layer takes it: `Dense(10, kernel_regularizer = L2(0.01))`")
        }
        A_CONSTRAINT => (
            "is a constraint, not a layer",
            "a layer takes it: `Dense(10, kernel_constraint = MaxNorm(2.0))`",
        ),
        NO_VALUE => (
            "is neither a layer nor a value of an argument",
            "`#[derive(Config, Clone, Copy)]` makes a layer of a struct of its arguments, and with `#[config(initializer)]` an \
             initializer; a regularizer and a constraint likewise",
        ),
        _ => ("is not a layer", "a layer is a struct of its arguments with `#[derive(Config, Clone, Copy)]`"),
    };
    ShapeResult::Err(Fault::new(what).help(help))
}

/// What the derive stands for where it has found a mistake, of which everything is said there.
pub const SAID: usize = 3;

/// A layer of Keras that makes numbers of texts and categories, which is in `keras::utils` here.
pub const IN_FRONT: usize = 4;

/// A layer of Keras that is given labels.
pub const OF_LABELS: usize = 5;

/// A layer of Keras that is given bounding boxes.
pub const OF_BOXES: usize = 6;

/// A value of an argument that is made by methods.
pub const BY_METHODS: usize = 7;

/// What [`compile`](crate::training::Compile::compile) takes: a loss.
pub const A_LOSS: usize = 8;

/// The same: a metric.
pub const A_METRIC: usize = 9;

/// The same: an optimizer.
pub const AN_OPTIMIZER: usize = 10;

/// What an optimizer takes: a learning-rate schedule.
pub const A_SCHEDULE: usize = 11;

/// What [`fit`](crate::training::Compiled::fit) takes: a callback.
pub const A_CALLBACK: usize = 12;

/// What a layer takes for its weights: an initializer.
pub const AN_INITIALIZER: usize = 13;

/// The same: a regularizer.
pub const A_REGULARIZER: usize = 14;

/// The same: a constraint.
pub const A_CONSTRAINT: usize = 15;

/// What is neither a layer nor a value that is written like one.
pub const NO_VALUE: usize = 16;

/// The kind of a type, of which everything is said already if it is a layer but for the derive, or for what that asks for;
/// if it is none, what it is instead.
pub const fn unsaid(kind: usize, is_said: bool, makes: usize, is_callback: bool) -> usize {
    match kind {
        1 if is_said => SAID,
        1 if is_callback => A_CALLBACK,
        1 => makes,
        _ => kind,
    }
}

/// The choice between a type of this kind and what stands for it.
#[derive(Debug)]
pub struct Choice<const KIND: usize>;

/// Chooses for a type.
pub trait Choose<T> {
    /// The type if it is a layer.
    type Layer;
}

impl<T> Choose<T> for Choice<0> {
    type Layer = T;
}

macro_rules! stand_ins {
    ($($kind:expr),*) => {$(
        impl<T> Choose<T> for Choice<{ $kind }> {
            type Layer = StandIn<{ $kind }>;
        }
    )*};
}

stand_ins! {
    1, 2, SAID, IN_FRONT, OF_LABELS, OF_BOXES, BY_METHODS, A_LOSS, A_METRIC, AN_OPTIMIZER, A_SCHEDULE, A_CALLBACK,
    AN_INITIALIZER, A_REGULARIZER, A_CONSTRAINT, NO_VALUE
}

/// Stands for a type of this kind, whose arguments nobody knows.
#[derive(Clone, Copy, Debug)]
pub struct StandIn<const KIND: usize>;

impl<const KIND: usize> StandIn<KIND> {
    #[doc(hidden)]
    pub const INPUT_DTYPE: DType = DType::Float;
    #[doc(hidden)]
    pub const IS_LAYER: bool = true;

    /// None of them is set.
    pub const fn args() -> Self {
        Self
    }

    /// What is said of the type.
    pub const fn build(self) -> ShapeResult<Flatten> {
        match no_layer(KIND) {
            ShapeResult::Err(fault) => ShapeResult::Err(fault),
            ShapeResult::Ok(()) => ShapeResult::Err(Fault::SAID),
        }
    }

    values_as_they_are!();

    #[doc(hidden)]
    pub const fn __argument<A: FromNoLayer>(_: &'static ShapeResult<Flatten>, _: usize) -> A {
        A::ANY
    }
}

impl<const KIND: usize> LayerType for StandIn<KIND> {
    type Config = Flatten;
    type Names = UnknownNames;
}

/// The names of arguments that nobody knows.
#[derive(Clone, Copy, Debug)]
pub struct UnknownNames;

impl ArgumentNames for UnknownNames {
    const NAMES: &'static [ArgumentName] = &[];
    const COMMON: &'static [ArgumentName] = &[];
    const ARE_UNKNOWN: bool = true;
}

/// Arguments that are written like a layer.
#[diagnostic::on_unimplemented(
    message = "a `{Self}` is not written like a layer",
    label = "expected a value of `{Self}`, as Rust makes it"
)]
pub trait FromNoLayer {
    /// One that nobody looks at.
    const ANY: Self;
}

impl FromNoLayer for InnerLayer {
    const ANY: Self = InnerLayer::new(&ShapeResult::Ok(Flatten {}), 0);
}

impl FromNoLayer for Initializer {
    const ANY: Self = Self::UNKNOWN;
}

impl FromNoLayer for Regularizer {
    const ANY: Self = Self::UNKNOWN;
}

impl FromNoLayer for Constraint {
    const ANY: Self = Self::UNKNOWN;
}

impl FromNoLayer for RenormClipping {
    const ANY: Self = Self::new();
}
