//! Tensors side by side.

use super::rules;
use super::{Context, Layer, LayerConfig};
use crate::autodiff::Tensor;
use crate::backend as K;
use crate::shape::{Dim, Fault, Inputs, Rule, Spec};
use crate::tri;

/// Puts tensors side by side along an axis; all other axes are equal.
///
/// As [`keras.layers.Concatenate`](https://keras.io/api/layers/merging_layers/concatenate/).
#[derive(LayerConfig, Clone, Copy, Debug)]
pub struct Concatenate {
    /// Along which axis; the batch is 0, negative ones count from the end.
    #[default(-1)]
    axis: isize,
}

impl Concatenate {
    /// The sizes along `axis` add up.
    pub const fn rule(&self, inputs: Inputs<'_>) -> Rule<Spec> {
        let inputs = tri!(inputs.at_least_two());
        let mut shape = inputs[0].shape();
        let along = tri!(rules::axis(self.axis, &shape));
        let mut i = 1;
        while i < inputs.len() {
            let next = inputs[i].shape();
            let cannot = Fault::new("cannot put ").shape(&shape).text(" and ").shape(&next).text(" side by side");
            if next.rank() != shape.rank() {
                return Rule::Fails(cannot.text(": their ranks differ").help("bring both to one rank with `Reshape`"));
            }
            let mut axis = 0;
            while axis < shape.rank() {
                let (a, b) = (shape.dim(axis), next.dim(axis));
                if axis == along {
                    shape = shape.with(axis, a.plus(b));
                } else if !a.fits(b) {
                    let fault = cannot.text(" along axis ").number(along + 1).text(": axis ").number(axis + 1);
                    return Rule::Fails(fault.text(" differs").help("only the axis to concatenate along may differ"));
                } else if let Dim::Unknown = a {
                    shape = shape.with(axis, b);
                }
                axis += 1;
            }
            i += 1;
        }
        Rule::Fits(inputs[0].with_shape(shape))
    }
}

/// The mask of a tensor; one of whose steps all count if it has none.
fn mask_or_ones(x: &Tensor) -> Tensor {
    x.mask().unwrap_or_else(|| x.tape().constant(&x.shape()[..2], |mask| mask.fill(1.0)))
}

impl Layer for Concatenate {
    fn call(&self, inputs: &[Tensor], _: &Context<'_>) -> Tensor {
        K::concatenate(inputs, self.axis)
    }

    fn mask(&self, inputs: &[Tensor]) -> Option<Tensor> {
        inputs.iter().find_map(Tensor::mask)?;
        let masks: Vec<Tensor> = inputs.iter().map(mask_or_ones).collect();
        if self.axis == 1 || self.axis + inputs[0].rank() as isize == 1 {
            return Some(K::concatenate(&masks, 1));
        }
        masks.into_iter().reduce(|any, mask| K::maximum(&any, mask))
    }
}
