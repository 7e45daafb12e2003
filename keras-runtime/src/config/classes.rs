//! Class lookup: what a name in a configuration may mean.

use std::any::{Any, TypeId};

use super::{Config, Map};
use crate::Result;

/// A struct of arguments that a configuration may name, and what its arguments make. Derived.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a class that a file may name",
    label = "expected a struct of arguments with `#[derive(Config)]`"
)]
pub trait Class: Config {
    /// What it makes: a layer, a loss, a metric, an optimizer of whatever type, a learning rate, an initializer, a
    /// regularizer, a constraint.
    type Made: 'static;

    /// Whether Keras's class takes the argument `trainable`, as layers do but for a few without weights.
    const TAKES_TRAINABLE: bool = true;

    /// Whether it takes the argument `dtype`, as all layers but `Pipeline` do.
    const TAKES_DTYPE: bool = true;

    /// What the arguments make. It lives as long as the program.
    fn make(self) -> Self::Made;
}

/// The classes that a configuration may name:
/// [`CustomObjects`](https://docs.rs/keras/latest/keras/saving/struct.CustomObjects.html) are those of the library, and
/// those of your own.
pub trait Classes {
    /// The [`ClassEntry`] of this name, of those that make a value of this type.
    fn find(&self, made: TypeId, name: &ClassName<'_>) -> Option<&dyn Any>;
}

impl dyn Classes + '_ {
    /// The class of this name that makes a value of this type.
    pub fn get<M: 'static>(&self, name: &ClassName<'_>) -> Option<&ClassEntry<M>> {
        self.find(TypeId::of::<M>(), name)?.downcast_ref()
    }
}

/// No classes: of arguments that name none.
pub(crate) struct NoClasses;

impl Classes for NoClasses {
    fn find(&self, _: TypeId, _: &ClassName<'_>) -> Option<&dyn Any> {
        None
    }
}

/// How a configuration names a class.
#[derive(Clone, Copy, Debug)]
pub struct ClassName<'a> {
    /// Its name, `Dense`, or the word for it, `dense`.
    pub class: &'a str,
    /// Keras's module, or the package that it is registered under; if nothing is said, it may be any.
    pub module: Option<&'a str>,
}

/// One class: its names, and how it is made.
#[derive(Debug)]
pub struct ClassEntry<M> {
    class: &'static str,
    word: &'static str,
    module: &'static str,
    make: fn(&Map, &dyn Classes) -> Result<M>,
}

impl<M: 'static> ClassEntry<M> {
    /// The entry of a class.
    pub const fn of<C: Class<Made = M>>() -> Self {
        let make = |config: &Map, classes: &dyn Classes| Ok(C::from_config(config, classes)?.make());
        Self { class: C::CLASS, word: C::WORD, module: C::MODULE, make }
    }

    /// The entry of a class that is no struct of arguments.
    pub(crate) const fn made_by(
        class: &'static str,
        word: &'static str,
        module: &'static str,
        make: fn(&Map, &dyn Classes) -> Result<M>,
    ) -> Self {
        Self { class, word, module, make }
    }

    /// Keras's name of the class.
    pub fn class(&self) -> &'static str {
        self.class
    }

    /// The word for it.
    pub(crate) fn word(&self) -> &'static str {
        self.word
    }

    /// The value that these arguments make.
    ///
    /// # Errors
    ///
    /// As of [`Config::from_config`].
    pub fn make(&self, config: &Map, classes: &dyn Classes) -> Result<M> {
        (self.make)(config, classes)
    }

    /// Whether a configuration means it. The package of a class of one's own does not matter: Python may have it under
    /// another one.
    pub fn is(&self, name: &ClassName<'_>) -> bool {
        let is_of_keras = |module: &str| module == "keras" || module.starts_with("keras.");
        let fits = match name.module {
            None => true,
            Some(module) if is_of_keras(self.module) => module == self.module,
            Some(module) => !is_of_keras(module),
        };
        fits && (name.class == self.class || name.class == self.word)
    }
}
