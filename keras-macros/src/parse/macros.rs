//! What each macro is called on.

use proc_macro2::TokenStream;
use syn::{DeriveInput, parse2};

use super::attributes::comments;
use super::deep::expression;
use super::invocation::{Invocation, invocation};
use super::layer::Layer;
use super::list::{Element, list};
use super::metric::Metric;
use super::split::commas;
use super::statement::{self, Graph};
use super::words::check_words;
use crate::errors::Errors;

/// `Dense(32, input = 784), Activation(relu), …`
pub fn sequential(input: TokenStream, errors: &mut Errors) -> (Invocation, Vec<Element>) {
    let (invocation, body) = invocation(input, errors);
    (invocation, list(body, errors))
}

/// `let x = Input(784); let x = Dense(10)(x); x`, with or without braces around it.
pub fn graph(input: TokenStream, errors: &mut Errors) -> (Invocation, Graph) {
    let (invocation, body) = invocation(input, errors);
    (invocation, statement::graph(body, errors))
}

/// `Dense(32, input_shape = (784,))`; none if it does not parse.
pub fn layer(input: TokenStream, errors: &mut Errors) -> (Invocation, Option<Layer>) {
    let (invocation, body) = invocation(input, errors);
    let (_, body) = comments(body, errors);
    let mut layers = commas(body).into_iter();
    let first = layers.next().unwrap_or_default();
    if let Some(second) = layers.next() {
        errors.on(second, "`layer!` makes one layer: give this one a `layer!(…)` of its own");
    }
    let mut layer = errors.take(expression(first)).and_then(|value| Layer::from_expr(value, errors));
    layer.iter_mut().for_each(|layer| check_words(layer, errors));
    (invocation, layer)
}

/// `accuracy, mean_pred, AUC(curve = PR), Precision::default(), error = |y_true, y_pred| …`
pub fn metrics(input: TokenStream, errors: &mut Errors) -> (Invocation, Vec<Metric>) {
    let (invocation, body) = invocation(input, errors);
    let metric = |piece: TokenStream| {
        let (_, piece) = comments(piece, errors);
        if piece.is_empty() {
            return None;
        }
        let value = errors.take(expression(piece))?;
        Metric::from_expr(value, errors)
    };
    (invocation, commas(body).into_iter().filter_map(metric).collect())
}

/// `struct Dense { units: usize, … }`
pub fn config(input: TokenStream) -> syn::Result<DeriveInput> {
    parse2(input)
}
