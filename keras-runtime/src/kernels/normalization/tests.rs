//! Against plain loops in `f64`, on sizes around those of vectors, tiles and parts.

use super::moments::moments_on;
use super::*;
use crate::kernels::isa::Isa;
use crate::kernels::pointwise::Pointwise;

fn values(len: usize, seed: usize) -> Vec<f32> {
    (0..len).map(|i| ((i * 7919 + seed * 31) % 1009) as f32 / 200.0 - 2.5).collect()
}

fn shapes() -> Vec<Columns> {
    let mut shapes = vec![
        Columns { samples: 1, rows: 7, cols: 5, groups: 5 },
        Columns { samples: 1, rows: 40, cols: 1, groups: 1 },
        Columns { samples: 1, rows: 3, cols: 300, groups: 300 },
        Columns { samples: 3, rows: 6, cols: 12, groups: 4 },
        Columns { samples: 2, rows: 1, cols: 9, groups: 1 },
        Columns { samples: 2, rows: 5, cols: 6, groups: 6 },
    ];
    if !cfg!(miri) {
        shapes.extend([
            Columns { samples: 1, rows: 30_011, cols: 3, groups: 3 },
            Columns { samples: 1, rows: 3_001, cols: 64, groups: 64 },
            Columns { samples: 1, rows: 301, cols: 520, groups: 520 },
            Columns { samples: 9, rows: 1_003, cols: 48, groups: 8 },
        ]);
    }
    shapes
}

/// The mean and variance of each group of each sample.
fn plain_moments(shape: Columns, x: &[f32]) -> Vec<(f64, f64)> {
    let size = shape.cols / shape.groups;
    let mut all = Vec::new();
    for sample in x.chunks(shape.rows * shape.cols) {
        for group in 0..shape.groups {
            let values =
                || sample.chunks(size).skip(group).step_by(shape.groups).flatten().map(|&x| f64::from(x));
            let count = (shape.rows * size) as f64;
            let mean = values().sum::<f64>() / count;
            all.push((mean, values().map(|x| (x - mean).powi(2)).sum::<f64>() / count));
        }
    }
    all
}

#[track_caller]
fn assert_near(found: f32, expected: f64, room: f64) {
    assert!((f64::from(found) - expected).abs() <= room, "{found}, expected {expected}");
}

#[test]
fn moments_are_those_of_each_group_of_each_sample() {
    for shape in shapes() {
        let x = values(shape.samples * shape.rows * shape.cols, 0);
        for isa in Isa::available() {
            let mut found = vec![f32::NAN; 2 * shape.samples * shape.groups];
            let (mean, variance) = found.split_at_mut(shape.samples * shape.groups);
            moments_on(isa, shape, &x, mean, variance);
            for ((mean, variance), expected) in mean.iter().zip(variance).zip(plain_moments(shape, &x)) {
                assert_near(*mean, expected.0, 1e-6);
                assert_near(*variance, expected.1, 3e-6 * (1.0 + expected.1));
            }
        }
    }
}

#[test]
fn a_mean_far_from_zero_costs_no_digits_of_the_variance() {
    for shape in shapes() {
        // Steps of 1/16, so that the sums with 100 000 are exact; and the first row is of another kind.
        let mut x: Vec<f32> = values(shape.samples * shape.rows * shape.cols, 1);
        x.iter_mut().for_each(|x| *x = (*x * 16.0).round() / 16.0 + 1e5);
        x[..shape.cols].fill(-3.0);
        let mut found = vec![f32::NAN; 2 * shape.samples * shape.groups];
        let (mean, variance) = found.split_at_mut(shape.samples * shape.groups);
        moments(shape, &x, mean, variance);
        for ((mean, variance), expected) in mean.iter().zip(variance).zip(plain_moments(shape, &x)) {
            assert_near(*mean, expected.0, 1e-2);
            assert_near(*variance, expected.1, 1e-5 * (1.0 + expected.1));
        }
    }
}

#[test]
fn moments_of_nothing_are_no_numbers() {
    let (mut mean, mut variance) = ([0.0; 2], [0.0; 2]);
    moments(Columns { samples: 1, rows: 0, cols: 2, groups: 2 }, &[], &mut mean, &mut variance);
    assert!(mean.iter().chain(&variance).all(|number| number.is_nan()));
}

/// Weights, statistics and `dy` for a shape.
struct Case {
    x: Vec<f32>,
    dy: Vec<f32>,
    gamma: Vec<f32>,
    beta: Vec<f32>,
    mean: Vec<f32>,
    variance: Vec<f32>,
}

const EPSILON: f32 = 1e-3;

