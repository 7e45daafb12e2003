//! The list that `metrics![…]` makes.

use std::cell::OnceCell;
use std::fmt;

use super::json::under_name;
use super::judged::Judged;
use super::parts::part_name;
use super::{MeanOf, Metric};
use crate::Result;
use crate::autodiff::Tensor;
use crate::config::{Configured, Said, Value};
use crate::losses::{Direction, LabelRange, Loss};
use crate::shape::{Fault, ShapeResult, Spec};

/// List of metrics, each under its name: what `metrics![…]` makes.
#[derive(Clone, Default)]
pub struct Metrics {
    list: Vec<(String, Box<dyn Metric>)>,
    judged: Judged,
    /// How many at the end of the list count each sample by its weight.
    weighted: usize,
}

impl Metrics {
    /// These metrics, from [`metric`]. A name that is taken is counted on, as in `precision_1`.
    pub fn new(metrics: Vec<(String, Box<dyn Metric>)>) -> Self {
        let mut list = Self::default();
        for (name, metric) in metrics {
            let is_free = |name: &String| list.names().all(|taken| taken != name);
            let numbered = (1..).map(|number| format!("{name}_{number}"));
            let name = std::iter::once(name.clone()).chain(numbered).find(is_free).unwrap_or_default();
            list.list.push((name, metric));
        }
        list
    }

    /// Adds metrics that count each sample by its weight. One whose name is taken is `weighted_…`, as in Keras.
    pub(crate) fn add_weighted(&mut self, metrics: Self) {
        self.weighted += metrics.list.len();
        for (name, metric) in metrics.list {
            let is_free = |name: &String| self.names().all(|taken| taken != name);
            let weighted = format!("weighted_{name}");
            let numbered = (1..).map(|number| format!("weighted_{name}_{number}"));
            let mut names = [name.clone(), weighted].into_iter().chain(numbered);
            let name = names.find(is_free).unwrap_or_default();
            self.list.push((name, metric));
        }
    }

    /// Whether there are metrics that count each sample by its weight.
    pub(crate) fn has_weighted(&self) -> bool {
        self.weighted > 0
    }

    /// Measures `output`, which `loss` trains, from now on: see [`Metric::scale`].
    pub(crate) fn judge(&mut self, loss: &dyn Loss, output: &Spec) {
        self.judged = Judged::new(loss, output);
    }

    /// Whether the loss trains numbers, of which none is right.
    pub(super) fn is_of_numbers(&self) -> bool {
        self.judged.is_number()
    }

    /// The names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.list.iter().map(|(name, _)| name.as_str())
    }

    /// Each metric under its name.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &dyn Metric)> {
        self.list.iter().map(|(name, metric)| (name.as_str(), &**metric))
    }

    /// Each metric, to change.
    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Box<dyn Metric>> {
        self.list.iter_mut().map(|(_, metric)| metric)
    }

    /// Adds a batch to each: see [`Metric::update`].
    pub fn update(&mut self, y_true: &Tensor, y_pred: &Tensor, sample_weight: Option<&Tensor>) {
        self.update_weighted(y_true, y_pred, sample_weight, sample_weight);
    }

    /// Adds a batch to each: what a mask leaves out no metric sees, and `weights`, if there are any, those that count each
    /// sample by its weight.
    pub(crate) fn update_weighted(
        &mut self,
        y_true: &Tensor,
        y_pred: &Tensor,
        mask: Option<&Tensor>,
        weights: Option<&Tensor>,
    ) {
        let unweighted = self.list.len() - self.weighted;
        let (truth, probabilities) = (OnceCell::new(), OnceCell::new());
        let tape = y_pred.tape();
        for (position, (name, metric)) in self.list.iter_mut().enumerate() {
            let sample_weight = if position < unweighted { mask } else { weights.or(mask) };
            let had_failed = tape.has_failed();
            let y_true = match self.judged.has_truth(&**metric) {
                true => truth.get_or_init(|| self.judged.truth(y_true)),
                false => y_true,
            };
            let y_pred = match self.judged.has_probabilities(&**metric) {
                true => probabilities.get_or_init(|| self.judged.probabilities(y_pred)),
                false => y_pred,
            };
            metric.update(y_true, y_pred, sample_weight);
            if !had_failed {
                tape.locate(format_args!("metric `{name}`"));
            }
        }
    }

    /// The values over all batches since the last reset, in the order of the names.
    pub fn results(&self) -> impl Iterator<Item = f64> {
        self.list.iter().map(|(_, metric)| metric.result())
    }

    /// All that is measured: each metric's value under its name, and the values of metrics of several, as in
    /// `precision[0.3]`; with the direction that is better.
    pub(crate) fn scores(&self) -> impl Iterator<Item = (String, f64, Option<Direction>)> {
        self.list.iter().flat_map(|(name, metric)| {
            let (direction, values) = (metric.direction(), metric.results());
            let parts = metric.parts(&self.judged.output).into_iter().enumerate();
            // Before the first batch the values may be fewer.
            let of_part = move |(i, part): (usize, String)| {
                (part_name(name, &part), values.get(i).copied().unwrap_or(0.0))
            };
            let all = std::iter::once((name.clone(), metric.result())).chain(parts.map(of_part));
            all.map(move |(name, value)| (name, value, direction))
        })
    }

    /// All that Keras writes of each, under its name.
    ///
    /// # Errors
    ///
    /// If one of them has no form in a file, as a function that is not the library's.
    pub fn to_json(&self) -> Result<Vec<Value>> {
        let (unweighted, _) = self.list.split_at(self.list.len() - self.weighted);
        unweighted.iter().map(|(name, metric)| written(name, &**metric)).collect()
    }

    /// As [`to_json`](Self::to_json), of those that count each sample by its weight.
    pub(crate) fn weighted_to_json(&self) -> Result<Vec<Value>> {
        let (unweighted, weighted) = self.list.split_at(self.list.len() - self.weighted);
        let of_each = weighted.iter().map(|(name, metric)| {
            // Keras puts the word in front by itself.
            let own = name.strip_prefix("weighted_");
            let own = own.filter(|own| unweighted.iter().any(|(taken, _)| taken == own));
            written(own.unwrap_or(name), &**metric)
        });
        of_each.collect()
    }

    /// Forgets the batches.
    pub fn reset(&mut self) {
        self.list.iter_mut().for_each(|(_, metric)| metric.reset());
    }

    /// Whether the arguments of each make sense for this output of a model.
    ///
    /// # Errors
    ///
    /// The first that does not.
    pub fn check(&self, output: &Spec) -> Result<()> {
        self.list.iter().try_for_each(|(_, metric)| metric.check(&self.judged.seen(&**metric, output)))
    }

    /// The labels that each makes sense of, by name.
    pub(crate) fn labels(&self) -> impl Iterator<Item = (&str, LabelRange)> {
        let others = self.list.iter().filter(|(_, metric)| !self.judged.has_truth(&**metric));
        others.map(|(name, metric)| (name.as_str(), metric.labels(&self.judged.output)))
    }
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.names()).finish()
    }
}

