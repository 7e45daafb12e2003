//! Softmax layer.

use smallvec::SmallVec;

use crate::activations::softmax;
use crate::autodiff::Tensor;
use crate::backend as K;
use crate::layer::along::along;
use crate::layer::masks::counted;
use crate::layer::rules::axes;
use crate::layer::{Config, Context, Layer};
use crate::shape::{Dim, Fault, Inputs, List, OneOrMore, Shape, ShapeResult, Spec};
use crate::shape_try;

/// Softmax: `exp(x)` over its sum along an axis, or along several together; probabilities that sum to 1. The shape
/// stays as it is.
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Softmax(input = 2)];
/// assert_eq!(model.predict(&array![[3.0, 3.0]])?, array![[0.5, 0.5]]);
/// # Ok::<(), keras::Error>(())
/// ```
///
/// Along steps, those that are masked have the probability 0. Keras lets a mask choose among the last axis instead, and
/// fails where that has another size.
///
/// As [`keras.layers.Softmax`](https://keras.io/api/layers/activation_layers/softmax/).
#[derive(Config, Clone, Copy, Debug)]
pub struct Softmax {
    /// Along which axis, or axes, the probabilities sum to 1; the batch is axis 0, negative ones count from the end.
    #[doc(alias = "dim")]
    #[default(List::new(&[-1]))]
    axis: OneOrMore<isize>,
}

impl Softmax {
    /// The output is shaped as the input.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        let x = shape_try!(inputs.one_float());
        let shape = x.shape();
        let along = shape_try!(axes(&self.axis, &shape));
        if along == 1 << (shape.rank() - 1) {
            return softmax.rule(x);
        }
        let (mut size, mut axis) = (Shape::SCALAR, 0);
        while axis < shape.rank() {
            if along & (1 << axis) != 0 {
                size = size.push(shape.dim(axis));
            }
            axis += 1;
        }
        if let Dim::Known(1) = size.size() {
            let fault = Fault::new("goes along a single value, whose softmax is always 1: ").shape(&shape);
            return ShapeResult::Err(fault.help("use `sigmoid` for one probability"));
        }
        ShapeResult::Ok(x.with_shape(shape))
    }

    fn softmax(&self, x: &Tensor) -> Tensor {
        along(x, &self.axis, |x| {
            if self.axis.len() == 1 {
                return K::softmax(x);
            }
            let sizes: SmallVec<[isize; 8]> = x.shape().iter().map(|&size| size as isize).collect();
            let (others, along) = sizes.split_at(sizes.len().saturating_sub(self.axis.len()));
            let mut rows = SmallVec::<[isize; 8]>::from_slice(others);
            rows.push(along.iter().product());
            K::reshape(&K::softmax(&K::reshape(x, &rows)), &sizes)
        })
    }
}

impl Layer for Softmax {
    fn call(&self, inputs: &[Tensor], _: &Context<'_>) -> Tensor {
        let x = &inputs[0];
        let rank = x.rank() as isize;
        match x.mask() {
            Some(mask) if self.axis.iter().any(|axis| axis.rem_euclid(rank) < mask.rank() as isize) => {
                counted(&self.softmax(&counted(x, &mask, f32::MIN)), &mask, 0.0)
            }
            _ => self.softmax(x),
        }
    }

    fn mask(&self, inputs: &[Tensor]) -> Option<Tensor> {
        inputs[0].mask()
    }
}
