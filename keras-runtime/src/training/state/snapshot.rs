//! All that there is to know of a training between two steps, as a file.

use std::collections::BTreeMap;
use std::path::Path;

use ndarray::ArrayD;
use serde_json::{Value, json};

use super::{Program, TrainingState};
use crate::files::{Safetensors, malformed};
use crate::optimizers::OptimizerState;
use crate::random::GeneratorState;
use crate::training::callbacks::CallbackState;
use crate::training::history::History;
use crate::training::source::Place;
use crate::{Error, ErrorKind, Result};

/// A training that can go on in another process.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::training) struct Snapshot {
    pub state: TrainingState,
    pub program: Program,
    /// By the paths of the weights, in their order.
    pub weights: Vec<(String, ArrayD<f32>)>,
    pub slots: OptimizerState,
    /// What layers keep from batch to batch, by their paths.
    pub layers: BTreeMap<String, Vec<ArrayD<f32>>>,
    /// What the loss and the metrics have gathered in the epoch that runs.
    pub gathered: Vec<Vec<f64>>,
    pub callbacks: Vec<(String, CallbackState)>,
}

/// Of the layout below.
const VERSION: u64 = 5;
const KEY: &str = "keras_training";

impl Snapshot {
    pub fn write(&self, path: &Path) -> Result<()> {
        self.file().write(path)
    }

    /// The bytes of the file.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.file().to_bytes()
    }

    fn file(&self) -> Safetensors {
        let mut file = Safetensors::default();
        let state = &self.state;
        let bits = |values: &[f64]| values.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
        let columns: Vec<&str> = state.history.iter().map(|(name, _)| name).collect();
        for (i, (_, values)) in state.history.iter().enumerate() {
            file.arrays.insert(
                format!("history/{i}"),
                ArrayD::from_shape_vec(vec![values.len()], values.to_vec()).expect("one axis"),
            );
        }
        for (i, (_, array)) in self.weights.iter().enumerate() {
            file.arrays.insert(format!("weight/{i}"), array.clone());
        }
        let optimizer = optimizer_to(&mut file, "", &self.slots);
        for (i, arrays) in self.layers.values().enumerate() {
            for (j, array) in arrays.iter().enumerate() {
                file.arrays.insert(format!("layer/{i}/{j}"), array.clone());
            }
        }
        let mut callbacks = Vec::new();
        for (i, (name, CallbackState { numbers, arrays })) in self.callbacks.iter().enumerate() {
            for (j, array) in arrays.values().enumerate() {
                file.arrays.insert(format!("callback/{i}/{j}"), array.clone());
            }
            callbacks.push(
                json!({ "name": name, "numbers": numbers, "arrays": arrays.keys().collect::<Vec<_>>() }),
            );
        }
        let text = json!({
            "version": VERSION,
            "epoch": state.epoch,
            "step": state.step,
            "program": self.program.0,
            "place": [state.place.pass, state.place.batch],
            "samples": state.samples,
            "data_seed": state.data_seed,
            "layer_randomness": [state.layers.seed, state.layers.position],
            "stopped": state.stopped,
            "averaged": state.averaged,
            "learning_rate": state.learning_rate.map(f32::to_bits),
            "epochs": state.history.epochs(),
            "columns": columns,
            "weights": self.weights.iter().map(|(path, _)| path).collect::<Vec<_>>(),
            "optimizer": optimizer,
            "layers": self.layers.iter().map(|(path, arrays)| json!([path, arrays.len()])).collect::<Vec<_>>(),
            "gathered": self.gathered.iter().map(|values| bits(values)).collect::<Vec<_>>(),
            "callbacks": callbacks,
        });
        file.metadata.insert(KEY.into(), text.to_string());
        file
    }

    pub fn read(path: &Path) -> Result<Self> {
        Self::of_file(&Safetensors::read(path)?, path)
    }

    /// What is in the bytes of a file, which another rank has read.
    pub fn from_bytes(bytes: &[u8], path: &Path) -> Result<Self> {
        let file = Safetensors::from_bytes(bytes).map_err(|message| malformed(path, message))?;
        Self::of_file(&file, path)
    }

    fn of_file(file: &Safetensors, path: &Path) -> Result<Self> {
        let read = || {
            let file = Some(file).filter(|file| file.is_checked)?;
            let text: Value = serde_json::from_str(file.metadata.get(KEY)?).ok()?;
            Self::of(&text, file)
        };
        read().ok_or_else(|| {
            Error::new(
                path.display().to_string(),
                "it is not the state of a training by this version of the library",
            )
            .with_kind(ErrorKind::Format)
            .help("delete it to begin anew")
        })
    }

    fn of(text: &Value, file: &Safetensors) -> Option<Self> {
        let array = |name: String| file.arrays.get(&name).cloned();
        let flat = |name: String| Some(array(name)?.into_raw_vec_and_offset().0);
        let count = |value: &Value| Some(value.as_u64()? as usize);
        let name = |value: &Value| Some(value.as_str()?.to_owned());
        let generator =
            |value: &Value| Some(GeneratorState { seed: value[0].as_u64()?, position: value[1].as_u64()? });
        if text["version"].as_u64()? != VERSION {
            return None;
        }
        let columns = all(&text["columns"], |i, value| Some((name(value)?, flat(format!("history/{i}"))?)))?;
        let history = History::of(all(&text["epochs"], |_, epoch| count(epoch))?, columns)?;
        let layers = all(&text["layers"], |i, entry| {
            let arrays = (0..count(&entry[1])?).map(|j| array(format!("layer/{i}/{j}")));
            Some((name(&entry[0])?, arrays.collect::<Option<_>>()?))
        })?;
        let callbacks = all(&text["callbacks"], |i, entry| {
            let numbers = entry["numbers"].as_object()?.iter();
            let numbers = numbers.map(|(name, value)| Some((name.clone(), value.as_u64()?)));
            let arrays =
                all(&entry["arrays"], |j, key| Some((name(key)?, array(format!("callback/{i}/{j}"))?)))?;
            let state = CallbackState {
                numbers: numbers.collect::<Option<_>>()?,
                arrays: arrays.into_iter().collect(),
            };
            Some((name(&entry["name"])?, state))
        })?;
        let optional = |value: &Value| if value.is_null() { Some(None) } else { count(value).map(Some) };
        Some(Self {
            state: TrainingState {
                epoch: count(&text["epoch"])?,
                step: count(&text["step"])?,
                place: Place { pass: count(&text["place"][0])?, batch: count(&text["place"][1])? },
                samples: optional(&text["samples"])?,
                data_seed: text["data_seed"].as_u64()?,
                layers: generator(&text["layer_randomness"])?,
                stopped: text["stopped"].as_bool()?,
                averaged: text["averaged"].as_bool()?,
                learning_rate: match &text["learning_rate"] {
                    Value::Null => None,
                    rate => Some(number(rate)?),
                },
                history,
            },
            program: Program(text["program"].as_object()?.clone()),
            weights: all(&text["weights"], |i, path| Some((name(path)?, array(format!("weight/{i}"))?)))?,
            slots: optimizer_from(&text["optimizer"], "", file)?,
            layers: layers.into_iter().collect(),
            gathered: all(&text["gathered"], |_, values| {
                all(values, |_, value| value.as_u64().map(f64::from_bits))
            })?,
            callbacks,
        })
    }
}

