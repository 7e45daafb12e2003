//! Output shapes of convolutions and poolings.

use crate::kernels::windows::{Padding, Window};
use crate::layer::rules::{RETURN_SEQUENCES, at_least_one};
use crate::shape::{Dim, Fault, Origin, Shape, ShapeResult, Spec};
use crate::shape_try;

/// The windows on `N` axes of a layer's arguments.
pub const fn windows<const N: usize>(
    size: [usize; N],
    strides: [usize; N],
    dilation_rate: [usize; N],
    padding: Padding,
) -> [Window; N] {
    let mut windows = [Window::ONE; N];
    let mut i = 0;
    while i < N {
        windows[i] = Window { size: size[i], stride: strides[i], dilation: dilation_rate[i], padding };
        i += 1;
    }
    windows
}

/// What a layer's windows are called.
#[derive(Clone, Copy)]
pub enum WindowKind {
    /// Those of a convolution.
    Kernel,
    /// Those of a convolution whose first argument they are.
    OnlyKernel,
    /// Those of a pooling.
    Pool,
    /// The frames of a signal.
    Frame,
}

/// Images of `N` axes and channels, whatever a sample is called.
pub const fn image<const N: usize>(x: &Spec) -> ShapeResult<()> {
    let (origin, x) = (x.origin(), x.shape());
    if x.rank() == N + 1 {
        return ShapeResult::Ok(());
    }
    let fault = Fault::new("takes ").text(match N {
        1 => "sequences, (steps, channels)",
        2 => "images, (height, width, channels)",
        _ => "volumes, (depth, height, width, channels)",
    });
    let fault = fault.text(", was given ").shape(&x);
    ShapeResult::Err(match (N, x.rank()) {
        (_, 1) if matches!(origin, Origin::Flattened) => {
            fault.help("call it on what stands before `Flatten`")
        }
        (_, 1) if matches!(origin, Origin::Pooled) => {
            fault.help("call it on what stands before the pooling, which leaves one vector")
        }
        (1, 1) if matches!(origin, Origin::LastStep) => fault.help(RETURN_SEQUENCES),
        (1, 1) => fault.help("give each step an axis of channels: `Reshape((-1, 1))` before it"),
        (2, 1) => vector_as_image(fault, matches!(origin, Origin::Input), x.dim(0)),
        (2, 2) if !is_square(&x) || !matches!(origin, Origin::Input) => one_channel(
            fault.help("steps and channels go into a layer for sequences, such as `Conv1D`; for pixels without an axis of channels, "),
            &x,
        ),
        (2, 2) => one_channel(fault.help("give each pixel an axis of channels: "), &x),
        (3, 3) if matches!(x.dim(2), Dim::Known(1 | 3 | 4)) => {
            fault.help("an image goes into a layer for images, whose name ends with `2D`")
        }
        (3, 3) => one_channel(fault.help("give each cell an axis of channels: "), &x),
        (_, rank) if rank <= N => {
            fault.help("it stands before `Flatten` or a pooling of everything, not behind")
        }
        (_, rank) if rank == N + 2 && matches!(x.dim(0), Dim::Unknown) && matches!(origin, Origin::Input) => {
            fault.help("one sample has these axes; the batch is not written")
        }
        (1, 3) => fault.help("an image goes into a layer for images, whose name has `2D` in place of `1D`"),
        (2, 4) => fault.help(
            "images one after the other go into a layer for volumes, whose name has `3D`, or `TimeDistributed(…)` around \
             this one; the batch is not written",
        ),
        _ => fault.help("one sample has these axes; the batch is not written"),
    })
}

/// Whether a shape is as high as wide.
const fn is_square(x: &Shape) -> bool {
    x.dim(0).code() == x.dim(1).code()
}

/// Adds the `Reshape` that gives each element of a shape an axis of its own.
const fn one_channel(mut fault: Fault, x: &Shape) -> Fault {
    let (mut axis, mut unknown) = (0, 0);
    while axis < x.rank() {
        unknown += matches!(x.dim(axis), Dim::Unknown) as usize;
        axis += 1;
    }
    if unknown > 1 {
        return fault.text("`Reshape` before it");
    }
    (fault, axis) = (fault.text("`Reshape(("), 0);
    while axis < x.rank() {
        fault = match x.dim(axis) {
            Dim::Known(size) => fault.number(size),
            Dim::Unknown => fault.text("-1"),
        };
        (fault, axis) = (fault.text(", "), axis + 1);
    }
    fault.text("1))` before it")
}

/// Adds the image that a vector may be: an input of 784 numbers is (28, 28, 1), and what a decoder has made of 6272 units
/// is (7, 7, 128).
const fn vector_as_image(fault: Fault, is_input: bool, length: Dim) -> Fault {
    let fault = fault.help("give the vector the axes of an image: ");
    let Dim::Known(length) = length else { return fault.text("`Reshape` before it") };
    let mut channels = if is_input { 1 } else { largest_power_of_two(length) };
    while channels > 0 {
        let side = (length / channels).isqrt();
        if side * side * channels == length && side >= 4 {
            let fault = fault.text("`Reshape((").number(side).text(", ").number(side).text(", ");
            return fault.number(channels).text("))` before it");
        }
        channels = match (is_input, channels) {
            (true, 1) => 3,
            (true, _) => 0,
            (false, _) => channels / 2,
        };
    }
    fault.text("`Reshape((height, width, channels))` before it")
}

/// The largest power of two that divides a number.
const fn largest_power_of_two(number: usize) -> usize {
    if number == 0 { 0 } else { 1 << number.trailing_zeros() }
}

