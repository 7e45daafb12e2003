//! Attention.

use super::super::call::Call;
use super::super::exporter::Mask;
use super::super::graph::{Name, Size};
use super::super::proto::{Attribute, BOOL};
use super::attention_axes::AttentionAxes;
use crate::shape::Dim;
use crate::{Error, Result};

/// Which keys each query sees.
struct Sight {
    /// Values of truths that can be broadcast to `(batch, heads, queries, keys)`.
    masks: Vec<Name>,
    /// Whether a query that sees nothing gives no weight to any key, or the same to all.
    blind_to_zero: bool,
}

/// The query, the value and the key: places among the inputs.
fn sequences(call: &Call<'_>) -> [usize; 3] {
    [0, 1, if call.inputs.len() > 2 { 2 } else { 1 }]
}

/// Truths for the pairs whose distance, query less key, lies in a range.
fn band(call: &mut Call<'_>, [query, key]: [&str; 2], window: Option<i64>, causal: bool) -> Vec<Name> {
    let mut range = |x: &str, axis: i64| {
        let graph = call.graph();
        let size = graph.size_of(x, 1);
        let size = graph.squeeze(&size, &[0]);
        let (zero, one) = (graph.int(0), graph.int(1));
        let range = graph.node("Range", &[&zero, &size, &one], vec![]);
        graph.unsqueeze(&range, &[axis])
    };
    let (queries, keys) = (range(query, 1), range(key, 0));
    let graph = call.graph();
    let distance = graph.node("Sub", &[&queries, &keys], vec![]);
    let mut seen = vec![];
    if causal {
        let zero = graph.int(0);
        seen.push(graph.node("GreaterOrEqual", &[&distance, &zero], vec![]));
    }
    if let Some(window) = window {
        let (before, after) = (graph.int(window), graph.int(-window));
        seen.push(graph.node("Less", &[&distance, &before], vec![]));
        seen.push(graph.node("Greater", &[&distance, &after], vec![]));
    }
    seen
}

/// The softmax of scores, `(batch, heads, queries, keys)`: hidden keys have no weight.
fn masked_softmax(call: &mut Call<'_>, scores: &str, sight: &Sight) -> Name {
    let graph = call.graph();
    let softmax = vec![Attribute::int("axis", 3)];
    let masks = sight.masks.iter().cloned();
    let Some(mask) = masks.reduce(|a, b| graph.node("And", &[&a, &b], vec![])) else {
        return graph.node("Softmax", &[scores], softmax);
    };
    let lowest = graph.scalar(f32::MIN);
    let scores = graph.node("Where", &[&mask, scores, &lowest], vec![]);
    let weights = graph.node("Softmax", &[&scores], softmax);
    // A query that sees nothing has the same weight for all keys already.
    if !sight.blind_to_zero {
        return weights;
    }
    let zero = graph.scalar(0.0);
    graph.node("Where", &[&mask, &weights, &zero], vec![])
}

/// The mask of the steps of an input, as truths at an axis of `(batch, heads, queries, keys)`.
fn steps(call: &mut Call<'_>, input: usize, axes: [i64; 2]) -> Option<Name> {
    let mask = call.step_mask(input)?;
    Some(call.graph().unsqueeze(&mask, &axes))
}

/// What is mixed by weights `(batch, 1, queries, keys)`, without the queries that do not count; and the scores.
fn mixed(call: &mut Call<'_>, weights: &str, value: &str) -> Result<Vec<usize>> {
    let scores = call.graph().squeeze(weights, &[1]);
    let mut y = call.graph().node("MatMul", &[&scores, value], vec![]);
    if let Some(name) = call.step_mask(0) {
        y = call.counted(&y, &Mask { name, rank: 2 }, 3, 0.0);
    }
    let names: Vec<Name> = [y, scores].into_iter().take(call.outputs.len()).collect();
    call.give_all(&names)
}

fn sight(call: &mut Call<'_>, query: &str, key: &str) -> Sight {
    let mut masks: Vec<Name> = steps(call, 1, [1, 2]).into_iter().collect();
    if call.is("use_causal_mask") {
        masks.extend(band(call, [query, key], None, true));
    }
    Sight { masks, blind_to_zero: false }
}

/// The sum of each query and each key: `(batch, queries, keys, features)`.
fn pairs(call: &mut Call<'_>, query: &str, key: &str) -> Name {
    let graph = call.graph();
    let (query, key) = (graph.unsqueeze(query, &[2]), graph.unsqueeze(key, &[1]));
    graph.node("Add", &[&query, &key], vec![])
}

