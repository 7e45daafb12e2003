//! Updates by gradients of one's own.

use crate::autodiff::{Tensor, VariableGradients};
use crate::layer::{NodePath, Weight};
use crate::optimizers::Optimizer;
use crate::training::moving_averages::finalize;
use crate::training::update::{has_own_constraints, scale_loss, update};
use crate::training::weights::Weights;
use crate::{Error, Result};

/// What every [`Optimizer`] can do with the gradients of a [`GradientTape`](super::GradientTape).
pub trait ApplyGradients: Optimizer + Clone {
    /// Updates the weights of a model, or of several, `&mut (&mut encoder, &mut decoder)`, by their gradients: one
    /// step. What layers have given themselves on the tape, such as moving averages, they have from here on;
    /// constraints are applied.
    ///
    /// What an optimizer remembers is of these weights: use one for each model, or for each tuple.
    ///
    /// # Errors
    ///
    /// If an argument of the optimizer makes no sense; if the gradients, or what the optimizer remembers, are of other
    /// weights; if a gradient, a new weight or what the optimizer remembers is not finite. Weights and optimizer are
    /// then as before.
    fn apply<W: Weights + ?Sized>(&mut self, gradients: &VariableGradients, weights: &mut W) -> Result<()> {
        apply(self, gradients, &mut Lent(weights))
    }

    /// Multiplies a loss by the optimizer's [`loss_scale_factor`](crate::optimizers::Descent::loss_scale_factor), by
    /// which [`apply`](Self::apply) divides the gradients; without one it is the loss itself.
    fn scale_loss(&self, loss: &Tensor) -> Tensor {
        scale_loss(self, loss)
    }

    /// Lets the weights of a model, or of several, become their moving averages, if the optimizer keeps such
    /// ([`use_ema`](crate::optimizers::Descent::use_ema)): at the end of a loop of your own, as `fit` does at its end.
    fn finalize_variable_values<W: Weights + ?Sized>(&mut self, weights: &mut W) {
        finalize(&mut Lent(weights), self);
    }
}

impl<O: Optimizer + Clone> ApplyGradients for O {}

fn apply<O: Optimizer + Clone>(
    optimizer: &mut O,
    gradients: &VariableGradients,
    weights: &mut dyn Weights,
) -> Result<()> {
    optimizer.validate()?;
    let (mut count, mut foreign, mut owner) = (0, None, None);
    weights.visit_weights(&mut |path, weight| {
        owner.get_or_insert(weight.variable().id());
        if !gradients.has(count, weight.variable()) {
            foreign.get_or_insert_with(|| path.to_string());
        }
        count += 1;
    });
    if let Some(path) = foreign {
        let error =
            Error::new("`apply`", format!("there is no gradient by `{path}`: they are of other weights"));
        return Err(
            error.help("`let gradients = tape.gradient(&loss, &model)?`, of the model that is updated")
        );
    }
    exchange(gradients, weights);
    weights.visit_weights(&mut |_, weight| gradients.tape().unshare(weight.variable()));
    let has_own_constraints = has_own_constraints(weights);
    let result = update(weights, gradients.tape(), optimizer, has_own_constraints, owner);
    exchange(gradients, weights);
    result
}

/// Weights of whatever size.
struct Lent<'a, W: ?Sized>(&'a mut W);

impl<W: Weights + ?Sized> Weights for Lent<'_, W> {
    fn visit_weights(&self, f: &mut dyn FnMut(&NodePath<'_>, &Weight)) {
        self.0.visit_weights(f);
    }

    fn visit_weights_mut(&mut self, f: &mut dyn FnMut(&mut Weight)) {
        self.0.visit_weights_mut(f);
    }
}

/// Puts the gradients onto the tape, where the update looks for them, or takes them back.
fn exchange(gradients: &VariableGradients, weights: &dyn Weights) {
    let mut index = 0;
    weights.visit_weights(&mut |_, weight| {
        gradients.exchange(index, weight.variable());
        index += 1;
    });
}
