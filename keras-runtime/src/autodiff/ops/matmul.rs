use smallvec::SmallVec;

use super::broadcast::{broadcast, broadcast_dims, sum_to};
use super::permute::{swap_last, to_last};
use super::shape::reshape;
use crate::autodiff::{Gradients, Inputs, Operation, Tensor, TensorGradients};
use crate::kernels::matmul::{Epilogue, Matrix, matmul as product};
use crate::tensor::Dims;
use crate::{Error, Result};

/// Matrix product of two matrices, or of stacks of them: `(..., n, k)` and `(..., k, m)` give `(..., n, m)`. The axes
/// before the last two are broadcast as in NumPy.
pub fn matmul(a: &Tensor, b: &Tensor) -> Tensor {
    a.tape().apply(MatMul { transposed: false }, &[a, b])
}

/// Batch-wise dot product: the product of two tensors sample by sample, summed along axis `axes[0]` of `x` and
/// `axes[1]` of `y`.
///
/// The result has the batch, the other axes of `x` and the other axes of `y`; `(batch, 1)` if there are none.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let tape = Tape::new();
/// let (x, y) = (tape.array(&[[1.0, 2.0], [3.0, 4.0]]), tape.array(&[[1.0, 1.0], [0.0, 2.0]]));
/// assert_eq!(K::batch_dot(&x, &y, [1, 1]).to_array(), keras::ndarray::array![[3.0], [8.0]].into_dyn());
/// ```
pub fn batch_dot(x: &Tensor, y: &Tensor, axes: [isize; 2]) -> Tensor {
    let place = "K::batch_dot";
    let (a, b) = (to_last(place, x, axes[0]), to_last(place, y, axes[1]));
    let Some((a_dims, b_dims)) = x.tape().dims(&a).zip(x.tape().dims(&b)) else {
        // Says why there is nothing to see.
        return x.tape().apply(MatMul { transposed: true }, &[&a, &b]);
    };
    let is_batch = |dims: Dims, axis: isize| dims.axis(place, axis).is_ok_and(|axis| axis == 0);
    if is_batch(x.shape(), axes[0]) || is_batch(y.shape(), axes[1]) {
        return x.tape().fail(Error::new(place, "cannot sum along axis 0: it is the batch"));
    }
    if a_dims[0] != b_dims[0] || a_dims.last() != b_dims.last() {
        let message = format!("cannot multiply {} and {} along axes {axes:?}", x.shape(), y.shape());
        return x.tape().fail(Error::new(place, message));
    }
    let stack =
        |x: &Tensor, dims: Dims| reshape(x, &[dims[0] as isize, others(dims), dims.last_size() as isize]);
    let y = x.tape().apply(MatMul { transposed: true }, &[&stack(&a, a_dims), &stack(&b, b_dims)]);
    let between = |dims: Dims| dims[1..dims.rank() - 1].iter().map(|&size| size as isize).collect::<Sizes>();
    let mut sizes: Sizes =
        [a_dims[0] as isize].into_iter().chain(between(a_dims)).chain(between(b_dims)).collect();
    if sizes.len() == 1 {
        sizes.push(1);
    }
    reshape(&y, &sizes)
}

type Sizes = SmallVec<[isize; 16]>;

/// The product of the sizes between the first and the last.
fn others(dims: Dims) -> isize {
    dims[1..dims.rank() - 1].iter().product::<usize>() as isize
}

/// Products of the matrices in the last two axes, the second ones perhaps `transposed`.
struct MatMul {
    transposed: bool,
}

impl MatMul {
    /// The shape of the stack that results, and of the two that it is made of.
    fn stacks(x: &Inputs<'_>) -> Result<(Dims, [Dims; 2])> {
        let stacked = |dims: Dims| dims.without(dims.rank() - 1).without(dims.rank() - 2);
        let stacks = [stacked(x.dims(0)), stacked(x.dims(1))];
        Ok((broadcast_dims("K::matmul", "pair the matrices of", &stacks)?, stacks))
    }

    /// Calls `f` with the numbers of each matrix of the result and of the two that it is the product of.
    fn each(&self, x: &Inputs<'_>, f: impl FnMut(usize, [usize; 2])) -> Result<()> {
        let (dims, stacks) = Self::stacks(x)?;
        let [[rows, _], [_, columns]] = self.sizes(x);
        if rows == 0 || columns == 0 {
            return Ok(());
        }
        broadcast(dims, stacks).each(f);
        Ok(())
    }

    /// Rows and columns, as they are multiplied.
    fn sizes(&self, x: &Inputs<'_>) -> [[usize; 2]; 2] {
        let [a, b] = [x.dims(0), x.dims(1)].map(|dims| [dims[dims.rank() - 2], dims[dims.rank() - 1]]);
        [a, if self.transposed { [b[1], b[0]] } else { b }]
    }

    /// The second matrix, `k` × `m` as it is multiplied.
    fn second<'a>(&self, values: &'a [f32], k: usize, m: usize) -> Matrix<'a> {
        if self.transposed { Matrix::new(values, m, k).t() } else { Matrix::new(values, k, m) }
    }
}

