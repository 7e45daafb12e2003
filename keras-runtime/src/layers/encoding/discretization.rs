//! Numbers as categories.

use super::{encode, encoded};
use crate::autodiff::Tensor;
use crate::backend as K;
use crate::layer::arguments::Encoding;
use crate::layer::{Config, Context, Layer};
use crate::shape::{Fault, Inputs, List, OneOrMore, ShapeResult, Spec};
use crate::shape_try;

/// The most boundaries.
const MOST: usize = 256;

/// Discretization: turns numbers into the bins that they fall into, by the boundaries between these.
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![
///     Discretization(bin_boundaries = (0.0, 1.0), input = 3),
///     Embedding(3, 1, embeddings_initializer = ones),
/// ];
/// assert_eq!(model.predict(&array![[-0.5, 0.0, 7.0]])?.dim(), (1, 3, 1));
///
/// let model = sequential![Discretization((0.0, 1.0), output_mode = one_hot, input = 1)];
/// assert_eq!(model.predict(&array![[-0.5], [7.0]])?, array![[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]);
/// # Ok::<(), keras::Error>(())
/// ```
///
/// | `output_mode` | input | output |
/// | --- | --- | --- |
/// | `int` | any | the same, integers |
/// | `one_hot` | any with a known last axis, `(…)` or `(…, 1)` | `(…, bins)` |
/// | `multi_hot`, `count` | `(numbers)` | `(bins)` |
///
/// There is a bin more than boundaries. A number on a boundary falls into the bin above it, and NaN into the last.
///
/// As [`keras.layers.Discretization`](https://keras.io/api/layers/preprocessing_layers/numerical/discretization/) with
/// boundaries; they are not learnt from data here.
#[derive(Config, Clone, Copy, Debug)]
#[layer(trainable = false)]
pub struct Discretization {
    /// The boundaries between bins, in order. Keras takes them from data if they are left out; here they have to be given.
    #[doc(alias("bins", "boundaries"))]
    bin_boundaries: Option<OneOrMore<f32, MOST>>,
    /// How many bins Keras has made of data, which it writes beside their boundaries; without effect.
    num_bins: Option<usize>,
    /// How exact the boundaries are that Keras finds; without effect.
    #[default(0.01)]
    epsilon: f32,
    /// Output mode: `int`, `one_hot`, `multi_hot` or `count`.
    #[default(int)]
    output_mode: Encoding,
    /// Whether the output is sparse: `false`.
    #[default(false)]
    sparse: bool,
}

impl Discretization {
    /// The numbers become categories, or vectors of those.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        let x = shape_try!(inputs.one_float());
        let boundaries = match &self.bin_boundaries {
            Some(boundaries) if !boundaries.is_empty() => boundaries,
            _ => {
                let fault = Fault::new("needs `bin_boundaries`: it takes none from data");
                return ShapeResult::Err(fault.help("quantiles of the data are good boundaries"));
            }
        };
        if self.sparse {
            return ShapeResult::Err(Fault::new("gives dense vectors, not `sparse = true`"));
        }
        let mut i = 0;
        while i < boundaries.len() {
            let boundary = boundaries.get(i);
            if !boundary.is_finite() || (i > 0 && boundaries.get(i - 1) > boundary) {
                let fault = Fault::new("needs finite `bin_boundaries` in order, was given ").float(boundary);
                return ShapeResult::Err(if i == 0 {
                    fault
                } else {
                    fault.text(" after ").float(boundaries.get(i - 1))
                });
            }
            i += 1;
        }
        encoded(self.output_mode, &x.shape(), boundaries.len() + 1)
    }
}

impl Layer for Discretization {
    fn call(&self, inputs: &[Tensor], _: &Context<'_>) -> Tensor {
        let boundaries = self.bin_boundaries.unwrap_or(List::new(&[]));
        let bin = move |x: f32| match x.is_nan() {
            true => boundaries.len() as f32,
            false => boundaries.iter().filter(|&boundary| boundary <= x).count() as f32,
        };
        let bins = K::map(&K::stop_gradient(&inputs[0]), bin, |_, _| 0.0);
        encode(self.output_mode, &bins, boundaries.len() + 1)
    }
}
