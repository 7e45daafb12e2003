//! The largest value, the sum or the mean of each window, and their gradients: each one pass over memory.
//!
//! Images are channels-last. Missing axes have one element, so that series, images and volumes share the loops.

mod loops;

#[cfg(test)]
mod tests;

use self::loops::{Max, MaxGradient, Sum, SumGradient};
use super::isa::Isa;
use super::scratch;
use super::simd::run_on;
use super::window_geometry::WindowGeometry;
use super::windows::Axis;

/// What a value that a window sees costs, in multiply-adds of a matrix product: these loops wait for memory.
const COST: usize = 8;

/// Windows that move over each channel of a batch of images `(batch, depth, height, width, channels)`.
#[derive(Clone, Copy, Debug)]
pub struct Pooling {
    /// The windows along depth, height and width. They see neighbours: their `dilation` is 1.
    pub axes: [Axis; 3],
    /// The number of channels.
    pub channels: usize,
    /// Whether the windows adapt to the axes: there are `output` of them, which part the `input` elements as evenly as can
    /// be, and all else that an [`Axis`] says does not matter.
    pub adaptive: bool,
}

impl Pooling {
    /// `y` = the largest value of each window; NaN if there is one. Padding does not count.
    ///
    /// # Panics
    ///
    /// If the slices are not images of one batch.
    pub fn max(&self, x: &[f32], y: &mut [f32]) {
        self.geometry().by_rows(x, y, |first, y| run_on(Isa::chosen(), Max { pooling: self, x, first, y }));
    }

    /// `y = … + beta * y`, the sum of what each window sees, or with `mean` the mean; padding does not count. `beta` is
    /// 0, which ignores what `y` holds, or 1.
    ///
    /// # Panics
    ///
    /// If the slices are not images of one batch.
    pub fn sum(&self, x: &[f32], mean: bool, beta: f32, y: &mut [f32]) {
        self.geometry().by_rows(x, y, |first, y| {
            scratch::with(2 * self.channels, |sums| {
                run_on(Isa::chosen(), Sum { pooling: self, x, first, y, mean, beta, sums });
            });
        });
    }

    /// `g = … + beta * g`, the gradient by `x` of [`max`](Self::max), which made `y` of it, where `dy` is that by `y`; it
    /// goes to the first of equal values. `beta` is 0, which ignores what `g` holds, or 1.
    ///
    /// # Panics
    ///
    /// If the slices are not images of one batch.
    pub fn max_gradient(&self, x: &[f32], y: &[f32], dy: &[f32], beta: f32, g: &mut [f32]) {
        assert!(x.len() == g.len() && y.len() == dy.len());
        self.geometry().by_images(dy, beta, g, |image, dy, g| {
            let (x, y) = (&x[image * g.len()..][..g.len()], &y[image * dy.len()..][..dy.len()]);
            scratch::with(self.channels, |rest| {
                run_on(Isa::chosen(), MaxGradient { pooling: self, x, y, dy, g, rest });
            });
        });
    }

    /// `g = … + beta * g`, the gradient of [`sum`](Self::sum) by its argument, where `dy` is that by its value. `beta` is
    /// 0, which ignores what `g` holds, or 1.
    ///
    /// # Panics
    ///
    /// If the slices are not images of one batch.
    pub fn sum_gradient(&self, dy: &[f32], mean: bool, beta: f32, g: &mut [f32]) {
        self.geometry().by_images(dy, beta, g, |_, dy, g| {
            run_on(Isa::chosen(), SumGradient { pooling: self, dy, g, mean });
        });
    }

    fn geometry(&self) -> WindowGeometry {
        WindowGeometry { axes: self.axes, channels: self.channels, filters: self.channels, cost: COST }
    }
}
