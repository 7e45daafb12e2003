//! TimeDistributed: one layer for every time step.

use crate::autodiff::Tensor;
use crate::backend as K;
use crate::layer::masks::of_steps;
use crate::layer::rules::{RETURN_SEQUENCES, in_each_step};
use crate::layer::{Config, Context, Inner, InnerLayer, Layer, LayerSpec};
use crate::shape::{Dim, Fault, Inputs, Origin, ShapeResult, Specs};
use crate::shape_try;

/// Time-distributed wrapper: calls a layer on each time step, with the same weights for all.
///
/// ```
/// use keras::{ndarray::Array5, prelude::*};
///
/// let model = sequential![TimeDistributed(Conv2D(4, 3), input = (_, 8, 8, 1))];
/// let x = Array5::<f32>::zeros((1, 5, 8, 8, 1));
/// assert_eq!(model.predict(&x)?.dim(), (1, 5, 6, 6, 4));
/// # Ok::<(), keras::Error>(())
/// ```
///
/// | | shape |
/// | --- | --- |
/// | input | `(steps, …)`; `steps` may be `_` |
/// | what the layer inside is given | `(…)` |
/// | output | `(steps, …)`, after `steps` what that layer gives |
///
/// A [`Dense`](super::Dense) needs none of this: it maps the last axis whatever the others are.
///
/// Where steps have steps of their own, such as the words of sentences, the layer inside sees which of those count. A step
/// of the output counts where one of them does, or where the mask of the input says so:
///
/// ```text
/// Embedding(20_000, 64, mask_zero = true, input = (_, _)),    (sentences, words, 64)
/// TimeDistributed(LSTM(32)),                                  (sentences, 32), of words that are not padding
/// LSTM(32),                                                   (32), of sentences that are not padding
/// ```
///
/// Keras leaves the mask of the words to the output there, which no layer after it takes.
///
/// As [`keras.layers.TimeDistributed`](https://keras.io/api/layers/recurrent_layers/time_distributed/).
#[derive(Config, Clone, Copy, Debug)]
pub struct TimeDistributed {
    /// The layer that is called on each step.
    layer: InnerLayer,
}

impl TimeDistributed {
    /// The layer inside is called on one step.
    pub const fn given(&self, inputs: Inputs<'_>, _: Inner<'_>) -> ShapeResult<Specs> {
        let x = shape_try!(inputs.one());
        if x.shape().rank() < 2 {
            let fault =
                Fault::new("takes steps of one axis or more, (steps, …), was given ").shape(&x.shape());
            return ShapeResult::Err(fault.help(match x.origin() {
                Origin::LastStep => RETURN_SEQUENCES,
                Origin::OneStep => "the steps are taken apart already: leave out the inner `TimeDistributed`",
                _ => "call the layer inside alone, or give each step an axis: `Reshape((-1, 1))`",
            }));
        }
        ShapeResult::Ok(Specs::new(&[x.with_shape(x.shape().without(0)).with_origin(Origin::OneStep)]))
    }

    /// `(steps, …)` becomes `(steps, …)`, with what the layer inside makes of a step.
    pub const fn rule(&self, inputs: Inputs<'_>, inner: Inner<'_>) -> ShapeResult<LayerSpec> {
        let steps = shape_try!(inputs.one()).shape().dim(0);
        let outputs = self.layer.spec(inner).outputs();
        let [output] = outputs.as_slice() else {
            let fault = Fault::new("takes a layer of one output, was given one of ");
            return ShapeResult::Err(fault.number(outputs.as_slice().len()));
        };
        let times = if let Dim::Known(steps) = steps { steps } else { 1 };
        ShapeResult::Ok(LayerSpec::new(shape_try!(in_each_step(steps, output))).with_inner(
            &self.layer,
            inner,
            times,
        ))
    }
}

impl Layer for TimeDistributed {
    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
        let x = &inputs[0];
        let (batch, steps) = (x.dim(0), x.dim(1));
        let (together, apart) =
            (|x: &Tensor| shaped(x, &[batch * steps], 2), |x: &Tensor| shaped(x, &[batch, steps], 1));
        let step = masked(together(x), x.mask().filter(|mask| mask.rank() > 1).as_ref().map(together));
        let y = context.call_inner(0, &[step]).tensor(0);
        let within = y.mask().filter(|mask| mask.rank() > 1);
        masked(apart(&y), within.as_ref().map(apart).or_else(|| of_steps(x)))
    }
}

fn masked(x: Tensor, mask: Option<Tensor>) -> Tensor {
    match mask {
        Some(mask) => x.with_mask(&mask),
        None => x,
    }
}

/// `x` with other sizes in the place of its first axes.
fn shaped(x: &Tensor, sizes: &[usize], instead_of: usize) -> Tensor {
    // What has failed has no shape.
    let sizes = [sizes, x.shape().get(instead_of..).unwrap_or_default()].concat();
    K::reshape(x, &sizes.iter().map(|&size| size as isize).collect::<Vec<_>>())
}
