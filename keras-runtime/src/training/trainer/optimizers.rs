//! The optimizers of a training.

use std::any::Any;
use std::collections::BTreeMap;

use crate::config::Value;
use crate::optimizers::{Optimizer, OptimizerState, Parameters, WeightPath};
use crate::schedules::LearningRate;
use crate::{Error, Result};

/// What a [`Trainer`](super::Trainer) trains with: an optimizer, or a tuple of up to four.
#[diagnostic::on_unimplemented(message = "`{Self}` is not an optimizer, or a tuple of optimizers")]
pub trait Optimizers: Clone + Send + Sync + 'static {
    /// The number of optimizers.
    #[doc(hidden)]
    const COUNT: usize;

    /// The optimizers.
    #[doc(hidden)]
    fn list(&self) -> Vec<&dyn Optimizer>;

    /// The optimizers, to change.
    #[doc(hidden)]
    fn list_mut(&mut self) -> Vec<&mut dyn Optimizer>;

    /// The first.
    #[doc(hidden)]
    fn first(&self) -> &dyn Optimizer;
}

impl<O: Optimizer + Clone + 'static> Optimizers for O {
    const COUNT: usize = 1;

    fn list(&self) -> Vec<&dyn Optimizer> {
        vec![self]
    }

    fn list_mut(&mut self) -> Vec<&mut dyn Optimizer> {
        vec![self]
    }

    fn first(&self) -> &dyn Optimizer {
        self
    }
}

macro_rules! tuples {
    ($($count:literal: $($optimizer:ident $position:tt)*;)*) => {$(
        impl<$($optimizer: Optimizer + Clone + 'static),*> Optimizers for ($($optimizer,)*) {
            const COUNT: usize = $count;

            fn list(&self) -> Vec<&dyn Optimizer> {
                vec![$(&self.$position),*]
            }

            fn list_mut(&mut self) -> Vec<&mut dyn Optimizer> {
                vec![$(&mut self.$position),*]
            }

            fn first(&self) -> &dyn Optimizer {
                &self.0
            }
        }
    )*};
}

tuples! {
    2: A 0 B 1;
    3: A 0 B 1 C 2;
    4: A 0 B 1 C 2 D 3;
}

/// The optimizers as one, as far as a training looks at it; steps are up to the step of one's own.
#[derive(Clone)]
pub(super) struct OptimizerSet<O>(pub O);

impl<O> std::fmt::Debug for OptimizerSet<O> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("OptimizerSet")
    }
}

/// The only slot of the set: the sizes of the axes of a weight.
const SHAPE: &str = "shape";

/// A weight in whose place nothing is remembered.
fn frozen(index: usize) -> WeightPath {
    WeightPath { path: format!("frozen {index}"), shape: Vec::new(), trainable: false, python_path: None }
}

/// Adds its index to the path of each weight that has the path of another, as those of two models may.
fn distinguish(weights: &mut [WeightPath]) {
    let mut count = BTreeMap::<String, usize>::new();
    weights.iter().for_each(|weight| *count.entry(weight.path.clone()).or_default() += 1);
    for (index, weight) in weights.iter_mut().enumerate() {
        if count[&weight.path] > 1 {
            weight.path = format!("{index}/{}", weight.path);
        }
    }
}

impl<O: Optimizers> Optimizer for OptimizerSet<O> {
    fn name(&self) -> &'static str {
        if O::COUNT == 1 { self.0.first().name() } else { "optimizers" }
    }

    fn validate(&self) -> Result<()> {
        self.0.list().into_iter().try_for_each(|optimizer| optimizer.validate())
    }

    fn step(&mut self, _: &mut dyn Parameters) -> Result<()> {
        Err(Error::new("`train_step`", "each optimizer takes its own steps, by `apply`"))
    }

    fn boxed(&self) -> Box<dyn Optimizer> {
        Box::new(self.clone())
    }

    fn iterations(&self) -> u64 {
        self.0.first().iterations()
    }

    fn rate(&self) -> Result<f32> {
        self.0.first().rate()
    }

    fn has_schedule(&self) -> bool {
        self.0.list().iter().any(|optimizer| optimizer.has_schedule())
    }

    fn set_learning_rate(&mut self, learning_rate: LearningRate) -> Result<()> {
        let mut all = self.0.list_mut().into_iter();
        all.try_for_each(|optimizer| optimizer.set_learning_rate(learning_rate.clone()))
    }

    fn slots(&self, _: usize) -> &[Box<[f32]>] {
        &[]
    }

    fn slot_names(&self, _: usize) -> Vec<&'static str> {
        Vec::new()
    }

    /// By the positions of the optimizers, and the weights that each has seen: which those are only the steps know.
    fn state(&self, _: &[WeightPath]) -> Result<OptimizerState> {
        let (mut slots, mut inner) = (BTreeMap::new(), Vec::new());
        for (number, optimizer) in self.0.list().into_iter().enumerate() {
            let mut weights = optimizer.weights();
            distinguish(&mut weights);
            inner.push(optimizer.state(&weights)?);
            for (index, weight) in weights.iter().enumerate().filter(|(_, weight)| weight.trainable) {
                let shape = weight.shape.iter().map(|&size| size as f32).collect();
                slots.insert(format!("{number}/{index}/{}", weight.path), [(SHAPE.into(), shape)].into());
            }
        }
        Ok(OptimizerState { iterations: self.iterations(), slots, inner, ..OptimizerState::default() })
    }

    fn restore(&mut self, state: &OptimizerState, _: &[WeightPath]) -> Result<()> {
        for (number, optimizer) in self.0.list_mut().into_iter().enumerate() {
            let Some(inner) = state.inner.get(number) else {
                let message = format!("there is no state of the one at position {number}");
                return Err(Error::new("optimizers", message));
            };
            let mut weights = Vec::new();
            for (key, of_weight) in &state.slots {
                let mut parts = key.splitn(3, '/');
                let parts = (parts.next(), parts.next().map(str::parse::<usize>), parts.next());
                let (Some(own), Some(Ok(index)), Some(path)) = parts else { continue };
                if own != number.to_string() {
                    continue;
                }
                let shape = of_weight.get(SHAPE).into_iter().flatten().map(|&size| size as usize).collect();
                if weights.len() <= index {
                    let between = weights.len()..=index;
                    weights.extend(between.map(&frozen));
                }
                weights[index] =
                    WeightPath { path: path.to_owned(), shape, trainable: true, python_path: None };
            }
            optimizer.restore(inner, &weights)?;
        }
        Ok(())
    }

    fn to_json(&self) -> Result<Value> {
        match &*self.0.list() {
            [optimizer] => optimizer.to_json(),
            all => {
                let of_each = all.iter().enumerate();
                let of_each =
                    of_each.map(|(number, optimizer)| Ok((number.to_string(), optimizer.to_json()?)));
                Ok(Value::Object(of_each.collect::<Result<_>>()?))
            }
        }
    }

    fn has_moving_averages(&self) -> bool {
        self.0.list().iter().any(|optimizer| optimizer.has_moving_averages())
    }

    fn as_any_mut(&mut self) -> Option<&mut dyn Any> {
        Some(self)
    }
}
