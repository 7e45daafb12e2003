//! Class weights, as weights of samples.

use smallvec::{SmallVec, smallvec};

use super::data::{Kind, Table};
use crate::shape::{Dim, Spec};
use crate::{Error, Result};

const PLACE: &str = "class_weight";

/// How much the samples of each class count.
pub(super) struct ClassWeights(Vec<Option<f32>>);

impl ClassWeights {
    /// These weights, for labels that are a table.
    pub fn new(
        weights: &[(usize, f32)],
        labels: &[Table<'_>],
        kinds: &[Kind],
        outputs: &[Spec],
    ) -> Result<Self> {
        let ([labels], [kind], [output]) = (labels, kinds, outputs) else {
            return Err(Error::expected(
                PLACE,
                "a model with one output",
                format!("{} outputs", outputs.len()),
            )
            .help("give a `sample_weight` instead"));
        };
        let classes = match (kind, output.shape().last(), labels.dims().rank()) {
            (Kind::Classes, Some(Dim::Known(classes)), 1) => classes,
            (Kind::Any, Some(Dim::Known(classes)), 1 | 2) if labels.width() == 1 && classes > 1 => classes,
            (Kind::Same | Kind::Any, _, 1 | 2) if labels.width() == 1 => 2,
            (Kind::Same | Kind::Any, _, 2) => labels.width(),
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
        Ok(Self(of_class))
    }

    /// Multiplies the weights of the first `samples` samples, or of their time steps, with those of their classes.
    pub fn apply(&self, labels: &[Table<'_>], weights: &mut [f32], samples: usize) -> Result<()> {
        let [labels] = labels else { return Ok(()) };
        // One number, or a row as wide as there are classes.
        let mut row: SmallVec<[f32; 16]> = smallvec![0.0; labels.width()];
        let width = weights.len() / samples.max(1);
        for (sample, of_sample) in weights.chunks_exact_mut(width.max(1)).take(samples).enumerate() {
            labels.gather(&[sample], &mut row)?;
            let class = class_of(&row).ok_or_else(|| {
                let is_number = row.len() == 1;
                let expected = if is_number { "a label that is a class" } else { "a one-hot row" };
                let found = if is_number { row[0].to_string() } else { format!("{row:?}") };
                Error::expected(format!("{PLACE}, sample {sample}"), expected, found)
                    .help("give a `sample_weight` instead")
            })?;
            let Some(weight) = self.0.get(class).copied().flatten() else {
                return Err(Error::expected(
                    PLACE,
                    "a weight for each class",
                    format!("none for class {class}"),
                )
                .help("a weight of 1.0 leaves a class as it is"));
            };
            of_sample.iter_mut().for_each(|of_step| *of_step *= weight);
        }
        Ok(())
    }
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
