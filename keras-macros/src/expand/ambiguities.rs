//! Names that both the library and the user define.

use std::collections::HashSet;

use keras_files::source::is_class;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Expr, Path};

use super::hygiene::quiet;
use crate::parse::{InputShape, Layer};
use crate::word::Word;

/// The names that are written in a model, each looked up once more where the module around it and the library are on a par:
/// of a name that both define rustc says that it is ambiguous, rather than one silently shadowing the other. It is a scope
/// of its own, since in that of the constants the module would shadow what the function around the macro defines.
#[derive(Default)]
pub struct Ambiguities {
    seen: HashSet<String>,
    types: TokenStream,
    values: TokenStream,
}

impl Ambiguities {
    /// Of layers: their classes, and the values that they are written with.
    pub fn of<'a>(layers: impl IntoIterator<Item = &'a Layer>) -> Self {
        let mut ambiguities = Self::default();
        layers.into_iter().for_each(|layer| ambiguities.layer(layer));
        ambiguities
    }

    pub fn layer(&mut self, layer: &Layer) {
        if let Some(class) = layer.path.get_ident().filter(|_| !layer.is_operator)
            && self.seen.insert(class.text())
        {
            let (alias, quiet) = (format_ident!("__Class{}", self.seen.len(), span = class.span()), quiet());
            self.types.extend(quote!(#quiet type #alias = #class;));
        }
        layer.values().chain(&layer.trainable).for_each(|value| self.value(value));
        layer.input.iter().for_each(|input| self.input(input));
        layer.inner.iter().for_each(|layer| self.layer(layer));
    }

    pub fn input(&mut self, input: &InputShape) {
        input.dims.values().iter().chain(&input.dtype).for_each(|value| self.value(value));
    }

    /// Of the names in a value that are one word: by themselves, or with the arguments that they are called on.
    pub fn value(&mut self, value: &Expr) {
        match value {
            Expr::Path(_) => self.name(value, value),
            Expr::Call(call) => {
                self.name(&call.func, value);
                self.each(&call.args);
            }
            Expr::Array(array) => self.each(&array.elems),
            Expr::Tuple(tuple) => self.each(&tuple.elems),
            Expr::Binary(binary) => self.each([&*binary.left, &binary.right]),
            Expr::Cast(cast) => self.value(&cast.expr),
            Expr::Field(field) => self.value(&field.base),
            Expr::MethodCall(call) => self.each([&*call.receiver].into_iter().chain(&call.args)),
            Expr::Paren(paren) => self.value(&paren.expr),
            Expr::Reference(reference) => self.value(&reference.expr),
            Expr::Unary(unary) => self.value(&unary.expr),
            _ => {}
        }
    }

    fn each<'a>(&mut self, values: impl IntoIterator<Item = &'a Expr>) {
        values.into_iter().for_each(|value| self.value(value));
    }

    fn name(&mut self, path: &Expr, value: &Expr) {
        let Expr::Path(path) = path else { return };
        let name = match path.path.get_ident() {
            Some(name) => Some(name.text()).filter(|name| *name != "self" && *name != "None"),
            None => of_class(&path.path),
        };
        if name.is_some_and(|name| self.seen.insert(name)) {
            self.values.extend(quote!(let _ = &#value;));
        }
    }

    /// A statement in which rustc meets all of these names.
    pub fn statement(&self, library: &TokenStream) -> TokenStream {
        let (Self { types, values, .. }, quiet) = (self, quiet());
        if self.seen.is_empty() {
            return TokenStream::new();
        }
        quote!({
            #[allow(unused_imports)]
            use self::*;
            #[allow(unused_imports)]
            use #library::vocabulary::*;
            #types
            #quiet
            let _ = || { #values };
        })
    }
}

/// The text of a path of two words, of which the first is a type of the library: `F1Score::default`, `Averaging::Macro`.
fn of_class(path: &Path) -> Option<String> {
    let [class, item] = [path.segments.first()?, path.segments.last()?].map(|segment| segment.ident.text());
    let is_variant = item.starts_with(char::is_uppercase) && class != "Option";
    (path.segments.len() == 2 && class.starts_with(char::is_uppercase) && (is_variant || is_class(&class)))
        .then(|| format!("{class}::{item}"))
}
