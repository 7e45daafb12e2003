//! How each function is called.

use super::draw::Draw;
use crate::autodiff::{RandomSource, Tape, Tensor};
use crate::backend::{self as K, CtcDecoding, FillMode, Interpolation, Operand};
use crate::kernels::matmul::Pointwise;
use crate::kernels::resample::Filter;
use crate::shape::DType;

/// A number or a tensor.
pub(super) enum Other {
    Tensor(Tensor),
    Number(f32),
}

impl Operand for Other {
    fn on(&self, tape: &Tape) -> Tensor {
        match self {
            Other::Tensor(tensor) => tensor.on(tape),
            Other::Number(number) => number.on(tape),
        }
    }
}

/// Calls a function that is generic in the number of axes.
macro_rules! axes {
    ($function:ident, $draw:ident) => {
        match 1 + $draw.below(3) {
            1 => $function::<1>($draw),
            2 => $function::<2>($draw),
            _ => $function::<3>($draw),
        }
    };
}

/// Calls the function of this name; `None` if that is not known.
#[rustfmt::skip]
pub fn call(name: &str, d: &mut Draw) -> Option<Tensor> {
    Some(match name {
        "abs" => one(d, K::abs), "cos" => one(d, K::cos), "erf" => one(d, K::erf), "exp" => one(d, K::exp),
        "expm1" => one(d, K::expm1), "floor" => one(d, K::floor), "log" => one(d, K::log),
        "log1p" => one(d, K::log1p), "negative" => one(d, K::negative), "relu" => one(d, K::relu),
        "round" => one(d, K::round), "sigmoid" => one(d, K::sigmoid), "sign" => one(d, K::sign),
        "sin" => one(d, K::sin), "softplus" => one(d, K::softplus), "sqrt" => one(d, K::sqrt),
        "square" => one(d, K::square), "tanh" => one(d, K::tanh), "logical_not" => one(d, K::logical_not),
        "all" => one(d, K::all), "any" => one(d, K::any), "argmax" => one(d, K::argmax),
        "logsumexp" => one(d, K::logsumexp), "max" => one(d, K::max), "mean" => one(d, K::mean),
        "min" => one(d, K::min), "prod" => one(d, K::prod), "std" => one(d, K::std), "sum" => one(d, K::sum),
        "var" => one(d, K::var), "log_softmax" => one(d, K::log_softmax), "softmax" => one(d, K::softmax),
        "batch_flatten" => one(d, K::batch_flatten), "flatten" => one(d, K::flatten),
        "transpose" => one(d, K::transpose), "ones_like" => one(d, K::ones_like),
        "zeros_like" => one(d, K::zeros_like), "stop_gradient" => one(d, K::stop_gradient),
        "map" => one(d, |x| K::map(x, |x| x * x, |x, _| 2.0 * x)),
        "clip" => { let [low, high] = [d.number(), d.number()]; d.note([low, high]); one(d, |x| K::clip(x, low, high)) }
        "cast" => { let to = d.pick(&[DType::Int, DType::Float]); one(d, |x| K::cast(x, to)) }
        "shape" => one(d, |x| { assert_eq!(K::shape(x), x.shape()); x.clone() }),
        "int_shape" => one(d, |x| { assert_eq!(K::int_shape(x), x.shape()); x.clone() }),
        "ndim" => one(d, |x| { assert_eq!(K::ndim(x), x.shape().rank()); x.clone() }),

        "all_axis" => axis(d, K::all_axis), "any_axis" => axis(d, K::any_axis),
        "argmax_axis" => axis(d, K::argmax_axis), "logsumexp_axis" => axis(d, K::logsumexp_axis),
        "max_axis" => axis(d, K::max_axis), "mean_axis" => axis(d, K::mean_axis),
        "min_axis" => axis(d, K::min_axis), "prod_axis" => axis(d, K::prod_axis), "std_axis" => axis(d, K::std_axis),
        "sum_axis" => axis(d, K::sum_axis), "var_axis" => axis(d, K::var_axis), "cumsum" => axis(d, K::cumsum),
        "l2_normalize" => axis(d, K::l2_normalize), "log_softmax_axis" => axis(d, K::log_softmax_axis),
        "softmax_axis" => axis(d, K::softmax_axis), "expand_dims" => axis(d, K::expand_dims),
        "squeeze" => axis(d, K::squeeze), "reverse" => axis(d, K::reverse),
        "repeat" => { let [times] = d.counts(); axis(d, |x, axis| K::repeat(x, times, axis)) }

        "add" => two(d, K::add), "divide" => two(d, K::divide), "maximum" => two(d, K::maximum),
        "minimum" => two(d, K::minimum), "multiply" => two(d, K::multiply), "pow" => two(d, K::pow),
        "subtract" => two(d, K::subtract), "equal" => two(d, K::equal), "greater" => two(d, K::greater),
        "greater_equal" => two(d, K::greater_equal), "less" => two(d, K::less), "less_equal" => two(d, K::less_equal),
        "logical_and" => two(d, K::logical_and), "logical_or" => two(d, K::logical_or),
        "not_equal" => two(d, K::not_equal),
        "prelu" => { let [x, alpha] = pair(d); K::prelu(&x, &alpha) }
        "bias_add" => { let [x, bias] = pair(d); K::bias_add(&x, &bias) }
        "where_" => { let [condition, a] = pair(d); let b = other(d, &condition); K::where_(&condition, a, b) }

        "dot" => { let [x, kernel] = factors(d, true); K::dot(&x, &kernel) }
        "linear" => linear(d),
        "matmul" => { let [a, b] = factors(d, false); K::matmul(&a, &b) }
        "batch_dot" => { let [x, y] = pair(d); let axes = [d.axis(), d.axis()]; K::batch_dot(&x, &y, axes) }

        "cholesky" => { let x = matrices(d); let upper = d.happens(50); K::cholesky(&x, upper) }
        "cholesky_inverse" => { let x = matrices(d); let upper = d.happens(50); K::cholesky_inverse(&x, upper) }
        "det" => K::det(&matrices(d)), "inv" => K::inv(&matrices(d)), "logdet" => K::logdet(&matrices(d)),
        "slogdet" => { let (sign, log) = K::slogdet(&matrices(d)); sign + log }
        "lu_factor" => { let (factors, pivots) = K::lu_factor(&matrices(d)); K::sum(&factors) + K::sum(&pivots) }
        "eigh" => { let (values, vectors) = K::eigh(&matrices(d)); K::sum(&values) + K::sum(&vectors) }
        "qr" => {
            let mode = d.pick(&[K::QrMode::Reduced, K::QrMode::Complete]);
            let (q, r) = K::qr(&matrices(d), mode);
            K::sum(&q) + K::sum(&r)
        }
        "svd" => {
            let full = d.happens(50);
            let (u, s, vt) = K::svd(&matrices(d), full);
            K::sum(&u) + K::sum(&s) + K::sum(&vt)
        }
        "norm" => {
            let ord = match d.below(5) {
                0 => None,
                1 => Some(K::NormOrder::Fro),
                2 => Some(K::NormOrder::Nuc),
                _ => Some(K::NormOrder::Order(d.pick(&[0.0, 1.0, -1.0, 2.0, -2.0, 3.0, f32::INFINITY, f32::NAN]))),
            };
            let (x, axes) = (d.any_tensor(), (0..d.below(4)).map(|_| d.axis()).collect::<Vec<_>>());
            let keepdims = d.happens(50);
            d.note((ord, keepdims));
            K::norm(&x, ord, &axes, keepdims)
        }
        "pinv" => { let x = matrices(d); let rcond = d.happens(50).then(|| d.number()); K::pinv(&x, rcond) }
        "matrix_rank" => { let x = matrices(d); let tol = d.happens(50).then(|| d.number()); K::matrix_rank(&x, tol) }
        "lstsq" => { let [a, b] = sides(d); let rcond = d.happens(50).then(|| d.number()); K::lstsq(&a, &b, rcond) }
        "solve" => { let [a, b] = sides(d); K::solve(&a, &b) }
        "solve_triangular" => { let [a, b] = sides(d); let lower = d.happens(50); K::solve_triangular(&a, &b, lower) }

        "fft" => complex(d, K::fft), "fft2" => complex(d, K::fft2), "ifft2" => complex(d, K::ifft2),
        "rfft" => { let (x, length) = (d.any_tensor(), length(d)); let (a, b) = K::rfft(&x, length); a + b }
        "irfft" => { let ([a, b], length) = (pair(d), length(d)); K::irfft((&a, &b), length) }
        "extract_sequences" => { let (x, [length, stride]) = (d.any_tensor(), d.counts()); K::extract_sequences(&x, length, stride) }
        "stft" => {
            let (x, [length, stride, whole], window) = (d.any_tensor(), d.counts(), window(d));
            let center = d.happens(50);
            let (a, b) = K::stft(&x, length, stride, whole, &window, center);
            a + b
        }
        "istft" => {
            let ([a, b], [length, stride], window) = (pair(d), d.counts(), window(d));
            let whole = if d.happens(70) { 2 * (a.shape().last_size().max(1) - 1) } else { d.count() };
            let (size, center) = (d.happens(30).then(|| d.count()), d.happens(50));
            d.note((whole, size, center));
            K::istft((&a, &b), length, stride, whole, size, &window, center)
        }

        "cond" => { let [x, y] = pair(d); K::cond(&x, || y.clone(), || x.clone()) }
        "switch" => { let [x, y] = pair(d); K::switch(&x, &[&|x| x[0].clone(), &|x| K::square(&x[0])], &[y]) }
        "while_loop" => { let x = d.any_tensor(); K::while_loop(K::max, |x| x - 1.0, x, Some(3)) }
        "fori_loop" => { let x = d.any_tensor(); K::fori_loop(0, 3, |x, _| K::square(&x), x) }
        "scan" => { let x = d.any_tensor(); let reverse = d.happens(50); K::scan(|s, x| (s + x, K::sum(x)), K::sum(&x), &x, reverse).1 }
        "vectorized_map" => K::vectorized_map(K::square, &d.any_tensor()),
        "associative_scan" => { let reverse = d.happens(50); axis(d, |x, axis| K::associative_scan(|a, b| a + b, x, reverse, axis)) }

        "moments" => {
            let (x, axes) = (d.any_tensor(), some_axes(d));
            let keepdims = d.happens(50);
            let (mean, variance) = K::moments(&x, &axes, keepdims);
            mean + variance
        }
        "rms_normalization" => { let ([x, scale], axes) = (pair(d), some_axes(d)); K::rms_normalization(&x, Some(&scale), &axes, None) }
        "layer_normalization" => {
            let ([x, gamma], axes) = (pair(d), some_axes(d));
            K::layer_normalization(&x, Some(&gamma), None, &axes, None)
        }
        "batch_normalization" => {
            let ([x, mean], axis) = (pair(d), d.axis());
            K::batch_normalization(&x, &mean, &mean, axis, None, None, 1e-3)
        }
        "multi_hot" => { let (x, [classes]) = (d.any_tensor(), d.counts()); K::multi_hot(&x, classes) }
        "psnr" => { let [a, b] = pair(d); let most = d.number(); K::psnr(&a, &b, most) }
        "dot_product_attention" => {
            let shape = [d.size(), d.size(), d.size(), d.size()];
            let (query, [key, value]) = (d.tensor(&shape), [d.shape_like(&shape), d.shape_like(&shape)]);
            let (key, value, mask) = (d.tensor(&key), d.tensor(&value), d.happens(30).then(|| d.any_tensor()));
            let is_causal = d.happens(50);
            K::dot_product_attention(&query, &key, &value, None, mask.as_ref(), None, is_causal)
        }

        "conv" => axes!(conv, d), "conv_transpose" => axes!(conv_transpose, d),
        "depthwise_conv" => axes!(depthwise_conv, d), "average_pool" => axes!(average_pool, d),
        "adaptive_average_pool" => axes!(adaptive_average_pool, d),
        "adaptive_max_pool" => axes!(adaptive_max_pool, d), "max_pool" => axes!(max_pool, d), "upsample" => axes!(upsample, d), "crop" => axes!(crop, d),
        "zero_pad" => axes!(zero_pad, d),
        "resize" => {
            let filter = d.pick(&[Filter::Nearest, Filter::Linear, Filter::Cubic, Filter::Lanczos3, Filter::Lanczos5]);
            let (x, size) = (d.image::<2>(), d.counts());
            K::resize(&x, size, filter)
        }

        "rgb_to_grayscale" => one(d, K::rgb_to_grayscale), "rgb_to_hsv" => one(d, K::rgb_to_hsv), "hsv_to_rgb" => one(d, K::hsv_to_rgb),
        "sobel_edges" => K::sobel_edges(&d.image::<2>()),
        "gaussian_blur" => { let (x, size, sigma) = (d.image::<2>(), d.counts(), [d.number(), d.number()]); K::gaussian_blur(&x, size, sigma) }
        "ssim" => {
            let x = d.image::<2>();
            let ([size], most, sigma) = (d.counts(), d.number(), d.number());
            K::ssim(&x, &(&x * 0.5), most, size, sigma, [0.01, 0.03])
        }
        "extract_patches" => {
            let (x, size, strides) = (d.image::<2>(), d.counts(), d.counts());
            let (padding, dilation_rate) = (d.padding(), d.counts());
            K::extract_patches::<2>(&x, size, strides, padding, dilation_rate)
        }
        "map_coordinates" => {
            let ([x, places], (interpolation, fill_mode)) = (pair(d), reading(d));
            K::map_coordinates(&x, &places, interpolation, fill_mode)
        }
        "affine_transform" => {
            let (x, transform, (interpolation, fill_mode)) = (d.image::<2>(), d.tensor(&[8]), reading(d));
            let flat = K::concatenate(&[K::part(&transform, 0, &[6]), K::zeros(transform.tape(), &[2])], 0);
            let transform = if d.happens(80) { flat } else { transform };
            K::affine_transform(&x, &transform, interpolation, fill_mode)
        }
        "perspective_transform" => {
            let (x, [start, end]) = (d.image::<2>(), [d.tensor(&[4, 2]), d.tensor(&[4, 2])]);
            let ((interpolation, _), value) = (reading(d), d.number());
            K::perspective_transform(&x, &start, &end, interpolation, value)
        }
        "elastic_transform" => {
            let (x, alpha, sigma, (interpolation, fill_mode)) = (d.image::<2>(), d.number(), d.number(), reading(d));
            random(d, |source, _| K::elastic_transform(&x, alpha, sigma, interpolation, fill_mode, source))
        }
        "scale_and_translate" => {
            let (x, scale, translation, filter) = (d.image::<2>(), d.number(), d.number(), d.pick(&[Filter::Linear, Filter::Cubic]));
            let mut shape = x.shape().to_vec();
            if d.happens(50) && shape.len() > 1 { shape[1] = d.count(); }
            d.note(&shape);
            K::scale_and_translate(&x, &shape, &[scale], &[translation], &[1], filter, true)
        }

        "permute_dimensions" => {
            let x = d.any_tensor();
            let mut pattern: Vec<usize> = (0..x.rank()).collect();
            if d.happens(50) { pattern.reverse(); }
            if d.happens(20) { pattern.push(d.count()); }
            d.note(&pattern);
            K::permute_dimensions(&x, &pattern)
        }
        "reshape" => {
            let (x, mut to) = (d.any_tensor(), vec![]);
            x.shape().iter().rev().for_each(|&size| to.push(size as isize));
            if d.happens(30) { to.push(d.pick(&[-1, 1, 0, 2, -2, isize::MIN, isize::MAX, 1 << 42])); }
            if d.happens(30) && !to.is_empty() { to[0] = d.pick(&[-1, -1, 3, isize::MAX]); }
            d.note(&to);
            K::reshape(&x, &to)
        }
        "part" => {
            let x = d.any_tensor();
            let (offset, shape) = (d.count(), d.shape());
            d.note((offset, &shape));
            K::part(&x, offset, &shape)
        }
        "tile" => {
            let x = d.any_tensor();
            let repeats: Vec<usize> = (0..d.below(5)).map(|_| d.count()).collect();
            d.note(&repeats);
            K::tile(&x, &repeats)
        }
        "concatenate" => { let tensors = d.tensors(); K::concatenate(&tensors, d.axis()) }
        "stack" => { let tensors = d.tensors(); K::stack(&tensors, d.axis()) }
        "gather" => { let [x, ids] = [d.any_tensor(), d.any_tensor()]; K::gather(&x, &ids) }
        "one_hot" => { let (ids, [classes]) = (d.any_tensor(), d.counts()); K::one_hot(&ids, classes) }
        "softmax_cross_entropy" => { let [targets, logits] = pair(d); K::softmax_cross_entropy(&targets, &logits) }
        "sparse_softmax_cross_entropy" => {
            let shape = d.shape();
            let fitting = shape[..shape.len().saturating_sub(1)].to_vec();
            let ids = d.shape_like(&fitting);
            let [ids, logits] = [ids, shape].map(|shape| d.tensor(&shape));
            K::sparse_softmax_cross_entropy(&ids, &logits)
        }
        "ctc_loss" => {
            let shape = d.shape();
            let batch = shape.first().copied().unwrap_or(1);
            let labels = d.shape_like(&[batch, 2]);
            let [target, output] = [labels, shape].map(|shape| d.tensor(&shape));
            let [target_length, output_length] = [(); 2].map(|()| d.shape_like(&[batch])).map(|shape| d.tensor(&shape));
            let blank = d.below(3);
            d.note(blank);
            K::ctc_loss(&target, &output, &target_length, &output_length, blank)
        }
        "ctc_decode" => {
            let shape = d.shape();
            let batch = shape.first().copied().unwrap_or(1);
            let lengths = d.shape_like(&[batch]);
            let [logits, lengths] = [shape, lengths].map(|shape| d.tensor(&shape));
            let strategy = if d.happens(50) {
                CtcDecoding::Greedy { merge_repeated: d.happens(50) }
            } else {
                CtcDecoding::BeamSearch { beam_width: d.below(5), top_paths: d.below(4) }
            };
            let blank = d.below(3);
            d.note((strategy, blank));
            K::ctc_decode(&logits, &lengths, strategy, blank).0
        }
        "random_normal" => random(d, K::random_normal),
        "random_uniform" => random(d, K::random_uniform),
        "random_truncated_normal" => random(d, K::random_truncated_normal),
        "random_randint" => {
            let [least, end] = [d.number() as i32, d.number() as i32];
            d.note((least, end));
            random(d, |source, shape| K::random_randint(source, shape, least, end))
        }
        "random_gamma" => {
            let alpha = d.number();
            d.note(alpha);
            random(d, |source, shape| K::random_gamma(source, shape, alpha))
        }
        "random_beta" => {
            let [alpha, beta] = [d.number(), d.number()];
            d.note((alpha, beta));
            random(d, |source, shape| K::random_beta(source, shape, alpha, beta))
        }
        "random_binomial" => {
            let (counts, probability) = (d.number() as u32, d.number() / 2.0);
            d.note((counts, probability));
            random(d, |source, shape| K::random_binomial(source, shape, counts, probability))
        }
        "random_categorical" => {
            let (logits, samples) = (d.any_tensor(), d.count());
            d.note(samples);
            K::random_categorical(&Source(d.tape.clone()), &logits, samples)
        }
        "random_shuffle" => {
            let (x, axis) = (d.any_tensor(), d.axis());
            K::random_shuffle(&Source(d.tape.clone()), &x, axis)
        }
        "constant" => {
            let (value, mut shape) = (d.number(), d.shape());
            if d.happens(20) { shape.push(d.count()); }
            d.note(&shape);
            K::constant(&d.tape, value, &shape)
        }
        _ => return super::arrays::call(name, d),
    })
}

