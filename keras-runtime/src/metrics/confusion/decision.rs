//! Decisions: what counts as a yes.

use smallvec::{SmallVec, smallvec};

use super::{Counts, MOST};
use crate::autodiff::Tensor;
use crate::losses::{LabelForm, LabelRange, Scale};
use crate::metrics::rows::each_row;
use crate::metrics::top_k::is_selected;
use crate::metrics::{check_class_id, check_classes, check_count, check_threshold, scale_of};
use crate::shape::List;
use crate::{Error, Result};

/// What counts as a yes, at each of several thresholds.
#[derive(Clone, Copy)]
pub struct Decision<'a> {
    pub thresholds: Option<&'a List<f32, MOST>>,
    pub top_k: Option<usize>,
    pub class_id: Option<usize>,
}

impl Decision<'_> {
    /// How many thresholds there are.
    pub fn len(&self) -> usize {
        self.thresholds.map_or(1, List::len)
    }

    /// The thresholds, if there are several.
    pub fn parts(&self) -> Vec<String> {
        let several = self.thresholds.filter(|thresholds| thresholds.len() > 1);
        several.into_iter().flat_map(List::iter).map(|threshold| format!("{threshold:?}")).collect()
    }

    /// The greatest of a row are the same on every scale.
    pub fn scale(&self) -> Scale {
        match self.thresholds {
            Some(thresholds) if thresholds.len() == 1 => scale_of(thresholds.get(0)),
            None if self.top_k.is_some() => Scale::Identity,
            _ => Scale::Probability,
        }
    }

    /// Adds a batch to the counts of each threshold.
    pub fn count(
        &self,
        metric: &str,
        counts: &mut Vec<Counts>,
        y_true: &Tensor,
        y_pred: &Tensor,
        sample_weight: Option<&Tensor>,
    ) {
        let shape = y_pred.shape();
        let width = if shape.rank() > 1 { shape.last_size() } else { 1 };
        if let Err(error) = self.check(metric, Some(width)) {
            y_pred.tape().fail(error);
            return;
        }
        counts.resize(self.len(), Counts::default());
        // Among the first `k`, any number is a yes unless a threshold was asked for.
        let any = if self.top_k.is_some() { f32::NEG_INFINITY } else { 0.5 };
        let given = self.thresholds.map(|thresholds| thresholds.iter().collect());
        let thresholds: SmallVec<[f32; 8]> = given.unwrap_or_else(|| smallvec![any]);
        let range = |_| LabelRange::Binary;
        each_row(metric, LabelForm::Same, range, y_true, y_pred, sample_weight, |row| {
            for class in (0..row.p.len()).filter(|&class| self.class_id.is_none_or(|only| only == class)) {
                let is_open = self.top_k.is_none_or(|k| is_selected(row.p, class, k));
                for (counts, &threshold) in counts.iter_mut().zip(&thresholds) {
                    counts.add(row.t[class] != 0.0, is_open && row.p[class] > threshold, row.weight);
                }
            }
        });
    }

    pub fn check(&self, metric: &str, width: Option<usize>) -> Result<()> {
        if let Some(thresholds) = self.thresholds {
            thresholds.iter().try_for_each(|threshold| check_threshold(metric, threshold))?;
            if thresholds.is_empty() {
                return Err(Error::expected(format!("metric `{metric}`"), "one threshold or more", "none"));
            }
        }
        if let Some(k) = self.top_k {
            check_count(metric, "top_k", k, 1)?;
            check_classes(metric, "top_k", k, width)?;
        }
        check_class_id(metric, self.class_id, width)
    }
}
