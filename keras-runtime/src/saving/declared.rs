//! What a struct with `#[derive(Config)]` says that it is, such as `#[config(metric)]`. Where it lacks the trait of that,
//! rustc says so once, where the struct is declared, and what stands for it is used in silence.

use std::marker::PhantomData;

use crate::config::{Complete, Own, Said};
use crate::constraints::{Constraint, CustomConstraint, own_constraint};
use crate::initializers::{CustomInitializer, Initializer, own_initializer};
use crate::losses::{AnyLoss, Loss};
use crate::metrics::Metric;
use crate::regularizers::{CustomRegularizer, Regularizer, own_regularizer};
use crate::schedules::{LearningRate, Schedule};
use crate::shape::{Fault, ShapeResult};

/// A struct that says what it is, and whether it has the trait of that.
#[derive(Debug)]
pub struct Declared<T, const HAS_TRAIT: bool>(PhantomData<T>);

/// Whether everything is said of a struct.
pub trait Declaration {
    /// [`Complete`] or [`Said`].
    type State;
}

impl<T> Declaration for Declared<T, true> {
    type State = Complete;
}

impl<T> Declaration for Declared<T, false> {
    type State = Said;
}

/// What a program holds by itself, of each trait.
macro_rules! standalone {
    ($($name:ident: $trait:path => $made:ty = $make:expr;)*) => {$(
        impl<T: $trait + Sync + 'static> Declared<T, true> {
            #[doc(hidden)]
            pub fn $name(value: T) -> $made {
                $make(value)
            }
        }

        impl<T> Declared<T, false> {
            #[doc(hidden)]
            pub fn $name(_: T) -> $made {
                unreachable!("this does not compile")
            }
        }
    )*};
}

standalone! {
    loss: Loss => AnyLoss = AnyLoss::new;
    metric: Metric => Box<dyn Metric> = Box::new;
    schedule: Schedule => LearningRate = LearningRate::from;
}

/// The values of arguments of layers, of each trait: one that a program makes, and one that is a constant.
macro_rules! values {
    ($($name:ident, $own:ident: $trait:path => $made:ident;)*) => {$(
        impl<T: $trait + 'static> Declared<T, true> {
            #[doc(hidden)]
            pub fn $name(value: T) -> $made {
                $made::Own(Own(Box::leak(Box::new(value))))
            }

            #[doc(hidden)]
            pub const fn $own(made: &'static ShapeResult<T>) -> $made {
                $own(made)
            }
        }

        impl<T> Declared<T, false> {
            #[doc(hidden)]
            pub fn $name(_: T) -> $made {
                unreachable!("this does not compile")
            }

            #[doc(hidden)]
            pub const fn $own(_: &'static ShapeResult<T>) -> $made {
                $made::UNKNOWN
            }
        }
    )*};
}

values! {
    initializer, own_initializer: CustomInitializer => Initializer;
    regularizer, own_regularizer: CustomRegularizer => Regularizer;
    constraint, own_constraint: CustomConstraint => Constraint;
}

/// What is said of a struct that is not what it says, `is not a metric`, and how it becomes that.
pub const fn declared(has_trait: bool, what: &str, help: &str) -> ShapeResult<()> {
    if has_trait { ShapeResult::Ok(()) } else { ShapeResult::Err(Fault::new(what).help(help)) }
}