pub(super) fn one(d: &mut Draw, f: impl Fn(&Tensor) -> Tensor) -> Tensor {
    f(&d.any_tensor())
}

/// A random source of one seed.
struct Source(Tape);

impl RandomSource for Source {
    fn tape(&self) -> &Tape {
        &self.0
    }

    fn random_seed(&self) -> u64 {
        7
    }
}

/// How an image is read between its pixels, and beyond its edges.
fn reading(d: &mut Draw) -> (Interpolation, FillMode) {
    let modes =
        [FillMode::Constant(0.5), FillMode::Nearest, FillMode::Wrap, FillMode::Mirror, FillMode::Reflect];
    (d.pick(&[Interpolation::Nearest, Interpolation::Bilinear]), d.pick(&modes))
}

fn random(d: &mut Draw, f: impl Fn(&Source, &[usize]) -> Tensor) -> Tensor {
    let shape = d.shape();
    d.note(&shape);
    f(&Source(d.tape.clone()), &shape)
}

pub(super) fn axis(d: &mut Draw, f: impl Fn(&Tensor, isize) -> Tensor) -> Tensor {
    let x = d.any_tensor();
    f(&x, d.axis())
}

/// Two tensors that fit each other, perhaps.
pub(super) fn pair(d: &mut Draw) -> [Tensor; 2] {
    let a = d.shape();
    let b = d.shape_like(&a);
    let (a, b) = if d.happens(50) { (a, b) } else { (b, a) };
    [d.tensor(&a), d.tensor(&b)]
}

