//! Inputs of a model.

use serde_json::Value;

/// The types of numbers that ids are of.
const IDS: [&str; 6] = ["int32", "int64", "int16", "int8", "uint16", "uint32"];
const NUMBERS: [&str; 6] = ["float32", "float16", "float64", "bfloat16", "uint8", "bool"];

/// The arguments of an `Input`, and whether it takes ids: where a layer wants such, Keras casts.
pub fn input(batch: &Value, dtype: &Value, wants_ids: bool) -> Result<(Vec<String>, bool), String> {
    let Some([_, axes @ ..]) = batch.as_array().map(Vec::as_slice) else {
        return Err(
            "nothing says what the model takes: in Python, call or `build` it before it is saved".to_owned()
        );
    };
    let axis = |axis: &Value| match axis {
        Value::Null => Ok("_".to_owned()),
        axis => {
            axis.as_u64().map(|size| size.to_string()).ok_or_else(|| format!("`input`: an axis of {axis}"))
        }
    };
    let mut arguments: Vec<String> = axes.iter().map(axis).collect::<Result<_, _>>()?;
    if arguments.is_empty() {
        arguments.push("()".to_owned());
    }
    let declared = dtype.as_str().or(dtype["config"]["name"].as_str());
    let takes_ids = match declared {
        None => wants_ids,
        Some(dtype) if IDS.contains(&dtype) => true,
        Some(dtype) if NUMBERS.contains(&dtype) => wants_ids,
        Some(dtype) => return Err(format!("`input`: expected a type of numbers, found `{dtype}`")),
    };
    if takes_ids {
        arguments.push("dtype = int32".to_owned());
    }
    Ok((arguments, takes_ids))
}
