//! Special functions of a number, in `f64` so that a result rounded to `f32` is right to its last place but one.

use std::f64::consts::PI;

/// The complementary error function, `1 - erf(x)`, without cancellation where that is small: by the series of `erf` near 0
/// and by its continued fraction beyond (Abramowitz and Stegun, 7.1.5 and 7.1.14).
pub(crate) fn erfc(x: f64) -> f64 {
    let size = x.abs();
    let beyond = if size < 2.5 {
        let (mut term, mut sum) = (size, size);
        for n in 1..60 {
            let n = f64::from(n);
            term *= -size * size / n;
            sum += term / (2.0 * n + 1.0);
        }
        1.0 - std::f64::consts::FRAC_2_SQRT_PI * sum
    } else {
        let half = 0.5 / (size * size);
        let fraction = (1..60).rev().fold(1.0, |fraction, n| 1.0 + f64::from(n) * half / fraction);
        (-size * size).exp() / (size * PI.sqrt() * fraction)
    };
    if x < 0.0 { 2.0 - beyond } else { beyond }
}

/// The inverse of the error function: infinite at -1 and 1, NaN beyond. M. Giles, "Approximating the erfinv function", GPU
/// Computing Gems (2011), to single precision.
pub(crate) fn erfinv(x: f64) -> f64 {
    if x.abs() >= 1.0 {
        return if x.abs() == 1.0 { x * f64::INFINITY } else { f64::NAN };
    }
    let w = -(-x * x).ln_1p();
    let (t, coefficients) = if w < 5.0 {
        let near = [
            2.810_226_36e-8,
            3.432_739_39e-7,
            -3.523_387_7e-6,
            -4.391_506_54e-6,
            0.000_218_580_87,
            -0.001_253_725_03,
            -0.004_177_681_64,
            0.246_640_727,
            1.501_409_41,
        ];
        (w - 2.5, near)
    } else {
        let far = [
            -0.000_200_214_257,
            0.000_100_950_558,
            0.001_349_343_22,
            -0.003_673_428_44,
            0.005_739_507_73,
            -0.007_622_461_3,
            0.009_438_870_47,
            1.001_674_06,
            2.832_976_82,
        ];
        (w.sqrt() - 3.0, far)
    };
    coefficients.into_iter().fold(0.0, |sum, c| sum * t + c) * x
}

/// The modified Bessel function of the first kind of order 0, and its derivative, which is that of order 1, by their power
/// series (Abramowitz and Stegun, 9.6.10).
pub(crate) fn bessel_i(x: f64) -> [f64; 2] {
    // Beyond, it is no `f32`.
    let half = x.clamp(-100.0, 100.0) / 2.0;
    let (mut term, mut sums) = (1.0, [1.0, half]);
    for k in 1..200 {
        let k = f64::from(k);
        term *= half * half / (k * k);
        sums[0] += term;
        sums[1] += term * half / (k + 1.0);
    }
    sums
}

/// The normalized cardinal sine, `sin(πx) / πx`, and its derivative.
pub(crate) fn sinc(x: f64) -> [f64; 2] {
    let angle = PI * x;
    if angle.abs() < 1e-4 {
        return [1.0 - angle * angle / 6.0, -PI * angle / 3.0];
    }
    if x.is_infinite() {
        return [0.0; 2];
    }
    let value = angle.sin() / angle;
    [value, (angle.cos() - value) / x]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is(found: f64, expected: f64) {
        assert!((found - expected).abs() <= 2e-7 * expected.abs(), "{found} is not {expected}");
    }

    /// From tables (Abramowitz and Stegun, chapters 7 and 9).
    #[test]
    fn the_values_are_those_of_tables() {
        for (x, value) in [(0.5, 0.479_500_122_2), (2.0, 0.004_677_734_98), (-1.0, 1.842_700_792_9)] {
            is(erfc(x), value);
            is(erfinv(1.0 - value), x);
        }
        is(erfc(5.0), 1.537_459_794e-12);
        is(erfc(2.499_999), erfc(2.500_001) * (1.0 + 2e-6 * 5.4));
        is(bessel_i(1.0)[0], 1.266_065_878);
        is(bessel_i(-10.0)[0], 2_815.716_628);
        is(bessel_i(2.0)[1], 1.590_636_855);
        is(sinc(0.5)[0], 2.0 / PI);
        is(sinc(0.5)[1], -4.0 / PI);
    }

    #[test]
    fn at_their_ends_they_are_what_they_tend_to() {
        assert_eq!([erfc(f64::INFINITY), erfc(f64::NEG_INFINITY)], [0.0, 2.0]);
        assert_eq!([erfinv(1.0), erfinv(-1.0), erfinv(0.0)], [f64::INFINITY, f64::NEG_INFINITY, 0.0]);
        assert_eq!([sinc(0.0), sinc(f64::INFINITY)], [[1.0, 0.0], [0.0, 0.0]]);
        assert!(bessel_i(f64::INFINITY)[0] as f32 == f32::INFINITY);
        assert!(
            [erfc(f64::NAN), erfinv(f64::NAN), erfinv(1.5), bessel_i(f64::NAN)[0]].iter().all(|y| y.is_nan())
        );
    }
}
