//! The loss of a batch.

use std::mem::take;

use super::Runner;
use crate::autodiff::Tensor;
use crate::backend as K;
use crate::layer::masks::{along_first, both, spread};
use crate::layer::{ForwardPass, Outputs};
use crate::training::batch::Batch;
use crate::training::objective::OutputObjective;
use crate::training::update::{SMALLER, no_weight_reached};
use crate::{Error, ErrorKind, Result};

impl Runner<'_> {
    /// The loss of a batch, penalties included, which is finite; notes it with the metrics.
    pub(super) fn forward(&mut self, pass: &ForwardPass, batch: &Batch) -> Result<Tensor> {
        pass.reset();
        let tape = pass.tape();
        batch.inputs(tape, &mut self.inputs);
        self.begin_share(pass, batch);
        let outputs = self.network.call(&self.inputs, pass);
        self.end_share(pass)?;
        let mut objectives = take(&mut self.objectives);
        let total = self.outcome(pass, batch, &outputs, &mut objectives);
        self.objectives = objectives;
        total
    }

    /// The loss that comes of the outputs for a batch, or for the share of it that is computed here.
    fn outcome(
        &mut self,
        pass: &ForwardPass,
        batch: &Batch,
        outputs: &Outputs,
        objectives: &mut [OutputObjective<'_>],
    ) -> Result<Tensor> {
        let tape = pass.tape();
        let (mut total, mut has_gradient) = (None, false);
        for (position, objective) in objectives.iter_mut().enumerate() {
            let y_pred = self.gathered(outputs.tensor(position), batch);
            let y_true = batch.labels(position, &y_pred);
            let losses = objective.loss.call(&y_true, &y_pred);
            if losses.rank() > 0 && losses.shape()[0] != batch.len() && !tape.has_failed() {
                return Err(objective.wrong_count(&losses.shape(), batch.len()));
            }
            let mask = y_pred.mask().map(|mask| along_first(&y_pred, mask.rank().max(y_pred.rank() - 1)));
            let weights = batch.weights(position, tape, losses.rank());
            if let Some(weights) =
                weights.as_ref().filter(|weights| losses.rank() > 0 && weights.rank() > losses.rank())
            {
                return Err(objective.no_steps(&losses.shape(), &weights.shape()));
            }
            let counts = [mask.clone(), losses.mask()].into_iter().flatten().reduce(|a, b| both(&a, &b));
            let loss = objective.loss.reduction().reduce(&losses, counts.as_ref(), weights);
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
                    let penalty = regularizer.penalty(&tape.variable(weight.variable()));
                    add(&mut total, self.penalty(penalty));
                }
            });
        }
        pass.losses().into_iter().for_each(|loss| add(&mut total, self.added(loss, batch)));
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

fn add(total: &mut Option<Tensor>, loss: Tensor) {
    *total = Some(match total.take() {
        Some(total) => total + loss,
        None => loss,
    });
}
