//! Image layers: sizes and colours, and what has a range of no width in place of a random number.

use crate::cases::Cases;
use crate::fixture;
use keras::autodiff::{Tape, Tensor};
use keras::layers::ForwardPass;
use keras::prelude::*;
use keras_runtime::kernels::affine::{Affine, FillMode, Interpolation, Places};
use keras_runtime::kernels::homography::homography;
use serde_json::Value;

#[test]
fn images_are_resized_and_cut_as_by_keras() {
    let mut cases = Cases::of("images", &["Resizing", "CenterCrop", "RandomCrop"]);
    cases.check("Resizing(4, 5)", sequential![Resizing(4, 5, input = (4, 5, 2))]);
    cases.check("Resizing(7, 9)", sequential![Resizing(7, 9, input = (4, 5, 2))]);
    cases.check("Resizing(3, 4)", sequential![Resizing(3, 4, input = (8, 9, 2))]);
    cases.check(
        "Resizing(3, 4, antialias=True)",
        sequential![Resizing(3, 4, antialias = true, input = (8, 9, 2))],
    );
    cases.check(
        "Resizing(9, 4, antialias=True)",
        sequential![Resizing(9, 4, antialias = true, input = (6, 13, 1))],
    );
    cases.check("Resizing(11, 13, 'nearest')", sequential![Resizing(11, 13, nearest, input = (8, 9, 2))]);
    cases.check("Resizing(3, 5, 'nearest')", sequential![Resizing(3, 5, nearest, input = (8, 9, 2))]);
    cases.check(
        "Resizing(3, 5, 'nearest', antialias=True)",
        sequential![Resizing(3, 5, nearest, antialias = true, input = (8, 9, 2))],
    );
    cases.check("Resizing(11, 13, 'bicubic')", sequential![Resizing(11, 13, bicubic, input = (8, 9, 2))]);
    cases.check("Resizing(3, 5, 'bicubic')", sequential![Resizing(3, 5, bicubic, input = (8, 9, 2))]);
    cases.check(
        "Resizing(3, 5, 'bicubic', antialias=True)",
        sequential![Resizing(3, 5, bicubic, antialias = true, input = (8, 9, 2))],
    );
    cases.check("Resizing(11, 13, 'lanczos3')", sequential![Resizing(11, 13, lanczos3, input = (8, 9, 2))]);
    cases.check("Resizing(3, 5, 'lanczos3')", sequential![Resizing(3, 5, lanczos3, input = (8, 9, 2))]);
    cases.check(
        "Resizing(3, 5, 'lanczos3', antialias=True)",
        sequential![Resizing(3, 5, lanczos3, antialias = true, input = (8, 9, 2))],
    );
    cases.check("Resizing(11, 13, 'lanczos5')", sequential![Resizing(11, 13, lanczos5, input = (8, 9, 2))]);
    cases.check("Resizing(3, 5, 'lanczos5')", sequential![Resizing(3, 5, lanczos5, input = (8, 9, 2))]);
    cases.check(
        "Resizing(3, 5, 'lanczos5', antialias=True)",
        sequential![Resizing(3, 5, lanczos5, antialias = true, input = (8, 9, 2))],
    );
    cases.check(
        "Resizing(2, 2, 'lanczos5', antialias=True)",
        sequential![Resizing(2, 2, lanczos5, antialias = true, input = (40, 3, 1))],
    );
    cases.check(
        "Resizing(4, 4, crop_to_aspect_ratio=True)",
        sequential![Resizing(4, 4, crop_to_aspect_ratio = true, input = (5, 9, 2))],
    );
    cases.check(
        "Resizing(3, 5, crop_to_aspect_ratio=True)",
        sequential![Resizing(3, 5, crop_to_aspect_ratio = true, input = (9, 4, 2))],
    );
    cases.check(
        "Resizing(6, 2, 'nearest', crop_to_aspect_ratio=True)",
        sequential![Resizing(6, 2, nearest, crop_to_aspect_ratio = true, input = (5, 9, 2))],
    );
    cases.check(
        "Resizing(4, 4, pad_to_aspect_ratio=True)",
        sequential![Resizing(4, 4, pad_to_aspect_ratio = true, input = (5, 9, 2))],
    );
    cases.check(
        "Resizing(3, 5, pad_to_aspect_ratio=True, fill_value=0.7)",
        sequential![Resizing(3, 5, pad_to_aspect_ratio = true, fill_value = 0.7, input = (9, 4, 2))],
    );
    cases.check(
        "Resizing(5, 5, 'bicubic', pad_to_aspect_ratio=True, antialias=True, fill_value=-1.0)",
        sequential![Resizing(
            5,
            5,
            bicubic,
            pad_to_aspect_ratio = true,
            antialias = true,
            fill_value = -1.0,
            input = (12, 7, 2)
        )],
    );
    cases.check("CenterCrop(3, 4)", sequential![CenterCrop(3, 4, input = (6, 9, 2))]);
    cases.check("CenterCrop(5, 4)", sequential![CenterCrop(5, 4, input = (5, 4, 2))]);
    cases.check("CenterCrop(3, 6)", sequential![CenterCrop(3, 6, input = (8, 4, 2))]);
    cases.check("CenterCrop(7, 6)", sequential![CenterCrop(7, 6, input = (3, 4, 2))]);
    cases.check("RandomCrop(5, 4) in training", sequential![RandomCrop(5, 4, input = (5, 4, 2))]);
    cases.check("RandomCrop(5, 4) in training", sequential![RandomCrop(5, 4, input = (5, 9, 2))]);
    cases.check("RandomCrop(7, 6) in training", sequential![RandomCrop(7, 6, input = (3, 4, 2))]);
    cases.check("RandomCrop(3, 6) in training", sequential![RandomCrop(3, 6, input = (8, 4, 2))]);
    cases.finish();
}

