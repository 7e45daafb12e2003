//! Operations of `K` against those of `keras.ops`: values and gradients.

use crate::fixture;
use keras::autodiff::{Tape, Tensor, Variable};
use keras::backend::{
    self as K, CorrelateMode, Index, Indexing, PadMode, QuantileMethod, ScatterReduction, Sections, Side,
};
use keras::shape::DType;
use serde_json::Value;

const TOLERANCE: f32 = 2e-5;

/// Operations that have no case of their own, and why.
const ELSEWHERE: &[(&str, &str)] = &[
    ("map", "a function of the user's own"),
    ("argpartition", "Keras promises no order of what lies to both sides"),
    ("adaptive_average_pool", "subject `pooling`"),
    ("adaptive_max_pool", "subject `pooling`"),
    ("average_pool", "subject `pooling`"),
    ("max_pool", "subject `pooling`"),
    ("conv", "subject `convolution`"),
    ("conv_transpose", "subject `convolution`"),
    ("depthwise_conv", "subject `depthwise`"),
    ("resize", "subject `layers`"),
    ("upsample", "subject `layers`"),
    ("ctc_loss", "subject `losses`"),
    ("elastic_transform", "random"),
    ("random_beta", "random"),
    ("random_binomial", "random"),
    ("random_categorical", "random"),
    ("random_gamma", "random"),
    ("random_normal", "random"),
    ("random_randint", "random"),
    ("random_shuffle", "random"),
    ("random_truncated_normal", "random"),
    ("random_uniform", "random"),
    ("int_shape", "no tensor"),
    ("ndim", "no tensor"),
    ("shape", "no tensor"),
];

/// The arguments of a case by name.
struct Args<'a>(&'a Value);

impl Args<'_> {
    fn has(&self, name: &str) -> bool {
        !self.0[name].is_null()
    }

    fn int(&self, name: &str) -> isize {
        self.0[name].as_i64().unwrap_or_else(|| panic!("`{name}` is an integer")) as isize
    }

    fn size(&self, name: &str) -> usize {
        fixture::size(&self.0[name])
    }

    fn float(&self, name: &str) -> f32 {
        number(&self.0[name])
    }

    fn floats(&self, name: &str) -> Option<[f32; 2]> {
        self.0[name].as_array().map(|list| [number(&list[0]), number(&list[1])])
    }

    fn word(&self, name: &str) -> &str {
        self.0[name].as_str().unwrap_or_default()
    }

    fn flag(&self, name: &str) -> bool {
        self.0[name].as_bool().unwrap_or_default()
    }

    fn ints(&self, name: &str) -> Vec<isize> {
        ints(&self.0[name])
    }

    fn sizes(&self, name: &str) -> Vec<usize> {
        fixture::list(&self.0[name]).iter().map(fixture::size).collect()
    }

    fn two(&self, name: &str) -> [usize; 2] {
        self.sizes(name).try_into().expect("two sizes")
    }

    fn sections(&self) -> Sections {
        match &self.0["indices_or_sections"] {
            Value::Array(list) => Sections::At(list.iter().map(fixture::size).collect()),
            count => Sections::Count(fixture::size(count)),
        }
    }

    fn method(&self) -> QuantileMethod {
        match self.word("method") {
            "lower" => QuantileMethod::Lower,
            "higher" => QuantileMethod::Higher,
            "nearest" => QuantileMethod::Nearest,
            "midpoint" => QuantileMethod::Midpoint,
            _ => QuantileMethod::Linear,
        }
    }
}

fn ints(value: &Value) -> Vec<isize> {
    fixture::list(value).iter().map(|item| item.as_i64().expect("an integer") as isize).collect()
}

