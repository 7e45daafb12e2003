//! Layers that join tensors.

use super::super::call::Call;
use super::super::exporter::{Mask, Order};
use super::super::graph::{Name, Size};
use super::super::proto::{Attribute, BOOL};
use crate::shape::Dim;
use crate::{Error, Result};

/// A mask along the first `rank` axes of an input: all counts if it has none.
fn along_first(call: &mut Call<'_>, input: usize, rank: usize) -> Name {
    let mask = call.mask(input);
    if let Some(mask) = mask.as_ref().filter(|mask| mask.rank == rank) {
        return mask.name.clone();
    }
    let x = call.raw_in(input, Order::Last);
    let graph = call.graph();
    let (start, end) = (Attribute::int("start", 0), Attribute::int("end", rank as i64));
    let shape = graph.node("Shape", &[&x], vec![start, end]);
    let one = graph.scalar(1.0);
    let ones = graph.node("Expand", &[&one, &shape], vec![]);
    let ones = graph.cast(&ones, BOOL);
    match mask {
        Some(mask) => {
            let mask = call.spread(&mask, rank);
            call.graph().node("And", &[&ones, &mask], vec![])
        }
        None => ones,
    }
}

/// The mask of what is joined: a step counts where that of any input does, and all do if an input has no mask.
fn any(call: &mut Call<'_>) -> Option<Mask> {
    let mut rank = 0;
    for input in 0..call.inputs.len() {
        rank = rank.max(call.mask(input)?.rank);
    }
    let masks: Vec<Name> = (0..call.inputs.len()).map(|input| along_first(call, input, rank)).collect();
    let name = masks.into_iter().reduce(|a, b| call.graph().node("Or", &[&a, &b], vec![]))?;
    Some(Mask { name, rank })
}

/// Gives a value that is joined, with its mask.
fn joined(call: &mut Call<'_>, name: &str, order: Order) -> Result<Vec<usize>> {
    let given = call.give_in(name, order)?;
    let mask = any(call);
    call.exporter.set_mask(given[0], mask);
    Ok(given)
}

fn folded(call: &mut Call<'_>, op: &str) -> (Name, Order) {
    let order = call.order();
    let inputs: Vec<Name> = (0..call.inputs.len()).map(|input| call.input_in(input, order)).collect();
    let joined = inputs.into_iter().reduce(|a, b| call.graph().node(op, &[&a, &b], vec![]));
    (joined.expect("a layer takes an input"), order)
}

/// As [`Add`](crate::layers::Add).
pub fn add(call: &mut Call<'_>) -> Result<Vec<usize>> {
    let (y, order) = folded(call, "Add");
    joined(call, &y, order)
}

/// As [`Subtract`](crate::layers::Subtract).
pub fn subtract(call: &mut Call<'_>) -> Result<Vec<usize>> {
    let (y, order) = folded(call, "Sub");
    joined(call, &y, order)
}

/// As [`Divide`](crate::layers::Divide).
pub fn divide(call: &mut Call<'_>) -> Result<Vec<usize>> {
    let (y, order) = folded(call, "Div");
    joined(call, &y, order)
}

/// As [`Average`](crate::layers::Average).
pub fn average(call: &mut Call<'_>) -> Result<Vec<usize>> {
    let (sum, order) = folded(call, "Add");
    let count = call.inputs.len() as f32;
    let count = call.graph().scalar(count);
    let y = call.graph().node("Div", &[&sum, &count], vec![]);
    joined(call, &y, order)
}

fn has_masks(call: &Call<'_>) -> bool {
    (0..call.inputs.len()).any(|input| call.mask(input).is_some())
}

/// As [`Multiply`](crate::layers::Multiply): a step that is masked takes no part, and is 0 if all are.
pub fn multiply(call: &mut Call<'_>) -> Result<Vec<usize>> {
    if !has_masks(call) {
        let (y, order) = folded(call, "Mul");
        return joined(call, &y, order);
    }
    let mut product: Option<Name> = None;
    for input in 0..call.inputs.len() {
        let (mut x, rank) = (call.input(input), call.rank(input));
        if let Some(mask) = call.mask(input) {
            x = call.counted(&x, &mask, rank, 1.0);
        }
        product = Some(match product {
            Some(product) => call.graph().node("Mul", &[&product, &x], vec![]),
            None => x,
        });
    }
    let (mut y, rank) = (product.expect("a layer takes an input"), call.rank(0));
    if let Some(mask) = any(call) {
        y = call.counted(&y, &mask, rank, 0.0);
    }
    joined(call, &y, Order::Last)
}

