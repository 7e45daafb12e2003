//! Transformations of images that read pixels from other places: affine, projective, elastic.

use super::parallel::{self, each, parts, parts_mut};

/// What a value costs, in multiply-adds of a matrix product.
const COST: usize = 32;

/// The furthest that is read.
const FAR: f32 = 1e9;

/// What is read between pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interpolation {
    /// The nearest pixel.
    Nearest,
    /// The four around it, by their nearness.
    Bilinear,
}

/// What is read beyond the edge of an image `a b c d`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FillMode {
    /// One value: `k k k | a b c d | k k k`.
    Constant,
    /// The pixel at the edge: `a a a | a b c d | d d d`.
    Nearest,
    /// The image in a mirror: `c b a | a b c d | d c b`.
    Reflect,
    /// The image again: `b c d | a b c d | a b c`.
    Wrap,
}

/// How images are read anew.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Affine {
    /// Between pixels.
    pub interpolation: Interpolation,
    /// Beyond the edge.
    pub fill_mode: FillMode,
    /// The value for [`FillMode::Constant`].
    pub fill_value: f32,
}

/// The height, the width and the channels of an image.
pub type Size = [usize; 3];

/// Where row `i` and column `j` of an image are read, by numbers `t` of that image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Places {
    /// Six: at column `t[0] * j + t[1] * i + t[2]` and row `t[3] * j + t[4] * i + t[5]`.
    Affine,
    /// Nine: as [`Affine`](Places::Affine), divided by `t[6] * j + t[7] * i + t[8]`.
    Projective,
    /// Two for each pixel: so many columns further right, and so many rows further down.
    Displaced,
}

impl Places {
    /// How many numbers there are for an image.
    pub fn numbers(self, [height, width, _]: Size) -> usize {
        match self {
            Places::Affine => 6,
            Places::Projective => 9,
            Places::Displaced => 2 * height * width,
        }
    }
}

impl Affine {
    /// Each pixel of an image of `y` is read from that of `x` at its place, which the numbers of the image say.
    ///
    /// # Panics
    ///
    /// If `x` and `y` are not of one length, or not as many images as there are numbers for.
    ///
    /// ```
    /// use keras_runtime::kernels::affine::{Affine, FillMode, Interpolation, Places};
    ///
    /// let affine = Affine { interpolation: Interpolation::Bilinear, fill_mode: FillMode::Constant, fill_value: 9.0 };
    /// let mut y = [0.0; 3];
    /// affine.read(Places::Affine, &[1.0, 2.0, 4.0], [1, 3, 1], &[1.0, 0.0, 0.5, 0.0, 1.0, 0.0], &mut y);
    /// assert_eq!(y, [1.5, 3.0, 6.5]);
    /// ```
    pub fn read(self, places: Places, x: &[f32], size: Size, numbers: &[f32], y: &mut [f32]) {
        self.each_image(places, x, size, numbers, y, |x, numbers, y| {
            let channels = size[2];
            y.fill(0.0);
            self.each_tap(places, size, numbers, |to, from, weight| {
                let y = &mut y[to * channels..][..channels];
                match from {
                    Some(from) => y.iter_mut().zip(&x[from * channels..]).for_each(|(y, x)| *y += weight * x),
                    None => y.iter_mut().for_each(|y| *y += weight * self.fill_value),
                }
            });
        });
    }

    /// Adds to the gradient `dx` by the `x` of [`read`](Self::read) what follows from that by its `y`.
    ///
    /// # Panics
    ///
    /// As [`read`](Self::read).
    pub fn add_gradient(self, places: Places, dy: &[f32], size: Size, numbers: &[f32], dx: &mut [f32]) {
        self.each_image(places, dy, size, numbers, dx, |dy, numbers, dx| {
            let channels = size[2];
            self.each_tap(places, size, numbers, |to, from, weight| {
                if let Some(from) = from {
                    let dx = &mut dx[from * channels..][..channels];
                    dx.iter_mut().zip(&dy[to * channels..]).for_each(|(dx, dy)| *dx += weight * dy);
                }
            });
        });
    }

