//! Spectrogram by convolutions.

use crate::autodiff::Tensor;
use crate::backend as K;
use crate::initializers::{STFT, Spectrogram, WindowFunction, WindowScaling};
use crate::layer::arguments::{DataFormat, Padding};
use crate::layer::rules::windows::{WindowKind, image, not_causal, slid, windows};
use crate::layer::rules::{at_least_one, known_elements, known_last};
use crate::layer::{Config, Context, Layer, LayerSpec, WeightSpec};
use crate::shape::{Dim, Fault, Inputs, Shape, ShapeResult};
use crate::shape_try;

/// Spectrogram by a short-time Fourier transform (STFT): the frequencies of a signal over time. The transform is two
/// convolutions, whose kernels are sines and cosines to begin with, and may be trained.
///
/// ```
/// use keras::{ndarray::Array3, prelude::*};
///
/// let model = sequential![STFTSpectrogram(magnitude, frame_length = 16, input = (100, 1))];
/// let x = Array3::<f32>::zeros((1, 100, 1));
/// assert_eq!(model.predict(&x)?.dim(), (1, 11, 9));
/// # Ok::<(), keras::Error>(())
/// ```
///
/// | | shape |
/// | --- | --- |
/// | input | `(samples, channels)`; `samples` may be `_` |
/// | output | `(frames, channels * bins)`, channel by channel |
/// | output with `expand_dims` | `(frames, bins, channels)` |
/// | `real_kernel`, unless `mode` is `imag` | `(frame_length, 1, bins)` |
/// | `imag_kernel`, unless `mode` is `real` | `(frame_length, 1, bins)` |
///
/// There are `fft_length / 2 + 1` bins, in the mode `stft` twice that. Kernels that are not to be trained:
/// `trainable = false`.
///
/// | `mode` | |
/// | --- | --- |
/// | `log`, `magnitude` | the absolute values, or the logarithm of those |
/// | `psd` | power spectral density |
/// | `real`, `imag`, `stft` | the real parts, the imaginary parts, or both |
/// | `angle` | the angles |
///
/// As [`keras.layers.STFTSpectrogram`](https://keras.io/api/layers/preprocessing_layers/audio_preprocessing/stft_spectrogram/),
/// whose windows are all of SciPy's.
#[doc(alias = "Spectrogram")]
#[derive(Config, Clone, Copy, Debug)]
pub struct STFTSpectrogram {
    /// What is given of a spectrum: `log`, `magnitude`, `psd`, `real`, `imag`, `angle` or `stft`.
    #[default(Spectrogram::Log)]
    mode: Spectrogram,
    /// Number of samples of a frame.
    #[doc(alias = "win_length")]
    #[default(256)]
    frame_length: usize,
    /// How far apart frames are, in samples, up to `frame_length`; half of that if left out.
    #[doc(alias = "hop_length")]
    frame_step: Option<usize>,
    /// Number of samples that a frame is made by zeros before it is transformed, `frame_length` or more; the next power
    /// of two if left out.
    #[doc(alias = "n_fft")]
    fft_length: Option<usize>,
    /// Window by which a frame is multiplied: `hann`, `hamming`, or none.
    #[default(Some(WindowFunction::Hann))]
    window: Option<WindowFunction>,
    /// Whether the window begins again after the last sample, or ends with it.
    #[default(false)]
    periodic: bool,
    /// What the window is divided by: with `density` its length as a vector, with `spectrum` its sum.
    #[default(Some(WindowScaling::Density))]
    scaling: Option<WindowScaling>,
    /// Padding beyond the ends of the signal: `valid` or `same`.
    #[default(valid)]
    padding: Padding,
    /// Whether channels have an axis of their own.
    #[default(false)]
    expand_dims: bool,
    /// Order of the axes: `channels_last` only.
    #[default(channels_last)]
    data_format: DataFormat,
}

