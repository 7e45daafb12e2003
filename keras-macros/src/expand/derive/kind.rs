//! What the arguments make: a layer, a value of an argument of a layer, or something that a program holds by itself.

use proc_macro2::Ident;
use syn::Token;
use syn::meta::ParseNestedMeta;

use crate::word::Word;

/// What a struct of arguments is.
pub enum Kind {
    Layer,
    Value(Value),
    /// A metric, a loss, a learning-rate schedule, the update rule of an optimizer.
    Standalone(Standalone),
}

/// The words for all but layers.
pub const NAMES: &str =
    "`initializer`, `regularizer`, `constraint`, `metric`, `loss`, `schedule`, `optimizer`";

impl Kind {
    /// The kind of this name.
    pub fn of(meta: &ParseNestedMeta<'_>) -> syn::Result<Option<Self>> {
        let word = meta.path.get_ident().map(Word::text);
        Ok(match word.as_deref() {
            Some("metric" | "loss" | "schedule") => Some(Kind::Standalone(Standalone::Value)),
            Some("optimizer") if is_built_in(meta)? => Some(Kind::Standalone(Standalone::BuiltInRule)),
            Some("optimizer") => Some(Kind::Standalone(Standalone::Value)),
            _ => Value::of(meta)?.map(Kind::Value),
        })
    }
}

/// What a program holds by itself.
pub enum Standalone {
    /// The struct of the arguments.
    Value,
    /// An optimizer of the library around it, which takes the arguments, too.
    BuiltInRule,
}

/// Whether the library says of one of its own `initializer = built_in`.
fn is_built_in(meta: &ParseNestedMeta<'_>) -> syn::Result<bool> {
    let is_built_in = meta.input.peek(Token![=]);
    if is_built_in {
        let word: Ident = meta.value()?.parse()?;
        if word != "built_in" {
            return Err(syn::Error::new(word.span(), "expected `built_in`"));
        }
    }
    Ok(is_built_in)
}

/// A value of an argument: an initializer, a regularizer, a constraint.
pub struct Value {
    /// The type of the argument, and how it holds a value of a user's own.
    pub ty: &'static str,
    pub holder: &'static str,
    /// Whether the library has a value of its own for it.
    pub is_built_in: bool,
}

impl Value {
    /// The value of this name; one of the library, written `initializer = built_in`, says by itself what value it is.
    fn of(meta: &ParseNestedMeta<'_>) -> syn::Result<Option<Self>> {
        let (ty, holder) = match meta.path.get_ident().map(Word::text).as_deref() {
            Some("initializer") => ("Initializer", "own_initializer"),
            Some("regularizer") => ("Regularizer", "own_regularizer"),
            Some("constraint") => ("Constraint", "own_constraint"),
            _ => return Ok(None),
        };
        Ok(Some(Self { ty, holder, is_built_in: is_built_in(meta)? }))
    }
}