/// What may stand in `metrics![…]`: a [`Metric`], a [`Loss`], or a function of the labels and the output.
///
/// `Kind` is [`OfMetric`] or [`OfLoss`] and follows by itself.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a metric",
    label = "expected a metric, a loss that is `Clone`, or a function `(y_true, y_pred)` of two `&Tensor`s that gives a `Tensor`"
)]
pub trait IntoMetric<Kind> {
    /// The metric.
    fn into_metric(self) -> Box<dyn Metric>;
}

/// Says of [`IntoMetric`] that it is for a [`Metric`].
#[derive(Clone, Copy, Debug)]
pub struct OfMetric;

/// Says of [`IntoMetric`] that it is for a [`Loss`] or a function.
#[derive(Clone, Copy, Debug)]
pub struct OfLoss;

impl<M: Metric + 'static> IntoMetric<OfMetric> for M {
    fn into_metric(self) -> Box<dyn Metric> {
        Box::new(self)
    }
}

impl<L: Loss + Clone + 'static> IntoMetric<OfLoss> for L {
    fn into_metric(self) -> Box<dyn Metric> {
        Box::new(MeanOf::new(self))
    }
}

impl<T: Configured<State = Said>> IntoMetric<Said> for T {
    fn into_metric(self) -> Box<dyn Metric> {
        unreachable!("this does not compile")
    }
}

/// A metric under a name, for [`Metrics::new`].
pub fn metric<Kind, M: IntoMetric<Kind>>(name: &str, value: M) -> (String, Box<dyn Metric>) {
    (name.to_owned(), value.into_metric())
}

/// [`metric`] for a `class` and what its arguments have made: what is wrong with them is an error when training starts.
pub fn configured_metric<Kind, M: IntoMetric<Kind>>(
    name: &str,
    class: &'static str,
    made: ShapeResult<M>,
) -> (String, Box<dyn Metric>) {
    match made {
        ShapeResult::Ok(value) => metric(name, value),
        ShapeResult::Err(fault) => (name.to_owned(), Box::new(Refused { class, fault })),
    }
}

/// What stands for a metric whose arguments are wrong.
#[derive(Clone)]
struct Refused {
    class: &'static str,
    fault: Fault,
}

impl Metric for Refused {
    fn update(&mut self, _: &Tensor, y_pred: &Tensor, _: Option<&Tensor>) {
        if let Err(error) = ShapeResult::<()>::Err(self.fault).about(self.class) {
            y_pred.tape().fail(error);
        }
    }

    fn result(&self) -> f64 {
        0.0
    }

    fn reset(&mut self) {}

    fn check(&self, _: &Spec) -> Result<()> {
        ShapeResult::Err(self.fault).about(self.class)
    }
}

/// [`metric`] for a closure, whose arguments then need no types.
pub fn function_metric<F>(name: &str, function: F) -> (String, Box<dyn Metric>)
where
    F: Fn(&Tensor, &Tensor) -> Tensor + Clone + Send + 'static,
{
    metric(name, function)
}

/// What Keras writes of a metric under a name.
fn written(name: &str, metric: &dyn Metric) -> Result<Value> {
    let written = metric.to_json().map_err(|error| error.within(format_args!("metric `{name}`")))?;
    under_name(written, name)
}
