//! Steps that are shared between ranks.

use std::sync::Arc;

use super::Runner;
use super::elsewhere::stateful;
use crate::autodiff::Tensor;
use crate::autodiff::ops::ranks::{averaged, gathered, once};
use crate::collective::Collective;
use crate::layer::ForwardPass;
use crate::training::Scores;
use crate::training::batch::Batch;
use crate::training::ranks::Ranks;
use crate::{Error, Result};

impl Runner<'_> {
    /// Shares the steps with other ranks from here on.
    ///
    /// # Errors
    ///
    /// If the step is one of the user's own, or a layer is `stateful`.
    pub fn share(&mut self, collective: &Arc<dyn Collective>) -> Result<()> {
        if self.is_custom {
            let message = "a step of one's own would take its share for the whole batch";
            let error = Error::new("distribution", message);
            return Err(error.help("`compile` the model with a loss, or leave the distribution out"));
        }
        if let Some(layer) = self.network.to_json().ok().as_ref().and_then(stateful) {
            return Err(stateful_layer(&format!("the layer `{layer}`")));
        }
        self.ranks = Some(Ranks::new(Arc::clone(collective), self.network));
        Ok(())
    }

    /// What the ranks do together, where there are others.
    pub fn ranks(&self) -> Option<&Arc<dyn Collective>> {
        self.ranks.as_ref().map(Ranks::collective)
    }

    /// This rank, where there are others.
    pub fn rank(&self) -> Option<&Ranks> {
        self.ranks.as_ref()
    }

    /// Whether the batch was filled, on this rank or on others, which then have the rest of it.
    pub fn complete(
        &self,
        filled: Result<bool>,
        batch: &mut Batch,
        before: &Batch,
        is_first: bool,
    ) -> Result<bool> {
        match &self.ranks {
            None => filled,
            Some(ranks) => ranks.complete(filled, batch, before, is_first),
        }
    }

    /// What rank 0 says, where there are others.
    pub fn decide(&self, yes: bool) -> bool {
        self.ranks.as_ref().map_or(yes, |ranks| ranks.decide(yes))
    }

    /// Does something on rank 0 alone, where there are others; an error is one on all.
    pub fn on_first(&self, first: impl FnOnce() -> Result<()>) -> Result<()> {
        match &self.ranks {
            None => first(),
            Some(ranks) => ranks.of_first(|| first().map(|()| Vec::new())).map(drop),
        }
    }

    /// Whether any rank says so, where there are others.
    pub fn any(&self, yes: bool) -> bool {
        self.ranks.as_ref().map_or(yes, |ranks| ranks.any(yes))
    }

    /// Whether all ranks still have the same weights, and have come to the same scores.
    pub fn compare(&self, scores: &Scores) -> Result<()> {
        let Some(ranks) = &self.ranks else { return Ok(()) };
        let values: Vec<f32> = scores.iter().map(|(_, value)| value).collect();
        ranks.compare(self.network, &values)
    }

    /// Tells a pass which samples of a batch are here.
    pub(super) fn begin_share(&self, pass: &ForwardPass, batch: &Batch) {
        if let Some(ranks) = &self.ranks {
            pass.share(batch.share(ranks.part().rank));
        }
    }

    /// Ends the part of a pass that is of this rank's share: what fails there, the others know nothing of.
    pub(super) fn end_share(&self, pass: &ForwardPass) -> Result<()> {
        let Some(ranks) = &self.ranks else { return pass.tape().check() };
        if let Err(error) = pass.tape().check() {
            ranks.collective().abort(&error);
        }
        if pass.keeps() { Err(stateful_layer("a layer")) } else { Ok(()) }
    }

    /// The output for the whole batch, of the output for the share that is computed here.
    pub(super) fn gathered(&self, output: Tensor, batch: &Batch) -> Tensor {
        if self.ranks.is_some() { gathered(&output, batch.counts()) } else { output }
    }

    /// A penalty on weights, which all ranks compute.
    pub(super) fn penalty(&self, penalty: Tensor) -> Tensor {
        if self.ranks.is_some() { once(&penalty) } else { penalty }
    }

    /// What a layer adds to the loss of the whole batch, of what it adds for the share that is computed here.
    pub(super) fn added(&self, loss: Tensor, batch: &Batch) -> Tensor {
        let Some(ranks) = &self.ranks else { return loss };
        let own = batch.share(ranks.part().rank).own;
        averaged(&loss, own as f32 / batch.len() as f32)
    }
}

/// What is said of a layer that keeps something of a batch for the next.
fn stateful_layer(layer: &str) -> Error {
    let message = format!("what {layer} keeps from batch to batch is of the samples of one rank");
    Error::new("distribution", message).help("leave `stateful` out, or the distribution")
}
