//! What every model can do besides computing: compilation and prediction.

use ndarray::ArrayD;

use super::compiled::Compiled;
use super::data::Batches;
use super::feature_extractor::FeatureExtractor;
use super::measure::Predict;
use super::per_output::{Losses, MetricsOf};
use super::predict::{Predicted, Predictor, predict, predict_source, taken};
use super::source::Typed;
use super::{History, Samples, Scores};
use crate::layer::Place;
use crate::losses::verdict::{
    EndsInProbabilities, HasActivation, HasAnySize, HasBothSigns, HasClasses, HasLogits, HasProbabilities,
    HasSeparate, HasSeveralClasses,
};
use crate::model::Model;
use crate::optimizers::Optimizer;
use crate::{Error, Result};

/// Compilation and prediction: what every [`Model`] can do besides computing.
pub trait Compile: Model + Sized {
    /// Compiles the model for training, with an optimizer, a loss and metrics, as
    /// [`Model.compile`](https://keras.io/api/models/model_training_apis/#compile-method).
    ///
    /// A model of several outputs takes tuples: a loss for each, and a `metrics![…]` for each.
    fn compile<L, M, C, V>(
        self,
        optimizer: impl Optimizer + 'static,
        loss: L,
        metrics: M,
    ) -> Compiled<Self, C>
    where
        L: Losses<Self::Output, Self::Head, Checked = C, Verdict = V>,
        L: HasClasses<V> + HasSeveralClasses<V>,
        L: HasProbabilities<V> + EndsInProbabilities<V> + HasSeparate<V>,
        L: HasLogits<V> + HasBothSigns<V> + HasAnySize<V>,
        L: HasActivation<V>,
        M: MetricsOf<Self::Output>,
    {
        let (mut model, loss, metrics) = (self, loss.checked(), metrics.into_list());
        model.settle(Place::of::<Self>());
        Compiled::new(model, loss, metrics, Box::new(optimizer))
    }

    /// Predictions: the output of the model for `x`, one array for each output.
    ///
    /// # Errors
    ///
    /// If the sizes of the arrays are not those of the inputs, or a number in them is not finite, or is not an id; or if
    /// what the model gives is not a number.
    fn predict<X>(&self, x: X) -> Result<<Self::Output as Predicted>::Array>
    where
        X: Samples<Self::Input>,
        Self::Output: Predicted,
    {
        self.predict_with(x, Predict::new())
    }

    /// As [`predict`](Compile::predict), with options.
    ///
    /// # Errors
    ///
    /// As [`predict`](Compile::predict), or if an option makes no sense.
    fn predict_with<X>(&self, x: X, options: Predict<'_>) -> Result<<Self::Output as Predicted>::Array>
    where
        X: Samples<Self::Input>,
        Self::Output: Predicted,
    {
        taken::<Self::Output>(predict(self, x.tables()?, options)?)
    }

    /// What the model gives for batches: for all of them together, in one array for each output.
    ///
    /// # Errors
    ///
    /// As [`predict`](Compile::predict), or if the source of the batches fails.
    fn predict_batches<B>(
        &self,
        batches: B,
        options: Predict<'_>,
    ) -> Result<<Self::Output as Predicted>::Array>
    where
        B: Batches<Self::Input, ()>,
        Self::Output: Predicted,
    {
        let mut source = Typed::<_, Self::Input, ()>::new(batches);
        taken::<Self::Output>(predict_source(self, &mut source, options)?)
    }

    /// What layers in the middle of the model give for `x`: an array for each, in the order of their names.
    ///
    /// ```
    /// use keras::prelude::*;
    ///
    /// let model = sequential![Dense(5, activation = relu, input = 8, name = hidden), Dense(1)];
    /// let [hidden] = model.predict_layers(["hidden"], [[0.5; 8], [0.25; 8]])?;
    /// assert_eq!(hidden.shape(), [2, 5]);
    /// # Ok::<(), keras::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`feature_extractor`](Compile::feature_extractor) and [`predict`](Compile::predict).
    fn predict_layers<X, const N: usize>(&self, layers: [&str; N], x: X) -> Result<[ArrayD<f32>; N]>
    where
        X: Samples<Self::Input>,
    {
        self.feature_extractor(layers)?.predict(x)
    }

    /// The part of the model up to some of its layers, whose weights it shares.
    ///
    /// # Errors
    ///
    /// If there is no layer of one of these names, or it is called several times or gives several outputs, so that it is
    /// not clear which one is meant.
    fn feature_extractor<const N: usize>(&self, layers: [&str; N]) -> Result<FeatureExtractor<'_, Self, N>> {
        FeatureExtractor::new(self, layers)
    }

    /// [`predict`](Compile::predict) for data that come one at a time: in memory that is used again.
    fn predictor(&self) -> Predictor<'_, Self> {
        Predictor::new(self)
    }

    /// Does not exist before [`compile`](Compile::compile).
    #[doc(hidden)]
    fn fit<X, Y, F>(&self, _: X, _: Y, _: F) -> Result<History>
    where
        Self: IsCompiled,
    {
        Err(not_compiled())
    }

    /// Does not exist before [`compile`](Compile::compile).
    #[doc(hidden)]
    fn evaluate<X, Y>(&self, _: X, _: Y) -> Result<Scores>
    where
        Self: IsCompiled,
    {
        Err(not_compiled())
    }

    /// Does not exist before [`compile`](Compile::compile).
    #[doc(hidden)]
    fn train_on_batch<X, Y>(&self, _: X, _: Y) -> Result<Scores>
    where
        Self: IsCompiled,
    {
        Err(not_compiled())
    }
}

impl<M: Model> Compile for M {}

/// A marker for compiled models, which no plain model has.
#[diagnostic::on_unimplemented(
    message = "a model learns, and is measured, only when it is compiled",
    label = "call `.compile(optimizer, loss, metrics)` before this",
    note = "`let mut model = model.compile(Adam::default(), SparseCategoricalCrossentropy::default(), metrics![accuracy]);`"
)]
pub trait IsCompiled {}

fn not_compiled() -> Error {
    Error::new("", "the model is not compiled")
}
