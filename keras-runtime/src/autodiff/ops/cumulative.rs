use crate::Result;
use crate::autodiff::{Gradients, Inputs, Operation, Tensor};
use crate::kernels::cumulative::{
    cumulative_product, cumulative_product_gradient, cumulative_sum, cumulative_sum_gradient,
};
use crate::tensor::Dims;

/// Cumulative sum along an axis: each element plus all before it.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[1.0, 2.0, 3.0]);
/// assert_eq!(K::cumsum(&x, 0).to_array(), keras::ndarray::array![1.0, 3.0, 6.0].into_dyn());
/// ```
pub fn cumsum(x: &Tensor, axis: isize) -> Tensor {
    x.tape().apply(Cumulative { place: "K::cumsum", axis, product: false }, &[x])
}

/// Cumulative product along an axis: each element times all before it.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[1.0, 2.0, 3.0]);
/// assert_eq!(K::cumprod(&x, 0).to_array(), keras::ndarray::array![1.0, 2.0, 6.0].into_dyn());
/// ```
pub fn cumprod(x: &Tensor, axis: isize) -> Tensor {
    x.tape().apply(Cumulative { place: "K::cumprod", axis, product: true }, &[x])
}

struct Cumulative {
    place: &'static str,
    axis: isize,
    product: bool,
}

impl Cumulative {
    fn around(&self, x: &Inputs<'_>) -> Result<(usize, usize)> {
        let axis = x.dims(0).axis(self.place, self.axis)?;
        let (_, along, after) = x.dims(0).around(axis);
        Ok((along, after))
    }
}

impl Operation for Cumulative {
    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        self.around(x).map(|_| x.dims(0))
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        let (along, after) = self.around(x)?;
        match self.product {
            false => cumulative_sum(along, after, &x[0], y),
            true => cumulative_product(along, after, &x[0], y),
        }
        Ok(())
    }

    fn backward(&self, x: &Inputs<'_>, y: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
        let (along, after) = self.around(x).expect("the axis existed when the values were computed");
        match self.product {
            false => cumulative_sum_gradient(along, after, dy),
            true => cumulative_product_gradient(along, after, &x[0], y, dy),
        }
        dx.reuse_upstream(0);
    }

    fn name(&self) -> &'static str {
        self.place
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::Variable;
    use crate::autodiff::testing::{check_gradient, check_gradient_at};

    #[test]
    fn running_sums_and_products_have_their_gradients_along_every_axis() {
        for axis in -3..3 {
            check_gradient(&[&[2, 3, 2]], |x| cumsum(&x[0], axis));
            check_gradient(&[&[2, 3, 2]], |x| cumprod(&x[0], axis));
        }
    }

    #[test]
    fn a_running_product_has_its_gradient_among_zeros() {
        let zeros = Variable::new("x", &[5], |x| x.copy_from_slice(&[2.0, 0.0, 3.0, 0.0, 1.5])).unwrap();
        check_gradient_at(&mut [zeros], |x| cumprod(&x[0], 0));
    }
}
