//! Learning rate that is a function of the epoch.

use std::fmt;

use super::{Callback, Training};
use crate::Result;

/// Sets the learning rate at the begin of each epoch, as
/// [`LearningRateScheduler`](https://keras.io/api/callbacks/learning_rate_scheduler/).
///
/// The rate of each epoch is in the history as `learning_rate`. For a rate that changes from step to step there are
/// [schedules](crate::schedules), which an optimizer takes; an optimizer that has one is refused here.
///
/// ```
/// use keras::callbacks::LearningRateScheduler;
/// use keras::prelude::*;
///
/// let (train, _) = datasets::digits::load();
/// let model = sequential![Dense(10, activation = softmax, input = 64)];
/// let mut model = model.compile(SGD::new(0.1), SparseCategoricalCrossentropy::default(), metrics![]);
/// let halved = LearningRateScheduler::new(|epoch, rate| if epoch < 2 { rate } else { rate / 2.0 });
/// let history = model.fit(&train.x, &train.y, Fit::epochs(4).callback(halved))?;
/// assert_eq!(history.get("learning_rate"), [0.1, 0.1, 0.05, 0.025]);
/// # Ok::<(), keras::Error>(())
/// ```
#[must_use]
pub struct LearningRateScheduler<'a> {
    schedule: Box<dyn FnMut(usize, f32) -> f32 + 'a>,
    verbose: bool,
}

impl<'a> LearningRateScheduler<'a> {
    /// The rate of an epoch by its index, from 0, and the rate before it.
    pub fn new(schedule: impl FnMut(usize, f32) -> f32 + 'a) -> Self {
        Self { schedule: Box::new(schedule), verbose: false }
    }

    /// Whether it prints each rate; default `false`.
    pub fn verbose(mut self, verbose: bool) -> Self {
        self.verbose = verbose;
        self
    }
}

impl fmt::Debug for LearningRateScheduler<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LearningRateScheduler").field("verbose", &self.verbose).finish_non_exhaustive()
    }
}

#[diagnostic::do_not_recommend]
impl Callback for LearningRateScheduler<'_> {
    fn name(&self) -> &str {
        "LearningRateScheduler"
    }

    fn on_epoch_begin(&mut self, training: &mut Training<'_>) -> Result<()> {
        let rate = (self.schedule)(training.epoch(), training.learning_rate()?);
        if self.verbose {
            println!("Epoch {}: the learning rate is set to {rate}", training.epoch() + 1);
        }
        training.set_learning_rate(rate)
    }

    fn sets_learning_rate(&self) -> bool {
        true
    }
}