fn other(d: &mut Draw, x: &Tensor) -> Other {
    if d.happens(20) {
        let number = d.number();
        return Other::Number(d.note(number));
    }
    let shape = d.shape_like(&x.shape());
    Other::Tensor(d.tensor(&shape))
}

pub(super) fn two(d: &mut Draw, f: impl Fn(&Tensor, Other) -> Tensor) -> Tensor {
    let [a, b] = pair(d);
    let b = if d.happens(20) { other(d, &a) } else { Other::Tensor(b) };
    f(&a, b)
}

/// `(…, n, k)` and `(…, k, m)`, of which the second may have to be a matrix.
fn factors(d: &mut Draw, is_matrix: bool) -> [Tensor; 2] {
    let mut a = d.shape();
    let mut b = if is_matrix { vec![] } else { a[..a.len().saturating_sub(2)].to_vec() };
    let columns = d.size();
    b.extend([a.last().copied().unwrap_or(1), columns]);
    if d.happens(20) {
        b = d.shape_like(&b);
    }
    if d.happens(10) {
        a = d.shape_like(&a);
    }
    [d.tensor(&a), d.tensor(&b)]
}

fn linear(d: &mut Draw) -> Tensor {
    let [x, kernel] = factors(d, true);
    let bias = d.shape_like(&[kernel.shape().last_size()]);
    let bias = if d.happens(70) { Some(d.tensor(&bias)) } else { None };
    let function = d.pick(&[Pointwise::Linear, Pointwise::Relu, Pointwise::Sigmoid, Pointwise::Tanh]);
    K::linear(&x, &kernel, bias.as_ref(), function)
}

