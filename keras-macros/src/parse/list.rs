//! The layers of `sequential!`.

use proc_macro2::{Ident, Span, TokenStream};
use syn::Expr;
use syn::spanned::Spanned;

use super::attributes::comments;
use super::bindings::Bindings;
use super::deep::expression;
use super::input::InputShape;
use super::layer::Layer;
use super::split::{commas, delimited};
use super::token::{mark, names_of_layers};
use crate::errors::Errors;
use crate::word;

/// An element of the list.
pub enum Element {
    Input {
        span: Span,
        shape: Box<InputShape>,
        name: Option<Ident>,
    },
    Layer(Box<Layer>),
    /// What does not parse is reported already; these would be names of layers.
    Broken(Vec<Ident>),
}

/// Parses the elements of a list, one by one.
pub fn list(body: TokenStream, errors: &mut Errors) -> Vec<Element> {
    let mut bindings = Bindings::default();
    let parse = |piece: TokenStream| {
        let (docs, piece) = comments(piece, errors);
        let names = names_of_layers(piece.clone());
        let Some(piece) = bindings.without(piece, errors) else { return Some(Element::Broken(names)) };
        if piece.is_empty() {
            return None;
        }
        // What is behind an empty place follows what is before it.
        let is_place = piece.clone().into_iter().all(|token| mark(&token) == ',');
        let element = errors.take(expression(piece)).and_then(|value| element(value, docs, errors));
        element.or((!is_place).then_some(Element::Broken(names)))
    };
    commas(delimited(body)).into_iter().filter_map(parse).collect()
}

fn element(value: Expr, docs: TokenStream, errors: &mut Errors) -> Option<Element> {
    if let Expr::Call(call) = &value
        && matches!(&*call.func, Expr::Path(path) if word::is(&path.path, "Input"))
    {
        let span = call.func.span();
        let (shape, name) = InputShape::from_arguments(span, call.args.clone(), errors);
        return Some(Element::Input { span, shape: Box::new(shape), name });
    }
    let layer = Layer::from_expr(value, errors)?;
    Some(Element::Layer(Box::new(Layer { docs, ..layer })))
}
