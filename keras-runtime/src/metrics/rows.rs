//! Rows of a batch: labels, output and weights.

use std::fmt::Display;

use crate::Error;
use crate::autodiff::Tensor;
use crate::losses::{LabelForm, LabelRange};
use crate::tensor::Dims;

/// A row along the last axis.
pub struct Row<'a> {
    /// Its labels: as many as there are numbers in `p`, or the index of a class.
    pub t: &'a [f32],
    /// Its output.
    pub p: &'a [f32],
    /// How much it counts.
    pub weight: f64,
    /// The part of a sample that it is.
    pub share: f64,
}

/// Calls `f` with each row of a batch; what does not fit is noted on the tape in the name of `metric`: labels outside of
/// `range` of the width of the output's rows are none that it makes sense of.
pub fn each_row(
    metric: &str,
    labels: LabelForm,
    range: impl FnOnce(usize) -> LabelRange,
    y_true: &Tensor,
    y_pred: &Tensor,
    sample_weight: Option<&Tensor>,
    mut f: impl FnMut(Row<'_>),
) {
    let output = y_pred.shape();
    let fail = |expected: String, found: &dyn Display| {
        y_pred.tape().fail(Error::expected(format!("metric `{metric}`"), expected, found));
    };
    if output.rank() == 0 || output.last_size() == 0 {
        return fail("an output with a batch and a last axis".into(), &output);
    }
    let size = if output.rank() > 1 { output.last_size() } else { 1 };
    let Some(width) = label_width(labels, y_true.shape(), output) else {
        let classes = if labels == LabelForm::Classes { "one class a row of " } else { "" };
        return fail(format!("labels of {classes}{output}"), &y_true.shape());
    };
    let range = range(size);
    let outside = y_true.read(|t| {
        range
            .first_outside(|test| test(t, width))
            .map(|at| range.found(&t[at / width * width..][..width], at % width))
    });
    if let Some(found) = outside {
        return fail(range.expected().into(), &found);
    }
    let (place, rows) = (format_args!("metric `{metric}`"), output.elements() / size);
    with_weights(place, y_pred, rows, output[0], sample_weight, |weight_of, share| {
        y_true.read(|t| {
            y_pred.read(|p| {
                let rows = t.chunks_exact(width).zip(p.chunks_exact(size));
                rows.enumerate().for_each(|(i, (t, p))| f(Row { t, p, weight: weight_of(i), share }));
            });
        });
    });
}

/// Calls `f` with the weight of each of `rows` rows, and the part of a sample that each is.
pub fn with_weights(
    place: impl Display,
    of: &Tensor,
    rows: usize,
    samples: usize,
    sample_weight: Option<&Tensor>,
    f: impl FnOnce(&dyn Fn(usize) -> f64, f64),
) {
    let per_sample = (rows / samples.max(1)).max(1);
    let share = 1.0 / per_sample as f64;
    let Some(weights) = sample_weight else { return f(&|_| 1.0, share) };
    weights.read(|weights| match weights.len() {
        len if len == rows => f(&|row| f64::from(weights[row]), share),
        len if len == samples => f(&|row| f64::from(weights[row / per_sample]), share),
        len => {
            let expected = format!("a weight for each of {samples} samples or {rows} rows");
            of.tape().fail(Error::expected(place.to_string(), expected, len));
        }
    });
}

/// How many labels a row has, if labels fit the output.
pub fn label_width(labels: LabelForm, t: Dims, output: Dims) -> Option<usize> {
    let rows = if output.rank() > 1 { output.without(output.rank() - 1) } else { output };
    let column = |dims: Dims| dims.rank() > 1 && dims.last_size() == 1;
    let is_column_of = |a: Dims, b: Dims| column(a) && a.without(a.rank() - 1) == b;
    let same = t == output || is_column_of(output, t) || is_column_of(t, output);
    let classes = output.rank() > 1 && (t == rows || is_column_of(t, rows));
    match labels {
        LabelForm::Same | LabelForm::Either if same => {
            Some(if output.rank() > 1 { output.last_size() } else { 1 })
        }
        LabelForm::Classes | LabelForm::Either if classes => Some(1),
        _ => None,
    }
}
