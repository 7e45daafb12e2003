//! Images out of focus.

use super::colours::{changed_at_random, further, recoloured, shares, value_range, within};
use super::{accepted, between};
use crate::autodiff::Tensor;
use crate::backend as K;
use crate::kernels::random::fill_uniform;
use crate::kernels::windows::Padding;
use crate::layer::arguments::DataFormat;
use crate::layer::{Config, Context, Layer};
use crate::shape::{Fault, Inputs, OneOrMore, ShapeResult, Spec};
use crate::shape_try;

/// Data augmentation by blurring: while learning, smooths some images by a Gaussian curve, one for all of a batch.
///
/// ```
/// use keras::{ndarray::Array4, prelude::*};
///
/// let model = sequential![RandomGaussianBlur(kernel_size = 5, input = (4, 6, 3))];
/// let x = Array4::<f32>::ones((1, 4, 6, 3));
/// assert_eq!(model.predict(&x)?, x); // it acts while learning only
/// # Ok::<(), keras::Error>(())
/// ```
///
/// | | shape |
/// | --- | --- |
/// | input, output | `(height, width, channels)` |
///
/// As
/// [`keras.layers.RandomGaussianBlur`](https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_gaussian_blur/).
#[doc(alias("GaussianBlur"))]
#[derive(Config, Clone, Copy, Debug)]
pub struct RandomGaussianBlur {
    /// The probability, between 0 and 1: `(0.1, 0.3)` for a random one of each image, or `0.3` for `(0, 0.3)`.
    #[default(OneOrMore::new(&[1.0]))]
    pub(super) factor: OneOrMore<f32>,
    /// Width and height of the kernel, both odd.
    #[default([3; 2])]
    pub(super) kernel_size: [usize; 2],
    /// The range of the standard deviation in pixels, between 0 and 1, of which both axes have one of their own.
    #[default(OneOrMore::new(&[1.0]))]
    pub(super) sigma: OneOrMore<f32>,
    /// Range of the values of a pixel, which the changed ones stay in.
    #[default([0.0, 255.0])]
    pub(super) value_range: [f32; 2],
    /// Order of the axes: `channels_last`.
    #[default(channels_last)]
    pub(super) data_format: DataFormat,
    /// Seed of the random choices; drawn from the program's seed if left out.
    pub(super) seed: Option<u64>,
}

impl RandomGaussianBlur {
    /// The output is shaped as the input.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        shape_try!(shares("factor", &self.factor));
        shape_try!(shares("sigma", &self.sigma));
        let [width, height] = self.kernel_size;
        if width.is_multiple_of(2) || height.is_multiple_of(2) {
            let even = if width.is_multiple_of(2) { width } else { height };
            return ShapeResult::Err(Fault::new("needs an odd `kernel_size`, was given ").number(even));
        }
        shape_try!(value_range(self.value_range));
        recoloured(inputs, self.data_format)
    }
}

impl Layer for RandomGaussianBlur {
    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
        let x = &inputs[0];
        if !context.training() {
            return x.clone();
        }
        let (mut sigmas, range) = ([0.0; 2], accepted(shares("sigma", &self.sigma)));
        fill_uniform(context.random_seed(further(self.seed, 1)), &mut sigmas);
        let [across, down] = sigmas.map(|share| between(range, share) + 1e-6);
        let [width, height] = self.kernel_size;
        let blurred = blurred(x, [height, width], [down, across], [height / 2, width / 2]);
        let chance = shares("factor", &self.factor);
        within(&changed_at_random(x, context, self.seed, chance, &blurred), self.value_range)
    }
}

/// Images smoothed along their height and their width by Gaussian curves of so many places, which are 0 further from
/// the middle than they reach.
pub(super) fn blurred(x: &Tensor, sizes: [usize; 2], sigmas: [f32; 2], reach: [usize; 2]) -> Tensor {
    let channels = x.dim(3);
    (0..2).fold(x.clone(), |x, axis| {
        let mut shape = [1, 1, channels, 1];
        shape[axis] = sizes[axis];
        let middle = sizes[axis] / 2;
        let curve = |place: usize| match place.abs_diff(middle) {
            far if far > reach[axis] => 0.0,
            far => (-0.5 * (far as f32 / sigmas[axis]).powi(2)).exp(),
        };
        let sum: f32 = (0..sizes[axis]).map(curve).sum();
        let kernel = x.tape().constant(&shape, |kernel| {
            kernel.iter_mut().enumerate().for_each(|(i, share)| *share = curve(i / channels) / sum);
        });
        K::depthwise_conv(&x, &kernel, [1; 2], Padding::Same, [1; 2])
    })
}
