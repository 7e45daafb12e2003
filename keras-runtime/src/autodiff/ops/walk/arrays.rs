//! How the functions are called that `keras.ops` has from NumPy.

use super::calls::{axis, one, pair, two};
use super::draw::Draw;
use crate::autodiff::{Tape, Tensor};
use crate::backend::{
    self as K, CorrelateMode, Index, Indexing, PadMode, QuantileMethod, ScatterReduction, Sections, Side,
};

/// Calls the function of this name; `None` if that is not known.
#[rustfmt::skip]
pub fn call(name: &str, d: &mut Draw) -> Option<Tensor> {
    Some(match name {
        "absolute" => one(d, K::absolute), "fabs" => one(d, K::fabs), "ravel" => one(d, K::ravel),
        "arccos" => one(d, K::arccos), "arccosh" => one(d, K::arccosh), "arcsin" => one(d, K::arcsin),
        "arcsinh" => one(d, K::arcsinh), "arctan" => one(d, K::arctan), "arctanh" => one(d, K::arctanh),
        "cosh" => one(d, K::cosh), "sinh" => one(d, K::sinh), "tan" => one(d, K::tan),
        "deg2rad" => one(d, K::deg2rad), "rad2deg" => one(d, K::rad2deg), "cbrt" => one(d, K::cbrt),
        "exp2" => one(d, K::exp2), "log2" => one(d, K::log2), "log10" => one(d, K::log10),
        "reciprocal" => one(d, K::reciprocal), "rsqrt" => one(d, K::rsqrt), "ceil" => one(d, K::ceil),
        "trunc" => one(d, K::trunc), "erfc" => one(d, K::erfc), "erfinv" => one(d, K::erfinv), "i0" => one(d, K::i0),
        "sinc" => one(d, K::sinc), "isfinite" => one(d, K::isfinite), "isinf" => one(d, K::isinf),
        "isnan" => one(d, K::isnan), "isneginf" => one(d, K::isneginf), "isposinf" => one(d, K::isposinf),
        "signbit" => one(d, K::signbit), "bitwise_not" => one(d, K::bitwise_not),
        "bitwise_invert" => one(d, K::bitwise_invert),
        "nan_to_num" => { let nan = d.number(); one(d, |x| K::nan_to_num(x, nan, None, Some(nan))) }
        "full_like" => { let value = d.number(); one(d, |x| K::full_like(x, value)) }

        "arctan2" => two(d, K::arctan2), "hypot" => two(d, K::hypot), "logaddexp" => two(d, K::logaddexp),
        "logaddexp2" => two(d, K::logaddexp2), "fmax" => two(d, K::fmax), "fmin" => two(d, K::fmin),
        "heaviside" => two(d, K::heaviside), "nextafter" => two(d, K::nextafter),
        "divide_no_nan" => two(d, K::divide_no_nan), "floor_divide" => two(d, K::floor_divide),
        "fmod" => two(d, K::fmod), "mod_" => two(d, K::mod_), "true_divide" => two(d, K::true_divide),
        "power" => two(d, K::power), "logical_xor" => two(d, K::logical_xor), "gcd" => two(d, K::gcd),
        "lcm" => two(d, K::lcm), "ldexp" => two(d, K::ldexp), "bitwise_and" => two(d, K::bitwise_and),
        "bitwise_or" => two(d, K::bitwise_or), "bitwise_xor" => two(d, K::bitwise_xor),
        "bitwise_left_shift" => two(d, K::bitwise_left_shift), "left_shift" => two(d, K::left_shift),
        "bitwise_right_shift" => two(d, K::bitwise_right_shift), "right_shift" => two(d, K::right_shift),
        "isclose" => { let [a, b] = [d.number(), d.number()]; two(d, |x, y| K::isclose(x, y, a, b, true)) }
        "allclose" => { let [a, b] = [d.number(), d.number()]; two(d, |x, y| K::allclose(x, y, a, b, false)) }

        "full" => { let value = d.number(); filled(d, |tape, shape| K::full(tape, shape, value)) }
        "ones" => filled(d, K::ones), "zeros" => filled(d, K::zeros),
        "arange" => { let [a, b, c] = numbers(d); K::arange(&d.tape, a, b, c) }
        "linspace" => { let ([a, b, _], [num]) = (numbers(d), d.counts()); K::linspace(&d.tape, a, b, num, true) }
        "logspace" => { let ([a, b, c], [num]) = (numbers(d), d.counts()); K::logspace(&d.tape, a, b, num, false, c) }
        "geomspace" => { let ([a, b, _], [num]) = (numbers(d), d.counts()); K::geomspace(&d.tape, a, b, num, false) }
        "eye" => { let ([n, m], k) = (d.counts(), d.axis()); K::eye(&d.tape, n, m, k) }
        "tri" => { let ([n, m], k) = (d.counts(), d.axis()); K::tri(&d.tape, n, m, k) }
        "identity" => { let [n] = d.counts(); K::identity(&d.tape, n) }
        "bartlett" => window(d, K::bartlett), "blackman" => window(d, K::blackman), "hamming" => window(d, K::hamming),
        "hanning" => window(d, K::hanning),
        "kaiser" => { let [beta, ..] = numbers(d); window(d, |tape, m| K::kaiser(tape, m, beta)) }
        "meshgrid" => { let tensors = d.tensors(); let how = d.pick(&[Indexing::XY, Indexing::IJ]); joined(d, K::meshgrid(&tensors, how)) }
        "vander" => { let ([n], up) = (d.counts(), d.happens(50)); one(d, |x| K::vander(x, n, up)) }
        "diag" => axis(d, K::diag), "diagflat" => axis(d, K::diagflat), "tril" => axis(d, K::tril), "triu" => axis(d, K::triu),
        "diagonal" => { let (x, k) = (d.any_tensor(), d.axis()); K::diagonal(&x, k, d.axis(), d.axis()) }
        "trace" => { let (x, k) = (d.any_tensor(), d.axis()); K::trace(&x, k, d.axis(), d.axis()) }

        "broadcast_to" => { let x = d.any_tensor(); let mut shape = d.shape(); if d.happens(50) { shape.extend(&*x.shape()); } d.note(&shape); K::broadcast_to(&x, &shape) }
        "moveaxis" => { let x = d.any_tensor(); K::moveaxis(&x, &[d.axis()], &[d.axis()]) }
        "swapaxes" => { let x = d.any_tensor(); K::swapaxes(&x, d.axis(), d.axis()) }
        "roll" => { let by = d.axis(); one(d, |x| K::roll(x, by)) }
        "roll_axis" => { let by = d.axis(); axis(d, |x, axis| K::roll_axis(x, by, axis)) }
        "rot90" => { let (x, k) = (d.any_tensor(), d.axis()); let axes = [d.axis(), d.axis()]; K::rot90(&x, k, axes) }
        "flip" => one(d, K::flip), "fliplr" => one(d, K::fliplr), "flipud" => one(d, K::flipud),
        "split" => { let sections = sections(d); let x = d.any_tensor(); let axis = d.axis(); joined(d, K::split(&x, sections, axis)) }
        "array_split" => { let sections = sections(d); let x = d.any_tensor(); let axis = d.axis(); joined(d, K::array_split(&x, sections, axis)) }
        "hsplit" => { let sections = sections(d); let x = d.any_tensor(); joined(d, K::hsplit(&x, sections)) }
        "vsplit" => { let sections = sections(d); let x = d.any_tensor(); joined(d, K::vsplit(&x, sections)) }
        "dsplit" => { let sections = sections(d); let x = d.any_tensor(); joined(d, K::dsplit(&x, sections)) }
        "unstack" => { let x = d.any_tensor(); let axis = d.axis(); joined(d, K::unstack(&x, axis)) }
        "hstack" => K::hstack(&d.tensors()), "vstack" => K::vstack(&d.tensors()), "dstack" => K::dstack(&d.tensors()),
        "append" => { let [a, b] = pair(d); K::append(&a, &b) }
        "append_axis" => { let [a, b] = pair(d); K::append_axis(&a, &b, d.axis()) }
        "select" => { let [a, b] = [d.tensors(), d.tensors()]; K::select(&a, &b, 1.0) }
        "slice" => {
            let x = d.any_tensor();
            let start: Vec<usize> = x.shape().iter().map(|_| if d.happens(70) { 0 } else { d.count() }).collect();
            let shape: Vec<isize> = x.shape().iter().map(|&size| if d.happens(50) { size as isize } else { d.axis() }).collect();
            d.note((&start, &shape));
            K::slice(&x, &start, &shape)
        }
        "slice_update" => {
            let [x, updates] = pair(d);
            let start: Vec<usize> = x.shape().iter().map(|_| if d.happens(70) { 0 } else { d.count() }).collect();
            d.note(&start);
            K::slice_update(&x, &start, &updates)
        }
        "get_item" => {
            let key: Vec<Index> = (0..d.below(5)).map(|_| match d.below(5) {
                0 => Index::At(d.axis()),
                1 => Index::Slice(Some(d.axis()), None, d.axis()),
                2 => Index::Ellipsis,
                3 => Index::NewAxis,
                _ => Index::Slice(None, Some(d.axis()), 1),
            }).collect();
            d.note(&key);
            one(d, |x| K::get_item(x, &key))
        }
        "pad" => {
            let x = d.any_tensor();
            let by: Vec<[usize; 2]> = x.shape().iter().map(|_| if d.happens(90) { [d.below(3), d.below(9)] } else { d.counts() }).collect();
            let mode = d.pick(&[PadMode::Constant(0.0), PadMode::Constant(2.0), PadMode::Edge, PadMode::Reflect, PadMode::Symmetric, PadMode::Wrap]);
            d.note((&by, mode));
            K::pad(&x, &by, mode)
        }
        "unfold" => { let (x, [a, b, c, e, f]) = (d.image::<2>(), d.counts()); K::unfold(&x, [a, b], [c, 1], [e, 0], [f, 1]) }
        "fold" => {
            let (x, [a, b, c, e, f]) = (d.image::<1>(), d.counts());
            K::fold(&x, [a, b], [c, 1], [1, 1], [e, 0], [f, 1])
        }
        "space_to_depth" => { let (x, [size]) = (d.image::<2>(), d.counts()); K::space_to_depth(&x, size) }
        "depth_to_space" => { let (x, [size]) = (d.image::<2>(), d.counts()); K::depth_to_space(&x, size) }
        "rearrange" => {
            let pattern = d.pick(&["a b -> b a", "a b c -> (a c) b", "a (b c) -> b a c", "a () -> a", "a (b", "", "->", "-> ", "a -> (a)"]);
            let [size] = d.counts();
            let sizes = [("b", size)];
            one(d, |x| K::rearrange(x, pattern, &sizes[..usize::from(pattern.contains("(b c)"))]))
        }

        "argmin" => one(d, K::argmin), "argmin_axis" => axis(d, K::argmin_axis),
        "amax" => one(d, K::amax), "amax_axis" => axis(d, K::amax_axis), "amin" => one(d, K::amin),
        "amin_axis" => axis(d, K::amin_axis), "ptp" => one(d, K::ptp), "ptp_axis" => axis(d, K::ptp_axis),
        "count_nonzero" => one(d, K::count_nonzero), "count_nonzero_axis" => axis(d, K::count_nonzero_axis),
        "cumprod" => axis(d, K::cumprod), "nancumsum" => axis(d, K::nancumsum), "nancumprod" => axis(d, K::nancumprod),
        "nansum" => one(d, K::nansum), "nansum_axis" => axis(d, K::nansum_axis), "nanprod" => one(d, K::nanprod),
        "nanprod_axis" => axis(d, K::nanprod_axis), "nanmean" => one(d, K::nanmean), "nanmean_axis" => axis(d, K::nanmean_axis),
        "nanvar" => one(d, K::nanvar), "nanvar_axis" => axis(d, K::nanvar_axis), "nanstd" => one(d, K::nanstd),
        "nanstd_axis" => axis(d, K::nanstd_axis), "nanmax" => one(d, K::nanmax), "nanmax_axis" => axis(d, K::nanmax_axis),
        "nanmin" => one(d, K::nanmin), "nanmin_axis" => axis(d, K::nanmin_axis), "nanargmax" => one(d, K::nanargmax),
        "nanargmax_axis" => axis(d, K::nanargmax_axis), "nanargmin" => one(d, K::nanargmin),
        "nanargmin_axis" => axis(d, K::nanargmin_axis),
        "median" => one(d, K::median), "median_axis" => axis(d, K::median_axis), "nanmedian" => one(d, K::nanmedian),
        "nanmedian_axis" => axis(d, K::nanmedian_axis),
        "quantile" => { let (q, how) = share(d); one(d, |x| K::quantile(x, q, how)) }
        "quantile_axis" => { let (q, how) = share(d); axis(d, |x, axis| K::quantile_axis(x, q, axis, how)) }
        "percentile" => { let (q, how) = share(d); one(d, |x| K::percentile(x, q * 100.0, how)) }
        "percentile_axis" => { let (q, how) = share(d); axis(d, |x, axis| K::percentile_axis(x, q, axis, how)) }
        "nanquantile" => { let (q, how) = share(d); one(d, |x| K::nanquantile(x, q, how)) }
        "nanquantile_axis" => { let (q, how) = share(d); axis(d, |x, axis| K::nanquantile_axis(x, q, axis, how)) }
        "nanpercentile" => { let (q, how) = share(d); one(d, |x| K::nanpercentile(x, q, how)) }
        "nanpercentile_axis" => { let (q, how) = share(d); axis(d, |x, axis| K::nanpercentile_axis(x, q, axis, how)) }
        "average" => { let [x, weights] = pair(d); K::average(&x, Some(&weights)) }
        "average_axis" => { let [x, weights] = pair(d); K::average_axis(&x, d.axis(), Some(&weights)) }
        "corrcoef" => one(d, K::corrcoef),
        "correlate" => { let mode = d.pick(&[CorrelateMode::Valid, CorrelateMode::Same, CorrelateMode::Full]); let [a, b] = pair(d); K::correlate(&a, &b, mode) }
        "bincount" => { let ([x, weights], length) = (pair(d), d.below(9)); K::bincount(&x, Some(&weights), length) }
        "histogram" => { let ([low, high, _], [bins]) = (numbers(d), d.counts()); let x = d.any_tensor(); joined(d, K::histogram(&x, bins, Some([low, high]))) }
        "diff" => { let [n] = d.counts(); axis(d, |x, axis| K::diff(x, n, axis)) }
        "trapezoid" => { let [y, x] = pair(d); K::trapezoid(&y, Some(&x), 1.0, d.axis()) }

        "sort" => axis(d, K::sort), "argsort" => axis(d, K::argsort),
        "argpartition" => { let kth = d.axis(); axis(d, |x, axis| K::argpartition(x, kth, axis)) }
        "top_k" => { let (x, [k]) = (d.any_tensor(), d.counts()); joined(d, K::top_k(&x, k)) }
        "in_top_k" => {
            let shape = d.shape();
            let fitting = d.shape_like(&shape[..shape.len().saturating_sub(1)]);
            let ([targets, predictions], [k]) = ([fitting, shape].map(|shape| d.tensor(&shape)), d.counts());
            K::in_top_k(&targets, &predictions, k)
        }
        "searchsorted" => { let ([a, b], side) = (pair(d), d.pick(&[Side::Left, Side::Right])); K::searchsorted(&a, &b, side) }
        "digitize" => { let [x, bins] = pair(d); K::digitize(&x, &bins) }
        "isin" => { let ([a, b], invert) = (pair(d), d.happens(50)); K::isin(&a, &b, invert) }
        "unique" => { let x = d.any_tensor(); joined(d, K::unique(&x)) }
        "nonzero" => { let x = d.any_tensor(); joined(d, K::nonzero(&x)) }

        "take" => { let [x, at] = pair(d); K::take(&x, &at) }
        "take_axis" => { let [x, at] = pair(d); K::take_axis(&x, &at, d.axis()) }
        "take_along_axis" => { let [x, at] = pair(d); K::take_along_axis(&x, &at, d.axis()) }
        "unravel_index" => { let (x, shape) = (d.any_tensor(), d.shape()); d.note(&shape); joined(d, K::unravel_index(&x, &shape)) }
        "scatter" => { let ([at, values], shape) = (pair(d), d.shape()); d.note(&shape); K::scatter(&at, &values, &shape) }
        "scatter_update" => {
            use ScatterReduction::{Add, Max, Min, Mul, Replace};
            let (inputs, [at, updates], how) = (d.any_tensor(), pair(d), d.pick(&[Replace, Add, Mul, Max, Min]));
            K::scatter_update(&inputs, &at, &updates, how)
        }
        "segment_sum" => segment(d, K::segment_sum), "segment_prod" => segment(d, K::segment_prod),
        "segment_max" => segment(d, K::segment_max), "segment_min" => segment(d, K::segment_min),

        "cdist" => { let [a, b] = pair(d); K::cdist(&a, &b) }
        "cross" => { let [a, b] = pair(d); K::cross(&a, &b, d.axis()) }
        "einsum" => {
            let subscripts = d.pick(&["ij,ij->i", "i,j->ij", "...i,...i->...", "ii", "i,i", "ij,jk", "...,...", "i->", ",->", "i..."]);
            let tensors = if subscripts.contains(',') { pair(d).to_vec() } else { vec![d.any_tensor()] };
            d.note(subscripts);
            K::einsum(subscripts, &tensors.iter().collect::<Vec<_>>())
        }
        "inner" => { let [a, b] = pair(d); K::inner(&a, &b) }
        "outer" => { let [a, b] = pair(d); K::outer(&a, &b) }
        "vdot" => { let [a, b] = pair(d); K::vdot(&a, &b) }
        "kron" => { let [a, b] = pair(d); K::kron(&a, &b) }
        "tensordot" => {
            let ([a, b], [count]) = (pair(d), d.counts());
            if d.happens(50) { K::tensordot(&a, &b, count) } else { K::tensordot(&a, &b, [[d.axis()], [d.axis()]]) }
        }
        _ => return None,
    })
}

