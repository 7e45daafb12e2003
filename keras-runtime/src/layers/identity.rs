//! Identity: what a layer does where there is nothing to do.

use crate::autodiff::Tensor;
use crate::layer::{Config, Context, Layer};
use crate::shape::{Inputs, ShapeResult, Spec};

/// Identity layer: gives what it is given, numbers or ids. A placeholder, where a layer is expected.
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Identity(input = 2)];
/// assert_eq!(model.predict(&array![[1.0, 2.0]])?, array![[1.0, 2.0]]);
/// # Ok::<(), keras::Error>(())
/// ```
///
/// | | shape |
/// | --- | --- |
/// | input, output | any |
///
/// As [`keras.layers.Identity`](https://keras.io/api/layers/core_layers/identity/).
#[derive(Config, Clone, Copy, Debug)]
pub struct Identity {}

impl Identity {
    /// The output is what the input is.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        inputs.one()
    }
}

impl Layer for Identity {
    fn call(&self, inputs: &[Tensor], _: &Context<'_>) -> Tensor {
        inputs[0].clone()
    }

    fn mask(&self, inputs: &[Tensor]) -> Option<Tensor> {
        inputs[0].mask()
    }
}
