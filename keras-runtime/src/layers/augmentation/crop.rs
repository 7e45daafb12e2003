//! Parts of images.

use super::resizing::{largest, resized, resized_window};
use crate::autodiff::Tensor;
use crate::backend as K;
use crate::backend::Filter;
use crate::kernels::random::fill_uniform;
use crate::layer::arguments::DataFormat;
use crate::layer::{Config, Context, Layer};
use crate::shape::{Inputs, ShapeResult, Spec};

/// Cropping of the middle of images, while learning and when asked. Of images that are smaller it is the largest part
/// of these proportions, resized.
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![CenterCrop(1, 2, input = (1, 4, 1))];
/// let x = array![[[[1.0], [2.0], [3.0], [4.0]]]];
/// assert_eq!(model.predict(&x)?, array![[[[2.0], [3.0]]]]);
/// # Ok::<(), keras::Error>(())
/// ```
///
/// | | shape |
/// | --- | --- |
/// | input | `(…, …, channels)` |
/// | output | `(height, width, channels)` |
///
/// As [`keras.layers.CenterCrop`](https://keras.io/api/layers/preprocessing_layers/image_preprocessing/center_crop/).
#[derive(Config, Clone, Copy, Debug)]
pub struct CenterCrop {
    /// Height of the part.
    height: usize,
    /// Width of the part.
    width: usize,
    /// Order of the axes: `channels_last`.
    #[default(channels_last)]
    data_format: DataFormat,
}

impl CenterCrop {
    /// `(…, …, channels)` becomes `(height, width, channels)`.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        resized(inputs, self.data_format, [self.height, self.width])
    }
}

impl Layer for CenterCrop {
    fn call(&self, inputs: &[Tensor], _: &Context<'_>) -> Tensor {
        let (x, size) = (&inputs[0], [self.height, self.width]);
        let from = [x.dim(1), x.dim(2)];
        if from[0] < size[0] || from[1] < size[1] {
            return resized_window(x, size);
        }
        part(x, [0, 1].map(|axis| [(from[axis] - size[axis]) / 2, size[axis]]))
    }
}

/// Data augmentation by cropping: while learning, cuts a part out of the images, at one random place for all of a
/// batch. When asked, it is the largest part in the middle of these proportions, resized.
///
/// ```
/// use keras::{ndarray::Array4, prelude::*};
///
/// let model = sequential![RandomCrop(24, 24, input = (32, 32, 3))];
/// assert_eq!(model.predict(&Array4::<f32>::zeros((1, 32, 32, 3)))?.dim(), (1, 24, 24, 3));
/// # Ok::<(), keras::Error>(())
/// ```
///
/// | | shape |
/// | --- | --- |
/// | input | `(…, …, channels)` |
/// | output | `(height, width, channels)` |
///
/// Of images that are not larger both ways, what there is in the middle is taken while learning, too, and resized if it
/// is less.
///
/// As [`keras.layers.RandomCrop`](https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_crop/), by
/// whose documentation an image is resized when asked; Keras 3.15 gives it as it is, of another shape than it promises.
#[derive(Config, Clone, Copy, Debug)]
pub struct RandomCrop {
    /// Height of the part.
    height: usize,
    /// Width of the part.
    width: usize,
    /// Seed of the random place; drawn from the program's seed if left out.
    seed: Option<u64>,
    /// Order of the axes: `channels_last`.
    #[default(channels_last)]
    data_format: DataFormat,
}

impl RandomCrop {
    /// `(…, …, channels)` becomes `(height, width, channels)`.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        resized(inputs, self.data_format, [self.height, self.width])
    }
}

impl Layer for RandomCrop {
    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
        let (x, size) = (&inputs[0], [self.height, self.width]);
        if !context.training() {
            return resized_window(x, size);
        }
        let from = [x.dim(1), x.dim(2)];
        if from[0] > size[0] && from[1] > size[1] {
            let mut shares = [0.0; 2];
            fill_uniform(context.random_seed(self.seed), &mut shares);
            return part(
                x,
                [0, 1].map(|axis| {
                    let last = from[axis] - size[axis];
                    [((shares[axis] * (last + 1) as f32) as usize).min(last), size[axis]]
                }),
            );
        }
        let middle = largest(from, size);
        let shown = part(
            x,
            [0, 1].map(|axis| {
                let [start, _] = middle[axis];
                [start, size[axis].min(from[axis].saturating_sub(start))]
            }),
        );
        if [shown.dim(1), shown.dim(2)] == size { shown } else { K::resize(&shown, size, Filter::Linear) }
    }
}

/// A part of images, of each axis where it begins and how long it is.
fn part(x: &Tensor, parts: [[usize; 2]; 2]) -> Tensor {
    K::crop(
        x,
        [0, 1].map(|axis| {
            let [start, length] = parts[axis];
            [start, x.dim(axis as isize + 1).saturating_sub(start + length)]
        }),
    )
}
