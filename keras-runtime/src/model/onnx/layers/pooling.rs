//! Poolings.

use super::super::call::{Call, known};
use super::super::exporter::{Mask, Order};
use super::super::proto::FLOAT;
use super::convolution::{sliding, windows};
use crate::Result;

fn pooled(call: &mut Call<'_>, op: &str) -> Result<Vec<usize>> {
    let x = call.input_in(0, Order::First);
    let attributes = sliding(&windows(call, "pool_size"), &call.spec(0).shape());
    let y = call.graph().node(op, &[&x], attributes);
    call.give_in(&y, Order::First)
}

/// As [`MaxPooling2D`](crate::layers::MaxPooling2D).
pub fn max(call: &mut Call<'_>) -> Result<Vec<usize>> {
    pooled(call, "MaxPool")
}

/// As [`AveragePooling2D`](crate::layers::AveragePooling2D). What is padded is not counted, as by default in ONNX.
pub fn average(call: &mut Call<'_>) -> Result<Vec<usize>> {
    pooled(call, "AveragePool")
}

/// Windows that adapt to the axes of an image, whose sizes say where each begins and ends: axis after axis.
fn adaptive(call: &mut Call<'_>, op: &str) -> Result<Vec<usize>> {
    let (order, rank, mut y) = (call.order(), call.rank(0), String::new());
    let sizes = call.sizes("output_size");
    for axis in 1..rank - 1 {
        let input = known(call.spec(0).shape().dim(axis - 1), "axes to pool")? as i64;
        let output = sizes.get(axis - 1).copied().unwrap_or(sizes[0]);
        let place = order.axis(axis, rank);
        let x = if axis == 1 { call.input_in(0, order) } else { y };
        let graph = call.graph();
        let windows: Vec<_> = (0..output)
            .map(|i| {
                let ends = [i * input / output, ((i + 1) * input + output - 1) / output, 1];
                let window = graph.slice(&x, place, ends);
                graph.reduce(op, &window, &[place], true)
            })
            .collect();
        y = graph.concat(&windows.iter().map(|window| &**window).collect::<Vec<_>>(), place);
    }
    call.give_in(&y, order)
}

/// As [`AdaptiveAveragePooling2D`](crate::layers::AdaptiveAveragePooling2D).
pub fn adaptive_average(call: &mut Call<'_>) -> Result<Vec<usize>> {
    adaptive(call, "ReduceMean")
}

/// As [`AdaptiveMaxPooling2D`](crate::layers::AdaptiveMaxPooling2D).
pub fn adaptive_max(call: &mut Call<'_>) -> Result<Vec<usize>> {
    adaptive(call, "ReduceMax")
}

fn global(call: &mut Call<'_>, op: &str) -> Result<Vec<usize>> {
    let (order, rank, keepdims) = (call.order(), call.rank(0), call.is("keepdims"));
    let x = call.input_in(0, order);
    let axes: Vec<usize> = (1..rank - 1).map(|axis| order.axis(axis, rank)).collect();
    let y = call.graph().reduce(op, &x, &axes, keepdims);
    call.give_in(&y, if keepdims { order } else { Order::Last })
}

/// As [`GlobalMaxPooling2D`](crate::layers::GlobalMaxPooling2D).
pub fn global_max(call: &mut Call<'_>) -> Result<Vec<usize>> {
    global(call, "ReduceMax")
}

/// As [`GlobalAveragePooling2D`](crate::layers::GlobalAveragePooling2D); of steps, those that count.
pub fn global_average(call: &mut Call<'_>) -> Result<Vec<usize>> {
    let Some(name) = call.step_mask(0).filter(|_| call.rank(0) == 3) else {
        return global(call, "ReduceMean");
    };
    let (x, keepdims) = (call.input(0), call.is("keepdims"));
    let x = call.counted(&x, &Mask { name: name.clone(), rank: 2 }, 3, 0.0);
    let graph = call.graph();
    let sum = graph.reduce("ReduceSum", &x, &[1], keepdims);
    let mask = graph.cast(&name, FLOAT);
    let count = graph.reduce("ReduceSum", &mask, &[1], true);
    let one = graph.scalar(1.0);
    let mut count = graph.node("Max", &[&count, &one], vec![]);
    if keepdims {
        count = graph.unsqueeze(&count, &[2]);
    }
    let y = graph.node("Div", &[&sum, &count], vec![]);
    call.give(&y)
}
