//! Weights of classes, turned into weights of samples.

use super::data::Kind;
use super::examples::Examples;
use crate::shape::{Dim, Spec};
use crate::{Error, Result};

const PLACE: &str = "`fit`, class_weight";

/// Multiplies the weights of the first `learnt` samples with those of their classes.
pub(super) fn weight_by_class(
    weights: &[(usize, f32)],
    examples: &mut Examples<'_>,
    learnt: usize,
    kinds: &[Kind],
    outputs: &[Spec],
) -> Result<()> {
    let ([labels], [kind], [output]) = (&examples.labels[..], kinds, outputs) else {
        return Err(Error::expected(PLACE, "a model with one output", format!("{} outputs", outputs.len()))
            .help("give a `sample_weight` instead"));
    };
    let (classes, width) = match (kind, output.shape().last(), labels.dims().rank()) {
        (Kind::Classes, Some(Dim::Known(classes)), 1) => (classes, 1),
        (Kind::Same, _, 1 | 2) if labels.width() == 1 => (2, 1),
        (Kind::Same, _, 2) => (labels.width(), labels.width()),
        _ => {
            let message = "these labels do not tell the class of each sample";
            return Err(Error::new(PLACE, message).help("give a `sample_weight` instead"));
        }
    };
    let mut of_class = vec![None; classes];
    for &(class, weight) in weights {
        let slot = of_class
            .get_mut(class)
            .ok_or_else(|| Error::expected(PLACE, format!("classes from 0 to {}", classes - 1), class))?;
        if !(weight.is_finite() && weight >= 0.0) {
            return Err(Error::expected(
                format!("{PLACE}, class {class}"),
                "a finite number of 0 or more",
                weight,
            ));
        }
        if slot.replace(weight).is_some() {
            return Err(Error::new(PLACE, format!("class {class} has two weights")));
        }
    }
    let mut row = vec![0.0; width];
    let of_samples = examples.weights.get_or_insert_with(|| vec![1.0; labels.samples()]);
    for (sample, of_sample) in of_samples.iter_mut().enumerate().take(learnt) {
        labels.gather(&[sample], &mut row);
        let class = if width == 1 { row[0] as usize } else { argmax(&row) };
        let Some(weight) = of_class.get(class).copied().flatten() else {
            return Err(Error::expected(PLACE, "a weight for each class", format!("none for class {class}"))
                .help("a weight of 1.0 leaves a class as it is"));
        };
        *of_sample *= weight;
    }
    Ok(())
}

fn argmax(row: &[f32]) -> usize {
    (1..row.len()).fold(0, |best, i| if row[i] > row[best] { i } else { best })
}
