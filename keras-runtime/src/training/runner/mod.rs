//! Training and evaluation steps: one batch at a time, forwards and backwards.

use std::fmt::Display;
use std::mem::swap;
use std::path::Path;

use ndarray::ArrayD;

use super::Scores;

use super::batch::Batch;
use super::callbacks::{CallbackList, Direction, GraphNode, Trained};
use super::class_weight::ClassWeights;
use super::data::{Pass, Table, check_inputs, check_labels, check_together, check_weights};
use super::examples::Examples;
use super::history::LEARNING_RATE;
use super::mean::Mean;
use super::network::Network;
use super::notifier::Watch;
use super::objective::OutputObjective;
use super::saving::{Saving, arrays};
use super::signature::Signature;
use super::source::Feed;
use super::trainer::StepBatch;
use super::update::{SMALLER, has_own_constraints, no_weight_reached, update};
use super::weights::Weights;
use crate::autodiff::Tensor;
use crate::backend as K;
use crate::kernels::denormals::Flushed;
use crate::layer::ForwardPass;
use crate::layer::masks::{along_first, any_of_last, counted, spread};
use crate::model::weights_file::{self, Format, Notes};
use crate::optimizers::Optimizer;
use crate::{Error, ErrorKind, Result};

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
}

impl<'a> Runner<'a> {
    pub fn new(network: &'a mut dyn Network, mut objectives: Vec<OutputObjective<'a>>) -> Self {
        for (objective, output) in objectives.iter_mut().zip(network.outputs().as_slice()) {
            objective.metrics.judge(objective.loss, output);
        }
        network.settle_trainable();
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

    /// Checks the loss and metrics, and whether examples are what the network takes; gives their number.
    pub fn check(&self, place: &dyn Display, examples: &Examples<'_>) -> Result<usize> {
        if self.is_custom {
            check_together(place, &examples.inputs, &examples.labels, &examples.weights)
        } else {
            self.check_compiled(place, examples)
        }
    }

    fn check_compiled(&self, place: &dyn Display, examples: &Examples<'_>) -> Result<usize> {
        let Signature { inputs, outputs, input_names, output_names, kinds } = &self.signature;
        let samples = check_inputs(place, &examples.inputs, inputs.as_slice(), input_names)?;
        check_labels(place, &examples.labels, kinds, outputs.as_slice(), output_names, samples)?;
        for ((objective, output), labels) in
            self.objectives.iter().zip(outputs.as_slice()).zip(&examples.labels)
        {
            objective.loss.check(output)?;
            objective.metrics.check(output)?;
            objective.metrics.check_beside(objective.loss, objective.kind.form())?;
            objective.check_labels(place, labels, output)?;
        }
        check_weights(place, &examples.weights, outputs.as_slice(), samples)?;
        Ok(samples)
    }

    /// Checks that each score has a name of its own, which is not that of a score of validation.
    pub fn check_names(&self) -> Result<()> {
        let directions = Trained::directions(self);
        let twice = directions.windows(2).find(|pair| pair[0].0 == pair[1].0).map(|pair| &pair[0].0);
        let mut names = directions.iter().map(|(name, _)| name);
        let taken = names.find(|name| name.starts_with("val_") || *name == LEARNING_RATE);
        let Some(name) = twice.or(taken) else { return Ok(()) };
        let error = Error::new("metrics", format!("`{name}` is the name of another score"));
        Err(error
            .help("give the metric or the output another: `metrics![error = mae]`, `name = …` of its layer"))
    }

    /// How much the samples of each class count.
    pub fn class_weights(&self, weights: &[(usize, f32)], labels: &[Table<'_>]) -> Result<ClassWeights> {
        if self.is_custom {
            let error = Error::new("class_weight", "what the labels mean is known to the step alone");
            return Err(error.help("use `sample_weight`, which the step has as `batch.sample_weight()`"));
        }
        ClassWeights::new(weights, labels, &self.signature.kinds, self.signature.outputs.as_slice())
    }

    /// Learns from a batch. If something goes wrong, weights, optimizer and states of layers are as before it.
    pub fn train(
        &mut self,
        pass: &ForwardPass,
        optimizer: &mut Box<dyn Optimizer>,
        batch: &Batch,
    ) -> Result<()> {
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
        tape.backward(&loss)?;
        tape.release();
        update(self.network, tape, optimizer, self.has_own_constraints, None)
    }

    /// Measures the network, from a fresh start, on the batches of a pass, or on so many of them; and how many there were.
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
        while filled.map_err(within(number))? {
            swap(&mut current, &mut next);
            if !feed.is_checked() {
                self.check(&format_args!("batch {}", number + 1), &current.examples()?)?;
            }
            if !watch.see(self, number, CallbackList::on_test_batch_begin) {
                break;
            }
            let is_last = steps == Some(number + 1);
            let mut step = || {
                pass.reset();
                if self.is_custom {
                    self.custom_step(pass, &current, None)
                } else {
                    self.forward(pass, &current).map(drop)
                }
            };
            let measured;
            (measured, filled) =
                if is_last { (step(), Ok(false)) } else { feed.fill_during(&mut next, step) };
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

    /// The loss of a batch, penalties included, which is finite; notes it with the metrics.
    fn forward(&mut self, pass: &ForwardPass, batch: &Batch) -> Result<Tensor> {
        pass.reset();
        let tape = pass.tape();
        batch.inputs(tape, &mut self.inputs);
        let outputs = self.network.call(&self.inputs, pass);
        tape.check()?;
        let (mut total, mut has_gradient) = (None, false);
        for (position, objective) in self.objectives.iter_mut().enumerate() {
            let y_pred = outputs.tensor(position);
            let y_true = batch.labels(position, &y_pred);
            let losses = objective.loss.call(&y_true, &y_pred);
            if losses.rank() > 0 && losses.shape()[0] != batch.len() && !tape.has_failed() {
                return Err(objective.wrong_count(&losses.shape(), batch.len()));
            }
            let mask = y_pred.mask().map(|mask| along_first(&y_pred, mask.rank().max(y_pred.rank() - 1)));
            let (losses, shares) = match &mask {
                Some(mask) => shared(&losses, mask),
                None => (losses, None),
            };
            let weights = batch.weights(position, tape, losses.rank());
            if let Some(weights) =
                weights.as_ref().filter(|weights| losses.rank() > 0 && weights.rank() > losses.rank())
            {
                return Err(objective.no_steps(&losses.shape(), &weights.shape()));
            }
            let loss = match [shares, weights].into_iter().flatten().reduce(|a, b| a * b) {
                Some(weights) => K::mean(&(losses * weights)),
                None => K::mean(&losses),
            };
            // Of a loss that failed nothing else is to be said.
            tape.check()?;
            has_gradient |= loss.requires_gradient();
            if pass.is_training() && y_pred.requires_gradient() && !loss.requires_gradient() {
                return Err(objective.no_gradient());
            }
            objective.mean.add(loss.item(), batch.len());
            let weights = match objective.metrics.has_weighted() {
                true => {
                    batch.weights(position, tape, 1).map(|weights| of_rows(&weights, &y_pred, mask.as_ref()))
                }
                false => None,
            };
            let y_pred = K::stop_gradient(&y_pred);
            objective.metrics.update_weighted(&y_true, &y_pred, mask.as_ref(), weights.as_ref());
            let weight = objective.loss.weight();
            add(&mut total, if weight == 1.0 { loss } else { loss * weight });
        }
        if pass.is_training() && self.has_trainable && !has_gradient {
            return Err(no_weight_reached());
        }
        if self.has_penalties {
            self.network.each_weight(&mut |_, weight| {
                if let Some(regularizer) = weight.regularizer().filter(|_| weight.variable().trainable()) {
                    add(&mut total, regularizer.penalty(&tape.variable(weight.variable())));
                }
            });
        }
        pass.losses().into_iter().for_each(|loss| add(&mut total, loss));
        tape.check()?;
        let total = total.expect("a model has an output");
        let value = total.item();
        tape.check()?;
        if !value.is_finite() {
            let error = Error::expected("loss", "a finite number", value).with_kind(ErrorKind::NotFinite);
            return Err(if pass.is_training() { error.help(SMALLER) } else { error });
        }
        self.mean.add(value, batch.len());
        Ok(total)
    }

    /// The network.
    pub fn network(&self) -> &dyn Network {
        self.network
    }

    /// The network, to change.
    pub fn network_mut(&mut self) -> &mut dyn Network {
        self.network
    }

    /// What the loss and the metrics have gathered since the last reset; `None` if one of them cannot tell.
    pub fn state(&self) -> Option<Vec<Vec<f64>>> {
        let mut state = vec![self.mean.state()];
        state.extend(self.custom.iter().map(|(_, mean)| mean.state()));
        for objective in &self.objectives {
            state.push(objective.mean.state());
            for (_, metric) in objective.metrics.iter() {
                state.push(metric.state()?);
            }
        }
        Some(state)
    }

    /// Goes on from what was gathered, or from nothing; `false` if it is of other metrics.
    pub fn restore(&mut self, state: &[Vec<f64>]) -> bool {
        if state.is_empty() {
            return true;
        }
        let mut state = state.iter();
        let mut restores =
            |restore: &mut dyn FnMut(&[f64]) -> bool| state.next().is_some_and(|state| restore(state));
        let mut fits = restores(&mut |state| self.mean.restore(state));
        for (_, mean) in &mut self.custom {
            fits &= restores(&mut |state| mean.restore(state));
        }
        for objective in &mut self.objectives {
            fits &= restores(&mut |state| objective.mean.restore(state));
            for metric in objective.metrics.iter_mut() {
                fits &= restores(&mut |state| metric.restore(state));
            }
        }
        fits && state.next().is_none()
    }

    /// The first metric that cannot tell what it has gathered.
    pub fn without_state(&self) -> Option<&str> {
        let mut metrics = self.objectives.iter().flat_map(|objective| objective.metrics.iter());
        metrics.find_map(|(name, metric)| metric.state().is_none().then_some(name))
    }

    /// Forgets the scores.
    pub fn reset(&mut self) {
        self.mean = Mean::default();
        self.custom.iter_mut().for_each(|(_, mean)| *mean = Mean::default());
        for objective in &mut self.objectives {
            objective.mean = Mean::default();
            objective.metrics.reset();
        }
    }

    /// The means since the last reset.
    pub fn scores(&self) -> Scores {
        if self.is_custom {
            return Scores::new(
                self.custom.iter().map(|(name, mean)| ((*name).to_owned(), mean.value())).collect(),
            );
        }
        let mut scores = vec![("loss".to_owned(), self.mean.value())];
        let is_single = self.objectives.len() == 1;
        for objective in &self.objectives {
            if !is_single {
                scores.push((format!("{}_loss", objective.name), objective.mean.value()));
            }
            for (name, value) in objective.metrics.names().zip(objective.metrics.results()) {
                scores.push((objective.score_name(name, is_single), value as f32));
            }
        }
        Scores::new(scores)
    }
}

/// The scores of a step of one's own, which are all 0 yet.
fn own_scores(network: &mut dyn Network) -> Vec<(&'static str, Mean)> {
    let names = network.custom().map_or(&[][..], |step| step.names());
    names.iter().map(|name| (*name, Mean::default())).collect()
}

/// The losses of the steps that count, and weights whose mean is 1, so that the mean of the losses is that over them.
fn shared(losses: &Tensor, mask: &Tensor) -> (Tensor, Option<Tensor>) {
    // A loss of one's own may give a number for a step, for a sample, or for all.
    let mask = (losses.rank()..mask.rank()).fold(mask.clone(), |mask, _| any_of_last(&mask));
    let mask = spread(&mask, losses.rank());
    (counted(losses, &mask, 0.0), Some(&mask / K::maximum(&K::mean(&mask), f32::MIN_POSITIVE)))
}

/// How much the rows of an output along its last axis count, or its samples, by weights and a mask.
fn of_rows(weights: &Tensor, y_pred: &Tensor, mask: Option<&Tensor>) -> Tensor {
    let rank = mask.map_or(y_pred.rank() - 1, Tensor::rank);
    match mask {
        Some(mask) => mask * spread(weights, rank),
        None if weights.rank() == 1 => weights.clone(),
        None => along_first(y_pred, rank) * spread(weights, rank),
    }
}

impl Trained for Runner<'_> {
    fn scores(&self) -> Scores {
        Runner::scores(self)
    }

    fn directions(&self) -> Vec<(String, Option<Direction>)> {
        // Of scores of a step of one's own nothing is known but the name.
        let mut directions: Vec<_> = self.custom.iter().map(|(name, _)| ((*name).to_owned(), None)).collect();
        if !self.is_custom {
            directions.push(("loss".to_owned(), Some(Direction::Min)));
        }
        let is_single = self.objectives.len() == 1;
        for objective in &self.objectives {
            if !is_single {
                directions.push((format!("{}_loss", objective.name), Some(Direction::Min)));
            }
            for (name, metric) in objective.metrics.iter() {
                directions.push((objective.score_name(name, is_single), metric.direction()));
            }
        }
        directions.sort_by(|(a, _), (b, _)| a.cmp(b));
        directions
    }

    fn graph(&self) -> Vec<GraphNode> {
        self.network.graph()
    }

    fn weight_paths(&self) -> Vec<String> {
        let mut paths = Vec::new();
        self.network.each_weight(&mut |path, _| paths.push(path.to_string()));
        paths
    }

    fn get_weights(&self) -> Vec<ArrayD<f32>> {
        arrays(self.network)
    }

    fn set_weights(&mut self, weights: &[ArrayD<f32>]) -> Result<()> {
        self.network.set_weights(weights)
    }

    fn weights_mut(&mut self) -> &mut dyn Weights {
        self.network
    }

    fn save(&self, path: &Path, optimizer: &dyn Optimizer, notes: Notes) -> Result<()> {
        let format = Format::of(path)?;
        if self.is_custom && format != Format::Safetensors {
            let message = "the models of a `Trainer` are written to a `.safetensors` file, by the paths of their weights";
            return Err(Error::new(path.display().to_string(), message));
        }
        if format != Format::Keras {
            return weights_file::write(path, &self.network.saved_weights(), self.get_weights(), &notes);
        }
        let outputs = self.objectives.iter().map(|objective| (objective.loss, &*objective.metrics));
        Saving { network: self.network, outputs: outputs.collect(), optimizer }.write(path, notes)
    }
}

fn add(total: &mut Option<Tensor>, loss: Tensor) {
    *total = Some(match total.take() {
        Some(total) => total + loss,
        None => loss,
    });
}
