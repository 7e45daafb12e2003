//! What a recurrent cell does in a step, for one unit.

use crate::kernels::pointwise::{Function, Relu, Sigmoid, Tanh};
use crate::kernels::simd::Arithmetic;

/// A cell, seen from one of its units: the gates follow from what the input and the last output contribute to them, and
/// the new state from the gates. What is here is compiled for many units side by side: no branches.
pub(crate) trait Cell: Copy + Send + Sync + 'static {
    /// Columns of the kernels for each unit; the gates of a kind lie together.
    const GATES: usize;
    /// Whether there is a second state beside the output.
    const CARRY: bool = false;
    /// Whether a value besides the gates is kept for the gradient.
    const KEEPS: bool = Self::CARRY;
    /// Whether gates have another gradient by what the last output contributes than by what the input does.
    const SPLIT: bool = false;

    /// A step, where `x` is what the input and `inner` what the last output `h` contributes to each gate.
    fn forward<A: Arithmetic>(self, x: [f32; 4], inner: [f32; 4], h: f32, c: f32) -> Step;

    /// The gradients of a step, from what it kept and the gradients by its new states.
    fn backward<A: Arithmetic>(self, gates: [f32; 4], kept: f32, h: f32, dh: f32, dc: f32) -> Slopes;
}

/// What a step makes.
pub(crate) struct Step {
    /// The values of the gates; those beyond [`Cell::GATES`] are nothing.
    pub gates: [f32; 4],
    /// The new output.
    pub h: f32,
    /// The new second state.
    pub c: f32,
    /// What the gradient needs besides the gates and the last output.
    pub kept: f32,
}

/// The gradients by what a step was made of.
pub(crate) struct Slopes {
    /// By what the input contributes to each gate.
    pub x: [f32; 4],
    /// By what the last output contributes, if that is something else.
    pub inner: [f32; 4],
    /// By the last output, besides what it contributes to the gates.
    pub h: f32,
    /// By the last second state.
    pub c: f32,
}

/// A function whose slope follows from its value.
pub(crate) trait Activation: Function + Send + 'static {
    /// The slope where the function is `y`.
    fn slope(y: f32) -> f32;
}

impl Activation for Tanh {
    #[inline(always)]
    fn slope(y: f32) -> f32 {
        1.0 - y * y
    }
}

impl Activation for Relu {
    #[inline(always)]
    fn slope(y: f32) -> f32 {
        if y > 0.0 { 1.0 } else { 0.0 }
    }
}

impl Activation for Sigmoid {
    #[inline(always)]
    fn slope(y: f32) -> f32 {
        y * (1.0 - y)
    }
}

/// The cell of `SimpleRNN`, with its activation.
#[derive(Clone, Copy)]
pub(crate) struct Simple<F>(pub F);

impl<F: Activation> Cell for Simple<F> {
    const GATES: usize = 1;

    #[inline(always)]
    fn forward<A: Arithmetic>(self, x: [f32; 4], inner: [f32; 4], _: f32, _: f32) -> Step {
        let h = self.0.of::<A>(x[0] + inner[0]);
        Step { gates: [h, 0.0, 0.0, 0.0], h, c: 0.0, kept: 0.0 }
    }

    #[inline(always)]
    fn backward<A: Arithmetic>(self, gates: [f32; 4], _: f32, _: f32, dh: f32, _: f32) -> Slopes {
        let x = [dh * F::slope(gates[0]), 0.0, 0.0, 0.0];
        Slopes { x, inner: x, h: 0.0, c: 0.0 }
    }
}

/// The cell of `LSTM`, with its activation; the gates are input, forget, candidate and output.
#[derive(Clone, Copy)]
pub(crate) struct Lstm<F>(pub F);

impl<F: Activation> Lstm<F> {
    /// Forward and backward compute the very same.
    #[inline(always)]
    fn carry<A: Arithmetic>([input, forget, candidate, _]: [f32; 4], c: f32) -> f32 {
        A::times_plus(forget, c, input * candidate)
    }
}

impl<F: Activation> Cell for Lstm<F> {
    const GATES: usize = 4;
    const CARRY: bool = true;

    #[inline(always)]
    fn forward<A: Arithmetic>(self, x: [f32; 4], inner: [f32; 4], _: f32, c: f32) -> Step {
        let gate = |i: usize| Sigmoid.of::<A>(x[i] + inner[i]);
        let gates = [gate(0), gate(1), self.0.of::<A>(x[2] + inner[2]), gate(3)];
        let new = Self::carry::<A>(gates, c);
        Step { gates, h: gates[3] * self.0.of::<A>(new), c: new, kept: c }
    }

    #[inline(always)]
    fn backward<A: Arithmetic>(self, gates: [f32; 4], c: f32, _: f32, dh: f32, dc: f32) -> Slopes {
        let [input, forget, candidate, output] = gates;
        let shown = self.0.of::<A>(Self::carry::<A>(gates, c));
        let dc = A::times_plus(dh * output, F::slope(shown), dc);
        let x = [
            dc * candidate * Sigmoid::slope(input),
            dc * c * Sigmoid::slope(forget),
            dc * input * F::slope(candidate),
            dh * shown * Sigmoid::slope(output),
        ];
        Slopes { x, inner: x, h: 0.0, c: dc * forget }
    }
}

/// The cell of `GRU` that resets after its product, with its activation; the gates are update, reset and candidate.
#[derive(Clone, Copy)]
pub(crate) struct Gru<F>(pub F);

impl<F: Activation> Cell for Gru<F> {
    const GATES: usize = 3;
    const KEEPS: bool = true;
    const SPLIT: bool = true;

    #[inline(always)]
    fn forward<A: Arithmetic>(self, x: [f32; 4], inner: [f32; 4], h: f32, _: f32) -> Step {
        let update = Sigmoid.of::<A>(x[0] + inner[0]);
        let reset = Sigmoid.of::<A>(x[1] + inner[1]);
        let candidate = self.0.of::<A>(A::times_plus(reset, inner[2], x[2]));
        let new = A::times_plus(update, h - candidate, candidate);
        Step { gates: [update, reset, candidate, 0.0], h: new, c: 0.0, kept: inner[2] }
    }

    #[inline(always)]
    fn backward<A: Arithmetic>(self, gates: [f32; 4], inner: f32, h: f32, dh: f32, _: f32) -> Slopes {
        let [update, reset, candidate, _] = gates;
        let d_update = dh * (h - candidate) * Sigmoid::slope(update);
        let d_candidate = dh * (1.0 - update) * F::slope(candidate);
        let d_reset = d_candidate * inner * Sigmoid::slope(reset);
        Slopes {
            x: [d_update, d_reset, d_candidate, 0.0],
            inner: [d_update, d_reset, d_candidate * reset, 0.0],
            h: dh * update,
            c: 0.0,
        }
    }
}
