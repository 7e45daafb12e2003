//! The state of an optimizer, by the paths of the weights.

use std::collections::{BTreeMap, BTreeSet};

use super::Slots;
use crate::{Error, Result};

/// State of an optimizer, as plain data: iterations and slots.
#[derive(Clone, Debug, PartialEq)]
pub struct OptimizerState {
    /// The number of steps taken.
    pub iterations: u64,
    /// No learning rate so far was above this; infinite if nothing is known, which makes steps slower.
    pub largest_rate: f32,
    /// No number in a gradient so far was above this, in absolute values; infinite if nothing is known, which makes steps
    /// slower.
    pub largest_gradient: f32,
    /// By the path of a weight and the name of a slot, such as `momentum`, as many numbers as the weight has.
    pub slots: SlotsByPath,
}

/// Path of a weight, name of a slot, values.
pub type SlotsByPath = BTreeMap<String, BTreeMap<String, Vec<f32>>>;

/// A weight as an [`OptimizerState`] knows it.
#[derive(Clone, Debug, PartialEq)]
pub struct WeightPath {
    /// What it is called, such as `dense/kernel`: unlike all other weights of the model.
    pub path: String,
    /// How many numbers it has.
    pub len: usize,
    /// Whether training changes it: then there is a state of it.
    pub trainable: bool,
}

/// The `slots` of `weights`, which are in the order of their indices, by path. Of a weight that no step has changed so far
/// they are as they begin.
pub(super) fn by_path(
    optimizer: &str,
    names: &[&str],
    initial: impl Fn(&str) -> f32,
    slots: &[Slots],
    weights: &[WeightPath],
) -> Result<SlotsByPath> {
    check_unique(optimizer, weights)?;
    let mut all = SlotsByPath::new();
    for (index, weight) in weights.iter().enumerate() {
        let kept = slots.get(index).filter(|slots| !slots.is_empty());
        if names.is_empty() || kept.is_none() && !weight.trainable {
            continue;
        }
        let values = |slot: usize, name: &str| {
            kept.map_or_else(|| vec![initial(name); weight.len], |slots| slots[slot].to_vec())
        };
        let of_weight = names.iter().enumerate().map(|(slot, name)| ((*name).to_owned(), values(slot, name)));
        all.insert(weight.path.clone(), of_weight.collect());
    }
    Ok(all)
}

/// The slots of `weights` in the order of their indices: the reverse of [`by_path`].
pub(super) fn by_index(
    optimizer: &str,
    names: &[&str],
    slots: &SlotsByPath,
    weights: &[WeightPath],
) -> Result<Vec<Slots>> {
    let paths = check_unique(optimizer, weights)?;
    if let Some(path) = slots.keys().find(|path| !paths.contains(&***path)) {
        return Err(Error::new(place(optimizer, path), "the model has no weight of this path"));
    }
    let of_weight = |weight: &WeightPath| {
        let Some(found) = slots.get(&weight.path) else {
            let is_needed = weight.trainable && !names.is_empty();
            return if is_needed { Err(missing(place(optimizer, &weight.path))) } else { Ok(Slots::new()) };
        };
        if let Some(slot) = found.keys().find(|slot| !names.contains(&&***slot)) {
            let message = "the optimizer has no slot of this name";
            return Err(Error::new(slot_place(optimizer, &weight.path, slot), message));
        }
        names
            .iter()
            .map(|slot| values(found, slot, weight.len, || slot_place(optimizer, &weight.path, slot)))
            .collect()
    };
    weights.iter().map(of_weight).collect()
}

/// The values of one slot, which are `len` finite numbers.
fn values(
    slots: &BTreeMap<String, Vec<f32>>,
    slot: &str,
    len: usize,
    place: impl Fn() -> String,
) -> Result<Box<[f32]>> {
    let values = slots.get(slot).ok_or_else(|| missing(place()))?;
    if values.len() != len {
        return Err(Error::expected(place(), format!("{len} numbers"), values.len()));
    }
    match values.iter().position(|value| !value.is_finite()) {
        Some(at) => Err(Error::expected(format!("{}, value {at}", place()), "a finite number", values[at])),
        None => Ok(values.as_slice().into()),
    }
}

/// The paths; an error if two weights share one.
fn check_unique<'a>(optimizer: &str, weights: &'a [WeightPath]) -> Result<BTreeSet<&'a str>> {
    let mut paths = BTreeSet::new();
    match weights.iter().find(|weight| !paths.insert(&*weight.path)) {
        Some(weight) => Err(Error::new(place(optimizer, &weight.path), "two weights have this path")
            .help("give their layers different names")),
        None => Ok(paths),
    }
}

fn place(optimizer: &str, path: &str) -> String {
    format!("`{optimizer}`, state of `{path}`")
}

fn slot_place(optimizer: &str, path: &str, slot: &str) -> String {
    format!("{}, slot `{slot}`", place(optimizer, path))
}

fn missing(place: String) -> Error {
    Error::new(place, "it is missing")
}