/// A kernel whose last two axes are given, mostly.
fn kernel<const N: usize>(d: &mut Draw, last: [usize; 2]) -> Tensor {
    if d.happens(10) {
        return d.any_tensor();
    }
    let shape: Vec<usize> = (0..N).map(|_| d.size().max(1)).chain(last).collect();
    d.tensor(&shape)
}

fn conv<const N: usize>(d: &mut Draw) -> Tensor {
    let x = d.image::<N>();
    let channels = x.shape().last_size();
    let (seen, filters) = (if d.happens(70) { channels } else { d.size() }, d.size());
    let kernel = kernel::<N>(d, [seen, filters]);
    K::conv::<N>(&x, &kernel, d.counts(), d.padding(), d.counts())
}

fn conv_transpose<const N: usize>(d: &mut Draw) -> Tensor {
    let x = d.image::<N>();
    let filters = d.size();
    let kernel = kernel::<N>(d, [filters, x.shape().last_size()]);
    K::conv_transpose::<N>(&x, &kernel, d.counts(), d.padding(), d.counts())
}

fn depthwise_conv<const N: usize>(d: &mut Draw) -> Tensor {
    let x = d.image::<N>();
    let multiplier = d.size();
    let kernel = kernel::<N>(d, [x.shape().last_size(), multiplier]);
    K::depthwise_conv::<N>(&x, &kernel, d.counts(), d.padding(), d.counts())
}

