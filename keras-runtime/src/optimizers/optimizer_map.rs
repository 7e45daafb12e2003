//! Optimizers by the paths of the weights that they are for.

use std::fmt::Display;

use super::{Optimizer, WeightPath, deserialize, pattern};
use crate::config::{Classes, Map, Object, Value, envelope};
use crate::schedules::require;
use crate::{Error, Result};

/// Optimizers by the paths of weights, for a [`MultiOptimizer`](super::MultiOptimizer): one for each key, and one for all other weights.
///
/// A key is the path of a weight, such as `encoder/kernel`, or a regular expression that matches it as a whole, such as
/// `encoder/.*`, `.*/bias` or `(conv_1|conv_2)/.*`; `encoder` alone matches nothing below it. A weight whose path is a key has
/// that optimizer, whatever else matches. Paths are those of
/// [`weight_paths`](https://docs.rs/keras/latest/keras/trait.Model.html#method.weight_paths): names of layers and of the
/// weight.
///
/// Python has other paths for two: those of a `Sequential` begin with the name of the model, until it has been read from a file,
/// and those in a model inside another one have not the name of that one. A file, and an engine, have keys that choose the same
/// weights there, as `encoder/.*|dense/.*` for `encoder/.*`; where no keys do, saving is an error.
///
/// A weight that several keys match is an error of the first step, and so is a key that matches no weight, of which Keras says
/// nothing. Regular expressions are those of the crate [`regex_lite`](https://docs.rs/regex-lite): Python's without
/// look-around, `(?=…)`, backreferences, `\1` and `(?P=name)`, and groups that do not go back, `(?>…)` and `a++`; the end
/// of the text is `\z` and not `\Z`, and `\w`, `\d` and `\s` are of ASCII alone.
///
/// ```
/// use keras::prelude::*;
///
/// let optimizers = OptimizerMap::new(AdamW::new(1e-4))
///     .with("encoder/.*", SGD::new(1e-3).momentum(0.9))
///     .with("encoder/embeddings", Adam::default().clipnorm(1.0));
/// ```
///
/// As [`keras.optimizers.OptimizerMap`](https://keras.io/api/optimizers/).
#[derive(Debug, Clone)]
pub struct OptimizerMap {
    /// In the order of the keys, which is that of JSON objects here.
    pub(super) keyed: Vec<(String, Box<dyn Optimizer>)>,
    pub(super) default: Box<dyn Optimizer>,
}

/// The class that has a map.
pub(super) const NAME: &str = "MultiOptimizer";
pub(super) const MAP: &str = "optimizer_map";
/// As many paths as a message has.
const MOST_PATHS: usize = 8;
pub(super) const DEFAULT: &str = "default_optimizer";

/// The module of both.
pub(super) const MODULE: &str = "keras.optimizers";

/// Where the configuration of a multi-optimizer has the keys of its map.
pub(crate) const KEYS: [&str; 3] = [MAP, "config", MAP];

impl OptimizerMap {
    /// No keys: `default_optimizer` for all weights.
    pub fn new(default_optimizer: impl Optimizer + 'static) -> Self {
        Self { keyed: Vec::new(), default: default_optimizer.boxed() }
    }

    /// Gives the weights whose paths match `key` to an optimizer.
    #[must_use]
    pub fn with(mut self, key: impl Into<String>, optimizer: impl Optimizer + 'static) -> Self {
        self.keyed.push((key.into(), optimizer.boxed()));
        self.keyed.sort_by(|(a, _), (b, _)| a.cmp(b));
        self
    }

    /// The optimizers in the order of their keys, the default last.
    pub(super) fn list(&self) -> impl Iterator<Item = &dyn Optimizer> {
        self.keyed.iter().map(|(_, optimizer)| &**optimizer).chain([&*self.default])
    }

    /// The optimizers in the order of their keys, the default last, to change.
    pub(super) fn list_mut(&mut self) -> impl Iterator<Item = &mut Box<dyn Optimizer>> {
        self.keyed.iter_mut().map(|(_, optimizer)| optimizer).chain([&mut self.default])
    }

    /// What messages call the optimizer at a position.
    pub(super) fn place(&self, position: usize) -> String {
        match self.keyed.get(position) {
            Some((key, _)) => format!("`{NAME}`, key `{key}`"),
            None => format!("`{NAME}`, `{DEFAULT}`"),
        }
    }

