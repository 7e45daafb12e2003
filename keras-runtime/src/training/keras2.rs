//! Trainings of Keras 2, as those of Keras 3.

use std::borrow::Cow;

use keras_files::keras2::{IS_LEGACY, OF_KERAS_2, training};
use ndarray::{ArrayD, arr0};

use crate::config::{NoClasses, Value};
use crate::model::weights_file::OptimizerVariable;
use crate::optimizers;
use crate::{Error, Result};

/// What `compile` was given, as Keras 3 has it, whichever wrote it. An optimizer that was given by a word is there with its
/// arguments.
pub(super) fn compile_config(config: &Value) -> Result<Cow<'_, Value>> {
    let mut config = Cow::Borrowed(config);
    let of_keras_2 = !config[OF_KERAS_2].is_null();
    if config["optimizer"].is_string()
        // An unknown word stays: what makes the optimizer of it says so.
        && let Ok(optimizer) = optimizers::deserialize(&config["optimizer"], &NoClasses)
    {
        let mut optimizer = optimizer.to_json()?;
        if of_keras_2 {
            // Words are of these optimizers since there are `.keras` files.
            optimizer["config"][IS_LEGACY] = false.into();
        }
        config.to_mut()["optimizer"] = optimizer;
    }
    if of_keras_2 {
        return training(&config).map(Cow::Owned).map_err(|message| Error::new("", message));
    }
    Ok(config)
}

/// What an optimizer remembers, in the order of Keras 3. `compile` was given this, as [`compile_config`] has it.
pub(super) fn variables(config: &Value, found: Vec<OptimizerVariable>) -> Vec<OptimizerVariable> {
    let is_legacy = &config[OF_KERAS_2]["is_legacy"];
    if is_legacy.is_null() || found.is_empty() {
        return found;
    }
    let (class, config) = (&config["optimizer"]["class_name"], &config["optimizer"]["config"]);
    let mut found = found.into_iter();
    let (mut variables, mut slots) = (Vec::from_iter(found.next()), Vec::from_iter(found));
    // Keras 3 has the learning rate among them.
    if let Some(rate) = config["learning_rate"].as_f64() {
        let rate: ArrayD<f32> = arr0(rate as f32).into_dyn();
        variables.push(OptimizerVariable::Array(rate));
    }
    if class == "SGD" && config["momentum"] == 0.0 {
        // Slots that no step reads.
        slots.clear();
    } else if *is_legacy == true && class == "Adam" {
        slots = by_weight(slots, if config["amsgrad"] == true { 3 } else { 2 });
    }
    variables.extend(slots);
    variables
}

/// Slots that were in the order of their kinds: the first two of each weight together, then the others.
fn by_weight(slots: Vec<OptimizerVariable>, kinds: usize) -> Vec<OptimizerVariable> {
    let weights = slots.len() / kinds;
    let mut places: Vec<usize> = (0..slots.len()).collect();
    places.sort_by_key(|&place| match (place / weights.max(1), place % weights.max(1)) {
        (kind @ ..2, weight) => (0, weight, kind),
        (kind, weight) => (kind, weight, 0),
    });
    let mut slots = Vec::from_iter(slots.into_iter().map(Some));
    places.into_iter().filter_map(|place| slots[place].take()).collect()
}
