//! Convolutions.

use ndarray::ArrayD;

use super::super::call::Call;
use super::super::exporter::Order;
use super::super::graph::Name;
use super::super::proto::Attribute;
use super::activate;
use crate::Result;
use crate::kernels::windows::{Padding, Window};
use crate::shape::{Dim, Shape};

/// The windows on the axes of a layer's arguments.
pub fn windows(call: &Call<'_>, size: &str) -> Vec<Window> {
    let padding = match call.word("padding") {
        "same" => Padding::Same,
        "causal" => Padding::Causal,
        _ => Padding::Valid,
    };
    let size = call.sizes(size);
    let or = |name: &str, others: Vec<i64>| {
        Some(call.sizes(name)).filter(|sizes| !sizes.is_empty()).unwrap_or(others)
    };
    // Those of a pooling that has no strides stand side by side; a convolution has them.
    let (strides, dilations) = (or("strides", size.clone()), or("dilation_rate", vec![1; size.len()]));
    let window = |i: usize| Window {
        size: size[i] as usize,
        stride: strides[i] as usize,
        dilation: dilations[i] as usize,
        padding,
    };
    (0..size.len()).map(window).collect()
}

/// The attributes of windows that move over a sample of this shape.
pub fn sliding(windows: &[Window], shape: &Shape) -> Vec<Attribute> {
    let pads = |(i, window): (usize, &Window)| match (window.padding, shape.dim(i)) {
        (Padding::Valid, _) => Some([0, 0]),
        (Padding::Causal, _) => Some([window.extent() - 1, 0]),
        (Padding::Same, Dim::Known(size)) => {
            let steps = size.div_ceil(window.stride).saturating_sub(1) * window.stride;
            let all = (steps + window.extent()).saturating_sub(size);
            Some([all / 2, all - all / 2])
        }
        (Padding::Same, Dim::Unknown) if window.stride == 1 => {
            let all = window.extent() - 1;
            Some([all / 2, all - all / 2])
        }
        (Padding::Same, Dim::Unknown) => None,
    };
    let all = |of: fn(&Window) -> usize| windows.iter().map(of).collect::<Vec<_>>();
    let mut attributes = vec![
        Attribute::ints("kernel_shape", &all(|window| window.size)),
        Attribute::ints("strides", &all(|window| window.stride)),
    ];
    if windows.iter().any(|window| window.dilation > 1) {
        attributes.push(Attribute::ints("dilations", &all(|window| window.dilation)));
    }
    match windows.iter().enumerate().map(pads).collect::<Option<Vec<_>>>() {
        Some(pads) if pads.iter().all(|pads| *pads == [0, 0]) => {}
        Some(pads) => {
            let (begin, end): (Vec<_>, Vec<_>) = pads.into_iter().map(|[begin, end]| (begin, end)).unzip();
            attributes.push(Attribute::ints("pads", &[begin, end].concat()));
        }
        None => attributes.push(Attribute::word("auto_pad", "SAME_UPPER")),
    }
    attributes
}

/// A kernel with its last two axes first: those of the channels that come out, and go in.
pub fn channels_first(kernel: ArrayD<f32>, swapped: bool) -> ArrayD<f32> {
    let last = kernel.ndim() - 1;
    let front = if swapped { [last, last - 1] } else { [last - 1, last] };
    let axes: Vec<usize> = front.into_iter().chain(0..last - 1).collect();
    kernel.permuted_axes(axes).as_standard_layout().into_owned()
}

/// The shape of a sample before the activation.
fn with_channels(call: &Call<'_>, channels: usize) -> Shape {
    let shape = call.outputs[0].shape();
    shape.with(shape.rank() - 1, Dim::Known(channels))
}

/// A node of a convolution, and the activation behind it.
fn convolved(
    call: &mut Call<'_>,
    op: &str,
    inputs: [&Name; 2],
    attributes: Vec<Attribute>,
    filters: usize,
) -> Result<Vec<usize>> {
    let bias = call.find_weight("bias");
    let given: Vec<&str> = inputs.into_iter().chain(&bias).map(|name| &**name).collect();
    let y = call.graph().node(op, &given, attributes);
    let (function, shape) = (call.argument("activation")?, with_channels(call, filters));
    let y = activate(call.graph(), &function, &y, Order::First, &shape)?;
    call.give_in(&y, Order::First)
}

