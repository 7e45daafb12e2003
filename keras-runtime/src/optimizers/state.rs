//! The state of an optimizer, by the paths of the weights.

use std::collections::{BTreeMap, BTreeSet};

use super::Slots;
use crate::{Error, Result};

/// State of an optimizer, as plain data: iterations and slots.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OptimizerState {
    /// The number of gradients so far: of steps taken, or of batches with gradient accumulation.
    pub iterations: u64,
    /// No learning rate so far was above this; infinite if nothing is known, which makes steps slower.
    pub largest_rate: f32,
    /// No number in a gradient so far was above this, in absolute values; infinite if nothing is known, which makes
    /// steps slower.
    pub largest_gradient: f32,
    /// By the path of a weight and the name of a slot, such as `momentum`, as many numbers as the weight has.
    pub slots: SlotsByPath,
    /// States of the optimizers inside, of a [`MultiOptimizer`](super::MultiOptimizer), which has no slots of its own.
    pub inner: Vec<OptimizerState>,
}

/// Path of a weight, name of a slot, values.
pub type SlotsByPath = BTreeMap<String, BTreeMap<String, Vec<f32>>>;

/// A weight as an [`OptimizerState`] knows it.
#[derive(Clone, Debug, PartialEq)]
pub struct WeightPath {
    /// What it is called, such as `dense/kernel`: unlike all other weights of the model.
    pub path: String,
    /// Sizes of its axes.
    pub shape: Vec<usize>,
    /// Whether training changes it: then there is a state of it.
    pub trainable: bool,
    /// Its path in Python, where a model has been read from a file: that of a weight in a model inside another one has not the
    /// name of that model. None if it is `path`.
    pub python_path: Option<String>,
}

impl WeightPath {
    /// A weight of which nothing is known but its index and how many numbers it has.
    pub(super) fn vector(index: usize, len: usize) -> Self {
        Self { path: format!("parameter {index}"), shape: vec![len], trainable: true, python_path: None }
    }

    /// What it is called in Python.
    pub(super) fn in_python(&self) -> &str {
        self.python_path.as_deref().unwrap_or(&self.path)
    }

    /// How many numbers it has.
    #[allow(clippy::len_without_is_empty, reason = "a weight is no collection")]
    pub fn len(&self) -> usize {
        self.shape.iter().product()
    }

    /// Whether its name contains a text, or it is at or below a path.
    pub(super) fn is_named(&self, part: &str) -> bool {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        let below = self.path.strip_prefix(part);
        name.contains(part) || below.is_some_and(|below| below.is_empty() || below.starts_with('/'))
    }
}

/// Names and shapes of the slots of an optimizer.
pub(super) trait SlotShapes {
    /// The name of the optimizer.
    fn optimizer(&self) -> &'static str;

    /// The names of the slots, in their order.
    fn names(&self) -> Vec<&'static str>;

    /// The shape of a slot for a weight, if that has it.
    fn shape(&self, slot: &str, weight: &WeightPath) -> Option<Vec<usize>>;

    /// Initial value of a slot, or none if it begins as the weight.
    fn initial(&self, slot: &str) -> Option<f32>;
}

/// The `slots` of `weights`, which are in the order of their indices, by path. Of a weight that no step has changed so
/// far they are as they begin, but for those that begin as the weight.
pub(super) fn by_path(
    shapes: &impl SlotShapes,
    slots: &[Slots],
    weights: &[WeightPath],
) -> Result<SlotsByPath> {
    check_unique(shapes.optimizer(), weights)?;
    let names = shapes.names();
    let mut all = SlotsByPath::new();
    for (index, weight) in weights.iter().enumerate() {
        let kept = slots.get(index).filter(|slots| !slots.is_empty());
        if names.is_empty() || kept.is_none() && !weight.trainable {
            continue;
        }
        let values = |(slot, name): (usize, &&'static str)| {
            let len = shapes.shape(name, weight)?.iter().product();
            let values = match kept.and_then(|slots| slots.get(slot)) {
                Some(values) => values.to_vec(),
                None => vec![shapes.initial(name)?; len],
            };
            Some(((*name).to_owned(), values))
        };
        all.insert(weight.path.clone(), names.iter().enumerate().filter_map(values).collect());
    }
    Ok(all)
}

/// The slots of `weights` in the order of their indices: the reverse of [`by_path`].
pub(super) fn by_index(
    shapes: &impl SlotShapes,
    slots: &SlotsByPath,
    weights: &[WeightPath],
) -> Result<Vec<Slots>> {
    let (optimizer, names) = (shapes.optimizer(), shapes.names());
    let paths = check_unique(optimizer, weights)?;
    if let Some(path) = slots.keys().find(|path| !paths.contains(&***path)) {
        return Err(Error::new(place(optimizer, path), "the model has no weight of this path"));
    }
    let of_weight = |weight: &WeightPath| {
        let Some(found) = slots.get(&weight.path) else {
            let is_needed = weight.trainable && !names.is_empty();
            return if is_needed { Err(missing(place(optimizer, &weight.path))) } else { Ok(Slots::new()) };
        };
        let own: Vec<_> = names.iter().map(|name| (*name, shapes.shape(name, weight))).collect();
        let is_own = |slot: &str| own.iter().any(|(name, shape)| *name == slot && shape.is_some());
        if let Some(slot) = found.keys().find(|slot| !is_own(slot)) {
            let message = "the optimizer has no slot of this name";
            return Err(Error::new(slot_place(optimizer, &weight.path, slot), message));
        }
        // No step has changed the weight that they begin as.
        if names.iter().any(|name| shapes.initial(name).is_none() && !found.contains_key(*name)) {
            return Ok(Slots::new());
        }
        let values = |(slot, shape): (&str, Option<Vec<usize>>)| match shape {
            Some(shape) => {
                let place = || slot_place(optimizer, &weight.path, slot);
                values(found, slot, shape.iter().product(), place)
            }
            None => Ok(Box::default()),
        };
        own.into_iter().map(values).collect()
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
