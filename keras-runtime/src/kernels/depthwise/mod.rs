//! Convolutions that keep channels apart, and their gradients: each one pass over memory.
//!
//! Images are channels-last. Missing axes have one element, so that series, images and volumes share the loops. These know
//! one filter a channel: where there are more, they see each channel as often.
#![allow(unsafe_code)]

mod by_kernel;
mod taps;
mod targets;

#[cfg(test)]
mod tests;

use self::by_kernel::{ByKernel, sums_stride};
use self::taps::Taps;
use self::targets::Targets;
use super::isa::Isa;
use super::matmul::Epilogue;
use super::matmul::micro;
use super::parallel::{each, for_each_part, parts, parts_mut};
use super::pointwise::axpy;
use super::scratch;
use super::window_geometry::WindowGeometry;
use super::windows::Axis;

/// What a product costs, in multiply-adds of a matrix product: these loops wait for the first cache.
const COST: usize = 2;

/// The most parts of a batch whose gradients by the kernel are added up apart.
const PARTS: usize = 8;

/// The sizes of a depthwise convolution: each channel has `multiplier` filters of its own.
///
/// | | shape |
/// | --- | --- |
/// | image `x` | `(batch, inputs…, channels)` |
/// | kernel | `(windows…, channels, multiplier)` |
/// | output `y` | `(batch, outputs…, channels * multiplier)` |
#[derive(Clone, Copy, Debug)]
pub struct Depthwise {
    /// The windows along depth, height and width.
    pub axes: [Axis; 3],
    /// The number of channels of the image.
    pub channels: usize,
    /// The number of filters of each.
    pub multiplier: usize,
}

impl Depthwise {
    /// `y = epilogue(x convolved with kernel)`
    ///
    /// # Panics
    ///
    /// If a slice has not the size that the shapes say.
    pub fn forward(&self, x: &[f32], kernel: &[f32], epilogue: Epilogue<'_>, y: &mut [f32]) {
        self.forward_on(Isa::chosen(), x, kernel, epilogue, y);
    }

    fn forward_on(&self, isa: Isa, x: &[f32], kernel: &[f32], epilogue: Epilogue<'_>, y: &mut [f32]) {
        self.check(x, kernel, y);
        assert!(epilogue.bias.is_none_or(|bias| bias.len() == self.filters()));
        let taps = Taps::forward(&self.axes, self.filters());
        let outputs = |x: &[f32], y: &mut [f32]| {
            self.by_rows(&taps, y, |first, y| {
                let bias = epilogue.bias;
                let targets =
                    Targets { taps: &taps, source: x, kernel, bias, adds: false, first, out: &mut *y };
                // SAFETY: an `Isa` is one that the machine has, and the sizes have been checked.
                unsafe { micro::run(isa, targets) };
                y.chunks_mut(taps.row()).for_each(|row| epilogue.function.apply(row));
            });
        };
        self.each_image(x, y, |x, y| self.with_copies(x, |x| outputs(x, y)));
    }

    /// `dx = the gradient by the image + beta * dx`, from the gradient `dy` of the output; `beta` is 0, which ignores what
    /// `dx` holds, or 1.
    ///
    /// # Panics
    ///
    /// If a slice has not the size that the shapes say.
    pub fn by_image(&self, dy: &[f32], kernel: &[f32], beta: f32, dx: &mut [f32]) {
        self.by_image_on(Isa::chosen(), dy, kernel, beta, dx);
    }

    fn by_image_on(&self, isa: Isa, dy: &[f32], kernel: &[f32], beta: f32, dx: &mut [f32]) {
        self.check(dx, kernel, dy);
        if dy.is_empty() && beta == 0.0 {
            return dx.fill(0.0);
        }
        let taps = Taps::backward(&self.axes, self.filters());
        let gradient = |dy: &[f32], adds: bool, dx: &mut [f32]| {
            self.by_rows(&taps, dx, |first, dx| {
                let targets = Targets { taps: &taps, source: dy, kernel, bias: None, adds, first, out: dx };
                // SAFETY: as above.
                unsafe { micro::run(isa, targets) };
            });
        };
        let multiplier = self.multiplier;
        self.each_image(dy, dx, |dy, dx| {
            if multiplier == 1 {
                return gradient(dy, beta != 0.0, dx);
            }
            scratch::with(dx.len() * multiplier, |copies| {
                gradient(dy, false, copies);
                for (dx, copies) in dx.iter_mut().zip(copies.chunks_exact(multiplier)) {
                    let before = if beta == 0.0 { 0.0 } else { *dx };
                    *dx = before + copies.iter().sum::<f32>();
                }
            });
        });
    }

