use crate::fixture;
use keras::initializers::*;
use keras::prelude::*;
use keras::random::Random;

fn initializer(source: &str) -> Initializer {
    match source {
        "RandomNormal()" => random_normal,
        "RandomNormal(mean=0.4, stddev=0.2)" => RandomNormal(0.4, 0.2),
        "RandomUniform()" => random_uniform,
        "RandomUniform(minval=-1.0, maxval=2.0)" => RandomUniform(-1.0, 2.0),
        "TruncatedNormal()" => truncated_normal,
        "TruncatedNormal(mean=0.3, stddev=0.5)" => TruncatedNormal(0.3, 0.5),
        "VarianceScaling()" => variance_scaling,
        "VarianceScaling(scale=2.0, mode='fan_out', distribution='uniform')" => {
            VarianceScaling(2.0, fan_out, uniform)
        }
        "VarianceScaling(scale=0.5, mode='fan_avg', distribution='untruncated_normal')" => {
            VarianceScaling(0.5, fan_avg, untruncated_normal)
        }
        "GlorotUniform()" => glorot_uniform,
        "GlorotNormal()" => glorot_normal,
        "HeUniform()" => he_uniform,
        "HeNormal()" => he_normal,
        "LecunUniform()" => lecun_uniform,
        "LecunNormal()" => lecun_normal,
        "Orthogonal()" => orthogonal,
        "Orthogonal(gain=1.7)" => Orthogonal(1.7),
        "Zeros()" => zeros,
        "Ones()" => ones,
        "Constant(0.3)" => Constant(0.3),
        "Identity()" => identity,
        "Identity(gain=2.5)" => Initializer::Identity(2.5),
        _ => panic!("{source} has no counterpart here"),
    }
}

fn draw(source: &str, shape: &[usize], random: &mut Random) -> Vec<f32> {
    let mut weight = vec![f32::NAN; shape.iter().product()];
    initializer(source).fill(shape, random, &mut weight).expect("Keras accepts the shape");
    weight
}

#[test]
fn random_initializers_draw_from_the_distributions_of_keras() {
    let mut random = Random::from_seed(23);
    for case in fixture::list(&fixture::read("initializers")["random"]) {
        let source = fixture::source(case);
        let shape: Vec<usize> = fixture::list(&case["shape"]).iter().map(fixture::size).collect();
        // As many numbers as Keras drew, so that the extremes compare.
        let drawn: Vec<f32> = (0..5).flat_map(|_| draw(source, &shape, &mut random)).collect();
        let [mean, deviation, least, greatest] =
            ["mean", "deviation", "least", "greatest"].map(|statistic| fixture::number(&case[statistic]));
        let count = drawn.len() as f32;
        let average = drawn.iter().sum::<f32>() / count;
        let spread = (drawn.iter().map(|x| (x - average).powi(2)).sum::<f32>() / count).sqrt();
        let what = format!("{source} of {shape:?}");
        assert!((average - mean).abs() < 0.02 * deviation, "{what}: mean {average}, Keras has {mean}");
        assert!((spread / deviation - 1.0).abs() < 0.02, "{what}: deviation {spread}, Keras has {deviation}");
        let room = deviation;
        let (min, max) = drawn.iter().fold((f32::MAX, f32::MIN), |(min, max), x| (min.min(*x), max.max(*x)));
        assert!((min - least).abs() < room, "{what}: least {min}, Keras has {least}");
        assert!((max - greatest).abs() < room, "{what}: greatest {max}, Keras has {greatest}");
    }
}

#[test]
fn other_initializers_give_the_values_of_keras() {
    for case in fixture::list(&fixture::read("initializers")["fixed"]) {
        let (source, shape) = (fixture::source(case), fixture::shape(&case["values"]));
        let values = draw(source, &shape, &mut Random::from_seed(0));
        assert_eq!(values, fixture::data(&case["values"]), "{source}");
    }
}

#[test]
fn kernels_of_fourier_transforms_are_those_of_keras() {
    let kernels = sequential![
        Conv1D(5, 7, kernel_initializer = STFT(), input = (8, 1)),
        Conv1D(5, 8, padding = same, kernel_initializer = STFT(imag, hamming, spectrum, true)),
        Conv1D(4, 6, padding = same, kernel_initializer = STFT(real, None)),
        Conv1D(9, 3, padding = same, kernel_initializer = STFT(imag, scaling = None)),
    ];
    let fixture = &fixture::read("initializers")["nearly"];
    let kernels = kernels.get_weights().into_iter().step_by(2);
    for (case, kernel) in fixture::list(fixture).iter().zip(kernels) {
        let values: Vec<f32> = kernel.index_axis_move(ndarray::Axis(1), 0).into_iter().collect();
        let keras = fixture::data(&case["values"]);
        fixture::assert_close(fixture::source(case), &values[..keras.len()], &keras, 1e-5);
    }
}