/// As [`Conv2D`](crate::layers::Conv2D).
pub fn convolution(call: &mut Call<'_>) -> Result<Vec<usize>> {
    let x = call.input_in(0, Order::First);
    let kernel = channels_first(call.array("kernel")?, true);
    let filters = kernel.shape()[0];
    let kernel = call.weight_as("kernel", &kernel);
    let mut attributes = sliding(&windows(call, "kernel_size"), &call.spec(0).shape());
    let groups = call.sizes("groups")[0];
    if groups > 1 {
        attributes.push(Attribute::int("group", groups));
    }
    convolved(call, "Conv", [&x, &kernel], attributes, filters)
}

/// A depthwise convolution of `x`: its kernel in ONNX's form, and the attributes.
fn by_channel(call: &mut Call<'_>, name: &str) -> Result<(Name, Vec<Attribute>, usize)> {
    let kernel = channels_first(call.array(name)?, false);
    let mut dims = kernel.shape().to_vec();
    let (channels, filters) = (dims[0], dims[0] * dims[1]);
    dims.splice(0..2, [filters, 1]);
    let kernel = kernel.into_shape_with_order(dims).expect("the number of elements is the same");
    let mut attributes = sliding(&windows(call, "kernel_size"), &call.spec(0).shape());
    attributes.push(Attribute::int("group", channels as i64));
    Ok((call.weight_as(name, &kernel), attributes, filters))
}

/// As [`DepthwiseConv2D`](crate::layers::DepthwiseConv2D).
pub fn depthwise(call: &mut Call<'_>) -> Result<Vec<usize>> {
    let x = call.input_in(0, Order::First);
    let (kernel, attributes, filters) = by_channel(call, "kernel")?;
    convolved(call, "Conv", [&x, &kernel], attributes, filters)
}

/// As [`SeparableConv2D`](crate::layers::SeparableConv2D).
pub fn separable(call: &mut Call<'_>) -> Result<Vec<usize>> {
    let x = call.input_in(0, Order::First);
    let (kernel, attributes, _) = by_channel(call, "depthwise_kernel")?;
    let between = call.graph().node("Conv", &[&x, &kernel], attributes);
    let kernel = channels_first(call.array("pointwise_kernel")?, true);
    let filters = kernel.shape()[0];
    let kernel = call.weight_as("pointwise_kernel", &kernel);
    convolved(call, "Conv", [&between, &kernel], vec![], filters)
}

/// As [`Conv2DTranspose`](crate::layers::Conv2DTranspose).
pub fn transposed(call: &mut Call<'_>) -> Result<Vec<usize>> {
    let x = call.input_in(0, Order::First);
    let kernel = channels_first(call.array("kernel")?, true);
    let filters = kernel.shape()[1];
    let kernel = call.weight_as("kernel", &kernel);
    let (mut begin, mut end, mut longer) = (vec![], vec![], vec![]);
    let (windows, output_padding) = (windows(call, "kernel_size"), call.sizes("output_padding"));
    for (i, window) in windows.iter().enumerate() {
        // What one element adds says what is cut off at both ends of an axis, or added at its end.
        let axis = window.from(1, output_padding.get(i).map(|&size| size as usize));
        let rest = window.extent() as i64 - axis.before as i64 - axis.input as i64;
        begin.push(axis.before as i64);
        end.push(rest.max(0));
        longer.push((-rest).max(0));
    }
    let all = |of: fn(&Window) -> usize| windows.iter().map(of).collect::<Vec<_>>();
    let attributes = vec![
        Attribute::ints("kernel_shape", &all(|window| window.size)),
        Attribute::ints("strides", &all(|window| window.stride)),
        Attribute::ints("dilations", &all(|window| window.dilation)),
        Attribute::ints("pads", &[begin, end].concat()),
        Attribute::ints("output_padding", &longer),
    ];
    convolved(call, "ConvTranspose", [&x, &kernel], attributes, filters)
}
