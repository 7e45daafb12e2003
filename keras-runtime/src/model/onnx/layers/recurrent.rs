//! Recurrent layers: by ONNX's own operators where those say the same, and otherwise step by step.

use super::super::call::Call;
use super::super::exporter::{Mask, Order};
use super::super::graph::Name;
use super::super::recurrence::{Kept, Sequence, dims_of, scan, zeros};
use super::cells::{gru_step, lstm_step, simple_rnn_step, units};
use super::recurrent_operator::{Own, by_operator, own_functions};
use crate::shape::{Shape, Spec};
use crate::{Error, Result};

/// An error for a layer that remembers the last batch: a graph of ONNX does not.
pub fn check_stateless(call: &Call<'_>) -> Result<()> {
    if !call.is("stateful") {
        return Ok(());
    }
    let error = Error::new("", "is `stateful`, but a graph of ONNX remembers nothing from batch to batch");
    Err(error.help("take and give the states: `initial_state = …`, `return_state = true`"))
}

/// The sequence that the layer goes along.
pub fn sequence(call: &mut Call<'_>) -> Sequence {
    let (x, mask) = (call.input(0), call.step_mask(0));
    let (backwards, return_sequences) = (call.is("go_backwards"), call.is("return_sequences"));
    Sequence { x, mask, backwards, return_sequences }
}

/// Gives the output and, if they are wanted, the states.
pub fn given(call: &mut Call<'_>, sequence: &Sequence, mut names: Vec<Name>) -> Result<Vec<usize>> {
    names.truncate(call.outputs.len());
    let given = call.give_all(&names)?;
    if let Some(mask) = sequence.mask.as_ref().filter(|_| sequence.return_sequences) {
        let name = if sequence.backwards { reversed_mask(call, mask) } else { mask.clone() };
        call.exporter.set_mask(given[0], Some(Mask { name, rank: 2 }));
    }
    Ok(given)
}

/// A mask with its steps in the opposite order.
pub fn reversed_mask(call: &mut Call<'_>, mask: &str) -> Name {
    call.graph().reverse(mask, 1)
}

/// The states that the layer begins with.
pub fn initial(call: &mut Call<'_>, x: &str, states: &[Spec]) -> Result<Vec<Name>> {
    if call.inputs.len() > 1 {
        return Ok((1..call.inputs.len()).map(|input| call.input(input)).collect());
    }
    states.iter().map(|state| Ok(zeros(call, x, &dims_of(state)?))).collect()
}

fn recurrent(call: &mut Call<'_>, own: &Own) -> Result<Vec<usize>> {
    check_stateless(call)?;
    let sequence = sequence(call);
    let functions = own_functions(call, own.functions)?;
    if let Some(functions) = functions.filter(|_| sequence.mask.is_none()) {
        let names = by_operator(call, own, &sequence, functions)?;
        return given(call, &sequence, names);
    }
    let state = Spec::new(Shape::known(&[units(call)]));
    let states = initial(call, &sequence.x, &vec![state; own.states])?;
    let (ranks, step) = (vec![2; own.states], own.step);
    let names = scan(call, &sequence, &states, (Kept::State, &[]), &ranks, &mut |call, x, states| {
        let next = step(call, x, states)?;
        Ok([vec![next[0].clone()], next].concat())
    })?;
    given(call, &sequence, names)
}

/// As [`LSTM`](crate::layers::LSTM).
pub fn lstm(call: &mut Call<'_>) -> Result<Vec<usize>> {
    let functions = &["recurrent_activation", "activation", "activation"];
    recurrent(call, &Own { op: "LSTM", functions, gates: &[0, 3, 1, 2], states: 2, step: lstm_step })
}

/// As [`GRU`](crate::layers::GRU).
pub fn gru(call: &mut Call<'_>) -> Result<Vec<usize>> {
    let functions = &["recurrent_activation", "activation"];
    recurrent(call, &Own { op: "GRU", functions, gates: &[0, 1, 2], states: 1, step: gru_step })
}

/// As [`SimpleRNN`](crate::layers::SimpleRNN).
pub fn simple_rnn(call: &mut Call<'_>) -> Result<Vec<usize>> {
    recurrent(
        call,
        &Own { op: "RNN", functions: &["activation"], gates: &[0], states: 1, step: simple_rnn_step },
    )
}

/// As [`StackedRNNCells`](crate::layers::StackedRNNCells).
pub fn stacked(call: &mut Call<'_>) -> Result<Vec<usize>> {
    let layer = call.layer;
    let (mut x, mut states, mut next) = (call.inputs[0], &call.inputs[1..], vec![]);
    for (field, cell) in layer.inner() {
        let (own, rest) = states.split_at((cell.outputs().as_slice().len() - 1).min(states.len()));
        let given = call.inner(field, &[&[x], own].concat())?;
        x = given[0];
        next.extend_from_slice(&given[1..]);
        states = rest;
    }
    Ok([vec![x], next].concat())
}

/// As [`RNN`](crate::layers::RNN).
pub fn rnn(call: &mut Call<'_>) -> Result<Vec<usize>> {
    check_stateless(call)?;
    let (layer, sequence) = (call.layer, sequence(call));
    let inner = layer.inner();
    let (field, cell) = inner.first().ok_or_else(|| Error::new("", "has no cell"))?;
    let step_spec = call.spec(0).with_shape(call.spec(0).shape().without(0));
    let specs = cell.outputs();
    let specs = specs.as_slice();
    let states = initial(call, &sequence.x, &specs[1..])?;
    let kept = if call.is("zero_output_for_mask") { Kept::Nothing } else { Kept::Output };
    let ranks: Vec<usize> = specs[1..].iter().map(|state| state.shape().rank() + 1).collect();
    let output = dims_of(&specs[0])?;
    let names = scan(call, &sequence, &states, (kept, &output), &ranks, &mut |call, x, states| {
        let mut given = vec![call.exporter.add(x, step_spec)];
        given.extend(states.iter().zip(&specs[1..]).map(|(state, spec)| call.exporter.add(state, *spec)));
        let next = call.inner(field, &given)?;
        Ok(next.into_iter().map(|value| call.exporter.named(value, Order::Last)).collect())
    })?;
    given(call, &sequence, names)
}
