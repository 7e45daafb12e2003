//! PReLU: a rectifier that learns its slope.

use crate::Result;
use crate::autodiff::Tensor;
use crate::backend as K;
use crate::config::{Argument, Map};
use crate::layer::rules::axis;
use crate::layer::{Config, Context, Layer, LayerSpec, WeightArguments};
use crate::shape::{Dim, Fault, Head, Inputs, OneOrMore, ShapeResult};
use crate::shape_try;

/// Parametric rectified linear unit: `x` above 0, `alpha * x` below, where `alpha` is learnt, a slope for each value
/// of a sample, or for all values along `shared_axes` together.
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![PReLU(alpha_initializer = Constant(0.5), input = 2)];
/// assert_eq!(model.predict(&array![[-2.0, 3.0]])?, array![[-1.0, 3.0]]);
/// # Ok::<(), keras::Error>(())
/// ```
///
/// | | shape |
/// | --- | --- |
/// | input, output | any |
/// | `alpha` | that of the input, with axes of size 1 where it is shared |
///
/// `PReLU(shared_axes = (1, 2))` has one slope for each channel of an image.
///
/// As [`keras.layers.PReLU`](https://keras.io/api/layers/activation_layers/prelu/). Source: He et al., "Delving deep into
/// rectifiers" (2015).
#[doc(alias("PRelu", "prelu"))]
#[derive(Config, Clone, Copy, Debug)]
#[layer(written = axes_as_a_list)]
pub struct PReLU {
    /// The slopes.
    #[default(zeros)]
    alpha: WeightArguments,
    /// The axes along which all values have one slope, counted from 1; the batch always shares.
    shared_axes: Option<OneOrMore<isize>>,
}

/// Keras writes a list, of one axis, too.
fn axes_as_a_list(this: &PReLU, config: &mut Map) -> Result<()> {
    config.insert("shared_axes".to_owned(), this.shared_axes.to_json()?);
    Ok(())
}

impl PReLU {
    /// The output is shaped as the input.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<LayerSpec> {
        let x = shape_try!(inputs.one_float());
        let mut shape = x.shape();
        if let Some(shared) = self.shared_axes {
            let mut i = 0;
            while i < shared.len() {
                shape = shape.with(shape_try!(axis(shared.get(i), &x.shape())), Dim::Known(1));
                i += 1;
            }
        }
        if let Dim::Unknown = shape.size() {
            let fault = Fault::new("learns a slope for each value of ").shape(&x.shape());
            let fault = fault.text(", where the size of an axis is not known");
            return ShapeResult::Err(fault.help("name that axis in `shared_axes`"));
        }
        let alpha = self.alpha.weight("alpha", shape);
        ShapeResult::Ok(LayerSpec::new(x.with_head(Head::Logits)).weight(alpha))
    }
}

impl Layer for PReLU {
    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
        K::prelu(&inputs[0], &context.weight("alpha"))
    }

    fn mask(&self, inputs: &[Tensor]) -> Option<Tensor> {
        inputs[0].mask()
    }
}