    fn each_image(
        self,
        places: Places,
        read: &[f32],
        size: Size,
        numbers: &[f32],
        written: &mut [f32],
        f: impl Fn(&[f32], &[f32], &mut [f32]) + Sync,
    ) {
        let (image, count) = (size.iter().product::<usize>(), places.numbers(size));
        assert!(read.len() == written.len() && read.len() * count == numbers.len() * image);
        if read.is_empty() {
            return;
        }
        let all = (parts(read, image), parts(numbers, count), parts_mut(written, image));
        each(parallel::threads_for(read.len() * COST), all, |_, (x, numbers, y)| f(x, numbers, y));
    }

    /// Calls `f` with each pixel that is written, each that is read for it, none beyond the edge, and its weight.
    fn each_tap(self, places: Places, size: Size, t: &[f32], f: impl FnMut(usize, Option<usize>, f32)) {
        match places {
            Places::Affine => {
                let t: [f32; 6] = t.try_into().expect("the numbers are as many");
                let place = |_, i: f32, j: f32| (t[0] * j + t[1] * i + t[2], t[3] * j + t[4] * i + t[5]);
                self.each_tap_at(size, place, f);
            }
            Places::Projective => {
                let t: [f32; 9] = t.try_into().expect("the numbers are as many");
                let place = |_, i: f32, j: f32| {
                    let share = t[6] * j + t[7] * i + t[8];
                    ((t[0] * j + t[1] * i + t[2]) / share, (t[3] * j + t[4] * i + t[5]) / share)
                };
                self.each_tap_at(size, place, f);
            }
            Places::Displaced => {
                self.each_tap_at(size, |to, i, j| (j + t[2 * to], i + t[2 * to + 1]), f);
            }
        }
    }

    /// As [`each_tap`](Self::each_tap), by what gives the column and the row of a pixel's place.
    fn each_tap_at(
        self,
        [height, width, _]: Size,
        place: impl Fn(usize, f32, f32) -> (f32, f32),
        mut f: impl FnMut(usize, Option<usize>, f32),
    ) {
        for to in 0..height * width {
            let (column, row) = place(to, (to / width) as f32, (to % width) as f32);
            for (row, weight) in self.neighbours(row) {
                let row = self.inside(row, height);
                for (column, share) in self.neighbours(column) {
                    let column = self.inside(column, width);
                    f(to, row.zip(column).map(|(row, column)| row * width + column), weight * share);
                }
            }
        }
    }

    /// The places along an axis that have a part in what is between them, and their shares.
    fn neighbours(self, place: f32) -> impl Iterator<Item = (i64, f32)> {
        // What is seen against the horizon is infinitely far away.
        let place = place.clamp(-FAR, FAR);
        let (lower, share) = match self.interpolation {
            Interpolation::Nearest => (place.round(), 0.0),
            Interpolation::Bilinear => (place.floor(), place - place.floor()),
        };
        let lower = lower as i64;
        [(lower, 1.0 - share), (lower + 1, share)].into_iter().filter(|&(_, share)| share > 0.0)
    }

