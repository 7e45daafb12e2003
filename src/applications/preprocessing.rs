//! What a network wants to be done to an image before it sees it.

use ndarray::{Array, ArrayBase, Axis, Data, Dimension, RemoveAxis};

use crate::data::Number;
use crate::{Error, Result};

/// Turns bytes into numbers from -1 to 1, as Keras's `preprocess_input` of this network does.
///
/// In a model, the layer `Rescaling(1.0 / 127.5, offset = -1.0)` does the same.
///
/// ```
/// use keras::applications::mobilenet_v2;
/// use keras::ndarray::array;
///
/// let ready = mobilenet_v2::preprocess_input(&array![[[255u8, 0, 0]]])?;
/// assert_eq!(ready, array![[[1.0, -1.0, -1.0]]]);
/// # Ok::<(), keras::Error>(())
/// ```
///
/// # Errors
///
/// If the last axis is not of three colours.
pub fn from_minus_one_to_one<S, D>(images: &ArrayBase<S, D>) -> Result<Array<f32, D>>
where
    S: Data<Elem: Number>,
    D: Dimension,
{
    check_colours(images.shape())?;
    Ok(images.mapv(|value| value.to_f32() / 127.5 - 1.0))
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
    S: Data<Elem: Number>,
    D: RemoveAxis,
{
    check_colours(images.shape())?;
    let mut ready = images.mapv(Number::to_f32);
    let colours = Axis(ready.ndim() - 1);
    ready.invert_axis(colours);
    for (mut colour, mean) in ready.axis_iter_mut(colours).zip([103.939, 116.779, 123.68]) {
        colour -= mean;
    }
    Ok(ready.as_standard_layout().into_owned())
}

/// Divides red, green and blue by 255, subtracts the mean of each over ImageNet and divides by its deviation, as Keras's
/// `preprocess_input` of this network does. The colours are the last axis; their values go from 0 to 255.
///
/// ```
/// use keras::applications::densenet;
/// use keras::ndarray::array;
///
/// let ready = densenet::preprocess_input(&array![[[255u8, 0, 0]]])?;
/// assert_eq!(ready, array![[[(1.0 - 0.485) / 0.229, -0.456 / 0.224, -0.406 / 0.225]]]);
/// # Ok::<(), keras::Error>(())
/// ```
///
/// # Errors
///
/// If the last axis is not of three colours.
pub fn around_the_mean_from_0_to_1<S, D>(images: &ArrayBase<S, D>) -> Result<Array<f32, D>>
where
    S: Data<Elem: Number>,
    D: RemoveAxis,
{
    check_colours(images.shape())?;
    let mut ready = images.mapv(|value| value.to_f32() / 255.0);
    let moments = [(0.485, 0.229), (0.456, 0.224), (0.406, 0.225)];
    for (mut colour, (mean, deviation)) in ready.axis_iter_mut(Axis(images.ndim() - 1)).zip(moments) {
        colour.mapv_inplace(|value| (value - mean) / deviation);
    }
    Ok(ready)
}

/// Images as numbers, and otherwise as they are, as Keras's `preprocess_input` of this network leaves them: the network
/// brings values from 0 to 255 into its range itself.
///
/// # Errors
///
/// If the last axis is not of three colours.
pub fn as_they_are<S, D>(images: &ArrayBase<S, D>) -> Result<Array<f32, D>>
where
    S: Data<Elem: Number>,
    D: Dimension,
{
    check_colours(images.shape())?;
    Ok(images.mapv(Number::to_f32))
}

fn check_colours(shape: &[usize]) -> Result<()> {
    match shape.last() {
        Some(3) => Ok(()),
        _ => Err(Error::expected("preprocess_input", "a last axis of three colours", format!("{shape:?}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{ArrayD, array};

    #[test]
    fn images_are_of_any_numbers_that_a_model_takes() {
        let bytes = array![[[255_u8, 0, 51]]];
        let ready = from_minus_one_to_one(&bytes).unwrap();
        assert_eq!(from_minus_one_to_one(&bytes.mapv(i32::from)).unwrap(), ready);
        assert_eq!(from_minus_one_to_one(&bytes.mapv(f64::from)).unwrap(), ready);
        let ready = around_the_mean(&bytes).unwrap();
        assert_eq!(around_the_mean(&bytes.mapv(i64::from)).unwrap(), ready);
    }

    #[test]
    fn images_of_other_colours_are_an_error_of_every_network() {
        let grey = ArrayD::<u8>::zeros(vec![2, 28, 28, 1]);
        for result in [
            from_minus_one_to_one(&grey),
            around_the_mean(&grey),
            around_the_mean_from_0_to_1(&grey),
            as_they_are(&grey),
        ] {
            let message = "preprocess_input: expected a last axis of three colours, found [2, 28, 28, 1]";
            assert_eq!(result.unwrap_err().to_string(), message);
        }
    }
}
