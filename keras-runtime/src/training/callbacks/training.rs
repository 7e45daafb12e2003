//! The training as a callback sees it.

use std::path::Path;

use ndarray::ArrayD;

use super::{Direction, GraphNode};
use crate::metrics::parts::by_name;
use crate::model::weights_file::Notes;
use crate::optimizers::Optimizer;
use crate::schedules::require;
use crate::training::history::{History, LEARNING_RATE, Scores};
use crate::training::moving_averages::swap;
use crate::training::state::TrainingState;
use crate::training::weights::Weights;
use crate::{Error, Result};

/// A training at one of its moments, as a [`Callback`](super::Callback) sees it; also an evaluation, which has no epochs.
pub struct Training<'a> {
    pub(in crate::training) trained: &'a mut dyn Trained,
    pub(in crate::training) optimizer: &'a mut Box<dyn Optimizer>,
    pub(in crate::training) state: &'a mut TrainingState,
    pub(in crate::training) plan: &'a Plan,
    /// How many batches are measured, where that is what goes on.
    pub(in crate::training) measured: Option<usize>,
    /// What the epoch came to, when it has ended.
    pub(in crate::training) scores: Option<&'a Scores>,
}

/// What is to be done in a training.
#[derive(Clone, Debug)]
pub(in crate::training) struct Plan {
    pub initial_epoch: usize,
    pub epochs: usize,
    /// If it is known.
    pub batches: Option<usize>,
    /// How many batches are measured, if it is known.
    pub test_batches: Option<usize>,
    /// The number of epochs from one validation to the next, if there is validation.
    pub validation_freq: Option<usize>,
    /// Whether a callback sets the learning rate, which is a score then.
    pub has_learning_rate: bool,
    pub is_resumed: bool,
}

/// What is trained, and its scores.
pub(in crate::training) trait Trained {
    fn scores(&self) -> Scores;
    fn directions(&self) -> Vec<(String, Option<Direction>)>;
    fn graph(&self) -> Vec<GraphNode>;
    fn weight_paths(&self) -> Vec<String>;
    /// Takes what has changed where another engine computes.
    fn pull(&mut self, optimizer: &mut Box<dyn Optimizer>) -> Result<()>;
    fn get_weights(&self) -> Vec<ArrayD<f32>>;
    fn set_weights(&mut self, weights: &[ArrayD<f32>]) -> Result<()>;
    fn weights_mut(&mut self) -> &mut dyn Weights;
    /// Whether weights were changed, since this was asked last.
    fn take_changed(&mut self) -> bool;
    fn save(&self, path: &Path, optimizer: &dyn Optimizer, notes: Notes) -> Result<()>;
}

impl Plan {
    /// That of an evaluation of so many batches.
    pub fn of_evaluation(test_batches: Option<usize>) -> Self {
        Self {
            initial_epoch: 0,
            epochs: 0,
            batches: None,
            test_batches,
            validation_freq: None,
            has_learning_rate: false,
            is_resumed: false,
        }
    }

    /// Whether a validation comes after one of the epochs.
    pub fn validates(&self) -> bool {
        self.validation_freq.is_some_and(|freq| self.initial_epoch / freq < self.epochs / freq)
    }
}