/// As [`Attention`](crate::layers::Attention).
pub fn luong(call: &mut Call<'_>) -> Result<Vec<usize>> {
    let [query, value, key] = sequences(call).map(|input| call.input(input));
    let sight = sight(call, &query, &key);
    let scale = call.find_weight("scale");
    let scaled = |call: &mut Call<'_>, x: Name| match &scale {
        Some(scale) => call.graph().node("Mul", &[&x, scale], vec![]),
        None => x,
    };
    let scores = match call.word("score_mode") {
        "concat" => {
            let sums = pairs(call, &query, &key);
            let sums = scaled(call, sums);
            let weight = call.weight("concat_score_weight")?;
            let graph = call.graph();
            let tanh = graph.node("Tanh", &[&sums], vec![]);
            let sum = graph.reduce("ReduceSum", &tanh, &[3], false);
            graph.node("Mul", &[&sum, &weight], vec![])
        }
        _ => {
            let query = scaled(call, query);
            let keys = call.graph().transpose(&key, &[0, 2, 1]);
            call.graph().node("MatMul", &[&query, &keys], vec![])
        }
    };
    let scores = call.graph().unsqueeze(&scores, &[1]);
    let weights = masked_softmax(call, &scores, &sight);
    mixed(call, &weights, &value)
}

/// As [`AdditiveAttention`](crate::layers::AdditiveAttention).
pub fn additive(call: &mut Call<'_>) -> Result<Vec<usize>> {
    let [query, value, key] = sequences(call).map(|input| call.input(input));
    let sight = sight(call, &query, &key);
    let sums = pairs(call, &query, &key);
    let scale = call.find_weight("scale");
    let graph = call.graph();
    let mut tanh = graph.node("Tanh", &[&sums], vec![]);
    if let Some(scale) = scale {
        tanh = graph.node("Mul", &[&tanh, &scale], vec![]);
    }
    let scores = graph.reduce("ReduceSum", &tanh, &[3], false);
    let scores = graph.unsqueeze(&scores, &[1]);
    let weights = masked_softmax(call, &scores, &sight);
    mixed(call, &weights, &value)
}

/// A projection: `(batch, steps, features)` to `(batch, steps, rows · columns)` by a kernel of more axes.
fn projected(call: &mut Call<'_>, x: &str, name: &str, rows: usize) -> Result<Name> {
    let kernel = call.array(&format!("{name}_kernel"))?;
    let columns = kernel.len() / rows;
    let kernel = kernel
        .into_shape_with_order(vec![rows, columns])
        .map_err(|error| Error::new("", error.to_string()))?;
    let kernel = call.weight_as(&format!("{name}_kernel"), &kernel);
    let y = call.graph().node("MatMul", &[x, &kernel], vec![]);
    let bias_name = format!("{name}_bias");
    let Some(bias) = call.find_array(&bias_name) else { return Ok(y) };
    let size = bias.len();
    let bias = call.weight_as(&bias_name, &bias.into_shape_with_order(vec![size]).expect("it is as large"));
    Ok(call.graph().node("Add", &[&y, &bias], vec![]))
}

/// How many heads there are of queries, how many of keys and values, and how wide a head of queries and keys is.
#[derive(Clone, Copy)]
struct Heads {
    queries: usize,
    keys: usize,
    depth: usize,
}

/// As [`MultiHeadAttention`](crate::layers::MultiHeadAttention).
pub fn multi_head(call: &mut Call<'_>) -> Result<Vec<usize>> {
    let [heads, depth] = ["num_heads", "key_dim"].map(|name| call.sizes(name)[0] as usize);
    in_heads(call, Heads { queries: heads, keys: heads, depth })
}

/// As [`GroupQueryAttention`](crate::layers::GroupQueryAttention).
pub fn grouped_query(call: &mut Call<'_>) -> Result<Vec<usize>> {
    let names = ["num_query_heads", "num_key_value_heads", "head_dim"];
    let [queries, keys, depth] = names.map(|name| call.sizes(name)[0] as usize);
    in_heads(call, Heads { queries, keys, depth })
}

/// Each head of `(batch, steps, heads, depth)` so many times in a row.
fn repeated(call: &mut Call<'_>, x: &str, times: usize, heads: usize) -> Name {
    let graph = call.graph();
    let (apart, times) = (graph.unsqueeze(x, &[3]), graph.ints(&[1, 1, 1, times as i64, 1]));
    let y = graph.node("Tile", &[&apart, &times], vec![]);
    graph.reshape(&y, &[Size::Of(y.clone(), 0), Size::Of(y.clone(), 1), Size::Known(heads), Size::Rest])
}

