//! A recurrent layer gate by gate, for dropout, and for functions that the one operation does not know.

use smallvec::SmallVec;

use super::Arguments;
use crate::autodiff::Tensor;
use crate::autodiff::ops::{Sequence, linear};
use crate::backend as K;
use crate::kernels::matmul::Pointwise;
use crate::kernels::random::dropout_in_place;
use crate::layer::Context;

/// A tensor for each gate, or none.
type EachGate = SmallVec<[Tensor; 4]>;

/// What is dropped while learning. The same places are dropped in all steps of a sample, as in Gal and Ghahramani, "A
/// theoretically grounded application of dropout in recurrent neural networks" (2016).
#[derive(Default)]
pub(super) struct Masks {
    /// Of the input of all gates, (batch, 1, features).
    shared: Option<Tensor>,
    /// Of the input, (batch, 1, features): none, or one for each gate.
    each_gate: EachGate,
    /// Of the last output for each gate, (batch, gates · units).
    pub output: Option<Tensor>,
}

impl Masks {
    /// As Keras draws them: where the last output is dropped, for each gate anew.
    pub fn draw(arguments: &Arguments, x: &Tensor, context: &Context<'_>) -> Self {
        let Arguments { dropout, recurrent_dropout, gates, units, .. } = *arguments;
        let mut masks = Self::default();
        if !context.training() {
            return masks;
        }
        let mut drawn = 0;
        let mut draw = |rate: f32, shape: &[usize]| {
            drawn += 1;
            // The masks of a layer with a seed of its own differ, too.
            let own = arguments.seed.map(|seed| seed.wrapping_add(drawn << 32));
            let stream = context.random_stream(own, shape.iter().product());
            x.tape().constant(shape, |mask| {
                mask.fill(1.0);
                dropout_in_place(stream, rate, mask);
            })
        };
        let input = [x.dim(0), 1, x.dim(2)];
        if recurrent_dropout > 0.0 {
            masks.output = Some(draw(recurrent_dropout, &[x.dim(0), gates * units]));
            if dropout > 0.0 {
                masks.each_gate = (0..gates).map(|_| draw(dropout, &input)).collect();
            }
        } else if dropout > 0.0 {
            masks.shared = Some(draw(dropout, &input));
        }
        masks
    }

    /// The input without what is dropped for all gates.
    pub fn of_all_gates(&self, x: &Tensor) -> Tensor {
        self.shared.as_ref().map_or_else(|| x.clone(), |mask| x * mask)
    }

    /// Whether each gate sees another part of the input.
    pub fn tell_gates_apart(&self) -> bool {
        !self.each_gate.is_empty()
    }

    /// What the input contributes to each gate, (batch, steps, units).
    pub fn contributions(&self, sequence: &Sequence<'_>, kernel: &Tensor, gates: usize) -> EachGate {
        let of_gate = |(gate, kernel): (usize, Tensor)| {
            let x = self.each_gate.get(gate).map_or_else(|| sequence.x.clone(), |mask| sequence.x * mask);
            linear(&x, &kernel, bias(sequence, gates, 0, gate).as_ref(), Pointwise::Linear)
        };
        of_each_gate(kernel, gates).into_iter().enumerate().map(of_gate).collect()
    }
}

/// The biases of a gate: in row 0 those of what the input contributes, in row 1, if there is one, of the last output.
fn bias(sequence: &Sequence<'_>, gates: usize, row: usize, gate: usize) -> Option<Tensor> {
    let units = sequence.recurrent.dim(0);
    let at = row * gates * units;
    let bias = sequence.bias.filter(|bias| at < bias.shape().elements())?;
    Some(K::part(bias, at + gate * units, &[units]))
}

/// What the input and the last output contribute to each gate.
pub(super) struct Gates {
    /// Of each gate (steps, batch, units).
    inputs: EachGate,
    /// Of each gate (units, units).
    recurrent: EachGate,
    /// Of each gate (units), for what the last output contributes.
    biases: EachGate,
    /// Of each gate (batch, units), or none.
    dropped: EachGate,
    step: usize,
}

impl Gates {
    pub fn new(gates: usize, sequence: &Sequence<'_>, kernel: &Tensor, masks: &Masks) -> Self {
        let inputs = masks.contributions(sequence, kernel, gates);
        Self {
            inputs: inputs.iter().map(|input| K::permute_dimensions(input, &[1, 0, 2])).collect(),
            recurrent: of_each_gate(sequence.recurrent, gates),
            biases: (0..gates).filter_map(|gate| bias(sequence, gates, 1, gate)).collect(),
            dropped: sequence.factors.map_or_else(EachGate::new, |factors| of_each_gate(factors, gates)),
            step: 0,
        }
    }

    /// Goes on to a step of the input.
    pub fn go_to(&mut self, step: usize) {
        self.step = step;
    }

    /// What the input contributes to a gate in this step.
    pub fn input(&self, gate: usize) -> Tensor {
        let all = &self.inputs[gate];
        let (batch, units) = (all.dim(1), all.dim(2));
        K::part(all, self.step * batch * units, &[batch, units])
    }

    /// What the last output `h` contributes to a gate.
    pub fn inner(&self, gate: usize, h: &Tensor) -> Tensor {
        let h = self.dropped.get(gate).map_or_else(|| h.clone(), |mask| h * mask);
        linear(&h, &self.recurrent[gate], self.biases.get(gate), Pointwise::Linear)
    }

    /// What both contribute to a gate.
    pub fn sum(&self, gate: usize, h: &Tensor) -> Tensor {
        self.input(gate) + self.inner(gate, h)
    }
}

/// The columns that belong to each gate.
fn of_each_gate(columns: &Tensor, gates: usize) -> EachGate {
    let (rows, units) = (columns.dim(0), columns.dim(1) / gates);
    let by_gate = K::reshape(columns, &[rows as isize, gates as isize, units as isize]);
    let by_gate = K::permute_dimensions(&by_gate, &[1, 0, 2]);
    (0..gates).map(|gate| K::part(&by_gate, gate * rows * units, &[rows, units])).collect()
}