fn average_pool<const N: usize>(d: &mut Draw) -> Tensor {
    K::average_pool::<N>(&d.image::<N>(), d.counts(), d.counts(), d.padding())
}

fn max_pool<const N: usize>(d: &mut Draw) -> Tensor {
    K::max_pool::<N>(&d.image::<N>(), d.counts(), d.counts(), d.padding())
}

fn adaptive_average_pool<const N: usize>(d: &mut Draw) -> Tensor {
    K::adaptive_average_pool::<N>(&d.image::<N>(), d.counts())
}

fn adaptive_max_pool<const N: usize>(d: &mut Draw) -> Tensor {
    K::adaptive_max_pool::<N>(&d.image::<N>(), d.counts())
}

fn upsample<const N: usize>(d: &mut Draw) -> Tensor {
    K::upsample::<N>(&d.image::<N>(), d.counts())
}

fn crop<const N: usize>(d: &mut Draw) -> Tensor {
    let x = d.image::<N>();
    K::crop::<N>(&x, std::array::from_fn(|_| d.counts()))
}

fn zero_pad<const N: usize>(d: &mut Draw) -> Tensor {
    let x = d.image::<N>();
    K::zero_pad::<N>(&x, std::array::from_fn(|_| d.counts()))
}

/// Matrices, mostly square.
fn matrices(d: &mut Draw) -> Tensor {
    let mut shape = d.shape();
    if d.happens(80) {
        let size = 1 + d.below(3);
        shape.truncate(2);
        shape.extend([size, if d.happens(80) { size } else { 1 + d.below(3) }]);
    }
    d.tensor(&shape)
}

/// Matrices and right sides.
fn sides(d: &mut Draw) -> [Tensor; 2] {
    let a = matrices(d);
    let mut shape = a.shape().to_vec();
    if d.happens(50) {
        shape.pop();
    }
    let shape = d.shape_like(&shape);
    let b = d.tensor(&shape);
    [a, b]
}

/// Real and imaginary parts, there and back added.
fn complex(d: &mut Draw, f: impl Fn((&Tensor, &Tensor)) -> (Tensor, Tensor)) -> Tensor {
    let [a, b] = pair(d);
    let (a, b) = f((&a, &b));
    a + b
}

fn length(d: &mut Draw) -> Option<usize> {
    let length = d.happens(60).then(|| d.count());
    d.note(length)
}

fn window(d: &mut Draw) -> K::Window {
    let window = d.pick(&[
        K::Window::Hann,
        K::Window::Hamming,
        K::Window::Rectangular,
        K::Window::Values(vec![1.0; 2]),
    ]);
    d.note(window)
}

fn some_axes(d: &mut Draw) -> Vec<isize> {
    (0..d.below(4)).map(|_| d.axis()).collect()
}
