//! Kernels of the short-time Fourier transform.

use std::f64::consts::TAU;

use super::Initializer;
use crate::config::Config;
use crate::shape::{Fault, ShapeResult};

/// Short-time Fourier transform (STFT) initializer, the kernel of a convolution that gives one part of the spectra of
/// frames: [`STFT`](https://keras.io/api/layers/initializers/#stft-class). It is of shape `(frame_length, 1, bins)`, for
/// frequencies from 0 to half of that of the samples.
///
/// ```
/// use keras::prelude::*;
///
/// let model = sequential![
///     Conv1D(5, 8, kernel_initializer = STFT(real, scaling = None), input = (16, 1), name = spectra),
/// ];
/// let kernel = model.spectra.get_weight("kernel")?;
/// assert_eq!([kernel[[0, 0, 0]], kernel[[7, 0, 0]]], [0.0, 0.0]); // a Hann window
/// # Ok::<(), keras::Error>(())
/// ```
///
/// Keras takes any window of SciPy's by its name, and an array.
#[derive(Config, Clone, Copy, Debug, PartialEq)]
#[config(initializer = built_in)]
pub struct STFT {
    /// Which part of a spectrum: `real` or `imag`.
    #[default(Spectrogram::Real)]
    pub(crate) side: Spectrogram,
    /// Window by which a frame is multiplied: `hann`, `hamming`, or none.
    #[default(Some(WindowFunction::Hann))]
    pub(crate) window: Option<WindowFunction>,
    /// What the window is divided by: with `density` its length as a vector, with `spectrum` its sum.
    #[default(Some(WindowScaling::Density))]
    pub(crate) scaling: Option<WindowScaling>,
    /// Whether the window begins again after the last sample, or ends with it.
    #[default(false)]
    pub(crate) periodic: bool,
}

impl STFT {
    /// The value of these arguments.
    pub const fn value(&self) -> Initializer {
        Initializer::STFT(*self)
    }

    /// Whether this can fill a weight of `rank` axes.
    pub(super) const fn check(&self, rank: usize) -> ShapeResult<()> {
        if !matches!(self.side, Spectrogram::Real | Spectrogram::Imag) {
            return ShapeResult::Err(Fault::new("needs `real` or `imag` as the `side` of its initializer"));
        }
        if rank != 3 {
            let fault = Fault::new("cannot begin with the kernel of a Fourier transform: ");
            return ShapeResult::Err(fault.text("that is of shape (frame_length, 1, bins)"));
        }
        ShapeResult::Ok(())
    }

    /// Fills a kernel of shape `(frame_length, channels, bins)`, the same for each channel.
    pub(super) fn fill(&self, shape: &[usize], out: &mut [f32]) {
        let [length, channels, bins] = *shape else { unreachable!("the rank has been checked") };
        let window = self.window.map(|window| window.values(length, self.periodic));
        let scale = match (&window, self.scaling) {
            (None, _) | (_, None) => 1.0,
            (Some(window), Some(WindowScaling::Density)) => {
                window.iter().map(|value| value * value).sum::<f64>().sqrt()
            }
            (Some(window), Some(WindowScaling::Spectrum)) => window.iter().map(|value| value.abs()).sum(),
        };
        // A window of two samples is 0 at both: then so is the kernel.
        let scale = if scale == 0.0 { 1.0 } else { scale };
        let whole = (2 * bins).saturating_sub(2).max(1);
        for (row, values) in out.chunks_exact_mut((channels * bins).max(1)).enumerate() {
            let factor = window.as_ref().map_or(1.0, |window| window[row]) / scale;
            for (i, value) in values.iter_mut().enumerate() {
                // Whole turns are left out, so that the angle keeps its digits.
                let turns = (row as u128 * (i % bins) as u128 % whole as u128) as f64 / whole as f64;
                let (sine, cosine) = (-TAU * turns).sin_cos();
                let wave = if self.side == Spectrogram::Real { cosine } else { sine };
                *value = (wave * factor) as f32;
            }
        }
    }
}

/// Spectrogram mode: what is given of the spectra of frames, a value of `mode`; `real` and `imag` are values of `side`, too.
#[derive(Config, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spectrogram {
    /// See [`words::log`].
    Log,
    /// See [`words::magnitude`].
    Magnitude,
    /// See [`words::psd`].
    Psd,
    /// See [`words::real`].
    Real,
    /// See [`words::imag`].
    Imag,
    /// See [`words::angle`].
    Angle,
    /// See [`words::stft`].
    Stft,
}

/// Window function: what the samples of a frame are multiplied by, a value of `window`.
#[derive(Config, Clone, Copy, Debug, PartialEq, Eq)]
pub enum WindowFunction {
    /// See [`words::hann`].
    Hann,
    /// See [`words::hamming`].
    Hamming,
}

impl WindowFunction {
    /// Its values for a frame of so many samples.
    fn values(self, length: usize, periodic: bool) -> Vec<f64> {
        let (mean, height) = match self {
            Self::Hann => (0.5, 0.5),
            Self::Hamming => (0.54, 0.46),
        };
        let whole = if periodic { length } else { length.saturating_sub(1) };
        let value =
            |i: usize| if length < 2 { 1.0 } else { mean - height * (TAU * i as f64 / whole as f64).cos() };
        (0..length).map(value).collect()
    }
}

/// Scaling of a window: what it is divided by, a value of `scaling`.
#[derive(Config, Clone, Copy, Debug, PartialEq, Eq)]
pub enum WindowScaling {
    /// See [`words::density`].
    Density,
    /// See [`words::spectrum`].
    Spectrum,
}

/// The values of `mode`, `side`, `window` and `scaling`.
#[allow(non_upper_case_globals)]
pub mod words {
    use super::{Spectrogram, WindowFunction, WindowScaling};

    /// The logarithm of the magnitude.
    pub const log: Spectrogram = Spectrogram::Log;
    /// The absolute value of the spectrum.
    pub const magnitude: Spectrogram = Spectrogram::Magnitude;
    /// Power spectral density: the square of the magnitude, of the frequencies between the first and the last twice that.
    pub const psd: Spectrogram = Spectrogram::Psd;
    /// The real part of the spectrum.
    pub const real: Spectrogram = Spectrogram::Real;
    /// The imaginary part of the spectrum.
    pub const imag: Spectrogram = Spectrogram::Imag;
    /// The angle of the spectrum.
    pub const angle: Spectrogram = Spectrogram::Angle;
    /// The real parts of all frequencies, and then the imaginary parts.
    pub const stft: Spectrogram = Spectrogram::Stft;
    /// Hann window: `0.5 − 0.5 · cos(2π · i / n)`.
    pub const hann: WindowFunction = WindowFunction::Hann;
    /// Hamming window: `0.54 − 0.46 · cos(2π · i / n)`.
    pub const hamming: WindowFunction = WindowFunction::Hamming;
    /// The window is divided by the square root of the sum of its squares.
    pub const density: WindowScaling = WindowScaling::Density;
    /// The window is divided by its sum.
    pub const spectrum: WindowScaling = WindowScaling::Spectrum;
}
