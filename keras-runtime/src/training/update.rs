//! Update of the weights by the optimizer, which happens whole or not at all.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use super::network::TrainableParameters;
use super::weights::Weights;
use crate::autodiff::{Tape, Tensor};
use crate::constraints::Constraint;
use crate::kernels::optimizer::largest;
use crate::layer::{NodePath, Weight};
use crate::optimizers::Optimizer;
use crate::shape::ShapeResult;
use crate::{Error, ErrorKind, Result};

/// A change that is smaller than this leaves a weight finite: it is less than half of the distance between the two
/// greatest numbers of an `f32`.
const HARMLESS: f32 = 1e30;

/// The loss whose gradients an optimizer expects.
pub(super) fn scale_loss<O: Optimizer + ?Sized>(optimizer: &O, loss: &Tensor) -> Tensor {
    optimizer.loss_scale_factor().map_or_else(|| loss.clone(), |factor| loss * factor)
}

/// Lets the optimizer follow the gradients that the tape has, and layers have the weights that they gave themselves.
/// [`has_own_constraints`] is asked once for all steps.
///
/// # Errors
///
/// If a gradient, a new weight or what the optimizer remembers is not finite. All of them are then as before.
pub(super) fn update<O: Optimizer + Clone>(
    network: &mut dyn Weights,
    tape: &Tape,
    optimizer: &mut O,
    has_own_constraints: bool,
    owner: Option<u64>,
) -> Result<()> {
    let largest = largest_gradient(network, tape)?;
    check_assigned(network, tape)?;
    // Nearly always it is known that nothing can go wrong, and no copy is needed.
    if optimizer.bound(largest) <= HARMLESS && !has_own_constraints {
        return change(network, tape, optimizer, largest, owner);
    }
    let before = (weights(network), optimizer.clone());
    // A rule or a constraint of the user's own may panic.
    let changed = catch_unwind(AssertUnwindSafe(|| {
        change(network, tape, optimizer, largest, owner)?;
        check_weights(network)?;
        check_slots(network, optimizer)
    }));
    if !matches!(changed, Ok(Ok(()))) {
        restore(network, &before.0);
        *optimizer = before.1;
    }
    changed.unwrap_or_else(|panic| resume_unwind(panic))
}

fn change(
    network: &mut dyn Weights,
    tape: &Tape,
    optimizer: &mut dyn Optimizer,
    largest: f32,
    owner: Option<u64>,
) -> Result<()> {
    optimizer.step(&mut TrainableParameters { network, tape, largest, owner })?;
    let mut result = Ok(());
    network.visit_weights_mut(&mut |weight| {
        tape.commit_assignment(weight.variable_mut());
        if let Some(constraint) = weight.constraint().filter(|_| weight.variable().trainable()) {
            let shape = weight.variable().shape();
            let applied = constraint.apply(&shape, weight.variable_mut().value_mut());
            if result.is_ok() {
                result = applied;
            }
        }
    });
    result
}

/// The largest absolute value among all gradients; an error if one is not finite, or no weight has one that should.
fn largest_gradient(network: &dyn Weights, tape: &Tape) -> Result<f32> {
    let (mut all, mut has_trainable) = (None, false);
    check_each(network, &mut |path, weight| {
        has_trainable |= weight.variable().trainable();
        let of_weight = tape.gradient(weight.variable(), |gradient| largest(gradient))?;
        all = Some(of_weight.max(all.unwrap_or(0.0)));
        let error = not_finite(|| format!("gradient of `{path}`"), of_weight)?;
        Some(error.help("the loss is finite, but its slope is not: look for a root or a quotient at 0"))
    })?;
    if has_trainable && all.is_none() {
        return Err(no_weight_reached());
    }
    Ok(all.unwrap_or(0.0))
}

/// An error if a weight that a layer gave itself, such as a moving average, is not finite.
fn check_assigned(network: &dyn Weights, tape: &Tape) -> Result<()> {
    check_each(network, &mut |path, weight| {
        not_finite(|| new_value(path), tape.assigned(weight.variable(), largest)?)
    })
}

fn check_weights(network: &dyn Weights) -> Result<()> {
    check_each(network, &mut |path, weight| {
        Some(not_finite(|| new_value(path), largest(weight.variable().value()))?.help(SMALLER))
    })
}

fn check_slots(network: &dyn Weights, optimizer: &dyn Optimizer) -> Result<()> {
    let mut indices = 0..;
    check_each(network, &mut |path, _| {
        let index = indices.next()?;
        let names = optimizer.slot_names(index);
        names.iter().zip(optimizer.slots(index)).find_map(|(slot, values)| {
            let place = || format!("{slot} of `{path}` in `{}`", optimizer.name());
            Some(not_finite(place, largest(values))?.help(SMALLER))
        })
    })
}

/// The suggested fix for numbers that grow without bound.
pub(super) const SMALLER: &str = "try a smaller learning rate, or `clipnorm(1.0)` on the optimizer";

/// The error for outputs that no weight can change, though some may be trained.
pub(super) fn no_weight_reached() -> Error {
    Error::new("loss", "its gradient reaches no weight: training would change nothing")
}

/// The error for numbers, of which `found` is the largest, if they are not finite.
fn not_finite(place: impl FnOnce() -> String, found: f32) -> Option<Error> {
    (!found.is_finite())
        .then(|| Error::expected(place(), "finite numbers", found).with_kind(ErrorKind::NotFinite))
}

fn new_value(path: &NodePath<'_>) -> String {
    format!("new value of `{path}`")
}

/// The first error that `check` finds.
fn check_each(
    network: &dyn Weights,
    check: &mut dyn FnMut(&NodePath<'_>, &Weight) -> Option<Error>,
) -> Result<()> {
    let mut first = None;
    network.visit_weights(&mut |path, weight| first = first.take().or_else(|| check(path, weight)));
    first.map_or(Ok(()), Err)
}

/// Whether a constraint may do anything to a weight, or fail.
pub(super) fn has_own_constraints(network: &dyn Weights) -> bool {
    let mut found = false;
    network.visit_weights(&mut |_, weight| {
        let rank = weight.variable().shape().rank();
        found |= weight.constraint().is_some_and(|constraint| {
            matches!(constraint, Constraint::Custom(_))
                || matches!(constraint.check(rank), ShapeResult::Err(_))
        });
    });
    found
}

fn weights(network: &dyn Weights) -> Vec<Vec<f32>> {
    let mut all = Vec::new();
    network.visit_weights(&mut |_, weight| all.push(weight.variable().value().to_vec()));
    all
}

fn restore(network: &mut dyn Weights, weights: &[Vec<f32>]) {
    let mut weights = weights.iter();
    network.visit_weights_mut(&mut |weight| {
        if let Some(values) = weights.next() {
            weight.variable_mut().value_mut().copy_from_slice(values);
        }
    });
}
