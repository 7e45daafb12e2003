//! Windows of signals, `(m,)`: symmetric weights that fall towards both ends.

use std::f64::consts::TAU;

use crate::autodiff::{Tape, Tensor};
use crate::kernels::special::bessel_i;

/// Bartlett window of `m` points: a triangle from 0 to 1 and back.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// assert_eq!(K::bartlett(&Tape::new(), 5).to_array(), keras::ndarray::array![0.0, 0.5, 1.0, 0.5, 0.0].into_dyn());
/// ```
pub fn bartlett(tape: &Tape, m: usize) -> Tensor {
    window(tape, m, |at| 1.0 - (2.0 * at - 1.0).abs())
}

/// Blackman window of `m` points, a sum of three cosines that is 0 at both ends.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// assert_eq!(K::blackman(&Tape::new(), 3).read(|y| y[1]), 1.0);
/// ```
pub fn blackman(tape: &Tape, m: usize) -> Tensor {
    window(tape, m, |at| 0.42 - 0.5 * (TAU * at).cos() + 0.08 * (2.0 * TAU * at).cos())
}

/// Hamming window of `m` points, a raised cosine that is 0.08 at both ends.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// assert_eq!(K::hamming(&Tape::new(), 3).to_array(), keras::ndarray::array![0.08, 1.0, 0.08].into_dyn());
/// ```
pub fn hamming(tape: &Tape, m: usize) -> Tensor {
    window(tape, m, |at| 0.54 - 0.46 * (TAU * at).cos())
}

/// Hann window of `m` points, a raised cosine that is 0 at both ends.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// assert_eq!(K::hanning(&Tape::new(), 3).to_array(), keras::ndarray::array![0.0, 1.0, 0.0].into_dyn());
/// ```
pub fn hanning(tape: &Tape, m: usize) -> Tensor {
    window(tape, m, |at| 0.5 - 0.5 * (TAU * at).cos())
}

/// Kaiser window of `m` points, narrower the larger `beta` is.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// assert_eq!(K::kaiser(&Tape::new(), 3, 0.0).to_array(), keras::ndarray::array![1.0, 1.0, 1.0].into_dyn());
/// ```
pub fn kaiser(tape: &Tape, m: usize, beta: f32) -> Tensor {
    let bessel = |x: f64| bessel_i(f64::from(beta) * x)[0];
    window(tape, m, |at| bessel((1.0 - (2.0 * at - 1.0).powi(2)).max(0.0).sqrt()) / bessel(1.0))
}

/// The values of `f` from 0 to 1; a window of one point is 1.
fn window(tape: &Tape, m: usize, f: impl Fn(f64) -> f64) -> Tensor {
    tape.constant(&[m], |y| match y {
        [only] => *only = 1.0,
        _ => y.iter_mut().enumerate().for_each(|(i, y)| *y = f(i as f64 / (m - 1) as f64) as f32),
    })
}
