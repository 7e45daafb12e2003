//! Reshape: the same values in another shape.

use crate::autodiff::Tensor;
use crate::backend as K;
use crate::layer::{Config, Context, Layer};
use crate::shape::{Dim, Fault, Inputs, List, MAX_RANK, Shape, ShapeResult, Spec};
use crate::shape_try;

/// Reshaping: gives the values of a sample another shape, `Reshape((28, 28, 1))`, `Reshape((-1, 16))`.
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Reshape((2, -1), input = 4)];
/// assert_eq!(model.predict(&array![[1.0, 2.0, 3.0, 4.0]])?, array![[[1.0, 2.0], [3.0, 4.0]]]);
/// # Ok::<(), keras::Error>(())
/// ```
///
/// As [`keras.layers.Reshape`](https://keras.io/api/layers/reshaping_layers/reshape/).
#[doc(alias("View", "Unflatten"))]
#[derive(Config, Clone, Copy, Debug)]
pub struct Reshape {
    /// The shape of a sample; one axis may be -1, whatever is left. So sizes are `isize` here: `Reshape((N as isize, 2))` of a
    /// constant that is a `usize`.
    #[doc(alias("output_shape", "size", "dims"))]
    target_shape: List<isize>,
}

impl Reshape {
    /// The number of values stays the same.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        let x = shape_try!(inputs.one());
        let from = x.shape();
        let rank = self.target_shape.len();
        if rank > MAX_RANK {
            return ShapeResult::Err(Fault::new("makes ").number(rank).text(" axes, a sample has at most 5"));
        }
        let (mut to, mut known, mut rest) = (Shape::SCALAR, 1usize, None);
        let mut i = 0;
        while i < rank {
            match self.target_shape.get(i) {
                -1 if rest.is_none() => {
                    rest = Some(i);
                    to = to.push(Dim::Unknown);
                }
                size if size > 0 => {
                    known = known.saturating_mul(size as usize);
                    to = to.push(Dim::Known(size as usize));
                }
                -1 => return ShapeResult::Err(Fault::new("can infer only one axis, was given -1 twice")),
                size => {
                    let fault = Fault::new("needs axes of 1 or more in `target_shape`, was given ");
                    return ShapeResult::Err(fault.signed(size));
                }
            }
            i += 1;
        }
        let Dim::Known(size) = from.size() else { return ShapeResult::Ok(x.rearranged(to)) };
        match rest {
            Some(axis) if size.is_multiple_of(known) => {
                ShapeResult::Ok(x.rearranged(to.with(axis, Dim::Known(size / known))))
            }
            None if size == known => ShapeResult::Ok(x.rearranged(to)),
            _ => ShapeResult::Err(
                Fault::new("cannot make ")
                    .shape(&to)
                    .text(" of ")
                    .shape(&from)
                    .text(": ")
                    .number(size)
                    .text(if rest.is_some() { " values do not divide by " } else { " values are not " })
                    .number(known),
            ),
        }
    }
}

impl Layer for Reshape {
    fn call(&self, inputs: &[Tensor], _: &Context<'_>) -> Tensor {
        let batch = inputs[0].dim(0) as isize;
        let shape: smallvec::SmallVec<[isize; 8]> =
            std::iter::once(batch).chain(self.target_shape.iter()).collect();
        K::reshape(&inputs[0], &shape)
    }
}
