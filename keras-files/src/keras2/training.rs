//! What `compile` was given in Keras 2, as Keras 3 writes it.

use serde_json::{Map, Value, json};

/// Where the configuration of a training says that Keras 2 wrote it.
pub const OF_KERAS_2: &str = "of_keras_2";

/// The optimizers of before Keras 2.11 that compute what those of Keras 3 do. The others put `epsilon` elsewhere.
const LEGACY: [&str; 2] = ["Adam", "SGD"];
/// Those since then that compute something else, or are not known to compute the same.
const OTHERS: [&str; 2] = ["Adafactor", "Nadam"];

/// What only the optimizers since Keras 2.11 say of themselves, and it is `false`.
pub const IS_LEGACY: &str = "is_legacy_optimizer";

/// What is said of each optimizer, and changes no step here.
const WITHOUT_EFFECT: [&str; 2] = [IS_LEGACY, "jit_compile"];

/// The configuration of a training of Keras 2 as Keras 3 writes it. Under [`OF_KERAS_2`] it says whether the optimizer is one
/// of `keras.optimizers.legacy`, which were all until Keras 2.11.
///
/// # Errors
///
/// If the optimizer computes something else in Keras 3: it says which.
pub fn training(config: &Value) -> Result<Value, String> {
    let mut config = config.clone();
    let is_legacy = optimizer(&mut config["optimizer"])?;
    loss(&mut config["loss"]);
    metric(&mut config["metrics"]);
    metric(&mut config["weighted_metrics"]);
    config[OF_KERAS_2] = json!({ "is_legacy": is_legacy });
    Ok(config)
}

/// Whether it was one of those that are called legacy since Keras 2.11.
fn optimizer(optimizer: &mut Value) -> Result<bool, String> {
    let class = optimizer["class_name"].as_str().unwrap_or_default();
    let class = class.rsplit('>').next().unwrap_or_default().to_owned();
    let Some(config) = optimizer.get_mut("config").and_then(Value::as_object_mut) else { return Ok(false) };
    let is_legacy = !config.contains_key(IS_LEGACY);
    let is_same = if is_legacy { LEGACY.contains(&&*class) } else { !OTHERS.contains(&&*class) };
    if !is_same {
        let which = if is_legacy { "Keras 2, from before version 2.11," } else { "Keras 2" };
        return Err(format!(
            "optimizer: the `{class}` of {which} is not known to compute the same as that of Keras 3\n\
             help: `load_model` reads the model alone, to be compiled here"
        ));
    }
    for argument in WITHOUT_EFFECT {
        config.remove(argument);
    }
    if let Some(rate) = config.remove("lr") {
        config.insert("learning_rate".to_owned(), rate);
    }
    let decay = config.remove("decay").and_then(|decay| decay.as_f64()).filter(|decay| *decay != 0.0);
    if let Some(decay) = decay {
        config.insert("learning_rate".to_owned(), decayed(config, decay)?);
    }
    optimizer["class_name"] = class.into();
    optimizer["module"] = json!("keras.optimizers");
    optimizer["registered_name"] = Value::Null;
    Ok(is_legacy)
}

/// The schedule that `decay` was.
fn decayed(config: &Map<String, Value>, decay: f64) -> Result<Value, String> {
    let Some(rate) = config.get("learning_rate").and_then(Value::as_f64) else {
        return Err("optimizer: it has both a schedule and `decay`, which Keras 3 has no form for".to_owned());
    };
    Ok(json!({
        "module": "keras.optimizers.schedules",
        "class_name": "InverseTimeDecay",
        "config": {
            "initial_learning_rate": rate,
            "decay_steps": 1,
            "decay_rate": decay,
            "staircase": false,
            "name": "InverseTimeDecay",
        },
        "registered_name": null,
    }))
}

/// A loss, or several in a list or by names.
fn loss(value: &mut Value) {
    each(value, &mut |object| {
        let Some(config) = object["config"].as_object_mut() else { return };
        config.remove("fn");
        if config.get("reduction").is_some_and(|reduction| reduction == "auto") {
            config.insert("reduction".to_owned(), json!("sum_over_batch_size"));
        }
    });
}

/// A metric, or several in a list or by names.
fn metric(value: &mut Value) {
    each(value, &mut |object| {
        if object["class_name"] == "MeanMetricWrapper" {
            // A word, of which Keras has found the function.
            let words = ["accuracy", "acc", "crossentropy", "ce", "mae", "mse", "mape", "msle"];
            let name = &object["config"]["name"];
            let is_word = words.iter().any(|word| name == word);
            *object = if is_word { name.clone() } else { object["config"]["fn"].clone() };
        } else if let Some(config) = object["config"].as_object_mut() {
            config.remove("fn");
        }
    });
}

fn each(value: &mut Value, change: &mut dyn FnMut(&mut Value)) {
    match value {
        Value::Object(parts) if parts.contains_key("class_name") => change(value),
        Value::Object(parts) => parts.values_mut().for_each(|value| each(value, change)),
        Value::Array(values) => values.iter_mut().for_each(|value| each(value, change)),
        _ => {}
    }
}
