//! Models from Keras's JSON: of layers in a row, or a graph of calls.

mod functional;
mod inbound;

use keras_files::graph::{query_shape, take_back_axes};

use self::functional::functional;
use crate::config::{Argument, ClassEntry, Classes, Map, NoClasses, Value, word_of};
use crate::layer::{AnyLayer, NamedLayer, Outcome};
use crate::layers::{Divide, Unmask};
use crate::model::any::Building;
use crate::model::{AnyModel, Model, Source, UnbuiltLayer};
use crate::shape::{DType, Shape, ShapeResult, Spec};
use crate::{Error, Result};

/// The models by name, as a configuration has them where a layer may stand, and the layers in place of operations that no
/// layer of Keras is.
pub(crate) const CLASSES: &[ClassEntry<AnyLayer>] = &[
    ClassEntry::made_by("Sequential", "sequential", "keras", |config, classes| {
        as_layer("Sequential", "sequential", sequential(config, None, classes)?)
    }),
    ClassEntry::made_by("Functional", "functional", "keras.src.models.functional", |config, classes| {
        as_layer("Functional", "functional", functional(config, None, classes)?)
    }),
    ClassEntry::of::<Divide>(),
    ClassEntry::of::<Unmask>(),
];

fn as_layer(class: &'static str, word: &'static str, model: AnyModel) -> Result<AnyLayer> {
    let takes_ids = model.inputs().as_slice().iter().all(|input| input.dtype() == DType::Int);
    let dtype = if takes_ids { DType::Int } else { DType::Float };
    Ok(AnyLayer::of(class, word, dtype, model))
}

/// The model that Keras has written.
pub(crate) fn from_json(model: &Value, classes: &dyn Classes) -> Result<AnyModel> {
    let class = model["class_name"].as_str();
    let empty = Map::new();
    let config = model["config"].as_object().unwrap_or(&empty);
    let name = config.get("name").and_then(Value::as_str);
    match class {
        Some("Sequential") => sequential(config, name, classes),
        Some("Functional") => functional(config, name, classes),
        other => Err(Error::expected("", "a model `Sequential` or `Functional`", other.unwrap_or("none"))),
    }
}

/// A model of layers that follow each other.
fn sequential(config: &Map, name: Option<&str>, classes: &dyn Classes) -> Result<AnyModel> {
    let layers = layers(config)?;
    let mut building = Building::new(name.unwrap_or("sequential").to_owned(), true);
    let mut declared = ("input_layer", config.get("build_input_shape"), None);
    let mut last = None;
    for (position, layer) in layers.iter().enumerate() {
        let name = layer["config"]["name"].as_str().unwrap_or_default();
        let place = || format!("layer {position} `{name}`");
        if layer["class_name"] == "InputLayer" && position == 0 {
            declared = (name, Some(&layer["config"]["batch_shape"]), Some(&layer["config"]["dtype"]));
            continue;
        }
        let layer = unbuilt(layer, Map::new(), classes).map_err(|error| error.within(place()))?;
        let given = match last {
            Some(call) => Source::Call(call, 0),
            None => {
                let (input, shape, dtype) = declared;
                let spec = input_dtype(dtype, layer.dtype).and_then(|dtype| spec(shape, dtype));
                let input = spec.and_then(|spec| building.input(input.to_owned(), spec));
                input.map_err(|error| error.within("input"))?
            }
        };
        let added = building.add(&layer, name.to_owned(), &[given]);
        last = Some(added.map_err(|error| error.within(place()))?);
    }
    let last = last.ok_or_else(|| Error::new("", "it has no layers"))?;
    building.finish(vec![Source::Call(last, 0)])
}

/// The layers that a configuration lists.
fn layers(config: &Map) -> Result<&[Value]> {
    let layers = config.get("layers").and_then(Value::as_array);
    Ok(layers.ok_or_else(|| Error::new("", "it has no list of layers"))?)
}

/// A layer as one that can be added, with more arguments than stand in its configuration.
fn unbuilt(layer: &Value, settings: Map, classes: &dyn Classes) -> Result<UnbuiltLayer> {
    let (query_shape, mut layer) = (query_shape(layer), layer.clone());
    if let Some(parts) = layer.as_object_mut() {
        // Its calls are not of its own making.
        parts.retain(|part, _| !["inbound_nodes", "name"].contains(&part.as_str()));
    }
    if let Some(config) = layer["config"].as_object_mut() {
        config.extend(settings);
        take_back_axes(query_shape, config);
    }
    let NamedLayer { layer, name, trainable } = NamedLayer::from_json(&layer, classes)?;
    Ok(UnbuiltLayer::of(layer, name).trainable(trainable))
}

/// An input of a model: the shape of a batch, whose first axis is the samples.
fn spec(batch: Option<&Value>, dtype: DType) -> Result<Spec> {
    let Some([_, axes @ ..]) = batch.and_then(Value::as_array).map(Vec::as_slice) else {
        let error = Error::new("", "nothing says what the model takes");
        return Err(error.help("call the model, or `build` it, before it is saved"));
    };
    let shape = Shape::from_json(&Value::from(axes), &NoClasses)?;
    Ok(Outcome::input(ShapeResult::Ok(shape), dtype).about("input")?.outputs().as_slice()[0])
}

/// The element type of an input: ids where a layer wants such, since Keras casts, and otherwise as it is declared.
fn input_dtype(declared: Option<&Value>, wanted: DType) -> Result<DType> {
    const NUMBERS: [&str; 6] = ["float32", "float16", "float64", "bfloat16", "uint8", "bool"];
    const IDS: [&str; 6] = ["int32", "int64", "int16", "int8", "uint16", "uint32"];
    let declared = declared.and_then(|dtype| word_of(&dtype["config"]["name"]).or(dtype.as_str()));
    match declared {
        _ if wanted == DType::Int => Ok(DType::Int),
        None => Ok(DType::Float),
        Some(name) if NUMBERS.contains(&name) => Ok(DType::Float),
        Some(name) if IDS.contains(&name) => Ok(DType::Int),
        Some(name) => Err(Error::expected("dtype", "a type of numbers", format_args!("`{name}`"))),
    }
}
