//! Spectrograms.

use super::super::call::Call;
use super::super::exporter::Order;
use super::super::graph::{Name, Size};
use super::super::proto::Attribute;
use super::convolution::{channels_first, sliding};
use crate::Result;
use crate::backend::{Padding, Window};
use crate::initializers::WindowFunction;
use crate::kernels::windows;
use crate::layers::spectrogram::Bands;
use crate::shape::Shape;

/// As [`MelSpectrogram`](crate::layers::MelSpectrogram).
pub fn mel(call: &mut Call<'_>) -> Result<Vec<usize>> {
    let size = |name: &str| call.sizes(name)[0] as usize;
    let (fft, step) = (size("fft_length"), size("sequence_stride"));
    let length = call.argument::<Option<usize>>("sequence_length")?.unwrap_or(fft);
    let bands = Bands {
        sampling_rate: size("sampling_rate"),
        count: size("num_mel_bins"),
        from: call.number("min_freq"),
        to: call.argument::<Option<f32>>("max_freq")?.unwrap_or((size("sampling_rate") / 2) as f32),
    };
    let window = Window::from(call.argument::<Option<WindowFunction>>("window")?).padded("", length, fft)?;
    let bins = fft / 2 + 1;
    let mut matrix = vec![0.0; bins * bands.count];
    bands.fill(bins, &mut matrix);
    let (x, power, [top, floor, reference]) = (
        call.input(0),
        call.number("mag_exp"),
        ["top_db", "min_power", "ref_power"].map(|name| call.number(name)),
    );
    let decibels = call.is("power_to_db");

    let graph = call.graph();
    let mirrored = (fft / 2) as i64;
    let pads = graph.ints(&[0, mirrored, 0, mirrored]);
    let x = graph.node("Pad", &[&x, &pads], vec![Attribute::word("mode", "reflect")]);
    let x = graph.unsqueeze(&x, &[2]);
    let (step, window, fft) = (graph.int(step as i64), graph.floats(&[fft], &window), graph.int(fft as i64));
    let spectra = graph.node("STFT", &[&x, &step, &window, &fft], vec![Attribute::int("onesided", 1)]);
    let squares = graph.node("Mul", &[&spectra, &spectra], vec![]);
    let mut y = graph.reduce("ReduceSum", &squares, &[3], false);
    if power != 2.0 {
        let half = graph.scalar(power / 2.0);
        y = graph.node("Pow", &[&y, &half], vec![]);
    }
    let matrix = graph.floats(&[bins, bands.count], &matrix);
    let y = graph.node("MatMul", &[&y, &matrix], vec![]);
    let mut y = graph.transpose(&y, &[0, 2, 1]);
    if decibels {
        let (least, factor) = (graph.scalar(floor), graph.scalar(10.0 / std::f32::consts::LN_10));
        let offset = graph.scalar(10.0 * reference.abs().max(floor).log10());
        let (range, at_least) = (graph.scalar(top), graph.node("Max", &[&y, &least], vec![]));
        let logarithm = graph.node("Log", &[&at_least], vec![]);
        let scaled = graph.node("Mul", &[&logarithm, &factor], vec![]);
        y = graph.node("Sub", &[&scaled, &offset], vec![]);
        let loudest = graph.reduce("ReduceMax", &y, &[1, 2], true);
        let limit = graph.node("Sub", &[&loudest, &range], vec![]);
        y = graph.node("Max", &[&y, &limit], vec![]);
    }
    call.give(&y)
}

