//! Single batches, for a loop of one's own.

use super::batch::Batch;
use super::compiled::Compiled;
use super::data::{SampleWeight, Tables};
use super::examples::Examples;
use super::measure::Evaluate;
use super::per_output::Losses;
use super::{Labels, Samples, Scores};
use crate::Result;
use crate::autodiff::Tape;
use crate::layer::ForwardPass;
use crate::model::Model;

impl<M: Model, L: Losses<M::Output, M::Head>> Compiled<M, L> {
    /// Training step on all the samples of `x` at once; the scores are those before the step.
    ///
    /// # Errors
    ///
    /// As [`fit`](Self::fit).
    pub fn train_on_batch<X, Y>(&mut self, x: X, y: Y) -> Result<Scores>
    where
        X: Samples<M::Input>,
        Y: Labels<L::Labels>,
    {
        let examples = Examples { inputs: x.tables()?, labels: y.tables()?, weights: Tables::new() };
        self.learn("`train_on_batch`", examples)
    }

    /// As [`train_on_batch`](Self::train_on_batch), where each sample counts in the loss by its [weight](SampleWeight):
    /// Keras's `train_on_batch(x, y, sample_weight)`.
    ///
    /// # Errors
    ///
    /// As [`fit`](Self::fit).
    pub fn train_on_batch_weighted<X, Y>(
        &mut self,
        x: X,
        y: Y,
        sample_weight: impl SampleWeight,
    ) -> Result<Scores>
    where
        X: Samples<M::Input>,
        Y: Labels<L::Labels>,
    {
        let weights = sample_weight.tables()?;
        let examples = Examples { inputs: x.tables()?, labels: y.tables()?, weights };
        self.learn("`train_on_batch_weighted`", examples)
    }

    /// The loss and the metrics on all the samples of `x` at once.
    ///
    /// # Errors
    ///
    /// As [`evaluate`](Self::evaluate).
    pub fn test_on_batch<X, Y>(&mut self, x: X, y: Y) -> Result<Scores>
    where
        X: Samples<M::Input>,
        Y: Labels<L::Labels>,
    {
        let examples = Examples { inputs: x.tables()?, labels: y.tables()?, weights: Tables::new() };
        self.measure("`test_on_batch`", Evaluate::new().batch_size(usize::MAX), examples)
    }

    /// As [`test_on_batch`](Self::test_on_batch), where each sample counts in the loss by its [weight](SampleWeight):
    /// Keras's `test_on_batch(x, y, sample_weight)`.
    ///
    /// # Errors
    ///
    /// As [`evaluate`](Self::evaluate).
    pub fn test_on_batch_weighted<X, Y>(
        &mut self,
        x: X,
        y: Y,
        sample_weight: impl SampleWeight,
    ) -> Result<Scores>
    where
        X: Samples<M::Input>,
        Y: Labels<L::Labels>,
    {
        let weights = sample_weight.tables()?;
        let examples = Examples { inputs: x.tables()?, labels: y.tables()?, weights };
        self.measure("`test_on_batch_weighted`", Evaluate::new().batch_size(usize::MAX), examples)
    }

    /// A step of training on all the examples.
    fn learn(&mut self, place: &'static str, examples: Examples<'_>) -> Result<Scores> {
        let (mut runner, optimizer, _) = self.runner();
        runner.check(&place, &examples)?;
        optimizer.validate()?;
        runner.reset();
        let pass = ForwardPass::training(&Tape::new());
        let mut batch = Batch::default();
        batch.copy(&examples)?;
        runner.train(&pass, optimizer, &batch).map_err(|error| error.within(place))?;
        let scores = runner.scores();
        self.scores = Some(scores.clone());
        Ok(scores)
    }

    /// The loss and the metrics of the last batch or evaluation, or of the last epoch of `fit`; `None` since
    /// [`reset_metrics`](Self::reset_metrics).
    pub fn get_metrics_result(&self) -> Option<&Scores> {
        self.scores.as_ref()
    }

    /// Forgets what was measured. Each `fit`, evaluation and batch begins from nothing anyway, as in Keras.
    ///
    /// ```
    /// use keras::prelude::*;
    ///
    /// let model = sequential![Dense(1, input = 2)];
    /// let mut model = model.compile(SGD::new(0.1), MeanSquaredError::default(), metrics![mae]);
    /// let scores = model.train_on_batch([[0.5, 0.25]], [3.0])?;
    /// assert_eq!(model.get_metrics_result(), Some(&scores));
    /// model.reset_metrics();
    /// assert_eq!(model.get_metrics_result(), None);
    /// # Ok::<(), keras::Error>(())
    /// ```
    pub fn reset_metrics(&mut self) {
        self.scores = None;
        self.runner().0.reset();
    }
}
