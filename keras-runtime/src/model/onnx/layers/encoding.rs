//! Categories.

use super::super::call::Call;
use super::super::exporter::Order;
use super::super::graph::Name;
use super::super::proto::{Attribute, FLOAT, INT32, INT64};
use crate::Result;
use crate::shape::Dim;

/// Gives categories as `output_mode` says, of which there are `depth`.
fn encoded(call: &mut Call<'_>, bins: &str, depth: usize) -> Result<Vec<usize>> {
    let (mode, rank) = (call.word("output_mode").to_owned(), call.rank(0));
    if mode == "int" {
        let spec = call.outputs[0];
        return Ok(vec![call.exporter.add_in(Order::Last, bins, spec, true)]);
    }
    let is_single = rank > 1 && call.spec(0).shape().last() == Some(Dim::Known(1));
    let graph = call.graph();
    let bins: Name = match mode == "one_hot" && is_single {
        true => graph.squeeze(bins, &[rank as i64 - 1]),
        false => bins.to_owned(),
    };
    // onnxruntime has no other types of these together.
    let bins = graph.cast(&bins, INT64);
    let (depth, values) = (graph.int(depth as i64), graph.floats(&[2], &[0.0, 1.0]));
    let mut y = graph.node("OneHot", &[&bins, &depth, &values], vec![Attribute::int("axis", -1)]);
    if mode != "one_hot" {
        y = graph.reduce("ReduceSum", &y, &[1], false);
    }
    if mode == "multi_hot" {
        let one = graph.scalar(1.0);
        y = graph.node("Min", &[&y, &one], vec![]);
    }
    call.give(&y)
}

/// As [`CategoryEncoding`](crate::layers::CategoryEncoding).
pub fn category_encoding(call: &mut Call<'_>) -> Result<Vec<usize>> {
    let (x, depth) = (call.raw_in(0, Order::Last), call.sizes("num_tokens")[0] as usize);
    encoded(call, &x, depth)
}

/// As [`Discretization`](crate::layers::Discretization): how many boundaries a number is not below.
pub fn discretization(call: &mut Call<'_>) -> Result<Vec<usize>> {
    let (x, rank) = (call.input(0), call.rank(0));
    let boundaries: Vec<f32> = call.argument("bin_boundaries")?;
    let graph = call.graph();
    let places = graph.floats(&[boundaries.len()], &boundaries);
    let apart = graph.unsqueeze(&x, &[rank as i64]);
    let below = graph.node("Less", &[&apart, &places], vec![]);
    let passed = graph.node("Not", &[&below], vec![]);
    let passed = graph.cast(&passed, FLOAT);
    let bins = graph.reduce("ReduceSum", &passed, &[rank], false);
    let bins = graph.cast(&bins, INT32);
    encoded(call, &bins, boundaries.len() + 1)
}
