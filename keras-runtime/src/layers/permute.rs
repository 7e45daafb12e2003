//! Permute: the axes in another order.

use crate::autodiff::Tensor;
use crate::backend as K;
use crate::layer::{Config, Context, Layer};
use crate::shape::{Fault, Inputs, List, Shape, ShapeResult, Spec};
use crate::shape_try;

/// Transposition: puts the axes of a sample in another order, `Permute((2, 1))` swaps two.
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Permute((2, 1), input = (2, 2))];
/// assert_eq!(model.predict(&array![[[1.0, 2.0], [3.0, 4.0]]])?, array![[[1.0, 3.0], [2.0, 4.0]]]);
/// # Ok::<(), keras::Error>(())
/// ```
///
/// As [`keras.layers.Permute`](https://keras.io/api/layers/reshaping_layers/permute/).
#[doc(alias = "Transpose")]
#[derive(Config, Clone, Copy, Debug)]
pub struct Permute {
    /// Which axis of the input each axis of the output is, counted from 1; the batch stays.
    #[doc(alias("axes", "order", "pattern"))]
    dims: List<usize>,
}

impl Permute {
    /// Axis `i` of the output is axis `dims[i]` of the input.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        let x = shape_try!(inputs.one());
        let (from, rank) = (x.shape(), self.dims.len());
        if rank != from.rank() {
            let fault = Fault::new("orders ").number(rank).text(" axes, was given ").number(from.rank());
            return ShapeResult::Err(fault.text(": ").shape(&from));
        }
        let (mut to, mut seen, mut i) = (Shape::SCALAR, 0u32, 0);
        while i < rank {
            let axis = self.dims.get(i);
            if axis == 0 || axis > rank || seen & (1 << axis) != 0 {
                let fault =
                    Fault::new("needs each axis from 1 to ").number(rank).text(" once in `dims`, was given ");
                return ShapeResult::Err(fault.number(axis).text(if axis == 0 || axis > rank {
                    ""
                } else {
                    " twice"
                }));
            }
            seen |= 1 << axis;
            to = to.push(from.dim(axis - 1));
            i += 1;
        }
        ShapeResult::Ok(x.rearranged(to))
    }
}

impl Layer for Permute {
    fn call(&self, inputs: &[Tensor], _: &Context<'_>) -> Tensor {
        let axes: smallvec::SmallVec<[usize; 8]> = std::iter::once(0).chain(self.dims.iter()).collect();
        K::permute_dimensions(&inputs[0], &axes)
    }
}
