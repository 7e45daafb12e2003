//! AUC: the area under a curve of decisions.

mod curve;

pub use curve::{Curve, PR, PRGAIN, ROC, SummationMethod, words};

use super::confusion::{self, MOST};
use super::passed::{Passed, Thresholds};
use super::rows::each_row;
use super::{Metric, check_count, check_threshold, ratio, width};
use crate::autodiff::Tensor;
use crate::backend as K;
use crate::config::{Config, Map, ToObject, Value};
use crate::losses::{Direction, LabelForm, LabelRange, Scale};
use crate::shape::{Fault, List, ShapeResult, Spec};
use crate::{Error, Result};

/// Area under the ROC curve or the precision-recall curve (AUC), from decisions at many thresholds.
///
/// ```
/// use keras::autodiff::Tape;
/// use keras::metrics::{AUC, Metric};
///
/// let (tape, mut metric) = (Tape::inference(), AUC::default());
/// let (y_true, y_pred) = (tape.array(&[[0.0], [0.0], [1.0], [1.0]]), tape.array(&[[0.0], [0.5], [0.3], [0.9]]));
/// metric.update(&y_true, &y_pred, None);
/// assert_eq!(format!("{:.4}", metric.result()), "0.7500");
/// ```
///
/// | | shape |
/// | --- | --- |
/// | `y_true` | `(…, n)`, 0 or 1 |
/// | `y_pred` | `(…, n)`, probabilities |
/// | result | one number |
///
/// The curves themselves, as numbers, are [`roc_curve`](super::roc_curve) and
/// [`precision_recall_curve`](super::precision_recall_curve).
///
/// Source of the interpolation between precisions: Davis and Goadrich, "The relationship between precision-recall and
/// ROC curves" (2006). As [`keras.metrics.AUC`](https://keras.io/api/metrics/classification_metrics/#auc-class).
#[doc(alias = "auc")]
#[derive(Config, Clone, Debug)]
#[config(metric, written = as_keras_counts)]
#[allow(clippy::upper_case_acronyms, reason = "the name that Keras gives it")]
pub struct AUC {
    /// The number of thresholds, 2 or more, spread evenly from 0 to 1.
    #[default(200)]
    #[config(check = thresholds)]
    num_thresholds: usize,
    /// The curve: `ROC`, `PR` or `PRGAIN`.
    #[default(Curve::ROC)]
    curve: Curve,
    /// How the area between two thresholds is taken.
    #[default(SummationMethod::Interpolation)]
    summation_method: SummationMethod,
    /// The thresholds themselves, from 0 to 1, in place of [`num_thresholds`](Self::num_thresholds); one below 0 and one
    /// above 1 are added.
    #[config(check = confusion::thresholds)]
    thresholds: Option<List<f32, MOST>>,
    /// Whether each place of a row has an area of its own, of which the value is the mean; otherwise all are decisions
    /// alike.
    #[default(false)]
    multi_label: bool,
    /// How many places a row has, with [`multi_label`](Self::multi_label); if left out, as many as the first batch.
    num_labels: Option<usize>,
    /// How much each place of a row counts: its area with [`multi_label`](Self::multi_label), otherwise its decisions.
    #[config(check = label_weights)]
    label_weights: Option<List<f32, MOST>>,
    /// Whether the sigmoid of the output is measured. Beside a loss `.from_logits()` there is no need of it.
    #[default(false)]
    from_logits: bool,
    /// That of each label.
    #[config(state)]
    #[default(Vec::new())]
    passed: Vec<Passed>,
}

/// A threshold is a step of an `f32`.
const MOST_EVEN: usize = 1 << 24;

const fn thresholds(argument: &str, count: usize) -> ShapeResult<usize> {
    if count >= 2 && count <= MOST_EVEN {
        return ShapeResult::Ok(count);
    }
    ShapeResult::Err(Fault::new("needs ").name(argument).text(" from 2 to ").number(MOST_EVEN))
}

const fn label_weights(argument: &str, weights: List<f32, MOST>) -> ShapeResult<List<f32, MOST>> {
    let mut i = 0;
    while i < weights.len() {
        let weight = weights.get(i);
        if !(weight >= 0.0 && weight.is_finite()) {
            let fault = Fault::new("needs weights of 0 or more in ").name(argument);
            return ShapeResult::Err(fault.text(", was given ").float(weight));
        }
        i += 1;
    }
    ShapeResult::Ok(weights)
}

/// Keras counts the thresholds of a list and the two that it adds.
fn as_keras_counts(metric: &AUC, config: &mut Map) -> Result<()> {
    if let Some(thresholds) = &metric.thresholds {
        config.insert("num_thresholds".to_owned(), Value::from(thresholds.len() + 2));
    }
    Ok(())
}