#[test]
fn levels_are_spread_as_by_keras() {
    let mut cases = Cases::of(
        "images",
        &[
            "AutoContrast",
            "ContrastLimitedAdaptiveHistogramEqualization",
            "Equalization",
            "RandomPosterization",
            "Solarization",
        ],
    );
    cases.check(
        "AutoContrast(value_range=(-1.5, 2))",
        sequential![AutoContrast(value_range = (-1.5, 2.0), input = (4, 5, 2))],
    );
    cases.check("AutoContrast()", sequential![AutoContrast(input = (4, 5, 1))]);
    cases.check(
        "ContrastLimitedAdaptiveHistogramEqualization(value_range=(-1.5, 2))",
        sequential![ContrastLimitedAdaptiveHistogramEqualization(
            value_range = (-1.5, 2.0),
            input = (8, 16, 2)
        )],
    );
    cases.check("ContrastLimitedAdaptiveHistogramEqualization(value_range=(-1.5, 2), clip_limit=0.0, tile_grid_size=(2, 3))", sequential![ContrastLimitedAdaptiveHistogramEqualization(value_range = (-1.5, 2.0), clip_limit = 0.0, tile_grid_size = (2, 3), input = (7, 8, 2))]);
    cases.check("ContrastLimitedAdaptiveHistogramEqualization(value_range=(-1.5, 2), clip_limit=30.0, tile_grid_size=(3, 2))", sequential![ContrastLimitedAdaptiveHistogramEqualization(value_range = (-1.5, 2.0), clip_limit = 30.0, tile_grid_size = (3, 2), input = (9, 10, 3))]);
    cases.check(
        "ContrastLimitedAdaptiveHistogramEqualization(value_range=(-1.5, 2), tile_grid_size=(8, 8))",
        sequential![ContrastLimitedAdaptiveHistogramEqualization(
            value_range = (-1.5, 2.0),
            tile_grid_size = (8, 8),
            input = (3, 5, 1)
        )],
    );
    cases.check("Equalization()", sequential![Equalization(input = (3, 4, 3))]);
    cases.check(
        "Equalization(value_range=(-1.5, 2)) in training",
        sequential![Equalization(value_range = (-1.5, 2.0), input = (8, 9, 2))],
    );
    cases.check(
        "Equalization(value_range=(-1.5, 2), bins=7) in training",
        sequential![Equalization(value_range = (-1.5, 2.0), bins = 7, input = (8, 9, 2))],
    );
    cases.check("RandomPosterization(3)", sequential![RandomPosterization(3, input = (3, 4, 3))]);
    cases.check(
        "RandomPosterization((3, 3), value_range=(-1.5, 2)) in training",
        sequential![RandomPosterization((3, 3), value_range = (-1.5, 2.0), input = (4, 5, 2))],
    );
    cases.check(
        "RandomPosterization(1, value_range=(-1.5, 2)) in training",
        sequential![RandomPosterization(1, value_range = (-1.5, 2.0), input = (4, 5, 2))],
    );
    cases.check("Solarization()", sequential![Solarization(input = (3, 4, 3))]);
    cases.check(
        "Solarization(value_range=(-1.5, 2)) in training",
        sequential![Solarization(value_range = (-1.5, 2.0), input = (4, 5, 2))],
    );
    cases.finish();
}