/// Calls `K`'s function of this name, over an axis where the case has one.
#[rustfmt::skip]
fn call(name: &str, tape: &Tape, x: &[Tensor], a: &Args<'_>) -> Vec<Tensor> {
    macro_rules! one_of {
        ($($function:ident)*) => {
            match name {
                $(stringify!($function) => return vec![K::$function(&x[0])],)*
                _ => {}
            }
        };
    }
    macro_rules! two_of {
        ($($function:ident)*) => {
            match name {
                $(stringify!($function) => return vec![K::$function(&x[0], &x[1])],)*
                _ => {}
            }
        };
    }
    macro_rules! over {
        ($($function:ident $axis:ident)*) => {
            match name {
                $(stringify!($function) if a.has("axis") => return vec![K::$axis(&x[0], a.int("axis"))],
                stringify!($function) => return vec![K::$function(&x[0])],)*
                _ => {}
            }
        };
    }
    macro_rules! along {
        ($($function:ident)*) => {
            match name {
                $(stringify!($function) => return vec![K::$function(&x[0], a.int("axis"))],)*
                _ => {}
            }
        };
    }
    macro_rules! quantiles {
        ($($function:ident $axis:ident)*) => {
            match name {
                $(stringify!($function) if a.has("axis") => {
                    return vec![K::$axis(&x[0], a.float("q"), a.int("axis"), a.method())];
                }
                stringify!($function) => return vec![K::$function(&x[0], a.float("q"), a.method())],)*
                _ => {}
            }
        };
    }
    one_of!(abs absolute fabs arccos arccosh arcsin arcsinh arctan arctanh batch_flatten bitwise_invert bitwise_not cbrt
        ceil corrcoef cos cosh deg2rad erf erfc erfinv exp exp2 expm1 flatten flip fliplr flipud floor i0 isfinite isinf
        isnan isneginf isposinf log log10 log1p log2 logical_not negative ones_like rad2deg ravel reciprocal relu round
        rsqrt sigmoid sign signbit sin sinc sinh softmax log_softmax softplus sqrt square stop_gradient tan tanh transpose
        trunc zeros_like);
    two_of!(add arctan2 bitwise_and bitwise_left_shift bitwise_or bitwise_right_shift bitwise_xor divide divide_no_nan
        equal floor_divide fmax fmin fmod gcd greater greater_equal heaviside hypot lcm ldexp left_shift less less_equal
        logaddexp logaddexp2 logical_and logical_or logical_xor maximum minimum mod_ multiply nextafter not_equal pow power
        prelu right_shift subtract true_divide bias_add cdist digitize dot gather inner kron matmul outer
        softmax_cross_entropy sparse_softmax_cross_entropy vdot);
    over!(all all_axis amax amax_axis amin amin_axis any any_axis argmax argmax_axis argmin argmin_axis
        count_nonzero count_nonzero_axis logsumexp logsumexp_axis max max_axis mean mean_axis median median_axis
        min min_axis nanargmax nanargmax_axis nanargmin nanargmin_axis nanmax nanmax_axis nanmean nanmean_axis
        nanmedian nanmedian_axis nanmin nanmin_axis nanprod nanprod_axis nanstd nanstd_axis nansum nansum_axis
        nanvar nanvar_axis prod prod_axis ptp ptp_axis std std_axis sum sum_axis var var_axis);
    along!(argsort cumprod cumsum expand_dims l2_normalize nancumprod nancumsum reverse sort squeeze);
    quantiles!(quantile quantile_axis percentile percentile_axis nanquantile nanquantile_axis
        nanpercentile nanpercentile_axis);
    let close = || [if a.has("rtol") { a.float("rtol") } else { 1e-5 }, if a.has("atol") { a.float("atol") } else { 1e-8 }];
    vec![match name {
        "clip" => K::clip(&x[0], a.float("min"), a.float("max")),
        "cast" => K::cast(&x[0], DType::Int),
        "nan_to_num" if a.has("nan") => {
            K::nan_to_num(&x[0], a.float("nan"), Some(a.float("posinf")), Some(a.float("neginf")))
        }
        "nan_to_num" => K::nan_to_num(&x[0], 0.0, None, None),
        "isclose" => K::isclose(&x[0], &x[1], close()[0], close()[1], a.flag("equal_nan")),
        "allclose" => K::allclose(&x[0], &x[1], close()[0], close()[1], a.flag("equal_nan")),
        "where_" => K::where_(&x[0], &x[1], &x[2]),
        "select" => {
            let conditions = [K::less(&x[0], 0.0), K::greater(&x[0], 1.0)];
            K::select(&conditions, &x[1..], 7.0)
        }

        "arange" => K::arange(tape, a.float("start"), a.float("stop"), a.float("step")),
        "full" => K::full(tape, &a.sizes("shape"), a.float("fill_value")),
        "constant" => K::constant(tape, a.float("value"), &a.sizes("shape")),
        "full_like" => K::full_like(&x[0], a.float("fill_value")),
        "ones" => K::ones(tape, &a.sizes("shape")),
        "zeros" => K::zeros(tape, &a.sizes("shape")),
        "identity" => K::identity(tape, a.size("n")),
        "eye" => K::eye(tape, a.size("N"), a.size("M"), a.int("k")),
        "tri" => K::tri(tape, a.size("N"), a.size("M"), a.int("k")),
        "linspace" => K::linspace(tape, a.float("start"), a.float("stop"), a.size("num"), a.flag("endpoint")),
        "logspace" => {
            K::logspace(tape, a.float("start"), a.float("stop"), a.size("num"), a.flag("endpoint"), a.float("base"))
        }
        "geomspace" => K::geomspace(tape, a.float("start"), a.float("stop"), a.size("num"), a.flag("endpoint")),
        "bartlett" => K::bartlett(tape, a.size("m")),
        "blackman" => K::blackman(tape, a.size("m")),
        "hamming" => K::hamming(tape, a.size("m")),
        "hanning" => K::hanning(tape, a.size("m")),
        "kaiser" => K::kaiser(tape, a.size("m"), a.float("beta")),
        "meshgrid" => {
            return K::meshgrid(x, if a.word("indexing") == "ij" { Indexing::IJ } else { Indexing::XY });
        }
        "vander" => K::vander(&x[0], a.size("N"), a.flag("increasing")),
        "diag" => K::diag(&x[0], a.int("k")),
        "diagflat" => K::diagflat(&x[0], a.int("k")),
        "tril" => K::tril(&x[0], a.int("k")),
        "triu" => K::triu(&x[0], a.int("k")),
        "diagonal" => K::diagonal(&x[0], a.int("offset"), a.int("axis1"), a.int("axis2")),
        "trace" => K::trace(&x[0], a.int("offset"), a.int("axis1"), a.int("axis2")),

        "broadcast_to" => K::broadcast_to(&x[0], &a.sizes("shape")),
        "moveaxis" => K::moveaxis(&x[0], &a.ints("source"), &a.ints("destination")),
        "swapaxes" => K::swapaxes(&x[0], a.int("axis1"), a.int("axis2")),
        "permute_dimensions" => K::permute_dimensions(&x[0], &a.sizes("pattern")),
        "roll" if a.has("axis") => K::roll_axis(&x[0], a.int("shift"), a.int("axis")),
        "roll" => K::roll(&x[0], a.int("shift")),
        "rot90" => K::rot90(&x[0], a.int("k"), a.ints("axes").try_into().expect("two axes")),
        "reshape" => K::reshape(&x[0], &a.ints("newshape")),
        "repeat" => K::repeat(&x[0], a.size("repeats"), a.int("axis")),
        "tile" => K::tile(&x[0], &a.sizes("repeats")),
        "concatenate" => K::concatenate(x, a.int("axis")),
        "stack" => K::stack(x, a.int("axis")),
        "append" if a.has("axis") => K::append_axis(&x[0], &x[1], a.int("axis")),
        "append" => K::append(&x[0], &x[1]),
        "hstack" => K::hstack(x),
        "vstack" => K::vstack(x),
        "dstack" => K::dstack(x),
        "split" => return K::split(&x[0], a.sections(), a.int("axis")),
        "array_split" => return K::array_split(&x[0], a.sections(), a.int("axis")),
        "hsplit" => return K::hsplit(&x[0], a.sections()),
        "vsplit" => return K::vsplit(&x[0], a.sections()),
        "dsplit" => return K::dsplit(&x[0], a.sections()),
        "unstack" => return K::unstack(&x[0], a.int("axis")),
        "part" => K::part(&x[0], a.size("offset"), &a.sizes("shape")),
        "slice" => K::slice(&x[0], &a.sizes("start_indices"), &a.ints("shape")),
        "slice_update" => K::slice_update(&x[0], &a.sizes("start_indices"), &x[1]),
        // x[-1, ..., ::-2, None]
        "get_item" => {
            K::get_item(&x[0], &[Index::At(-1), Index::Ellipsis, Index::Slice(None, None, -2), Index::NewAxis])
        }
        "pad" => {
            let by: Vec<[usize; 2]> = fixture::list(&a.0["pad_width"])
                .iter()
                .map(|pair| [fixture::size(&pair[0]), fixture::size(&pair[1])])
                .collect();
            K::pad(&x[0], &by, match a.word("mode") {
                "edge" => PadMode::Edge,
                "reflect" => PadMode::Reflect,
                "symmetric" => PadMode::Symmetric,
                "wrap" => PadMode::Wrap,
                _ => PadMode::Constant(a.float("constant_values")),
            })
        }
        "zero_pad" => K::zero_pad(&x[0], [a.two("padding")]),
        "crop" => K::crop(&x[0], [a.two("cropping")]),
        "unfold" => K::unfold(&x[0], a.two("kernel_size"), a.two("dilation"), a.two("padding"), a.two("stride")),
        "fold" => {
            let [output, kernel] = [a.two("output_size"), a.two("kernel_size")];
            K::fold(&x[0], output, kernel, a.two("dilation"), a.two("padding"), a.two("stride"))
        }
        "space_to_depth" => K::space_to_depth(&x[0], a.size("block_size")),
        "depth_to_space" => K::depth_to_space(&x[0], a.size("block_size")),
        "rearrange" => K::rearrange(&x[0], a.word("pattern"), &[("b", a.size("b"))]),

        "average" if a.has("axis") => K::average_axis(&x[0], a.int("axis"), x.get(1)),
        "average" => K::average(&x[0], x.get(1)),
        "correlate" => K::correlate(&x[0], &x[1], match a.word("mode") {
            "same" => CorrelateMode::Same,
            "full" => CorrelateMode::Full,
            _ => CorrelateMode::Valid,
        }),
        "diff" => K::diff(&x[0], a.size("n"), a.int("axis")),
        "trapezoid" => K::trapezoid(&x[0], x.get(1), if a.has("dx") { a.float("dx") } else { 1.0 }, a.int("axis")),
        "bincount" => K::bincount(&x[0], x.get(1), if a.has("minlength") { a.size("minlength") } else { 0 }),
        "histogram" => return K::histogram(&x[0], a.size("bins"), a.floats("range")).into(),

        "top_k" => return K::top_k(&x[0], a.size("k")).into(),
        "in_top_k" => K::in_top_k(&x[0], &x[1], a.size("k")),
        "searchsorted" => {
            K::searchsorted(&x[0], &x[1], if a.word("side") == "right" { Side::Right } else { Side::Left })
        }
        "unique" => return K::unique(&x[0]).into(),
        "nonzero" => return K::nonzero(&x[0]),
        "isin" => K::isin(&x[0], &x[1], a.flag("invert")),

        "take" if a.has("axis") => K::take_axis(&x[0], &x[1], a.int("axis")),
        "take" => K::take(&x[0], &x[1]),
        "take_along_axis" => K::take_along_axis(&x[0], &x[1], a.int("axis")),
        "one_hot" => K::one_hot(&x[0], a.size("num_classes")),
        "unravel_index" => return K::unravel_index(&x[0], &a.sizes("shape")),
        "scatter" => K::scatter(&x[0], &x[1], &a.sizes("shape")),
        "scatter_update" => K::scatter_update(&x[0], &x[1], &x[2], match a.word("reduction") {
            "add" => ScatterReduction::Add,
            "mul" => ScatterReduction::Mul,
            "max" => ScatterReduction::Max,
            "min" => ScatterReduction::Min,
            _ => ScatterReduction::Replace,
        }),
        "segment_sum" => K::segment_sum(&x[0], &x[1], a.size("num_segments")),
        "segment_prod" => K::segment_prod(&x[0], &x[1], a.size("num_segments")),
        "segment_max" => K::segment_max(&x[0], &x[1], a.size("num_segments")),
        "segment_min" => K::segment_min(&x[0], &x[1], a.size("num_segments")),

        "linear" => K::linear(&x[0], &x[1], Some(&x[2]), Default::default()),
        "batch_dot" => K::batch_dot(&x[0], &x[1], [2, 1]),
        "cross" => K::cross(&x[0], &x[1], a.int("axis")),
        "einsum" => K::einsum(a.word("subscripts"), &x.iter().collect::<Vec<_>>()),
        "tensordot" => match &a.0["axes"] {
            Value::Array(axes) => K::tensordot(&x[0], &x[1], K::Contraction::Axes(ints(&axes[0]), ints(&axes[1]))),
            count => K::tensordot(&x[0], &x[1], fixture::size(count)),
        },
        _ => panic!("{name} has no counterpart here"),
    }]
}

