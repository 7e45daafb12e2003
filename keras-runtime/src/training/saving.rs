//! A compiled model as a file, and back.

use std::path::Path;

use ndarray::ArrayD;

use super::compile_config::{CompileConfig, written};
use super::keras2;
use super::network::{Network, weight_paths};
use super::per_output::AnyLosses;
use super::{Compile, Compiled};
use crate::config::{Classes, Value};
use crate::files::malformed;
use crate::losses::Loss;
use crate::metrics::Metrics;
use crate::model::weights_file::{self, Mismatch, Notes, OptimizerVariable, OptimizerVariables};
use crate::model::{AnyModel, Model, keras_file};
use crate::optimizers::{KEYS, Optimizer, SavedOptimizer, WeightPath, for_python};
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
        let mut optimizer = self.optimizer.to_json().map_err(|error| error.within("optimizer"))?;
        for_python(&mut optimizer, &weight_paths(self.network))?;
        let name = optimizer["config"]["name"].as_str().unwrap_or(self.optimizer.name()).to_lowercase();
        config["compile_config"] = written(&self.outputs, optimizer)?;
        let variables = variables(self.network, self.optimizer)?;
        let inner = self.optimizer.optimizers().iter().map(|optimizer| optimizer.name()).collect();
        let optimizer = OptimizerVariables { name, variables, inner };
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

/// What an optimizer remembers, as Keras has it.
fn variables(network: &dyn Network, optimizer: &dyn Optimizer) -> Result<Vec<OptimizerVariable>> {
    let values = |index: usize| {
        let (mut next, mut found) = (0, Vec::new());
        network.each_weight(&mut |_, weight| {
            if next == index {
                found = weight.variable().value().to_vec();
            }
            next += 1;
        });
        found
    };
    optimizer.variables(&weight_paths(network), &values)
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
    let weights = weights_file::from_h5(path, &archive.weights, &own, Mismatch::Fails)?;
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
    let config = &*keras2::compile_config(&archive.config["compile_config"]).map_err(failed)?;
    if config["optimizer"].is_null() {
        let error = Error::new("", "its model is not compiled");
        return Err(failed(error.help("`load_model` reads it, to be compiled here")));
    }
    let names = keys_of_outputs(&archive.config["config"]["output_layers"]);
    let names = names.unwrap_or_else(|| Model::output_names(&model));
    let CompileConfig { optimizer, losses, metrics, weighted_metrics } =
        CompileConfig::of(config, &names, classes).map_err(failed)?;
    let compiled = model.compile(optimizer, losses, metrics);
    let mut compiled = compiled.weighted_metrics(weighted_metrics);
    let (model, optimizer) = compiled.parts_mut();
    let checked = check_trained(archive, model);
    restore(path, archive, model, optimizer, checked)?;
    Ok(compiled)
}

/// The keys of outputs that are a dictionary in Keras: by these, not by its layers, it was compiled.
fn keys_of_outputs(outputs: &Value) -> Option<Vec<&str>> {
    Some(outputs.as_object()?.keys().map(String::as_str).collect())
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
    let config = keras2::compile_config(&archive.config["compile_config"])
        .map_err(|error| failed(error.within(path.display())))?;
    let class = config["optimizer"]["class_name"].as_str();
    if class != Some(optimizer.name()) {
        let found =
            class.map_or_else(|| "a model that is not compiled".to_owned(), |class| format!("`{class}`"));
        let error = Error::expected(place(), format!("`{}`", optimizer.name()), found);
        return Err(failed(error.help("`load_weights` reads the weights alone")));
    }
    let weights = weight_paths(network);
    let largest = weights.iter().filter(|weight| weight.trainable).map(WeightPath::len).max();
    let found = weights_file::optimizer(&archive.weights, largest.unwrap_or(0).max(1));
    let found = found.map_err(|message| malformed(path, message))?.unwrap_or_default();
    if found.is_empty() {
        let error = Error::new(place(), "the file has nothing that it remembers, with which it could go on");
        return Err(failed(error.help("`load_model` reads the model alone, to be compiled here")));
    }
    checked.map_err(|error| failed(error.within(place())))?;
    let mut next = optimizer.boxed();
    let found = keras2::variables(&config, found);
    let config = &config["optimizer"]["config"];
    let keys = archive.keys_at(&[&["compile_config", "optimizer", "config"], &KEYS[..]].concat());
    let saved = SavedOptimizer { config, keys: &keys, variables: found };
    next.set_variables(saved, &weights).map_err(|error| failed(error.within(place())))?;
    *optimizer = next;
    Ok(())
}
