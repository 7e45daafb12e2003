//! Masking: time steps that do not count.

use crate::autodiff::Tensor;
use crate::backend as K;
use crate::layer::masks::{any_of_last, counted};
use crate::layer::{Config, Context, Layer};
use crate::shape::{Fault, Inputs, ShapeResult, Spec};
use crate::shape_try;

/// Mask of time steps: a step counts only if one of its features is not `mask_value`; the features of the others
/// become 0.
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Masking(input = (3, 1)), GlobalAveragePooling1D()];
/// assert_eq!(model.predict(&array![[[4.0], [2.0], [0.0]]])?, array![[3.0]]);
/// # Ok::<(), keras::Error>(())
/// ```
///
/// | | shape |
/// | --- | --- |
/// | input | `(steps, …)`, of rank 2 or more |
/// | output | the same |
///
/// Layers that come later, the loss and the metrics pass over the steps that do not count. Of steps that have steps of their
/// own, as in `(sentences, words, features)`, each word counts or does not, and a sentence does if one of its words does.
///
/// Layers that work on each step for itself, or along the steps one by one, hand on which of them count. Those that mix or
/// rearrange steps in another way do not, and read what stands in those that do not count: convolutions, pooling other than
/// [`GlobalAveragePooling1D`](super::GlobalAveragePooling1D), cropping, padding, upsampling, [`Reshape`](super::Reshape),
/// [`Permute`](super::Permute), [`Flatten`](super::Flatten).
///
/// As [`keras.layers.Masking`](https://keras.io/api/layers/core_layers/masking/).
#[derive(Config, Clone, Copy, Debug)]
pub struct Masking {
    /// Value of all features of a step that is masked.
    #[default(0.0)]
    mask_value: f32,
}

impl Masking {
    /// The output is shaped as the input.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        let x = shape_try!(inputs.one_float());
        if x.shape().rank() < 2 {
            let fault = Fault::new("takes sequences, (steps, features), was given ").shape(&x.shape());
            return ShapeResult::Err(fault.help("give each step an axis of features: `Reshape((-1, 1))`"));
        }
        ShapeResult::Ok(x)
    }
}

impl Layer for Masking {
    fn call(&self, inputs: &[Tensor], _: &Context<'_>) -> Tensor {
        let mask = any_of_last(&K::not_equal(&inputs[0], self.mask_value));
        counted(&inputs[0], &mask, 0.0).with_mask(&mask)
    }
}