#[test]
fn operations_have_the_values_and_the_gradients_of_keras() {
    for case in fixture::list(&fixture::read("ops")["cases"]) {
        let name = case["op"].as_str().expect("a case has a name");
        let inputs = fixture::list(&case["inputs"]);
        let what = format!(
            "K::{name}({}) of {:?}",
            case["args"],
            inputs.iter().map(fixture::shape).collect::<Vec<_>>()
        );
        let tape = Tape::new();
        let variable = |input: &Value| {
            let numbers = numbers(input);
            Variable::new("x", &fixture::shape(input), |x| x.copy_from_slice(&numbers))
                .expect("a small shape")
        };
        let variables: Vec<Variable> = inputs.iter().map(variable).collect();
        let x: Vec<Tensor> = variables.iter().map(|variable| tape.variable(variable)).collect();
        let found = call(name, &tape, &x, &Args(&case["args"]));
        tape.check().unwrap_or_else(|error| panic!("{what}: {error}"));
        let outputs = fixture::list(&case["outputs"]);
        assert_eq!(found.len(), outputs.len(), "{what}: number of outputs");
        let mut loss = tape.array(&ndarray::arr0(0.0));
        for (found, keras) in found.iter().zip(outputs) {
            assert_eq!(found.shape().to_vec(), fixture::shape(keras), "{what}: shape");
            found.read(|found| close(&what, found, &numbers(keras)));
            let weight = |i: usize| 0.5 + (i * 7 % 11) as f32 / 10.0;
            let weights = tape.constant(&found.shape(), |w| (0..w.len()).for_each(|i| w[i] = weight(i)));
            if found.requires_gradient() {
                loss = loss + K::sum(&(found * weights));
            }
        }
        let gradients = fixture::list(&case["gradients"]);
        if gradients.is_empty() {
            continue;
        }
        tape.backward(&loss).unwrap_or_else(|error| panic!("{what}: {error}"));
        for (i, (variable, keras)) in
            variables.iter().zip(gradients).enumerate().filter(|(_, (_, keras))| !keras.is_null())
        {
            let found = tape.gradient(variable, |gradient| gradient.to_vec());
            let found = found.unwrap_or_else(|| vec![0.0; variable.value().len()]);
            close(&format!("{what}, gradient {i}"), &found, &numbers(keras));
        }
    }
}

