use super::*;

const SHAPES: [&[usize]; 3] = [&[20_000], &[250, 160], &[3, 5, 40, 60]];

fn draw(initializer: Initializer, shape: &[usize]) -> Vec<f32> {
    let mut out = vec![f32::NAN; shape.iter().product()];
    initializer.fill(shape, &mut Random::from_seed(11), &mut out).expect("the initializer fits the shape");
    out
}

fn mean_and_variance(values: &[f32]) -> (f64, f64) {
    let mean = values.iter().copied().map(f64::from).sum::<f64>() / values.len() as f64;
    let variance = values.iter().map(|&x| (f64::from(x) - mean).powi(2)).sum::<f64>() / values.len() as f64;
    (mean, variance)
}

/// The fans of `SHAPES`, counted by hand.
const FANS: [(f64, f64); 3] = [(20_000.0, 20_000.0), (250.0, 160.0), (600.0, 900.0)];

#[test]
fn scaled_initializers_have_the_variance_that_their_names_stand_for() {
    type Variance = fn(f64, f64) -> f64;
    let table: [(Initializer, Variance); 9] = [
        (variance_scaling, |inputs, _| 1.0 / inputs),
        (glorot_uniform, |inputs, outputs| 2.0 / (inputs + outputs)),
        (glorot_normal, |inputs, outputs| 2.0 / (inputs + outputs)),
        (he_uniform, |inputs, _| 2.0 / inputs),
        (he_normal, |inputs, _| 2.0 / inputs),
        (lecun_uniform, |inputs, _| 1.0 / inputs),
        (lecun_normal, |inputs, _| 1.0 / inputs),
        (VarianceScaling(0.5, fan_out, uniform), |_, outputs| 0.5 / outputs),
        (VarianceScaling(3.0, fan_in, untruncated_normal), |inputs, _| 3.0 / inputs),
    ];
    for (initializer, variance) in table {
        for (shape, (inputs, outputs)) in SHAPES.into_iter().zip(FANS) {
            let (mean, found) = mean_and_variance(&draw(initializer, shape));
            let expected = variance(inputs, outputs);
            assert!(mean.abs() < 0.03 * expected.sqrt(), "{initializer:?} {shape:?}: mean {mean}");
            assert!((found / expected - 1.0).abs() < 0.03, "{initializer:?} {shape:?}: {found}, {expected}");
        }
    }
}

#[test]
fn bounded_distributions_keep_to_their_bounds_and_reach_them() {
    let cut = (2.0f64 / 600.0).sqrt() / 0.879_625_661_034_239_8 * 2.0;
    let table = [
        (random_uniform, -0.05, 0.05),
        (RandomUniform(-1.0, 2.0), -1.0, 2.0),
        (truncated_normal, -0.1, 0.1),
        (TruncatedNormal(0.3, 0.5), -0.7, 1.3),
        (glorot_uniform, -(6.0f64 / 1500.0).sqrt(), (6.0f64 / 1500.0).sqrt()),
        (he_normal, -cut, cut),
    ];
    for (initializer, least, greatest) in table {
        let values = draw(initializer, &[3, 5, 40, 60]);
        let room = (greatest - least) * 0.01;
        let (min, max) =
            values.iter().fold((f64::MAX, f64::MIN), |(min, max), &x| (min.min(x.into()), max.max(x.into())));
        assert!((least - 1e-7..least + room).contains(&min), "{initializer:?}: least {min}");
        assert!((greatest - room..greatest + 1e-7).contains(&max), "{initializer:?}: greatest {max}");
    }
}

#[test]
fn the_normal_distribution_has_its_mean_and_deviation() {
    let (mean, variance) = mean_and_variance(&draw(RandomNormal(0.4, 0.2), &[20_000]));
    assert!((mean - 0.4).abs() < 0.005 && (variance.sqrt() - 0.2).abs() < 0.005, "{mean} {variance}");
}

#[test]
fn an_orthogonal_weight_has_orthonormal_columns_or_rows_times_its_gain() {
    for shape in [&[7usize, 4] as &[usize], &[4, 7], &[5, 5], &[1, 1], &[3, 3, 2, 8], &[2, 1, 9]] {
        let values = draw(Orthogonal(1.5), shape);
        let columns = shape[shape.len() - 1];
        let rows = values.len() / columns;
        let at = |vector: usize, i: usize| -> f32 {
            if rows < columns { values[vector * columns + i] } else { values[i * columns + vector] }
        };
        for a in 0..rows.min(columns) {
            for b in 0..rows.min(columns) {
                let dot: f32 = (0..rows.max(columns)).map(|i| at(a, i) * at(b, i)).sum();
                let expected = if a == b { 2.25 } else { 0.0 };
                assert!((dot - expected).abs() < 1e-5, "{shape:?}: {a}·{b} is {dot}");
            }
        }
    }
}

#[test]
fn an_orthogonal_draw_is_even_over_rotations_and_reflections() {
    let mut random = Random::from_seed(2);
    let mut sums = [0.0; 4];
    for _ in 0..4000 {
        let mut out = [0.0; 4];
        orthogonal.fill(&[2, 2], &mut random, &mut out).expect("a matrix has rank 2");
        sums.iter_mut().zip(out).for_each(|(sum, x)| *sum += x);
    }
    assert!(sums.iter().all(|sum| sum.abs() / 4000.0 < 0.05), "{sums:?}");
}

#[test]
fn the_identity_may_be_wide_or_tall() {
    assert_eq!(draw(identity, &[2, 3]), [1.0, 0.0, 0.0, 0.0, 1.0, 0.0]);
    assert_eq!(draw(Initializer::Identity(2.5), &[3, 2]), [2.5, 0.0, 0.0, 2.5, 0.0, 0.0]);
    assert_eq!(draw(identity, &[3, 0]), [0.0_f32; 0]);
}

#[test]
fn a_seed_repeats_the_weights() {
    for initializer in [random_normal, he_uniform, orthogonal, truncated_normal] {
        assert_eq!(draw(initializer, &[6, 5]), draw(initializer, &[6, 5]));
    }
}

#[test]
fn what_does_not_fit_is_an_error_that_rules_can_ask_for() {
    const FAULT: ShapeResult<()> = orthogonal.check(1);
    assert!(matches!(FAULT, ShapeResult::Err(_)));
    for (initializer, shape) in [
        (orthogonal, &[4usize] as &[usize]),
        (identity, &[2, 2, 1]),
        (Constant(f32::NAN), &[2]),
        (RandomNormal(0.0, -1.0), &[2]),
        (TruncatedNormal(0.0, f32::INFINITY), &[2]),
        (RandomUniform(1.0, -1.0), &[2]),
        (VarianceScaling(0.0, fan_in, normal), &[2]),
    ] {
        let mut out = vec![0.0; shape.iter().product()];
        assert!(initializer.fill(shape, &mut Random::from_seed(0), &mut out).is_err(), "{initializer:?}");
    }
}
