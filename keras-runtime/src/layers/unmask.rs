//! The end of a mask.

use crate::autodiff::Tensor;
use crate::backend as K;
use crate::layer::{Config, Context, Layer};
use crate::shape::{Inputs, ShapeResult, Spec};

/// End of a mask: gives its input as it is, without the mask that says which time steps count. What follows reads all steps,
/// and a loss counts them all.
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = graph!({
///     let x = Input(3, 1);
///     GlobalAveragePooling1D()(Unmask()(Masking()(x)))
/// });
/// // Without it, the step of zeros would have no part in the mean.
/// assert_eq!(model.predict(&array![[[6.0], [3.0], [0.0]]])?, array![[3.0]]);
/// # Ok::<(), keras::Error>(())
/// ```
///
/// | | shape |
/// | --- | --- |
/// | input, output | any |
///
/// In Keras this is an operation, [`keras.ops.copy`](https://keras.io/api/ops/numpy/#copy-function), as which it stands in
/// files. A mask ends at every operation there, so that a file which has one on masked steps, as of `x * 0.5`, is read as
/// this layer and the one that computes the operation.
#[derive(Config, Clone, Copy, Debug)]
pub struct Unmask {}

impl Unmask {
    /// The output is what the input is.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        inputs.one()
    }
}

impl Layer for Unmask {
    fn call(&self, inputs: &[Tensor], _: &Context<'_>) -> Tensor {
        let sizes: Vec<isize> = inputs[0].shape().iter().map(|&size| size as isize).collect();
        // A view of its own: the mask is that of the tensor.
        K::reshape(&inputs[0], &sizes)
    }
}
