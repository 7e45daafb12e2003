//! Learning rates: a number or any other schedule, to and from JSON.

use super::Schedule;
use crate::Result;
use crate::config::{Argument, Classes, Value, made, name_of, with_name};
use std::ops::Deref;
use std::sync::Arc;

/// The same learning rate at every step.
impl Schedule for f32 {
    fn rate(&self, _step: u64) -> f32 {
        *self
    }

    fn is_constant(&self) -> bool {
        true
    }

    fn to_json(&self) -> Result<Value> {
        Argument::to_json(self)
    }
}

/// What the `learning_rate` of an optimizer takes: a number or any other [`Schedule`].
#[derive(Debug, Clone)]
pub struct LearningRate {
    schedule: Arc<dyn Schedule>,
    /// What a file calls it.
    name: Option<Arc<str>>,
}

impl<S: Schedule + 'static> From<S> for LearningRate {
    fn from(schedule: S) -> LearningRate {
        LearningRate { schedule: Arc::new(schedule), name: None }
    }
}

/// What becomes a [`LearningRate`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a learning rate",
    label = "expected a number such as `0.001`, or a schedule such as `ExponentialDecay::new(0.1, 1000, 0.9)`"
)]
pub trait IntoLearningRate {
    /// The learning rate.
    fn into_learning_rate(self) -> LearningRate;
}

#[diagnostic::do_not_recommend]
impl<T: Into<LearningRate>> IntoLearningRate for T {
    fn into_learning_rate(self) -> LearningRate {
        self.into()
    }
}

impl Deref for LearningRate {
    type Target = dyn Schedule;

    fn deref(&self) -> &Self::Target {
        &*self.schedule
    }
}

impl Argument for LearningRate {
    fn to_json(&self) -> Result<Value> {
        let written = self.schedule.to_json()?;
        Ok(match &self.name {
            Some(name) => with_name(written, name),
            None => written,
        })
    }

    fn from_json(value: &Value, classes: &dyn Classes) -> Result<Self> {
        if value.is_number() {
            f32::from_json(value, classes).map(Self::from)
        } else {
            deserialize(value, classes)
        }
    }
}

/// The schedule that Keras has written, as the learning rate of an optimizer; as
/// [`keras.optimizers.schedules.deserialize`](https://keras.io/api/optimizers/learning_rate_schedules/).
/// [`Schedule::to_json`] is the other way.
///
/// ```
/// use keras::saving::CustomObjects;
/// use keras::schedules::{self, CosineDecay, Schedule};
///
/// let written = CosineDecay::new(0.1, 1000).to_json()?;
/// assert_eq!(written["config"]["decay_steps"], 1000);
///
/// let read = schedules::deserialize(&written, &CustomObjects::new())?;
/// assert_eq!(read.rate(0), 0.1);
/// # Ok::<(), keras::Error>(())
/// ```
///
/// # Errors
///
/// If the class is not known, or an argument is missing, is not there, or has a value that is not one of its own.
pub fn deserialize(schedule: &Value, classes: &dyn Classes) -> Result<LearningRate> {
    let made: LearningRate = made(schedule, classes, "a schedule")?;
    Ok(LearningRate { name: name_of(schedule).map(Arc::from), ..made })
}
