//! A recurrent layer step by step, whatever is done in a step.

use crate::Error;
use crate::autodiff::Tensor;
use crate::backend as K;
use crate::layer::masks::{counted, of_steps, spread};
use crate::layer::{Context, Outputs};

/// How a layer goes along a sequence, and what it gives.
pub(super) struct Stepwise {
    pub return_sequences: bool,
    pub return_state: bool,
    pub go_backwards: bool,
    pub stateful: bool,
    pub zero_output_for_mask: bool,
}

impl Stepwise {
    /// What comes of `step`, which is given a step of the sequence and the states, none at first, and gives an output
    /// and the next states. A step that is masked leaves both as they are.
    pub fn call(
        &self,
        inputs: &[Tensor],
        context: &Context<'_>,
        step: impl Fn(&Tensor, &[Tensor]) -> Vec<Tensor>,
    ) -> Outputs {
        let (x, given) = (&inputs[0], &inputs[1..]);
        let (batch, steps) = (x.dim(0), x.dim(1));
        if steps == 0 {
            let error = Error::expected("a layer that goes along a sequence", "a step at least", "none");
            let outputs =
                if self.return_state { context.inner_outputs(0).as_slice().len().max(3) } else { 1 };
            return Outputs::repeat(&x.tape().fail(error), outputs);
        }
        let mut states =
            if given.is_empty() { context.recall(batch).as_slice().to_vec() } else { given.to_vec() };
        let shape = [&[batch], &x.shape()[2..]].concat();
        let size: usize = shape.iter().product();
        let mut by_time: Vec<usize> = (0..x.rank()).collect();
        by_time.swap(0, 1);
        let sequence = K::permute_dimensions(x, &by_time);
        let mask = of_steps(x).map(|mask| K::transpose(&mask));
        let mut outputs: Vec<Tensor> = Vec::with_capacity(steps);
        context.repeat(steps, |k| {
            let t = if self.go_backwards { steps - 1 - k } else { k };
            let mut new = step(&K::part(&sequence, t * size, &shape), &states);
            if let Some(mask) = &mask {
                let counts = K::part(mask, t * batch, &[batch]);
                let keep = |new: &Tensor, old: Option<&Tensor>| {
                    old.map_or_else(
                        || counted(new, &counts, 0.0),
                        |old| K::where_(&spread(&counts, new.rank()), new, old),
                    )
                };
                let last = outputs.last().filter(|_| !self.zero_output_for_mask);
                new[0] = keep(&new[0], last);
                for (i, state) in new[1..].iter_mut().enumerate() {
                    *state = keep(state, states.get(i));
                }
            }
            states = new.split_off(1);
            outputs.append(&mut new);
        });
        let y = if self.return_sequences { K::stack(&outputs, 1) } else { outputs[steps - 1].clone() };
        if self.stateful {
            context.keep(&states);
        }
        Outputs::of([y].into_iter().chain(states.into_iter().filter(|_| self.return_state)))
    }
}
