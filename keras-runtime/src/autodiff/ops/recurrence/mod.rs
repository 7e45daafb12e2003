mod weights;

#[cfg(test)]
mod tests;

use smallvec::SmallVec;

use crate::autodiff::{Gradients, Inputs, Operation, Tensor};
use crate::kernels::matmul::{Epilogue, Matrix, matmul};
use crate::kernels::recurrence::{Backward, Cell, Forward, Sizes};
use crate::kernels::scratch;
use crate::tensor::Dims;
use crate::{Error, Result};

/// Input sequence of a recurrent layer, its states and its weights.
pub(crate) struct Sequence<'a> {
    /// (batch, steps, features), or without a kernel what it contributes to the gates, (batch, steps, gates · units).
    pub x: &'a Tensor,
    /// (features, gates · units)
    pub kernel: Option<&'a Tensor>,
    /// (units, gates · units)
    pub recurrent: &'a Tensor,
    /// (gates · units), or (2, gates · units), of which the second row belongs to what the last output contributes.
    /// Without a kernel, only this row, (gates · units).
    pub bias: Option<&'a Tensor>,
    /// The states before the first step, (batch, units) each: none, which is zeros, or all that the cell has.
    pub states: &'a [Tensor],
    /// Not 0 where a step counts, (batch, steps). A step that does not count leaves the states as they are, and its
    /// output is the one before.
    pub mask: Option<&'a Tensor>,
    /// By what each gate sees the last output multiplied, (batch, gates · units), if not by 1. It gets no gradient.
    pub factors: Option<&'a Tensor>,
    /// Whether the last step comes first.
    pub backwards: bool,
}

/// A cell that goes along the steps of a sequence: (batch, units), the last output.
///
/// With `sequences` it is (batch, steps, units), each output in the order in which it is made. With `states`, everything
/// is there one after the other in one axis: the outputs, if `sequences`, and the last states, of which the first is the
/// last output.
pub(crate) fn recurrence<C: Cell>(cell: C, of: &Sequence<'_>, sequences: bool, states: bool) -> Tensor {
    let mut inputs: SmallVec<[&Tensor; 8]> = SmallVec::from_slice(&[of.x, of.recurrent]);
    inputs.extend(of.kernel);
    inputs.extend(of.bias);
    inputs.extend(of.states);
    inputs.extend(of.factors);
    inputs.extend(of.mask);
    let operation = Recurrence {
        cell,
        sequences,
        states,
        backwards: of.backwards,
        projects: of.kernel.is_some(),
        biased: of.bias.is_some(),
        continued: !of.states.is_empty(),
        scaled: of.factors.is_some(),
        masked: of.mask.is_some(),
    };
    of.x.tape().apply(operation, &inputs)
}

struct Recurrence<C> {
    cell: C,
    sequences: bool,
    states: bool,
    backwards: bool,
    projects: bool,
    biased: bool,
    continued: bool,
    scaled: bool,
    masked: bool,
}

/// Positions of inputs that are always there.
const X: usize = 0;
const RECURRENT: usize = 1;

impl<C: Cell> Recurrence<C> {
    /// The number of states.
    const STATES: usize = if C::CARRY { 2 } else { 1 };

    fn sizes(&self, x: &Inputs<'_>) -> Sizes {
        let (input, recurrent) = (x.dims(X), x.dims(RECURRENT));
        Sizes { batch: input[0], steps: input[1], units: recurrent[0], backwards: self.backwards }
    }

    /// The position of the kernel.
    fn kernel(&self) -> Option<usize> {
        self.projects.then_some(RECURRENT + 1)
    }

    /// The position of the biases.
    fn bias(&self) -> Option<usize> {
        self.biased.then_some(RECURRENT + 1 + usize::from(self.projects))
    }

    /// The position of an initial state.
    fn state(&self, index: usize) -> Option<usize> {
        let first = RECURRENT + 1 + usize::from(self.projects) + usize::from(self.biased);
        (self.continued && index < Self::STATES).then_some(first + index)
    }

    fn factors<'x>(&self, x: &'x Inputs<'_>) -> &'x [f32] {
        if self.scaled { &x[x.len() - 1 - usize::from(self.masked)] } else { &[] }
    }

    fn mask<'x>(&self, x: &'x Inputs<'_>) -> &'x [f32] {
        if self.masked { &x[x.len() - 1] } else { &[] }
    }

