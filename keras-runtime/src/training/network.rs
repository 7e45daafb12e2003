//! Type erasure of models, so that training is compiled once for all of them.

use ndarray::ArrayD;

use super::callbacks::{GraphNode, graph_nodes};
use super::state::Program;
use super::trainer::CustomStep;
use super::weights::Weights;
use crate::Result;
use crate::autodiff::{Tape, Tensor};
use crate::config::Value;
use crate::layer::recurrent_state::RecurrentState;
use crate::layer::{ForwardPass, Node, NodePath, Outputs, Place, Weight};
use crate::model::weights_file::SavedWeights;
use crate::model::{Model, saved_weights};
use crate::optimizers::{Parameters, Visitor, WeightPath};
use crate::shape::Specs;

/// A [`Model`] without the types of its shapes.
pub(super) trait Network: Weights {
    fn inputs(&self) -> Specs;
    fn input_names(&self) -> Vec<String>;
    fn outputs(&self) -> Specs;
    fn output_names(&self) -> Vec<&str>;
    fn call(&self, inputs: &[Tensor], pass: &ForwardPass) -> Outputs;

    /// Shows each weight and its path.
    fn each_weight(&self, f: &mut dyn FnMut(&NodePath<'_>, &Weight));

    /// Shows each weight, to change.
    fn each_weight_mut(&mut self, f: &mut dyn FnMut(&mut Weight));

    /// The inputs and the calls of layers, and what each takes.
    fn graph(&self) -> Vec<GraphNode>;

    /// Tells each layer with its arguments.
    fn tell_layers(&self, program: &mut Program);

    /// Replaces all weights by those of a list.
    fn set_weights(&mut self, weights: &[ArrayD<f32>]) -> Result<()>;

    /// Shows what layers keep from batch to batch, with their paths.
    fn each_state(&self, f: &mut dyn FnMut(&NodePath<'_>, &RecurrentState));

    /// Its weights as files have them.
    fn saved_weights(&self) -> SavedWeights;

    /// All that Keras writes of it but its weights.
    fn to_json(&self) -> Result<Value>;

    /// Lets each layer be trained or not as its place in the model says.
    fn settle(&mut self);

    /// The step of one's own that it is trained by, if it is.
    fn custom(&mut self) -> Option<&mut dyn CustomStep> {
        None
    }
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

    fn call(&self, inputs: &[Tensor], pass: &ForwardPass) -> Outputs {
        Model::call(self, inputs, pass)
    }

    fn each_weight(&self, f: &mut dyn FnMut(&NodePath<'_>, &Weight)) {
        Model::each_weight(self, &NodePath::ROOT, &mut |path, weight| f(path, weight));
    }

    fn each_weight_mut(&mut self, f: &mut dyn FnMut(&mut Weight)) {
        self.each_node_mut(&mut |node| node.each_weight_mut(&mut |weight| f(weight)));
    }

    fn graph(&self) -> Vec<GraphNode> {
        let mut layers = Vec::new();
        self.each_node(&mut |name, node| layers.push((name, node.class())));
        graph_nodes(&Model::input_names(self), &layers, self.wires())
    }

    fn tell_layers(&self, program: &mut Program) {
        self.each_node(&mut |name, node| tell_layer(program, &NodePath::ROOT.join(name), node));
    }

    fn set_weights(&mut self, weights: &[ArrayD<f32>]) -> Result<()> {
        Model::set_weights(self, weights)
    }

    fn each_state(&self, f: &mut dyn FnMut(&NodePath<'_>, &RecurrentState)) {
        self.each_node(&mut |name, node| node.each_state(&NodePath::ROOT.join(name), f));
    }

    fn saved_weights(&self) -> SavedWeights {
        saved_weights(self)
    }

    fn to_json(&self) -> Result<Value> {
        Model::to_json(self)
    }

    fn settle(&mut self) {
        Model::settle(self, Place::of::<M>());
    }
}

/// Tells a layer with its arguments.
pub(super) fn tell_layer(program: &mut Program, path: &NodePath<'_>, layer: &dyn Node) {
    program.add_object(format!("layer `{path}`"), layer.class(), layer.to_json());
}

/// The paths of the weights in their order.
pub(super) fn weight_paths(network: &dyn Network) -> Vec<WeightPath> {
    let mut paths = Vec::new();
    network.each_weight(&mut |path, weight| {
        paths.push(weight_path(path, weight));
    });
    paths
}

fn weight_path(path: &NodePath<'_>, weight: &Weight) -> WeightPath {
    let variable = weight.variable();
    let (python_path, path, shape) = (path.in_python(), path.to_string(), variable.shape().to_vec());
    let python_path = Some(python_path).filter(|python| *python != path);
    WeightPath { path, shape, trainable: variable.trainable(), python_path }
}

/// The weights of a network with their gradients, for an optimizer.
pub(super) struct TrainableParameters<'a> {
    pub network: &'a mut dyn Weights,
    pub tape: &'a Tape,
    /// The largest absolute value among the gradients.
    pub largest: f32,
    /// Which weights they are, if an optimizer may have been used for others.
    pub owner: Option<u64>,
}

impl Parameters for TrainableParameters<'_> {
    fn largest_gradient(&self) -> f32 {
        self.largest
    }

    fn owner(&self) -> Option<u64> {
        self.owner
    }

    fn weights(&self) -> Vec<WeightPath> {
        let mut paths = Vec::new();
        self.network.visit_weights(&mut |path, weight| paths.push(weight_path(path, weight)));
        paths
    }

    fn visit(&mut self, visitor: &mut Visitor<'_>) -> Result<()> {
        let (mut index, mut result) = (0, Ok(()));
        self.network.visit_weights_mut(&mut |weight| {
            if result.is_ok() {
                let visit = |values: &mut [f32], gradient: &mut [f32]| visitor(index, values, gradient);
                // What a layer has given a weight that is trained is what the update starts from.
                self.tape.commit_assignment(weight.variable_mut());
                result = self.tape.update(weight.variable_mut(), visit).unwrap_or(Ok(()));
            }
            index += 1;
        });
        result
    }
}
