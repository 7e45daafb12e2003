//! Against plain loops, on odd sizes, on every instruction set.

use super::winograd::Patches;
use super::*;
use crate::kernels::matmul::Pointwise;
use crate::kernels::windows::{Padding, Window};

/// A convolution to test: the image's axes, the windows, channels, filters and groups.
struct Case(usize, [usize; 3], [Window; 3], usize, usize, usize);

fn window(size: usize, stride: usize, dilation: usize, padding: Padding) -> Window {
    Window { size, stride, dilation, padding }
}

fn cases() -> Vec<Case> {
    use Padding::{Causal, Same, Valid};
    let square = |size, stride, dilation, padding| {
        [Window::ONE, window(size, stride, dilation, padding), window(size, stride, dilation, padding)]
    };
    let mut cases = vec![
        Case(2, [1, 7, 9], square(3, 1, 1, Valid), 3, 5, 1),
        Case(2, [1, 7, 9], square(3, 1, 1, Same), 3, 17, 1),
        Case(1, [1, 9, 8], square(3, 2, 1, Same), 4, 16, 1),
        Case(2, [1, 9, 8], square(3, 2, 1, Valid), 5, 33, 1),
        Case(1, [1, 9, 11], square(3, 1, 2, Same), 2, 7, 1),
        Case(1, [1, 5, 4], square(1, 1, 1, Valid), 3, 4, 1),
        Case(2, [1, 5, 6], square(1, 2, 1, Valid), 3, 4, 1),
        Case(1, [1, 7, 7], square(2, 3, 1, Valid), 1, 3, 1),
        Case(2, [1, 6, 7], square(3, 1, 1, Same), 6, 9, 3),
        Case(2, [1, 6, 7], square(3, 2, 1, Same), 4, 4, 4),
        Case(1, [1, 3, 2], square(5, 1, 1, Same), 2, 3, 1),
        Case(2, [4, 5, 6], [window(2, 1, 1, Valid), window(3, 2, 1, Same), window(2, 1, 1, Same)], 3, 5, 1),
        Case(2, [1, 1, 10], [Window::ONE, Window::ONE, window(3, 1, 3, Causal)], 4, 6, 1),
        Case(1, [1, 1, 10], [Window::ONE, Window::ONE, window(4, 3, 1, Causal)], 4, 6, 2),
        Case(0, [1, 7, 9], square(3, 1, 1, Valid), 3, 5, 1),
        // To or from few channels.
        Case(2, [1, 7, 9], square(3, 1, 1, Same), 40, 3, 1),
        Case(1, [1, 9, 8], square(3, 2, 1, Same), 2, 33, 1),
        Case(2, [1, 6, 7], square(3, 1, 2, Valid), 80, 2, 2),
    ];
    if !cfg!(miri) {
        cases.push(Case(2, [1, 60, 50], square(3, 1, 1, Same), 48, 5, 1));
        cases.push(Case(1, [1, 50, 61], square(7, 2, 1, Same), 4, 64, 1));
        // Enough channels and windows for those that are computed in patches.
        cases.push(Case(2, [1, 17, 15], square(3, 1, 1, Same), 33, 41, 1));
        cases.push(Case(3, [1, 9, 10], square(3, 1, 1, Same), 33, 41, 1));
        cases.push(Case(175, [1, 6, 2], square(3, 1, 1, Same), 33, 34, 1));
        cases.push(Case(3, [1, 12, 19], square(3, 1, 1, Valid), 40, 32, 1));
        // As few patches as there may be, which threads share by columns.
        cases.push(Case(1, [1, 10, 13], square(3, 1, 1, Same), 32, 128, 1));
        cases.push(Case(1, [1, 9, 13], square(3, 1, 1, Valid), 40, 33, 1));
        let flat = [Window::ONE, window(3, 1, 1, Same), window(3, 1, 1, Causal)];
        cases.push(Case(4, [3, 13, 18], flat, 25, 35, 1));
        cases.push(Case(3, [1, 33, 31], square(3, 1, 1, Same), 16, 24, 1));
        cases.push(Case(3, [1, 27, 31], square(3, 1, 1, Same), 25, 24, 1));
        cases.push(Case(9, [1, 33, 31], square(3, 2, 1, Valid), 8, 70, 1));
    }
    cases
}

