//! Against plain loops over all taps, padding included.

use super::*;
use crate::kernels::pointwise::Pointwise;
use crate::kernels::windows::{Padding, Window};

/// Small whole numbers, so that sums are exact in any order.
fn values(len: usize) -> Vec<f32> {
    (0..len).map(|i| ((i * 7919) % 13) as f32 - 6.0).collect()
}

const IMAGES: usize = 9;

fn convolutions() -> Vec<Depthwise> {
    let window = |size, stride, dilation| Window { size, stride, dilation, padding: Padding::Same };
    let one = Window::ONE;
    let mut shapes = vec![
        ([1, 1, 7], [one, one, window(3, 2, 1)], [(1, 1), (3, 2)]),
        ([1, 5, 4], [one, window(3, 1, 1), window(2, 1, 2)], [(3, 1), (17, 3)]),
        ([1, 2, 13], [one, window(3, 1, 1), window(3, 1, 1)], [(37, 1), (16, 1)]),
        ([1, 3, 9], [one, window(5, 3, 1), window(2, 3, 1)], [(2, 1), (1, 2)]),
        ([2, 3, 4], [window(2, 1, 1), window(3, 2, 1), window(1, 1, 1)], [(8, 1), (2, 4)]),
    ];
    if !cfg!(miri) {
        shapes.push(([1, 33, 32], [one, window(3, 2, 1), window(3, 2, 1)], [(32, 1), (16, 2)]));
    }
    let each = |(sizes, windows, channels): ([usize; 3], [Window; 3], [(usize, usize); 2])| {
        channels.map(|(channels, multiplier)| {
            let axes = std::array::from_fn(|i| windows[i].along(sizes[i]).unwrap());
            Depthwise { axes, channels, multiplier }
        })
    };
    shapes.into_iter().flat_map(each).collect()
}

fn triples([a, b, c]: [usize; 3]) -> impl Iterator<Item = [usize; 3]> {
    (0..a).flat_map(move |i| (0..b).flat_map(move |j| (0..c).map(move |k| [i, j, k])))
}

/// The indices in output, image and kernel of all products.
fn products(sizes: &Depthwise) -> Vec<[usize; 3]> {
    let (axes, filters) = (sizes.axes, sizes.filters());
    let mut products = vec![];
    for image in 0..IMAGES {
        for (window, at) in triples(axes.map(|axis| axis.output)).enumerate() {
            let windows: usize = axes.iter().map(|axis| axis.output).product();
            for (tap, k) in triples(axes.map(|axis| axis.window)).enumerate() {
                let cell =
                    (0..3).try_fold(image, |cell, i| Some(cell * axes[i].input + axes[i].at(at[i], k[i])?));
                let Some(cell) = cell else { continue };
                products.extend((0..filters).map(|f| {
                    let y = (image * windows + window) * filters + f;
                    [y, cell * sizes.channels + f / sizes.multiplier, tap * filters + f]
                }));
            }
        }
    }
    products
}

fn on_three_threads(test: impl FnOnce() + Send) {
    rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap().install(test);
}

#[test]
fn each_channel_is_convolved_with_its_own_filters() {
    on_three_threads(|| {
        for sizes in convolutions() {
            let (from, to) = sizes.geometry().sizes();
            let taps: usize = sizes.axes.iter().map(|axis| axis.window).product();
            let (x, kernel) = (values(IMAGES * from), values(taps * sizes.filters()));
            let bias = values(sizes.filters());
            let mut expected: Vec<f32> = bias.iter().copied().cycle().take(IMAGES * to).collect();
            products(&sizes).iter().for_each(|&[y, i, k]| expected[y] += x[i] * kernel[k]);
            expected.iter_mut().for_each(|y| *y = y.max(0.0));
            let mut y = vec![f32::NAN; IMAGES * to];
            for isa in Isa::available() {
                let epilogue = Epilogue { bias: Some(&bias), function: Pointwise::Relu };
                sizes.forward_on(isa, &x, &kernel, epilogue, &mut y);
                assert_eq!(y, expected, "{isa:?} {sizes:?}");
            }
        }
    });
}

#[test]
fn the_gradients_are_those_of_the_products() {
    on_three_threads(|| {
        for sizes in convolutions() {
            let (from, to) = sizes.geometry().sizes();
            let taps: usize = sizes.axes.iter().map(|axis| axis.window).product();
            let (x, kernel, dy) =
                (values(IMAGES * from), values(taps * sizes.filters()), values(IMAGES * to));
            for (beta, before) in [(0.0, f32::NAN), (1.0, 3.0)] {
                let start = if beta == 0.0 { 0.0 } else { before };
                let (mut by_image, mut by_kernel) = (vec![start; x.len()], vec![start; kernel.len()]);
                for [y, i, k] in products(&sizes) {
                    by_image[i] += dy[y] * kernel[k];
                    by_kernel[k] += dy[y] * x[i];
                }
                for isa in Isa::available() {
                    let (mut dx, mut dkernel) = (vec![before; x.len()], vec![before; kernel.len()]);
                    sizes.by_image_on(isa, &dy, &kernel, beta, &mut dx);
                    sizes.by_kernel_on(isa, &x, &dy, beta, &mut dkernel);
                    assert!(dx == by_image && dkernel == by_kernel, "{isa:?} {sizes:?}");
                }
            }
        }
    });
}
