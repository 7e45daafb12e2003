//! By what is found in groups of channels of a sample.

use super::{channels, gamma_and_beta};
use crate::autodiff::Tensor;
use crate::autodiff::ops::normalization::{Over, moments, normalize};
use crate::layer::along::along;
use crate::layer::rules::{known_elements, not_negative};
use crate::layer::{Config, Context, Layer, LayerSpec, WeightArguments};
use crate::shape::{Fault, Head, Inputs, List, Shape, ShapeResult};
use crate::shape_try;

/// Group normalization: brings each group of neighbouring channels of a sample to mean 0 and variance 1, then scales
/// and shifts each channel by what is learnt, `gamma * (x - mean) / sqrt(variance + epsilon) + beta`. Other samples of
/// the batch have no part in it.
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![GroupNormalization(2, epsilon = 0.0, input = 4)];
/// assert_eq!(model.predict(&array![[1.0, 3.0, 10.0, 30.0]])?, array![[-1.0, 1.0, -1.0, 1.0]]);
/// # Ok::<(), keras::Error>(())
/// ```
///
/// | | shape |
/// | --- | --- |
/// | input, output | any, with `n` channels along `axis` |
/// | `gamma`, `beta` | `(n)` |
///
/// Steps that are masked have their part in mean and variance, as in Keras.
///
/// As [`keras.layers.GroupNormalization`](https://keras.io/api/layers/normalization_layers/group_normalization/).
/// Source: Wu and He, "Group normalization" (2018).
#[doc(alias = "GroupNorm")]
#[derive(Config, Clone, Copy, Debug)]
pub struct GroupNormalization {
    /// Number of groups of channels, or -1 for a group of each channel.
    #[default(32)]
    groups: isize,
    /// The axis of the channels; the batch is axis 0, negative ones count from the end.
    #[default(-1)]
    axis: isize,
    /// Small constant added to the variance, so that nothing is divided by 0.
    #[default(1e-3)]
    epsilon: f32,
    /// Whether `beta` is added.
    #[default(true)]
    center: bool,
    /// Whether `gamma` is multiplied by.
    #[default(true)]
    scale: bool,
    /// The offset `beta`.
    #[default(zeros)]
    beta: WeightArguments,
    /// The factor `gamma`.
    #[default(ones)]
    gamma: WeightArguments,
}

impl GroupNormalization {
    /// The output is shaped as the input.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<LayerSpec> {
        shape_try!(not_negative("epsilon", self.epsilon));
        let x = shape_try!(inputs.one_float());
        let channels = shape_try!(channels(self.axis, &x.shape()));
        if self.groups != -1 && (self.groups < 1 || !channels.is_multiple_of(self.groups as usize)) {
            let fault =
                Fault::new("cannot part ").number(channels).text(" channels into ").signed(self.groups);
            let fault = fault.text(" `groups` of one size");
            return ShapeResult::Err(
                fault.help("give it `groups` that divide the channels, or -1 for each its own"),
            );
        }
        let shape = Shape::known(&[channels]);
        let mut spec = LayerSpec::new(x.with_head(Head::Logits)).flops(7 * known_elements(&x.shape()));
        if self.scale {
            spec = spec.weight(self.gamma.weight("gamma", shape));
        }
        if self.center {
            spec = spec.weight(self.beta.weight("beta", shape));
        }
        ShapeResult::Ok(spec)
    }
}

impl Layer for GroupNormalization {
    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
        along(&inputs[0], &List::new(&[self.axis]), |x| {
            let channels = x.dim(-1);
            let [gamma, beta] = &gamma_and_beta(context, &[channels]);
            let groups = usize::try_from(self.groups).unwrap_or(channels);
            let over = Over { groups, each_sample: true };
            normalize(x, over, &moments(x, over), true, [gamma, beta], self.epsilon)
        })
    }

    fn mask(&self, inputs: &[Tensor]) -> Option<Tensor> {
        inputs[0].mask()
    }
}
