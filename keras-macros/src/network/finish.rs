//! A network is finished: nothing is added to it any more.

use proc_macro2::Span;

use super::node::{Network, Tensor};
use super::order::in_order_of_keras;
use crate::errors::Errors;
use crate::parse::check_words;

impl Network {
    /// Whether the model has what it takes to be one.
    pub fn finish(mut self, span: Span, errors: &mut Errors) -> Network {
        if self.outputs.is_empty() {
            if errors.is_empty() {
                errors.at(span, "a model needs a layer at least");
            }
            self.outputs.push(Tensor::Unknown);
        }
        const MOST: usize = 16;
        if self.inputs.len() > MOST || self.outputs.len() > MOST {
            errors.at(span, "a model has at most 16 inputs and 16 outputs");
            self.inputs.truncate(MOST);
            self.outputs.truncate(MOST);
        }
        self.nodes.iter_mut().for_each(|node| check_words(&mut node.layer, errors));
        self.inputs.iter_mut().for_each(|input| input.shape.dims.check(errors));
        in_order_of_keras(self)
    }
}
