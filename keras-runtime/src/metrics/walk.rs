//! Edge cases: every metric on labels, outputs and weights at the edge of what makes sense, or beyond.

use serde_json::json;

use super::{CLASSES, MeanOf, Metric};
use crate::autodiff::{Tape, Tensor};
use crate::losses::{Loss, every_loss, walk};

/// A loss by its place among all.
#[derive(Clone)]
struct Any(usize);

impl Any {
    fn loss(&self) -> Box<dyn Loss> {
        every_loss().swap_remove(self.0)
    }
}

impl Loss for Any {
    fn name(&self) -> &'static str {
        self.loss().name()
    }

    fn call(&self, y_true: &Tensor, y_pred: &Tensor) -> Tensor {
        self.loss().call(y_true, y_pred)
    }
}

/// Every metric that is not a loss, with the first of these arguments that it takes.
fn every_metric() -> impl Iterator<Item = (&'static str, Box<dyn Metric>)> {
    let arguments = [
        json!({}),
        json!({ "recall": 0.5 }),
        json!({ "precision": 0.5 }),
        json!({ "sensitivity": 0.5 }),
        json!({ "specificity": 0.5 }),
        json!({ "num_classes": 3 }),
        json!({ "num_classes": 3, "target_class_ids": [0, 2] }),
    ];
    CLASSES.iter().map(move |entry| {
        let made = |arguments: &crate::config::Value| {
            entry.make(arguments.as_object()?, &crate::config::NoClasses).ok()
        };
        (entry.class(), arguments.iter().find_map(made).expect("a metric takes one of these"))
    })
}

/// Every metric, losses included, by name.
fn all() -> impl Iterator<Item = (&'static str, Box<dyn Metric>)> {
    let of_loss = |place| -> (_, Box<dyn Metric>) { (Any(place).name(), Box::new(MeanOf::new(Any(place)))) };
    let places = (0..every_loss().len()).filter(|place| !walk::OF_SEQUENCES.contains(&Any(*place).name()));
    every_metric().chain(places.map(of_loss))
}

/// The value of a batch; none if the metric refuses it by name.
fn outcome(
    name: &str,
    metric: &mut dyn Metric,
    y_true: &dyn Fn(&Tape) -> Tensor,
    outputs: &[[f32; 3]; 2],
    weights: Option<&[f32]>,
) -> crate::Result<f64> {
    let tape = Tape::inference();
    let weights = weights.map(|weights| tape.array(weights));
    metric.reset();
    metric.update(&y_true(&tape), &tape.array(outputs), weights.as_ref());
    // A loss may leave it to the operation that it is to refuse classes.
    let is_named = |error: &crate::Error| [name, "K::"].iter().any(|name| error.to_string().contains(name));
    tape.check().inspect_err(|error| assert!(is_named(error), "{name}: {error}"))?;
    Ok(metric.result())
}

#[test]
fn a_metric_is_a_number_or_refuses_what_it_is_given() {
    for (name, mut metric) in all() {
        let mut numbers = 0;
        for labels in &walk::LABELS {
            for outputs in &walk::OUTPUTS {
                for weights in [None, Some(&[0.0, 0.0][..]), Some(&[0.0, 1.0])] {
                    let classes: Vec<f32> = labels.iter().map(|row| row[0]).collect();
                    let found =
                        match outcome(name, &mut *metric, &|tape| tape.array(labels), outputs, weights) {
                            Err(error) if error.to_string().contains("(2, 3)") => outcome(
                                name,
                                &mut *metric,
                                &|tape| tape.array(&classes[..]),
                                outputs,
                                weights,
                            ),
                            found => found,
                        };
                    let is_plain = outputs.as_flattened().iter().all(|p| (0.0..=1.0).contains(p))
                        && labels.as_flattened().iter().all(|t| t.abs() < 1e10);
                    if let Ok(value) = found {
                        assert!(
                            value.is_finite() || !is_plain,
                            "{name} of {labels:?} and {outputs:?}: {value}"
                        );
                        numbers += 1;
                    }
                }
            }
        }
        assert!(numbers >= 30, "{name}: {numbers} of the cases have a number");
    }
}
