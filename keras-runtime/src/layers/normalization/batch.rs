//! By what is found in a batch.

use super::{RenormClipping, channels, gamma_and_beta};
use crate::Error;
use crate::autodiff::Tensor;
use crate::autodiff::ops::normalization::{Over, moments, normalize};
use crate::autodiff::ops::ranks::summed;
use crate::backend as K;
use crate::initializers::Initializer;
use crate::layer::along::along;
use crate::layer::masks::counted;
use crate::layer::rules::{known_elements, not_negative, rate};
use crate::layer::{Config, Context, Layer, LayerSpec, WeightArguments, WeightSpec};
use crate::shape::{Fault, Head, Inputs, List, Shape, ShapeResult};
use crate::shape_try;

/// Batch normalization: brings each channel to mean 0 and variance 1, then scales and shifts it by what is learnt,
/// `gamma * (x - mean) / sqrt(variance + epsilon) + beta`.
///
/// ```
/// use keras::{ndarray::Array4, prelude::*};
///
/// let model = sequential![BatchNormalization(input = (8, 8, 16))];
/// let x = Array4::<f32>::ones((1, 8, 8, 16));
/// assert_eq!(model.predict(&x)?.dim(), (1, 8, 8, 16));
/// assert_eq!(model.count_params(), 4 * 16);
/// # Ok::<(), keras::Error>(())
/// ```
///
/// | | shape |
/// | --- | --- |
/// | input, output | any, with `n` channels along `axis` |
/// | `gamma`, `beta`, `moving_mean`, `moving_variance` | `(n)` |
///
/// While learning, mean and variance are those of the batch, over all axes but that of the channels, and the moving ones
/// go the share `1 - momentum` of the way to them; the variance is the mean square of the distances, not a larger estimate
/// of that of the data. When asked, the moving ones are used. A layer that is frozen, `trainable = false`, uses them while
/// learning, too, and leaves them as they are.
///
/// A convolution before it needs no bias of its own: `use_bias = false`. Time steps that a mask leaves out have no part in
/// mean and variance.
///
/// With `renorm`, batch renormalization: while learning, too, a sample is scaled and shifted by what is usual, which moving
/// statistics of their own say, and only the gradient is that of the batch's mean and variance. That is for small batches.
/// There are three weights more, `moving_stddev`, `renorm_mean` and `renorm_stddev`, of `(n)`.
///
/// As [`keras.layers.BatchNormalization`](https://keras.io/api/layers/normalization_layers/batch_normalization/), without
/// its `synchronized`. Sources: Ioffe and Szegedy, "Batch normalization" (2015); Ioffe, "Batch renormalization" (2017).
#[doc(alias("BatchNorm", "BatchNorm1d", "BatchNorm2d", "BatchNorm3d"))]
#[derive(Config, Clone, Copy, Debug)]
#[layer(neutral(synchronized = false))]
pub struct BatchNormalization {
    /// The axis of the channels; the batch is axis 0, negative ones count from the end.
    #[default(-1)]
    axis: isize,
    /// Momentum of the moving mean and variance, how much of them a batch leaves: 0 or more, below 1.
    #[doc(alias = "decay")]
    #[default(0.99)]
    pub(super) momentum: f32,
    /// Small constant added to the variance, so that nothing is divided by 0.
    #[default(1e-3)]
    pub(super) epsilon: f32,
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
    /// Initializer of the moving mean.
    #[default(zeros)]
    pub(super) moving_mean_initializer: Initializer,
    /// Initializer of the moving variance.
    #[default(ones)]
    pub(super) moving_variance_initializer: Initializer,
    /// Whether the statistics of a batch are corrected by those of the batches before it: batch renormalization.
    #[default(false)]
    renorm: bool,
    /// How far the corrections of `renorm` go; as far as they may if left out.
    pub(super) renorm_clipping: Option<RenormClipping>,
    /// Momentum of the statistics that `renorm` corrects by: 0 or more, below 1.
    #[default(0.99)]
    pub(super) renorm_momentum: f32,
}