fn values(len: usize, seed: usize) -> Vec<f32> {
    (0..len).map(|i| ((i * 7919 + seed * 101) % 1009) as f32 / 504.0 - 1.0).collect()
}

impl Case {
    fn convolution(&self) -> Convolution {
        let &Case(batch, sizes, windows, channels, filters, groups) = self;
        let axes = [0, 1, 2].map(|i| windows[i].along(sizes[i]).unwrap());
        Convolution { batch, axes, channels, filters, groups }
    }
}

/// The sizes of image, kernel and output.
fn sizes(c: &Convolution) -> [usize; 3] {
    let cells = |size: fn(&Axis) -> usize| c.axes.iter().map(size).product::<usize>();
    [
        c.batch * cells(|axis| axis.input) * c.channels,
        cells(|axis| axis.window) * c.channels / c.groups * c.filters,
        c.batch * cells(|axis| axis.output) * c.filters,
    ]
}

/// Calls `f` with the places in image, kernel and output of each product that the convolution is the sum of.
fn each_product(c: &Convolution, mut f: impl FnMut(usize, usize, usize)) {
    let [depth, height, width] = c.axes;
    let (channels, filters) = (c.channels / c.groups, c.filters / c.groups);
    let cells = |axis: Axis| {
        (0..axis.output)
            .flat_map(move |o| (0..axis.window).filter_map(move |tap| Some((o, tap, axis.at(o, tap)?))))
    };
    for n in 0..c.batch {
        for (z, kz, iz) in cells(depth) {
            for (y, ky, iy) in cells(height) {
                for (x, kx, ix) in cells(width) {
                    let from = ((n * depth.input + iz) * height.input + iy) * width.input + ix;
                    let tap = (kz * height.window + ky) * width.window + kx;
                    let to = ((n * depth.output + z) * height.output + y) * width.output + x;
                    for filter in 0..c.filters {
                        for channel in 0..channels {
                            let seen = filter / filters * channels + channel;
                            let weight = (tap * channels + channel) * c.filters + filter;
                            f(from * c.channels + seen, weight, to * c.filters + filter);
                        }
                    }
                }
            }
        }
    }
}

#[track_caller]
fn assert_close(found: &[f32], expected: &[f64], what: &str, c: &Convolution) {
    for (i, (&found, &expected)) in found.iter().zip(expected).enumerate() {
        let error = (f64::from(found) - expected).abs();
        assert!(error <= 1e-4 * (1.0 + expected.abs()), "{what} {i}: {found}, expected {expected}: {c:?}");
    }
}

#[test]
fn the_output_is_the_sum_of_what_windows_see() {
    for c in cases().iter().map(Case::convolution) {
        let [x, kernel, y] = sizes(&c);
        let (x, kernel, bias) = (values(x, 1), values(kernel, 2), values(c.filters, 3));
        let mut expected: Vec<f64> = (0..y).map(|i| f64::from(bias[i % c.filters])).collect();
        each_product(&c, |i, k, o| expected[o] += f64::from(x[i]) * f64::from(kernel[k]));
        expected.iter_mut().for_each(|y| *y = y.max(0.0));
        let epilogue = Epilogue { bias: Some(&bias), function: Pointwise::Relu };
        for isa in Isa::available() {
            let mut found = vec![f32::NAN; y];
            c.forward_on(isa, &x, &kernel, 0.0, epilogue, &mut found);
            assert_close(&found, &expected, "output", &c);
        }
        let mut found = vec![f32::NAN; y];
        c.forward(&x, &kernel, 0.0, epilogue, &mut found);
        assert_close(&found, &expected, "output", &c);
    }
}

