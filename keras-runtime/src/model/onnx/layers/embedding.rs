//! Ids and positions as vectors, and steps that are masked.

use super::super::call::{Call, known};
use super::super::exporter::{Mask, Order};
use super::super::graph::Name;
use super::super::proto::{BOOL, FLOAT, INT64};
use crate::Result;
use crate::shape::Dim;

/// The rows of a weight that the ids of the first input are of.
fn looked_up(call: &mut Call<'_>, weight: &str) -> Result<Name> {
    let (mut ids, table) = (call.raw_in(0, Order::Last), call.weight(weight)?);
    if !call.exporter.value(call.inputs[0]).is_int {
        ids = call.graph().cast(&ids, INT64);
    }
    Ok(call.graph().node("Gather", &[&table, &ids], vec![]))
}

/// Gives vectors, with the mask of the ids.
fn vectors(call: &mut Call<'_>, y: &str) -> Result<Vec<usize>> {
    let given = call.give(y)?;
    if call.is("mask_zero") {
        let (ids, rank) = (call.raw_in(0, Order::Last), call.rank(0));
        let name = call.graph().cast(&ids, BOOL);
        call.exporter.set_mask(given[0], Some(Mask { name, rank }));
    }
    Ok(given)
}

/// As [`Embedding`](crate::layers::Embedding).
pub fn embedding(call: &mut Call<'_>) -> Result<Vec<usize>> {
    let y = looked_up(call, "embeddings")?;
    vectors(call, &y)
}

/// As [`ReversibleEmbedding`](crate::layers::ReversibleEmbedding).
pub fn reversible_embedding(call: &mut Call<'_>) -> Result<Vec<usize>> {
    if call.inputs.len() == 1 {
        return embedding(call);
    }
    let x = call.input(0);
    let kernel = match call.find_weight("reverse_embeddings") {
        Some(kernel) => kernel,
        None => {
            let embeddings = call.weight("embeddings")?;
            call.graph().transpose(&embeddings, &[1, 0])
        }
    };
    let graph = call.graph();
    let mut scores = graph.node("MatMul", &[&x, &kernel], vec![]);
    if let Some(cap) = call.argument::<Option<f32>>("logit_soft_cap")? {
        let graph = call.graph();
        let cap = graph.scalar(cap);
        let quotient = graph.node("Div", &[&scores, &cap], vec![]);
        let tanh = graph.node("Tanh", &[&quotient], vec![]);
        scores = graph.node("Mul", &[&tanh, &cap], vec![]);
    }
    call.give(&scores)
}

/// As [`TokenAndPositionEmbedding`](crate::layers::TokenAndPositionEmbedding).
pub fn token_and_position_embedding(call: &mut Call<'_>) -> Result<Vec<usize>> {
    let tokens = looked_up(call, "token_embeddings")?;
    let ids = call.raw_in(0, Order::Last);
    let axis = call.rank(0) - 1;
    let steps = call.spec(0).shape().dim(axis - 1);
    let positions = first_rows(call, "position_embeddings", (&ids, axis), steps)?;
    let y = call.graph().node("Add", &[&tokens, &positions], vec![]);
    vectors(call, &y)
}

/// As many rows of a weight as an axis of a value is long.
fn first_rows(call: &mut Call<'_>, weight: &str, (x, axis): (&str, usize), steps: Dim) -> Result<Name> {
    let table = call.weight(weight)?;
    let graph = call.graph();
    Ok(match steps {
        Dim::Known(steps) => graph.slice(&table, 0, [0, steps as i64, 1]),
        Dim::Unknown => {
            let (start, end, first) = (graph.ints(&[0]), graph.size_of(x, axis), graph.ints(&[0]));
            graph.node("Slice", &[&table, &start, &end, &first], vec![])
        }
    })
}

/// Gives what is the same for each sample.
fn repeated(call: &mut Call<'_>, encoding: &str, x: &str) -> Result<Vec<usize>> {
    let shape = call.graph().node("Shape", &[x], vec![]);
    let y = call.graph().node("Expand", &[encoding, &shape], vec![]);
    call.give(&y)
}

/// As [`PositionEmbedding`](crate::layers::PositionEmbedding).
pub fn position_embedding(call: &mut Call<'_>) -> Result<Vec<usize>> {
    let (x, axis) = (call.input(0), call.rank(0) - 2);
    let steps = call.spec(0).shape().dim(axis - 1);
    let encoding = first_rows(call, "embeddings", (&x, axis), steps)?;
    repeated(call, &encoding, &x)
}

/// As [`SinePositionEncoding`](crate::layers::SinePositionEncoding).
pub fn sine_position_encoding(call: &mut Call<'_>) -> Result<Vec<usize>> {
    let (x, axis) = (call.input(0), call.rank(0) - 2);
    let shape = call.spec(0).shape();
    let features = known(shape.dim(axis), "features")?;
    let wavelength = f64::from(call.number("max_wavelength"));
    let rate = |feature: usize| wavelength.powf(-((feature / 2 * 2) as f64 / features as f64));
    let encoding = match shape.dim(axis - 1) {
        Dim::Known(steps) => {
            let at = |i: usize| {
                let angle = (i / features) as f64 * rate(i % features);
                (if (i % features).is_multiple_of(2) { angle.sin() } else { angle.cos() }) as f32
            };
            let values: Vec<f32> = (0..steps * features).map(at).collect();
            call.graph().floats(&[steps, features], &values)
        }
        Dim::Unknown => {
            let rates: Vec<f32> = (0..features).map(|feature| rate(feature) as f32).collect();
            let is_even: Vec<f32> = (0..features).map(|feature| (1 - feature % 2) as f32).collect();
            let graph = call.graph();
            let steps = graph.size_of(&x, axis);
            let steps = graph.squeeze(&steps, &[0]);
            let (first, one) = (graph.int(0), graph.int(1));
            let range = graph.node("Range", &[&first, &steps, &one], vec![]);
            let range = graph.cast(&range, FLOAT);
            let range = graph.unsqueeze(&range, &[1]);
            let (rates, is_even) = (graph.floats(&[features], &rates), graph.floats(&[features], &is_even));
            let angles = graph.node("Mul", &[&range, &rates], vec![]);
            let [sines, cosines] = ["Sin", "Cos"].map(|op| graph.node(op, &[&angles], vec![]));
            let is_even = graph.cast(&is_even, BOOL);
            graph.node("Where", &[&is_even, &sines, &cosines], vec![])
        }
    };
    repeated(call, &encoding, &x)
}

/// As [`Masking`](crate::layers::Masking).
pub fn masking(call: &mut Call<'_>) -> Result<Vec<usize>> {
    let (x, rank, value) = (call.input(0), call.rank(0), call.number("mask_value"));
    let graph = call.graph();
    let value = graph.scalar(value);
    let is_value = graph.node("Equal", &[&x, &value], vec![]);
    let is_other = graph.node("Not", &[&is_value], vec![]);
    let is_other = graph.cast(&is_other, FLOAT);
    let any = graph.reduce("ReduceMax", &is_other, &[rank - 1], false);
    let mask = Mask { name: graph.cast(&any, BOOL), rank: rank - 1 };
    let y = call.counted(&x, &mask, rank, 0.0);
    let given = call.give(&y)?;
    call.exporter.set_mask(given[0], Some(mask));
    Ok(given)
}