fn in_heads(call: &mut Call<'_>, heads: Heads) -> Result<Vec<usize>> {
    let [query, value, key] = sequences(call).map(|input| call.input(input));
    let (depth, axes) = (heads.depth, AttentionAxes::of(call)?);
    let features = |call: &Call<'_>, input: usize| match call.spec(input).shape().last() {
        Some(Dim::Known(size)) => Ok(size),
        _ => Err(Error::new("", "needs features of known size")),
    };
    let [of_query, of_value, of_key] = sequences(call);
    let (mut projections, mut folded) = (vec![], vec![]);
    for (x, name, input) in [(&query, "query", of_query), (&key, "key", of_key), (&value, "value", of_value)]
    {
        let rows = features(call, input)?;
        let mut y = projected(call, x, name, rows)?;
        let count = if name == "query" { heads.queries } else { heads.keys };
        if let Some(axes) = &axes {
            let features = call.array(&format!("{name}_kernel"))?.len() / rows;
            y = axes.fold(call, &y, &call.spec(input).shape(), features)?;
        }
        folded.push(y.clone());
        let sizes = [Size::Of(y.clone(), 0), Size::Of(y.clone(), 1), Size::Known(count), Size::Rest];
        let mut y = call.graph().reshape(&y, &sizes);
        if count < heads.queries {
            y = repeated(call, &y, heads.queries / count, heads.queries);
        }
        let axes = if name == "key" { [0, 2, 3, 1] } else { [0, 2, 1, 3] };
        projections.push(call.graph().transpose(&y, &axes));
    }
    let scale = (depth as f32).sqrt().recip();
    let graph = call.graph();
    let scale = graph.scalar(scale);
    let scaled = graph.node("Mul", &[&projections[0], &scale], vec![]);
    let scores = graph.node("MatMul", &[&scaled, &projections[1]], vec![]);

    let mut masks = vec![];
    masks.extend(steps(call, 0, [1, 3]));
    masks.extend(steps(call, 1, [1, 2]));
    if call.inputs.len() > 2 {
        masks.extend(steps(call, 2, [1, 2]));
    }
    if call.inputs.len() > 3 {
        let pairs = call.input(3);
        let pairs = call.graph().cast(&pairs, BOOL);
        masks.push(call.graph().unsqueeze(&pairs, &[1]));
    }
    let (window, causal) = (call.sizes("sliding_window").first().copied(), call.is("use_causal_mask"));
    if window.is_some() || causal {
        masks.extend(band(call, [&folded[0], &folded[1]], window, causal));
    }
    let with_scores = call.outputs.len() > 1;
    let sight = Sight { masks, blind_to_zero: call.number("dropout") > 0.0 || with_scores };
    let mut weights = masked_softmax(call, &scores, &sight);
    let graph = call.graph();
    let y = graph.node("MatMul", &[&weights, &projections[2]], vec![]);
    let y = graph.transpose(&y, &[0, 2, 1, 3]);
    let width = call.array("value_kernel")?.len() / features(call, of_value)? / heads.keys * heads.queries;
    let mut y =
        call.graph().reshape(&y, &[Size::Of(y.clone(), 0), Size::Of(y.clone(), 1), Size::Known(width)]);
    if let Some(axes) = &axes {
        y = axes.unfold(call, &y, &query);
        if with_scores {
            weights = axes.unfold_scores(call, &weights, &query)?;
        }
    }
    if call.is("use_gate") {
        let rows = features(call, of_query)?;
        let gate = projected(call, &query, "gate", rows)?;
        let gate = call.graph().node("Sigmoid", &[&gate], vec![]);
        y = call.graph().node("Mul", &[&y, &gate], vec![]);
    }
    let mut y = projected(call, &y, "output", width)?;
    let (output, kept) = (call.outputs[0].shape(), call.rank(0) - 1);
    if output.rank() > kept {
        let mut sizes: Vec<Size> = (0..kept).map(|axis| Size::Of(y.clone(), axis)).collect();
        sizes.extend(
            output.dims()[kept - 1..]
                .iter()
                .map(|dim| if let Dim::Known(size) = dim { Size::Known(*size) } else { Size::Rest }),
        );
        y = call.graph().reshape(&y, &sizes);
    }
    let names: Vec<Name> = [y, weights].into_iter().take(call.outputs.len()).collect();
    call.give_all(&names)
}
