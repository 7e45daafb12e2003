//! Weights in files, by their paths or as Keras has them.

mod groups;
mod hdf5;
mod legacy;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use keras_files::keras2::{OF_KERAS_2, to_keras_3};
use ndarray::ArrayD;

pub(crate) use hdf5::{OptimizerVariable, OptimizerVariables, to_bytes};

use crate::config::Value;
use crate::files::hdf5::{Dataset, Hdf5};
use crate::files::{Safetensors, malformed, not_written, read_whole, write_whole, zip};
use crate::layer::WeightGroup;
use crate::layer::lora::{begin, merged};
use crate::model::keras_file;
use crate::{Error, ErrorKind, Result};

/// The weights of a model: what files call them, and their shapes.
#[derive(Default)]
pub(crate) struct SavedWeights {
    pub paths: Vec<String>,
    /// The same weights, as Keras groups them.
    pub groups: Vec<WeightGroup>,
    /// The factors of low-rank adaptations, which Keras's groups have merged into the weights that they adapt.
    pub merged: Vec<MergedWeight>,
    pub shapes: Vec<Vec<usize>>,
    /// Whether each is one that training changes, unless its layer is frozen.
    pub may_train: Vec<bool>,
}

/// A weight that is written with the product of two others added.
pub(crate) struct MergedWeight {
    pub weight: usize,
    /// The second factor, which stands right behind the first.
    pub last: usize,
    pub scale: f32,
}

impl SavedWeights {
    /// The weights as Keras's groups have them.
    fn merged(&self, arrays: &[ArrayD<f32>]) -> Vec<ArrayD<f32>> {
        let mut all = arrays.to_vec();
        for &MergedWeight { weight, last, scale } in &self.merged {
            all[weight] = merged(&arrays[weight], &arrays[last - 1], &arrays[last], scale);
        }
        all
    }

    /// Adds to the weights that Keras's groups have new factors for those that are read as they are.
    fn with_factors(&self, arrays: &mut [Option<ArrayD<f32>>]) {
        for &MergedWeight { weight, last, .. } in &self.merged {
            if arrays[weight].is_some() {
                let [mut a, b] = [last - 1, last].map(|factor| ArrayD::zeros(&*self.shapes[factor]));
                begin(&self.shapes[last - 1], a.as_slice_mut().expect("the layout is standard"));
                (arrays[last - 1], arrays[last]) = (Some(a), Some(b));
            }
        }
    }

    /// The layers of the model itself that have weights: their names, and which are theirs, those first that may be trained.
    fn layers(&self) -> Vec<(&str, Vec<usize>)> {
        let mut layers: Vec<(&str, &str, Vec<usize>)> = vec![];
        let (mut begin, mut name) = (0, "");
        for group in &self.groups {
            let mut steps = group.path.split('/').skip(1);
            let layer = steps.next().unwrap_or_default();
            if steps.next().is_none() {
                name = &group.name;
            }
            let own = begin..begin + group.weights.next;
            begin = group.weights.end(begin);
            match layers.last_mut().filter(|(last, ..)| *last == layer) {
                Some((.., weights)) => weights.extend(own),
                None => layers.push((layer, name, own.collect())),
            }
        }
        layers.retain(|(.., weights)| !weights.is_empty());
        // A weight that is adapted is frozen here alone.
        let may_train =
            |weight| self.may_train[weight] || self.merged.iter().any(|merged| merged.weight == weight);
        layers.iter_mut().for_each(|(.., weights)| weights.sort_by_key(|&weight| !may_train(weight)));
        layers.into_iter().map(|(_, name, weights)| (name, weights)).collect()
    }
}

/// What else is written beside weights, such as the score of a checkpoint.
pub(crate) type Notes = BTreeMap<String, String>;

/// The format of a file, which its ending says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Format {
    Safetensors,
    WeightsH5,
    Keras,
    /// Read, and not written.
    LegacyH5,
}

impl Format {
    /// That of a file of this name.
    ///
    /// # Errors
    ///
    /// If a file of this name would not be one of weights.
    pub fn of(path: &Path) -> Result<Self> {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let formats = [
            (".safetensors", Self::Safetensors),
            (".weights.h5", Self::WeightsH5),
            (".keras", Self::Keras),
            (".h5", Self::LegacyH5),
            (".hdf5", Self::LegacyH5),
        ];
        let found = formats.into_iter().find(|(ending, _)| name.ends_with(ending));
        found.map(|(_, format)| format).ok_or_else(|| {
            Error::expected(
                path.display().to_string(),
                "a path that ends in `.weights.h5`, `.safetensors` or `.keras`",
                "another ending",
            )
        })
    }
}

