//! Values that a macro makes of arguments and a program holds by itself, such as a metric.

use super::ArgumentNames;
use crate::shape::ShapeResult;

/// What a program holds by itself and a macro makes of its arguments: `#[derive(Config)]` of a metric, a loss, a
/// schedule or an optimizer.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a metric that takes arguments",
    label = "expected a struct with `#[derive(Config)]` and `#[config(metric)]` or `#[config(loss)]`",
    note = "in parentheses it is an expression like any other"
)]
pub trait Configured {
    /// The struct of the arguments.
    type Arguments;

    /// The names of the arguments.
    #[doc(hidden)]
    type Names: ArgumentNames;

    /// [`Complete`], or [`Said`] of a struct that is not what it says.
    #[doc(hidden)]
    type State;

    /// The arguments, none given yet.
    const ARGUMENTS: Self::Arguments;
}

/// Says of a struct that it is what it says.
#[derive(Clone, Copy, Debug)]
pub struct Complete;

/// Says of a struct that it lacks the trait of what it says that it is, which rustc is told where it is declared.
#[derive(Clone, Copy, Debug)]
pub struct Said;

/// What the library makes of arguments of its own.
pub(crate) const fn default_of<T: Copy>(made: ShapeResult<T>) -> T {
    match made {
        ShapeResult::Ok(value) => value,
        ShapeResult::Err(fault) => fault.raise("default"),
    }
}
