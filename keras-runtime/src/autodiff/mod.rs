//! Reverse-mode automatic differentiation (autograd): a [`Tape`] records the operations on [`Variable`]s, and its
//! backward pass computes the gradient of the loss by each of them.
//!
//! Losses, metrics and layers are mostly written with the functions of the [`backend`], which bring their gradients
//! along. Where none fits, or where several passes over memory could be one, write an [`Operation`].
//!
//! # Writing an operation
//!
//! An operation is a small struct that holds its settings, with three methods: the shape of the output, its values,
//! and what the gradient `dy` of the output means for each input. The inputs arrive as slices, `x[0]` the first, in
//! row-major order, with their shapes as `x.dims(0)`. Nothing is kept by hand: inputs and output are there again when
//! the tape runs backward.
//!
//! ```
//! use keras::autodiff::{Dims, Gradients, Inputs, Operation, Tape, Tensor, Variable};
//! use keras::{Error, Result};
//!
//! /// `x` by each row's own factor: `(rows, n)` and `(rows,)` give `(rows, n)`.
//! fn scale_rows(x: &Tensor, factors: &Tensor) -> Tensor {
//!     x.tape().apply(ScaleRows, &[x, factors])
//! }
//!
//! struct ScaleRows;
//!
//! impl Operation for ScaleRows {
//!     fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
//!         let (matrix, factors) = (x.dims(0), x.dims(1));
//!         match (&*matrix, &*factors) {
//!             ([rows, _], [count]) if rows == count => Ok(matrix),
//!             _ => Err(Error::expected("scale_rows", "(rows, n) and (rows,)", format!("{matrix} and {factors}"))),
//!         }
//!     }
//!
//!     fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
//!         let columns = x.dims(0)[1].max(1);
//!         for ((y, x), factor) in y.chunks_exact_mut(columns).zip(x[0].chunks_exact(columns)).zip(&x[1]) {
//!             y.iter_mut().zip(x).for_each(|(y, x)| *y = factor * x);
//!         }
//!         Ok(())
//!     }
//!
//!     fn backward(&self, x: &Inputs<'_>, _y: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
//!         let columns = x.dims(0)[1].max(1);
//!         // The gradient of a factor: what its row of x, weighted by dy, comes to. `add` passes over inputs that
//!         // need no gradient.
//!         dx.add(1, |g| {
//!             for ((g, dy), x) in g.iter_mut().zip(dy.chunks_exact(columns)).zip(x[0].chunks_exact(columns)) {
//!                 *g += dy.iter().zip(x).map(|(dy, x)| dy * x).sum::<f32>();
//!             }
//!         });
//!         // The gradient of x has the size of dy: dy is turned into it in place and handed on without a copy.
//!         for (dy, factor) in dy.chunks_exact_mut(columns).zip(&x[1]) {
//!             dy.iter_mut().for_each(|dy| *dy *= factor);
//!         }
//!         dx.reuse_upstream(0);
//!     }
//! }
//!
//! let factors = Variable::new("factors", &[2], |f| f.copy_from_slice(&[10.0, 100.0]))?;
//! let tape = Tape::new();
//! let x = tape.array(&[[1.0, 2.0], [3.0, 4.0]]);
//! let y = scale_rows(&x, &tape.variable(&factors));
//! assert_eq!(y.to_array(), keras::ndarray::array![[10.0, 20.0], [300.0, 400.0]].into_dyn());
//!
//! tape.backward(&keras::backend::sum(&y))?;
//! assert_eq!(tape.gradient(&factors, |g| g.to_vec()), Some(vec![3.0, 7.0]));
//! # Ok::<(), Error>(())
//! ```
//!
//! That is all. [`Tape::apply`] never fails: an error from `shape` or `forward` is noted on the tape, and the tensor
//! that comes back spoils in silence what is computed from it, so that formulas read as formulas.
//!
//! Buffers come from the tape and return to it, and the struct of a step is overwritten by that of the next, so an
//! operation that holds plain values only makes no allocation once the first step is over.
//!
//! # Second derivatives
//!
//! A gradient by a tensor, as [`GradientTape::gradient`](crate::training::GradientTape::gradient) gives it, is a tensor that
//! has gradients in turn, as long as each operation in between says its gradient in operations:
//! [`Operation::differentiable_backward`]. These do, however often:
//!
//! - of each element: [`abs`](backend::abs) [`clip`](backend::clip) [`cos`](backend::cos) [`erf`](backend::erf)
//!   [`exp`](backend::exp) [`expm1`](backend::expm1) [`log`](backend::log) [`log1p`](backend::log1p)
//!   [`negative`](backend::negative) [`relu`](backend::relu) [`sigmoid`](backend::sigmoid) [`sin`](backend::sin)
//!   [`softplus`](backend::softplus) [`sqrt`](backend::sqrt) [`square`](backend::square) [`tanh`](backend::tanh), and the
//!   activations that are linear but for corners, as `leaky_relu`; functions of angles, logarithms, powers and roots;
//! - of two tensors: `+` `-` `*` `/` [`maximum`](backend::maximum) [`minimum`](backend::minimum) [`pow`](backend::pow)
//!   [`prelu`](backend::prelu) [`where_`](backend::where_);
//! - reductions: [`sum`](backend::sum) [`mean`](backend::mean) [`var`](backend::var) [`std`](backend::std())
//!   [`logsumexp`](backend::logsumexp), and along an axis; [`softmax`](backend::softmax)
//!   [`log_softmax`](backend::log_softmax);
//! - products: [`dot`](backend::dot) [`linear`](backend::linear), and with it `Dense`, [`matmul`](backend::matmul)
//!   [`batch_dot`](backend::batch_dot);
//! - shapes and parts: [`reshape`](backend::reshape) and its like, [`permute_dimensions`](backend::permute_dimensions)
//!   [`transpose`](backend::transpose) [`concatenate`](backend::concatenate) [`stack`](backend::stack)
//!   [`part`](backend::part) [`crop`](backend::crop) [`zero_pad`](backend::zero_pad), slices and splits, diagonals, borders and
//!   blocks, elements that are taken, sorted or scattered, [`einsum`](backend::einsum) and its like.
//!
//! All others are differentiable once. What has gone through their gradient knows that, and to ask for its gradient is an
//! error that names the operation. Test a second derivative by [`testing::check_second_gradient`].
//!
//! # Lazy evaluation
//!
//! Most operations are computed as soon as they are applied. An operation that can end in an activation, such as a
//! matrix product, a convolution or the addition of a residual, is evaluated on the first use of its output. If that
//! use is one of `relu`, `sigmoid` and `tanh`, the activation is fused into the operation as an epilogue: it is applied
//! while the output is written, and memory is passed over once instead of twice. Any other use, and reading the values,
//! evaluates the operation as it is. A fused sigmoid remains lazy, as a loss may ask for its logits, which are then the
//! values that are computed.
//!
//! So an error of such an operation's `forward` is noted when its output is used, and an output that is used both
//! itself and under an activation is computed for each. An operation opts in by [`Operation::function`].
//!
//! Test a gradient against differences: [`testing::check_gradient`].

pub mod backend;
mod differentiate;
#[cfg(test)]
mod differentiate_tests;
mod node;
mod operation;
mod operators;
pub(crate) mod ops;
mod prepared;
mod state;
mod tape;
mod tensor;
mod tensor_gradients;
pub mod testing;
#[cfg(test)]
mod tests;
mod variable;
mod variable_gradients;

pub use crate::kernels::pointwise::Pointwise;
pub use crate::tensor::Dims;
pub use operation::{Gradients, Inputs, Operation};
pub use ops::RandomSource;
pub(crate) use tape::EachVariable;
pub use tape::Tape;
pub use tensor::Tensor;
pub use tensor_gradients::TensorGradients;
pub use variable::Variable;
pub use variable_gradients::VariableGradients;
