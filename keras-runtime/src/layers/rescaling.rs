//! Rescaling: values brought to another range.

use smallvec::{SmallVec, smallvec};

use crate::autodiff::Tensor;
use crate::backend as K;
use crate::layer::{Config, Context, Layer};
use crate::shape::{Dim, Fault, Head, Inputs, List, OneOrMore, ShapeResult, Spec};
use crate::shape_try;

/// The most channels that are rescaled each by a number of its own.
const MOST: usize = 16;

/// Rescaling: `x * scale + offset`, while learning and when asked. `Rescaling(1.0 / 255.0)` brings pixels to 0 to 1,
/// `Rescaling(1.0 / 127.5, offset = -1.0)` to -1 to 1. The shape stays as it is. A tuple has a number for each channel, the last
/// axis.
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Rescaling(0.5, offset = -1.0, input = 2)];
/// assert_eq!(model.predict(&array![[2.0, 4.0]])?, array![[0.0, 1.0]]);
///
/// let model = sequential![Rescaling((0.5, 2.0), input = 2)];
/// assert_eq!(model.predict(&array![[2.0, 4.0]])?, array![[1.0, 8.0]]);
/// # Ok::<(), keras::Error>(())
/// ```
///
/// As [`keras.layers.Rescaling`](https://keras.io/api/layers/preprocessing_layers/image_preprocessing/rescaling/).
#[derive(Config, Clone, Copy, Debug)]
pub struct Rescaling {
    /// Factor of each value, or the factors of the channels.
    scale: OneOrMore<f32, MOST>,
    /// Number added to each product, or the numbers of the channels.
    #[default(List::new(&[0.0]))]
    offset: OneOrMore<f32, MOST>,
}

impl Rescaling {
    /// The output is shaped as the input.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        let x = shape_try!(inputs.one_float());
        let channels = match x.shape().last() {
            Some(Dim::Known(channels)) => Some(channels),
            _ => None,
        };
        shape_try!(check("scale", &self.scale, channels));
        shape_try!(check("offset", &self.offset, channels));
        ShapeResult::Ok(match x.head() {
            Head::Logits => x,
            _ => x.with_head(Head::Unknown),
        })
    }
}

/// Whether there is one finite number, or one for each channel.
const fn check(argument: &str, numbers: &OneOrMore<f32, MOST>, channels: Option<usize>) -> ShapeResult<()> {
    let mut i = 0;
    while i < numbers.len() {
        if !numbers.get(i).is_finite() {
            return ShapeResult::Err(Fault::new("needs finite numbers in ").name(argument));
        }
        i += 1;
    }
    let fault = match channels {
        _ if numbers.len() == 1 => return ShapeResult::Ok(()),
        Some(channels) if numbers.len() == channels => return ShapeResult::Ok(()),
        Some(channels) => {
            let fault = Fault::new("needs one number, or ").number(channels).text(" for the channels, in ");
            fault.name(argument).text(", was given ").number(numbers.len())
        }
        None => Fault::new("needs one number, where the size of the last axis is open, in ").name(argument),
    };
    ShapeResult::Err(fault)
}

impl Layer for Rescaling {
    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
        let (x, scale, offset) = (&inputs[0], &self.scale, &self.offset);
        if scale.len() == 1 && offset.len() == 1 {
            let (scale, offset) = (scale.get(0), offset.get(0));
            return K::map(x, move |x| x * scale + offset, move |_, _| scale);
        }
        let along_channels = |numbers: &OneOrMore<f32, MOST>| {
            let mut shape: SmallVec<[usize; 8]> = smallvec![1; x.rank()];
            shape[x.rank() - 1] = numbers.len();
            context.tape().constant(&shape, |to| {
                to.iter_mut().zip(numbers.iter()).for_each(|(to, number)| *to = number);
            })
        };
        x * along_channels(scale) + along_channels(offset)
    }

    fn mask(&self, inputs: &[Tensor]) -> Option<Tensor> {
        inputs[0].mask()
    }
}