#[test]
fn the_gradient_by_the_image_goes_where_windows_have_seen() {
    for c in cases().iter().map(Case::convolution) {
        let [x, kernel, y] = sizes(&c);
        let (dx, kernel, dy) = (values(x, 1), values(kernel, 2), values(y, 3));
        let bias = values(c.channels, 4);
        let epilogue = Epilogue { bias: Some(&bias), function: Pointwise::Relu };
        for beta in [0.0, 1.0] {
            let with_bias = |(i, &dx): (usize, &f32)| f64::from(beta * dx) + f64::from(bias[i % c.channels]);
            let mut expected: Vec<f64> = dx.iter().enumerate().map(with_bias).collect();
            each_product(&c, |i, k, o| expected[i] += f64::from(dy[o]) * f64::from(kernel[k]));
            expected.iter_mut().for_each(|dx| *dx = dx.max(0.0));
            for isa in Isa::available() {
                let mut found = if beta == 0.0 { vec![f32::NAN; x] } else { dx.clone() };
                c.image_on(isa, &dy, &kernel, beta, epilogue, &mut found);
                assert_close(&found, &expected, "gradient by the image", &c);
            }
            let mut found = dx.clone();
            c.image(&dy, &kernel, beta, epilogue, &mut found);
            assert_close(&found, &expected, "gradient by the image", &c);
        }
    }
}

#[test]
fn the_gradient_by_the_kernel_gathers_what_windows_have_seen() {
    for c in cases().iter().map(Case::convolution) {
        let [x, kernel, y] = sizes(&c);
        let (x, dkernel, dy) = (values(x, 1), values(kernel, 2), values(y, 3));
        for beta in [0.0, 1.0] {
            let mut expected: Vec<f64> = dkernel.iter().map(|&dk| f64::from(beta * dk)).collect();
            each_product(&c, |i, k, o| expected[k] += f64::from(dy[o]) * f64::from(x[i]));
            for isa in Isa::available() {
                let mut found = if beta == 0.0 { vec![f32::NAN; kernel] } else { dkernel.clone() };
                c.by_kernel_on(isa, &x, &dy, beta, &mut found);
                assert_close(&found, &expected, "gradient by the kernel", &c);
            }
        }
    }
}

#[test]
fn only_windows_of_three_that_move_by_one_over_many_channels_are_computed_in_patches() {
    let cells = |size, stride, dilation, images: usize, pixels, channels, filters| {
        let window = |size| window(size, stride, dilation, Padding::Same);
        let windows = [Window::ONE, window(size), window(3)];
        let c = Case(images, [1, pixels, pixels], windows, channels, filters, 1).convolution();
        let image = vec![0.0; sizes(&c)[0]];
        let lines = c.lines(&image, 0..channels);
        Patches::of(&lines, filters).map(|patches| patches.cells())
    };
    // Patches of four targets along an edge where they fit and are many, otherwise of two; both only where there are channels
    // enough.
    assert_eq!(cells(3, 1, 1, 2, 20, 32, 40), Some(36));
    assert_eq!(cells(3, 1, 1, 16, 8, 16, 16), Some(36));
    assert_eq!(cells(3, 1, 1, 80, 2, 32, 32), Some(16));
    assert_eq!(cells(3, 1, 1, 1, 14, 512, 512), Some(16));
    assert_eq!(cells(3, 1, 1, 20, 2, 16, 16), None);
    for (size, stride, dilation) in [(5, 1, 1), (3, 2, 1), (3, 1, 2)] {
        assert_eq!(cells(size, stride, dilation, 2, 20, 32, 40), None);
    }
    assert_eq!(cells(3, 1, 1, 2, 20, 3, 40), None);
}