impl Training<'_> {
    /// The index of the epoch, from 0; 0 in `evaluate`.
    pub fn epoch(&self) -> usize {
        self.state.epoch
    }

    /// How many epochs there are to be; none in `evaluate`.
    pub fn epochs(&self) -> usize {
        self.plan.epochs
    }

    /// How many batches of the epoch are done. In `evaluate`, and at the moments of a batch of a validation, how many are
    /// measured.
    pub fn batch(&self) -> usize {
        self.measured.unwrap_or(self.state.step)
    }

    /// How many batches an epoch has; `None` in the first epoch of data that do not know it. Where [`batch`](Self::batch)
    /// counts those that are measured, how many those are to be.
    pub fn batches(&self) -> Option<usize> {
        if self.measured.is_some() { self.plan.test_batches } else { self.plan.batches }
    }

    /// The loss and the metrics of this epoch: so far, or with those of validation when it has ended. Where
    /// [`batch`](Self::batch) counts the batches that are measured, those of them.
    pub fn scores(&self) -> Scores {
        self.scores.cloned().unwrap_or_else(|| self.trained.scores())
    }

    /// The names that the [`scores`](Self::scores) of each epoch have at its end.
    pub fn score_names(&self) -> Vec<String> {
        let measured: Vec<String> = self.trained.directions().into_iter().map(|(name, _)| name).collect();
        let validation = measured.iter().filter(|_| self.plan.validates()).map(|name| format!("val_{name}"));
        let validation: Vec<String> = validation.collect();
        let rate = self.plan.has_learning_rate.then(|| LEARNING_RATE.to_owned());
        let mut names: Vec<String> = measured.into_iter().chain(rate).collect();
        names.sort_by(|a, b| by_name(a, b));
        names.into_iter().chain(validation).collect()
    }

    /// Which values of a score are better, if its metric says so: see
    /// [`Metric::direction`](crate::metrics::Metric::direction).
    pub fn direction(&self, score: &str) -> Option<Direction> {
        let directions = self.trained.directions();
        let of = |score: &str| directions.iter().find(|(name, _)| name == score)?.1;
        of(score).or_else(|| of(score.strip_prefix("val_")?))
    }

    /// The epochs before this one; at its end with it. None in `evaluate`.
    pub fn history(&self) -> &History {
        &self.state.history
    }

    /// The [paths](crate::layer::NodePath) of the weights of the model.
    pub fn weight_paths(&self) -> Vec<String> {
        self.trained.weight_paths()
    }

    /// Copies of all weights of the model, in Keras's order.
    pub fn get_weights(&mut self) -> Vec<ArrayD<f32>> {
        self.pull();
        self.trained.get_weights()
    }

    /// Replaces all weights of the model.
    ///
    /// # Errors
    ///
    /// As [`Model::set_weights`](crate::model::Model::set_weights).
    pub fn set_weights(&mut self, weights: &[ArrayD<f32>]) -> Result<()> {
        self.pull();
        self.trained.set_weights(weights)
    }

    /// Gives the model the moving averages of its weights, or takes them back, if the optimizer
    /// [keeps](Optimizer::has_moving_averages) such: meanwhile the optimizer has the weights.
    pub fn use_moving_averages(&mut self, yes: bool) {
        if self.state.averaged != yes {
            self.pull();
            swap(self.trained.weights_mut(), &mut **self.optimizer);
            self.state.averaged = yes;
        }
    }

    /// Writes a file with notes: the whole model or its weights, as the ending of the name says.
    pub(super) fn save(&mut self, path: &Path, notes: Notes) -> Result<()> {
        self.trained.pull(self.optimizer)?;
        self.trained.save(path, &**self.optimizer, notes)
    }

    /// The optimizer.
    pub fn optimizer(&mut self) -> &dyn Optimizer {
        self.pull();
        &**self.optimizer
    }

    /// Takes what another engine has changed. If that fails, so does everything else that is asked of it, and `fit`.
    fn pull(&mut self) {
        let _ = self.trained.pull(self.optimizer);
    }

    /// The learning rate of the next step.
    ///
    /// # Errors
    ///
    /// If there are several, as in a [`MultiOptimizer`](crate::optimizers::MultiOptimizer).
    pub fn learning_rate(&self) -> Result<f32> {
        self.optimizer.rate()
    }

    /// Sets the learning rate, from the next step on.
    ///
    /// # Errors
    ///
    /// If it is not a finite number of 0 or more, or the optimizer has a schedule for it, or several.
    pub fn set_learning_rate(&mut self, learning_rate: f32) -> Result<()> {
        let is_rate = learning_rate.is_finite() && learning_rate >= 0.0;
        require(
            is_rate,
            self.optimizer.name(),
            "learning_rate",
            "a finite number of 0 or more",
            learning_rate,
        )?;
        if self.optimizer.has_schedule() {
            let message = "the optimizer has a schedule for the learning rate, which a callback would undo";
            return Err(Error::new(format!("`{}`", self.optimizer.name()), message));
        }
        self.optimizer.set_learning_rate(learning_rate.into())?;
        self.state.learning_rate = Some(learning_rate);
        Ok(())
    }

    /// Ends the training after this moment: a running epoch is measured as far as it went, a running validation to its end.
    /// `evaluate` ends after its batch, or the first, with the scores so far.
    pub fn stop(&mut self) {
        self.state.stopped = true;
    }

    /// Whether the training was taken up again from a [`BackupAndRestore`](super::BackupAndRestore), and is not new.
    pub fn is_resumed(&self) -> bool {
        self.plan.is_resumed
    }

    /// Whether something has ended the training.
    pub fn is_stopped(&self) -> bool {
        self.state.stopped
    }
}
