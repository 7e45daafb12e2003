//! Against plain loops over all taps, padding included.

use super::*;
use crate::kernels::windows::{Padding, Window};

/// Many are alike, so that maxima are not unique.
fn values(len: usize) -> Vec<f32> {
    (0..len).map(|i| ((i * 7919) % 13) as f32 - 6.0).collect()
}

const IMAGES: usize = 3;

/// Windows of some sizes and strides over some shapes.
fn poolings() -> Vec<Pooling> {
    let mut shapes = vec![
        ([1, 1, 7], [(1, 1), (1, 1), (2, 2)]),
        ([1, 6, 7], [(1, 1), (2, 2), (2, 2)]),
        ([1, 7, 5], [(1, 1), (3, 2), (2, 1)]),
        ([3, 4, 5], [(2, 1), (2, 3), (3, 2)]),
        ([1, 2, 130], [(1, 1), (2, 1), (130, 1)]),
    ];
    if !cfg!(miri) {
        shapes.push(([1, 130, 75], [(1, 1), (3, 2), (3, 2)]));
    }
    let mut poolings = vec![];
    for (sizes, windows) in shapes {
        for (padding, channels) in
            [(Padding::Valid, 1), (Padding::Valid, 17), (Padding::Same, 3), (Padding::Same, 32)]
        {
            let axes = std::array::from_fn(|i| {
                let (size, stride) = windows[i];
                Window { size, stride, padding, ..Window::ONE }.along(sizes[i]).unwrap()
            });
            poolings.push(Pooling { axes, channels, adaptive: false });
        }
    }
    poolings
}

fn triples([a, b, c]: [usize; 3]) -> impl Iterator<Item = [usize; 3]> {
    (0..a).flat_map(move |i| (0..b).flat_map(move |j| (0..c).map(move |k| [i, j, k])))
}

/// For each value of the result, the indices of those that its window sees, in order.
fn windows(pooling: &Pooling) -> Vec<Vec<usize>> {
    let (axes, channels) = (pooling.axes, pooling.channels);
    let index = |image, tap: [usize; 3], window: [usize; 3]| {
        (0..3).try_fold(image, |index, i| Some(index * axes[i].input + axes[i].at(window[i], tap[i])?))
    };
    let mut windows = vec![];
    for image in 0..IMAGES {
        for window in triples(axes.map(|axis| axis.output)) {
            let taps = triples(axes.map(|axis| axis.window));
            let seen: Vec<usize> = taps.filter_map(|tap| index(image, tap, window)).collect();
            windows.extend((0..channels).map(|c| seen.iter().map(|i| i * channels + c).collect()));
        }
    }
    windows
}

fn on_three_threads(test: impl FnOnce() + Send) {
    rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap().install(test);
}

#[test]
fn the_largest_value_of_a_window_is_found_and_the_first_of_equals_has_the_gradient() {
    on_three_threads(|| {
        for pooling in poolings() {
            let windows = windows(&pooling);
            let x = values(IMAGES * pooling.geometry().sizes().0);
            let first_largest = |window: &Vec<usize>| {
                window.iter().copied().reduce(|best, i| if x[i] > x[best] { i } else { best }).unwrap()
            };
            let mut y = vec![f32::NAN; windows.len()];
            pooling.max(&x, &mut y);
            let expected: Vec<f32> = windows.iter().map(|window| x[first_largest(window)]).collect();
            assert_eq!(y, expected, "{pooling:?}");

            for (beta, before) in [(0.0, f32::NAN), (1.0, 0.5)] {
                let (dy, mut g) = (values(y.len()), vec![before; x.len()]);
                let mut expected = vec![if beta == 0.0 { 0.0 } else { before }; x.len()];
                windows.iter().zip(&dy).for_each(|(window, dy)| expected[first_largest(window)] += dy);
                pooling.max_gradient(&x, &y, &dy, beta, &mut g);
                assert_eq!(g, expected, "{pooling:?}");
            }
        }
    });
}

#[test]
fn padding_is_no_part_of_a_mean_or_its_gradient() {
    on_three_threads(|| {
        for pooling in poolings() {
            let windows = windows(&pooling);
            let x = values(IMAGES * pooling.geometry().sizes().0);
            let mut y = vec![f32::NAN; windows.len()];
            pooling.sum(&x, true, 0.0, &mut y);
            for (window, y) in windows.iter().zip(&y) {
                let mean = window.iter().map(|&i| x[i]).sum::<f32>() / window.len() as f32;
                assert!((y - mean).abs() < 1e-5, "{pooling:?}: {y} instead of {mean}");
            }
            for (beta, before) in [(0.0, f32::NAN), (1.0, 0.5)] {
                let (dy, mut g) = (values(y.len()), vec![before; x.len()]);
                let mut expected = vec![if beta == 0.0 { 0.0 } else { before }; x.len()];
                for (window, dy) in windows.iter().zip(&dy) {
                    window.iter().for_each(|&i| expected[i] += dy / window.len() as f32);
                }
                pooling.sum_gradient(&dy, true, beta, &mut g);
                let close = g.iter().zip(&expected).all(|(g, expected)| (g - expected).abs() < 1e-4);
                assert!(close, "{pooling:?}: {g:?} instead of {expected:?}");
            }
        }
    });
}

#[test]
fn nan_is_the_largest() {
    let along = Window { size: 3, ..Window::ONE }.along(4).unwrap();
    let one = Window::ONE.along(1).unwrap();
    let pooling = Pooling { axes: [one, one, along], channels: 1, adaptive: false };
    let mut y = [0.0; 2];
    pooling.max(&[f32::NEG_INFINITY, f32::NEG_INFINITY, f32::NEG_INFINITY, f32::NAN], &mut y);
    assert!(y[0] == f32::NEG_INFINITY && y[1].is_nan());
    pooling.max(&[f32::NAN, 1.0, 2.0, 3.0], &mut y);
    assert!(y[0].is_nan() && y[1] == 3.0);
}

#[test]
fn the_mean_of_many_values_is_exact_to_the_last_digits() {
    let many = if cfg!(miri) { 1000 } else { 1_000_000 };
    let along = Window { size: many, ..Window::ONE }.along(many).unwrap();
    let one = Window::ONE.along(1).unwrap();
    let mut y = [0.0];
    Pooling { axes: [one, one, along], channels: 1, adaptive: false }.sum(
        &vec![0.1; many],
        true,
        0.0,
        &mut y,
    );
    assert!((y[0] - 0.1).abs() < 1e-5, "{y:?}");
}

#[test]
fn no_images_have_no_values_and_no_gradients() {
    let along = Window { size: 2, ..Window::ONE }.along(4).unwrap();
    let pooling = Pooling { axes: [along; 3], channels: 3, adaptive: false };
    pooling.max(&[], &mut []);
    pooling.sum(&[], true, 0.0, &mut []);
    pooling.max_gradient(&[], &[], &[], 0.0, &mut []);
    pooling.sum_gradient(&[], true, 0.0, &mut []);
}