#[test]
fn convolutions_to_few_channels_are_one_product_for_all_taps() {
    let window = window(3, 1, 1, Padding::Same);
    let is_one = |channels, filters| {
        let c = Case(1, [1, 20, 20], [Window::ONE, window, window], channels, filters, 1).convolution();
        let product = c.outputs(&[], 0..channels, 0..filters, 0.0, Epilogue::default());
        FewColumns { product: &product, isa: Isa::Portable }.is_worth()
    };
    assert!(is_one(64, 1) && is_one(64, 2) && is_one(64, 3));
    assert!(!is_one(64, 4) && !is_one(1, 3));
}

#[test]
fn a_prepared_kernel_changes_no_bit() {
    let window = window(3, 1, 1, Padding::Same);
    let windows = [Window::ONE, window, window];
    for case in [
        Case(1, [1, 14, 15], windows, 33, 70, 1),
        Case(3, [1, 9, 8], windows, 40, 37, 1),
        Case(1, [1, 40, 40], windows, 32, 34, 1),
    ] {
        let c = case.convolution();
        let [x, kernel, y] = sizes(&c);
        let (x, kernel, bias) = (values(x, 1), values(kernel, 2), values(c.filters, 3));
        let epilogue = Epilogue { bias: Some(&bias), function: Pointwise::Relu };
        for isa in Isa::available() {
            let mut prepared = vec![f32::NAN; c.prepared_len_on(isa).unwrap()];
            c.prepare_on(isa, &kernel, &mut prepared);
            let mut found = [vec![f32::NAN; y], vec![f32::NAN; y]];
            c.forward_on(isa, &x, &kernel, 0.0, epilogue, &mut found[0]);
            c.forward_prepared_on(isa, &x, &prepared, epilogue, &mut found[1]);
            assert!(found[0] == found[1], "{isa:?} {c:?}");
        }
    }
    let grouped = Case(1, [1, 40, 40], windows, 32, 32, 2).convolution();
    let strided = Case(1, [1, 40, 40], [Window::ONE, window, Window { stride: 2, ..window }], 32, 32, 1);
    assert_eq!([grouped, strided.convolution()].map(|c| c.prepared_len()), [None, None]);
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let cases = cases();
    let chosen = if cfg!(miri) { &cases[1..2] } else { &cases[cases.len() - 6..] };
    chosen.iter().map(Case::convolution).for_each(|c| assert_that_threads_change_nothing(&c));
}

fn assert_that_threads_change_nothing(c: &Convolution) {
    let [x, kernel, y] = sizes(c).map(|len| values(len, 7));
    let compute = || {
        let mut results = sizes(c).map(|len| vec![0.0; len]);
        c.by_image(&y, &kernel, 0.0, &mut results[0]);
        c.by_kernel(&x, &y, 0.0, &mut results[1]);
        c.forward(&x, &kernel, 0.0, Epilogue::default(), &mut results[2]);
        results
    };
    let threads = |count| rayon::ThreadPoolBuilder::new().num_threads(count).build().unwrap();
    let one = threads(1).install(compute);
    assert!(threads(3).install(compute) == one);
}

#[test]
fn the_gradient_by_the_kernel_is_from_patches_where_their_sums_are_few_and_the_patches_many() {
    let is_from_patches = |batch, channels, filters| {
        let window = window(3, 1, 1, Padding::Same);
        let c = Case(batch, [1, 20, 20], [Window::ONE, window, window], channels, filters, 1).convolution();
        let x = vec![0.0; sizes(&c)[0]];
        let lines = c.lines(&x, 0..channels);
        let patches = Patches::of(&lines, filters).unwrap();
        winograd::by_kernel::is_worth(&patches, filters)
    };
    assert!(is_from_patches(6, 32, 33) && is_from_patches(6, 256, 256));
    assert!(!is_from_patches(1, 32, 33) && !is_from_patches(6, 256, 512));
}
