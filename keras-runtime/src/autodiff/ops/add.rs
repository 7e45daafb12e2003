use super::activation::pointwise_gradient;
use crate::Result;
use crate::autodiff::{Gradients, Inputs, Operation, Tensor, TensorGradients};
use crate::kernels::pointwise::{self, Pointwise};
use crate::tensor::Dims;

/// The fused addition `function(a + b)` of two tensors of one shape, as where a residual connection ends.
pub(super) struct Add {
    pub function: Pointwise,
}

impl Operation for Add {
    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        debug_assert_eq!(x.dims(0), x.dims(1));
        Ok(x.dims(0))
    }

    fn function(&mut self) -> Option<&mut Pointwise> {
        Some(&mut self.function)
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        match self.function {
            Pointwise::Relu => pointwise::zip(&x[0], &x[1], y, |a, b| if a + b < 0.0 { 0.0 } else { a + b }),
            function => {
                pointwise::zip(&x[0], &x[1], y, |a, b| a + b);
                function.apply(y);
            }
        }
        Ok(())
    }

    fn backward(&self, _: &Inputs<'_>, y: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
        self.function.gradient(y, dy);
        dx.accumulate(1, |g, beta| match beta {
            0.0 => g.copy_from_slice(dy),
            _ => pointwise::axpy(1.0, dy, g),
        });
        dx.reuse_upstream(0);
    }

    fn differentiable_backward(
        &self,
        _: &[Tensor],
        y: &Tensor,
        dy: &Tensor,
        dx: &mut TensorGradients,
    ) -> bool {
        let gradient = pointwise_gradient(self.function, y, dy);
        dx.set(0, || gradient.clone());
        dx.set(1, || gradient.clone());
        true
    }

    fn name(&self) -> &'static str {
        "K::add"
    }
}

#[cfg(test)]
mod tests {
    use super::super::{add, multiply, relu, sum, tanh};
    use crate::autodiff::testing::check_gradient;
    use crate::autodiff::{Tape, Variable};

    #[test]
    fn the_gradient_reaches_both_sides_whatever_follows() {
        let shapes: [&[usize]; 2] = [&[3, 5], &[3, 5]];
        check_gradient(&shapes, |x| add(&x[0], &x[1]));
        // The factor keeps sums off the corner of ReLU.
        check_gradient(&shapes, |x| relu(&add(&(&x[0] * 0.83), &x[1])));
        check_gradient(&shapes, |x| tanh(&add(&x[0], &x[1])));
        check_gradient(&shapes, |x| multiply(&relu(&add(&(&x[0] * 0.83), &x[1])), &x[1]));
        check_gradient(&shapes[..1], |x| relu(&add(&x[0], &x[0])));
    }

    #[test]
    fn what_a_function_was_fused_with_can_still_be_used_itself() {
        check_gradient(&[&[3, 5], &[3, 5]], |x| {
            let joined = add(&(&x[0] * 0.83), &x[1]);
            multiply(&relu(&joined), tanh(&joined)) + joined
        });
        let tape = Tape::new();
        let joined = tape.array(&[1.0, -3.0]) + tape.array(&[1.0, 1.0]);
        assert_eq!(relu(&joined).to_array(), ndarray::array![2.0, 0.0].into_dyn());
        assert_eq!(joined.to_array(), ndarray::array![2.0, -2.0].into_dyn());
    }

    #[test]
    fn one_operation_serves_step_after_step_fused_and_not() {
        let v = Variable::new("v", &[2], |v| v.copy_from_slice(&[-1.0, 2.0])).unwrap();
        let tape = Tape::new();
        for _ in 0..2 {
            let x = tape.variable(&v);
            tape.backward(&sum(&relu(&(&x + &x)))).unwrap();
            assert_eq!(tape.gradient(&v, |g| g.to_vec()), Some(vec![0.0, 2.0]));
            tape.reset();
            let x = tape.variable(&v);
            tape.backward(&sum(&(&x + &x))).unwrap();
            assert_eq!(tape.gradient(&v, |g| g.to_vec()), Some(vec![2.0, 2.0]));
            tape.reset();
        }
    }
}