    /// An error if a key is no regular expression, or is there twice.
    pub(super) fn check_keys(&self) -> Result<()> {
        self.keyed.iter().try_for_each(|(key, _)| pattern::check(NAME, MAP, key))?;
        match self.keyed.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            Some(pair) => require(false, NAME, MAP, "each key once", format_args!("`{}` twice", pair[0].0)),
            None => Ok(()),
        }
    }

    /// The position of the optimizer of a weight.
    ///
    /// # Errors
    ///
    /// If several keys match its path.
    pub(super) fn position(&self, path: &str) -> Result<usize> {
        if let Some(exact) = self.keyed.iter().position(|(key, _)| key == path) {
            return Ok(exact);
        }
        let keys = self.keyed.iter().enumerate();
        let mut matching = keys.filter(|(_, (key, _))| pattern::is_whole(key, path));
        match (matching.next(), matching.next()) {
            (None, _) => Ok(self.keyed.len()),
            (Some((position, _)), None) => Ok(position),
            (Some((_, (first, _))), Some((_, (second, _)))) => {
                let found = format!("`{first}` and `{second}`");
                let error =
                    Error::expected(format!("`{NAME}`, weight `{path}`"), "one key that matches it", found);
                Err(error.help("a key that is the path itself comes before those that match it"))
            }
        }
    }

    /// The positions of the optimizers of all weights, in the order of these.
    pub(super) fn positions(&self, weights: &[WeightPath]) -> Result<Vec<usize>> {
        weights.iter().map(|weight| self.position(&weight.path)).collect()
    }

    /// An error if a key has none of these weights.
    pub(super) fn check_used(&self, weights: &[WeightPath], positions: &[usize]) -> Result<()> {
        let unused = self.keyed.iter().enumerate().find(|(position, _)| !positions.contains(position));
        let Some((position, (key, _))) = unused else { return Ok(()) };
        let mut paths: Vec<_> = weights.iter().map(|weight| format!("`{}`", weight.path)).collect();
        if paths.len() > MOST_PATHS {
            paths.truncate(MOST_PATHS);
            paths.push("…".to_owned());
        }
        let expected = format!("one that matches the path of a weight as a whole: {}", paths.join(", "));
        let error = Error::expected(self.place(position), expected, "none");
        let mut layers = weights.iter().filter_map(|weight| Some(weight.path.split_once('/')?.0));
        let meant = layers.clone().find(|layer| layer == key).or_else(|| layers.next());
        Err(match meant {
            Some(layer) => error.help(format!("`{layer}/.*` is for all weights of the layer `{layer}`")),
            None => error,
        })
    }
}

impl OptimizerMap {
    const CLASS: &str = "OptimizerMap";

    pub(super) fn to_json(&self) -> Result<Value> {
        let mut keyed = Map::new();
        for (key, optimizer) in &self.keyed {
            let written = optimizer.to_json().map_err(|error| error.within(format!("key `{key}`")))?;
            keyed.insert(key.clone(), written);
        }
        let default = self.default.to_json().map_err(|error| error.within(format!("`{DEFAULT}`")))?;
        let config = [(DEFAULT.to_owned(), default), (MAP.to_owned(), keyed.into())];
        Ok(envelope(MODULE, Self::CLASS, Map::from_iter(config), None))
    }

    pub(super) fn from_json(value: &Value, classes: &dyn Classes) -> Result<Self> {
        let object = Object::of(value)?;
        if object.name.class != Self::CLASS {
            return Err(object.name.unknown("an `OptimizerMap`"));
        }
        let mut config = object.config.clone();
        let read = |value: &Value, place: &dyn Display| {
            deserialize(value, classes).map_err(|error| error.within(place))
        };
        let default = read(&config.remove(DEFAULT).unwrap_or_default(), &format_args!("`{DEFAULT}`"))?;
        let keyed = match config.remove(MAP).unwrap_or_default() {
            Value::Object(keyed) => keyed,
            Value::Null => Map::new(),
            other => return Err(Error::expected(format!("`{MAP}`"), "an object", other)),
        };
        check_empty(Self::CLASS, &config)?;
        let keyed =
            keyed.iter().map(|(key, value)| Ok((key.clone(), read(value, &format_args!("key `{key}`"))?)));
        Ok(Self { keyed: keyed.collect::<Result<_>>()?, default })
    }
}

/// An error if an argument is left that a class does not have.
pub(super) fn check_empty(class: &str, config: &Map) -> Result<()> {
    match config.keys().next() {
        Some(name) => {
            Err(Error::new(format!("`{class}`, argument `{name}`"), "there is no argument of this name"))
        }
        None => Ok(()),
    }
}