impl AUC {
    /// With so many thresholds, spread evenly from 0 to 1, in place of 200.
    pub const fn new(num_thresholds: usize) -> Self {
        Self {
            num_thresholds,
            curve: Curve::ROC,
            summation_method: SummationMethod::Interpolation,
            thresholds: None,
            multi_label: false,
            num_labels: None,
            label_weights: None,
            from_logits: false,
            passed: Vec::new(),
        }
    }

    fn every_threshold(&self) -> Thresholds {
        match &self.thresholds {
            Some(thresholds) => Thresholds::open(thresholds),
            None => Thresholds::Even { count: self.num_thresholds, open: true },
        }
    }

    fn check_arguments(&self, width: Option<usize>) -> Result<()> {
        let place = "metric `AUC`";
        if let Some(thresholds) = &self.thresholds {
            thresholds.iter().try_for_each(|threshold| check_threshold("AUC", threshold))?;
        }
        check_count("AUC", "num_thresholds", self.num_thresholds, 2)?;
        if self.num_thresholds > MOST_EVEN {
            let expected = format!("`num_thresholds` of {MOST_EVEN} or less");
            return Err(Error::expected(place, expected, self.num_thresholds));
        }
        if let (Some(num_labels), false) = (self.num_labels, self.multi_label) {
            let error = Error::expected(place, "no `num_labels` without `multi_label`", num_labels);
            return Err(error.help("one area for each label: `multi_label = true`"));
        }
        if let Some(weights) = self.label_weights {
            label_weights("label_weights", weights).about("AUC")?;
        }
        let counts =
            [("num_labels", self.num_labels), ("label_weights", self.label_weights.map(|all| all.len()))];
        for (argument, count) in counts {
            if let (Some(count), Some(width)) = (count, width)
                && count != width
            {
                let expected = format!("`{argument}` for the {width} numbers of a row");
                return Err(Error::expected(place, expected, count));
            }
        }
        Ok(())
    }
}

impl Metric for AUC {
    fn update(&mut self, y_true: &Tensor, y_pred: &Tensor, sample_weight: Option<&Tensor>) {
        let shape = y_pred.shape();
        let width = if shape.rank() > 1 { shape.last_size() } else { 1 };
        if let Err(error) = self.check_arguments(Some(width)) {
            y_pred.tape().fail(error);
            return;
        }
        let y_pred = if self.from_logits { &K::sigmoid(&K::stop_gradient(y_pred)) } else { y_pred };
        let thresholds = self.every_threshold();
        let Self { multi_label, label_weights, passed, .. } = self;
        let weights = label_weights.filter(|_| !*multi_label);
        passed.resize_with(if *multi_label { width } else { 1 }, || Passed::new(&thresholds));
        let range = |_| LabelRange::Binary;
        each_row("AUC", LabelForm::Same, range, y_true, y_pred, sample_weight, |row| {
            for (label, (&t, &p)) in row.t.iter().zip(row.p).enumerate() {
                let weight = row.weight * weights.map_or(1.0, |weights| f64::from(weights.get(label)));
                passed[if *multi_label { label } else { 0 }].add(&thresholds, p, t != 0.0, weight);
            }
        });
    }

    fn result(&self) -> f64 {
        let weight = |label| match self.label_weights.filter(|_| self.multi_label) {
            Some(weights) if label < weights.len() => f64::from(weights.get(label)),
            _ => 1.0,
        };
        let areas = self.passed.iter().map(|passed| self.curve.area(self.summation_method, passed));
        let sums = areas.enumerate().fold([0.0; 2], |[sum, total], (label, area)| {
            [sum + area * weight(label), total + weight(label)]
        });
        ratio(sums[0], sums[1])
    }

    fn reset(&mut self) {
        self.passed.clear();
    }

    fn state(&self) -> Option<Vec<f64>> {
        Some(self.passed.iter().flat_map(Passed::state).collect())
    }

    fn restore(&mut self, state: &[f64]) -> bool {
        let passed = Passed::of_state(&self.every_threshold(), state);
        let Some(passed) = passed.filter(|passed| self.multi_label || passed.len() <= 1) else {
            return false;
        };
        self.passed = passed;
        true
    }

    fn direction(&self) -> Option<Direction> {
        Some(Direction::Max)
    }

    fn to_json(&self) -> Result<Value> {
        self.to_object()
    }

    fn label_form(&self) -> LabelForm {
        LabelForm::Same
    }

    fn labels(&self, _: &Spec) -> LabelRange {
        LabelRange::Binary
    }

    fn scale(&self, _: &Spec) -> Scale {
        if self.from_logits { Scale::Identity } else { Scale::Probability }
    }

    fn check(&self, output: &Spec) -> Result<()> {
        self.check_arguments(width(output))
    }
}
