//! A model without the types of its shapes, so that training is compiled once for all models.

use crate::Result;
use crate::autodiff::{Tape, Tensor};
use crate::layers::{Model, Outputs, Pass, Weight};
use crate::optimizers::{Parameters, Visitor};
use crate::shape::Specs;

/// A [`Model`] without the types of its shapes.
pub(super) trait Network {
    fn inputs(&self) -> Specs;
    fn input_names(&self) -> Vec<String>;
    fn outputs(&self) -> Specs;
    fn output_names(&self) -> Vec<&str>;
    fn call(&self, inputs: &[Tensor], pass: &Pass) -> Outputs;

    /// Shows each weight.
    fn each_weight(&self, f: &mut dyn FnMut(&Weight));

    /// Shows each weight, to change, until there is an error.
    fn each_weight_mut(&mut self, f: &mut dyn FnMut(&mut Weight) -> Result<()>) -> Result<()>;
}

impl<M: Model> Network for M {
    fn inputs(&self) -> Specs {
        Model::inputs(self)
    }

    fn input_names(&self) -> Vec<String> {
        Model::input_names(self).into_iter().map(str::to_owned).collect()
    }

    fn outputs(&self) -> Specs {
        Model::outputs(self)
    }

    fn output_names(&self) -> Vec<&str> {
        Model::output_names(self)
    }

    fn call(&self, inputs: &[Tensor], pass: &Pass) -> Outputs {
        Model::call(self, inputs, pass)
    }

    fn each_weight(&self, f: &mut dyn FnMut(&Weight)) {
        self.each_node(&mut |node| node.each_weight(&mut |weight| f(weight)));
    }

    fn each_weight_mut(&mut self, f: &mut dyn FnMut(&mut Weight) -> Result<()>) -> Result<()> {
        let mut result = Ok(());
        self.each_node_mut(&mut |node| {
            node.each_weight_mut(&mut |weight| {
                if result.is_ok() {
                    result = f(weight);
                }
            });
        });
        result
    }
}

/// The weights of a network with their gradients, for an optimizer.
pub(super) struct Learnt<'a> {
    pub network: &'a mut dyn Network,
    pub tape: &'a Tape,
}

impl Parameters for Learnt<'_> {
    fn visit(&mut self, visitor: &mut Visitor<'_>) -> Result<()> {
        let mut index = 0;
        self.network.each_weight_mut(&mut |weight| {
            let visited =
                self.tape.update(weight.variable_mut(), |values, gradient| visitor(index, values, gradient));
            index += 1;
            visited.unwrap_or(Ok(()))
        })
    }
}
