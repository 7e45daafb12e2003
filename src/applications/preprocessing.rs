//! What a network wants to be done to an image before it sees it.

use ndarray::{Array, ArrayBase, Axis, Data, Dimension, RemoveAxis};

use crate::{Error, Result};

/// Turns bytes into numbers from -1 to 1, as Keras's `preprocess_input` of this network does.
///
/// In a model, the layer `Rescaling(1.0 / 127.5, offset = -1.0)` does the same.
pub fn from_minus_one_to_one<S, D>(images: &ArrayBase<S, D>) -> Array<f32, D>
where
    S: Data<Elem: Copy + Into<f32>>,
    D: Dimension,
{
    images.mapv(|byte| byte.into() / 127.5 - 1.0)
}

/// Turns red, green, blue into blue, green, red, and subtracts the mean of each over ImageNet, as Keras's
/// `preprocess_input` of this network does. The colours are the last axis; their values go from 0 to 255.
///
/// ```
/// use keras::applications::vgg16;
/// use keras::ndarray::array;
///
/// let red_and_black = array![[[255u8, 0, 0], [0, 0, 0]]];
/// let ready = vgg16::preprocess_input(&red_and_black)?;
/// assert_eq!(ready, array![[[-103.939, -116.779, 255.0 - 123.68], [-103.939, -116.779, -123.68]]]);
/// # Ok::<(), keras::Error>(())
/// ```
///
/// # Errors
///
/// If the last axis is not of three colours.
pub fn around_the_mean<S, D>(images: &ArrayBase<S, D>) -> Result<Array<f32, D>>
where
    S: Data<Elem: Copy + Into<f32>>,
    D: RemoveAxis,
{
    if images.shape().last() != Some(&3) {
        let found = format!("{:?}", images.shape());
        return Err(Error::expected("preprocess_input", "a last axis of three colours", found));
    }
    let mut ready = images.mapv(Into::into);
    let colours = Axis(ready.ndim() - 1);
    ready.invert_axis(colours);
    for (mut colour, mean) in ready.axis_iter_mut(colours).zip([103.939, 116.779, 123.68]) {
        colour -= mean;
    }
    Ok(ready.as_standard_layout().into_owned())
}