impl Case {
    fn of(shape: Columns) -> Self {
        let x = values(shape.samples * shape.rows * shape.cols, 2);
        let mut mean = vec![f32::NAN; shape.samples * shape.groups];
        let mut variance = mean.clone();
        moments(shape, &x, &mut mean, &mut variance);
        let [gamma, beta] = [3, 4].map(|seed| values(shape.cols, seed));
        Self { dy: values(x.len(), 5), x, gamma, beta, mean, variance }
    }

    fn given(&self, shape: Columns) -> NormalizationInputs<'_> {
        let Self { gamma, beta, mean, variance, .. } = self;
        NormalizationInputs { shape, mean, variance, epsilon: EPSILON, gamma, beta }
    }

    /// Of element `i` of `x`: its column, its statistics' place, and its distance from the mean over the deviation.
    fn place(&self, shape: Columns, i: usize) -> (usize, usize, f64) {
        let (sample, column) = (i / (shape.rows * shape.cols), i % shape.cols);
        let group = sample * shape.groups + column / (shape.cols / shape.groups);
        let deviation = (f64::from(self.variance[group]) + f64::from(EPSILON)).sqrt();
        (column, group, (f64::from(self.x[i]) - f64::from(self.mean[group])) / deviation)
    }
}

#[test]
fn values_are_normalized_scaled_shifted_and_rectified() {
    for shape in shapes() {
        let case = Case::of(shape);
        let mut y = vec![f32::NAN; case.x.len()];
        for function in [Pointwise::Linear, Pointwise::Relu, Pointwise::Tanh] {
            normalize(case.given(shape), function, &case.x, &mut y);
            for (i, &y) in y.iter().enumerate() {
                let (column, _, normalized) = case.place(shape, i);
                let linear = normalized * f64::from(case.gamma[column]) + f64::from(case.beta[column]);
                let expected = match function {
                    Pointwise::Relu => linear.max(0.0),
                    Pointwise::Tanh => linear.tanh(),
                    _ => linear,
                };
                assert_near(y, expected, 1e-5);
            }
        }
    }
}

/// The gradients by `x`, `gamma` and `beta`, from their definition.
fn plain_gradient(
    case: &Case,
    shape: Columns,
    dy: &[f64],
    of_moments: bool,
) -> (Vec<f64>, Vec<f64>, Vec<f64>) {
    let (mut by_gamma, mut by_beta) = (vec![0.0; shape.cols], vec![0.0; shape.cols]);
    let mut totals = vec![(0.0, 0.0); case.mean.len()];
    for (i, dy) in dy.iter().enumerate() {
        let (column, group, normalized) = case.place(shape, i);
        by_gamma[column] += dy * normalized;
        by_beta[column] += dy;
        totals[group].0 += dy * f64::from(case.gamma[column]);
        totals[group].1 += dy * f64::from(case.gamma[column]) * normalized;
    }
    let count = (shape.rows * (shape.cols / shape.groups)) as f64;
    let by_x = dy.iter().enumerate().map(|(i, dy)| {
        let (column, group, normalized) = case.place(shape, i);
        let (sum, weighted) = if of_moments { totals[group] } else { (0.0, 0.0) };
        let deviation = (f64::from(case.variance[group]) + f64::from(EPSILON)).sqrt();
        (dy * f64::from(case.gamma[column]) - sum / count - normalized * weighted / count) / deviation
    });
    (by_x.collect(), by_gamma, by_beta)
}

#[test]
fn gradients_are_those_of_the_definition() {
    for shape in shapes() {
        let case = Case::of(shape);
        let mut y = vec![f32::NAN; case.x.len()];
        normalize(case.given(shape), Pointwise::Relu, &case.x, &mut y);
        for (of_moments, relu) in [(true, None), (true, Some(&y)), (false, None), (false, Some(&y))] {
            let passed = |i: usize| relu.is_none_or(|y| y[i] > 0.0);
            let dy: Vec<f64> = case
                .dy
                .iter()
                .enumerate()
                .map(|(i, &dy)| if passed(i) { f64::from(dy) } else { 0.0 })
                .collect();
            let (by_x, by_gamma, by_beta) = plain_gradient(&case, shape, &dy, of_moments);
            let mut found = case.dy.clone();
            let room = 1e-6 * (shape.samples * shape.rows) as f64 + 1e-4;
            gradient(
                case.given(shape),
                if of_moments { MomentsOf::All } else { MomentsOf::Others },
                &case.x,
                relu.map(|y| &y[..]),
                &mut found,
                |gamma, beta| {
                    gamma
                        .iter()
                        .zip(by_gamma)
                        .for_each(|(&found, expected)| assert_near(found, expected, room));
                    beta.iter()
                        .zip(by_beta)
                        .for_each(|(&found, expected)| assert_near(found, expected, room));
                },
            );
            // Where epsilon is most of the variance, the factor is large.
            found
                .iter()
                .zip(by_x)
                .for_each(|(&found, expected)| assert_near(found, expected, 1e-4 * (1.0 + expected.abs())));
        }
    }
}

