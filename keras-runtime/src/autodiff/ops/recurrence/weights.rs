//! What the gradients of a recurrence by its gates come to for its weights, over all steps at once.

use super::super::reduce::add_rows;
use super::{RECURRENT, Recurrence, X};
use crate::autodiff::{Gradients, Inputs};
use crate::kernels::matmul::{Epilogue, Matrix, matmul};
use crate::kernels::pointwise::axpy;
use crate::kernels::recurrence::{Cell, Sizes};
use crate::kernels::scratch;

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
            let seen = Seen { factors: self.factors(x), before, steps, units, columns };
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
                        add_rows(sum, rows);
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

/// What the gates see of the outputs before each step.
struct Seen<'a> {
    factors: &'a [f32],
    before: &'a [f32],
    steps: usize,
    units: usize,
    columns: usize,
}

impl Seen<'_> {
    /// Adds the gradient by the recurrent kernel to `sum`, from that by what the last output contributes.
    fn add_gradient(&self, d_inner: &[f32], sum: &mut [f32]) {
        let &Self { factors, before, steps, units, columns } = self;
        let rows = before.len() / units;
        if rows == 0 {
            return;
        }
        scratch::with(before.len() + units * units, |memory| {
            let (seen, product) = memory.split_at_mut(before.len());
            for at in (0..columns).step_by(units) {
                let factors = factors.chunks_exact(columns).map(|factors| &factors[at..][..units]);
                let samples = seen.chunks_exact_mut(steps * units).zip(before.chunks_exact(steps * units));
                for ((seen, before), factors) in samples.zip(factors) {
                    for (seen, before) in seen.chunks_exact_mut(units).zip(before.chunks_exact(units)) {
                        seen.iter_mut().zip(before).zip(factors).for_each(|((seen, h), by)| *seen = h * by);
                    }
                }
                let d_inner = Matrix::with_strides(&d_inner[at..], rows, units, columns, 1);
                let seen = Matrix::new(seen, rows, units);
                matmul(product, seen.t(), d_inner, 0.0, Epilogue::default());
                for (sum, product) in sum.chunks_exact_mut(columns).zip(product.chunks_exact(units)) {
                    axpy(1.0, product, &mut sum[at..][..units]);
                }
            }
        });
    }
}
