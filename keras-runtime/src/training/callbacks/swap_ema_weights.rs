//! Validation with moving averages of the weights.

use super::{Callback, Training};
use crate::{Error, Result};

/// Validates with the moving averages of the weights, which an optimizer with
/// [`use_ema`](crate::optimizers::Descent::use_ema) keeps, as
/// [`SwapEMAWeights`](https://keras.io/api/callbacks/swap_ema_weights/): exchanges the two before a validation, and back
/// after it.
///
/// ```
/// use keras::callbacks::SwapEMAWeights;
/// use keras::prelude::*;
///
/// let (train, _) = datasets::digits::load();
/// let model = sequential![Dense(10, activation = softmax, input = 64)];
/// let optimizer = SGD::new(0.1).use_ema(true).ema_momentum(0.9);
/// let mut model = model.compile(optimizer, SparseCategoricalCrossentropy::default(), metrics![accuracy]);
/// let fit = Fit::epochs(3).validation_split(0.2).callback(SwapEMAWeights::new());
/// let history = model.fit(&train.x, &train.y, fit)?;
/// assert!(history.last("val_accuracy") > Some(0.8));
/// # Ok::<(), keras::Error>(())
/// ```
///
/// At the end of `fit` the weights become their averages, so that `evaluate` and `predict` after it have them as well.
///
/// With [`EarlyStopping`](super::EarlyStopping), which restores the weights that it saw at the end of an epoch, say
/// `swap_on_epoch(true)` and add this callback first: then they are the averages that were validated.
///
/// # Errors
///
/// `fit` fails before the first epoch, `evaluate` before the first batch, if the optimizer keeps no averages.
#[derive(Clone, Copy, Debug, Default)]
pub struct SwapEMAWeights {
    swap_on_epoch: bool,
}

impl SwapEMAWeights {
    /// Averages for validation alone.
    pub fn new() -> Self {
        Self::default()
    }

    /// Averages at the end of each epoch too, for callbacks that come after this one, such as
    /// [`ModelCheckpoint`](super::ModelCheckpoint); default `false`.
    #[must_use]
    pub fn swap_on_epoch(mut self, swap_on_epoch: bool) -> Self {
        self.swap_on_epoch = swap_on_epoch;
        self
    }
}

#[diagnostic::do_not_recommend]
impl Callback for SwapEMAWeights {
    fn name(&self) -> &str {
        "SwapEMAWeights"
    }

    fn on_train_begin(&mut self, training: &mut Training<'_>) -> Result<()> {
        check(training)
    }

    fn on_epoch_begin(&mut self, training: &mut Training<'_>) -> Result<()> {
        training.use_moving_averages(false);
        Ok(())
    }

    fn on_epoch_end(&mut self, training: &mut Training<'_>) -> Result<()> {
        training.use_moving_averages(self.swap_on_epoch);
        Ok(())
    }

    fn on_test_begin(&mut self, training: &mut Training<'_>) -> Result<()> {
        check(training)?;
        training.use_moving_averages(true);
        Ok(())
    }

    fn on_test_end(&mut self, training: &mut Training<'_>) -> Result<()> {
        training.use_moving_averages(false);
        Ok(())
    }
}

/// An error if the optimizer keeps no averages.
fn check(training: &mut Training<'_>) -> Result<()> {
    let optimizer = training.optimizer();
    if optimizer.has_moving_averages() {
        return Ok(());
    }
    let message = format!("`{}` keeps no moving averages of the weights", optimizer.name());
    Err(Error::new("", message).help("`.use_ema(true)` on the optimizer"))
}
