//! Recurrent layers whose steps are images.

use super::super::call::Call;
use super::super::exporter::Order;
use super::super::graph::Name;
use super::super::recurrence::{Kept, dims_of, scan, zeros};
use super::activate;
use super::cells::{lstm_gates, op, split};
use super::convolution::{channels_first, sliding, windows};
use super::recurrent::{check_stateless, given, sequence};
use crate::Result;
use crate::kernels::windows::{Padding, Window};
use crate::shape::Spec;

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
