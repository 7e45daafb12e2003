//! Images in a mirror.

use super::{at_random, images};
use crate::autodiff::Tensor;
use crate::kernels::affine::{Affine, FillMode, Interpolation, Places};
use crate::layer::arguments::DataFormat;
use crate::layer::arguments::sampling::Flip;
use crate::layer::{Config, Context, Layer};
use crate::shape::{Inputs, ShapeResult, Spec};
use crate::shape_try;

/// Data augmentation: while learning, flips each image with a probability of one half.
///
/// ```
/// use keras::{ndarray::Array4, prelude::*};
///
/// let model = sequential![RandomFlip(horizontal, input = (4, 6, 3))];
/// let x = Array4::<f32>::ones((1, 4, 6, 3));
/// assert_eq!(model.predict(&x)?, x); // it acts while learning only
/// # Ok::<(), keras::Error>(())
/// ```
///
/// | | shape |
/// | --- | --- |
/// | input, output | `(height, width, channels)` |
///
/// As [`keras.layers.RandomFlip`](https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_flip/) of Keras
/// 3.15, where `horizontal_and_vertical` turns an image over both ways or not at all.
#[derive(Config, Clone, Copy, Debug)]
pub struct RandomFlip {
    /// Whether left and right change places, top and bottom, or both.
    #[default(horizontal_and_vertical)]
    mode: Flip,
    /// Seed of the random choices; drawn from the program's seed if left out.
    seed: Option<u64>,
    /// Order of the axes: `channels_last`.
    #[default(channels_last)]
    data_format: DataFormat,
}

impl RandomFlip {
    /// The output is shaped as the input.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        let x = shape_try!(images(inputs, self.data_format));
        ShapeResult::Ok(x)
    }
}

impl Layer for RandomFlip {
    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
        let as_it_is =
            Affine { interpolation: Interpolation::Nearest, fill_mode: FillMode::Nearest, fill_value: 0.0 };
        at_random::<6>(
            &inputs[0],
            context,
            self.seed,
            (Places::Affine, as_it_is),
            |[chance, ..], [right, bottom]| {
                let over = |mode, end| {
                    let turns =
                        chance <= 0.5 && (self.mode == mode || self.mode == Flip::HorizontalAndVertical);
                    if turns { (-1.0, end) } else { (1.0, 0.0) }
                };
                let (columns, from_column) = over(Flip::Horizontal, right);
                let (rows, from_row) = over(Flip::Vertical, bottom);
                [columns, 0.0, from_column, 0.0, rows, from_row]
            },
        )
    }
}
