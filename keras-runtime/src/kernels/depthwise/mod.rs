//! Convolutions that keep channels apart, and their gradients: each one pass over memory.
//!
//! Images are channels-last. Missing axes have one element, so that series, images and volumes share the loops.

mod loops;

#[cfg(test)]
mod tests;

use self::loops::{ByImage, ByKernel, Forward};
use super::isa::Isa;
use super::matmul::Epilogue;
use super::parallel::{each, parts_mut};
use super::pointwise::axpy;
use super::scratch;
use super::simd::run_on;
use super::window_geometry::WindowGeometry;
use super::windows::Axis;

/// What a product costs, in multiply-adds of a matrix product: these loops wait for memory.
const COST: usize = 4;

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
        self.check(kernel);
        self.geometry().by_rows(x, y, |first, y| {
            scratch::with(self.filters(), |spread| {
                let bias = epilogue.bias;
                run_on(Isa::chosen(), Forward { sizes: self, x, kernel, bias, first, y: &mut *y, spread });
            });
            y.chunks_mut(self.geometry().row()).for_each(|row| epilogue.function.apply(row));
        });
    }

    /// `dx = the gradient by the image + beta * dx`, from the gradient `dy` of the output; `beta` is 0, which ignores what
    /// `dx` holds, or 1.
    ///
    /// # Panics
    ///
    /// If a slice has not the size that the shapes say.
    pub fn by_image(&self, dy: &[f32], kernel: &[f32], beta: f32, dx: &mut [f32]) {
        self.check(kernel);
        self.geometry().by_images(dy, beta, dx, |_, dy, g| {
            run_on(Isa::chosen(), ByImage { sizes: self, kernel, dy, g });
        });
    }

    /// `dkernel = the gradient by the kernel + beta * dkernel`, from the gradient `dy` of the output; `beta` is 0, which
    /// ignores what `dkernel` holds, or 1. The result is the same whatever the number of threads.
    ///
    /// # Panics
    ///
    /// If a slice has not the size that the shapes say.
    pub fn by_kernel(&self, x: &[f32], dy: &[f32], beta: f32, dkernel: &mut [f32]) {
        self.check(dkernel);
        if beta == 0.0 {
            dkernel.fill(0.0);
        }
        let (images, (from, to)) = (self.geometry().count(x, dy), self.geometry().sizes());
        if dy.is_empty() {
            return;
        }
        let part = images.div_ceil(PARTS);
        scratch::with(images.div_ceil(part) * dkernel.len(), |sums| {
            let sum = |i: usize, sum: &mut [f32]| {
                let images = i * part..images.min((i + 1) * part);
                let (x, dy) =
                    (&x[images.start * from..images.end * from], &dy[images.start * to..images.end * to]);
                sum.fill(0.0);
                scratch::with(self.filters(), |spread| {
                    run_on(Isa::chosen(), ByKernel { sizes: self, x, dy, g: sum, spread });
                });
            };
            each(self.geometry().threads(dy.len()), parts_mut(sums, dkernel.len()), sum);
            sums.chunks(dkernel.len()).for_each(|sum| axpy(1.0, sum, dkernel));
        });
    }

    fn filters(&self) -> usize {
        self.channels * self.multiplier
    }

    fn geometry(&self) -> WindowGeometry {
        WindowGeometry { axes: self.axes, channels: self.channels, filters: self.filters(), cost: COST }
    }

    fn check(&self, kernel: &[f32]) {
        let taps: usize = self.axes.iter().map(|axis| axis.window).product();
        assert_eq!(kernel.len(), taps * self.filters());
    }
}
