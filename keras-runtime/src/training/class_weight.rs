//! Class weights, as weights of samples.

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
        let class = class_of(&row).ok_or_else(|| {
            let expected = if width == 1 { "a label that is a class" } else { "a one-hot row" };
            let found = if width == 1 { row[0].to_string() } else { format!("{row:?}") };
            Error::expected(format!("{PLACE}, sample {sample}"), expected, found)
                .help("give a `sample_weight` instead")
        })?;
        let Some(weight) = of_class.get(class).copied().flatten() else {
            return Err(Error::expected(PLACE, "a weight for each class", format!("none for class {class}"))
                .help("a weight of 1.0 leaves a class as it is"));
        };
        *of_sample *= weight;
    }
    Ok(())
}

/// The class that a row of labels says: the number itself, or the place of the only 1 among zeros.
fn class_of(row: &[f32]) -> Option<usize> {
    match *row {
        [class] => (class >= 0.0 && class.fract() == 0.0).then_some(class as usize),
        _ => {
            let class = row.iter().position(|&label| label == 1.0)?;
            let is_one_hot = row.iter().enumerate().all(|(i, &label)| i == class || label == 0.0);
            is_one_hot.then_some(class)
        }
    }
}
