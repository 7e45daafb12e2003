//! Feature spaces in files.

use std::io::Write;
use std::path::Path;

use serde_json::json;

use super::AdaptedFeatureSpace;
use super::encoder::{Encoder, Learnt, at_least_one, in_order, options};
use super::feature::{Cross, Kind, Vocabulary};
use crate::config::{Argument, Map, NoClasses, Value};
use crate::files::{malformed, read_whole, write_whole};
use crate::{Error, Result};

/// What stands in the file under this name.
const CLASS: &str = "FeatureSpace";

/// Writes a file, whole or not at all.
pub fn save(space: &AdaptedFeatureSpace, path: &Path) -> Result<()> {
    let features: Map =
        space.features.iter().map(|(name, encoder)| (name.clone(), written(encoder))).collect();
    let crosses: Vec<Value> = space
        .crosses
        .values()
        .map(|cross| {
            json!({
                "feature_names": cross.feature_names,
                "crossing_dim": cross.crossing_dim,
                "output_mode": mode(cross.is_int),
            })
        })
        .collect();
    let file = json!({ "class_name": CLASS, "features": features, "crosses": crosses });
    write_whole(path, |to| {
        to.write_all(format!("{file:#}\n").as_bytes()).map_err(|error| crate::files::not_written(path, error))
    })
}

/// Reads a file.
pub fn load(path: &Path) -> Result<AdaptedFeatureSpace> {
    let file: Value = serde_json::from_slice(&read_whole(path)?)
        .map_err(|error| malformed(path, format!("is no JSON: {error}")))?;
    if file["class_name"] != CLASS {
        return Err(malformed(path, "is not of a feature space"));
    }
    read(&file).map_err(|error| malformed(path, error.to_string()))
}

fn read(file: &Value) -> Result<AdaptedFeatureSpace> {
    let mut space = AdaptedFeatureSpace::default();
    let features = file["features"].as_object().ok_or_else(|| missing("features"))?;
    for (name, feature) in features {
        let encoder = encoder(feature).map_err(|error| error.within(format_args!("feature `{name}`")))?;
        space.add(name.clone(), encoder)?;
    }
    for cross in file["crosses"].as_array().into_iter().flatten() {
        space.add_cross(Cross {
            feature_names: argument(cross, "feature_names")?,
            crossing_dim: argument(cross, "crossing_dim")?,
            is_int: is_int(cross)?,
        })?;
    }
    space.check()?;
    Ok(space)
}

/// The words of both modes.
fn mode(is_int: bool) -> &'static str {
    if is_int { "int" } else { "one_hot" }
}

fn is_int(object: &Value) -> Result<bool> {
    match object["output_mode"].as_str() {
        Some("int") => Ok(true),
        Some("one_hot") => Ok(false),
        _ => Err(Error::expected("output_mode", "`int` or `one_hot`", &object["output_mode"])),
    }
}

fn argument<A: Argument>(object: &Value, name: &str) -> Result<A> {
    let value = object.get(name).ok_or_else(|| missing(name))?;
    A::from_json(value, &NoClasses).map_err(|error| error.within(format_args!("`{name}`")))
}

fn missing(name: &str) -> Error {
    Error::new(format!("`{name}`"), "it is missing")
}

