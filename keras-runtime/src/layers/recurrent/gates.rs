//! A recurrent layer gate by gate, for functions and for dropout that the one operation does not know.

use super::Arguments;
use crate::autodiff::Tensor;
use crate::autodiff::ops::{Sequence, linear};
use crate::backend as K;
use crate::kernels::matmul::Pointwise;
use crate::kernels::random::dropout_in_place;
use crate::layers::Context;

/// What is dropped while learning. The same places are dropped in all steps of a sample, as in Gal and Ghahramani, "A
/// theoretically grounded application of dropout in recurrent neural networks" (2016).
pub(super) struct Masks {
    /// Of the input of all gates, (batch, 1, features).
    shared: Option<Tensor>,
    /// Of the input, (batch, 1, features), and of the last output, (batch, units), of each gate: none, or one for each.
    pub each_gate: Vec<(Option<Tensor>, Tensor)>,
}

impl Masks {
    /// As Keras draws them: where the last output is dropped, for each gate anew.
    pub fn draw(arguments: &Arguments, x: &Tensor, context: &Context<'_>) -> Self {
        let Arguments { dropout, recurrent_dropout, gates, units, .. } = *arguments;
        let mut masks = Self { shared: None, each_gate: Vec::new() };
        if !context.training() {
            return masks;
        }
        let mut drawn = 0;
        let mut draw = |rate: f32, shape: &[usize]| {
            drawn += 1;
            // The masks of a layer with a seed of its own differ, too.
            let own = arguments.seed.map(|seed| seed.wrapping_add(drawn << 32));
            let seed = context.random_seed(own);
            x.tape().constant(shape, |mask| {
                mask.fill(1.0);
                dropout_in_place(seed, rate, mask);
            })
        };
        let (input, output) = ([x.dim(0), 1, x.dim(2)], [x.dim(0), units]);
        if recurrent_dropout > 0.0 {
            let of_gate = |_| {
                let of_input = (dropout > 0.0).then(|| draw(dropout, &input));
                (of_input, draw(recurrent_dropout, &output))
            };
            masks.each_gate = (0..gates).map(of_gate).collect();
        } else if dropout > 0.0 {
            masks.shared = Some(draw(dropout, &input));
        }
        masks
    }

    /// The input without what is dropped for all gates.
    pub fn of_all_gates(&self, x: &Tensor) -> Tensor {
        self.shared.as_ref().map_or_else(|| x.clone(), |mask| x * mask)
    }
}

/// What the input and the last output contribute to each gate.
pub(super) struct Gates {
    /// Of each gate (steps, batch, units).
    inputs: Vec<Tensor>,
    /// Of each gate (units, units).
    recurrent: Vec<Tensor>,
    /// Of each gate (units), for what the last output contributes.
    biases: Vec<Tensor>,
    /// Of each gate (batch, units), or none.
    dropped: Vec<Tensor>,
    step: usize,
}

impl Gates {
    pub fn new(arguments: &Arguments, sequence: &Sequence<'_>, masks: &Masks) -> Self {
        let Arguments { gates, units, .. } = *arguments;
        let kernels = of_each_gate(sequence.kernel, gates);
        let all = gates * units;
        let rows = sequence.bias.map_or(0, |bias| bias.shape().elements() / all);
        let bias = |row: usize, gate: usize| {
            let bias = sequence.bias.filter(|_| row < rows)?;
            Some(K::part(bias, row * all + gate * units, &[units]))
        };
        let input = |gate: usize| {
            let dropped = masks.each_gate.get(gate).and_then(|(of_input, _)| of_input.as_ref());
            let x = dropped.map_or_else(|| sequence.x.clone(), |mask| sequence.x * mask);
            let product = linear(&x, &kernels[gate], bias(0, gate).as_ref(), Pointwise::Linear);
            K::permute_dimensions(&product, &[1, 0, 2])
        };
        Self {
            inputs: (0..gates).map(input).collect(),
            recurrent: of_each_gate(sequence.recurrent, gates),
            biases: (0..gates).filter_map(|gate| bias(1, gate)).collect(),
            dropped: masks.each_gate.iter().map(|(_, of_output)| of_output.clone()).collect(),
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

/// The columns of a kernel that belong to each gate.
fn of_each_gate(kernel: &Tensor, gates: usize) -> Vec<Tensor> {
    let (rows, units) = (kernel.dim(0), kernel.dim(1) / gates);
    let by_gate = K::reshape(kernel, &[rows as isize, gates as isize, units as isize]);
    let by_gate = K::permute_dimensions(&by_gate, &[1, 0, 2]);
    (0..gates).map(|gate| K::part(&by_gate, gate * rows * units, &[rows, units])).collect()
}
