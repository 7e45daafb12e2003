//! A compiled model as a file, and back.

use std::path::Path;

use ndarray::{ArrayD, IxDyn, arr0};

use super::compile_config::{CompileConfig, written};
use super::network::{Network, weight_paths};
use super::per_output::AnyLosses;
use super::{Compile, Compiled};
use crate::config::Classes;
use crate::files::malformed;
use crate::losses::Loss;
use crate::metrics::Metrics;
use crate::model::weights_file::{self, Mismatch, Notes, OptimizerVariable, OptimizerVariables};
use crate::model::{AnyModel, Model, keras_file};
use crate::optimizers::{Optimizer, OptimizerState};
use crate::{Error, ErrorKind, Result};

/// All that a file has of a compiled model.
pub(super) struct Saving<'a> {
    pub network: &'a dyn Network,
    pub outputs: Vec<(&'a dyn Loss, &'a Metrics)>,
    pub optimizer: &'a dyn Optimizer,
}

impl Saving<'_> {
    /// Writes the file.
    pub fn write(&self, path: &Path, notes: Notes) -> Result<()> {
        let mut config = self.network.to_json()?;
        let optimizer = self.optimizer.to_json().map_err(|error| error.within("optimizer"))?;
        let name = optimizer["config"]["name"].as_str().unwrap_or(self.optimizer.name()).to_lowercase();
        config["compile_config"] = written(&self.outputs, optimizer)?;
        let variables = variables(self.network, self.optimizer)?;
        let optimizer = OptimizerVariables { name, variables };
        let (weights, arrays) = (self.network.saved_weights(), arrays(self.network));
        keras_file::write(path, config, &weights, &arrays, Some(&optimizer), notes)
    }
}

/// Copies of all weights.
pub(super) fn arrays(network: &dyn Network) -> Vec<ArrayD<f32>> {
    let mut arrays = Vec::new();
    network.each_weight(&mut |_, weight| arrays.push(weight.variable().to_array()));
    arrays
}

/// What the weights are called that training changes, and their shapes.
fn trainable(network: &dyn Network) -> Vec<(String, Vec<usize>)> {
    let mut all = vec![];
    network.each_weight(&mut |path, weight| {
        let variable = weight.variable();
        if variable.trainable() {
            all.push((path.to_string(), variable.shape().to_vec()));
        }
    });
    all
}

/// The variables of an optimizer in Keras's order, but for the first two: for each the weight, by its index, and the slot.
fn order(optimizer: &dyn Optimizer, weights: usize) -> Vec<(usize, &'static str)> {
    let mut slots = optimizer.slot_names();
    // Moving averages come first there.
    let averages = if optimizer.has_moving_averages() { slots.pop() } else { None };
    let averages = averages.into_iter().flat_map(|slot| (0..weights).map(move |weight| (weight, slot)));
    let (together, alone) = slots.split_at(optimizer.interleaved_slots().min(slots.len()));
    let together = (0..weights).flat_map(|weight| together.iter().map(move |slot| (weight, *slot)));
    averages
        .chain(together)
        .chain(alone.iter().flat_map(|slot| (0..weights).map(move |weight| (weight, *slot))))
        .collect()
}

/// What an optimizer remembers, as Keras has it.
fn variables(network: &dyn Network, optimizer: &dyn Optimizer) -> Result<Vec<OptimizerVariable>> {
    let state = optimizer.state(&weight_paths(network))?;
    let mut variables = vec![OptimizerVariable::Iterations(state.iterations)];
    if !optimizer.has_schedule() {
        variables.push(OptimizerVariable::Array(arr0(optimizer.rate()).into_dyn()));
    }
    let weights = trainable(network);
    for (weight, slot) in order(optimizer, weights.len()) {
        let (path, shape) = &weights[weight];
        let values = state.slots.get(path).and_then(|slots| slots.get(slot)).cloned();
        let array = ArrayD::from_shape_vec(IxDyn(shape), values.unwrap_or_default());
        let array = array.map_err(|error| Error::new(format!("state of `{path}`"), error.to_string()))?;
        variables.push(OptimizerVariable::Array(array));
    }
    let derived = optimizer.derived_variables().into_iter();
    variables.extend(derived.map(|value| OptimizerVariable::Array(arr0(value).into_dyn())));
    Ok(variables)
}

/// Gives a model and its optimizer what a file has, or leaves both as they are.
pub(super) fn load<M: Model>(path: &Path, model: &mut M, optimizer: &mut Box<dyn Optimizer>) -> Result<()> {
    let before = model.get_weights();
    let archive = keras_file::load(path, model)?;
    let checked = check_trained(&archive, model);
    restore(path, &archive, model, optimizer, checked).inspect_err(|_| {
        model.set_weights(&before).expect("these were the weights");
    })
}

/// Gives a network and its optimizer what the file of the same training has, or leaves both as they are.
pub(super) fn load_network(
    path: &Path,
    network: &mut dyn Network,
    optimizer: &mut Box<dyn Optimizer>,
) -> Result<()> {
    let archive = keras_file::read(path)?;
    let own = network.saved_weights();
    let weights = weights_file::from_bytes(path, &archive.weights, &own, Mismatch::Fails)?;
    let weights: Vec<_> = weights.into_iter().flatten().collect();
    let before = arrays(network);
    network.set_weights(&weights).map_err(|error| error.within(path.display()))?;
    restore(path, &archive, network, optimizer, Ok(())).inspect_err(|_| {
        network.set_weights(&before).expect("these were the weights");
    })
}

