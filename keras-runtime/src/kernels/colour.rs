//! Colours of pixels as hue, saturation and value, and changes of these.

use super::dual::{Dual, Number};
use super::parallel::{self, each, parts, parts_mut};

/// What a pixel costs, in multiply-adds of a matrix product.
const COST: usize = 128;

/// A change of the colour of the pixels of an image, by one number for each image.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Recolouring {
    /// Turns the hue by so many circles. Values are of this range, and stay in it.
    Hue([f32; 2]),
    /// Multiplies the saturation, which then stays in this range.
    Saturation([f32; 2]),
}

/// Hue, saturation and value of red, green and blue.
///
/// Source: Smith, "Color gamut transform pairs" (1978).
fn to_hsv<N: Number>(rgb: [N; 3]) -> [N; 3] {
    let [r, g, b] = rgb.map(|x| if x.value().abs() < f32::EPSILON { N::constant(0.0) } else { x });
    let pick = |a: N, b: N, first: bool| if first { a } else { b };
    let value = [g, b].into_iter().fold(r, |most, x| pick(x, most, x.value() > most.value()));
    let least = [g, b].into_iter().fold(r, |least, x| pick(x, least, x.value() < least.value()));
    let range = value - least;
    let saturation = if value.value() > 0.0 { range * value.reciprocal() } else { N::constant(0.0) };
    if range.value() <= 0.0 {
        return [N::constant(0.0), saturation, value];
    }
    let sixth = (range * 6.0).reciprocal();
    let hue = match value.value() {
        most if most == r.value() => (g - b) * sixth,
        most if most == g.value() => ((b - r) * sixth).plus(2.0 / 6.0),
        _ => ((r - g) * sixth).plus(4.0 / 6.0),
    };
    [if hue.value() < 0.0 { hue.plus(1.0) } else { hue }, saturation, value]
}

/// Red, green and blue of hue, saturation and value.
fn to_rgb<N: Number>([hue, saturation, value]: [N; 3]) -> [N; 3] {
    let sextant = hue.plus(-hue.value().floor()) * 6.0;
    let white = N::constant(1.0) - saturation;
    let shade = |share: N| value * (white + saturation * share.clamp(0.0, 1.0));
    let far = |from: f32| N::constant(2.0) - sextant.plus(-from).abs();
    [shade(sextant.plus(-3.0).abs().plus(-1.0)), shade(far(2.0)), shade(far(4.0))]
}

impl Recolouring {
    /// Writes the images `y` of those of `x`, of `pixels` each: red, green and blue. `by` has a number for each image.
    ///
    /// # Panics
    ///
    /// If the slices do not fit each other.
    ///
    /// ```
    /// use keras_runtime::kernels::colour::Recolouring;
    ///
    /// let (red, mut y) = ([1.0, 0.0, 0.0], [0.0; 3]);
    /// Recolouring::Hue([0.0, 1.0]).forward(&red, 1, &[0.5], &mut y);
    /// assert_eq!(y, [0.0, 1.0, 1.0]);
    /// ```
    pub fn forward(self, x: &[f32], pixels: usize, by: &[f32], y: &mut [f32]) {
        self.each_image(x, pixels, by, y, |x, by, y| {
            for (x, y) in x.as_chunks().0.iter().zip(y.as_chunks_mut().0) {
                *y = self.pixel(*x, by);
            }
        });
    }

    /// Turns a gradient by the `y` of [`forward`](Self::forward) into that by its `x`.
    ///
    /// # Panics
    ///
    /// If the slices do not fit each other.
    pub fn gradient_in_place(self, x: &[f32], pixels: usize, by: &[f32], gradient: &mut [f32]) {
        self.each_image(x, pixels, by, gradient, |x, by, gradient| {
            for (x, gradient) in x.as_chunks::<3>().0.iter().zip(gradient.as_chunks_mut::<3>().0) {
                let x = std::array::from_fn(|i| Dual::new(x[i], |j| f32::from(i == j)));
                let y = self.pixel(x, by);
                let dy = *gradient;
                *gradient = std::array::from_fn(|i| (0..3).map(|j| y[j].slopes[i] * dy[j]).sum());
            }
        });
    }

    fn pixel<N: Number>(self, rgb: [N; 3], by: f32) -> [N; 3] {
        match self {
            Recolouring::Hue([low, high]) => {
                let [hue, saturation, value] = to_hsv(rgb.map(|x| x.plus(-low) * (1.0 / (high - low))));
                let turned = to_rgb([hue.plus(by), saturation, value]);
                turned.map(|x| (x.clamp(0.0, 1.0) * (high - low)).plus(low))
            }
            Recolouring::Saturation([low, high]) => {
                let [hue, saturation, value] = to_hsv(rgb);
                to_rgb([hue, (saturation * by).clamp(low, high), value])
            }
        }
    }

    fn each_image(
        self,
        x: &[f32],
        pixels: usize,
        by: &[f32],
        y: &mut [f32],
        work: impl Fn(&[f32], f32, &mut [f32]) + Sync,
    ) {
        let image = 3 * pixels;
        assert!(x.len() == y.len() && x.len() == by.len() * image);
        if x.is_empty() {
            return;
        }
        let all = (parts(x, image), parts(by, 1), parts_mut(y, image));
        each(parallel::threads_for(x.len() / 3 * COST), all, |_, (x, by, y)| work(x, by[0], y));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hue_saturation_and_value_say_the_colour() {
        assert_eq!(to_hsv([1.0, 0.5, 0.5]), [0.0, 0.5, 1.0]);
        assert_eq!(to_hsv([0.0, 0.0, 0.25]), [4.0 / 6.0, 1.0, 0.25]);
        assert_eq!(to_hsv([0.7; 3]), [0.0, 0.0, 0.7]);
        for rgb in [[0.2, 0.7, 0.4], [0.9, 0.1, 0.8], [0.0, 0.3, 0.3], [0.5; 3]] {
            let back = to_rgb(to_hsv(rgb));
            assert!(back.iter().zip(rgb).all(|(back, x)| (back - x).abs() < 1e-6), "{rgb:?}: {back:?}");
        }
    }

    #[test]
    fn the_gradient_is_that_of_differences() {
        let x = [0.2, 0.7, 0.4, 0.9, 0.15, 0.8, 0.35, 0.3, 0.6];
        for change in [Recolouring::Hue([-0.5, 1.5]), Recolouring::Saturation([0.0, 1.0])] {
            let value = |x: &[f32]| {
                let mut y = [0.0; 9];
                change.forward(x, 3, &[0.3], &mut y);
                y.iter().enumerate().map(|(i, y)| y * (i as f32 - 3.5)).sum::<f32>()
            };
            let mut gradient: [f32; 9] = std::array::from_fn(|i| i as f32 - 3.5);
            change.gradient_in_place(&x, 3, &[0.3], &mut gradient);
            for i in 0..9 {
                let moved = |by: f32| {
                    let mut x = x;
                    x[i] += by;
                    value(&x)
                };
                let slope = (moved(1e-2) - moved(-1e-2)) / 2e-2;
                assert!((slope - gradient[i]).abs() < 2e-2, "{change:?} {i}: {slope} {}", gradient[i]);
            }
        }
    }
}