#[test]
fn values_that_are_elsewhere_have_their_part_in_the_gradient() {
    for shape in shapes().into_iter().filter(|shape| shape.samples == 1) {
        let case = Case::of(shape);
        // The same values once more change no mean.
        let twice = |sums: &mut [f32]| sums.iter_mut().for_each(|sum| *sum *= 2.0);
        let found = [MomentsOf::All, MomentsOf::More(&twice)].map(|moments| {
            let mut dy = case.dy.clone();
            gradient(case.given(shape), moments, &case.x, None, &mut dy, |_, _| ());
            dy
        });
        assert_eq!(found[0], found[1]);
    }
}

#[test]
fn rows_are_samples_of_one_row_and_one_group() {
    let sizes =
        if cfg!(miri) { vec![(3, 5), (2, 40)] } else { vec![(3, 5), (700, 48), (3, 5_000), (90, 1_001)] };
    for (rows, cols) in sizes {
        let shape = Columns { samples: rows, rows: 1, cols, groups: 1 };
        let case = Case::of(shape);
        let (mut y, mut expected) = (vec![f32::NAN; case.x.len()], vec![f32::NAN; case.x.len()]);
        let mut kept = vec![f32::NAN; 2 * rows];
        row_normalize(&case.x, &case.gamma, &case.beta, EPSILON, &mut y, &mut kept);
        normalize(case.given(shape), Pointwise::Linear, &case.x, &mut expected);
        y.iter().zip(expected).for_each(|(&y, expected)| assert_near(y, f64::from(expected), 1e-5));

        let dy: Vec<f64> = case.dy.iter().map(|&dy| f64::from(dy)).collect();
        let (by_x, by_gamma, by_beta) = plain_gradient(&case, shape, &dy, true);
        let mut found = case.dy.clone();
        row_gradient(&case.x, &case.gamma, &kept, &mut found, |gamma, beta| {
            gamma.iter().zip(by_gamma).for_each(|(&found, expected)| assert_near(found, expected, 1e-3));
            beta.iter().zip(by_beta).for_each(|(&found, expected)| assert_near(found, expected, 1e-3));
        });
        found.iter().zip(by_x).for_each(|(&found, expected)| assert_near(found, expected, 1e-4));
    }
}

#[test]
fn the_number_of_threads_changes_nothing() {
    if cfg!(miri) {
        return;
    }
    let compute = |shape: Columns| {
        let case = Case::of(shape);
        let (mut y, mut dx) = (vec![0.0; case.x.len()], case.dy.clone());
        normalize(case.given(shape), Pointwise::Relu, &case.x, &mut y);
        let mut by_weights = Vec::new();
        let mut keep = |gamma: &[f32], beta: &[f32]| by_weights.extend([gamma, beta].concat());
        gradient(case.given(shape), MomentsOf::All, &case.x, Some(&y), &mut dx, &mut keep);
        let mut rows = (vec![0.0; case.x.len()], vec![0.0; 2 * case.x.len() / shape.cols], case.dy.clone());
        row_normalize(&case.x, &case.gamma, &case.beta, EPSILON, &mut rows.0, &mut rows.1);
        row_gradient(&case.x, &case.gamma, &rows.1, &mut rows.2, &mut keep);
        (case.mean, case.variance, y, dx, by_weights, rows)
    };
    for shape in shapes() {
        let here = compute(shape);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap();
        pool.install(|| assert!(compute(shape) == here));
    }
}

#[test]
fn rows_whose_squares_are_too_large_for_a_number_are_normalized() {
    for size in [1.0, 1e20, 1e30] {
        let x = [3.0, -1.0, 3.0, -1.0].map(|x: f32| x * size);
        let (mut y, mut kept) = ([0.0; 4], [0.0; 2]);
        row_normalize(&x, &[1.0; 4], &[0.0; 4], 1e-3, &mut y, &mut kept);
        y.iter().zip([1.0, -1.0, 1.0, -1.0]).for_each(|(&y, expected)| assert_near(y, expected, 1e-3));
        let mut dy = [1.0, 0.0, 0.0, 0.0];
        row_gradient(&x, &[1.0; 4], &kept, &mut dy, |_, _| ());
        let expected = [0.5, 0.0, -0.5, 0.0].map(|slope| f64::from(slope / (2.0 * size)));
        for (found, expected) in dy.into_iter().zip(expected) {
            assert_near(found * size, expected * f64::from(size), 1e-3);
        }
    }
}
