//! What several optimizers remember, as the list of variables in Keras's files.

use ndarray::arr0;

use super::assigned::{Assigned, share};
use super::optimizer_map::{DEFAULT, MAP};
use super::{MultiOptimizer, Optimizer, SavedOptimizer, WeightPath, in_python};
use crate::config::Value;
use crate::model::weights_file::OptimizerVariable;
use crate::{Error, Result};

/// All that they remember: number of steps, a learning rate that nothing reads, and then the variables of each, in the order of
/// the keys, the default last.
pub(super) fn written(
    optimizer: &MultiOptimizer,
    weights: &[WeightPath],
    values: &dyn Fn(usize) -> Vec<f32>,
) -> Result<Vec<OptimizerVariable>> {
    let positions = optimizer.assignment(weights)?;
    let rate = OptimizerVariable::Array(arr0(0.0).into_dyn());
    let mut all = vec![OptimizerVariable::Iterations(optimizer.iterations), rate];
    for (position, inner) in optimizer.map.list().enumerate() {
        all.extend(inner.variables(&share(weights, &positions, position), values)?);
    }
    Ok(all)
}

/// The optimizer as it goes on from what a file has, in which the keys may be in any order.
pub(super) fn read(
    optimizer: &MultiOptimizer,
    saved: SavedOptimizer<'_>,
    weights: &[WeightPath],
) -> Result<MultiOptimizer> {
    let map = &saved.config[MAP]["config"];
    let keys = keys_there(optimizer, saved.keys, weights);
    let order = order(&keys, saved.keys, &map[MAP])?;
    let mut variables = saved.variables.into_iter();
    let (Some(OptimizerVariable::Iterations(iterations)), Some(_)) = (variables.next(), variables.next())
    else {
        return Err(Error::new("", "it has no number of steps and no learning rate"));
    };
    let positions = optimizer.map.positions(weights)?;
    let parts = order.into_iter().map(|position| {
        let inner = optimizer.at(position);
        let written = keys.get(position).map_or(&map[DEFAULT], |key| &map[MAP][key]);
        let class = written["class_name"].as_str().unwrap_or_default();
        if class != inner.name() {
            let (place, expected) = (optimizer.map.place(position), format!("`{}`", inner.name()));
            return Err(Error::expected(place, expected, format!("`{class}`")));
        }
        let weights = share(weights, &positions, position);
        let (built, fresh) = variable_counts(inner, written, &weights)?;
        Ok(Part { position, config: &written["config"], weights, built, fresh })
    });
    let parts = parts.collect::<Result<Vec<_>>>()?;
    let [built, fresh] = [|part: &Part<'_>| part.built, |part: &Part<'_>| part.fresh]
        .map(|count| parts.iter().map(count).sum::<usize>());
    // Before their first step, Keras's have no slots.
    let is_fresh = variables.len() == fresh && (iterations == 0 || built == fresh);
    if !is_fresh && variables.len() != built {
        let expected = format!("{built} variables of {} optimizers", parts.len());
        let error = Error::expected("", expected, variables.len());
        return Err(error.help(
            "a key that matches a weight here and none in Python, or the reverse: there, the paths of a `Sequential` begin \
             with its name, and those in a model inside another one have not the name of that one",
        ));
    }
    let mut next = optimizer.clone();
    for Part { position, config, weights, built, fresh } in parts {
        let variables = variables.by_ref().take(if is_fresh { fresh } else { built }).collect();
        let saved = SavedOptimizer { config, keys: &[], variables };
        let inner =
            next.map.list_mut().nth(position).expect("it is the position of a key, or that of the default");
        let read = inner.set_variables(saved, &weights);
        read.map_err(|error| error.within(optimizer.map.place(position)))?;
    }
    next.assigned = Assigned::default();
    next.validate()?;
    (next.iterations, next.assigned) = (iterations, Assigned::restored(positions));
    Ok(next)
}

/// What a file has of one of the optimizers.
struct Part<'a> {
    position: usize,
    config: &'a Value,
    weights: Vec<WeightPath>,
    /// How many variables it has with those of its weights.
    built: usize,
    /// How many it has before its first step.
    fresh: usize,
}

/// The keys of an optimizer as a file with these has them: its own, or those for Python.
fn keys_there(optimizer: &MultiOptimizer, keys: &[String], weights: &[WeightPath]) -> Vec<String> {
    let own: Vec<&str> = optimizer.map.keyed.iter().map(|(key, _)| &**key).collect();
    let is_there = |key: &&String| keys.contains(key);
    match in_python::keys(&own, weights) {
        Ok(python) if python.iter().filter(is_there).count() == keys.len() => python,
        _ => own.into_iter().map(str::to_owned).collect(),
    }
}

/// The positions of the optimizers of these keys in the order of a file.
fn order(own: &[String], keys: &[String], keyed: &Value) -> Result<Vec<usize>> {
    if keys.is_empty() && keyed.as_object().is_some_and(|keyed| !keyed.is_empty()) {
        let error = Error::new("", "an older file does not say in which order its optimizers are");
        return Err(error.help("save the model as `.keras`, in Python"));
    }
    let mut sorted = keys.to_vec();
    sorted.sort_unstable();
    if sorted != own {
        return Err(Error::expected("", format!("the keys {own:?}"), format!("{sorted:?}")));
    }
    let of_keys = keys.iter().filter_map(|key| own.iter().position(|own| own == key));
    Ok(of_keys.chain([own.len()]).collect())
}

/// How many variables an optimizer inside has in a file, where it is `written` so: with those of its weights, and before its
/// first step.
fn variable_counts(
    optimizer: &dyn Optimizer,
    written: &Value,
    weights: &[WeightPath],
) -> Result<(usize, usize)> {
    let own = optimizer.variables(weights, &|index| vec![0.0; weights[index].len()])?.len();
    // The number of steps, and the learning rate unless there is a schedule.
    let first = |has_schedule: bool| 2 - usize::from(has_schedule);
    let fresh = first(written["config"]["learning_rate"].is_object());
    Ok((own - first(optimizer.has_schedule()) + fresh, fresh))
}