#[test]
fn colours_are_changed_as_by_keras() {
    let mut cases = Cases::of(
        "images",
        &[
            "RandomContrast",
            "RandomBrightness",
            "RandomGrayscale",
            "RandomInvert",
            "RandomHue",
            "RandomSaturation",
            "RandomColorDegeneration",
            "RandomColorJitter",
        ],
    );
    cases.check("RandomContrast(0.3)", sequential![RandomContrast(0.3, input = (3, 4, 3))]);
    cases.check(
        "RandomContrast(0.0, value_range=(-1.5, 2)) in training",
        sequential![RandomContrast(0.0, value_range = (-1.5, 2.0), input = (4, 5, 3))],
    );
    cases.check("RandomBrightness(0.3)", sequential![RandomBrightness(0.3, input = (3, 4, 3))]);
    cases.check(
        "RandomBrightness((0.2, 0.2), value_range=(-1.5, 2)) in training",
        sequential![RandomBrightness((0.2, 0.2), value_range = (-1.5, 2.0), input = (4, 5, 3))],
    );
    cases.check(
        "RandomBrightness((-0.3, -0.3), value_range=(-1.5, 2)) in training",
        sequential![RandomBrightness((-0.3, -0.3), value_range = (-1.5, 2.0), input = (4, 5, 1))],
    );
    cases.check("RandomGrayscale()", sequential![RandomGrayscale(input = (3, 4, 3))]);
    cases.check("RandomGrayscale(1.0) in training", sequential![RandomGrayscale(1.0, input = (4, 5, 3))]);
    cases.check("RandomGrayscale(1.0) in training", sequential![RandomGrayscale(1.0, input = (4, 5, 1))]);
    cases.check("RandomInvert()", sequential![RandomInvert(input = (3, 4, 3))]);
    cases.check(
        "RandomInvert((1.0, 1.0), value_range=(-1.5, 2)) in training",
        sequential![RandomInvert((1.0, 1.0), value_range = (-1.5, 2.0), input = (4, 5, 2))],
    );
    cases.check("RandomHue(0.3)", sequential![RandomHue(0.3, input = (3, 4, 3))]);
    cases.check(
        "RandomHue((1.0, 1.0), value_range=(-1.5, 2)) in training",
        sequential![RandomHue((1.0, 1.0), value_range = (-1.5, 2.0), input = (4, 5, 3))],
    );
    cases.check(
        "RandomHue(0.0, value_range=(-1.5, 2)) in training",
        sequential![RandomHue(0.0, value_range = (-1.5, 2.0), input = (4, 5, 3))],
    );
    cases.check("RandomSaturation(0.3)", sequential![RandomSaturation(0.3, input = (3, 4, 3))]);
    cases.check(
        "RandomSaturation((0.7, 0.7), value_range=(-1.5, 2)) in training",
        sequential![RandomSaturation((0.7, 0.7), value_range = (-1.5, 2.0), input = (4, 5, 3))],
    );
    cases.check(
        "RandomSaturation((0.3, 0.3)) in training",
        sequential![RandomSaturation((0.3, 0.3), input = (4, 5, 3))],
    );
    cases.check("RandomColorDegeneration(0.3)", sequential![RandomColorDegeneration(0.3, input = (3, 4, 3))]);
    cases.check(
        "RandomColorDegeneration((0.4, 0.4), value_range=(-1.5, 2)) in training",
        sequential![RandomColorDegeneration((0.4, 0.4), value_range = (-1.5, 2.0), input = (4, 5, 3))],
    );
    cases.check(
        "RandomColorDegeneration((-0.4, -0.4), value_range=(-1.5, 2)) in training",
        sequential![RandomColorDegeneration((-0.4, -0.4), value_range = (-1.5, 2.0), input = (4, 5, 1))],
    );
    cases.check(
        "RandomColorJitter(hue_factor=0.3)",
        sequential![RandomColorJitter(hue_factor = 0.3, input = (3, 4, 3))],
    );
    cases.check("RandomColorJitter(value_range=(-1.5, 2), brightness_factor=(0.1, 0.1), contrast_factor=0.0, saturation_factor=(0.6, 0.6), hue_factor=(1.0, 1.0)) in training", sequential![RandomColorJitter(value_range = (-1.5, 2.0), brightness_factor = (0.1, 0.1), contrast_factor = 0.0, saturation_factor = (0.6, 0.6), hue_factor = (1.0, 1.0), input = (4, 5, 3))]);
    cases.finish();
}

