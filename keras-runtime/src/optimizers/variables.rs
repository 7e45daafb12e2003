//! What an optimizer remembers, as the list of variables in Keras's files.

use ndarray::{ArrayD, IxDyn, arr0};

use super::accumulation::ACCUMULATOR;
use super::moving_average::AVERAGE;
use super::state::SlotShapes;
use super::{Descent, Optimizer, OptimizerState, UpdateRule, WeightPath};
use crate::config::Value;
use crate::model::weights_file::OptimizerVariable;
use crate::{Error, Result};

/// An optimizer as a file of Keras has it.
#[derive(Debug)]
pub struct SavedOptimizer<'a> {
    /// Its arguments.
    pub config: &'a Value,
    /// The keys of the optimizers inside, in the order of their variables.
    pub keys: &'a [String],
    /// All that it remembers.
    pub variables: Vec<OptimizerVariable>,
}

/// One array: the index of the weight, the slot, and the shape of it.
type Place = (usize, &'static str, Vec<usize>);

/// The arrays in Keras's order: moving averages, accumulators, then the slots of the rule, some of them weight by
/// weight.
fn places<R: UpdateRule>(optimizer: &Descent<R>, weights: &[WeightPath]) -> Vec<Place> {
    let of_slots = |slots: &[&'static str]| {
        let trainable = weights.iter().enumerate().filter(|(_, weight)| weight.trainable);
        let each = trainable.flat_map(|(index, weight)| {
            slots.iter().filter_map(move |slot| Some((index, *slot, optimizer.shape(slot, weight)?)))
        });
        each.collect::<Vec<Place>>()
    };
    let own = optimizer.rule.slots();
    let (together, alone) = own.split_at(R::INTERLEAVED_SLOTS.min(own.len()));
    let average: &[_] = if optimizer.average.in_use { &[AVERAGE] } else { &[] };
    let accumulator: &[_] = if optimizer.accumulation.is_in_use() { &[ACCUMULATOR] } else { &[] };
    let groups = [average, accumulator, together].into_iter().chain(alone.chunks(1));
    groups.flat_map(of_slots).collect()
}

/// All that an optimizer remembers: number of steps, learning rate unless it has a schedule, arrays.
pub(super) fn written<R: UpdateRule>(
    optimizer: &Descent<R>,
    weights: &[WeightPath],
    values: &dyn Fn(usize) -> Vec<f32>,
) -> Result<Vec<OptimizerVariable>> {
    let state = optimizer.state(weights)?;
    let mut variables = vec![OptimizerVariable::Iterations(state.iterations)];
    if !optimizer.has_schedule() {
        variables.push(OptimizerVariable::Array(arr0(optimizer.next_rate()).into_dyn()));
    }
    for (index, slot, shape) in places(optimizer, weights) {
        let path = &weights[index].path;
        // What begins as the weight, and has not begun.
        let kept = state.slots.get(path).and_then(|slots| slots.get(slot)).cloned();
        let kept = kept.unwrap_or_else(|| values(index));
        let array = ArrayD::from_shape_vec(IxDyn(&shape), kept);
        let array = array.map_err(|error| Error::new(format!("state of `{path}`"), error.to_string()))?;
        variables.push(OptimizerVariable::Array(array));
    }
    // Keras's optimizer of no weight is never built.
    let is_built = weights.iter().any(|weight| weight.trainable);
    let derived = optimizer.rule.derived_variables(optimizer.iterations()).into_iter().filter(|_| is_built);
    variables.extend(derived.map(|value| OptimizerVariable::Array(arr0(value).into_dyn())));
    Ok(variables)
}

/// Lets an optimizer go on from what a file has; on an error it is undefined.
pub(super) fn read<R: UpdateRule>(
    optimizer: &mut Descent<R>,
    SavedOptimizer { config, variables, .. }: SavedOptimizer<'_>,
    weights: &[WeightPath],
) -> Result<()> {
    let mut variables = variables.into_iter();
    let Some(OptimizerVariable::Iterations(iterations)) = variables.next() else {
        return Err(Error::new("", "it has no number of steps"));
    };
    let arrays = variables.map(|variable| match variable {
        OptimizerVariable::Array(array) => array,
        // A whole number that nothing reads, of Adafactor.
        OptimizerVariable::Iterations(count) => arr0(count as f32).into_dyn(),
    });
    let mut arrays: Vec<_> = arrays.collect();
    // Under a schedule, Keras has no learning rate there.
    let rate = match config["learning_rate"].is_object() || arrays.is_empty() {
        true => None,
        false => arrays.remove(0).first().copied(),
    };
    let places = places(optimizer, weights);
    if arrays.is_empty() && !places.is_empty() {
        // Before its first step, Keras's has none.
        optimizer.forget();
    } else {
        let derived = optimizer.rule.derived_variables(iterations).len();
        if arrays.len() == places.len() + derived {
            arrays.truncate(places.len());
        }
        if arrays.len() != places.len() {
            return Err(Error::expected("", format!("{} arrays", places.len()), arrays.len()));
        }
        let mut state = OptimizerState { iterations, ..optimizer.state(&[])? };
        (state.largest_rate, state.largest_gradient) = (f32::INFINITY, f32::INFINITY);
        for ((index, slot, shape), array) in places.into_iter().zip(arrays) {
            let path = &weights[index].path;
            if array.shape() != shape {
                let expected = format!("shape {shape:?} of `{slot}` of `{path}`");
                return Err(Error::expected("", expected, format!("{:?}", array.shape())));
            }
            let values = array.into_raw_vec_and_offset().0;
            state.slots.entry(path.clone()).or_default().insert(slot.to_owned(), values);
        }
        optimizer.restore(&state, weights)?;
    }
    if let Some(rate) = rate.filter(|_| !optimizer.has_schedule()) {
        optimizer.set_learning_rate(rate.into())?;
    }
    optimizer.validate()
}