/// Gives a file the arrays of the state of an optimizer, whose names begin with `place`, and says what else there is of it.
fn optimizer_to(file: &mut Safetensors, place: &str, state: &OptimizerState) -> Value {
    let mut slots = Vec::new();
    for (i, (path, of_weight)) in state.slots.iter().enumerate() {
        for (j, values) in of_weight.values().enumerate() {
            let array = ArrayD::from_shape_vec(vec![values.len()], values.clone()).expect("one axis");
            file.arrays.insert(format!("{place}slot/{i}/{j}"), array);
        }
        slots.push(json!([path, of_weight.keys().collect::<Vec<_>>()]));
    }
    let inner = state.inner.iter().enumerate();
    let inner: Vec<_> = inner.map(|(i, state)| optimizer_to(file, &inside(place, i), state)).collect();
    json!({
        "iterations": state.iterations,
        "largest": [state.largest_rate.to_bits(), state.largest_gradient.to_bits()],
        "slots": slots,
        "inner": inner,
    })
}

/// The state of an optimizer that [`optimizer_to`] has written.
fn optimizer_from(text: &Value, place: &str, file: &Safetensors) -> Option<OptimizerState> {
    let slots = all(&text["slots"], |i, entry| {
        let slot = |j: usize, slot: &Value| {
            let array = file.arrays.get(&format!("{place}slot/{i}/{j}"))?;
            Some((slot.as_str()?.to_owned(), array.iter().copied().collect()))
        };
        Some((entry[0].as_str()?.to_owned(), all(&entry[1], slot)?.into_iter().collect()))
    })?;
    Some(OptimizerState {
        iterations: text["iterations"].as_u64()?,
        largest_rate: number(&text["largest"][0])?,
        largest_gradient: number(&text["largest"][1])?,
        slots: slots.into_iter().collect(),
        inner: all(&text["inner"], |i, text| optimizer_from(text, &inside(place, i), file))?,
    })
}

/// The beginning of the names of an optimizer inside another.
fn inside(place: &str, position: usize) -> String {
    format!("{place}optimizer/{position}/")
}

/// A number that is written by its bits.
fn number(value: &Value) -> Option<f32> {
    Some(f32::from_bits(value.as_u64()?.try_into().ok()?))
}

/// What `read` makes of each value of a list.
fn all<T>(list: &Value, read: impl Fn(usize, &Value) -> Option<T>) -> Option<Vec<T>> {
    list.as_array()?.iter().enumerate().map(|(i, value)| read(i, value)).collect()
}
