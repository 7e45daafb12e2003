//! What stands in a model for a type that is no layer: rustc says one thing of it, where it is written.

use std::marker::PhantomData;

use crate::config::{ArgumentName, ArgumentNames};
use crate::constraints::Constraint;
use crate::initializers::Initializer;
use crate::layer::{InnerLayer, LayerConfig, LayerType, Node};
use crate::layers::Flatten;
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

impl<T: LayerType> ArgumentKind<T> {
    /// A layer, an initializer, a regularizer or a constraint.
    pub const OF: usize = 0;
}

impl LayerKind<Sequential> {
    /// The list that grows, by whose name Python writes the other.
    pub const OF: usize = 2;
}

impl ArgumentKind<Sequential> {
    /// As a layer of a model.
    pub const OF: usize = 2;
}

/// What the type of an argument is, which is named as one that is no constant.
#[derive(Debug)]
pub struct OwnerKind<T: ?Sized>(PhantomData<T>);

impl<T: Copy> OwnerKind<T> {
    /// A constant after all.
    pub const OF: usize = 0;
}

impl<T: ?Sized> NoLayer for OwnerKind<T> {}

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
}

impl<T: ?Sized> NoLayer for LayerKind<T> {}
impl<T: ?Sized> NoLayer for ArgumentKind<T> {}

/// What is said of a type of this kind, if it is no layer.
pub const fn no_layer(kind: usize) -> ShapeResult<()> {
    let help = match kind {
        0 => return ShapeResult::Ok(()),
        SAID => return ShapeResult::Err(Fault::SAID),
        2 => {
            "its layers are written out in `sequential![…]`; a graph calls a list of them, `sequential![…](x)`"
        }
        _ => "a layer is a struct of its arguments with `#[derive(Config, Clone, Copy)]`",
    };
    ShapeResult::Err(Fault::new("is not a layer").help(help))
}

/// What the derive stands for where it has found a mistake, of which everything is said there.
pub const SAID: usize = 3;

/// The kind of a type, of which everything is said already if it is a layer but for what the derive asks for.
pub const fn unsaid(kind: usize, is_derived: bool) -> usize {
    if kind == 1 && is_derived { SAID } else { kind }
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

impl<T> Choose<T> for Choice<1> {
    type Layer = StandIn<1>;
}

impl<T> Choose<T> for Choice<SAID> {
    type Layer = StandIn<SAID>;
}

impl<T> Choose<T> for Choice<2> {
    type Layer = StandIn<2>;
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

    #[doc(hidden)]
    pub const fn __one(self) -> Self {
        self
    }

    #[doc(hidden)]
    pub const fn __several(self) -> Self {
        self
    }

    #[doc(hidden)]
    pub const fn __pairs(self) -> Self {
        self
    }

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
