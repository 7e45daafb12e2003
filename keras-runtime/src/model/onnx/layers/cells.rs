//! Cells: what recurrent layers do in a step.

use super::super::call::Call;
use super::super::exporter::Order;
use super::super::graph::Name;
use super::super::proto::Attribute;
use super::activate;
use super::recurrent::initial;
use crate::Result;
use crate::shape::Shape;

/// What a cell does in a step: from what is given and its states, the next states, of which the first is the output.
pub type Cell = fn(&mut Call<'_>, &str, &[Name]) -> Result<Vec<Name>>;

pub fn units(call: &Call<'_>) -> usize {
    call.sizes("units")[0] as usize
}

/// The function in an argument, of as many numbers as the layer has units.
fn by(call: &mut Call<'_>, argument: &str, x: &str) -> Result<Name> {
    let (function, shape) = (call.argument(argument)?, Shape::known(&[units(call)]));
    activate(call.graph(), &function, x, Order::Last, &shape)
}

/// `x` by a weight, and a bias added.
pub fn product(call: &mut Call<'_>, x: &str, weight: &str, bias: Option<&str>) -> Name {
    let graph = call.graph();
    let y = graph.node("MatMul", &[x, weight], vec![]);
    match bias {
        Some(bias) => graph.node("Add", &[&y, bias], vec![]),
        None => y,
    }
}

pub fn split(call: &mut Call<'_>, x: &str, parts: &[usize], axis: usize) -> Vec<Name> {
    let sizes: Vec<i64> = parts.iter().map(|&size| size as i64).collect();
    let graph = call.graph();
    let sizes = graph.ints(&sizes);
    graph.nodes("Split", &[x, &sizes], vec![Attribute::int("axis", axis as i64)], parts.len())
}

pub fn op(call: &mut Call<'_>, op: &str, a: &str, b: &str) -> Name {
    call.graph().node(op, &[a, b], vec![])
}

pub fn lstm_step(call: &mut Call<'_>, x: &str, states: &[Name]) -> Result<Vec<Name>> {
    let (kernel, recurrent) = (call.weight("kernel")?, call.weight("recurrent_kernel")?);
    let bias = call.find_weight("bias");
    let from_x = product(call, x, &kernel, bias.as_deref());
    let from_h = product(call, &states[0], &recurrent, None);
    let gates = op(call, "Add", &from_x, &from_h);
    let parts = split(call, &gates, &[units(call); 4], 1);
    lstm_gates(call, &parts, &states[1], by)
}

/// The next `h` and `c` of the gates.
pub fn lstm_gates(
    call: &mut Call<'_>,
    parts: &[Name],
    c: &str,
    by: impl Fn(&mut Call<'_>, &str, &str) -> Result<Name>,
) -> Result<Vec<Name>> {
    let i = by(call, "recurrent_activation", &parts[0])?;
    let f = by(call, "recurrent_activation", &parts[1])?;
    let new = by(call, "activation", &parts[2])?;
    let o = by(call, "recurrent_activation", &parts[3])?;
    let (kept, written) = (op(call, "Mul", &f, c), op(call, "Mul", &i, &new));
    let c = op(call, "Add", &kept, &written);
    let shown = by(call, "activation", &c)?;
    Ok(vec![op(call, "Mul", &o, &shown), c])
}

pub fn gru_step(call: &mut Call<'_>, x: &str, states: &[Name]) -> Result<Vec<Name>> {
    let (h, units) = (&states[0], units(call));
    let (kernel, recurrent) = (call.weight("kernel")?, call.weight("recurrent_kernel")?);
    let mut biases = vec![];
    if let Some(bias) = call.find_weight("bias") {
        biases = match call.array("bias")?.ndim() {
            1 => vec![bias],
            _ => {
                let rows = split(call, &bias, &[1, 1], 0);
                rows.iter().map(|row| call.graph().squeeze(row, &[0])).collect()
            }
        };
    }
    let from_x = product(call, x, &kernel, biases.first().map(|bias| &**bias));
    let x = split(call, &from_x, &[units; 3], 1);
    let (from_h, late) = if call.is("reset_after") {
        let from_h = product(call, h, &recurrent, biases.get(1).map(|bias| &**bias));
        (split(call, &from_h, &[units; 3], 1), None)
    } else {
        let parts = split(call, &recurrent, &[2 * units, units], 1);
        let from_h = product(call, h, &parts[0], None);
        (split(call, &from_h, &[units; 2], 1), Some(parts[1].clone()))
    };
    let mut gates = vec![];
    for i in 0..2 {
        let sum = op(call, "Add", &x[i], &from_h[i]);
        gates.push(by(call, "recurrent_activation", &sum)?);
    }
    let recalled = match late {
        Some(recurrent) => {
            let reset = op(call, "Mul", &gates[1], h);
            product(call, &reset, &recurrent, None)
        }
        None => op(call, "Mul", &gates[1], &from_h[2]),
    };
    let sum = op(call, "Add", &x[2], &recalled);
    let new = by(call, "activation", &sum)?;
    // `z h + (1 - z) new`
    let (old, kept) = (op(call, "Sub", h, &new), gates[0].clone());
    let old = op(call, "Mul", &kept, &old);
    Ok(vec![op(call, "Add", &old, &new)])
}

pub fn simple_rnn_step(call: &mut Call<'_>, x: &str, states: &[Name]) -> Result<Vec<Name>> {
    let (kernel, recurrent) = (call.weight("kernel")?, call.weight("recurrent_kernel")?);
    let bias = call.find_weight("bias");
    let from_x = product(call, x, &kernel, bias.as_deref());
    let from_h = product(call, &states[0], &recurrent, None);
    let sum = op(call, "Add", &from_x, &from_h);
    Ok(vec![by(call, "activation", &sum)?])
}

fn cell(call: &mut Call<'_>, step: Cell) -> Result<Vec<usize>> {
    let x = call.input(0);
    let specs = call.outputs;
    let states = initial(call, &x, &specs[1..])?;
    let next = step(call, &x, &states)?;
    call.give_all(&[vec![next[0].clone()], next].concat())
}

/// As [`LSTMCell`](crate::layers::LSTMCell).
pub fn lstm_cell(call: &mut Call<'_>) -> Result<Vec<usize>> {
    cell(call, lstm_step)
}

/// As [`GRUCell`](crate::layers::GRUCell).
pub fn gru_cell(call: &mut Call<'_>) -> Result<Vec<usize>> {
    cell(call, gru_step)
}

/// As [`SimpleRNNCell`](crate::layers::SimpleRNNCell).
pub fn simple_rnn_cell(call: &mut Call<'_>) -> Result<Vec<usize>> {
    cell(call, simple_rnn_step)
}