/// Writes weights, and notes about them, to a file of weights alone.
pub(crate) fn write(
    path: &Path,
    weights: &SavedWeights,
    arrays: Vec<ArrayD<f32>>,
    notes: &Notes,
) -> Result<()> {
    match Format::of(path).map_err(|_| not_weights(path))? {
        Format::Safetensors => {
            let arrays = weights.paths.iter().cloned().zip(arrays);
            let (arrays, metadata) = (arrays.collect(), notes.clone());
            Safetensors { metadata, arrays, ..Safetensors::default() }.write(path)
        }
        Format::WeightsH5 => {
            let bytes = hdf5::to_bytes(weights, &arrays, None, notes);
            write_whole(path, |file| file.write_all(&bytes).map_err(|error| not_written(path, error)))
        }
        Format::Keras | Format::LegacyH5 => Err(not_weights(path)),
    }
}

/// The error for a file that is not written as one of weights.
pub(crate) fn not_weights(path: &Path) -> Error {
    let expected = "a path that ends in `.weights.h5` or `.safetensors`";
    let error = Error::expected(path.display().to_string(), expected, "another ending");
    match Format::of(path) {
        Ok(Format::Keras) => error.help("`save` writes a whole model to a path that ends in `.keras`"),
        _ => error,
    }
}

/// Whether a file has to have all weights of a model and no others, or is taken for those that fit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Mismatch {
    Fails,
    IsSkipped,
}

/// The weights of a model that a file has. None is where one does not fit.
pub(crate) fn read(
    path: &Path,
    model: &SavedWeights,
    mismatch: Mismatch,
) -> Result<Vec<Option<ArrayD<f32>>>> {
    let failed = |message| malformed(path, message);
    match Format::of(path)? {
        Format::Safetensors => by_path(path, model, mismatch),
        Format::WeightsH5 | Format::LegacyH5 => from_h5(path, &read_whole(path)?, model, mismatch),
        Format::Keras => {
            let archive = read_whole(path)?;
            let bytes = zip::read(&archive, keras_file::WEIGHTS).map_err(failed)?;
            let bytes =
                bytes.ok_or_else(|| failed(format!("there is no `{}` in it", keras_file::WEIGHTS)))?;
            from_h5(path, &bytes, model, mismatch)
        }
    }
}

/// Those of an HDF5 file, in Keras's form of today or the older one.
pub(crate) fn from_h5(
    path: &Path,
    bytes: &[u8],
    model: &SavedWeights,
    mismatch: Mismatch,
) -> Result<Vec<Option<ArrayD<f32>>>> {
    let mut weights = match legacy::from_bytes(path, bytes, model, mismatch)? {
        Some(weights) => weights,
        None => hdf5::from_bytes(path, bytes, model, mismatch)?,
    };
    model.with_factors(&mut weights);
    Ok(weights)
}

/// The variables of the optimizer in a file, if there are any: the first is the number of steps, and a single whole number
/// may be that of an optimizer inside; arrays have up to `largest` elements.
pub(crate) fn optimizer(bytes: &[u8], largest: usize) -> Result<Option<Vec<OptimizerVariable>>, String> {
    let root = Hdf5::new(bytes)?.root()?;
    let found = match hdf5::optimizer(&root)? {
        Some(found) => Some(found),
        None => legacy::optimizer(&root)?,
    };
    let iterations = |counts: Vec<i64>| {
        let count = counts.first().and_then(|&count| u64::try_from(count).ok());
        let count = count.ok_or("the number of steps is not a number of 0 or more")?;
        Ok(OptimizerVariable::Iterations(count))
    };
    let variable =
        |(i, dataset): (usize, Dataset<'_>)| match dataset.shape.is_empty().then(|| dataset.integers()) {
            Some(Ok(counts)) => iterations(counts),
            _ if i == 0 => iterations(dataset.integers()?),
            _ if dataset.shape.iter().fold(1, |all: usize, &size| all.saturating_mul(size)) > largest => {
                Err(format!("the optimizer has a variable of shape {:?}", dataset.shape))
            }
            _ => hdf5::array(&dataset).map(OptimizerVariable::Array),
        };
    found.map(|found| found.into_iter().enumerate().map(variable).collect()).transpose()
}

