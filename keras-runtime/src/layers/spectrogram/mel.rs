//! Spectrogram in bands as the ear hears them.

use crate::autodiff::Tensor;
use crate::backend::{self as K, Window};
use crate::initializers::WindowFunction;
use crate::layer::rules::{at_least_one, not_negative, positive};
use crate::layer::{Config, Context, Layer, LayerSpec};
use crate::shape::{Dim, Fault, Inputs, Shape, ShapeResult};
use crate::shape_try;

/// Mel spectrogram: how loud a signal is over time, in bands of frequencies that are as far apart as the ear hears them.
///
/// ```
/// use keras::{ndarray::Array2, prelude::*};
///
/// let model = sequential![
///     MelSpectrogram(2048, 256, sampling_rate = 8000, num_mel_bins = 64, input = 16_000),
/// ];
/// assert_eq!(model.predict(&Array2::<f32>::ones((1, 16_000)))?.dim(), (1, 64, 63));
/// # Ok::<(), keras::Error>(())
/// ```
///
/// | | shape |
/// | --- | --- |
/// | input | `(samples)`, which may be `_` |
/// | output | `(num_mel_bins, frames)` |
///
/// Frames of `sequence_length` samples stand around every `sequence_stride`th sample, the signal being mirrored at its
/// ends. Each is multiplied by the window and transformed; the magnitudes of the spectrum to the power of `mag_exp` are
/// summed in triangles that overlap, of equal width on the mel scale, `1127 · ln(1 + hertz / 700)`; of these sums decibels are
/// given, `10 · log10(power / ref_power)`, those that are more than `top_db` below the loudest of the sample as that limit.
/// Keras takes the loudest of the whole batch, so that there a spectrogram depends on those beside it.
///
/// As [`keras.layers.MelSpectrogram`](https://keras.io/api/layers/preprocessing_layers/audio_preprocessing/mel_spectrogram/).
/// The bands are those of the Hidden Markov Model Toolkit (HTK).
#[derive(Config, Clone, Copy, Debug)]
pub struct MelSpectrogram {
    /// Number of samples that a frame is made by zeros before it is transformed.
    #[doc(alias = "n_fft")]
    #[default(2048)]
    fft_length: usize,
    /// How far apart frames are, in samples.
    #[doc(alias = "hop_length")]
    #[default(512)]
    sequence_stride: usize,
    /// Number of samples of a frame, up to `fft_length`, which it is if left out.
    #[doc(alias = "win_length")]
    sequence_length: Option<usize>,
    /// Window by which a frame is multiplied: `hann`, `hamming`, or none.
    #[default(Some(WindowFunction::Hann))]
    window: Option<WindowFunction>,
    /// Samples in a second.
    #[doc(alias = "sample_rate")]
    #[default(16_000)]
    sampling_rate: usize,
    /// Number of bands.
    #[doc(alias = "n_mels")]
    #[default(128)]
    num_mel_bins: usize,
    /// Where the lowest band begins, in hertz.
    #[doc(alias = "f_min")]
    #[default(20.0)]
    min_freq: f32,
    /// Where the highest band ends, in hertz; half of `sampling_rate` if left out.
    #[doc(alias = "f_max")]
    max_freq: Option<f32>,
    /// Whether decibels are given, or the power itself.
    #[default(true)]
    power_to_db: bool,
    /// How far below the loudest decibels go.
    #[default(80.0)]
    top_db: f32,
    /// The power of the magnitudes: 1 for these, 2 for their squares.
    #[doc(alias = "power")]
    #[default(2.0)]
    mag_exp: f32,
    /// The least power that has decibels: what is below counts as it.
    #[default(1e-10)]
    min_power: f32,
    /// The power that is 0 decibels.
    #[default(1.0)]
    ref_power: f32,
}

