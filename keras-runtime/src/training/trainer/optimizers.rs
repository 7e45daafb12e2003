//! The optimizers of a training.

use std::any::Any;
use std::collections::BTreeMap;

use crate::config::Value;
use crate::optimizers::{Optimizer, OptimizerState, Parameters, Slots, WeightPath};
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

/// The slots of the set itself, for each optimizer: its number of steps in four digits of 16 bits, which an `f32` holds.
const STEPS: &str = "iterations";
/// And the largest rate and gradient.
const LARGEST: &str = "largest";

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

    fn rate(&self) -> f32 {
        self.0.first().rate()
    }

    fn has_schedule(&self) -> bool {
        self.0.list().iter().any(|optimizer| optimizer.has_schedule())
    }

    fn set_learning_rate(&mut self, learning_rate: LearningRate) {
        self.0
            .list_mut()
            .into_iter()
            .for_each(|optimizer| optimizer.set_learning_rate(learning_rate.clone()));
    }

    fn slots(&self) -> &[Slots] {
        &[]
    }

    fn slot_names(&self) -> Vec<&'static str> {
        Vec::new()
    }

    /// By positions: which weights each optimizer updates only the steps know.
    fn state(&self, _: &[WeightPath]) -> Result<OptimizerState> {
        let mut slots = BTreeMap::new();
        for (number, optimizer) in self.0.list().into_iter().enumerate() {
            let weights = optimizer.slots().iter().enumerate().map(|(index, slots)| WeightPath {
                path: format!("{number}/{index}"),
                len: slots.first().map_or(0, |slot| slot.len()),
                trainable: !slots.is_empty(),
            });
            let state = optimizer.state(&weights.collect::<Vec<_>>())?;
            let digits = (0..4).map(|digit| (state.iterations >> (16 * digit) & 0xffff) as f32).collect();
            let largest = vec![state.largest_rate, state.largest_gradient];
            slots.insert(number.to_string(), [(STEPS.into(), digits), (LARGEST.into(), largest)].into());
            slots.extend(state.slots);
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
            let prefix = format!("{number}/");
            let slots: BTreeMap<_, _> = state
                .slots
                .iter()
                .filter(|(path, _)| path.starts_with(&prefix))
                .map(|(path, slots)| (path.clone(), slots.clone()))
                .collect();
            let index = |path: &String| path[prefix.len()..].parse::<usize>().unwrap_or(0);
            let count = slots.keys().map(|path| index(path) + 1).max().unwrap_or(0);
            let weights = (0..count).map(|index| {
                let path = format!("{prefix}{index}");
                let kept = slots.get(&path);
                let len = kept.and_then(|slots| Some(slots.values().next()?.len())).unwrap_or(0);
                WeightPath { path, len, trainable: kept.is_some() }
            });
            let weights: Vec<_> = weights.collect();
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