    /// The place on an axis that stands for one that may be beyond its ends.
    fn inside(self, place: i64, size: usize) -> Option<usize> {
        let size = size as i64;
        let inside = match self.fill_mode {
            FillMode::Constant => Some(place).filter(|place| (0..size).contains(place)),
            FillMode::Nearest => Some(place.clamp(0, size - 1)),
            FillMode::Wrap => Some(place.rem_euclid(size)),
            FillMode::Reflect => {
                let place = place.rem_euclid(2 * size);
                Some(place.min(2 * size - 1 - place))
            }
        };
        inside.map(|place| place as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MODES: [FillMode; 4] = [FillMode::Constant, FillMode::Nearest, FillMode::Reflect, FillMode::Wrap];

    fn moved(fill_mode: FillMode, by: f32) -> Vec<f32> {
        let affine = Affine { interpolation: Interpolation::Nearest, fill_mode, fill_value: 9.0 };
        let mut y = vec![f32::NAN; 4];
        affine.read(Places::Affine, &[1.0, 2.0, 3.0, 4.0], [1, 4, 1], &[1.0, 0.0, by, 0.0, 1.0, 0.0], &mut y);
        y
    }

    #[test]
    fn beyond_the_edge_each_mode_has_its_values() {
        let to_the_left = MODES.map(|mode| moved(mode, -3.0));
        assert_eq!(to_the_left, [[9.0, 9.0, 9.0, 1.0], [1.0; 4], [3.0, 2.0, 1.0, 1.0], [2.0, 3.0, 4.0, 1.0]]);
        let to_the_right = MODES.map(|mode| moved(mode, 3.0));
        assert_eq!(
            to_the_right,
            [[4.0, 9.0, 9.0, 9.0], [4.0; 4], [4.0, 4.0, 3.0, 2.0], [4.0, 1.0, 2.0, 3.0]]
        );
        assert_eq!(moved(FillMode::Reflect, 8.0), [1.0, 2.0, 3.0, 4.0]);
    }

    #[test]
    fn an_image_is_mirrored_and_turned_with_all_its_channels() {
        let affine =
            Affine { interpolation: Interpolation::Bilinear, fill_mode: FillMode::Constant, fill_value: 0.0 };
        let x: Vec<f32> = (0..12).map(|i| i as f32).collect();
        let mut y = vec![f32::NAN; 12];
        affine.read(Places::Affine, &x, [2, 3, 2], &[-1.0, 0.0, 2.0, 0.0, 1.0, 0.0], &mut y);
        assert_eq!(y, [4.0, 5.0, 2.0, 3.0, 0.0, 1.0, 10.0, 11.0, 8.0, 9.0, 6.0, 7.0]);
        affine.read(Places::Affine, &x, [2, 3, 2], &[-1.0, 0.0, 2.0, 0.0, -1.0, 1.0], &mut y);
        assert_eq!(y, [10.0, 11.0, 8.0, 9.0, 6.0, 7.0, 4.0, 5.0, 2.0, 3.0, 0.0, 1.0]);
    }

    #[test]
    fn the_gradient_is_the_transposed_map() {
        let size = [5, 4, 2];
        let numbers = |n: usize, k: usize| (0..n).map(|i| ((i * k) % 17) as f32 - 8.0).collect::<Vec<_>>();
        let (x, dy) = (numbers(80, 5), numbers(80, 7));
        let transforms = [0.8, 0.3, -0.7, -0.4, 1.1, 1.6, 1.3, -0.2, 0.4, 0.1, 0.7, -2.2];
        for interpolation in [Interpolation::Nearest, Interpolation::Bilinear] {
            for fill_mode in MODES {
                let affine = Affine { interpolation, fill_mode, fill_value: 0.0 };
                let (mut y, mut dx) = (vec![f32::NAN; 80], vec![0.5; 80]);
                affine.read(Places::Affine, &x, size, &transforms, &mut y);
                affine.add_gradient(Places::Affine, &dy, size, &transforms, &mut dx);
                let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
                let expected = dot(&y, &dy) + 0.5 * x.iter().sum::<f32>();
                assert!((dot(&x, &dx) - expected).abs() < 1e-2, "{affine:?}");
            }
        }
    }

    #[test]
    fn displaced_pixels_and_those_at_the_horizon_are_read() {
        let affine =
            Affine { interpolation: Interpolation::Bilinear, fill_mode: FillMode::Constant, fill_value: 9.0 };
        let (x, mut y) = ([1.0, 2.0, 3.0, 4.0], [f32::NAN; 4]);
        let moves = [1.0, 0.0, 0.0, 0.5, 0.0, 0.0, f32::INFINITY, 0.0];
        affine.read(Places::Displaced, &x, [2, 2, 1], &moves, &mut y);
        assert_eq!(y, [2.0, 3.0, 3.0, 9.0]);
        let seen = [1.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 0.0, 0.0];
        affine.read(Places::Projective, &x, [2, 2, 1], &seen, &mut y);
        assert!(y.iter().all(|y| y.is_finite()), "{y:?}");
    }
}
