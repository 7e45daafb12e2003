//! Weights of a built layer.

use std::cell::Cell;

use crate::autodiff::Variable;
use crate::constraints::Constraint;
use crate::layer::{Adapter, NodePath, WeightSpec};
use crate::random::{Random, next_seed};
use crate::regularizers::Regularizer;
use crate::{Error, Result};

thread_local! {
    static IS_LEFT_EMPTY: Cell<bool> = const { Cell::new(false) };
}

/// A model that is made without initial values, and without a seed for them: something else fills its weights.
pub(crate) fn without_initial_values<M>(make: impl FnOnce() -> M) -> M {
    struct Before(bool);
    impl Drop for Before {
        fn drop(&mut self) {
            IS_LEFT_EMPTY.set(self.0);
        }
    }
    let _before = Before(IS_LEFT_EMPTY.replace(true));
    make()
}

/// Weight of a layer, with its regularizer and constraint.
#[derive(Clone, Debug)]
pub struct Weight {
    name: &'static str,
    pub(crate) variable: Variable,
    regularizer: Option<Regularizer>,
    constraint: Option<Constraint>,
    /// What the layer itself says; its owner may freeze the layer.
    pub(crate) may_train: bool,
    /// What it adds to another weight of its layer, if it is there for that.
    pub(crate) adapter: Option<Adapter>,
}

impl Weight {
    pub(crate) fn new(layer: &str, spec: &WeightSpec, trainable: bool) -> Self {
        let shape: Vec<usize> = spec.shape.dims().iter().map(|dim| dim.code()).collect();
        let mut filled = Ok(());
        let variable = Variable::new(format!("{layer}/{}", spec.name), &shape, |values| {
            if IS_LEFT_EMPTY.get() {
                return;
            }
            let mut random = Random::from_seed(next_seed());
            let initializer = spec.fans.map_or(spec.initializer, |fans| spec.initializer.of_fans(fans));
            filled = initializer.fill(&shape, &mut random, values);
            values[spec.ones[0]..spec.ones[1]].fill(1.0);
        });
        let mut variable = variable.expect("the layer specification has checked the shape");
        filled.expect("the layer specification has checked the initializer");
        variable.set_trainable(spec.trainable && trainable);
        let WeightSpec { name, regularizer, constraint, trainable: may_train, adapter, .. } = *spec;
        Self { name, variable, regularizer, constraint, may_train, adapter }
    }

    /// Its name in the layer: `kernel`, `bias`.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The values. Their [name](Variable::name) is the path of the weight in the model that it was built in.
    pub fn variable(&self) -> &Variable {
        &self.variable
    }

    /// The values, to change.
    pub fn variable_mut(&mut self) -> &mut Variable {
        &mut self.variable
    }

    /// Regularizer applied to it.
    pub fn regularizer(&self) -> Option<Regularizer> {
        self.regularizer
    }

    /// Constraint applied to it after each update.
    pub fn constraint(&self) -> Option<Constraint> {
        self.constraint
    }
}

/// The weight at a path among those that `each` shows.
pub(crate) fn find_weight<'a>(
    place: String,
    path: &str,
    each: impl FnOnce(&mut dyn FnMut(&NodePath<'_>, &'a Weight)),
) -> Result<&'a Weight> {
    let mut all = vec![];
    each(&mut |path, weight| all.push((path.to_string(), weight)));
    match all.iter().find(|(known, _)| known == path) {
        Some(&(_, weight)) => Ok(weight),
        None => Err(no_weight(place, path, all.iter().map(|(path, _)| &**path))),
    }
}

/// The error for a weight that a layer or model does not have.
pub(crate) fn no_weight<'a>(place: String, name: &str, known: impl Iterator<Item = &'a str>) -> Error {
    let known: Vec<&str> = known.collect();
    let known =
        if known.is_empty() { "no weights".to_owned() } else { format!("one of {}", known.join(", ")) };
    Error::expected(place, known, format!("`{name}`"))
}
