//! History and scores of a training.

#[cfg(feature = "plot")]
mod plot;
mod trend;

use std::fmt;

pub use self::trend::Trend;

use crate::metrics::parts::{by_name, whole};

/// History of a training: the loss and the metrics of each epoch, as [`History`](https://keras.io/api/callbacks/) of
/// Keras has them.
///
/// Names are in alphabetical order, those of validation with `val_` in front and after the others. A metric of several
/// values, as [`Precision`](crate::metrics::Precision) of several thresholds, has their mean under its name, and each under
/// its name and what it is of: `precision[0.3]`.
///
/// ```
/// use keras::training::History;
///
/// let history = History::default();
/// assert_eq!(history.last("loss"), None);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    epochs: Vec<usize>,
    columns: Vec<(String, Vec<f32>)>,
}

impl History {
    /// The numbers of the epochs, from 0.
    pub fn epochs(&self) -> &[usize] {
        &self.epochs
    }

    /// What was measured under a name, epoch by epoch; empty if nothing was.
    pub fn get(&self, name: &str) -> &[f32] {
        self.columns.iter().find(|(column, _)| column == name).map_or(&[], |(_, values)| values)
    }

    /// What was measured under a name in the last epoch.
    pub fn last(&self, name: &str) -> Option<f32> {
        self.get(name).last().copied()
    }

    /// The names, each with its values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[f32])> {
        self.columns.iter().map(|(name, values)| (&**name, &**values))
    }

    /// What was measured in the last epoch.
    pub(super) fn last_scores(&self) -> Option<Scores> {
        let values = self.iter().map(|(name, values)| Some((name.to_owned(), *values.last()?)));
        let values: Vec<_> = values.collect::<Option<_>>()?;
        (!values.is_empty()).then(|| Scores { loss: self.last("loss").unwrap_or(f32::NAN), values })
    }

    /// That of these epochs and columns, if each column has a value for each epoch.
    pub(super) fn of(epochs: Vec<usize>, columns: Vec<(String, Vec<f32>)>) -> Option<Self> {
        let fits = columns.iter().all(|(_, values)| values.len() == epochs.len());
        fits.then_some(Self { epochs, columns })
    }

    /// Adds an epoch. What was not measured in some epoch is NaN there.
    pub(super) fn push(&mut self, epoch: usize, scores: &Scores) {
        for (name, value) in scores.iter() {
            match self.columns.iter_mut().find(|(column, _)| column == name) {
                Some((_, column)) => column.push(value),
                None => {
                    let mut column = vec![f32::NAN; self.epochs.len()];
                    column.push(value);
                    self.columns.push((name.to_owned(), column));
                }
            }
        }
        self.epochs.push(epoch);
        self.columns.iter_mut().for_each(|(_, column)| column.resize(self.epochs.len(), f32::NAN));
    }
}

/// A table with a line an epoch. Of a metric of several values it has their mean.
impl fmt::Display for History {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = |name: &str| {
            let numbers = self.get(name).iter().map(|&value| shown(value).len()).max();
            name.len().max(8).max(numbers.unwrap_or(0))
        };
        let columns = || self.iter().filter(|(name, _)| whole(name).is_none());
        write!(f, "epoch")?;
        for (name, _) in columns() {
            write!(f, "  {name:>0$}", width(name))?;
        }
        for (row, epoch) in self.epochs.iter().enumerate() {
            write!(f, "\n{:>5}", epoch + 1)?;
            for (name, values) in columns() {
                write!(f, "  {:>1$}", shown(values[row]), width(name))?;
            }
        }
        Ok(())
    }
}

/// A number with four digits after its point, or as a power of ten where these would say nothing.
fn shown(value: f32) -> String {
    let size = value.abs();
    if size != 0.0 && size.is_finite() && !(1e-3..1e7).contains(&size) {
        return format!("{value:.4e}");
    }
    format!("{value:.4}")
}

/// The name of the learning rate among the scores of an epoch, if a callback sets it.
pub(super) const LEARNING_RATE: &str = "learning_rate";

/// Scores: the loss and the metrics of a model on some data.
///
/// ```
/// use keras::prelude::*;
///
/// let model = sequential![Activation(linear, input = 1)];
/// let metrics = metrics![Recall(thresholds = (0.3, 0.6))];
/// let mut model = model.compile(SGD::new(0.1), BinaryCrossentropy::default(), metrics);
/// let scores = model.evaluate([[0.4], [0.8]], [1.0, 1.0])?;
/// assert_eq!(scores.get_all("recall"), [1.0, 0.5]);
/// assert_eq!((scores.get("recall[0.6]"), scores.get("recall")), (Some(0.5), Some(0.75)));
/// # Ok::<(), keras::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scores {
    /// The loss, penalties included.
    pub loss: f32,
    values: Vec<(String, f32)>,
}

impl Scores {
    pub(super) fn new(mut values: Vec<(String, f32)>) -> Self {
        values.sort_by(|(a, _), (b, _)| by_name(a, b));
        let loss = values.iter().find(|(name, _)| name == "loss").map_or(f32::NAN, |&(_, loss)| loss);
        Self { loss, values }
    }

