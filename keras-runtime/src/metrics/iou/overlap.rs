//! Overlap of classes: what the output says of each place against its label.

use crate::autodiff::Tensor;
use crate::metrics::rows::with_weights;
use crate::metrics::{check_count, check_threshold};
use crate::{Error, Result};

/// As many classes as an `f32` tells apart.
const MOST: usize = 1 << 24;

/// What Keras adds to what it divides by.
const EPSILON: f64 = 1e-7;

/// The weights of one class: of places that are it and are said to be, that are it, and that are said to be.
pub type Overlap = [f64; 3];

/// How classes are read.
pub struct Reading {
    pub metric: &'static str,
    pub num_classes: usize,
    /// The classes that count, all if none are said.
    pub targets: Option<Vec<usize>>,
    pub ignore_class: Option<isize>,
    pub sparse_y_true: bool,
    pub sparse_y_pred: bool,
    pub axis: isize,
    /// From which output a place is of class 1, if the output is no class.
    pub threshold: Option<f32>,
}

impl Reading {
    pub fn check(&self) -> Result<()> {
        let place = || format!("metric `{}`", self.metric);
        check_count(self.metric, "num_classes", self.num_classes, 1)?;
        if self.num_classes > MOST {
            let expected = format!("`num_classes` of {MOST} or less");
            return Err(Error::expected(place(), expected, self.num_classes));
        }
        if let Some(targets) = &self.targets {
            if targets.is_empty() {
                return Err(Error::expected(place(), "one class or more in `target_class_ids`", "none"));
            }
            if let Some(target) = targets.iter().find(|&&target| target >= self.num_classes) {
                let expected = format!("`target_class_ids` from 0 to {}", self.num_classes - 1);
                return Err(Error::expected(place(), expected, target));
            }
        }
        self.threshold.map_or(Ok(()), |threshold| check_threshold(self.metric, threshold))
    }

    /// Adds a batch.
    pub fn add(
        &self,
        overlaps: &mut Vec<Overlap>,
        y_true: &Tensor,
        y_pred: &Tensor,
        sample_weight: Option<&Tensor>,
    ) {
        let classes = || -> Result<_> {
            self.check()?;
            let t = self.classes(y_true, self.sparse_y_true, None)?;
            let p = self.classes(y_pred, self.sparse_y_pred, self.threshold)?;
            if t.len() == p.len() {
                return Ok((t, p));
            }
            let expected = format!("a label for each of {} outputs", p.len());
            let error = Error::expected(format!("metric `{}`", self.metric), expected, t.len());
            Err(match (self.sparse_y_true, self.sparse_y_pred) {
                (true, true) => {
                    error.help("an output of one number a class is read with `sparse_y_pred = false`")
                }
                _ => error,
            })
        };
        let (t, p) = match classes() {
            Ok(classes) => classes,
            Err(error) => {
                y_pred.tape().fail(error);
                return;
            }
        };
        overlaps.resize(self.num_classes, [0.0; 3]);
        // A weight is one a sample, one a row along the last axis, or one a place.
        let samples = y_pred.shape().first().copied().unwrap_or(1);
        let given = sample_weight.map_or(p.len(), |weights| weights.shape().elements());
        let rows = if given > 0 && p.len().is_multiple_of(given) { given } else { p.len() };
        let (place, per_row) = (format_args!("metric `{}`", self.metric), (p.len() / rows.max(1)).max(1));
        with_weights(place, y_pred, rows, samples, sample_weight, |weight_of, _| {
            for (place, (&t, &p)) in t.iter().zip(&p).enumerate() {
                if let (Some(t), Some(p)) = (self.place(t).filter(|_| !self.ignores(t)), self.place(p)) {
                    let weight = weight_of(place / per_row);
                    overlaps[t][1] += weight;
                    overlaps[p][2] += weight;
                    overlaps[t][0] += if t == p { weight } else { 0.0 };
                }
            }
        });
    }

    fn ignores(&self, class: f32) -> bool {
        self.ignore_class.is_some_and(|ignored| class.trunc() == ignored as f32)
    }

    /// The class of a number, if it is one of those that there are.
    fn place(&self, class: f32) -> Option<usize> {
        let class = class.trunc();
        (class >= 0.0 && class < self.num_classes as f32).then_some(class as usize)
    }

    /// The class of each place: what the numbers are, or where the greatest is along the axis.
    fn classes(&self, y: &Tensor, is_sparse: bool, threshold: Option<f32>) -> Result<Vec<f32>> {
        if is_sparse {
            let class = |&y: &f32| threshold.map_or(y, |threshold| f32::from(y >= threshold));
            return Ok(y.read(|y| y.iter().map(class).collect()));
        }
        let (shape, rank) = (y.shape(), y.shape().rank());
        let axis = if self.axis < 0 { self.axis + rank as isize } else { self.axis };
        let axis = usize::try_from(axis).ok().filter(|&axis| axis < rank && shape[axis] > 0);
        let Some(axis) = axis else {
            let expected = format!("classes along axis {}", self.axis);
            return Err(Error::expected(format!("metric `{}`", self.metric), expected, shape));
        };
        let inside: usize = (axis + 1..rank).map(|axis| shape[axis]).product();
        Ok(y.read(|y| {
            let block = shape[axis] * inside;
            let first = (0..y.len() / block.max(1)).flat_map(|i| (0..inside).map(move |j| i * block + j));
            let greatest = |first: usize| {
                let value = |class: usize| y[first + class * inside];
                (0..shape[axis]).fold(0, |best, class| if value(class) > value(best) { class } else { best })
            };
            first.map(|first| greatest(first) as f32).collect()
        }))
    }

    /// The mean over the classes that count and occur.
    pub fn result(&self, overlaps: &[Overlap]) -> f64 {
        let counts = |class: &usize| self.targets.as_ref().is_none_or(|targets| targets.contains(class));
        let of = |class: usize| {
            let [both, labelled, said] = overlaps[class];
            let either = labelled + said - both;
            (either > 1e-9).then(|| both / (either + EPSILON))
        };
        let values: Vec<f64> = (0..overlaps.len()).filter(counts).filter_map(of).collect();
        values.iter().sum::<f64>() / (values.len() as f64 + EPSILON)
    }
}
