//! Confusion counts: what the output says against the truth.

mod condition;
mod counts;
mod decision;
mod precision;

pub use condition::{FalseNegatives, FalsePositives, TrueNegatives, TruePositives};
pub(super) use counts::Counts;
pub use precision::{Precision, Recall};

use decision::Decision;

use crate::config::Config;
use crate::losses::Direction;
use crate::shape::{Fault, List, ShapeResult};

/// The most thresholds of a list, and the most weights of labels.
pub(super) const MOST: usize = 256;

/// A number that is made of the counts at each threshold.
trait OfCounts: Config {
    /// Which value is better.
    const DIRECTION: Direction;

    /// What counts as a yes.
    fn decision(&self) -> Decision<'_>;

    /// The number.
    fn of(counts: &Counts) -> f64;
}

/// Makes an [`OfCounts`] a [`Metric`](super::Metric), whose field `counts` has those of each threshold.
macro_rules! metric_of_counts {
    ($($metric:ty),*) => {$(
        const _: () = {
            use $crate::Result;
            use $crate::autodiff::Tensor;
            use $crate::config::{Config, ToObject, Value};
            use $crate::losses::{Direction, LabelForm, LabelRange, Scale};
            use $crate::metrics::{Metric, confusion::Counts, width};
            use $crate::shape::Spec;

            impl Metric for $metric {
                fn update(&mut self, y_true: &Tensor, y_pred: &Tensor, sample_weight: Option<&Tensor>) {
                    let mut counts = std::mem::take(&mut self.counts);
                    self.decision().count(Self::CLASS, &mut counts, y_true, y_pred, sample_weight);
                    self.counts = counts;
                }

                fn result(&self) -> f64 {
                    let results = self.results();
                    results.iter().sum::<f64>() / results.len().max(1) as f64
                }

                fn results(&self) -> Vec<f64> {
                    self.counts.iter().map(Self::of).collect()
                }

                fn parts(&self, _: &Spec) -> Vec<String> {
                    self.decision().parts()
                }

                fn reset(&mut self) {
                    self.counts.clear();
                }

                fn state(&self) -> Option<Vec<f64>> {
                    Some(Counts::states(&self.counts))
                }

                fn restore(&mut self, state: &[f64]) -> bool {
                    let counts = Counts::of_states(state);
                    let fits = |counts: &Vec<Counts>| [0, self.decision().len()].contains(&counts.len());
                    let Some(counts) = counts.filter(fits) else { return false };
                    self.counts = counts;
                    true
                }

                fn direction(&self) -> Option<Direction> {
                    Some(Self::DIRECTION)
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
                    self.decision().scale()
                }

                fn check(&self, output: &Spec) -> Result<()> {
                    self.decision().check(Self::CLASS, width(output))
                }
            }
        };
    )*};
}

use metric_of_counts;

/// An argument that is one or more probabilities to exceed.
pub(super) const fn thresholds(argument: &str, values: List<f32, MOST>) -> ShapeResult<List<f32, MOST>> {
    if values.is_empty() {
        return ShapeResult::Err(Fault::new("needs one value or more in ").name(argument));
    }
    let mut i = 0;
    while i < values.len() {
        if let ShapeResult::Err(fault) = super::threshold(argument, values.get(i)) {
            return ShapeResult::Err(fault);
        }
        i += 1;
    }
    ShapeResult::Ok(values)
}
