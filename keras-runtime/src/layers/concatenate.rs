//! Concatenate: tensors side by side.

use crate::autodiff::Tensor;
use crate::backend as K;
use crate::layer::masks::along_first;
use crate::layer::rules;
use crate::layer::{Config, Context, Layer};
use crate::shape::{Dim, Fault, Inputs, ShapeResult, Spec};
use crate::shape_try;

/// Concatenation: puts tensors side by side along an axis; all other axes are equal.
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = graph!({
///     let a = Input(2);
///     let b = Input(1);
///     Concatenate()(a, b)
/// });
/// assert_eq!(model.predict((&array![[1.0, 2.0]], &array![[3.0]]))?, array![[1.0, 2.0, 3.0]]);
/// # Ok::<(), keras::Error>(())
/// ```
///
/// Their masks are put side by side, too, where the axis is one of steps; otherwise a step counts where that of any tensor
/// does. All steps of a tensor without a mask count.
///
/// As [`keras.layers.Concatenate`](https://keras.io/api/layers/merging_layers/concatenate/).
#[doc(alias("Concat", "Cat"))]
#[derive(Config, Clone, Copy, Debug)]
pub struct Concatenate {
    /// Along which axis; the batch is 0, negative ones count from the end.
    #[doc(alias = "dim")]
    #[default(-1)]
    axis: isize,
}

impl Concatenate {
    /// The sizes along `axis` add up.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        let inputs = shape_try!(inputs.at_least_two());
        let mut shape = inputs[0].shape();
        let along = shape_try!(rules::axis(self.axis, &shape));
        let mut i = 1;
        while i < inputs.len() {
            let next = inputs[i].shape();
            let cannot =
                Fault::new("cannot put ").shape(&shape).text(" and ").shape(&next).text(" side by side");
            if next.rank() != shape.rank() {
                return ShapeResult::Err(
                    cannot.text(": their ranks differ").help("bring both to one rank with `Reshape`"),
                );
            }
            let mut axis = 0;
            while axis < shape.rank() {
                let (a, b) = (shape.dim(axis), next.dim(axis));
                if axis == along {
                    shape = shape.with(axis, a.plus(b));
                } else if !a.fits(b) {
                    let fault =
                        cannot.text(" along axis ").number(along + 1).text(": axis ").number(axis + 1);
                    let fault = fault.text(" differs");
                    return ShapeResult::Err(match (a, b) {
                        (Dim::Known(a), Dim::Known(b)) if shape.rank() == 3 && is_rounded(a, b) => fault.help(
                            "pooling rounds an odd size down: `ZeroPadding2D` or `Cropping2D` makes them equal",
                        ),
                        _ => fault.help("only the axis to concatenate along may differ"),
                    });
                } else if let Dim::Unknown = a {
                    shape = shape.with(axis, b);
                }
                axis += 1;
            }
            i += 1;
        }
        ShapeResult::Ok(inputs[0].with_shape(shape))
    }
}

/// Whether one of two sizes may be the other after a pooling that has rounded it down, and an upsampling.
const fn is_rounded(a: usize, b: usize) -> bool {
    let larger = if a > b { a } else { b };
    a.abs_diff(b) == 1 && larger % 2 == 1
}

impl Layer for Concatenate {
    fn call(&self, inputs: &[Tensor], _: &Context<'_>) -> Tensor {
        K::concatenate(inputs, self.axis)
    }

    fn mask(&self, inputs: &[Tensor]) -> Option<Tensor> {
        let rank = inputs.iter().filter_map(Tensor::mask).map(|mask| mask.rank()).max()?;
        let masks = inputs.iter().map(|x| along_first(x, rank));
        let axis = if self.axis < 0 { self.axis + inputs[0].rank() as isize } else { self.axis };
        if axis < rank as isize {
            return Some(K::concatenate(&masks.collect::<Vec<_>>(), axis));
        }
        masks.reduce(|any, mask| K::maximum(&any, mask))
    }
}