    /// `dkernel = the gradient by the kernel + beta * dkernel`, from the gradient `dy` of the output; `beta` is 0, which
    /// ignores what `dkernel` holds, or 1. The result is the same whatever the number of threads.
    ///
    /// # Panics
    ///
    /// If a slice has not the size that the shapes say.
    pub fn by_kernel(&self, x: &[f32], dy: &[f32], beta: f32, dkernel: &mut [f32]) {
        self.by_kernel_on(Isa::chosen(), x, dy, beta, dkernel);
    }

    fn by_kernel_on(&self, isa: Isa, x: &[f32], dy: &[f32], beta: f32, dkernel: &mut [f32]) {
        self.check(x, dkernel, dy);
        if beta == 0.0 {
            dkernel.fill(0.0);
        }
        if dy.is_empty() {
            return;
        }
        let taps = Taps::forward(&self.axes, self.filters());
        let (images, (from, to)) = (self.geometry().count(x, dy), self.geometry().sizes());
        let part = images.div_ceil(PARTS);
        let (filters, stride) = (self.filters(), sums_stride(self.filters()));
        let len = dkernel.len() / filters * stride;
        scratch::with(images.div_ceil(part) * len, |sums| {
            let parts = (parts(x, part * from), parts(dy, part * to), parts_mut(sums, len));
            each(self.geometry().threads(dy.len()), parts, |_, (x, dy, sums)| {
                sums.fill(0.0);
                for (x, dy) in x.chunks_exact(from).zip(dy.chunks_exact(to)) {
                    self.with_copies(x, |x| {
                        let work = ByKernel { taps: &taps, x, dy, sums: &mut *sums };
                        // SAFETY: as above.
                        unsafe { micro::run(isa, work) };
                    });
                }
            });
            for sums in sums.chunks_exact(len) {
                let rows = dkernel.chunks_exact_mut(filters).zip(sums.chunks_exact(stride));
                rows.for_each(|(row, sum)| axpy(1.0, &sum[..filters], row));
            }
        });
    }

    /// Shares the rows of targets between threads.
    fn by_rows(&self, taps: &Taps, out: &mut [f32], work: impl Fn(usize, &mut [f32]) + Sync) {
        let outputs = out.len() / taps.sizes.iter().product::<usize>()
            * self.axes.iter().map(|axis| axis.output).product::<usize>();
        let rows = (out.len() / taps.row()).div_ceil(self.geometry().threads(outputs));
        for_each_part(out, rows * taps.row(), |i, out| work(i * rows, out));
    }

    /// Calls `work` with all of `from` and `to`, or with each image where those of one side have copies.
    fn each_image(&self, from: &[f32], to: &mut [f32], work: impl Fn(&[f32], &mut [f32]) + Sync) {
        if from.is_empty() || to.is_empty() {
            return;
        }
        if self.multiplier == 1 {
            return work(from, to);
        }
        let (image, output) = self.geometry().sizes();
        let images = from.len().max(to.len()) / image.max(output);
        let parts = (parts(from, from.len() / images), parts_mut(to, to.len() / images));
        each(self.geometry().threads(images * output), parts, |_, (from, to)| work(from, to));
    }

    /// Lends `use_it` an image with each channel as often as it has filters.
    fn with_copies<R>(&self, x: &[f32], use_it: impl FnOnce(&[f32]) -> R) -> R {
        if self.multiplier == 1 {
            return use_it(x);
        }
        scratch::with(x.len() * self.multiplier, |copies| {
            copies.chunks_exact_mut(self.multiplier).zip(x).for_each(|(copies, &x)| copies.fill(x));
            use_it(copies)
        })
    }

    fn filters(&self) -> usize {
        self.channels * self.multiplier
    }

    fn geometry(&self) -> WindowGeometry {
        WindowGeometry { axes: self.axes, channels: self.channels, filters: self.filters(), cost: COST }
    }

    fn check(&self, x: &[f32], kernel: &[f32], y: &[f32]) {
        self.geometry().count(x, y);
        let taps: usize = self.axes.iter().map(|axis| axis.window).product();
        assert_eq!(kernel.len(), taps * self.filters());
    }
}
