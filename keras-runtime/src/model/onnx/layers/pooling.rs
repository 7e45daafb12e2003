//! Poolings.

use super::super::call::Call;
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
