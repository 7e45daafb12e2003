//! Checks that several shape rules share.

pub mod windows;

use crate::shape::{Dim, Fault, List, MAX_RANK, Origin, Shape, ShapeResult, Spec};
use crate::shape_try;

/// An argument that counts something.
pub const fn at_least_one(argument: &str, value: usize) -> ShapeResult<usize> {
    if value == 0 {
        return ShapeResult::Err(
            Fault::new("needs ").name(argument).text(" of 1 or more, was given 0").of_argument(),
        );
    }
    ShapeResult::Ok(value)
}

/// An argument that is a probability of dropping.
pub const fn rate(argument: &str, value: f32) -> ShapeResult<f32> {
    if value >= 0.0 && value < 1.0 {
        return ShapeResult::Ok(value);
    }
    ShapeResult::Err(
        Fault::new("needs ")
            .name(argument)
            .text(" of 0 or more and below 1, was given ")
            .float(value)
            .of_argument(),
    )
}

/// An argument that is a size of something.
pub const fn not_negative(argument: &str, value: f32) -> ShapeResult<f32> {
    if value >= 0.0 && value.is_finite() {
        return ShapeResult::Ok(value);
    }
    ShapeResult::Err(
        Fault::new("needs a finite ")
            .name(argument)
            .text(" of 0 or more, was given ")
            .float(value)
            .of_argument(),
    )
}

/// A number above 0.
pub const fn positive(argument: &str, value: f32) -> ShapeResult<f32> {
    if value > 0.0 && value.is_finite() {
        return ShapeResult::Ok(value);
    }
    ShapeResult::Err(
        Fault::new("needs a finite ").name(argument).text(" above 0, was given ").float(value).of_argument(),
    )
}

/// The last axis, whose size weights depend on.
pub const fn known_last(shape: &Shape) -> ShapeResult<usize> {
    match shape.last() {
        Some(Dim::Known(size)) => ShapeResult::Ok(size),
        Some(Dim::Unknown) => ShapeResult::Err(
            Fault::new("needs a last axis of known size, was given ")
                .shape(shape)
                .help("its weights have that size: write a number instead of `_`, or pool the axis away"),
        ),
        None => ShapeResult::Err(Fault::new("needs a last axis, was given a single number a sample: ()")),
    }
}

/// The position among the axes of a sample of Keras's `axis`: the batch is 0, and negative ones count from the end.
pub const fn axis(axis: isize, shape: &Shape) -> ShapeResult<usize> {
    let rank = shape.rank() as isize;
    if axis >= 1 && axis <= rank {
        ShapeResult::Ok((axis - 1) as usize)
    } else if axis < 0 && axis >= -rank {
        ShapeResult::Ok((rank + axis) as usize)
    } else if axis == 0 {
        ShapeResult::Err(Fault::new("cannot work along axis 0: that is the batch"))
    } else {
        let fault = Fault::new("has no axis ").signed(axis).text(" to work along in ").shape(shape);
        ShapeResult::Err(fault.text(": use 1 to ").signed(rank).text(", or -1 to ").signed(-rank))
    }
}

/// The axes of a sample that a list names, each by [`axis`], as bits of a number; at least one, and each once.
pub const fn axes(list: &List<isize>, shape: &Shape) -> ShapeResult<u32> {
    let (mut axes, mut i) = (0, 0);
    while i < list.len() {
        let position = shape_try!(axis(list.get(i), shape));
        if axes & (1 << position) != 0 {
            let fault = Fault::new("is given axis ").number(position + 1).text(" of ").shape(shape);
            return ShapeResult::Err(
                fault.text(" twice").help("negative axes count from the end, the batch is axis 0"),
            );
        }
        axes |= 1 << position;
        i += 1;
    }
    if axes == 0 {
        return ShapeResult::Err(Fault::new("needs an axis to work along"));
    }
    ShapeResult::Ok(axes)
}

/// The number of elements of a shape, an axis of unknown size counting once.
pub const fn known_elements(shape: &Shape) -> u64 {
    let mut elements: u64 = 1;
    let mut i = 0;
    while i < shape.rank() {
        if let Dim::Known(size) = shape.dim(i) {
            elements = elements.saturating_mul(size as u64);
        }
        i += 1;
    }
    elements
}

/// What is given in each of so many steps, as one tensor.
pub const fn in_each_step(steps: Dim, step: &Spec) -> ShapeResult<Spec> {
    let dims = step.shape();
    if dims.rank() == MAX_RANK {
        let fault = Fault::new("has no room for an axis of steps before ").shape(&dims);
        return ShapeResult::Err(fault.text(": a sample has at most 5 axes"));
    }
    let mut shape = Shape::new(&[steps]);
    let mut axis = 0;
    while axis < dims.rank() {
        shape = shape.push(dims.dim(axis));
        axis += 1;
    }
    ShapeResult::Ok(Spec::new(shape).with_dtype(step.dtype()).with_head(step.head()))
}

/// The help for a recurrent layer that gives its last step alone.
pub const RETURN_SEQUENCES: &str = "give the recurrent layer before it `return_sequences = true`";

/// Adds to the fault of a layer of sequences what becomes of more axes.
pub const fn axes_surplus(fault: Fault, x: &Spec) -> Fault {
    let (is_input, x) = (matches!(x.origin(), Origin::Input), x.shape());
    match (x.dim(0), x.dim(1), x.dim(2)) {
        // An image.
        (Dim::Known(_), Dim::Known(_), Dim::Known(1 | 3)) | (_, _, Dim::Unknown) => {}
        (_, steps, features) if is_input && x.rank() == 3 => {
            let fault = fault.help("the batch is not written: `input = (").dim(steps).text(", ");
            return fault.dim(features).text(")`");
        }
        _ => {}
    }
    let step = x.without(0);
    let fault = fault.help("make one axis of features of a step's axes: ");
    match (x.dim(0), step.size()) {
        (Dim::Known(steps), Dim::Known(features)) => {
            fault.text("`Reshape((").number(steps).text(", ").number(features).text("))` before it")
        }
        (Dim::Unknown, Dim::Known(features)) => {
            fault.text("`Reshape((-1, ").number(features).text("))` before it")
        }
        _ => fault.text("`Reshape` before it"),
    }
}

/// Adds to the fault of a layer of sequences how a vector becomes one, by what stands before it.
pub const fn steps_missing(fault: Fault, x: &Spec) -> Fault {
    fault.help(match x.origin() {
        Origin::LastStep => RETURN_SEQUENCES,
        Origin::Pooled => "call it on what stands before the pooling, which leaves one vector",
        Origin::Flattened => "call it on what stands before `Flatten`",
        Origin::Input => "make it steps of one feature: `Reshape((-1, 1))` before it",
        Origin::OneStep => "it takes all the steps itself: leave out `TimeDistributed`",
        Origin::Steps | Origin::Other => {
            "a vector becomes steps by `RepeatVector(10)` before it, which repeats it"
        }
    })
}