#[test]
fn images_are_blurred_erased_and_bent_as_by_keras() {
    let mut cases = Cases::of(
        "images",
        &[
            "RandomErasing",
            "RandomSharpness",
            "RandomShear",
            "RandomGaussianBlur",
            "RandomPerspective",
            "RandomElasticTransform",
        ],
    );
    cases.check("RandomErasing()", sequential![RandomErasing(input = (3, 4, 3))]);
    cases.check(
        "RandomErasing((1.0, 1.0), (1.0, 1.0), 0.5, value_range=(-1.5, 2)) in training",
        sequential![RandomErasing((1.0, 1.0), (1.0, 1.0), 0.5, value_range = (-1.5, 2.0), input = (4, 5, 2))],
    );
    cases.check(
        "RandomErasing(0.0, value_range=(-1.5, 2)) in training",
        sequential![RandomErasing(0.0, value_range = (-1.5, 2.0), input = (4, 5, 3))],
    );
    cases.check("RandomSharpness(0.3)", sequential![RandomSharpness(0.3, input = (3, 4, 3))]);
    cases.check(
        "RandomSharpness((0.8, 0.8), value_range=(-1.5, 2)) in training",
        sequential![RandomSharpness((0.8, 0.8), value_range = (-1.5, 2.0), input = (4, 5, 3))],
    );
    cases.check(
        "RandomSharpness((0.1, 0.1), value_range=(-1.5, 2)) in training",
        sequential![RandomSharpness((0.1, 0.1), value_range = (-1.5, 2.0), input = (5, 2, 1))],
    );
    cases.check("RandomShear(0.3)", sequential![RandomShear(0.3, input = (3, 4, 3))]);
    cases.check("RandomShear(0.0, 0.0) in training", sequential![RandomShear(0.0, 0.0, input = (4, 5, 3))]);
    cases.check("RandomGaussianBlur()", sequential![RandomGaussianBlur(input = (3, 4, 3))]);
    cases.check(
        "RandomGaussianBlur((1.0, 1.0), 3, (0.7, 0.7), value_range=(-1.5, 2)) in training",
        sequential![RandomGaussianBlur(
            (1.0, 1.0),
            3,
            (0.7, 0.7),
            value_range = (-1.5, 2.0),
            input = (4, 5, 3)
        )],
    );
    cases.check(
        "RandomGaussianBlur((1.0, 1.0), (5, 3), (1.0, 1.0), value_range=(-1.5, 2)) in training",
        sequential![RandomGaussianBlur(
            (1.0, 1.0),
            (5, 3),
            (1.0, 1.0),
            value_range = (-1.5, 2.0),
            input = (6, 5, 2)
        )],
    );
    cases.check("RandomPerspective()", sequential![RandomPerspective(input = (3, 4, 3))]);
    cases.check(
        "RandomPerspective(1.0, 0.0) in training",
        sequential![RandomPerspective(1.0, 0.0, input = (4, 5, 3))],
    );
    cases.check("RandomElasticTransform()", sequential![RandomElasticTransform(input = (3, 4, 3))]);
    cases.check(
        "RandomElasticTransform((1.0, 1.0), 0.0, value_range=(-1.5, 2)) in training",
        sequential![RandomElasticTransform((1.0, 1.0), 0.0, value_range = (-1.5, 2.0), input = (4, 5, 3))],
    );
    cases.finish();
}

#[test]
fn what_is_composed_is_as_by_keras() {
    let mut cases = Cases::of("images", &["RandAugment", "AugMix", "Pipeline"]);
    cases.check("RandAugment()", sequential![RandAugment(input = (3, 4, 3))]);
    cases.check("AugMix()", sequential![AugMix(input = (3, 4, 3))]);
    cases.check(
        "Pipeline([Rescaling(0.5), CenterCrop(2, 2), RandomFlip()])",
        sequential![Pipeline([Rescaling(0.5), CenterCrop(2, 2), RandomFlip()], input = (3, 4, 3))],
    );
    cases.check(
        "Pipeline([Conv2D(2, 2), Dense(3, activation='tanh')])",
        sequential![Pipeline([Conv2D(2, 2), Dense(3, activation = tanh)], input = (3, 4, 3))],
    );
    cases.check(
        "Pipeline([RandomInvert((1.0, 1.0), value_range=(-1.5, 2)), Conv2D(2, 2)]) in training",
        sequential![Pipeline(
            [RandomInvert((1.0, 1.0), value_range = (-1.5, 2.0)), Conv2D(2, 2)],
            input = (3, 4, 3)
        )],
    );
    cases.finish();
}

