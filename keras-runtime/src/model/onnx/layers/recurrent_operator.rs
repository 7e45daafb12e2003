//! ONNX's own operators for recurrent layers: its `LSTM`, `GRU` and `RNN`.

use ndarray::{Array2, ArrayD, Axis, Ix2, concatenate};

use super::super::call::Call;
use super::super::graph::Name;
use super::super::proto::Attribute;
use super::super::recurrence::Sequence;
use super::cells::{Cell, units};
use crate::Result;
use crate::activations::Function;

/// The names of the functions of gates that ONNX's own operators have, and their arguments.
pub fn own_functions(call: &Call<'_>, arguments: &[&str]) -> Result<Option<Vec<Attribute>>> {
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
pub struct Own {
    pub op: &'static str,
    pub functions: &'static [&'static str],
    /// Where its gates are among those of Keras.
    pub gates: &'static [usize],
    pub states: usize,
    pub step: Cell,
}

/// A weight `(rows, gates · units)` as ONNX has it: `(1, gates · units, rows)`, its gates in another order.
fn by_gate(weight: &ArrayD<f32>, gates: &[usize], units: usize) -> ArrayD<f32> {
    let weight: Array2<f32> = weight.clone().into_dimensionality::<Ix2>().expect("a kernel has two axes");
    let parts: Vec<_> =
        gates.iter().map(|&gate| weight.slice(ndarray::s![.., gate * units..(gate + 1) * units])).collect();
    let joined = concatenate(Axis(1), &parts).expect("the gates have as many rows");
    joined.reversed_axes().insert_axis(Axis(0)).as_standard_layout().into_owned().into_dyn()
}

/// The outputs of the operator as those of the layer.
pub fn by_operator(
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
