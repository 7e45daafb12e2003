//! What is written with a capital, and values of a user's own among those of the library.

use std::fmt;
use std::ptr;

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

    /// The arguments, none given yet.
    const ARGUMENTS: Self::Arguments;
}

/// What the library makes of arguments of its own.
pub(crate) const fn made<T: Copy>(made: ShapeResult<T>) -> T {
    match made {
        ShapeResult::Ok(value) => value,
        ShapeResult::Err(fault) => fault.raise("default"),
    }
}

/// A value of a user's own type, which lives as long as the program: it is a constant of a model.
pub struct Own<T: ?Sized + 'static>(pub &'static T);

impl<T: ?Sized> Clone for Own<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: ?Sized> Copy for Own<T> {}

/// It is itself, whatever it holds.
impl<T: ?Sized> PartialEq for Own<T> {
    fn eq(&self, other: &Self) -> bool {
        ptr::addr_eq(self.0, other.0)
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for Own<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
