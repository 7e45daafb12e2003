//! Training and evaluation steps: one batch at a time, forwards and backwards.

mod checks;
mod elsewhere;
mod forward;
mod parallel;
mod scores;
mod trained;

use std::mem::swap;

use elsewhere::Elsewhere;

use super::Scores;
use super::batch::Batch;
use super::callbacks::CallbackList;
use super::data::Pass;
use super::mean::Mean;
use super::network::Network;
use super::notifier::Watch;
use super::objective::OutputObjective;
use super::ranks::Ranks;
use super::signature::Signature;
use super::source::Feed;
use super::trainer::StepBatch;
use super::update::{has_own_constraints, scale_loss, update};
use crate::autodiff::Tensor;
use crate::kernels::denormals::Flushed;
use crate::layer::ForwardPass;
use crate::optimizers::Optimizer;
use crate::{Error, Result};

/// Runs batches through a network and keeps the score.
pub(super) struct Runner<'a> {
    network: &'a mut dyn Network,
    signature: Signature,
    objectives: Vec<OutputObjective<'a>>,
    mean: Mean,
    inputs: Vec<Tensor>,
    /// The labels of a step of one's own, and what its scores come to.
    labels: Vec<Tensor>,
    custom: Vec<(&'static str, Mean)>,
    has_penalties: bool,
    has_trainable: bool,
    has_own_constraints: bool,
    /// Whether the network is trained by a step of one's own.
    is_custom: bool,
    /// Whether weights were changed from outside.
    is_changed: bool,
    /// This rank, where others have shares of the batches.
    ranks: Option<Ranks>,
    /// Who computes the steps, if not this library's runtime.
    elsewhere: Option<Elsewhere>,
}

impl<'a> Runner<'a> {
    pub fn new(network: &'a mut dyn Network, mut objectives: Vec<OutputObjective<'a>>) -> Self {
        for (objective, output) in objectives.iter_mut().zip(network.outputs().as_slice()) {
            objective.metrics.judge(objective.loss, output);
        }
        network.settle();
        let kinds = objectives.iter().map(|objective| objective.kind).collect();
        let signature = Signature::new(network, kinds);
        let (mut has_penalties, mut has_trainable) = (false, false);
        network.each_weight(&mut |_, weight| {
            has_penalties |= weight.regularizer().is_some();
            has_trainable |= weight.variable().trainable();
        });
        Self {
            has_own_constraints: has_own_constraints(network),
            is_custom: network.custom().is_some(),
            is_changed: false,
            ranks: None,
            elsewhere: None,
            custom: own_scores(network),
            signature,
            network,
            objectives,
            mean: Mean::default(),
            inputs: Vec::new(),
            labels: Vec::new(),
            has_penalties,
            has_trainable,
        }
    }

    /// Learns from a batch. If something goes wrong, weights, optimizer and states of layers are as before it.
    pub fn train(
        &mut self,
        pass: &ForwardPass,
        optimizer: &mut Box<dyn Optimizer>,
        batch: &Batch,
    ) -> Result<()> {
        if self.is_elsewhere() {
            return self.step_elsewhere(batch, Some(&**optimizer));
        }
        let _flushed = Flushed::begin();
        let result = if self.is_custom {
            self.custom_step(pass, batch, Some(&mut **optimizer))
        } else {
            self.learn(pass, optimizer, batch)
        };
        if let Err(error) = &result {
            pass.tape().fail(error.clone());
        }
        // The batch is given back, to be filled again.
        pass.reset();
        result
    }

    fn learn(&mut self, pass: &ForwardPass, optimizer: &mut Box<dyn Optimizer>, batch: &Batch) -> Result<()> {
        let loss = self.forward(pass, batch)?;
        let tape = pass.tape();
        let loss = scale_loss(&**optimizer, &loss);
        match &mut self.ranks {
            None => tape.backward(&loss)?,
            Some(ranks) => ranks.backward(self.network, tape, &loss)?,
        }
        tape.release();
        update(self.network, tape, optimizer, self.has_own_constraints, None)?;
        self.ranks.as_mut().map_or(Ok(()), |ranks| ranks.compare_first(self.network))
    }

    /// Measures the network, from a fresh start, on the batches of a pass, or on so many of them; and how many there
    /// were.
    pub fn measure(
        &mut self,
        pass: &ForwardPass,
        feed: &mut Feed<'_>,
        steps: Option<usize>,
        watch: &mut Watch<'_, '_>,
    ) -> Result<(Scores, usize)> {
        let _flushed = Flushed::begin();
        self.reset();
        let (mut current, mut next, mut number) = (Batch::default(), Batch::default(), 0);
        let within = |number: usize| move |error: Error| error.within(format_args!("batch {}", number + 1));
        feed.begin(Pass::MEASURED, 0)?;
        let mut filled = feed.fill(&mut next);
        loop {
            let has_own = matches!(filled, Ok(true));
            let checked = filled.map_err(within(number)).and_then(|filled| {
                if filled && !feed.is_checked() && next.len() > 0 {
                    self.check(&format_args!("batch {}", number + 1), &next.examples()?)?;
                }
                Ok(filled)
            });
            if !self.complete(checked, &mut next, &current, number == 0)? {
                break;
            }
            swap(&mut current, &mut next);
            if !watch.see(self, number, CallbackList::on_test_batch_begin) {
                break;
            }
            let is_last = steps == Some(number + 1);
            let mut step = || {
                pass.reset();
                if self.is_elsewhere() {
                    self.step_elsewhere(&current, None)
                } else if self.is_custom {
                    self.custom_step(pass, &current, None)
                } else {
                    self.forward(pass, &current).map(drop)
                }
            };
            let measured;
            (measured, filled) =
                if is_last || !has_own { (step(), Ok(false)) } else { feed.fill_during(&mut next, step) };
            measured.map_err(within(number))?;
            number += 1;
            if !watch.see(self, number, CallbackList::on_test_batch_end) || !watch.goes_on() {
                break;
            }
        }
        if number < steps.unwrap_or(1) && watch.goes_on() {
            return Err(Error::expected("data", format!("{} batches", steps.unwrap_or(1)), number));
        }
        Ok((self.scores(), number))
    }

    /// Learns from a batch, or measures it without an optimizer, by a step of one's own.
    fn custom_step(
        &mut self,
        pass: &ForwardPass,
        batch: &Batch,
        optimizer: Option<&mut dyn Optimizer>,
    ) -> Result<()> {
        pass.reset();
        let tape = pass.tape();
        batch.inputs(tape, &mut self.inputs);
        batch.given_labels(tape, &mut self.labels);
        let (inputs, labels, len) = (&self.inputs, &self.labels, batch.len());
        let batch = StepBatch { tape, inputs, labels, sample_weight: batch.weights(0, tape, 1), len };
        let mut report = |position: usize, value| self.custom[position].1.add(value, len);
        match (self.network.custom(), optimizer) {
            (Some(step), Some(optimizer)) => step.train(pass, optimizer, &batch, &mut report),
            (Some(step), None) => step.test(pass, &batch, &mut report),
            (None, _) => Ok(()),
        }
    }

    /// The network.
    pub fn network(&self) -> &dyn Network {
        self.network
    }

    /// The network, to change.
    pub fn network_mut(&mut self) -> &mut dyn Network {
        self.network
    }
}

/// The scores of a step of one's own, which are all 0 yet.
fn own_scores(network: &mut dyn Network) -> Vec<(&'static str, Mean)> {
    let names = network.custom().map_or(&[][..], |step| step.names());
    names.iter().map(|name| (*name, Mean::default())).collect()
}
