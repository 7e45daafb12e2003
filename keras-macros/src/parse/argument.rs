//! The arguments of a layer, and what their values look like.

use std::ops::Range;

use proc_macro2::{Ident, TokenTree};
use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::{BinOp, Expr, ExprBinary, ExprLit, Lit, PathSegment, Token};

use super::called::{activation_as_class, class_as_value};
use super::python;
use crate::errors::Errors;
use crate::word::{self, Word};

/// An argument of a layer: the setter to call, by position or by name, and the value.
#[derive(Clone)]
pub struct Argument {
    pub name: Option<Ident>,
    pub value: Value,
}

/// The value of an argument; layers by their position among those inside.
#[derive(Clone)]
pub enum Value {
    Plain(Expr),
    Layer(usize),
    Layers(Range<usize>),
}

/// The arguments whose value is a text, or texts: what is quoted there is no word.
const TEXTS: [&str; 3] = ["equation", "bias_axes", "vocabulary"];

/// Splits `name = value`, the value as Rust spells it.
pub fn split_named(argument: Expr) -> syn::Result<(Option<Ident>, Expr)> {
    match argument {
        Expr::Assign(assign) if is_text(&assign.left, &assign.right) => {
            Ok((Some(argument_name(&assign.left)?), *assign.right))
        }
        Expr::Assign(assign) => {
            let name = argument_name(&assign.left)?;
            match activation_as_class(&name, &assign.right).or_else(|| class_as_value(&assign.right)) {
                Some(error) => Err(error),
                None => Ok((Some(name), python::value(*assign.right)?)),
            }
        }
        Expr::Binary(binary) if is_setting(&binary) => {
            let (name, value) = (binary.left.to_token_stream(), binary.right.to_token_stream());
            let message = format!("an argument is given by one `=`: `{name} = {value}`");
            Err(syn::Error::new_spanned(binary.op, message))
        }
        value => match class_as_value(&value) {
            Some(error) => Err(error),
            None => Ok((None, python::value(value)?)),
        },
    }
}

fn is_text(name: &Expr, value: &Expr) -> bool {
    let is_quoted = |value: &Expr| matches!(value, Expr::Lit(ExprLit { lit: Lit::Str(_), .. }));
    let are_quoted = tuple(value).is_some_and(|texts| texts.iter().all(is_quoted));
    (is_quoted(value) || are_quoted)
        && matches!(name, Expr::Path(path) if TEXTS.iter().any(|text| word::is(&path.path, text)))
}

/// Whether `==` stands behind what looks like the name of an argument: constants have capitals.
fn is_setting(binary: &ExprBinary) -> bool {
    let is_name = |word: &Ident| !word.to_string().contains(char::is_uppercase);
    matches!((&*binary.left, binary.op), (Expr::Path(path), BinOp::Eq(_)) if path.path.get_ident().is_some_and(is_name))
}

/// The name before `=`.
pub fn argument_name(left: &Expr) -> syn::Result<Ident> {
    let word = if let Expr::Path(path) = left { path.path.get_ident() } else { None };
    let word = word.filter(|word| !["self", "Self", "super", "crate"].contains(&word.to_string().as_str()));
    word.cloned().ok_or_else(|| syn::Error::new_spanned(left, "expected the name of an argument before `=`"))
}

/// An editor's completion asks about a bare word that is still being typed.
pub fn is_unfinished(value: &Expr) -> bool {
    matches!(value, Expr::Verbatim(_))
}

/// Whether a value was left as tokens, since it is nested too deeply to be parsed.
pub fn is_deep(value: &Expr) -> bool {
    let Expr::Verbatim(tokens) = value else { return false };
    tokens.clone().into_iter().any(|tree| matches!(tree, TokenTree::Group(_)))
}

/// A layer's name, written as a word or as a string.
pub fn name_of(value: &Expr, errors: &mut Errors) -> Option<Ident> {
    let word = match value {
        Expr::Path(path) => {
            path.path.get_ident().filter(|name| word::ident(&name.text(), name.span()).is_some()).cloned()
        }
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => word::ident(&text.value(), text.span()),
        _ => None,
    };
    match (value, &word) {
        (_, Some(_)) | (Expr::Infer(_), None) => {}
        (Expr::Binary(words), None) if matches!(words.op, BinOp::Sub(_)) => {
            let joined = words.to_token_stream().to_string().replace(" - ", "_");
            errors.on(value, format!("a name is one word: `name = {joined}`"));
        }
        (Expr::Call(call), None) if matches!(call.args.first(), Some(Expr::Lit(_))) => {
            errors.on(value, "a name is one word, such as `name = encoder`: it becomes a field of the model")
        }
        (Expr::Binary(_) | Expr::Call(_) | Expr::MethodCall(_) | Expr::Macro(_), None) => {
            errors.on(value, "a name that is made of others is written `name = \"block{i}\"`");
        }
        (Expr::Path(path), None) if path.path.get_ident().is_some() => {
            errors.on(
                value,
                "Rust keeps this word for itself: a name becomes a field of the model, choose another",
            );
        }
        _ => {
            errors.on(value, "a name is one word, such as `name = encoder`: it becomes a field of the model")
        }
    }
    word
}

/// Whether a value is a call of a struct of arguments, `LSTM(10)` or `RandomNormal(stddev = 0.1)`: its type says whether
/// it makes a layer. A variant of an enum, `Mode::Fixed(3)`, and a function, `l2(0.01)`, are Rust's own.
pub fn is_config(value: &Expr) -> bool {
    let Expr::Call(call) = value else { return false };
    let Expr::Path(path) = &*call.func else { return false };
    let is_type = |segment: &PathSegment| segment.ident.text().starts_with(char::is_uppercase);
    let mut segments = path.path.segments.iter().rev();
    path.qself.is_none() && segments.next().is_some_and(is_type) && !segments.next().is_some_and(is_type)
}

/// The elements of a tuple or array.
pub fn tuple(value: &Expr) -> Option<&Punctuated<Expr, Token![,]>> {
    match value {
        Expr::Tuple(tuple) => Some(&tuple.elems),
        Expr::Array(array) => Some(&array.elems),
        _ => None,
    }
}
