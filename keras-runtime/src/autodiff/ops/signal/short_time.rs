use std::f64::consts::TAU;

use super::real_fourier::{irfft, rfft};
use super::sequences::{overlapped, sequences};
use crate::autodiff::Tensor;
use crate::autodiff::ops::slice::part;
use crate::autodiff::ops::{permute_dimensions, reshape};
use crate::{Error, Result};

/// Window by which the sequences of [`stft`] are multiplied.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Window {
    /// `0.5 − 0.5 · cos(2π · i / n)`.
    #[default]
    Hann,
    /// `0.54 − 0.46 · cos(2π · i / n)`.
    Hamming,
    /// These numbers, as many as a sequence has.
    Values(Vec<f32>),
    /// None: all numbers count alike.
    Rectangular,
}

/// As long as no sequence is: axes without elements may be of any length.
const MOST: usize = 1 << 30;

impl Window {
    /// The window of so many numbers in the middle of `whole`, with zeros on both sides.
    pub(crate) fn padded(&self, place: &str, length: usize, whole: usize) -> Result<Vec<f32>> {
        if length == 0 || whole < length {
            let found = format!("`sequence_length` {length}, `fft_length` {whole}");
            return Err(Error::expected(
                place,
                "a `sequence_length` of 1 or more, at most `fft_length`",
                found,
            ));
        }
        if whole >= MOST {
            return Err(Error::expected(place, "an `fft_length` that memory holds", whole));
        }
        let cosine = |a: f64, b: f64| {
            let value = |i: usize| (a - b * (TAU * i as f64 / length as f64).cos()) as f32;
            (0..length).map(value).collect()
        };
        let values: Vec<f32> = match self {
            Window::Hann => cosine(0.5, 0.5),
            Window::Hamming => cosine(0.54, 0.46),
            Window::Values(values) if values.len() == length => values.clone(),
            Window::Values(values) => {
                return Err(Error::expected(place, format!("a window of {length} numbers"), values.len()));
            }
            Window::Rectangular => return Ok(vec![1.0; whole]),
        };
        let mut padded = vec![0.0; whole];
        padded[(whole - length) / 2..][..length].copy_from_slice(&values);
        Ok(padded)
    }
}

/// Short-time Fourier transform (STFT) along the last axis: `(..., n)` gives the real and the imaginary parts of the
/// spectra of overlapping sequences, `(..., count, fft_length / 2 + 1)` each. Sequences of `sequence_length` numbers,
/// `sequence_stride` apart, are multiplied by the window and padded to `fft_length`. If `center`, the signal goes on by
/// half of `fft_length` at both ends, mirrored, so that each sequence is around its time.
pub fn stft(
    x: &Tensor,
    sequence_length: usize,
    sequence_stride: usize,
    fft_length: usize,
    window: &Window,
    center: bool,
) -> (Tensor, Tensor) {
    let place = "K::stft";
    let too_long = || Error::expected(place, "at least `fft_length` numbers", x.shape());
    // Before memory is asked for.
    let fits = fft_length <= x.shape().last_size().saturating_mul(3);
    let window = if fits { window.padded(place, sequence_length, fft_length) } else { Err(too_long()) };
    match window {
        Ok(window) => {
            let mirrored = if center { fft_length / 2 } else { 0 };
            let sequences = sequences(place, x, fft_length, sequence_stride, mirrored);
            let window = x.tape().constant(&[fft_length], |values| values.copy_from_slice(&window));
            rfft(&(sequences * window), None)
        }
        Err(error) => {
            let failed = x.tape().fail(error);
            (failed.clone(), failed)
        }
    }
}

