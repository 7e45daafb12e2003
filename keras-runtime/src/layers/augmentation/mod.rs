//! Layers of images: of their sizes, their colours, and those that change them at random while a model learns, so that
//! it sees more of them than there are.

mod aug_mix;
mod auto_contrast;
mod brightness;
mod clahe;
mod color_degeneration;
mod color_jitter;
mod colours;
mod contrast;
mod crop;
mod elastic;
mod equalization;
mod erasing;
mod flip;
mod gaussian_blur;
mod grayscale;
mod hue;
mod invert;
mod perspective;
mod policy;
mod posterization;
mod rand_augment;
pub(crate) mod resizing;
mod rotation;
mod saturation;
mod sharpness;
mod shear;
mod solarization;
mod translation;
mod zoom;

pub use aug_mix::AugMix;
pub use auto_contrast::AutoContrast;
pub use brightness::RandomBrightness;
pub use clahe::ContrastLimitedAdaptiveHistogramEqualization;
pub use color_degeneration::RandomColorDegeneration;
pub use color_jitter::RandomColorJitter;
pub use contrast::RandomContrast;
pub use crop::{CenterCrop, RandomCrop};
pub use elastic::RandomElasticTransform;
pub use equalization::Equalization;
pub use erasing::RandomErasing;
pub use flip::RandomFlip;
pub use gaussian_blur::RandomGaussianBlur;
pub use grayscale::RandomGrayscale;
pub use hue::RandomHue;
pub use invert::RandomInvert;
pub use perspective::RandomPerspective;
pub use posterization::RandomPosterization;
pub use rand_augment::RandAugment;
pub use resizing::Resizing;
pub use rotation::RandomRotation;
pub use saturation::RandomSaturation;
pub use sharpness::RandomSharpness;
pub use shear::RandomShear;
pub use solarization::Solarization;
pub use translation::RandomTranslation;
pub use zoom::RandomZoom;

use crate::autodiff::Tensor;
use crate::autodiff::ops::affine::read_from;
use crate::kernels::affine::{Affine, Places};
use crate::kernels::random::fill_uniform;
use crate::layer::Context;
use crate::layer::arguments::DataFormat;
use crate::layer::rules::windows::image;
use crate::shape::{Fault, Inputs, List, ShapeResult, Spec};
use crate::shape_try;

/// The range of a factor, of which `one` says what 1 is: a single one stands for itself and its negative.
const fn range(argument: &str, factor: &List<f32>, one: &str) -> ShapeResult<[f32; 2]> {
    let [lower, upper] = shape_try!(ends(argument, factor, true));
    if lower >= -1.0 && upper <= 1.0 {
        return ShapeResult::Ok([lower, upper]);
    }
    ShapeResult::Err(Fault::new("needs ").name(argument).text(" between -1 and 1").help(one))
}

/// The ends of a range, the lower one first: of a single number from 0 to itself, or from its negative.
const fn ends(argument: &str, factor: &List<f32>, both_ways: bool) -> ShapeResult<[f32; 2]> {
    let [first, second] = match factor.len() {
        1 if both_ways => [-factor.get(0).abs(), factor.get(0).abs()],
        1 => [0.0, factor.get(0)],
        2 => [factor.get(0), factor.get(1)],
        len => {
            let fault =
                Fault::new("takes one number or two for ").name(argument).text(", was given ").number(len);
            return ShapeResult::Err(fault);
        }
    };
    ShapeResult::Ok(if first <= second { [first, second] } else { [second, first] })
}

/// The rule of a layer of images, up to what its arguments say.
const fn images(inputs: Inputs<'_>, data_format: DataFormat) -> ShapeResult<Spec> {
    let x = shape_try!(inputs.one_float());
    shape_try!(data_format.check());
    shape_try!(image::<2>(&x));
    ShapeResult::Ok(x)
}

/// What a rule has accepted.
fn accepted<T>(answer: ShapeResult<T>) -> T {
    match answer {
        ShapeResult::Ok(value) => value,
        ShapeResult::Err(fault) => unreachable!("the rule has accepted it: {fault}"),
    }
}

