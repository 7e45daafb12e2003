//! What is asked of a compiled model as of its model: predictions, weights, files.

use std::path::Path;
use std::sync::PoisonError;

use ndarray::ArrayD;

use super::Compiled;
use crate::Result;
use crate::model::weights_file::Notes;
use crate::model::{AnyModel, Model, Summary};
use crate::shape::Dynamic;
use crate::training::data::Batches;
use crate::training::measure::Predict;
use crate::training::per_output::Losses;
use crate::training::predict::{Predicted, Predictor};
use crate::training::saving::{Saving, load};
use crate::training::{Compile, Samples};

impl<L> Compiled<AnyModel, L> {
    /// Predictions of a model of several outputs: an array for each, in their order; see [`AnyModel::predict_outputs`].
    ///
    /// # Errors
    ///
    /// As of [`predict`](Self::predict).
    pub fn predict_outputs(&self, x: impl Samples<Dynamic>) -> Result<Vec<ArrayD<f32>>> {
        self.model.predict_outputs(x)
    }
}

impl<M: Model, L: Losses<M::Output, M::Head>> Compiled<M, L> {
    /// Predictions: what the model gives for `x`, in one array for each output; see [`Compile::predict`].
    ///
    /// # Errors
    ///
    /// If the data makes no sense.
    #[doc(alias = "forward")]
    pub fn predict<X>(&self, x: X) -> Result<<M::Output as Predicted>::Array>
    where
        X: Samples<M::Input>,
        M::Output: Predicted,
    {
        Compile::predict(&self.model, x)
    }

    /// Predictions with options; see [`Compile::predict_with`].
    ///
    /// # Errors
    ///
    /// If the data or an option makes no sense.
    pub fn predict_with<X>(&self, x: X, options: Predict<'_>) -> Result<<M::Output as Predicted>::Array>
    where
        X: Samples<M::Input>,
        M::Output: Predicted,
    {
        Compile::predict_with(&self.model, x, options)
    }

    /// Predictions for what a source of batches gives; see [`Compile::predict_batches`].
    ///
    /// # Errors
    ///
    /// If the data makes no sense, or the source fails.
    pub fn predict_batches<B>(
        &self,
        batches: B,
        options: Predict<'_>,
    ) -> Result<<M::Output as Predicted>::Array>
    where
        B: Batches<M::Input, ()>,
        M::Output: Predicted,
    {
        Compile::predict_batches(&self.model, batches, options)
    }

    /// What layers in the middle of the model give for `x`; see [`Compile::predict_layers`].
    ///
    /// # Errors
    ///
    /// If the data makes no sense, or there is no such layer.
    pub fn predict_layers<X, const N: usize>(&self, layers: [&str; N], x: X) -> Result<[ArrayD<f32>; N]>
    where
        X: Samples<M::Input>,
    {
        Compile::predict_layers(&self.model, layers, x)
    }

    /// Predicts often, without allocating; see [`Compile::predictor`].
    pub fn predictor(&self) -> Predictor<'_, M> {
        self.model.predictor()
    }

    /// The layers with their shapes and parameters; see [`Model::summary`].
    #[must_use = "it prints nothing by itself: `println!(\"{}\", model.summary())`"]
    pub fn summary(&self) -> Summary {
        self.model.summary()
    }

    /// All weights, in the order of the layers; see [`Model::get_weights`].
    pub fn get_weights(&self) -> Vec<ArrayD<f32>> {
        self.model.get_weights()
    }

    /// Replaces all weights; see [`Model::set_weights`].
    ///
    /// # Errors
    ///
    /// If the arrays are not as many or not shaped as the weights.
    pub fn set_weights(&mut self, weights: &[ArrayD<f32>]) -> Result<()> {
        self.model.set_weights(weights)
    }

    /// Writes all weights to a file; see [`Model::save_weights`].
    ///
    /// # Errors
    ///
    /// If the file cannot be written.
    pub fn save_weights(&self, path: impl AsRef<Path>) -> Result<()> {
        self.model.save_weights(path)
    }

    /// Reads all weights from a file; see [`Model::load_weights`].
    ///
    /// # Errors
    ///
    /// If the file cannot be read, or has not exactly the weights of this model.
    pub fn load_weights(&mut self, path: impl AsRef<Path>) -> Result<()> {
        self.model.load_weights(path)
    }

    /// Writes the whole model to a file: layers, weights, optimizer and what it remembers, loss, metrics. Keras's
    /// `load_model` makes the compiled model of it again. The name ends in `.keras`.
    ///
    /// # Errors
    ///
    /// If the name has another ending, a layer, the loss, a metric or the optimizer has no form in a file, as a function
    /// without a name, or the file cannot be written; an older one is as before then.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        let metrics = self.metrics.lock().unwrap_or_else(PoisonError::into_inner);
        let outputs = self.loss.list().into_iter().zip(&*metrics).collect();
        let saving = Saving { network: &self.model, outputs, optimizer: &*self.optimizer };
        saving.write(path.as_ref(), Notes::new())
    }

    /// Writes what the model computes at prediction as ONNX; see [`Model::export`].
    ///
    /// # Errors
    ///
    /// If the name does not end in `.onnx`, a layer is one that ONNX cannot say, or the file cannot be written.
    #[cfg(feature = "onnx")]
    pub fn export(&self, path: impl AsRef<Path>) -> Result<()> {
        self.model.export(path)
    }

    /// Goes on from a file that [`save`](Self::save) or Keras wrote: reads the weights, and what the optimizer remembers,
    /// with its learning rate unless it has a schedule here.
    ///
    /// ```
    /// use keras::{ndarray::array, prelude::*};
    ///
    /// let compiled = || {
    ///     let model = sequential![Dense(1, input = 2, name = line)];
    ///     model.compile(Adam::new(0.1), MeanSquaredError::default(), metrics![mae])
    /// };
    /// let (x, y) = (array![[0.0, 1.0], [1.0, 0.0]], array![[1.0], [2.0]]);
    /// let (mut model, mut other) = (compiled(), compiled());
    /// model.fit(&x, &y, Fit::epochs(3).verbose(0))?;
    /// let path = std::env::temp_dir().join("line_to_go_on.keras");
    /// model.save(&path)?;
    /// other.load(&path)?;
    /// let fit = || Fit::epochs(1).verbose(0);
    /// assert_eq!(other.fit(&x, &y, fit())?.last("loss"), model.fit(&x, &y, fit())?.last("loss"));
    /// # std::fs::remove_file(&path).unwrap();
    /// # Ok::<(), keras::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the file cannot be read, is damaged, or is of a model with other layers or another optimizer. Model and optimizer
    /// are unchanged then.
    pub fn load(&mut self, path: impl AsRef<Path>) -> Result<()> {
        load(path.as_ref(), &mut self.model, &mut self.optimizer)?;
        self.state = None;
        Ok(())
    }
}
