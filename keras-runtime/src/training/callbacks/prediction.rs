//! The prediction as a callback sees it.

use ndarray::ArrayViewD;

/// A prediction at one of its moments, as a [`Callback`](super::Callback) sees it.
///
/// ```
/// use keras::callbacks::LambdaCallback;
/// use keras::prelude::*;
/// use keras::training::Predict;
///
/// let model = sequential![Dense(1, input = 2, kernel_initializer = ones)];
/// let x = vec![[1.0, 2.0]; 100];
/// let mut shapes = vec![];
/// let note = LambdaCallback::new().on_predict_batch_end(|prediction| {
///     shapes.push(prediction.outputs()[0].shape().to_vec());
///     Ok(())
/// });
/// model.predict_with(&x, Predict::new().batch_size(64).callback(note))?;
/// assert_eq!(shapes, [[64, 1], [36, 1]]);
/// # Ok::<(), keras::Error>(())
/// ```
pub struct Prediction<'a> {
    pub(in crate::training) predicting: &'a mut Predicting,
    /// What the batch gave, when it has ended.
    pub(in crate::training) outputs: Vec<ArrayViewD<'a, f32>>,
}

/// How far a prediction is.
pub(in crate::training) struct Predicting {
    pub batch: usize,
    /// If it is known.
    pub batches: Option<usize>,
    pub stopped: bool,
}

impl Prediction<'_> {
    /// How many batches are done.
    pub fn batch(&self) -> usize {
        self.predicting.batch
    }

    /// How many batches there are; `None` if the data do not know it.
    pub fn batches(&self) -> Option<usize> {
        self.predicting.batches
    }

    /// The outputs of the model for the batch, at [`on_predict_batch_end`](super::Callback::on_predict_batch_end); at other
    /// moments there are none.
    pub fn outputs(&self) -> &[ArrayViewD<'_, f32>] {
        &self.outputs
    }

    /// Ends the prediction after its batch, or the first: `predict` gives what is there.
    pub fn stop(&mut self) {
        self.predicting.stopped = true;
    }

    /// Whether something has ended the prediction.
    pub fn is_stopped(&self) -> bool {
        self.predicting.stopped
    }
}
