use super::activation::pointwise_gradient;
use super::broadcast::sum_to;
use super::permute::transpose;
use super::shape::view_as;
use crate::autodiff::{Gradients, Inputs, Operation, Tensor, TensorGradients};
use crate::kernels::matmul::{Epilogue, Matrix, Pointwise, matmul};
use crate::kernels::rows::add_column_sums;
use crate::tensor::Dims;
use crate::{Error, Result};

/// Dot product of the last axis of `x` and the first of `kernel`: `(..., n) · (n, m)` is `(..., m)`.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let tape = Tape::new();
/// let x = tape.array(&[[1.0, 2.0]]);
/// let kernel = tape.array(&[[1.0, 0.0, 1.0], [0.0, 1.0, 1.0]]);
/// assert_eq!(K::dot(&x, &kernel).to_array(), keras::ndarray::array![[1.0, 2.0, 3.0]].into_dyn());
/// ```
pub fn dot(x: &Tensor, kernel: &Tensor) -> Tensor {
    linear(x, kernel, None, Pointwise::Linear)
}

/// Fused dense layer, `function(x · kernel + bias)` in one pass over memory, where `x` is `(..., n)`, `kernel` `(n, m)`
/// and `bias` `(m,)`; the result is `(..., m)`.
pub fn linear(x: &Tensor, kernel: &Tensor, bias: Option<&Tensor>, function: Pointwise) -> Tensor {
    match bias {
        Some(bias) => x.tape().apply(Linear { function }, &[x, kernel, bias]),
        None => x.tape().apply(Linear { function }, &[x, kernel]),
    }
}

struct Linear {
    function: Pointwise,
}

/// The inputs as matrices: rows × n, n × m.
fn matrices<'a>(x: &'a Inputs<'_>) -> [Matrix<'a>; 2] {
    let (left, kernel) = (x.dims(0), x.dims(1));
    let rows = left[..left.rank() - 1].iter().product();
    [Matrix::new(&x[0], rows, kernel[0]), Matrix::new(&x[1], kernel[0], kernel[1])]
}

impl Operation for Linear {
    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        let (left, kernel) = (x.dims(0), x.dims(1));
        let error = |why: &str| Error::new("K::dot", format!("cannot multiply {left} and {kernel}: {why}"));
        if left.rank() == 0 || kernel.rank() != 2 {
            let help = "`K::batch_dot` multiplies sample by sample";
            return Err(error("it takes (..., n) and (n, m)").help(help));
        }
        let (columns, rows) = (left.last_size(), kernel[0]);
        if columns != rows {
            return Err(error(&format!("{columns} columns meet {rows} rows")));
        }
        if x.len() == 3 && *x.dims(2) != kernel[1..] {
            return Err(Error::expected("the bias of a dense layer", format!("({},)", kernel[1]), x.dims(2)));
        }
        left.resized(left.rank() - 1, kernel[1])
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        let [left, kernel] = matrices(x);
        let bias = (x.len() == 3).then(|| &x[2]);
        matmul(y, left, kernel, 0.0, Epilogue { bias, function: self.function });
        Ok(())
    }

    fn function(&mut self) -> Option<&mut Pointwise> {
        Some(&mut self.function)
    }

    fn backward(&self, x: &Inputs<'_>, y: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
        self.function.gradient(y, dy);
        let [left, kernel] = matrices(x);
        let above = Matrix::new(dy, left.rows(), kernel.cols());
        dx.accumulate(0, |g, beta| matmul(g, above, kernel.t(), beta, Epilogue::default()));
        dx.accumulate(1, |g, beta| matmul(g, left.t(), above, beta, Epilogue::default()));
        if x.len() == 3 {
            dx.add(2, |g| add_column_sums(dy, g));
        }
    }

    fn differentiable_backward(
        &self,
        x: &[Tensor],
        y: &Tensor,
        dy: &Tensor,
        dx: &mut TensorGradients,
    ) -> bool {
        let dz = pointwise_gradient(self.function, y, dy);
        dx.set(0, || dot(&dz, &transpose(&x[1])));
        dx.set(1, || {
            let rows = |x: &Tensor| {
                let dims = x.shape();
                let [count, columns] = [dims[..dims.rank() - 1].iter().product(), dims.last_size()];
                view_as(x, Dims::new(&[count, columns]).unwrap_or(dims))
            };
            dot(&transpose(&rows(&x[0])), &rows(&dz))
        });
        if x.len() == 3 {
            dx.set(2, || sum_to(&dz, x[2].shape()));
        }
        true
    }

    fn name(&self) -> &'static str {
        "K::dot"
    }
}

#[cfg(test)]
mod tests {
    use super::super::sum;
    use super::*;
    use crate::autodiff::testing::check_gradient;
    use crate::autodiff::{Tape, Variable};

    #[test]
    fn a_product_has_its_gradients_whatever_the_rank() {
        check_gradient(&[&[2, 3], &[3, 4]], |x| dot(&x[0], &x[1]));
        check_gradient(&[&[2, 2, 3], &[3, 2]], |x| dot(&x[0], &x[1]));
        check_gradient(&[&[3], &[3, 2]], |x| dot(&x[0], &x[1]));
        check_gradient(&[&[3, 3]], |x| dot(&x[0], &x[0]));
    }

    #[test]
    fn a_dense_layer_has_its_gradients_whatever_the_function() {
        for function in [Pointwise::Linear, Pointwise::Relu, Pointwise::Sigmoid, Pointwise::Tanh] {
            check_gradient(&[&[2, 2, 3], &[3, 2], &[2]], |x| linear(&x[0], &x[1], Some(&x[2]), function));
        }
    }

    #[test]
    fn what_does_not_multiply_says_why() {
        let error = |a: &[usize], b: &[usize]| {
            let tape = Tape::new();
            let [a, b] = [a, b].map(|shape| tape.constant(shape, |x| x.fill(0.0)));
            dot(&a, &b);
            tape.check().unwrap_err().to_string()
        };
        let message = "K::dot: cannot multiply (32, 784) and (512, 10): 784 columns meet 512 rows";
        assert_eq!(error(&[32, 784], &[512, 10]), message);
        assert!(error(&[], &[1, 1]).contains("cannot multiply () and (1, 1)"));
        assert!(error(&[2, 2], &[2]).contains("K::batch_dot"));
    }

    #[test]
    fn a_product_that_is_empty_has_a_gradient() {
        let [x, kernel] = [[2, 3], [3, 0]].map(|shape| Variable::new("x", &shape, |x| x.fill(1.0)).unwrap());
        let tape = Tape::new();
        tape.backward(&sum(&dot(&tape.variable(&x), &tape.variable(&kernel)))).unwrap();
        assert_eq!(tape.gradient(&x, |g| g.to_vec()), Some(vec![0.0; 6]));
    }

    #[test]
    fn a_product_over_nothing_is_zero() {
        let tape = Tape::new();
        let product = dot(&tape.constant(&[2, 0], |_| ()), &tape.constant(&[0, 3], |_| ()));
        assert_eq!(product.to_array(), ndarray::Array2::<f32>::zeros((2, 3)).into_dyn());
    }
}