/// The largest or smallest: a step that is masked takes no part.
fn extreme(call: &mut Call<'_>, op: &str) -> Result<Vec<usize>> {
    if !has_masks(call) {
        let (y, order) = folded(call, op);
        return joined(call, &y, order);
    }
    let rank = call.rank(0);
    let spread = |call: &mut Call<'_>, input: usize| call.mask(input).map(|mask| call.spread(&mask, rank));
    let (mut y, mut y_mask) = (call.input(0), spread(call, 0));
    for input in 1..call.inputs.len() {
        let (mut x, x_mask) = (call.input(input), spread(call, input));
        let graph = call.graph();
        if let Some(mask) = &x_mask {
            x = graph.node("Where", &[mask, &x, &y], vec![]);
        }
        if let Some(mask) = &y_mask {
            y = graph.node("Where", &[mask, &y, &x], vec![]);
        }
        y = graph.node(op, &[&y, &x], vec![]);
        y_mask = y_mask.zip(x_mask).map(|(a, b)| graph.node("Or", &[&a, &b], vec![]));
    }
    joined(call, &y, Order::Last)
}

/// As [`Maximum`](crate::layers::Maximum).
pub fn maximum(call: &mut Call<'_>) -> Result<Vec<usize>> {
    extreme(call, "Max")
}

/// As [`Minimum`](crate::layers::Minimum).
pub fn minimum(call: &mut Call<'_>) -> Result<Vec<usize>> {
    extreme(call, "Min")
}

/// As [`Concatenate`](crate::layers::Concatenate).
pub fn concatenate(call: &mut Call<'_>) -> Result<Vec<usize>> {
    let (order, rank, axis) = (call.order(), call.rank(0), call.axis(call.sizes("axis")[0]));
    let count = call.inputs.len();
    let all_ints = call.inputs.iter().all(|&input| call.exporter.value(input).is_int);
    let inputs: Vec<Name> = (0..count)
        .map(|input| if all_ints { call.raw_in(input, order) } else { call.input_in(input, order) })
        .collect();
    let y =
        call.graph().concat(&inputs.iter().map(|name| &**name).collect::<Vec<_>>(), order.axis(axis, rank));
    let given = if all_ints { call.give_raw(&y, order)? } else { call.give_in(&y, order)? };
    let mask_rank = (0..count).filter_map(|input| call.mask(input)).map(|mask| mask.rank).max();
    if let Some(mask_rank) = mask_rank {
        let masks: Vec<Name> = (0..count).map(|input| along_first(call, input, mask_rank)).collect();
        let name = if axis < mask_rank {
            call.graph().concat(&masks.iter().map(|name| &**name).collect::<Vec<_>>(), axis)
        } else {
            let or = masks.into_iter().reduce(|a, b| call.graph().node("Or", &[&a, &b], vec![]));
            or.expect("a layer takes an input")
        };
        call.exporter.set_mask(given[0], Some(Mask { name, rank: mask_rank }));
    }
    Ok(given)
}

/// As [`Dot`](crate::layers::Dot): products of matrices, one for each sample.
pub fn dot(call: &mut Call<'_>) -> Result<Vec<usize>> {
    let axes = match call.sizes("axes")[..] {
        [axis] => [axis, axis],
        [first, second] => [first, second],
        _ => return Err(Error::new("", "takes one axis or two")),
    };
    let mut sides = vec![];
    for (input, axis) in axes.into_iter().enumerate() {
        let (rank, mut x) = (call.rank(input), call.input(input));
        let axis = axis.rem_euclid(rank as i64) as usize;
        let normalize = call.is("normalize");
        let shape = call.spec(input).shape();
        let along = shape.dim(axis - 1);
        let graph = call.graph();
        if normalize {
            let square = graph.node("Mul", &[&x, &x], vec![]);
            let sum = graph.reduce("ReduceSum", &square, &[axis], true);
            let least = graph.scalar(1e-12);
            let sum = graph.node("Max", &[&sum, &least], vec![]);
            let norm = graph.node("Sqrt", &[&sum], vec![]);
            x = graph.node("Div", &[&x, &norm], vec![]);
        }
        let order: Vec<usize> = (0..rank).filter(|&other| other != axis).chain([axis]).collect();
        let x = graph.transpose(&x, &order);
        sides.push((x, along, shape.without(axis - 1)));
    }
    let size = |dim: Dim, rest: Size| if let Dim::Known(size) = dim { Size::Known(size) } else { rest };
    let mut rows = vec![];
    for (x, along, others) in &sides {
        let last = size(*along, Size::Of(x.clone(), others.rank() + 1));
        rows.push(call.graph().reshape(x, &[Size::Of(x.clone(), 0), Size::Rest, last]));
    }
    let graph = call.graph();
    let columns = graph.transpose(&rows[1], &[0, 2, 1]);
    let product = graph.node("MatMul", &[&rows[0], &columns], vec![]);
    let mut sizes = vec![Size::Of(product.clone(), 0)];
    for (x, _, others) in &sides {
        sizes.extend(others.dims().iter().enumerate().map(|(i, &dim)| size(dim, Size::Of(x.clone(), i + 1))));
    }
    if sizes.len() == 1 {
        sizes.push(Size::Known(1));
    }
    let y = graph.reshape(&product, &sizes);
    call.give(&y)
}