#[test]
fn every_operation_has_a_case() {
    let fixture = fixture::read("ops");
    let mut cases: Vec<String> = fixture::list(&fixture["cases"])
        .iter()
        .map(|case| case["op"].as_str().expect("a name").to_owned())
        .collect();
    for subject in ["image_ops", "linalg", "neural", "signals"] {
        let fixture = fixture::read(subject);
        let calls = fixture::list(&fixture["cases"]).iter().map(fixture::source);
        cases
            .extend(calls.filter_map(|source| {
                Some(source.split_once('(')?.0.trim_start_matches("image.").to_owned())
            }));
    }
    let page = include_str!("../../keras-runtime/src/autodiff/backend.rs");
    let table = page.split("//! |---|---|").nth(1).expect("the page has a table");
    let names = table
        .lines()
        .skip(1)
        .take_while(|line| line.starts_with("//! |"))
        .flat_map(|line| line.split('[').filter_map(|link| link.strip_prefix('`')?.split('`').next()));
    for name in names {
        let elsewhere = ELSEWHERE.iter().any(|(other, _)| *other == name);
        assert!(
            elsewhere != cases.iter().any(|case| case == name),
            "`K::{name}` should have a case in `ops.py`, or a reason to have none"
        );
    }
}

/// A number, or what is none in words.
fn number(value: &Value) -> f32 {
    value.as_str().map_or_else(|| fixture::number(value), |word| word.parse().expect("inf or nan"))
}

fn numbers(array: &Value) -> Vec<f32> {
    fixture::list(&array["data"]).iter().map(number).collect()
}

/// What is not finite has to be the same, all else close.
#[track_caller]
fn close(what: &str, found: &[f32], keras: &[f32]) {
    let same = |found: f32, keras: f32| found == keras || (found.is_nan() && keras.is_nan());
    let is_odd = |keras: &f32| !keras.is_finite();
    let odd = keras.iter().zip(found).find(|(keras, found)| is_odd(keras) && !same(**found, **keras));
    assert_eq!(odd, None, "{what}: what is not finite");
    let finite = |values: &[f32]| -> Vec<f32> {
        values.iter().zip(keras).filter(|(_, keras)| !is_odd(keras)).map(|(value, _)| *value).collect()
    };
    let (found, keras) = (finite(found), finite(keras));
    // Where all numbers are 0 but for rounding, as those of a window at its ends, it is that of 32 bits.
    let room = (TOLERANCE * fixture::mean(&keras).min(1.0)).max(f32::EPSILON);
    fixture::assert_within(what, &found, &keras, room, TOLERANCE);
}
