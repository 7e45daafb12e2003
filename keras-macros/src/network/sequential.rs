//! A list of layers as a network.

use proc_macro2::Span;
use syn::spanned::Spanned;

use super::node::{Call, InputAssertion, Network, Tensor};
use crate::errors::Errors;
use crate::parse::{Dims, Element, InputShape, Layer};

/// Joins `Dense(32, input = 784), Activation(relu), …`.
pub fn sequential(elements: Vec<Element>, errors: &mut Errors) -> Network {
    let mut network = Network::new("sequential");
    let mut last = None;
    for element in elements {
        last = Some(match element {
            Element::Input { span, .. } if last.is_some() => {
                errors.at(span, "`Input` comes first");
                Tensor::Unknown
            }
            Element::Input { shape, name, .. } => network.input(*shape, name, None, errors),
            Element::Layer(layer) => join(last, *layer, &mut network, errors),
            Element::Broken(names) => {
                names.iter().for_each(|name| network.lose(name));
                Tensor::Unknown
            }
        });
    }
    network.outputs.extend(last);
    network.finish(Span::call_site(), errors)
}

/// Calls a layer on what is before it.
fn join(last: Option<Tensor>, mut layer: Layer, network: &mut Network, errors: &mut Errors) -> Tensor {
    let (shape, span, class) = (layer.input.take(), layer.path.span(), layer.class());
    let node = network.add(layer, errors);
    let input = match (last, shape) {
        (Some(tensor), Some(shape)) => {
            network.claims.push(InputAssertion { shape, tensor, layer: class });
            tensor
        }
        (Some(tensor), None) => tensor,
        (None, Some(shape)) => network.input(shape, None, Some(node), errors),
        // A model says by itself what it takes.
        (None, None) => {
            let shape = InputShape { span, dims: Dims::OfLayer, dtype: None };
            network.input(shape, None, Some(node), errors)
        }
    };
    network.call(Call::new(node, vec![input]))
}

/// The layers of a list that is called inside a graph.
pub fn chain(elements: Vec<Element>, network: &mut Network, errors: &mut Errors) -> Vec<usize> {
    let surplus = |shape: &InputShape, errors: &mut Errors| {
        errors.at(shape.span, "a list that is called on a tensor takes its input from it: leave this out");
    };
    let mut nodes = vec![];
    for element in elements {
        match element {
            Element::Input { shape, .. } => surplus(&shape, errors),
            Element::Layer(layer) => {
                if let Some(shape) = &layer.input {
                    surplus(shape, errors);
                }
                nodes.push(network.add(*layer, errors));
            }
            Element::Broken(names) => names.iter().for_each(|name| network.lose(name)),
        }
    }
    nodes
}