/// The training in a file, whose model this is.
pub(crate) fn compiled(
    path: &Path,
    archive: &keras_file::Archive,
    model: AnyModel,
    classes: &dyn Classes,
) -> Result<Compiled<AnyModel, AnyLosses>> {
    let failed = |error: Error| error.within(path.display()).with_kind(ErrorKind::Format);
    let config = &archive.config["compile_config"];
    if config["optimizer"].is_null() {
        let error = Error::new("", "its model is not compiled");
        return Err(failed(error.help("`load_model` reads it, to be compiled here")));
    }
    let CompileConfig { optimizer, losses, metrics, weighted_metrics } =
        CompileConfig::of(config, &Model::output_names(&model), classes).map_err(failed)?;
    let compiled = model.compile(optimizer, losses, metrics);
    let mut compiled = compiled.weighted_metrics(weighted_metrics);
    let (model, optimizer) = compiled.parts_mut();
    let checked = check_trained(archive, model);
    restore(path, archive, model, optimizer, checked)?;
    Ok(compiled)
}

/// An error if other layers are trained than in the file: what the optimizer remembers there is of those.
fn check_trained<M: Model>(archive: &keras_file::Archive, model: &M) -> Result<()> {
    let (mut layers, mut frozen) = ([vec![], vec![]], archive.frozen_layers().into_iter());
    model.each_node(&mut |name, node| {
        let is_frozen = frozen.next();
        let weights = node.weights();
        if weights.iter().any(|weight| weight.may_train) {
            let is_trained = weights.iter().any(|weight| weight.variable().trainable());
            if let Some(is_frozen) = is_frozen.filter(|&is_frozen| is_frozen == is_trained) {
                layers[usize::from(is_frozen)].push(format!("`{name}`"));
            }
        }
    });
    let [trained, frozen] = layers.map(|names| names.join(", "));
    let (names, there, here, set) = match (&*frozen, &*trained) {
        ("", "") => return Ok(()),
        ("", trained) => (trained, "trained", "frozen", true),
        (frozen, _) => (frozen, "frozen", "trained", false),
    };
    let error = Error::new(
        "",
        format!("what it remembers is of a model in which {names} is {there}, and here {here}"),
    );
    Err(error.help(format!(
        "`set_trainable({set})` on each before the file is read, or `load_weights` for the weights alone"
    )))
}

fn restore(
    path: &Path,
    archive: &keras_file::Archive,
    network: &dyn Network,
    optimizer: &mut Box<dyn Optimizer>,
    checked: Result<()>,
) -> Result<()> {
    let place = || format!("{}, optimizer", path.display());
    let failed = |error: Error| error.with_kind(ErrorKind::Format);
    let class = archive.config["compile_config"]["optimizer"]["class_name"].as_str();
    if class != Some(optimizer.name()) {
        let found =
            class.map_or_else(|| "a model that is not compiled".to_owned(), |class| format!("`{class}`"));
        let error = Error::expected(place(), format!("`{}`", optimizer.name()), found);
        return Err(failed(error.help("`load_weights` reads the weights alone")));
    }
    let weights = trainable(network);
    let sizes = weights.iter().map(|(_, shape)| shape.iter().product());
    let largest = sizes.max().unwrap_or(0).max(1);
    let found =
        weights_file::optimizer(&archive.weights, largest).map_err(|message| malformed(path, message))?;
    let mut found = found.unwrap_or_default().into_iter();
    let iterations = match found.next() {
        Some(OptimizerVariable::Iterations(iterations)) => iterations,
        _ => return Err(failed(Error::new(place(), "it has no number of steps"))),
    };
    let mut arrays = Vec::new();
    for variable in found {
        match variable {
            OptimizerVariable::Array(array) => arrays.push(array),
            OptimizerVariable::Iterations(_) => unreachable!("only the first variable counts steps"),
        }
    }
    // Under a schedule, Keras has no learning rate there.
    let file_has_schedule =
        archive.config["compile_config"]["optimizer"]["config"]["learning_rate"].is_object();
    let rate = match file_has_schedule || arrays.is_empty() {
        true => None,
        false => arrays.remove(0).first().copied(),
    };
    checked.map_err(|error| failed(error.within(place())))?;
    let order = order(&**optimizer, weights.len());
    let mut next = optimizer.boxed();
    if arrays.is_empty() && !order.is_empty() {
        // Before its first step, Keras's has none.
        next.forget();
    } else {
        if arrays.len() == order.len() + optimizer.derived_variables().len() {
            arrays.truncate(order.len());
        }
        if arrays.len() != order.len() {
            let expected = format!("{} arrays", order.len());
            return Err(failed(Error::expected(place(), expected, arrays.len())));
        }
        let mut state = OptimizerState { iterations, ..optimizer.state(&[])? };
        (state.largest_rate, state.largest_gradient) = (f32::INFINITY, f32::INFINITY);
        for ((weight, slot), array) in order.into_iter().zip(arrays) {
            let (path, shape) = &weights[weight];
            if array.shape() != shape {
                let expected = format!("shape {shape:?} of `{slot}` of `{path}`");
                return Err(failed(Error::expected(place(), expected, format!("{:?}", array.shape()))));
            }
            let values = array.into_raw_vec_and_offset().0;
            state.slots.entry(path.clone()).or_default().insert(slot.to_owned(), values);
        }
        let restored = next.restore(&state, &weight_paths(network));
        restored.map_err(|error| failed(error.within(path.display())))?;
    }
    if let Some(rate) = rate.filter(|_| !next.has_schedule()) {
        next.set_learning_rate(rate.into());
    }
    next.validate().map_err(|error| failed(error.within(path.display())))?;
    *optimizer = next;
    Ok(())
}