/// Reads each image anew while learning. `transform` gives the numbers of a place from as many random ones of 0 to 1
/// and the greatest column and row.
fn at_random<const N: usize>(
    x: &Tensor,
    context: &Context<'_>,
    seed: Option<u64>,
    (places, affine): (Places, Affine),
    transform: impl Fn([f32; N], [f32; 2]) -> [f32; N],
) -> Tensor {
    if !context.training() {
        return x.clone();
    }
    let ends = [x.dim(2), x.dim(1)].map(|size| size.saturating_sub(1) as f32);
    let stream = context.random_stream(seed, N * x.dim(0));
    let numbers = context.tape().constant(&[x.dim(0), N], |numbers| {
        fill_uniform(stream, numbers);
        numbers.as_chunks_mut().0.iter_mut().for_each(|numbers| *numbers = transform(*numbers, ends));
    });
    read_from(x, places, &numbers, affine)
}

/// A number of a range, by one of 0 to 1.
fn between([lower, upper]: [f32; 2], share: f32) -> f32 {
    lower + (upper - lower) * share
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::Tape;
    use crate::layer::{ForwardPass, LayerConfig, Node};
    use crate::shape::{Inputs, Shape, Spec};

    /// What a layer makes of 200 images of two rows and three columns.
    fn images<L: LayerConfig>(config: ShapeResult<L>) -> Vec<Vec<f32>> {
        let config = accepted(config);
        let outcome = config.outcome(Inputs::new(&[Spec::new(Shape::known(&[2, 3, 1]))]));
        let layer = config.build("layer", Inputs::new(&[]), &outcome, true);
        let tape = Tape::inference();
        let x = tape
            .constant(&[200, 2, 3, 1], |x| x.iter_mut().enumerate().for_each(|(i, x)| *x = (i % 6) as f32));
        let y = layer.call(&[x], &ForwardPass::training(&tape)).tensor(0).to_array();
        y.as_slice().unwrap().chunks(6).map(<[f32]>::to_vec).collect()
    }

    #[test]
    fn a_flip_turns_over_about_half_of_the_images_and_leaves_the_others() {
        use crate::layer::arguments::sampling::words::{horizontal, horizontal_and_vertical, vertical};
        for (mode, flipped) in [
            (horizontal, [2.0, 1.0, 0.0, 5.0, 4.0, 3.0]),
            (vertical, [3.0, 4.0, 5.0, 0.0, 1.0, 2.0]),
            (horizontal_and_vertical, [5.0, 4.0, 3.0, 2.0, 1.0, 0.0]),
        ] {
            let images = images(RandomFlip::args().mode([mode]).build());
            let count = images.iter().filter(|image| **image == flipped).count();
            assert!((60..140).contains(&count), "{count} of 200 images are turned over");
            let left = images.iter().filter(|image| **image == [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]).count();
            assert_eq!(count + left, 200);
        }
    }

    #[test]
    fn each_image_is_moved_its_own_way_within_the_range_and_again_so_by_the_same_seed() {
        let moved = |seed| {
            let args =
                RandomTranslation::args().height_factor([0.0]).__one().width_factor([0.1, 0.3]).__several();
            images(args.seed([seed]).fill_mode([crate::layer::arguments::sampling::words::nearest]).build())
        };
        let images = moved(7);
        // The middle of the first row is read between 0.3 and 0.9 columns further left.
        let middles: Vec<f32> = images.iter().map(|image| image[1]).collect();
        assert!(middles.iter().all(|middle| (0.099..0.701).contains(middle)), "{middles:?}");
        let (least, most) = middles.iter().fold((1.0_f32, 0.0_f32), |(a, b), &x| (a.min(x), b.max(x)));
        assert!(least < 0.15 && most > 0.65, "{least} to {most}");
        assert_eq!(moved(7), images);
        assert_ne!(moved(8), images);
    }
}