fn filled(d: &mut Draw, f: impl Fn(&Tape, &[usize]) -> Tensor) -> Tensor {
    let shape = d.shape();
    d.note(&shape);
    f(&d.tape, &shape)
}

fn window(d: &mut Draw, f: impl Fn(&Tape, usize) -> Tensor) -> Tensor {
    let [m] = d.counts();
    f(&d.tape, m)
}

fn numbers(d: &mut Draw) -> [f32; 3] {
    let numbers = [d.number(), d.number(), d.number()];
    d.note(numbers)
}

fn sections(d: &mut Draw) -> Sections {
    let sections =
        if d.happens(50) { Sections::Count(d.count()) } else { Sections::At(vec![d.count(), d.count()]) };
    d.note(sections)
}

fn share(d: &mut Draw) -> (f32, QuantileMethod) {
    use QuantileMethod::{Higher, Linear, Lower, Midpoint, Nearest};
    let share = (d.number() * 0.3, d.pick(&[Higher, Linear, Lower, Midpoint, Nearest]));
    d.note(share)
}

fn segment(d: &mut Draw, f: impl Fn(&Tensor, &Tensor, usize) -> Tensor) -> Tensor {
    let shape = d.shape();
    let rows = d.shape_like(&shape[..shape.len().min(1)]);
    let ([data, ids], [segments]) = ([shape, rows].map(|shape| d.tensor(&shape)), d.counts());
    f(&data, &ids, segments)
}

/// One tensor of several.
fn joined(d: &Draw, parts: impl IntoIterator<Item = Tensor>) -> Tensor {
    parts.into_iter().map(|part| K::sum(&part)).reduce(|a, b| a + b).unwrap_or_else(|| d.tape.array(&[1.0]))
}