/// The shape of an image after windows have moved over it, with so many channels.
pub const fn slid<const N: usize>(
    noun: WindowKind,
    x: &Shape,
    windows: &[Window; N],
    channels: Dim,
) -> ShapeResult<Shape> {
    shape_try!(image::<N>(&Spec::new(*x)));
    let (mut y, mut axis) = (Shape::SCALAR, 0);
    while axis < N {
        let window = &windows[axis];
        y = y.push(match x.dim(axis) {
            Dim::Unknown => Dim::Unknown,
            Dim::Known(input) => match window.count(input) {
                Some(output) => Dim::Known(output),
                None => return ShapeResult::Err(too_long(noun, x, windows, axis)),
            },
        });
        axis += 1;
    }
    ShapeResult::Ok(y.push(channels))
}

/// The shape of an image to which each element of `x` adds a window, with so many channels.
pub const fn spread<const N: usize>(
    x: &Shape,
    windows: &[Window; N],
    output_padding: Option<[usize; N]>,
    channels: Dim,
) -> ShapeResult<Shape> {
    shape_try!(image::<N>(&Spec::new(*x)));
    let (mut y, mut axis) = (Shape::SCALAR, 0);
    while axis < N {
        let stride = windows[axis].stride;
        let longer = match &output_padding {
            Some(longer) if longer[axis] >= stride => {
                let fault = Fault::new("needs an `output_padding` below its `strides`, was given ");
                return ShapeResult::Err(fault.number(longer[axis]).text(" with strides of ").number(stride));
            }
            Some(longer) => Some(longer[axis]),
            None => None,
        };
        y = y.push(match x.dim(axis) {
            Dim::Unknown => Dim::Unknown,
            Dim::Known(input) => match windows[axis].from(input, longer).input {
                0 => {
                    let fault = Fault::new("leaves nothing of axis ").number(axis + 1).text(" of ").shape(x);
                    return ShapeResult::Err(
                        fault.help("leave out `output_padding`, or give it a larger one"),
                    );
                }
                output => Dim::Known(output),
            },
        });
        axis += 1;
    }
    ShapeResult::Ok(y.push(channels))
}

/// Where no window comes before another, or nobody asks which, there is no causal padding.
pub const fn not_causal(padding: Padding) -> ShapeResult<()> {
    match padding {
        Padding::Causal => ShapeResult::Err(
            Fault::new("has no `padding = causal`, which is for `Conv1D`")
                .help("use `valid` or `same`")
                .of_argument(),
        ),
        _ => ShapeResult::Ok(()),
    }
}

/// Whether windows can move at all.
pub const fn sensible<const N: usize>(noun: WindowKind, windows: &[Window; N]) -> ShapeResult<()> {
    let size = match noun {
        WindowKind::Kernel | WindowKind::OnlyKernel => "kernel_size",
        WindowKind::Pool => "pool_size",
        WindowKind::Frame => "frame_length",
    };
    let (mut stride, mut dilation, mut axis) = (1, 1, 0);
    while axis < N {
        let window = &windows[axis];
        shape_try!(at_least_one(size, window.size));
        shape_try!(at_least_one("strides", window.stride));
        shape_try!(at_least_one("dilation_rate", window.dilation));
        stride = if window.stride > stride { window.stride } else { stride };
        dilation = if window.dilation > dilation { window.dilation } else { dilation };
        axis += 1;
    }
    if stride > 1 && dilation > 1 {
        let fault = Fault::new("cannot have `strides` of ").number(stride);
        let fault = fault.text(" and a `dilation_rate` of ").number(dilation).text(" together");
        return ShapeResult::Err(fault.help("leave one of them at 1").of_argument());
    }
    ShapeResult::Ok(())
}

/// The largest kernel that somebody would mean: one beyond it is more likely a number of channels.
const LARGEST_KERNEL: usize = 11;

const fn too_long<const N: usize>(noun: WindowKind, x: &Shape, windows: &[Window; N], axis: usize) -> Fault {
    let (mut size, mut i) = (Shape::SCALAR, 0);
    while i < N {
        size = size.push(Dim::Known(windows[i].extent()));
        i += 1;
    }
    let fault = Fault::new(match noun {
        WindowKind::Kernel | WindowKind::OnlyKernel => "has a kernel of ",
        WindowKind::Pool => "has a pool of ",
        WindowKind::Frame => "has frames of ",
    });
    let fault = fault.shape(&size);
    let fault = fault.text(", which does not fit into its input ").shape(x).text(": axis ").number(axis + 1);
    let fault = fault.text(" has ").dim(x.dim(axis));
    match noun {
        WindowKind::Kernel if N > 1 && windows[axis].size > LARGEST_KERNEL => {
            let help = "use a smaller kernel; the arguments are `filters`, then `kernel_size`, without a number of channels";
            return fault.help(help);
        }
        WindowKind::OnlyKernel if windows[axis].size > LARGEST_KERNEL => {
            let help = "it has no `filters`: the arguments are `kernel_size`, then `strides`; \
                        `depth_multiplier` is how many channels become of one";
            return fault.help(help);
        }
        _ => {}
    }
    fault.help(match (x.dim(0), x.dim(1), x.dim(N)) {
        (Dim::Known(1 | 3 | 4), Dim::Known(height), Dim::Known(width))
            if N == 2 && height == width && width >= 16 =>
        {
            "channels come last here: an image is (height, width, channels)"
        }
        // What a convolution with `padding = same` has made of (channels, height, width).
        (Dim::Known(1 | 3 | 4), Dim::Known(16..), _)
            if N == 2 && axis == 0 && matches!(noun, WindowKind::Pool) =>
        {
            "channels come last here: the input of the model is (height, width, channels)"
        }
        _ => "use `padding = same`, fewer or smaller poolings before it, or a larger input",
    })
}
