use crate::Result;
use crate::autodiff::{Gradients, Inputs, Operation, Tensor};
use crate::kernels::cumulative::{cumulative_sum, cumulative_sum_gradient};
use crate::tensor::Dims;

/// Cumulative sum along an axis: each element plus all before it.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[1.0, 2.0, 3.0]);
/// assert_eq!(K::cumsum(&x, 0).to_array(), ndarray::array![1.0, 3.0, 6.0].into_dyn());
/// ```
pub fn cumsum(x: &Tensor, axis: isize) -> Tensor {
    x.tape().apply(Cumsum { axis }, &[x])
}

struct Cumsum {
    axis: isize,
}

impl Cumsum {
    fn around(&self, x: &Inputs<'_>) -> Result<(usize, usize)> {
        let axis = x.dims(0).axis("K::cumsum", self.axis)?;
        let (_, along, after) = x.dims(0).around(axis);
        Ok((along, after))
    }
}

impl Operation for Cumsum {
    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        self.around(x).map(|_| x.dims(0))
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        let (along, after) = self.around(x)?;
        cumulative_sum(along, after, &x[0], y);
        Ok(())
    }

    fn backward(&self, x: &Inputs<'_>, _: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
        let (along, after) = self.around(x).expect("the axis existed when the values were computed");
        cumulative_sum_gradient(along, after, dy);
        dx.reuse_upstream(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::testing::check_gradient;

    #[test]
    fn a_running_sum_has_its_gradient_along_every_axis() {
        for axis in -3..3 {
            check_gradient(&[&[2, 3, 2]], |x| cumsum(&x[0], axis));
        }
    }
}