/// The configuration of the model in an older file of a whole model, and of its training.
pub(crate) fn older_config(path: &Path, bytes: &[u8]) -> Result<Value> {
    let mut config = older_json(path, bytes, "model_config")?.ok_or_else(|| {
        let error = malformed(path, "there is no model in it");
        error.help("of weights alone, `load_weights` of the model reads it")
    })?;
    let is_keras_2 = to_keras_3(&mut config).map_err(|message| malformed(path, message))?;
    mark_operations(&mut config);
    if let Some(mut training) = older_json(path, bytes, "training_config")?
        && let Some(optimizer) = training.get_mut("optimizer_config").map(Value::take)
        && let Some(model) = config.as_object_mut()
    {
        training["optimizer"] = optimizer;
        if is_keras_2 {
            training[OF_KERAS_2] = true.into();
        }
        model.insert("compile_config".to_owned(), training);
    }
    Ok(config)
}

fn older_json(path: &Path, bytes: &[u8], attribute: &str) -> Result<Option<Value>> {
    let text = legacy::config(bytes, attribute).map_err(|message| malformed(path, message))?;
    let json = text.map(|text| serde_json::from_str(&text)).transpose();
    json.map_err(|error| {
        malformed(path, format!("`{attribute}` in it is not JSON: {error}")).caused_by(error)
    })
}

/// Writes the module beside the operations of a graph. An older file has none.
fn mark_operations(value: &mut Value) {
    match value {
        Value::Object(parts) => {
            if parts.contains_key("inbound_nodes") && !parts.get("config").is_some_and(is_of_layer) {
                parts.insert("module".to_owned(), Value::from("keras.src.ops.numpy"));
            }
            parts.values_mut().for_each(mark_operations);
        }
        Value::Array(values) => values.iter_mut().for_each(mark_operations),
        _ => {}
    }
}

/// Whether a configuration is that of a layer, a model or an input, which say whether they are trained, what is in them, or
/// at least which floats they compute with; an operation may say that it gives `bool`.
fn is_of_layer(config: &Value) -> bool {
    let is_known =
        ["trainable", "layers", "batch_shape"].iter().any(|argument| config.get(argument).is_some());
    is_known || config["dtype"].as_str().is_some_and(|dtype| dtype.starts_with("float"))
}

/// Those of a file that has them by their paths.
fn by_path(path: &Path, model: &SavedWeights, mismatch: Mismatch) -> Result<Vec<Option<ArrayD<f32>>>> {
    let mut file = Safetensors::read(path)?;
    let place = || path.display().to_string();
    let failed = |error: Error| Err(error.with_kind(ErrorKind::Format));
    let mut arrays = Vec::with_capacity(model.paths.len());
    for (name, shape) in model.paths.iter().zip(&model.shapes) {
        let found = file.arrays.remove(name);
        if mismatch == Mismatch::IsSkipped {
            arrays.push(found.filter(|array| array.shape() == shape));
            continue;
        }
        let Some(array) = found else {
            let known: Vec<&str> = file.arrays.keys().map(|name| &**name).collect();
            let error = Error::expected(place(), format!("a weight `{name}`"), known.join(", "));
            return failed(error.help("it is of a model with other layers, or other names of layers"));
        };
        if array.shape() != shape {
            let expected = format!("shape {shape:?} of `{name}`");
            return failed(Error::expected(place(), expected, format!("{:?}", array.shape())));
        }
        arrays.push(Some(array));
    }
    match file.arrays.keys().next().filter(|_| mismatch == Mismatch::Fails) {
        Some(name) => {
            let error = Error::new(place(), format!("the model has no weight `{name}`"));
            let is_of_lora = name.rsplit('/').next().is_some_and(|weight| weight.starts_with("lora_"));
            let help = "a layer with `lora_rank` has it: read the file into a model with that, or a `.weights.h5`, where it is merged";
            failed(if is_of_lora { error.help(help) } else { error })
        }
        None => Ok(arrays),
    }
}

/// What a file says about its weights.
pub(crate) fn read_notes(path: &Path) -> Result<Notes> {
    let failed = |message| malformed(path, message);
    match Format::of(path)? {
        Format::Safetensors => Ok(Safetensors::read(path)?.metadata),
        Format::WeightsH5 => hdf5::notes(&read_whole(path)?).map_err(failed),
        Format::Keras => keras_file::notes(path),
        Format::LegacyH5 => Ok(Notes::new()),
    }
}