    /// What was measured under a name, such as `accuracy`; of a metric of several values their mean, or under
    /// `precision[0.3]` one of them.
    pub fn get(&self, name: &str) -> Option<f32> {
        self.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// The values of a metric of several, in the order of its thresholds or classes, as Keras's array has them; of any
    /// other its one value; none of what was not measured.
    pub fn get_all(&self, name: &str) -> Vec<f32> {
        let parts = self.iter().filter(|(known, _)| whole(known) == Some(name));
        let parts: Vec<f32> = parts.map(|(_, value)| value).collect();
        if parts.is_empty() { self.get(name).into_iter().collect() } else { parts }
    }

    /// The names in alphabetical order, each with its value.
    pub fn iter(&self) -> impl Iterator<Item = (&str, f32)> {
        self.values.iter().map(|(name, value)| (&**name, *value))
    }

    /// Adds the learning rate of the epoch.
    pub(super) fn with_learning_rate(mut self, rate: f32) -> Self {
        self.values.push((LEARNING_RATE.to_owned(), rate));
        Self::new(self.values)
    }

    /// Adds what was measured on validation data.
    pub(super) fn with_validation(mut self, validation: &Scores) -> Self {
        self.values.extend(validation.iter().map(|(name, value)| (format!("val_{name}"), value)));
        self
    }
}

/// As Keras prints them: `accuracy: 0.9137 - loss: 0.3104`. Of a metric of several values it is their mean.
impl fmt::Display for Scores {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, (name, value)) in self.iter().filter(|(name, _)| whole(name).is_none()).enumerate() {
            let separator = if position == 0 { "" } else { " - " };
            write!(f, "{separator}{name}: {}", shown(value))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scores(values: &[(&str, f32)]) -> Scores {
        Scores::new(values.iter().map(|&(name, value)| (name.to_owned(), value)).collect())
    }

    #[test]
    fn names_are_in_the_order_of_keras() {
        let validation = scores(&[("loss", 0.5), ("accuracy", 0.75)]);
        let all = scores(&[("loss", 0.25), ("accuracy", 1.0)]).with_validation(&validation);
        assert_eq!(
            all.to_string(),
            "accuracy: 1.0000 - loss: 0.2500 - val_accuracy: 0.7500 - val_loss: 0.5000"
        );
        assert_eq!(all.loss, 0.25);
    }

    #[test]
    fn a_metric_of_several_values_is_one_column_of_a_table_and_each_by_its_name() {
        let names: Vec<String> = (0..11).map(|class| format!("f1_score[{class}]")).collect();
        let values: Vec<_> = names.iter().map(|name| (&**name, 0.5)).chain([("f1_score", 0.25)]).collect();
        let all = scores(&values).with_validation(&scores(&[("f1_score", 1.0), ("f1_score[0]", 1.0)]));
        assert_eq!(all.to_string(), "f1_score: 0.2500 - val_f1_score: 1.0000");
        let order = all.iter().map(|(name, _)| name.to_owned()).collect::<Vec<_>>();
        assert_eq!(order[0], "f1_score");
        assert_eq!(order[1..12], names);
        assert_eq!((all.get("f1_score[10]"), all.get_all("f1_score").len()), (Some(0.5), 11));
        assert_eq!((all.get_all("val_f1_score"), all.get_all("loss")), (vec![1.0], vec![]));
        let mut history = History::default();
        history.push(0, &all);
        assert_eq!(history.to_string(), "epoch  f1_score  val_f1_score\n    1    0.2500        1.0000");
        assert_eq!(history.get("f1_score[3]"), [0.5]);
    }

    #[test]
    fn a_small_number_keeps_its_digits() {
        assert_eq!(scores(&[("loss", 0.000_123_4)]).to_string(), "loss: 1.2340e-4");
    }

    #[test]
    fn history_holds_a_value_for_each_epoch() {
        let mut history = History::default();
        history.push(3, &scores(&[("loss", 0.5)]));
        history.push(4, &scores(&[("loss", 0.25)]));
        assert_eq!(history.epochs(), [3, 4]);
        assert_eq!(history.get("loss"), [0.5, 0.25]);
        assert_eq!((history.last("loss"), history.last("accuracy")), (Some(0.25), None));
        assert_eq!(history.to_string(), "epoch      loss\n    4    0.5000\n    5    0.2500");
    }

    #[test]
    fn what_some_epochs_do_not_measure_keeps_its_place() {
        let mut history = History::default();
        history.push(0, &scores(&[("loss", 0.5)]));
        history.push(1, &scores(&[("loss", 0.25), ("accuracy", 1.0)]));
        history.push(2, &scores(&[("accuracy", 0.75)]));
        assert_eq!(history.get("accuracy")[1..], [1.0, 0.75]);
        assert_eq!(history.get("loss")[..2], [0.5, 0.25]);
        assert!(history.get("accuracy")[0].is_nan() && history.get("loss")[2].is_nan());
    }
}