/// Fails unless each image becomes one of what Keras makes of it, and each of these comes up.
#[track_caller]
fn check_choice(keras: &str, model: impl Model) {
    let all = fixture::read("images");
    let case = fixture::list(&all["choices"]).iter().find(|case| fixture::source(case) == keras);
    let case = case.unwrap_or_else(|| panic!("Keras has not computed {keras}"));
    check_each_image(keras, case, &|x, pass| model.call(x, pass).tensor(0));
}

#[track_caller]
fn check_each_image(keras: &str, case: &Value, call: &dyn Fn(&[Tensor], &ForwardPass) -> Tensor) {
    keras::set_random_seed(5);
    let pass = ForwardPass::training(&Tape::new());
    let output = call(&[pass.tape().array(&fixture::array(&case["input"]))], &pass).to_array();
    let choices = fixture::arrays(&case["outputs"]);
    let mut counts = vec![0; choices.len()];
    for (i, image) in output.outer_iter().enumerate() {
        let is_near = |(a, b): (&f32, &f32)| (a - b).abs() < 1e-4;
        let found =
            choices.iter().position(|of| image.iter().zip(of.index_axis(ndarray::Axis(0), i)).all(is_near));
        counts[found.unwrap_or_else(|| panic!("{keras}: image {i} is none of those of Keras: {image}"))] += 1;
    }
    assert!(counts.iter().all(|&count| count > 0), "{keras}: {counts:?}");
}

#[test]
fn what_is_chosen_at_random_is_one_of_what_keras_makes() {
    check_choice(
        "RandomHue((0.3, 0.3), value_range=(-1.5, 2))",
        sequential![RandomHue((0.3, 0.3), value_range = (-1.5, 2.0), input = (3, 4, 3))],
    );
    check_choice(
        "Solarization((0.1, 0.1), (0.6, 0.6), value_range=(-1.5, 2))",
        sequential![Solarization((0.1, 0.1), (0.6, 0.6), value_range = (-1.5, 2.0), input = (4, 5, 2))],
    );
    check_choice(
        "RandomShear((0.3, 0.3), (0.2, 0.2))",
        sequential![RandomShear((0.3, 0.3), (0.2, 0.2), input = (4, 5, 2))],
    );
    check_choice(
        "RandomShear((0.4, 0.4), interpolation='nearest', fill_mode='constant', fill_value=0.5)",
        sequential![RandomShear(
            (0.4, 0.4),
            interpolation = nearest,
            fill_mode = constant,
            fill_value = 0.5,
            input = (4, 5, 2)
        )],
    );
}

#[test]
fn pixels_are_read_from_other_places_as_by_keras() {
    let all = fixture::read("images");
    for case in fixture::list(&all["read_from"]) {
        let what = format!("{} {}", case["interpolation"], case["fill_mode"]);
        let affine = Affine {
            interpolation: match case["interpolation"].as_str() {
                Some("nearest") => Interpolation::Nearest,
                _ => Interpolation::Bilinear,
            },
            fill_mode: match case["fill_mode"].as_str() {
                Some("constant") => FillMode::Constant,
                Some("nearest") => FillMode::Nearest,
                Some("reflect") => FillMode::Reflect,
                _ => FillMode::Wrap,
            },
            fill_value: 0.6,
        };
        let (places, numbers) = match case.get("ways") {
            Some(ways) => (Places::Displaced, fixture::data(ways)),
            None => {
                let corners = [[0.0, 0.0], [4.0, 0.0], [0.0, 3.0], [4.0, 3.0]];
                let moved = fixture::data(&case["corners"]);
                let moved = moved.as_chunks::<2>().0.as_chunks::<4>().0;
                (
                    Places::Projective,
                    moved.iter().flat_map(|moved| homography(corners, *moved).unwrap()).collect(),
                )
            }
        };
        let (x, keras) = (fixture::data(&case["images"]), fixture::data(&case["output"]));
        let mut y = vec![f32::NAN; x.len()];
        affine.read(places, &x, [4, 5, 2], &numbers, &mut y);
        fixture::assert_close(&what, &y, &keras, 1e-4);
    }
}