impl MelSpectrogram {
    /// `(samples)` becomes `(num_mel_bins, frames)`.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<LayerSpec> {
        let stride = shape_try!(at_least_one("sequence_stride", self.sequence_stride));
        let length = shape_try!(at_least_one("sequence_length", self.length()));
        shape_try!(at_least_one("num_mel_bins", self.num_mel_bins));
        if length > self.fft_length {
            let fault =
                Fault::new("needs a `sequence_length` of at most `fft_length`, ").number(self.fft_length);
            return ShapeResult::Err(fault.text(", was given ").number(length).of_argument());
        }
        let (low, high) = (self.min_freq, self.max_freq());
        if !(low >= 0.0 && low < high && high.is_finite()) {
            let fault = Fault::new("needs a `min_freq` of 0 or more and below `max_freq`, ").float(high);
            return ShapeResult::Err(fault.text(", was given ").float(low).of_argument());
        }
        shape_try!(positive("min_power", self.min_power));
        shape_try!(positive("mag_exp", self.mag_exp));
        shape_try!(positive("ref_power", self.ref_power));
        shape_try!(not_negative("top_db", self.top_db));
        let x = shape_try!(inputs.one_float());
        let [samples] = *x.shape().dims() else {
            let fault = Fault::new("takes a signal, (samples), was given ").shape(&x.shape());
            return ShapeResult::Err(match x.shape().rank() {
                2 => fault.help("of one channel, put `Flatten()` before it; of several, call it on each"),
                _ => fault.help("one sample has this axis; the batch is not written"),
            });
        };
        let frames = match samples {
            Dim::Known(samples) if samples <= self.fft_length / 2 => {
                let fault =
                    Fault::new("needs more than half of `fft_length` samples, ").number(self.fft_length / 2);
                let fault = fault.text(", was given ").number(samples);
                return ShapeResult::Err(fault.help("use a smaller `fft_length`, or longer signals"));
            }
            // What is mirrored at the ends is twice half of an odd length, which is one sample less than a frame.
            Dim::Known(samples) => Dim::Known((samples - self.fft_length % 2) / stride + 1),
            Dim::Unknown => Dim::Unknown,
        };
        let output = x.with_shape(Shape::new(&[Dim::Known(self.num_mel_bins), frames]));
        let steps = if let Dim::Known(steps) = frames { steps } else { 1 };
        let bins = (self.fft_length / 2 + 1) as u64;
        ShapeResult::Ok(LayerSpec::new(output).flops(2 * bins * (self.num_mel_bins * steps) as u64))
    }

    const fn length(&self) -> usize {
        match self.sequence_length {
            Some(length) => length,
            None => self.fft_length,
        }
    }

    const fn max_freq(&self) -> f32 {
        match self.max_freq {
            Some(frequency) => frequency,
            None => (self.sampling_rate / 2) as f32,
        }
    }

    const fn bands(&self) -> Bands {
        let (from, to) = (self.min_freq, self.max_freq());
        Bands { sampling_rate: self.sampling_rate, count: self.num_mel_bins, from, to }
    }

    /// Decibels of power, by band and frame.
    fn decibels(&self, power: &Tensor) -> Tensor {
        let reference = 10.0 * self.ref_power.abs().max(self.min_power).log10();
        let decibels = K::log10(&K::maximum(power, self.min_power)) * 10.0 - reference;
        let loudest = K::max_axis(&K::max_axis(&decibels, -1), -1) - self.top_db;
        K::maximum(&decibels, K::expand_dims(&K::expand_dims(&loudest, -1), -1))
    }
}

/// Bands of frequencies that overlap, of equal width on the mel scale.
pub(crate) struct Bands {
    pub sampling_rate: usize,
    pub count: usize,
    /// Where the lowest begins and the highest ends, in hertz.
    pub from: f32,
    pub to: f32,
}

impl Bands {
    /// Fills the matrix of how much of each frequency is in each band, `(bins, count)`.
    pub(crate) fn fill(&self, bins: usize, matrix: &mut [f32]) {
        let mel = |hertz: f64| (1.0 + hertz / 700.0).ln();
        let [low, high] = [self.from, self.to].map(|hertz| mel(hertz.into()));
        let width = (high - low) / (self.count + 1) as f64;
        let step = self.sampling_rate as f64 / 2.0 / (bins - 1) as f64;
        for (bin, row) in matrix.chunks_exact_mut(self.count).enumerate() {
            let at = (mel(bin as f64 * step) - low) / width;
            for (band, value) in row.iter_mut().enumerate() {
                let rising = at - band as f64;
                // The frequency 0 is in no band.
                *value = if bin == 0 { 0.0 } else { rising.min(2.0 - rising).max(0.0) as f32 };
            }
        }
    }
}

impl From<Option<WindowFunction>> for Window {
    fn from(window: Option<WindowFunction>) -> Self {
        match window {
            None => Self::Rectangular,
            Some(WindowFunction::Hann) => Self::Hann,
            Some(WindowFunction::Hamming) => Self::Hamming,
        }
    }
}

impl Layer for MelSpectrogram {
    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
        let window = Window::from(self.window);
        let (length, stride) = (self.length(), self.sequence_stride);
        let (real, imaginary) = K::stft(&inputs[0], length, stride, self.fft_length, &window, true);
        let power = K::square(&real) + K::square(&imaginary);
        let power = if self.mag_exp == 2.0 { power } else { K::pow(&power, self.mag_exp / 2.0) };
        let bins = power.dim(-1);
        let bands =
            context.tape().constant(&[bins, self.num_mel_bins], |values| self.bands().fill(bins, values));
        let power = K::swapaxes(&K::matmul(&power, &bands), -1, -2);
        if self.power_to_db { self.decibels(&power) } else { power }
    }
}
