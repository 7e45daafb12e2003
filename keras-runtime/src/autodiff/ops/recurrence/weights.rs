//! Weight gradients of a recurrence, from the gradients of its gates, over all steps at once.

use super::{RECURRENT, Recurrence, X};
use crate::autodiff::{Gradients, Inputs};
use crate::kernels::matmul::{Epilogue, Matrix, matmul};
use crate::kernels::pointwise::axpy;
use crate::kernels::recurrence::{Cell, ScaledOutputs, Sizes};
use crate::kernels::rows::add_column_sums;

impl<C: Cell> Recurrence<C> {
    /// Adds to the gradients of the inputs what the gradients by the gates and by the first states come to.
    pub(super) fn hand_on(
        &self,
        x: &Inputs<'_>,
        before: &[f32],
        d_gates: &[f32],
        d_inner: &[f32],
        d_states: [&[f32]; 2],
        dx: &mut Gradients<'_>,
    ) {
        let Sizes { batch, steps, units, .. } = self.sizes(x);
        let (rows, columns) = (batch * steps, C::GATES * units);
        let [gates, inner] = [d_gates, d_inner].map(|gradient| Matrix::new(gradient, rows, columns));
        if let (Some([input, kernel]), Some(at)) = (self.matrices(x), self.kernel()) {
            dx.accumulate(X, |g, beta| matmul(g, gates, kernel.t(), beta, Epilogue::default()));
            dx.accumulate(at, |g, beta| matmul(g, input.t(), gates, beta, Epilogue::default()));
        } else {
            dx.add(X, |g| axpy(1.0, d_gates, g));
        }
        if self.scaled {
            let seen = ScaledOutputs { factors: self.factors(x), before, steps, units, columns };
            dx.add(RECURRENT, |g| seen.add_gradient(d_inner, g));
        } else {
            let before = Matrix::new(before, rows, units);
            dx.accumulate(RECURRENT, |g, beta| matmul(g, before.t(), inner, beta, Epilogue::default()));
        }
        if let Some(bias) = self.bias() {
            dx.add(bias, |g| {
                let (own, inner) = g.split_at_mut(self.own_biases(x));
                for (sum, rows) in [(own, d_gates), (inner, d_inner)] {
                    if !sum.is_empty() {
                        add_column_sums(rows, sum);
                    }
                }
            });
        }
        for (index, gradient) in d_states.into_iter().enumerate() {
            if let Some(input) = self.state(index) {
                dx.add(input, |g| axpy(1.0, gradient, g));
            }
        }
    }
}
