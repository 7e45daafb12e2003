//! User-defined values among those of the library.

use std::fmt;
use std::ptr;

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
