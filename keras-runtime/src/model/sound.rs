//! The checks of a model as types. Where one fails, what rustc says of it is all that it says: a type that depends on
//! it, such as that of the output, is taken for any other.

/// A check, which is made where this type is written.
#[derive(Debug)]
pub struct Asked<const IS_ASKED: bool>;

/// A model whose checks are these types, in one of several scopes.
pub trait Sound<const SCOPE: usize> {
    /// The types.
    type Checks;
}

/// A type that depends on checks.
pub trait Beside<Checks> {
    /// The type.
    type Itself;
}

impl<T, Checks> Beside<Checks> for T {
    type Itself = T;
}
