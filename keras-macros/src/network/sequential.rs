//! A list of layers as a network.

use proc_macro2::{Ident, Span, TokenStream};
use syn::Expr;
use syn::spanned::Spanned;

use super::{InputAssertion, Network, Tensor};
use crate::parse::{Errors, InputShape, Layer, commas, comments, delimited, expression};
use crate::word;

/// Reads `Dense(32, input = 784), Activation(relu), …`.
pub fn sequential(body: TokenStream, errors: &mut Errors) -> Network {
    let mut network = Network { kind: "sequential", ..Network::default() };
    let mut last = None;
    let mut end = Span::call_site();
    for (position, piece) in commas(delimited(body)).into_iter().enumerate() {
        end = piece.span();
        let (docs, piece) = comments(piece, errors);
        if piece.is_empty() {
            continue;
        }
        let Some(layer) = errors.take(expression(piece)).and_then(|expr| element(expr, position, errors))
        else {
            last = Some(Tensor::Unknown);
            continue;
        };
        match layer {
            Element::Input(shape, name) => {
                last = Some(network.input(*shape, name, None, errors));
            }
            Element::Layer(mut layer) => {
                layer.docs = docs;
                let (shape, span, class) = (layer.input.take(), layer.path.span(), layer.class());
                let node = network.add(*layer, errors);
                let input = match (last, shape) {
                    (Some(tensor), Some(shape)) => {
                        network.claims.push(InputAssertion { shape, tensor, layer: class });
                        tensor
                    }
                    (Some(tensor), None) => tensor,
                    (None, Some(shape)) => network.input(shape, None, Some(node), errors),
                    (None, None) => {
                        let help = format!("the first layer says what it takes: `{class}(…, input = 784)`");
                        errors.at(span, format!("{help} or `input = (28, 28, 1)`"));
                        Tensor::Unknown
                    }
                };
                last = Some(network.call(node, vec![input], None));
            }
        }
    }
    network.outputs.extend(last);
    network.finish(end, errors)
}

/// An element of the list.
enum Element {
    Input(Box<InputShape>, Option<Ident>),
    Layer(Box<Layer>),
}

fn element(expr: Expr, position: usize, errors: &mut Errors) -> Option<Element> {
    if let Expr::Call(call) = &expr
        && matches!(&*call.func, Expr::Path(path) if word::is(&path.path, "Input"))
    {
        if position > 0 {
            errors.at(call.func.span(), "`Input` comes first");
            return None;
        }
        let (shape, name) = InputShape::from_arguments(call.func.span(), call.args.clone(), errors);
        return Some(Element::Input(Box::new(shape), name));
    }
    Layer::from_expr(expr, errors).map(|layer| Element::Layer(Box::new(layer)))
}

/// Reads the layers of a list that is called inside a graph.
pub fn chain(body: TokenStream, network: &mut Network, errors: &mut Errors) -> Vec<usize> {
    let mut nodes = vec![];
    let surplus = "a list that is called on a tensor takes its input from it: leave this out";
    for piece in commas(delimited(body)) {
        let (_, piece) = comments(piece, errors);
        if piece.is_empty() {
            continue;
        }
        match errors.take(expression(piece)).and_then(|expr| element(expr, 0, errors)) {
            Some(Element::Input(shape, _)) => errors.at(shape.span, surplus),
            Some(Element::Layer(layer)) => {
                if let Some(shape) = &layer.input {
                    errors.at(shape.span, surplus);
                }
                nodes.push(network.add(*layer, errors));
            }
            None => {}
        }
    }
    nodes
}
