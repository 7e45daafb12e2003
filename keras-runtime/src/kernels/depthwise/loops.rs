//! The loops over windows, all filters of a cell side by side.

use super::Depthwise;
use crate::kernels::simd::{Arithmetic, Loop};

impl Depthwise {
    /// What the windows of a row see: for each tap, its number and the cell in the image.
    #[inline(always)]
    fn windows(&self, d: usize, h: usize) -> impl Iterator<Item = impl Iterator<Item = (usize, usize)>> + '_ {
        let [depth, height, width] = &self.axes;
        (0..width.output).map(move |w| {
            depth.taps(d).flat_map(move |kd| {
                height.taps(h).flat_map(move |kh| {
                    let tap = (kd * height.window + kh) * width.window;
                    let line = (depth.element(d, kd) * height.input + height.element(h, kh)) * width.input;
                    width.taps(w).map(move |kw| (tap + kw, line + width.element(w, kw)))
                })
            })
        })
    }

    /// A cell with each channel as often as it has filters.
    #[inline(always)]
    fn spread<'a>(&self, cell: &'a [f32], spread: &'a mut [f32]) -> &'a [f32] {
        if self.multiplier == 1 {
            return cell;
        }
        for (copies, &x) in spread.chunks_exact_mut(self.multiplier).zip(cell) {
            copies.fill(x);
        }
        spread
    }
}

/// Rows of `y` that begin at row `first`, counted through the batch.
pub(super) struct Forward<'a> {
    pub sizes: &'a Depthwise,
    pub x: &'a [f32],
    pub kernel: &'a [f32],
    pub bias: Option<&'a [f32]>,
    pub first: usize,
    pub y: &'a mut [f32],
    /// Memory for one cell of `y`.
    pub spread: &'a mut [f32],
}

impl Loop for Forward<'_> {
    type Output = ();

    #[inline(always)]
    fn run<A: Arithmetic>(self) {
        let Self { sizes, x, kernel, bias, first, y, spread } = self;
        let (geometry, channels, filters) = (sizes.geometry(), sizes.channels, sizes.filters());
        let (from, _) = geometry.sizes();
        for (i, y) in y.chunks_exact_mut(geometry.row()).enumerate() {
            let (image, d, h) = geometry.place(first + i);
            let x = &x[image * from..][..from];
            for (y, seen) in y.chunks_exact_mut(filters).zip(sizes.windows(d, h)) {
                match bias {
                    Some(bias) => y.copy_from_slice(bias),
                    None => y.fill(0.0),
                }
                for (tap, cell) in seen {
                    let x = sizes.spread(&x[cell * channels..][..channels], spread);
                    let weights = &kernel[tap * filters..][..filters];
                    for ((y, &x), &weight) in y.iter_mut().zip(x).zip(weights) {
                        *y = A::times_plus(x, weight, *y);
                    }
                }
            }
        }
    }
}

/// Adds the gradient by one image to `g`.
pub(super) struct ByImage<'a> {
    pub sizes: &'a Depthwise,
    pub kernel: &'a [f32],
    pub dy: &'a [f32],
    pub g: &'a mut [f32],
}

impl Loop for ByImage<'_> {
    type Output = ();

    #[inline(always)]
    fn run<A: Arithmetic>(self) {
        let Self { sizes, kernel, dy, g } = self;
        let (geometry, channels, filters) = (sizes.geometry(), sizes.channels, sizes.filters());
        for (i, dy) in dy.chunks_exact(geometry.row()).enumerate() {
            let (_, d, h) = geometry.place(i);
            for (dy, seen) in dy.chunks_exact(filters).zip(sizes.windows(d, h)) {
                for (tap, cell) in seen {
                    let g = &mut g[cell * channels..][..channels];
                    let weights = &kernel[tap * filters..][..filters];
                    if sizes.multiplier == 1 {
                        for ((g, &dy), &weight) in g.iter_mut().zip(dy).zip(weights) {
                            *g = A::times_plus(dy, weight, *g);
                        }
                        continue;
                    }
                    let each = dy.chunks_exact(sizes.multiplier).zip(weights.chunks_exact(sizes.multiplier));
                    for (g, (dy, weights)) in g.iter_mut().zip(each) {
                        *g += dy.iter().zip(weights).map(|(dy, weight)| dy * weight).sum::<f32>();
                    }
                }
            }
        }
    }
}

/// Adds the gradient by the kernel, from some images, to `g`.
pub(super) struct ByKernel<'a> {
    pub sizes: &'a Depthwise,
    pub x: &'a [f32],
    pub dy: &'a [f32],
    pub g: &'a mut [f32],
    /// Memory for one cell of `dy`.
    pub spread: &'a mut [f32],
}

impl Loop for ByKernel<'_> {
    type Output = ();

    #[inline(always)]
    fn run<A: Arithmetic>(self) {
        let Self { sizes, x, dy, g, spread } = self;
        let (geometry, channels, filters) = (sizes.geometry(), sizes.channels, sizes.filters());
        let (from, _) = geometry.sizes();
        for (i, dy) in dy.chunks_exact(geometry.row()).enumerate() {
            let (image, d, h) = geometry.place(i);
            let x = &x[image * from..][..from];
            for (dy, seen) in dy.chunks_exact(filters).zip(sizes.windows(d, h)) {
                for (tap, cell) in seen {
                    let x = sizes.spread(&x[cell * channels..][..channels], spread);
                    for ((g, &x), &dy) in g[tap * filters..][..filters].iter_mut().zip(x).zip(dy) {
                        *g = A::times_plus(x, dy, *g);
                    }
                }
            }
        }
    }
}