impl STFTSpectrogram {
    /// `(samples, channels)` becomes `(frames, channels * bins)`.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<LayerSpec> {
        shape_try!(self.data_format.check());
        shape_try!(not_causal(self.padding));
        let length = shape_try!(at_least_one("frame_length", self.frame_length));
        let step = self.step();
        if step == 0 || step > length {
            let fault = Fault::new("needs a `frame_step` of 1 to `frame_length`, ").number(length);
            return ShapeResult::Err(fault.text(", was given ").number(step).of_argument());
        }
        let fft = self.fft_length();
        if fft < length || fft < 2 {
            let fault = Fault::new("needs an `fft_length` of `frame_length` or more, ").number(length);
            return ShapeResult::Err(fault.text(", and 2 at least, was given ").number(fft).of_argument());
        }
        let x = shape_try!(inputs.one_float());
        shape_try!(image::<1>(&x));
        let channels = shape_try!(known_last(&x.shape()));
        let (bins, windows) = (fft / 2 + 1, windows([length], [step], [1], self.padding));
        let frames = shape_try!(slid(WindowKind::Frame, &x.shape(), &windows, Dim::Known(bins)));
        let parts = if let Spectrogram::Stft = self.mode { 2 * bins } else { bins };
        let output = if self.expand_dims {
            Shape::new(&[frames.dim(0), Dim::Known(parts), Dim::Known(channels)])
        } else {
            Shape::new(&[frames.dim(0), Dim::Known(parts * channels)])
        };
        let kernel = Shape::known(&[length, 1, bins]);
        let (mut spec, products) = (LayerSpec::new(x.with_shape(output)), 2 * (length * channels) as u64);
        let mut convolutions = 0;
        if !matches!(self.mode, Spectrogram::Imag) {
            spec = spec.weight(self.kernel("real_kernel", kernel, Spectrogram::Real));
            convolutions += 1;
        }
        if !matches!(self.mode, Spectrogram::Real) {
            spec = spec.weight(self.kernel("imag_kernel", kernel, Spectrogram::Imag));
            convolutions += 1;
        }
        ShapeResult::Ok(spec.flops(known_elements(&frames).saturating_mul(products * convolutions)))
    }

    const fn step(&self) -> usize {
        match self.frame_step {
            Some(step) => step,
            None => self.frame_length / 2,
        }
    }

    const fn fft_length(&self) -> usize {
        match self.fft_length {
            Some(length) => length,
            None => self.frame_length.next_power_of_two(),
        }
    }

    const fn kernel(&self, name: &'static str, shape: Shape, side: Spectrogram) -> WeightSpec {
        let Self { window, scaling, periodic, .. } = *self;
        WeightSpec::new(name, shape, STFT { side, window, scaling, periodic }.value())
    }

    /// The mode, of the real and the imaginary parts of spectra, of which there are those that it needs.
    fn part(&self, real: Option<Tensor>, imaginary: Option<Tensor>) -> Tensor {
        let (real, imaginary) = match (real, imaginary) {
            (Some(real), Some(imaginary)) => (real, imaginary),
            (Some(part), None) | (None, Some(part)) => return part,
            (None, None) => unreachable!("each mode has a kernel"),
        };
        match self.mode {
            Spectrogram::Stft => return K::concatenate(&[real, imaginary], -1),
            Spectrogram::Angle => return K::arctan2(&imaginary, &real),
            _ => {}
        }
        let power = K::square(&real) + K::square(&imaginary);
        if let Spectrogram::Psd = self.mode {
            let bins = power.dim(-1);
            let twice = power.tape().constant(&[bins], |factors| {
                factors.fill(2.0);
                [factors[0], factors[bins - 1]] = [1.0; 2];
            });
            return power * twice;
        }
        let magnitude = K::sqrt(&K::maximum(&power, EPSILON));
        match self.mode {
            Spectrogram::Magnitude => magnitude,
            _ => K::log(&K::maximum(&magnitude, EPSILON)),
        }
    }
}

/// Keras's `backend.epsilon()`.
const EPSILON: f32 = 1e-7;

impl Layer for STFTSpectrogram {
    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
        let x = &inputs[0];
        let [batch, samples, channels] = [x.dim(0), x.dim(1), x.dim(2)].map(|size| size as isize);
        let signals = K::reshape(&K::swapaxes(x, 1, 2), &[batch * channels, samples, 1]);
        let spectra = |kernel: &str| {
            let kernel = context.find_weight(kernel)?;
            Some(K::conv(&signals, &kernel, [self.step()], self.padding, [1]))
        };
        let y = self.part(spectra("real_kernel"), spectra("imag_kernel"));
        let [frames, bins] = [y.dim(1), y.dim(2)].map(|size| size as isize);
        let y = K::reshape(&y, &[batch, channels, frames, bins]);
        if self.expand_dims {
            return K::permute_dimensions(&y, &[0, 2, 3, 1]);
        }
        K::reshape(&K::permute_dimensions(&y, &[0, 2, 1, 3]), &[batch, frames, channels * bins])
    }
}
