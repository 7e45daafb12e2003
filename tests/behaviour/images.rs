//! Layers of images: random changes differ between images, repeat themselves by their seed, keep to their ranges, and
//! happen while learning only.

use keras::autodiff::Tape;
use keras::backend as K;
use keras::layers::ForwardPass;
use keras::prelude::*;
use ndarray::{Array4, ArrayD, Axis, IxDyn, s};

/// Forty images of values between 0 and 1, all the same.
fn images() -> ArrayD<f32> {
    ArrayD::from_shape_fn(IxDyn(&[40, 8, 9, 3]), |at| {
        let number = at[1] * 31 + at[2] * 17 + at[3] * 7 + at[1] * at[2] * 5;
        0.15 + (number % 71) as f32 / 100.0
    })
}

/// What a model of one layer makes of them.
fn made(model: &impl Model, is_training: bool) -> ArrayD<f32> {
    keras::set_random_seed(11);
    let tape = Tape::new();
    let pass = if is_training { ForwardPass::training(&tape) } else { ForwardPass::inference(&tape) };
    let y = model.call(&[tape.array(images().view())], &pass).tensor(0);
    tape.check().expect("a layer computes");
    y.to_array()
}

/// How many different images there are.
fn variety(images: &ArrayD<f32>) -> usize {
    let mut known: Vec<ndarray::ArrayViewD<'_, f32>> = vec![];
    for image in images.outer_iter() {
        if !known.contains(&image) {
            known.push(image);
        }
    }
    known.len()
}

macro_rules! models {
    ($($layer:ident($($arguments:tt)*);)*) => {
        [$((stringify!($layer), {
            let mut model = Sequential::new();
            model.add(layer!($layer($($arguments)*, input = (8, 9, 3)))).expect("the layer takes images");
            model
        })),*]
    };
}

#[test]
fn each_image_is_changed_in_its_own_way_again_so_by_the_same_seed_and_not_when_asked() {
    let models = models! {
        RandomBrightness(0.3, value_range = (0.0, 1.0));
        RandomContrast(0.3, value_range = (0.0, 1.0));
        RandomErasing((1.0, 1.0), value_range = (0.0, 1.0));
        RandomHue(0.5, value_range = (0.0, 1.0));
        RandomSaturation((0.2, 0.8), value_range = (0.0, 1.0));
        RandomColorDegeneration((0.0, 1.0), value_range = (0.0, 1.0));
        RandomColorJitter((0.0, 1.0), 0.1, 0.2, (0.4, 0.6), 0.1);
        RandomSharpness(1.0, value_range = (0.0, 1.0));
        RandomShear(0.3, 0.1);
        RandomPerspective((1.0, 1.0));
        RandomElasticTransform((1.0, 1.0), (0.9, 0.9), value_range = (0.0, 1.0));
        Solarization(0.3, 0.9, value_range = (0.0, 1.0));
    };
    for (layer, model) in &models {
        let changed = made(model, true);
        assert!(variety(&changed) >= 35, "{layer}: {} of 40 images differ", variety(&changed));
        assert_eq!(made(model, true), changed, "{layer}, by the same seed");
        assert_eq!(made(model, false), images(), "{layer}, when asked");
    }
}

#[test]
fn some_images_are_changed_and_the_others_stay() {
    let models = models! {
        RandomGrayscale(0.5);
        RandomInvert((0.5, 0.5), value_range = (0.0, 1.0));
        RandomGaussianBlur((0.5, 0.5), 3, (1.0, 1.0), value_range = (0.0, 1.0));
        RandomErasing((0.5, 0.5), (1.0, 1.0), 0.25, value_range = (0.0, 1.0));
    };
    for (layer, model) in &models {
        let (changed, before) = (made(model, true), images());
        let stay = changed.outer_iter().zip(before.outer_iter()).filter(|(y, x)| y == x).count();
        assert!((8..32).contains(&stay), "{layer}: {stay} of 40 images stay");
        assert_eq!(variety(&changed), 2, "{layer}");
    }
    // One number is the highest probability of a range from 0 on.
    for (layer, model) in &models! { RandomInvert(0.0); RandomErasing(0.0); RandomPerspective(0.0); } {
        assert_eq!(made(model, true), images(), "{layer}");
    }
}

#[test]
fn a_seed_of_its_own_repeats_a_layer_whatever_came_before() {
    let layer = |seed| {
        let mut model = Sequential::new();
        model
            .add(layer!(RandomColorJitter(
                (0.0, 1.0),
                0.1,
                0.2,
                hue_factor = 0.3,
                seed = seed,
                input = (8, 9, 3)
            )))
            .unwrap();
        made(&model, true)
    };
    assert_eq!(layer(3), layer(3));
    assert_ne!(layer(3), layer(4));
}

#[test]
fn random_numbers_keep_to_their_range() {
    let before = images();
    let mean = |x: &ArrayD<f32>, image: usize| {
        let x = x.index_axis(Axis(0), image);
        x.mean().expect("there are pixels")
    };
    let brighter =
        made(&sequential![RandomBrightness((0.05, 0.1), value_range = (0.0, 1.0), input = (8, 9, 3))], true);
    let ways: Vec<f32> = (0..40).map(|i| mean(&brighter, i) - mean(&before, i)).collect();
    assert!(ways.iter().all(|way| (0.0499..0.1001).contains(way)), "{ways:?}");
    let (least, most) = ways.iter().fold((1.0_f32, 0.0_f32), |(a, b), &x| (a.min(x), b.max(x)));
    assert!(least < 0.06 && most > 0.09, "{least} to {most}");
    // How far a value is from the mean of its channel, as a multiple of before.
    let contrasts =
        made(&sequential![RandomContrast((0.1, 0.5), value_range = (-9.0, 9.0), input = (8, 9, 3))], true);
    let channel = |x: &ArrayD<f32>, image| x.index_axis(Axis(0), image).index_axis(Axis(2), 0).to_owned();
    for image in 0..40 {
        let (x, y) = (channel(&before, image), channel(&contrasts, image));
        let mean = x.mean().expect("there are pixels");
        let far = |at: [usize; 2]| (y[at] - mean) / (x[at] - mean);
        let times = far([0, 0]);
        assert!((0.899..1.501).contains(&times), "{times}");
        assert!((far([3, 4]) - times).abs() < 1e-3 && (far([7, 1]) - times).abs() < 1e-3);
    }
}

