use crate::autodiff::{Gradients, Inputs, Operation, Tensor};
use crate::tensor::Dims;
use crate::{Error, Result};

/// Sparsemax: the nearest probabilities along the last axis.
pub(crate) fn sparsemax(x: &Tensor) -> Tensor {
    x.tape().apply(Sparsemax, &[x])
}

struct Sparsemax;

impl Operation for Sparsemax {
    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        let dims = x.dims(0);
        if dims.rank() == 0 || dims.last_size() == 0 {
            return Err(Error::expected("activation `sparsemax`", "a last axis to go along", dims));
        }
        Ok(dims)
    }

    /// `max(x - t, 0)`, where `t` is such that the sum is 1. All of it counts from the largest number, so that large ones
    /// lose no digits.
    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        let size = x.dims(0).last_size();
        for (y, x) in y.chunks_exact_mut(size).zip(x[0].chunks_exact(size)) {
            y.copy_from_slice(x);
            y.sort_unstable_by(|a, b| b.total_cmp(a));
            let start = y[0];
            let (mut sum, mut threshold) = (0.0, f32::NAN);
            for (count, largest) in y.iter().map(|y| y - start).enumerate() {
                sum += largest;
                let candidate = (sum - 1.0) / (count + 1) as f32;
                if largest <= candidate {
                    break;
                }
                threshold = candidate;
            }
            y.iter_mut().zip(x).for_each(|(y, x)| *y = x - start);
            y.iter_mut().for_each(|y| *y = if *y < threshold { 0.0 } else { *y - threshold });
        }
        Ok(())
    }

    /// Among those that are not 0, `dy` without its mean.
    fn backward(&self, x: &Inputs<'_>, y: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
        let size = x.dims(0).last_size();
        for (dy, y) in dy.chunks_exact_mut(size).zip(y.chunks_exact(size)) {
            let chosen = || y.iter().map(|&y| if y > 0.0 { 1.0 } else { 0.0 });
            let count: f32 = chosen().sum();
            let mean = dy.iter().zip(chosen()).map(|(dy, chosen)| dy * chosen).sum::<f32>() / count;
            dy.iter_mut().zip(chosen()).for_each(|(dy, chosen)| *dy = (*dy - mean) * chosen);
        }
        dx.reuse_upstream(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::Tape;

    #[test]
    fn the_nearest_probabilities_sum_to_one_and_leave_some_at_zero() {
        let x = Tape::new().array(&[[2.0, 0.5, -1.0], [0.3, 0.2, 0.1], [5.0, 5.0, 0.0]]);
        let y = sparsemax(&x).to_array();
        let third = 1.0 / 3.0;
        let expected = ndarray::array![[1.0, 0.0, 0.0], [third + 0.1, third, third - 0.1], [0.5, 0.5, 0.0],];
        assert!((y - expected).iter().all(|error: &f32| error.abs() < 1e-6));
    }
}
