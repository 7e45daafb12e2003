use crate::Result;
use crate::autodiff::{Gradients, Inputs, Operation, Tensor};
use crate::kernels::strided::Strided;
use crate::tensor::Dims;

/// Reverses (flips) the elements along an axis.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[1.0, 2.0, 3.0]);
/// assert_eq!(K::reverse(&x, 0).to_array(), keras::ndarray::array![3.0, 2.0, 1.0].into_dyn());
/// ```
pub fn reverse(x: &Tensor, axis: isize) -> Tensor {
    x.tape().apply(Reverse { axis }, &[x])
}

struct Reverse {
    axis: isize,
}

impl Reverse {
    fn view(&self, x: &Inputs<'_>) -> Result<Strided<1>> {
        let axis = x.dims(0).axis("K::reverse", self.axis)?;
        let (before, along, after) = x.dims(0).around(axis);
        let (start, step) = (along.saturating_sub(1) * after, after as isize);
        let axes = [(after, [1]), (along, [-step]), (before, [along as isize * step])];
        Ok(Strided::new([start], axes))
    }
}

impl Operation for Reverse {
    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        self.view(x).map(|_| x.dims(0))
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        self.view(x)?.copy(&x[0], y);
        Ok(())
    }

    /// What is reversed twice is as it was.
    fn backward(&self, x: &Inputs<'_>, _: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
        let view = self.view(x).expect("the axis existed when the values were computed");
        dx.add(0, |g| view.add(dy, g));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::testing::check_gradient;

    #[test]
    fn what_is_reversed_has_its_gradient_along_every_axis() {
        for axis in -3..3 {
            check_gradient(&[&[2, 3, 2]], |x| reverse(&x[0], axis));
        }
    }
}