#[test]
fn a_random_crop_is_one_part_for_a_batch_and_another_in_the_next() {
    let x = Array4::from_shape_fn((3, 10, 12, 1), |(_, i, j, _)| (i * 12 + j) as f32);
    let model = sequential![RandomCrop(4, 5, input = (_, _, 1))];
    let tape = Tape::new();
    let pass = ForwardPass::training(&tape);
    let mut corners = vec![];
    for _ in 0..20 {
        let y = model.call(&[tape.array(x.view())], &pass).tensor(0).to_array();
        let corner = y[[0, 0, 0, 0]] as usize;
        let (top, left) = (corner / 12, corner % 12);
        assert!(top <= 6 && left <= 7, "{top}, {left}");
        assert_eq!(y, x.slice(s![.., top..top + 4, left..left + 5, ..]).into_dyn());
        if !corners.contains(&corner) {
            corners.push(corner);
        }
        pass.reset();
    }
    assert!(corners.len() > 10, "{corners:?}");
}

#[test]
fn an_erased_part_is_a_rectangle_of_the_share_that_was_asked_for() {
    let model = sequential![RandomErasing(
        (1.0, 1.0),
        (0.25, 0.25),
        9.0,
        value_range = (0.0, 9.0),
        input = (8, 9, 3)
    )];
    for image in made(&model, true).outer_iter() {
        let rows = (0..8).filter(|&i| (0..9).any(|j| image[[i, j, 0]] == 9.0)).count();
        let columns = (0..9).filter(|&j| (0..8).any(|i| image[[i, j, 0]] == 9.0)).count();
        let erased = image.iter().filter(|&&value| value == 9.0).count();
        assert_eq!(erased, 3 * rows * columns);
        assert!(rows == 4 && (4..=5).contains(&columns), "{rows}, {columns}");
    }
}

#[test]
fn posterized_images_have_few_levels() {
    let model = sequential![RandomPosterization((2, 2), value_range = (0.0, 1.0), input = (8, 9, 3))];
    let mut levels: Vec<f32> = made(&model, true).into_iter().collect();
    levels.sort_by(f32::total_cmp);
    levels.dedup();
    assert_eq!(levels.len(), 4, "{levels:?}");
}

#[test]
fn policies_change_images_keep_their_range_and_are_another_in_each_batch() {
    let models = models! {
        RandAugment((0.0, 1.0));
        AugMix((0.0, 1.0));
        AugMix((0.0, 1.0), num_chains = 1, chain_depth = 5, alpha = 0.4, all_ops = false);
    };
    for (layer, model) in &models {
        keras::set_random_seed(3);
        let tape = Tape::new();
        let pass = ForwardPass::training(&tape);
        let mut batches = vec![];
        for _ in 0..30 {
            let y = model.call(&[tape.array(images().view())], &pass).tensor(0);
            tape.check().unwrap();
            let y = y.to_array();
            assert!(y.iter().all(|y| (-1e-5..=1.0 + 1e-5).contains(y)), "{layer}");
            if !batches.contains(&y) {
                batches.push(y);
            }
            pass.reset();
        }
        assert!(batches.len() > 20, "{layer}: {} of 30 batches differ", batches.len());
        assert_eq!(made(model, false), images(), "{layer}, when asked");
        assert_eq!(made(model, true), made(model, true), "{layer}, by the same seed");
    }
}

#[test]
fn what_comes_before_learns_through_random_changes() {
    keras::set_random_seed(2);
    let model = graph!({
        let x = Conv2D(3, 1)(Input(8, 9, 3));
        let x = RandomHue(0.3, value_range = (-9.0, 9.0))(x);
        let x = RandomPerspective((1.0, 1.0), 0.2)(x);
        let x = RandomElasticTransform((1.0, 1.0), 0.5, value_range = (-9.0, 9.0))(x);
        Resizing(4, 4, antialias = true)(RandomSharpness(0.5, value_range = (-9.0, 9.0))(x))
    });
    let tape = Tape::new();
    let pass = ForwardPass::training(&tape);
    let y = model.call(&[tape.array(images().view())], &pass).tensor(0);
    tape.backward(&K::sum(&y)).unwrap();
    let nodes = model.nodes();
    let bias = nodes.iter().flat_map(|node| node.weights()).find(|weight| weight.name() == "bias").unwrap();
    tape.gradient(bias.variable(), |gradient| {
        assert!(gradient.iter().all(|g| g.is_finite() && *g != 0.0), "{gradient:?}")
    })
    .unwrap();
}

#[test]
fn resizing_takes_images_of_any_size() -> keras::Result<()> {
    let model = sequential![Resizing(4, 6, input = (_, _, 2)), Flatten(), Dense(1)];
    for (height, width) in [(4, 6), (1, 1), (17, 3)] {
        assert_eq!(model.predict(Array4::<f32>::zeros((2, height, width, 2)))?.dim(), (2, 1));
    }
    assert!(model.predict(Array4::<f32>::zeros((2, 0, 3, 2))).is_err());
    Ok(())
}
