//! What gradients are by.

use crate::autodiff::{EachVariable, Tape, Tensor, VariableGradients};
use crate::training::update::no_weight_reached;
use crate::training::weights::Weights;
use crate::{Error, Result};

/// What the gradients of a [`GradientTape`](super::GradientTape::gradient) are by: tensors, or the weights of models.
#[diagnostic::on_unimplemented(
    message = "there are no gradients by `{Self}`",
    note = "they are by `&tensor`, `[&tensor, &tensor]`, `&model`, or `(&model, &model)`"
)]
pub trait Sources {
    /// The gradients.
    type Gradients;

    /// The gradients of `target`.
    #[doc(hidden)]
    fn gradients(self, tape: &Tape, target: &Tensor) -> Result<Self::Gradients>;
}

impl<const N: usize> Sources for [&Tensor; N] {
    type Gradients = [Tensor; N];

    fn gradients(self, tape: &Tape, target: &Tensor) -> Result<[Tensor; N]> {
        if let Some(position) = self.iter().position(|source| !source.requires_gradient()) {
            tape.check()?;
            let error =
                Error::new(place(position, N), "it is a constant to the tape, which nothing depends on");
            return Err(error.help("compute from `let x = tape.watch(&x);`"));
        }
        let mut gradients = [const { None }; N];
        tape.differentiate(target, &self, &mut gradients)?;
        if let Some(position) = gradients.iter().position(Option::is_none) {
            let error = Error::new(place(position, N), "the target does not depend on it");
            return Err(error.help(
                "compute from what `tape.watch(&x)` returns, in place of `x`; and note that slopes as of `relu` are constant",
            ));
        }
        Ok(gradients.map(|gradient| gradient.expect("all are there")))
    }
}

fn place(position: usize, count: usize) -> String {
    let number = if count == 1 { String::new() } else { format!(" {position}") };
    format!("`gradient`, source{number}")
}

impl Sources for &Tensor {
    type Gradients = Tensor;

    fn gradients(self, tape: &Tape, target: &Tensor) -> Result<Tensor> {
        let [gradient] = [self].gradients(tape, target)?;
        Ok(gradient)
    }
}

impl<W: Weights + ?Sized> Sources for &W {
    type Gradients = VariableGradients;

    fn gradients(self, tape: &Tape, target: &Tensor) -> Result<VariableGradients> {
        by_weights(tape, target, &|f| self.visit_weights(&mut |_, weight| f(weight.variable())))
    }
}

macro_rules! tuples {
    ($($($group:ident $position:tt)*;)*) => {$(
        impl<$($group: Weights + ?Sized),*> Sources for ($(&$group,)*) {
            type Gradients = VariableGradients;

            fn gradients(self, tape: &Tape, target: &Tensor) -> Result<VariableGradients> {
                by_weights(tape, target, &|f| {
                    $(self.$position.visit_weights(&mut |_, weight| f(weight.variable()));)*
                })
            }
        }
    )*};
}

tuples! {
    A 0 B 1;
    A 0 B 1 C 2;
    A 0 B 1 C 2 D 3;
}

fn by_weights(tape: &Tape, target: &Tensor, each: &EachVariable<'_>) -> Result<VariableGradients> {
    let gradients = tape.variable_gradients(target, each)?;
    let mut has_trainable = false;
    each(&mut |variable| has_trainable |= variable.trainable());
    if has_trainable && !gradients.has_any() {
        return Err(no_weight_reached());
    }
    Ok(gradients)
}
