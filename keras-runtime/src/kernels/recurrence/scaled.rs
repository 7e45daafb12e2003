//! The gradient of a recurrent kernel where each gate sees the outputs scaled by factors of its own.

use crate::kernels::matmul::{Epilogue, Matrix, matmul};
use crate::kernels::pointwise::axpy;
use crate::kernels::scratch;

/// What the gates see of the outputs before each step.
pub(crate) struct ScaledOutputs<'a> {
    pub factors: &'a [f32],
    pub before: &'a [f32],
    pub steps: usize,
    pub units: usize,
    pub columns: usize,
}

impl ScaledOutputs<'_> {
    /// Adds the gradient by the recurrent kernel to `sum`, from that by what the last output contributes.
    pub fn add_gradient(&self, d_inner: &[f32], sum: &mut [f32]) {
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
