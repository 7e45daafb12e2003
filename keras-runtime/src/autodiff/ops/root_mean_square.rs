//! Root mean square normalization: one operation with a hand-written gradient.

use crate::autodiff::{Gradients, Inputs, Operation, Tensor};
use crate::kernels::normalization::{rms_gradient, rms_normalize};
use crate::kernels::pointwise::axpy;
use crate::tensor::Dims;
use crate::{Error, Result};

/// Root mean square normalization: `x / sqrt(mean(x²) + epsilon) * scale`, the mean being that of the last axes together, as
/// many as `scale` has.
pub(crate) fn rms_normalized(x: &Tensor, scale: &Tensor, epsilon: f32) -> Tensor {
    x.tape().apply(RootMeanSquare { epsilon }, &[x, scale])
}

struct RootMeanSquare {
    epsilon: f32,
}

impl Operation for RootMeanSquare {
    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        let (dims, scale) = (x.dims(0), x.dims(1));
        if !dims.ends_with(&scale) || scale.elements() == 0 {
            let expected = "a scale of the size of the last axes";
            return Err(Error::expected("an RMS normalization", expected, format!("{scale} for {dims}")));
        }
        Ok(dims)
    }

    fn keeps(&self, x: &Inputs<'_>) -> usize {
        x.dims(0).elements() / x.dims(1).elements()
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        let (y, kept) = y.split_at_mut(x[0].len());
        rms_normalize(&x[0], &x[1], self.epsilon, y, kept);
        Ok(())
    }

    fn backward(&self, x: &Inputs<'_>, y: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
        rms_gradient(&x[0], &x[1], &y[dy.len()..], dy, |by_scale| dx.add(1, |g| axpy(1.0, by_scale, g)));
        dx.reuse_upstream(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::Tape;
    use crate::autodiff::testing::check_gradient;

    #[test]
    fn rms_normalization_has_its_gradients_over_one_axis_and_several() {
        check_gradient(&[&[3, 4], &[4]], |x| rms_normalized(&x[0], &x[1], 0.05));
        check_gradient(&[&[2, 3, 2], &[3, 2]], |x| rms_normalized(&x[0], &x[1], 0.05));
    }

    #[test]
    fn squares_too_large_for_a_number_do_no_harm() {
        let tape = Tape::new();
        let y = rms_normalized(&tape.array(&[[3e30, 4e30]]), &tape.array(&[1.0, 1.0]), 1e-6);
        let root = 12.5_f32.sqrt();
        y.read(|y| assert!((y[0] - 3.0 / root).abs() < 1e-5 && (y[1] - 4.0 / root).abs() < 1e-5, "{y:?}"));
    }
}
