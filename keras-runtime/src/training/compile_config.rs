//! What `compile` was given, as Keras's files have it.

use serde_json::json;

use super::per_output::AnyLosses;
use crate::config::{Classes, Value, unexpected};
use crate::losses::{self, AnyLoss, Loss};
use crate::metrics::{self, Metrics};
use crate::optimizers::{self, Optimizer};
use crate::{Error, Result};

/// Optimizer, losses and metrics of a model, output by output.
pub(super) struct CompileConfig {
    pub optimizer: Box<dyn Optimizer>,
    pub losses: AnyLosses,
    pub metrics: Vec<Metrics>,
    pub weighted_metrics: Vec<Metrics>,
}

/// What `compile` was given, as Keras writes it.
pub(super) fn written(outputs: &[(&dyn Loss, &Metrics)], optimizer: Value) -> Result<Value> {
    let (mut losses, mut metrics, mut weighted) = (vec![], vec![], vec![]);
    for (loss, of_output) in outputs {
        losses.push(loss.to_json().map_err(|error| error.within("loss"))?);
        metrics.push(Value::from(of_output.to_json().map_err(|error| error.within("metrics"))?));
        let of_output = of_output.weighted_to_json().map_err(|error| error.within("weighted_metrics"))?;
        weighted.push(Value::from(of_output));
    }
    let weights: Vec<f32> = outputs.iter().map(|(loss, _)| loss.weight()).collect();
    let one_or_all =
        |mut values: Vec<Value>| if values.len() == 1 { values.remove(0) } else { values.into() };
    let is_empty = |list: &Value| list.as_array().is_some_and(Vec::is_empty);
    Ok(json!({
        "optimizer": optimizer,
        "loss": one_or_all(losses),
        "loss_weights": if weights.iter().all(|weight| *weight == 1.0) { Value::Null } else { weights.into() },
        "metrics": one_or_all(metrics),
        "weighted_metrics": if weighted.iter().all(is_empty) { Value::Null } else { one_or_all(weighted) },
        "run_eagerly": false,
        "steps_per_execution": 1,
    }))
}

impl CompileConfig {
    /// That of a file of a model with these outputs.
    pub fn of(config: &Value, outputs: &[&str], classes: &dyn Classes) -> Result<Self> {
        let optimizer = optimizers::deserialize(&config["optimizer"], classes);
        let losses = per_output(&config["loss"], outputs).map_err(|error| error.within("loss"))?;
        let weights =
            per_output(&config["loss_weights"], outputs).map_err(|error| error.within("loss_weights"))?;
        let losses = losses.into_iter().zip(weights).map(|(loss, weight)| {
            if loss.is_null() {
                let error = Error::new("", "an output has no loss, and each has one here");
                return Err(error.help("in Python, give it one and a weight of 0 in `loss_weights`"));
            }
            let loss = losses::deserialize(loss, classes)?;
            Ok(match weight.as_f64() {
                Some(weight) => AnyLoss::new(loss.weighted(weight as f32)),
                None if weight.is_null() => loss,
                None => return Err(unexpected("a weight", weight)),
            })
        });
        let losses = losses.collect::<Result<_>>().map_err(|error| error.within("loss"))?;
        let metrics = |key: &str| {
            let of_outputs = metrics_per_output(&config[key], outputs)?;
            of_outputs.into_iter().map(|metrics| made(metrics, classes)).collect::<Result<Vec<_>>>()
        };
        Ok(Self {
            optimizer: optimizer.map_err(|error| error.within("optimizer"))?,
            losses: AnyLosses::new(losses),
            metrics: metrics("metrics").map_err(|error| error.within("metrics"))?,
            weighted_metrics: metrics("weighted_metrics")
                .map_err(|error| error.within("weighted_metrics"))?,
        })
    }
}

fn made(metrics: Vec<&Value>, classes: &dyn Classes) -> Result<Metrics> {
    let metrics = metrics.into_iter().map(|metric| metrics::deserialize(metric, classes));
    Ok(Metrics::new(metrics.collect::<Result<_>>()?))
}

/// The value for each output: of the only one, or of several in a list or by their names.
fn per_output<'a>(value: &'a Value, outputs: &[&str]) -> Result<Vec<&'a Value>> {
    let is_object_of_keras = value.get("class_name").is_some();
    match (value, outputs) {
        (Value::Array(values), _) if values.len() == outputs.len() => Ok(values.iter().collect()),
        (Value::Object(values), _) if !is_object_of_keras => {
            match values.keys().find(|name| !outputs.contains(&name.as_str())) {
                Some(name) => Err(Error::expected(
                    "",
                    format_args!("an output of {}", outputs.join(", ")),
                    format_args!("`{name}`"),
                )),
                None => Ok(outputs.iter().map(|output| &value[*output]).collect()),
            }
        }
        (Value::Null, _) => Ok(vec![value; outputs.len()]),
        (_, [_]) if !value.is_array() => Ok(vec![value]),
        _ => Err(unexpected(format_args!("one for each of {} outputs", outputs.len()), value)),
    }
}

/// The metrics of each output. Those of the only one may be a list, or a list in a list.
fn metrics_per_output<'a>(value: &'a Value, outputs: &[&str]) -> Result<Vec<Vec<&'a Value>>> {
    let list = |value: &'a Value| match value {
        Value::Null => vec![],
        Value::Array(values) => values.iter().collect(),
        one => vec![one],
    };
    match (value, outputs) {
        (Value::Array(values), [_]) if !values.iter().any(Value::is_array) => Ok(vec![list(value)]),
        _ => Ok(per_output(value, outputs)?.into_iter().map(list).collect()),
    }
}
