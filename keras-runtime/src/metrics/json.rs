//! Metrics to and from JSON.

use serde_json::json;

use super::{FittingAccuracy, MeanOf, Metric};
use crate::config::{ClassName, Classes, Map, Object, Value, nameless, unexpected, with_name, word_of};
use crate::losses::words::cosine_similarity;
use crate::losses::{AnyLoss, Loss, full_word, is_cosine};
use crate::{Error, Result};

/// The metric that Keras has written, as an object or as one of its words such as `"accuracy"`, with its name, for
/// [`Metrics::new`](super::Metrics::new); as
/// [`keras.metrics.deserialize`](https://keras.io/api/metrics/). [`Metrics::to_json`](super::Metrics::to_json) is the other
/// way.
///
/// ```
/// use keras::metrics::{self, Metrics};
/// use keras::prelude::*;
/// use keras::saving::CustomObjects;
///
/// let metrics = metrics![accuracy, AUC(num_thresholds = 100, name = coarse), mse];
/// let written = metrics.to_json()?;
/// assert_eq!(written[0], "accuracy");
/// assert_eq!(written[1]["config"]["name"], "coarse");
/// assert_eq!(written[2]["class_name"], "MeanSquaredError");
///
/// let read = written.iter().map(|metric| metrics::deserialize(metric, &CustomObjects::new()));
/// let read = Metrics::new(read.collect::<keras::Result<_>>()?);
/// assert_eq!(read.to_json()?, written);
/// # Ok::<(), keras::Error>(())
/// ```
///
/// # Errors
///
/// If the class is not known, or an argument is missing, is not there, or has a value that is not one of its own.
pub fn deserialize(metric: &Value, classes: &dyn Classes) -> Result<(String, Box<dyn Metric>)> {
    let empty = Map::new();
    let Object { name: class, config } = match word_of(metric) {
        Some(word) if ACCURACY.contains(&word) => {
            return Ok((word.to_owned(), Box::new(FittingAccuracy::default())));
        }
        Some(word) => Object { name: ClassName { class: full_word(word), module: None }, config: &empty },
        None if metric.is_object() => Object::of(metric)?,
        None => return Err(unexpected("a metric", metric)),
    };
    let name = config.get("name").and_then(Value::as_str).or(word_of(metric));
    let named = |word: &str, metric| (name.unwrap_or(word).to_owned(), metric);
    if let Some(entry) = classes.get::<Box<dyn Metric>>(&class) {
        return Ok(named(entry.word(), entry.make(config, classes)?));
    }
    let is_metric = class.module != Some(LOSSES);
    let of_loss = ClassName {
        class: if class.class == "LogCoshError" { "LogCosh" } else { class.class },
        module: class.module.map(|module| if module == METRICS { LOSSES } else { module }),
    };
    let entry = classes.get::<AnyLoss>(&of_loss).ok_or_else(|| class.unknown("a metric"))?;
    let loss = entry.make(config, classes)?;
    let metric: Box<dyn Metric> = match entry.class() {
        // The metric of this name is the opposite of the loss.
        "CosineSimilarity" if is_metric => Box::new(MeanOf::new(cosine_similarity)),
        _ => Box::new(MeanOf::new(loss)),
    };
    Ok(named(entry.word(), metric))
}

/// The words of Keras for the accuracy that fits.
const ACCURACY: [&str; 2] = ["accuracy", "acc"];

const LOSSES: &str = "keras.losses";
const METRICS: &str = "keras.metrics";

/// The mean of a loss as Keras writes it: under its class of metrics, or, where it has none, as the loss.
pub(super) fn of_loss<L: Loss>(loss: &L) -> Result<Value> {
    if is_cosine::<L>() {
        return Ok(json!({
            "module": METRICS,
            "class_name": "CosineSimilarity",
            "config": { "name": "cosine_similarity", "dtype": "float32", "axis": -1 },
            "registered_name": null,
        }));
    }
    let mut written = loss.to_json().map_err(|error| {
        // A function is what it is used as.
        let is_nameless = error.to_string() == nameless("a loss").to_string();
        if is_nameless { nameless("a metric") } else { error }
    })?;
    let class = written["class_name"].as_str().unwrap_or_default();
    if written["module"] != LOSSES || ["CosineSimilarity", "Huber"].contains(&class) {
        return Ok(written);
    }
    let class = if class == "LogCosh" { "LogCoshError".to_owned() } else { class.to_owned() };
    if let Some(config) = written["config"].as_object_mut() {
        config.remove("reduction");
        if class == "BinaryCrossentropy" {
            config.remove("axis");
        }
        config.insert("dtype".to_owned(), Value::from("float32"));
    }
    written["module"] = Value::from(METRICS);
    written["class_name"] = Value::from(class);
    Ok(written)
}

/// What has been written of a metric, under another name. A word is its own name.
pub(super) fn under_name(written: Value, name: &str) -> Result<Value> {
    match &written {
        Value::String(_) if ACCURACY.contains(&name) => Ok(Value::from(name)),
        Value::String(word) => {
            let error = Error::expected(
                format!("metric `{name}`"),
                format_args!("the name `{word}`, as Keras has no class of it"),
                format_args!("`{name}`"),
            );
            Err(error.help("name the class that fits the labels: `SparseCategoricalAccuracy()`"))
        }
        _ => Ok(with_name(written, name)),
    }
}
