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

/// The slots of the set itself, for each optimizer: its number of steps in four digits of 16 bits, which an `f32`
/// holds.
const STEPS: &str = "iterations";
/// And the largest rate and gradient.
const LARGEST: &str = "largest";
/// Beside the slots of a weight: sizes of its axes.
const SHAPE: &str = "shape";

/// A weight in whose place nothing is remembered.
fn frozen(index: usize) -> WeightPath {
    WeightPath { path: format!("frozen {index}"), shape: Vec::new(), trainable: false }
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

    /// By positions, and by the weights that each optimizer has seen: which those are only the steps know.
    fn state(&self, _: &[WeightPath]) -> Result<OptimizerState> {
        let mut slots = BTreeMap::new();
        for (number, optimizer) in self.0.list().into_iter().enumerate() {
            let mut weights = optimizer.weights();
            distinguish(&mut weights);
            let mut state = optimizer.state(&weights)?;
            let digits = (0..4).map(|digit| (state.iterations >> (16 * digit) & 0xffff) as f32).collect();
            let largest = vec![state.largest_rate, state.largest_gradient];
            slots.insert(number.to_string(), [(STEPS.into(), digits), (LARGEST.into(), largest)].into());
            for (index, weight) in weights.iter().enumerate() {
                if let Some(mut of_weight) = state.slots.remove(&weight.path) {
                    let shape = weight.shape.iter().map(|&size| size as f32).collect();
                    of_weight.insert(SHAPE.into(), shape);
                    slots.insert(format!("{number}/{index}/{}", weight.path), of_weight);
                }
            }
        }
        let iterations = self.iterations();
        Ok(OptimizerState { iterations, largest_rate: 0.0, largest_gradient: 0.0, slots })
    }

    fn restore(&mut self, state: &OptimizerState, _: &[WeightPath]) -> Result<()> {
        for (number, optimizer) in self.0.list_mut().into_iter().enumerate() {
            let own = |slot: &str| state.slots.get(&number.to_string())?.get(slot);
            let (Some([a, b, c, d]), Some(&[largest_rate, largest_gradient])) =
                (own(STEPS).map(|digits| &**digits), own(LARGEST).map(|largest| &**largest))
            else {
                return Err(Error::new(
                    "optimizers",
                    format!("there is no state of the one at position {number}"),
                ));
            };
            let iterations = [d, c, b, a].into_iter().fold(0, |sum, &digit| sum << 16 | digit as u64);
            let (mut weights, mut slots) = (Vec::new(), BTreeMap::new());
            for (key, of_weight) in &state.slots {
                let mut parts = key.splitn(3, '/');
                let parts = (parts.next(), parts.next().map(str::parse::<usize>), parts.next());
                let (Some(own), Some(Ok(index)), Some(path)) = parts else { continue };
                if own != number.to_string() {
                    continue;
                }
                let mut of_weight = of_weight.clone();
                let shape = of_weight.remove(SHAPE).unwrap_or_default();
                let shape = shape.into_iter().map(|size| size as usize).collect();
                if weights.len() <= index {
                    let between = weights.len()..=index;
                    weights.extend(between.map(&frozen));
                }
                weights[index] = WeightPath { path: path.to_owned(), shape, trainable: true };
                slots.insert(path.to_owned(), of_weight);
            }
            optimizer
                .restore(&OptimizerState { iterations, largest_rate, largest_gradient, slots }, &weights)?;
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