/// A feature: its type, under Keras's name, its arguments and what it has learnt.
fn written(encoder: &Encoder) -> Value {
    let of_vocabulary = |vocabulary: &Vocabulary| json!({ "max_tokens": vocabulary.max_tokens, "num_oov_indices": vocabulary.num_oov_indices });
    let (word, arguments) = match &encoder.kind {
        Kind::Float => ("float", json!({})),
        Kind::Rescaled { scale, offset } => ("float_rescaled", json!({ "scale": scale, "offset": offset })),
        Kind::Normalized => ("float_normalized", json!({})),
        Kind::Discretized { num_bins } => ("float_discretized", json!({ "num_bins": num_bins })),
        Kind::InBins { .. } => ("float_discretized", json!({ "num_bins": null })),
        Kind::StringCategorical(vocabulary) => ("string_categorical", of_vocabulary(vocabulary)),
        Kind::IntegerCategorical(vocabulary) => ("integer_categorical", of_vocabulary(vocabulary)),
        Kind::StringHashed { num_bins } => ("string_hashed", json!({ "num_bins": num_bins })),
        Kind::IntegerHashed { num_bins } => ("integer_hashed", json!({ "num_bins": num_bins })),
    };
    let mut feature = arguments;
    feature["type"] = word.into();
    feature["output_mode"] = mode(encoder.is_int).into();
    match &encoder.learnt {
        Learnt::Nothing => {}
        Learnt::Moments { mean, variance } => {
            feature["mean"] = json!(mean);
            feature["variance"] = json!(variance);
        }
        Learnt::Boundaries(boundaries) => feature["bin_boundaries"] = json!(boundaries),
        Learnt::Texts(lookup) => feature["vocabulary"] = json!(lookup.vocabulary()),
        Learnt::Integers(lookup) => feature["vocabulary"] = json!(lookup.vocabulary()),
    }
    feature
}

/// The reverse of [`written`].
fn encoder(feature: &Value) -> Result<Encoder> {
    let vocabulary = || {
        let [max_tokens, oov] = [feature.get("max_tokens"), feature.get("num_oov_indices")];
        let max_tokens = Option::<usize>::from_json(max_tokens.unwrap_or(&Value::Null), &NoClasses)?;
        Ok(Vocabulary {
            max_tokens,
            num_oov_indices: usize::from_json(oov.unwrap_or(&Value::from(1)), &NoClasses)?,
        })
    };
    let number = |name: &str| -> Result<f32> {
        let number: f32 = argument(feature, name)?;
        if number.is_finite() { Ok(number) } else { Err(Error::expected(name, "a finite number", number)) }
    };
    let num_bins = || at_least_one(argument(feature, "num_bins")?);
    let (kind, learnt) = match feature["type"].as_str().unwrap_or_default() {
        "float" => (Kind::Float, Learnt::Nothing),
        "float_rescaled" => {
            (Kind::Rescaled { scale: number("scale")?, offset: number("offset")? }, Learnt::Nothing)
        }
        "float_normalized" => {
            let (mean, variance) = (number("mean")?, number("variance")?);
            if variance < 0.0 {
                return Err(Error::expected("variance", "0 or more", variance));
            }
            (Kind::Normalized, Learnt::Moments { mean, variance })
        }
        "float_discretized" => {
            let boundaries: Vec<f32> = argument(feature, "bin_boundaries")?;
            match argument::<Option<usize>>(feature, "num_bins")?.map(at_least_one).transpose()? {
                // Of one number there is no boundary.
                Some(num_bins) if boundaries.is_empty() => {
                    (Kind::Discretized { num_bins }, Learnt::Boundaries(boundaries))
                }
                Some(num_bins) => {
                    (Kind::Discretized { num_bins }, Learnt::Boundaries(in_order(&boundaries)?))
                }
                None => {
                    let bin_boundaries = in_order(&boundaries)?;
                    (Kind::InBins { bin_boundaries }, Learnt::Boundaries(boundaries))
                }
            }
        }
        "string_categorical" => {
            let (arguments, tokens): (Vocabulary, Vec<String>) =
                (vocabulary()?, argument(feature, "vocabulary")?);
            (Kind::StringCategorical(arguments), Learnt::Texts(options(&arguments).vocabulary(tokens)?))
        }
        "integer_categorical" => {
            let (arguments, tokens): (Vocabulary, Vec<i64>) =
                (vocabulary()?, argument(feature, "vocabulary")?);
            (Kind::IntegerCategorical(arguments), Learnt::Integers(options(&arguments).vocabulary(tokens)?))
        }
        "string_hashed" => (Kind::StringHashed { num_bins: num_bins()? }, Learnt::Nothing),
        "integer_hashed" => (Kind::IntegerHashed { num_bins: num_bins()? }, Learnt::Nothing),
        other => return Err(Error::expected("type", "a type of features", format!("`{other}`"))),
    };
    Ok(Encoder { kind, is_int: is_int(feature)?, learnt })
}