    /// The biases of what the input and of what the last output contributes.
    fn biases<'x>(&self, x: &'x Inputs<'_>) -> [Option<&'x [f32]>; 2] {
        let Some(bias) = self.bias() else { return [None; 2] };
        let (own, inner) = x[bias].split_at(self.own_biases(x));
        [own, inner].map(|bias| (!bias.is_empty()).then_some(bias))
    }

    /// How many biases belong to what the input contributes.
    fn own_biases(&self, x: &Inputs<'_>) -> usize {
        if self.projects { x.dims(RECURRENT)[1] } else { 0 }
    }

    /// The lengths of the output's parts and, after them, of what is kept: the outputs of all steps, the last states,
    /// the outputs before each step, what the cell keeps, the gates.
    fn lengths(&self, x: &Inputs<'_>) -> [usize; 6] {
        let Sizes { batch, steps, units, .. } = self.sizes(x);
        let (state, all) = (batch * units, batch * steps * units);
        let when = |flag: bool, len: usize| if flag { len } else { 0 };
        [when(self.sequences, all), state, when(C::CARRY, state), all, when(C::KEEPS, all), all * C::GATES]
    }

    /// The elements of the output proper.
    fn elements(&self, x: &Inputs<'_>) -> usize {
        let [sequence, h, c, ..] = self.lengths(x);
        match (self.sequences, self.states) {
            (true, false) => sequence,
            (_, true) => sequence + h + c,
            (false, false) => h,
        }
    }

    /// Refuses what the rule of a layer cannot know: that all inputs have as many samples and steps.
    fn check(&self, x: &Inputs<'_>) -> Result<()> {
        let Sizes { batch, steps, units, .. } = self.sizes(x);
        let states =
            (0..Self::STATES).filter_map(|i| Some((self.state(i)?, "an initial state", [batch, units])));
        let mask = self.masked.then(|| (x.len() - 1, "the mask of a sequence", [batch, steps]));
        for (input, what, dims) in states.chain(mask) {
            if *x.dims(input) != dims {
                return Err(Error::expected(what, Dims::new(&dims)?, x.dims(input)));
            }
        }
        Ok(())
    }
}

impl<C: Cell> Operation for Recurrence<C> {
    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        self.check(x)?;
        let Sizes { batch, steps, units, .. } = self.sizes(x);
        match (self.sequences, self.states) {
            (true, false) => Dims::new(&[batch, steps, units]),
            (_, true) => Dims::new(&[self.elements(x)]),
            (false, false) => Dims::new(&[batch, units]),
        }
    }

    fn keeps(&self, x: &Inputs<'_>) -> usize {
        self.lengths(x).iter().sum::<usize>() - self.elements(x)
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        let sizes = self.sizes(x);
        let [sequence, h, c, before, kept, gates] = self.parts_mut(x, y);
        let [bias, inner_bias] = self.biases(x);
        match self.matrices(x) {
            Some([input, kernel]) => {
                matmul(gates, input, kernel, 0.0, Epilogue { bias, ..Epilogue::default() })
            }
            None => gates.copy_from_slice(&x[X]),
        }
        for (index, state) in [&mut *h, &mut *c].into_iter().enumerate() {
            match self.state(index) {
                Some(input) => state.copy_from_slice(&x[input]),
                None => state.fill(0.0),
            }
        }
        let (mask, factors) = (self.mask(x), self.factors(x));
        let slices = Forward { gates, before, kept, h, c, sequence, mask, factors };
        slices.run(self.cell, sizes, &x[RECURRENT], inner_bias);
        Ok(())
    }

    fn backward(&self, x: &Inputs<'_>, y: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
        let sizes = self.sizes(x);
        let [.., before, kept, gates] = self.parts(x, y);
        let [state, carried] = [sizes.batch * sizes.units, self.lengths(x)[2]];
        let split = if C::SPLIT { gates.len() } else { 0 };
        scratch::with(state + carried + gates.len() + split, |memory| {
            let (dh, memory) = memory.split_at_mut(state);
            let (dc, memory) = memory.split_at_mut(carried);
            let (d_gates, d_inner) = memory.split_at_mut(gates.len());
            let (d_sequence, d_states) = dy.split_at(self.lengths(x)[0]);
            dh.fill(0.0);
            dc.fill(0.0);
            let (d_last, d_carry) = d_states.split_at(d_states.len().min(state));
            dh[..d_last.len()].copy_from_slice(d_last);
            dc[..d_carry.len()].copy_from_slice(d_carry);
            let slices = Backward {
                gates,
                before,
                kept,
                mask: self.mask(x),
                factors: self.factors(x),
                d_sequence,
                dh: &mut *dh,
                dc: &mut *dc,
                dx: &mut *d_gates,
                d_inner: &mut *d_inner,
            };
            slices.run(self.cell, sizes, &x[RECURRENT]);
            let d_inner = if C::SPLIT { &*d_inner } else { &*d_gates };
            self.hand_on(x, before, d_gates, d_inner, [dh, dc], dx);
        });
    }
}

impl<C: Cell> Recurrence<C> {
    /// The input of all steps and its kernel.
    fn matrices<'x>(&self, x: &'x Inputs<'_>) -> Option<[Matrix<'x>; 2]> {
        let at = self.kernel()?;
        let (input, kernel) = (x.dims(X), x.dims(at));
        Some([Matrix::new(&x[X], input[0] * input[1], input[2]), Matrix::new(&x[at], kernel[0], kernel[1])])
    }

    fn parts<'y>(&self, x: &Inputs<'_>, y: &'y [f32]) -> [&'y [f32]; 6] {
        let mut rest = y;
        self.lengths(x).map(|len| {
            let (part, others) = rest.split_at(len);
            rest = others;
            part
        })
    }

    fn parts_mut<'y>(&self, x: &Inputs<'_>, y: &'y mut [f32]) -> [&'y mut [f32]; 6] {
        let mut rest = y;
        self.lengths(x).map(|len| {
            let (part, others) = std::mem::take(&mut rest).split_at_mut(len);
            rest = others;
            part
        })
    }
}
