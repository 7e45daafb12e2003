//! What a training or an evaluation is checked for before it begins, and told as.

use std::fmt::Display;

use smallvec::SmallVec;

use super::Runner;
use crate::config::Argument;
use crate::losses::{Loss, Reduction};
use crate::training::callbacks::{GraphNode, Trained};
use crate::training::class_weight::ClassWeights;
use crate::training::data::{Table, check_inputs, check_labels, check_together, check_weights};
use crate::training::examples::Examples;
use crate::training::history::LEARNING_RATE;
use crate::training::objective::OutputObjective;
use crate::training::signature::Signature;
use crate::training::state::Program;
use crate::{Error, Result};

impl Runner<'_> {
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
        let ignored = self.objectives.iter().map(|objective| objective.loss.ignored_class());
        let ignored: SmallVec<[Option<isize>; 2]> = ignored.collect();
        check_labels(place, &examples.labels, kinds, outputs.as_slice(), output_names, (&ignored, samples))?;
        for ((objective, output), labels) in
            self.objectives.iter().zip(outputs.as_slice()).zip(&examples.labels)
        {
            objective.loss.check(output)?;
            check_reduction(objective.loss)?;
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
        let message = format!("`{name}` is the name of another score");
        if self.is_custom {
            let error = Error::new("`Trainer::new`, scores", message);
            return Err(error.help("give each a name of its own, without `val_` in front"));
        }
        let error = Error::new("metrics", message);
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

    /// Tells the layers and what each takes, the losses and the metrics.
    pub fn tell(&self, program: &mut Program) {
        self.network.tell_layers(program);
        for GraphNode { name, inputs, .. } in self.network.graph() {
            program.add(format!("inputs of `{name}`"), inputs);
        }
        for OutputObjective { name, loss, metrics, .. } in &self.objectives {
            program.add_object(format!("loss of `{name}`"), loss.name(), loss.to_json());
            program.add(format!("weight of the loss of `{name}`"), loss.weight().to_json().ok());
            for (metric, written) in metrics.iter() {
                program.add_object(format!("metric `{metric}` of `{name}`"), metric, written.to_json());
            }
        }
    }
}

/// An error if the losses of a batch do not become one number.
fn check_reduction(loss: &dyn Loss) -> Result<()> {
    if loss.reduction() != Reduction::None {
        return Ok(());
    }
    let error = Error::expected(loss.name(), "a `reduction` to one number", "none");
    Err(error.help("leave `reduction` out, or call the loss itself for the value of each sample"))
}
