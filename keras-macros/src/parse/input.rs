//! The shape that a model's input is declared with.

use proc_macro2::{Ident, Span};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Expr, ExprLit, ExprUnary, Lit, LitInt, Token, UnOp};

use super::argument::{name_of, split_named};
use crate::errors::Errors;
use crate::word::Word;

/// The shape that a model's input is declared with, and the token to blame.
#[derive(Clone)]
pub struct InputShape {
    pub span: Span,
    pub dims: Dims,
    pub dtype: Option<Expr>,
}

/// Dimensions written out, or a constant that holds a shape.
#[derive(Clone)]
pub enum Dims {
    List(Vec<Expr>),
    Constant(Box<Expr>),
    /// What the layer says, if it is a model.
    OfLayer,
}

impl Dims {
    /// `784`, `(28, 28, 1)` and `[28, 28, 1]` are lists; a path may be a number or a whole shape.
    pub fn of(value: Expr) -> Dims {
        match value {
            Expr::Tuple(tuple) => Dims::List(tuple.elems.into_iter().collect()),
            Expr::Array(array) => Dims::List(array.elems.into_iter().collect()),
            Expr::Paren(paren) => Dims::of(*paren.expr),
            Expr::Lit(_) | Expr::Infer(_) | Expr::Unary(_) => Dims::List(vec![value]),
            _ => Dims::Constant(Box::new(value)),
        }
    }

    /// Those behind the axis of the batch.
    fn of_a_sample(self) -> Dims {
        match self {
            Dims::List(dims) => Dims::List(dims.into_iter().skip(1).collect()),
            other => other,
        }
    }

    /// Refuses numbers that are no sizes; each counts as the size that it is most like.
    pub fn check(&mut self, errors: &mut Errors) {
        let Dims::List(dims) = self else { return };
        for dim in dims {
            let size = match &*dim {
                Expr::Lit(ExprLit { attrs, lit: Lit::Float(number) }) => {
                    errors.on(&*dim, "a size is a whole number");
                    // Digits may be an exponent, which no whole number has.
                    let whole = number.base10_parse::<f64>().unwrap_or(1.0) as u64;
                    let lit = Lit::Int(LitInt::new(&whole.to_string(), number.span()));
                    Expr::Lit(ExprLit { attrs: attrs.clone(), lit })
                }
                Expr::Unary(ExprUnary { op: UnOp::Neg(_), expr, .. }) => {
                    errors.on(&*dim, "a size is 1 or more, or `_` where the data decide it");
                    (**expr).clone()
                }
                _ => continue,
            };
            *dim = size;
        }
    }

    /// What is written for them.
    pub fn values(&self) -> &[Expr] {
        match self {
            Dims::List(dims) => dims,
            Dims::Constant(value) => std::slice::from_ref(value),
            Dims::OfLayer => &[],
        }
    }
}

impl InputShape {
    /// Reads `Input(28, 28, 1)`, `Input((784,))`, `Input(shape = (80,), dtype = int32)`, and its name.
    pub fn from_arguments(
        span: Span,
        arguments: Punctuated<Expr, Token![,]>,
        errors: &mut Errors,
    ) -> (InputShape, Option<Ident>) {
        let (mut positional, mut shape, mut dtype, mut name) = (vec![], None, None, None);
        for argument in arguments {
            let Some((argument, value)) = errors.take(split_named(argument)) else { continue };
            match argument.as_ref().map(Word::text).as_deref() {
                None if shape.is_some() || dtype.is_some() || name.is_some() => {
                    errors.on(value, "a positional argument cannot follow a named one");
                }
                None => positional.push(value),
                Some("shape") if shape.is_none() && positional.is_empty() => shape = Some(Dims::of(value)),
                Some("batch_shape") if shape.is_none() && positional.is_empty() => {
                    errors.at(
                        argument.map_or(span, |argument| argument.span()),
                        "`Input` takes `shape`, without the axis of the batch",
                    );
                    shape = Some(Dims::of(value).of_a_sample());
                }
                Some("dtype") if dtype.is_none() => dtype = Some(value),
                Some("name") if name.is_none() => name = name_of(&value, errors),
                Some("shape" | "dtype" | "name") => errors.at(value.span(), "this argument is given twice"),
                Some(other) => errors.at(
                    argument.map_or(span, |argument| argument.span()),
                    format!("`Input` takes `shape`, `dtype` and `name`, not `{other}`"),
                ),
            }
        }
        let dims = shape.unwrap_or_else(|| match positional.len() {
            1 => Dims::of(positional.remove(0)),
            _ => Dims::List(positional),
        });
        (InputShape { span, dims, dtype }, name)
    }
}
