use super::compare::greater;
use super::elementwise::square;
use crate::Result;
use crate::autodiff::{Gradients, Inputs, Operation, Tensor};
use crate::kernels::activation::{Activation, activate, activate_gradient};
use crate::kernels::pointwise::Pointwise;
use crate::tensor::Dims;

/// Applies an activation function to each element.
pub(crate) fn activation(function: impl Activation, x: &Tensor) -> Tensor {
    x.tape().apply(Elementwise(function), &[x])
}

/// The gradient `dy` by `y`, the function's value, as that by its argument: [`Pointwise::gradient`] of tensors.
pub(super) fn pointwise_gradient(function: Pointwise, y: &Tensor, dy: &Tensor) -> Tensor {
    match function {
        Pointwise::Linear => dy.clone(),
        Pointwise::Relu => dy * greater(y, 0.0),
        Pointwise::Sigmoid => dy * y * (1.0 - y),
        Pointwise::Tanh => dy * (1.0 - square(y)),
    }
}

struct Elementwise<A>(A);

impl<A: Activation> Operation for Elementwise<A> {
    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        Ok(x.dims(0))
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        activate(self.0, &x[0], y);
        Ok(())
    }

    fn backward(&self, x: &Inputs<'_>, y: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
        activate_gradient(self.0, &x[0], y, dy);
        dx.reuse_upstream(0);
    }
}

#[cfg(test)]
mod tests {
    use super::activation;
    use crate::autodiff::testing::check_gradient;
    use crate::kernels::activation::{Mish, PIECE};

    #[test]
    fn the_gradient_reaches_the_elements_beyond_the_first_piece() {
        check_gradient(&[&[PIECE + 3]], |x| activation(Mish, &x[0]));
    }
}