impl BatchNormalization {
    /// The output is shaped as the input.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<LayerSpec> {
        shape_try!(rate("momentum", self.momentum));
        shape_try!(not_negative("epsilon", self.epsilon));
        let x = shape_try!(inputs.one_float());
        let shape = Shape::known(&[shape_try!(channels(self.axis, &x.shape()))]);
        let mut spec = LayerSpec::new(x.with_head(Head::Logits)).flops(3 * known_elements(&x.shape()));
        if self.scale {
            spec = spec.weight(self.gamma.weight("gamma", shape));
        }
        if self.center {
            spec = spec.weight(self.beta.weight("beta", shape));
        }
        let mean = WeightSpec::new("moving_mean", shape, self.moving_mean_initializer);
        let variance = WeightSpec::new("moving_variance", shape, self.moving_variance_initializer);
        let spec = spec.weight(mean.not_trainable()).weight(variance.not_trainable());
        match (self.renorm, self.renorm_clipping) {
            (true, _) => self.renorm_weights(spec, shape),
            (false, None) => ShapeResult::Ok(spec),
            (false, Some(_)) => {
                let fault = Fault::new("has no use for `renorm_clipping` without `renorm`");
                ShapeResult::Err(fault.help("add `renorm = true`"))
            }
        }
    }

    /// The channels are the last axis of `x`.
    fn normalized(&self, x: &Tensor, mask: Option<&Tensor>, context: &Context<'_>) -> Tensor {
        let channels = x.dim(-1);
        let affine = gamma_and_beta(context, &[channels]);
        let over = Over { groups: channels, each_sample: false };
        // Of nothing there is neither mean nor variance, unless other ranks have something.
        let is_nothing = x.shape().contains(&0) && context.tape().ranks().is_none();
        if !(context.training() && context.trainable()) || is_nothing {
            let moving = ["moving_mean", "moving_variance"].map(|name| context.weight(name));
            return normalize(x, over, &moving, false, affine.each_ref(), self.epsilon);
        }
        if let Some(mask) = mask {
            let found = counted_moments(x, mask);
            let [gamma, beta] = self.followed(found.clone(), affine, context);
            return (x - &found[0]) / K::sqrt(&(&found[1] + self.epsilon)) * gamma + beta;
        }
        let found = moments(x, over);
        let affine = self.followed(found.each_ref().map(|found| K::squeeze(found, 0)), affine, context);
        normalize(x, over, &found, true, affine.each_ref(), self.epsilon)
    }

    /// `gamma` and `beta` for a batch of this mean and variance, which the moving ones then follow.
    fn followed(&self, found: [Tensor; 2], affine: [Tensor; 2], context: &Context<'_>) -> [Tensor; 2] {
        if self.renorm {
            return self.renormalized(found, &affine, context);
        }
        self.remember(found, context);
        affine
    }

    /// Lets the moving mean and variance go some of the way to those of a batch.
    fn remember(&self, found: [Tensor; 2], context: &Context<'_>) {
        for (name, found) in ["moving_mean", "moving_variance"].into_iter().zip(found) {
            let next = context.weight(name) * self.momentum + found * (1.0 - self.momentum);
            context.update(name, &next);
        }
    }
}

/// The mean and the variance of the last axis over the steps that count.
fn counted_moments(x: &Tensor, mask: &Tensor) -> [Tensor; 2] {
    // What Keras adds to the number of steps, so that nothing is divided by 0.
    let each: usize = x.shape()[mask.rank()..x.rank() - 1].iter().product();
    let count = summed(&K::sum(mask)) * each as f32 + 1e-7;
    let over_steps = |x: &Tensor| {
        summed(&(1..x.rank()).fold(counted(x, mask, 0.0), |sum, _| K::sum_axis(&sum, 0))) / &count
    };
    let mean = over_steps(x);
    let variance = over_steps(&K::square(&(x - &mean)));
    [mean, variance]
}

impl Layer for BatchNormalization {
    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
        let x = &inputs[0];
        let mask = x.mask();
        let axes = List::new(&[self.axis]);
        if mask.is_some() && ![-1, x.rank() as isize - 1].contains(&self.axis) {
            let error = Error::expected(
                "`BatchNormalization` of masked steps",
                "channels along the last axis",
                self.axis,
            );
            return context.tape().fail(error.help("leave `axis` out"));
        }
        along(x, &axes, |x| self.normalized(x, mask.as_ref(), context))
    }

    fn mask(&self, inputs: &[Tensor]) -> Option<Tensor> {
        inputs[0].mask()
    }
}