/// Inverse of [`stft`]: real and imaginary parts `(..., count, fft_length / 2 + 1)` give the signal `(..., n)`: the
/// spectra become sequences, which are multiplied by the window, added where they overlap, and divided by the sum of
/// squares of the windows there. If `center`, half of `fft_length` is left out at the beginning, and at the end unless
/// `length` says how long the signal is.
///
/// As in Keras, a [`Rectangular`](Window::Rectangular) window leaves it multiplied by `fft_length / sequence_stride`.
pub fn istft(
    (real, imaginary): (&Tensor, &Tensor),
    sequence_length: usize,
    sequence_stride: usize,
    fft_length: usize,
    length: Option<usize>,
    window: &Window,
    center: bool,
) -> Tensor {
    let place = "K::istft";
    let tape = real.tape();
    let prepared = || -> Result<(Vec<f32>, Vec<f32>, usize, usize)> {
        let (dims, bins) = (real.shape(), fft_length / 2 + 1);
        if dims.rank() < 2 || dims.last_size() != bins || dims[dims.rank() - 2] == 0 || sequence_stride == 0 {
            let expected = format!("(..., count, {bins}) and a stride of 1 or more");
            return Err(Error::expected(place, expected, format!("{dims} and {sequence_stride}")));
        }
        let count = dims[dims.rank() - 2];
        let padded = window.padded(place, sequence_length, fft_length)?;
        let whole = (count - 1).checked_mul(sequence_stride).and_then(|begin| begin.checked_add(fft_length));
        let whole = whole.filter(|&whole| whole < MOST);
        let whole =
            whole.ok_or_else(|| Error::expected(place, "a length that memory holds", sequence_stride))?;
        let mut squares = vec![0.0f32; whole];
        for sequence in 0..count {
            let covered = &mut squares[sequence * sequence_stride..][..fft_length];
            covered.iter_mut().zip(&padded).for_each(|(sum, value)| *sum += value * value);
        }
        let start = if center { fft_length / 2 } else { 0 };
        let end = match length {
            Some(length) => start.saturating_add(length).min(whole),
            None => whole - start,
        };
        if end < start {
            return Err(Error::expected(place, "a signal that is longer than what is left out", dims));
        }
        Ok((padded, squares, start, end))
    };
    let (padded, squares, start, end) = match prepared() {
        Ok(prepared) => prepared,
        Err(error) => return tape.fail(error),
    };
    let factor = match window {
        Window::Rectangular => fft_length as f32 / sequence_stride as f32,
        _ => 1.0,
    };
    let vector = |values: &[f32]| tape.constant(&[values.len()], |y| y.copy_from_slice(values));
    let spread: Vec<f32> =
        squares.iter().map(|&sum| if sum > 1e-10 { factor / sum } else { factor }).collect();
    let sequences = irfft((real, imaginary), Some(fft_length)) * vector(&padded);
    let signal = overlapped(place, &sequences, sequence_stride) * vector(&spread);
    along_last(&signal, start, end)
}

/// The numbers from `start` to `end` along the last axis.
fn along_last(x: &Tensor, start: usize, end: usize) -> Tensor {
    let dims = x.shape();
    let (size, rows) = (dims.last_size(), dims.elements() / dims.last_size().max(1));
    let columns = permute_dimensions(&reshape(x, &[rows as isize, size as isize]), &[1, 0]);
    let kept = part(&columns, start * rows, &[end - start, rows]);
    let mut sizes: Vec<isize> = dims.iter().map(|&size| size as isize).collect();
    if let Some(last) = sizes.last_mut() {
        *last = (end - start) as isize;
    }
    reshape(&permute_dimensions(&kept, &[1, 0]), &sizes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::Tape;
    use crate::autodiff::ops::{concatenate, flatten};
    use crate::autodiff::testing::check_gradient;

    #[test]
    fn a_signal_comes_back_from_its_spectra() {
        let tape = Tape::new();
        let x =
            tape.constant(&[2, 40], |x| x.iter_mut().enumerate().for_each(|(i, x)| *x = (i as f32).sin()));
        for window in [Window::Hann, Window::Hamming, Window::Values(vec![0.5; 8])] {
            let (real, imaginary) = stft(&x, 8, 4, 10, &window, true);
            let back = istft((&real, &imaginary), 8, 4, 10, Some(40), &window, true);
            assert!((back - &x).to_array().iter().all(|difference| difference.abs() < 1e-5), "{window:?}");
        }
    }

    #[test]
    fn spectra_and_signals_have_their_gradients() {
        for center in [false, true] {
            check_gradient(&[&[2, 12]], |x| {
                let (real, imaginary) = stft(&x[0], 4, 3, 6, &Window::Hann, center);
                concatenate(&[flatten(&real), flatten(&imaginary)], 0)
            });
            check_gradient(&[&[3, 4], &[3, 4]], |x| {
                istft((&x[0], &x[1]), 5, 3, 6, None, &Window::Hamming, center)
            });
        }
    }

    #[test]
    fn what_does_not_fit_is_an_error() {
        for (length, stride, whole, window) in [
            (0, 1, 4, Window::Hann),
            (5, 1, 4, Window::Hann),
            (4, 0, 4, Window::Hann),
            (4, 1, 4, Window::Values(vec![1.0; 3])),
            (4, 1, usize::MAX, Window::Hann),
        ] {
            let tape = Tape::new();
            stft(&tape.constant(&[9], |x| x.fill(1.0)), length, stride, whole, &window, false);
            assert!(tape.check().unwrap_err().to_string().starts_with("K::stft"));
        }
    }
}
