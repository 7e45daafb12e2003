//! What a struct with `#[derive(Config)]` is, whose attributes say nothing: a layer, unless it has the trait of something
//! else. Then rustc says that once, where the struct is declared, and the methods of a layer that it lacks are not missed.

use std::marker::PhantomData;

use crate::constraints::{Constraint, CustomConstraint};
use crate::initializers::{CustomInitializer, Initializer};
use crate::layer::{Built, BuiltOf, InnerLayer, LayerConfig, LayerType, Outcome};
use crate::losses::Loss;
use crate::metrics::Metric;
use crate::model::{FromNoLayer, SAID, StandIn};
use crate::optimizers::UpdateRule;
use crate::regularizers::{CustomRegularizer, Regularizer};
use crate::schedules::Schedule;
use crate::shape::{Fault, Inputs, ShapeResult, Spec};

/// The traits of a type. Each constant is that of the implementation whose bounds hold, and of [`NoTrait`] if none do.
#[derive(Debug)]
pub struct TraitsOf<T: ?Sized>(PhantomData<T>);

/// Has none of these traits.
pub trait NoTrait {
    #[doc(hidden)]
    const IS_COPY: bool = false;
    #[doc(hidden)]
    const IS_LOSS: bool = false;
    #[doc(hidden)]
    const IS_METRIC: bool = false;
    #[doc(hidden)]
    const IS_SCHEDULE: bool = false;
    #[doc(hidden)]
    const IS_OPTIMIZER: bool = false;
    #[doc(hidden)]
    const IS_INITIALIZER: bool = false;
    #[doc(hidden)]
    const IS_REGULARIZER: bool = false;
    #[doc(hidden)]
    const IS_CONSTRAINT: bool = false;
}

impl<T: ?Sized> NoTrait for TraitsOf<T> {}

impl<T: Copy> TraitsOf<T> {
    #[doc(hidden)]
    pub const IS_COPY: bool = true;
}

/// Arguments of a layer, and whether they are `Copy`.
#[derive(Debug)]
pub struct Arguments<T, const IS_COPY: bool>(PhantomData<T>);

impl<T: Copy> Arguments<T, true> {
    /// A copy.
    pub fn copied(arguments: &T) -> T {
        *arguments
    }
}

impl<T> Arguments<T, false> {
    #[doc(hidden)]
    pub fn copied(_: &T) -> T {
        unreachable!("this does not compile")
    }
}

/// A struct that is what the number says: a layer if it is 0.
#[derive(Debug)]
pub struct Undeclared<T, const KIND: usize>(PhantomData<T>);

/// What a layer gives that is none.
type NoBuilt = BuiltOf<StandIn<SAID>>;

/// What is made of a struct of arguments.
pub trait MadeOf<T> {
    /// In a model.
    type Built;
    /// Among the arguments of a layer.
    type Argument;
}

impl<T: LayerConfig> MadeOf<T> for Undeclared<T, 0> {
    type Built = Built<T>;
    type Argument = InnerLayer;
}

impl<T> Undeclared<T, 0> {
    /// The arguments.
    pub const fn layer(arguments: &T) -> &T {
        arguments
    }

    /// The layer in a model.
    pub fn build(config: T, name: &str, inputs: Inputs<'_>, outcome: &Outcome, trainable: bool) -> Built<T>
    where
        T: LayerConfig,
    {
        Built::new(config, name, inputs, outcome, trainable)
    }
}

impl<T: LayerType<Config = T> + LayerConfig> Undeclared<T, 0> {
    /// What stands for it among the arguments of a layer.
    pub const fn argument(made: &'static ShapeResult<T>, place: usize) -> InnerLayer {
        InnerLayer::new(made, place)
    }
}

/// Has a rule that is never asked.
#[derive(Clone, Copy, Debug)]
pub struct NoRule;

impl NoRule {
    /// Everything is said already.
    pub const fn rule(&self, _: Inputs<'_>) -> ShapeResult<Spec> {
        ShapeResult::Err(Fault::SAID)
    }
}

/// The number of each word, the constant that says so, its trait, and what stands for it among arguments.
macro_rules! words {
    ($($number:literal $article:literal $word:literal $is:ident: $trait:path, $argument:ty = $value:expr;)*) => {
        $(
            impl<T: $trait> TraitsOf<T> {
                #[doc(hidden)]
                pub const $is: bool = true;
            }

            impl<T> MadeOf<T> for Undeclared<T, $number> {
                type Built = NoBuilt;
                type Argument = $argument;
            }

            impl<T> Undeclared<T, $number> {
                #[doc(hidden)]
                pub const fn layer(_: &T) -> &NoRule {
                    &NoRule
                }

                #[doc(hidden)]
                pub fn build(_: T, _: &str, _: Inputs<'_>, _: &Outcome, _: bool) -> NoBuilt {
                    unreachable!("this does not compile")
                }

                #[doc(hidden)]
                pub const fn argument(_: &'static ShapeResult<T>, _: usize) -> $argument {
                    $value
                }
            }
        )*

        /// What is said of a struct of this kind.
        pub const fn undeclared(kind: usize, is_copy: bool) -> ShapeResult<()> {
            match kind {
                0 if !is_copy => ShapeResult::Err(
                    Fault::new("is a layer whose arguments are not `Copy`").help("write `#[derive(Config, Clone, Copy)]` above it")
                ),
                $($number => ShapeResult::Err(
                    Fault::new(concat!("is ", $article, " ", $word)).help(concat!("say so above it: `#[config(", $word, ")]`"))
                ),)*
                _ => ShapeResult::Ok(()),
            }
        }
    };
}

words! {
    1 "a" "loss" IS_LOSS: Loss, InnerLayer = NO_LAYER;
    2 "a" "metric" IS_METRIC: Metric, InnerLayer = NO_LAYER;
    3 "a" "schedule" IS_SCHEDULE: Schedule, InnerLayer = NO_LAYER;
    4 "an" "optimizer" IS_OPTIMIZER: UpdateRule, InnerLayer = NO_LAYER;
    5 "an" "initializer" IS_INITIALIZER: CustomInitializer, Initializer = Initializer::UNKNOWN;
    6 "a" "regularizer" IS_REGULARIZER: CustomRegularizer, Regularizer = Regularizer::UNKNOWN;
    7 "a" "constraint" IS_CONSTRAINT: CustomConstraint, Constraint = Constraint::UNKNOWN;
}

const NO_LAYER: InnerLayer = <InnerLayer as FromNoLayer>::ANY;

/// The number of the first word that is said of a struct.
pub const fn first_of(words: [bool; 7]) -> usize {
    let mut i = 0;
    while i < words.len() {
        if words[i] {
            return i + 1;
        }
        i += 1;
    }
    0
}