impl Operation for MatMul {
    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        let (a, b) = (x.dims(0), x.dims(1));
        let error = |why: &str| Err(Error::new("K::matmul", format!("cannot multiply {a} and {b}: {why}")));
        if a.rank() < 2 || b.rank() < 2 {
            return error("both have to be matrices");
        }
        let [[rows, left], [right, columns]] = self.sizes(x);
        if left != right {
            return error(&format!("{left} columns meet {right} rows"));
        }
        let (stack, _) = Self::stacks(x)?;
        stack.with(stack.rank(), rows)?.with(stack.rank() + 1, columns)
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        let [[n, k], [_, m]] = self.sizes(x);
        self.each(x, |at, [i, j]| {
            let a = Matrix::new(&x[0][i * n * k..][..n * k], n, k);
            let b = self.second(&x[1][j * k * m..][..k * m], k, m);
            product(&mut y[at * n * m..][..n * m], a, b, 0.0, Epilogue::default());
        })
    }

    fn backward(&self, x: &Inputs<'_>, _: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
        let [[n, k], [_, m]] = self.sizes(x);
        let above = |at: usize| Matrix::new(&dy[at * n * m..][..n * m], n, m);
        let fitted = "the shapes fitted the values";
        dx.add(0, |g| {
            self.each(x, |at, [i, j]| {
                let b = self.second(&x[1][j * k * m..][..k * m], k, m);
                product(&mut g[i * n * k..][..n * k], above(at), b.t(), 1.0, Epilogue::default());
            })
            .expect(fitted);
        });
        dx.add(1, |g| {
            self.each(x, |at, [i, j]| {
                let a = Matrix::new(&x[0][i * n * k..][..n * k], n, k);
                let (left, right) = if self.transposed { (above(at).t(), a) } else { (a.t(), above(at)) };
                product(&mut g[j * k * m..][..k * m], left, right, 1.0, Epilogue::default());
            })
            .expect(fitted);
        });
    }

    fn differentiable_backward(
        &self,
        x: &[Tensor],
        _: &Tensor,
        dy: &Tensor,
        dx: &mut TensorGradients,
    ) -> bool {
        let turned = |x: &Tensor| swap_last("K::matmul", x);
        let [a, b] = [&x[0], &x[1]];
        dx.set(0, || sum_to(&matmul(dy, &if self.transposed { b.clone() } else { turned(b) }), a.shape()));
        dx.set(1, || {
            let product = if self.transposed { matmul(&turned(dy), a) } else { matmul(&turned(a), dy) };
            sum_to(&product, b.shape())
        });
        true
    }

    fn name(&self) -> &'static str {
        "K::matmul"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::Tape;
    use crate::autodiff::testing::check_gradient;

    #[test]
    fn stacks_of_matrices_have_their_gradients_however_they_are_broadcast() {
        let shapes: [[&[usize]; 2]; 5] = [
            [&[2, 3], &[3, 2]],
            [&[2, 2, 3], &[2, 3, 2]],
            [&[2, 2, 3], &[3, 2]],
            [&[2, 3], &[2, 3, 2]],
            [&[2, 1, 1, 3], &[1, 2, 3, 2]],
        ];
        for shapes in shapes {
            check_gradient(&shapes, |x| matmul(&x[0], &x[1]));
        }
    }

    #[test]
    fn samples_are_multiplied_along_any_axes() {
        let result = |a: &[usize], b: &[usize], axes| {
            check_gradient(&[a, b], |x| batch_dot(&x[0], &x[1], axes));
            let tape = Tape::new();
            let [a, b] = [a, b].map(|shape| tape.constant(shape, |x| x.fill(1.0)));
            let y = batch_dot(&a, &b, axes);
            assert!(y.read(|y| y.iter().all(|&y| y == 3.0)));
            y.shape().to_vec()
        };
        assert_eq!(result(&[2, 3], &[2, 3], [1, -1]), [2, 1]);
        assert_eq!(result(&[2, 3, 2], &[2, 3], [1, 1]), [2, 2]);
        assert_eq!(result(&[2, 2, 3], &[2, 3, 4], [2, 1]), [2, 2, 4]);
        assert_eq!(result(&[2, 3, 2], &[2, 4, 3], [1, 2]), [2, 2, 4]);
        assert_eq!(result(&[1, 2, 3, 1], &[1, 2, 3], [2, 2]), [1, 2, 1, 2]);
    }

    #[test]
    fn what_does_not_multiply_says_why() {
        let error = |a: &[usize], b: &[usize], f: &dyn Fn(&Tensor, &Tensor) -> Tensor| {
            let tape = Tape::new();
            let [a, b] = [a, b].map(|shape| tape.constant(shape, |x| x.fill(0.0)));
            f(&a, &b);
            tape.check().unwrap_err().to_string()
        };
        let expected = "K::matmul: cannot multiply (2, 3) and (4, 2): 3 columns meet 4 rows";
        assert_eq!(error(&[2, 3], &[4, 2], &matmul), expected);
        assert!(error(&[3], &[3, 2], &matmul).contains("both have to be matrices"));
        assert!(error(&[2, 1, 1], &[3, 1, 1], &matmul).contains("axis -1 is 2 and 3"));
        let along = |axes| move |a: &Tensor, b: &Tensor| batch_dot(a, b, axes);
        assert!(error(&[2, 3], &[2, 4], &along([1, 1])).contains("cannot multiply (2, 3) and (2, 4)"));
        assert!(error(&[2, 3], &[4, 3], &along([1, 1])).contains("cannot multiply (2, 3) and (4, 3)"));
        assert!(error(&[2, 3], &[2, 3], &along([0, 1])).contains("it is the batch"));
        let (tape, other) = (Tape::new(), Tape::new());
        batch_dot(&tape.array(&[[1.0]]), &other.array(&[[1.0]]), [1, 7]);
        assert!(tape.check().unwrap_err().to_string().contains("axis 7 is out of range"));
        assert!(error(&[2, 3], &[2, 3], &along([1, 2])).contains("axis 2 is out of range for (2, 3)"));
    }
}
