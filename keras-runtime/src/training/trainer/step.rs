//! The step of one's own, its types erased.

use ndarray::ArrayD;

use super::saving::saved_weights;
use super::{Models, OptimizerSet, Optimizers, StepBatch, TestStep, TrainStep};
use crate::autodiff::Tensor;
use crate::config::Value;
use crate::layer::recurrent_state::RecurrentState;
use crate::layer::{ForwardPass, NodePath, Outputs, Weight};
use crate::model::weights_file::SavedWeights;
use crate::optimizers::Optimizer;
use crate::shape::Specs;
use crate::training::callbacks::GraphNode;
use crate::training::gradient_tape::GradientTape;
use crate::training::network::{Network, tell_layer};
use crate::training::state::Program;
use crate::training::weights::Weights;
use crate::{Error, ErrorKind, Result};

/// What a network does in a step in place of what [`compile`](crate::training::Compile::compile) says.
pub(in crate::training) trait CustomStep {
    /// The names of the scores.
    fn names(&self) -> &[&'static str];

    /// Learns from a batch, and tells the scores.
    fn train(
        &mut self,
        pass: &ForwardPass,
        optimizer: &mut dyn Optimizer,
        batch: &StepBatch<'_>,
        scores: &mut dyn FnMut(usize, f32),
    ) -> Result<()>;

    /// Measures a batch.
    fn test(
        &mut self,
        pass: &ForwardPass,
        batch: &StepBatch<'_>,
        scores: &mut dyn FnMut(usize, f32),
    ) -> Result<()>;
}

/// The parts of a [`Trainer`](super::Trainer) that are there at each step.
pub(super) struct Parts<'a, M, O, const N: usize> {
    pub names: &'a [&'static str; N],
    pub models: &'a mut M,
    pub train: &'a mut TrainStep<M, O, N>,
    pub test: Option<&'a mut TestStep<M, N>>,
}

impl<M: Models, O: Optimizers, const N: usize> CustomStep for Parts<'_, M, O, N> {
    fn names(&self) -> &[&'static str] {
        self.names
    }

    fn train(
        &mut self,
        pass: &ForwardPass,
        optimizer: &mut dyn Optimizer,
        batch: &StepBatch<'_>,
        scores: &mut dyn FnMut(usize, f32),
    ) -> Result<()> {
        let optimizers =
            optimizer.as_any_mut().and_then(|optimizer| optimizer.downcast_mut::<OptimizerSet<O>>());
        let OptimizerSet(optimizers) = optimizers.expect("a trainer is run with its own optimizers");
        let tensors = (self.train)(batch, &GradientTape::of(pass), self.models, optimizers)?;
        report("`train_step`", pass, self.names, &tensors, scores)?;
        let tape = pass.tape();
        self.models.each_weight_mut(&mut |weight| {
            if tape.assigned(weight.variable(), |_| ()).is_some() {
                tape.unshare(weight.variable());
                tape.commit_assignment(weight.variable_mut());
            }
        });
        Ok(())
    }

    fn test(
        &mut self,
        pass: &ForwardPass,
        batch: &StepBatch<'_>,
        scores: &mut dyn FnMut(usize, f32),
    ) -> Result<()> {
        let Some(test) = &mut self.test else {
            let error = Error::new("`test_step`", "there is none, so that nothing can be measured");
            return Err(error.help("`Trainer::new(…).test_step(|batch, tape, models| …)`"));
        };
        let tensors = test(batch, &GradientTape::of(pass), self.models)?;
        report("`test_step`", pass, self.names, &tensors, scores)
    }
}

/// Tells the scores of a step, which have to be finite numbers.
fn report(
    step: &str,
    pass: &ForwardPass,
    names: &[&str],
    tensors: &[Tensor],
    scores: &mut dyn FnMut(usize, f32),
) -> Result<()> {
    pass.tape().check()?;
    for (position, (name, tensor)) in names.iter().zip(tensors).enumerate() {
        let place = || format!("{step}, `{name}`");
        if tensor.shape().elements() != 1 {
            return Err(Error::expected(place(), "one number", tensor.shape())
                .help("take its mean: `K::mean(&loss)`"));
        }
        let value = tensor.item();
        if !value.is_finite() {
            return Err(Error::expected(place(), "a finite number", value).with_kind(ErrorKind::NotFinite));
        }
        scores(position, value);
    }
    pass.tape().check()
}

impl<M: Models, O, const N: usize> Weights for Parts<'_, M, O, N> {
    fn visit_weights(&self, f: &mut dyn FnMut(&NodePath<'_>, &Weight)) {
        self.models.each_weight(f);
    }

    fn visit_weights_mut(&mut self, f: &mut dyn FnMut(&mut Weight)) {
        self.models.each_weight_mut(f);
    }
}

impl<M: Models, O: Optimizers, const N: usize> Network for Parts<'_, M, O, N> {
    fn inputs(&self) -> Specs {
        Specs::new(&[])
    }

    fn input_names(&self) -> Vec<String> {
        Vec::new()
    }

    fn outputs(&self) -> Specs {
        Specs::new(&[])
    }

    fn output_names(&self) -> Vec<&str> {
        Vec::new()
    }

    fn call(&self, _: &[Tensor], pass: &ForwardPass) -> Outputs {
        pass.nothing(0)
    }

    fn each_weight(&self, f: &mut dyn FnMut(&NodePath<'_>, &Weight)) {
        self.models.each_weight(f);
    }

    fn each_weight_mut(&mut self, f: &mut dyn FnMut(&mut Weight)) {
        self.models.each_weight_mut(f);
    }

    fn graph(&self) -> Vec<GraphNode> {
        Vec::new()
    }

    fn tell_layers(&self, program: &mut Program) {
        self.models.each_layer(&mut |path, layer| tell_layer(program, path, layer));
    }

    fn saved_weights(&self) -> SavedWeights {
        saved_weights(&*self.models)
    }

    fn to_json(&self) -> Result<Value> {
        Err(Error::new("`Trainer`", "its step has no form in a file").help("save the models one by one"))
    }

    fn set_weights(&mut self, mut weights: &[ArrayD<f32>]) -> Result<()> {
        let (mut expected, found) = (0, weights.len());
        self.models.each_weight(&mut |_, _| expected += 1);
        if expected != found {
            return Err(Error::expected("set_weights", format!("{expected} arrays"), found));
        }
        self.models.set_weights(&mut weights)
    }

    fn each_state(&self, f: &mut dyn FnMut(&NodePath<'_>, &RecurrentState)) {
        self.models.each_state(f);
    }

    fn settle(&mut self) {
        self.models.settle();
    }

    fn custom(&mut self) -> Option<&mut dyn CustomStep> {
        Some(self)
    }
}
