//! RepeatVector: one vector, several times.

use crate::autodiff::Tensor;
use crate::backend as K;
use crate::layer::rules::at_least_one;
use crate::layer::{Config, Context, Layer};
use crate::shape::{Dim, Fault, Inputs, Origin, Shape, ShapeResult, Spec};
use crate::shape_try;

/// Repetition of a vector: `(features)` becomes `(n, features)`.
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![RepeatVector(2, input = 2)];
/// assert_eq!(model.predict(&array![[1.0, 2.0]])?, array![[[1.0, 2.0], [1.0, 2.0]]]);
/// # Ok::<(), keras::Error>(())
/// ```
///
/// As [`keras.layers.RepeatVector`](https://keras.io/api/layers/reshaping_layers/repeat_vector/).
#[derive(Config, Clone, Copy, Debug)]
pub struct RepeatVector {
    /// Number of repetitions.
    #[doc(alias("count", "times", "repeats", "num"))]
    n: usize,
}

impl RepeatVector {
    /// `(features)` becomes `(n, features)`.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        let n = shape_try!(at_least_one("n", self.n));
        let x = shape_try!(inputs.one());
        match x.shape().dims() {
            [features] => ShapeResult::Ok(x.rearranged(Shape::new(&[Dim::Known(n), *features]))),
            _ => ShapeResult::Err(
                Fault::new("repeats a vector, was given ")
                    .shape(&x.shape())
                    .help(match (x.origin(), x.shape().rank()) {
                        (Origin::Steps, _) => "leave out `return_sequences` of the recurrent layer before it",
                        (_, 2) => {
                            "a vector of all steps is what `GlobalAveragePooling1D()` gives, or a recurrent layer without `return_sequences`"
                        }
                        _ => "put `Flatten()` before it",
                    }),
            ),
        }
    }
}

impl Layer for RepeatVector {
    fn call(&self, inputs: &[Tensor], _: &Context<'_>) -> Tensor {
        K::repeat(&K::expand_dims(&inputs[0], 1), self.n, 1)
    }
}
