//! Recurrent layers: by ONNX's own operators where those say the same, and otherwise step by step.

use ndarray::{Array2, ArrayD, Axis, Ix2, concatenate};

use super::super::call::Call;
use super::super::exporter::{Mask, Order};
use super::super::graph::Name;
use super::super::proto::Attribute;
use super::super::recurrence::{Kept, Sequence, dims_of, scan, zeros};
use super::activate;
use super::convolution::{channels_first, sliding, windows};
use crate::activations::Function;
use crate::kernels::windows::{Padding, Window};
use crate::shape::{Shape, Spec};
use crate::{Error, Result};

/// What a cell does in a step: from what is given and its states, the next states, of which the first is the output.
type Cell = fn(&mut Call<'_>, &str, &[Name]) -> Result<Vec<Name>>;

fn units(call: &Call<'_>) -> usize {
    call.sizes("units")[0] as usize
}

/// The function in an argument, of as many numbers as the layer has units.
fn by(call: &mut Call<'_>, argument: &str, x: &str) -> Result<Name> {
    let (function, shape) = (call.argument(argument)?, Shape::known(&[units(call)]));
    activate(call.graph(), &function, x, Order::Last, &shape)
}

/// `x` by a weight, and a bias added.
fn product(call: &mut Call<'_>, x: &str, weight: &str, bias: Option<&str>) -> Name {
    let graph = call.graph();
    let y = graph.node("MatMul", &[x, weight], vec![]);
    match bias {
        Some(bias) => graph.node("Add", &[&y, bias], vec![]),
        None => y,
    }
}

fn split(call: &mut Call<'_>, x: &str, parts: &[usize], axis: usize) -> Vec<Name> {
    let sizes: Vec<i64> = parts.iter().map(|&size| size as i64).collect();
    let graph = call.graph();
    let sizes = graph.ints(&sizes);
    graph.nodes("Split", &[x, &sizes], vec![Attribute::int("axis", axis as i64)], parts.len())
}

fn op(call: &mut Call<'_>, op: &str, a: &str, b: &str) -> Name {
    call.graph().node(op, &[a, b], vec![])
}

fn lstm_step(call: &mut Call<'_>, x: &str, states: &[Name]) -> Result<Vec<Name>> {
    let (kernel, recurrent) = (call.weight("kernel")?, call.weight("recurrent_kernel")?);
    let bias = call.find_weight("bias");
    let from_x = product(call, x, &kernel, bias.as_deref());
    let from_h = product(call, &states[0], &recurrent, None);
    let gates = op(call, "Add", &from_x, &from_h);
    let parts = split(call, &gates, &[units(call); 4], 1);
    lstm_gates(call, &parts, &states[1], by)
}

/// The next `h` and `c` of the gates.
fn lstm_gates(
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

fn gru_step(call: &mut Call<'_>, x: &str, states: &[Name]) -> Result<Vec<Name>> {
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

fn simple_rnn_step(call: &mut Call<'_>, x: &str, states: &[Name]) -> Result<Vec<Name>> {
    let (kernel, recurrent) = (call.weight("kernel")?, call.weight("recurrent_kernel")?);
    let bias = call.find_weight("bias");
    let from_x = product(call, x, &kernel, bias.as_deref());
    let from_h = product(call, &states[0], &recurrent, None);
    let sum = op(call, "Add", &from_x, &from_h);
    Ok(vec![by(call, "activation", &sum)?])
}

/// An error for a layer that remembers the last batch: a graph of ONNX does not.
fn check_stateless(call: &Call<'_>) -> Result<()> {
    if !call.is("stateful") {
        return Ok(());
    }
    let error = Error::new("", "is `stateful`, but a graph of ONNX remembers nothing from batch to batch");
    Err(error.help("take and give the states: `initial_state = …`, `return_state = true`"))
}

/// The sequence that the layer goes along.
fn sequence(call: &mut Call<'_>) -> Sequence {
    let (x, mask) = (call.input(0), call.step_mask(0));
    let (backwards, return_sequences) = (call.is("go_backwards"), call.is("return_sequences"));
    Sequence { x, mask, backwards, return_sequences }
}

/// Gives the output and, if they are wanted, the states.
fn given(call: &mut Call<'_>, sequence: &Sequence, mut names: Vec<Name>) -> Result<Vec<usize>> {
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

/// The names of the functions of gates that ONNX's own operators have, and their arguments.
fn own_functions(call: &Call<'_>, arguments: &[&str]) -> Result<Option<Vec<Attribute>>> {
    let (mut names, mut alphas, mut betas) = (vec![], vec![], vec![]);
    for argument in arguments {
        let function: Function = call.argument(argument)?;
        names.push(match function.parts() {
            ("tanh", _) => "Tanh",
            ("sigmoid", _) => "Sigmoid",
            ("relu", [0.0, f32::INFINITY, 0.0]) => "Relu",
            ("hard_sigmoid", _) => {
                alphas.push(1.0 / 6.0);
                betas.push(0.5);
                "HardSigmoid"
            }
            _ => return Ok(None),
        });
    }
    let mut attributes = vec![Attribute::words("activations", &names)];
    if !alphas.is_empty() {
        attributes.push(Attribute::floats("activation_alpha", &alphas));
        attributes.push(Attribute::floats("activation_beta", &betas));
    }
    Ok(Some(attributes))
}

/// A recurrent layer as one of ONNX's own operators has it.
struct Own {
    op: &'static str,
    functions: &'static [&'static str],
    /// Where its gates are among those of Keras.
    gates: &'static [usize],
    states: usize,
    step: Cell,
}

/// A weight `(rows, gates · units)` as ONNX has it: `(1, gates · units, rows)`, its gates in another order.
fn by_gate(weight: &ArrayD<f32>, gates: &[usize], units: usize) -> ArrayD<f32> {
    let weight: Array2<f32> = weight.clone().into_dimensionality::<Ix2>().expect("a kernel has two axes");
    let parts: Vec<_> =
        gates.iter().map(|&gate| weight.slice(ndarray::s![.., gate * units..(gate + 1) * units])).collect();
    let joined = concatenate(Axis(1), &parts).expect("the gates have as many rows");
    joined.reversed_axes().insert_axis(Axis(0)).as_standard_layout().into_owned().into_dyn()
}

/// The states that the layer begins with.
fn initial(call: &mut Call<'_>, x: &str, states: &[Spec]) -> Result<Vec<Name>> {
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

fn by_operator(
    call: &mut Call<'_>,
    own: &Own,
    sequence: &Sequence,
    mut attributes: Vec<Attribute>,
) -> Result<Vec<Name>> {
    let units = units(call);
    let kernel = by_gate(&call.array("kernel")?, own.gates, units);
    let recurrent = by_gate(&call.array("recurrent_kernel")?, own.gates, units);
    let bias = call.find_array("bias").map(|bias| {
        let columns = own.gates.len() * units;
        let rows = bias.len() / columns;
        let bias = bias.into_shape_with_order((rows, columns)).expect("a bias has a number for each gate");
        let mut all: Vec<f32> = vec![];
        for row in 0..2 {
            match row < rows {
                true => all.extend(by_gate(
                    &bias.row(row).insert_axis(Axis(0)).to_owned().into_dyn(),
                    own.gates,
                    units,
                )),
                false => all.extend(vec![0.0; columns]),
            }
        }
        ArrayD::from_shape_vec(vec![1, 2 * columns], all).expect("both halves are there")
    });
    let (kernel, recurrent) =
        (call.weight_as("kernel", &kernel), call.weight_as("recurrent_kernel", &recurrent));
    let bias = bias.map_or_else(String::new, |bias| call.weight_as("bias", &bias));
    let given: Vec<Name> = (1..call.inputs.len()).map(|input| call.input(input)).collect();
    let graph = call.graph();
    let x = graph.transpose(&sequence.x, &[1, 0, 2]);
    let states: Vec<Name> = given.iter().map(|state| graph.unsqueeze(state, &[0])).collect();
    attributes.push(Attribute::int("hidden_size", units as i64));
    if sequence.backwards {
        attributes.push(Attribute::word("direction", "reverse"));
    }
    if own.op == "GRU" {
        attributes.push(Attribute::int("linear_before_reset", i64::from(call.is("reset_after"))));
    }
    let mut inputs: Vec<&str> = vec![&x, &kernel, &recurrent, &bias];
    if !states.is_empty() {
        inputs.push("");
        inputs.extend(states.iter().map(|state| &**state));
    }
    while inputs.last() == Some(&"") {
        inputs.pop();
    }
    let graph = call.graph();
    let outputs = graph.nodes(own.op, &inputs, attributes, 1 + own.states);
    let y = if sequence.return_sequences {
        let y = graph.squeeze(&outputs[0], &[1]);
        // The operator leaves steps in their places, whichever way it goes.
        let y = graph.transpose(&y, &[1, 0, 2]);
        if sequence.backwards { graph.reverse(&y, 1) } else { y }
    } else {
        graph.squeeze(&outputs[1], &[0])
    };
    let mut names = vec![y];
    for state in outputs.iter().skip(1).take(call.outputs.len() - 1) {
        names.push(call.graph().squeeze(state, &[0]));
    }
    Ok(names)
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

/// As [`ConvLSTM2D`](crate::layers::ConvLSTM2D): its steps are images with their channels first.
pub fn conv_lstm(call: &mut Call<'_>) -> Result<Vec<usize>> {
    check_stateless(call)?;
    let mut sequence = sequence(call);
    let image = call.spec(0).shape().without(0);
    let state = match call.is("return_sequences") {
        true => call.outputs[0].shape().without(0),
        false => call.outputs[0].shape(),
    };
    let rank = image.rank() + 1;
    let (mut to_first, mut to_last): (Vec<usize>, Vec<usize>) = ((0..rank).collect(), (0..rank).collect());
    to_first[1..].rotate_right(1);
    to_last[1..].rotate_left(1);
    let in_steps = |axes: &[usize]| -> Vec<usize> {
        let place = |&axis: &usize| if axis == 0 { vec![0, 1] } else { vec![axis + 1] };
        axes.iter().flat_map(place).collect()
    };
    let x = sequence.x.clone();
    sequence.x = call.graph().transpose(&x, &in_steps(&to_first));
    let dims = dims_of(&Spec::new(state))?;
    let first = Order::First.arranged(&[vec![0], dims.clone()].concat())[1..].to_vec();
    let states: Vec<Name> = match call.inputs.len() {
        1 => (0..2).map(|_| zeros(call, &sequence.x, &first)).collect(),
        _ => (1..3).map(|input| call.input_in(input, Order::First)).collect(),
    };
    let taken = windows(call, "kernel_size");
    let of_input = sliding(&taken, &image);
    let keeps = |window: &Window| Window { stride: 1, dilation: 1, padding: Padding::Same, ..*window };
    let of_state = sliding(&taken.iter().map(keeps).collect::<Vec<_>>(), &state);
    let [kernel, recurrent] =
        [channels_first(call.array("kernel")?, true), channels_first(call.array("recurrent_kernel")?, true)];
    let (kernel, recurrent) =
        (call.weight_as("kernel", &kernel), call.weight_as("recurrent_kernel", &recurrent));
    let (bias, filters) = (call.find_weight("bias"), dims[dims.len() - 1]);
    let names =
        scan(call, &sequence, &states, (Kept::Output, &first), &[rank; 2], &mut |call, x, states| {
            let given: Vec<&str> = [x, &kernel].into_iter().chain(bias.as_deref()).collect();
            let from_x = call.graph().node("Conv", &given, of_input.clone());
            let from_h = call.graph().node("Conv", &[&states[0], &recurrent], of_state.clone());
            let gates = op(call, "Add", &from_x, &from_h);
            let parts = split(call, &gates, &[filters; 4], 1);
            let by = |call: &mut Call<'_>, argument: &str, x: &str| {
                let function = call.argument(argument)?;
                activate(call.graph(), &function, x, Order::First, &state)
            };
            let next = lstm_gates(call, &parts, &states[1], by)?;
            Ok([vec![next[0].clone()], next].concat())
        })?;
    let to_last_in_steps = in_steps(&to_last);
    let mut last = vec![];
    for (i, name) in names.iter().enumerate() {
        let order = if i == 0 && sequence.return_sequences { &to_last_in_steps } else { &to_last };
        last.push(call.graph().transpose(name, order));
    }
    given(call, &sequence, last)
}