/// As [`STFTSpectrogram`](crate::layers::STFTSpectrogram).
pub fn stft(call: &mut Call<'_>) -> Result<Vec<usize>> {
    let (samples, channels) = (call.spec(0).shape().dim(0), call.spec(0).shape().dim(1).code());
    let length = call.sizes("frame_length")[0] as usize;
    let step = call.sizes("frame_step").first().map_or(length / 2, |&step| step as usize);
    let padding = if call.word("padding") == "same" { Padding::Same } else { Padding::Valid };
    let window = windows::Window { size: length, stride: step, dilation: 1, padding };
    let attributes = sliding(&[window], &Shape::new(&[samples]));
    let x = call.input(0);
    let x = call.graph().transpose(&x, &[0, 2, 1]);
    let size = |axis: usize| Size::Of(x.clone(), axis);
    let signals = call.graph().reshape(&x, &[Size::Rest, Size::Known(1), size(2)]);
    let mut spectra = |name: &str| {
        let kernel = channels_first(call.find_array(name)?, true);
        let kernel = call.weight_as(name, &kernel);
        Some(call.graph().node("Conv", &[&signals, &kernel], attributes.clone()))
    };
    let (real, imaginary) = (spectra("real_kernel"), spectra("imag_kernel"));
    let y = part(call, real, imaginary);
    let (frames, is_apart) = (Size::Of(y.clone(), 2), call.is("expand_dims"));
    let bins = call.outputs[0].shape().dim(1).code() / if is_apart { 1 } else { channels };
    let graph = call.graph();
    let y = graph.reshape(&y, &[Size::Rest, Size::Known(channels), Size::Known(bins), frames]);
    if is_apart {
        let y = graph.transpose(&y, &[0, 3, 2, 1]);
        return call.give(&y);
    }
    let y = graph.transpose(&y, &[0, 3, 1, 2]);
    let sizes = [Size::Of(y.clone(), 0), Size::Of(y.clone(), 1), Size::Known(channels * bins)];
    let y = graph.reshape(&y, &sizes);
    call.give_in(&y, Order::Last)
}

/// The mode, of the parts of spectra that it needs.
fn part(call: &mut Call<'_>, real: Option<Name>, imaginary: Option<Name>) -> Name {
    let mode = call.word("mode").to_owned();
    let bins = call.find_array("imag_kernel").map_or(0, |kernel| kernel.shape()[2]);
    let graph = call.graph();
    let (real, imaginary) = match (real, imaginary) {
        (Some(real), Some(imaginary)) => (real, imaginary),
        (real, imaginary) => return real.or(imaginary).expect("each mode has a kernel"),
    };
    match &*mode {
        "stft" => return graph.concat(&[&real, &imaginary], 1),
        "angle" => return angle(call, &real, &imaginary),
        _ => {}
    }
    let mut square = |x: &Name| graph.node("Mul", &[x, x], vec![]);
    let (a, b) = (square(&real), square(&imaginary));
    let power = graph.node("Add", &[&a, &b], vec![]);
    if mode == "psd" {
        let mut factors = vec![2.0; bins];
        [factors[0], factors[bins - 1]] = [1.0; 2];
        let factors = graph.floats(&[bins, 1], &factors);
        return graph.node("Mul", &[&power, &factors], vec![]);
    }
    let epsilon = graph.scalar(1e-7);
    let power = graph.node("Max", &[&power, &epsilon], vec![]);
    let magnitude = graph.node("Sqrt", &[&power], vec![]);
    if mode == "magnitude" {
        return magnitude;
    }
    let magnitude = graph.node("Max", &[&magnitude, &epsilon], vec![]);
    graph.node("Log", &[&magnitude], vec![])
}

/// The angle of complex numbers, which ONNX has for the half of them that `Atan` gives.
fn angle(call: &mut Call<'_>, real: &Name, imaginary: &Name) -> Name {
    let graph = call.graph();
    let (zero, least) = (graph.scalar(0.0), graph.scalar(f32::MIN_POSITIVE));
    let is_zero = graph.node("Equal", &[real, &zero], vec![]);
    let divisor = graph.node("Where", &[&is_zero, &least, real], vec![]);
    let slope = graph.node("Div", &[imaginary, &divisor], vec![]);
    let half = graph.node("Atan", &[&slope], vec![]);
    let (pi, minus_pi) = (graph.scalar(std::f32::consts::PI), graph.scalar(-std::f32::consts::PI));
    let is_below = graph.node("Less", &[imaginary, &zero], vec![]);
    let turn = graph.node("Where", &[&is_below, &minus_pi, &pi], vec![]);
    let is_left = graph.node("Less", &[real, &zero], vec![]);
    let turn = graph.node("Where", &[&is_left, &turn, &zero], vec![]);
    graph.node("Add", &[&half, &turn], vec![])
}
