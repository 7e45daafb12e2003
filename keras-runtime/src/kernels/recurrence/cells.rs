//! What a recurrent cell does in a step, for some neighbouring units.

use crate::kernels::pointwise::{Function, Relu, Sigmoid, Tanh};
use crate::kernels::simd::Arithmetic;

/// A value for each of `N` neighbouring units.
pub(crate) type Lanes<const N: usize> = [f32; N];

/// The gates of neighbouring units; those beyond [`Cell::GATES`] mean nothing.
pub(crate) type Gates<const N: usize> = [Lanes<N>; 4];

/// A cell, seen from some of its units: the gates follow from what the input and the last output contribute to them,
/// and the new state from the gates. What is here becomes vector code: no branches.
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
    fn forward<A: Arithmetic, const N: usize>(
        self,
        x: &Gates<N>,
        inner: &Gates<N>,
        h: &Lanes<N>,
        c: &Lanes<N>,
    ) -> Step<N>;

    /// The gradients of a step, from what it kept and the gradients by its new states.
    fn backward<A: Arithmetic, const N: usize>(
        self,
        gates: &Gates<N>,
        kept: &Lanes<N>,
        h: &Lanes<N>,
        dh: &Lanes<N>,
        dc: &Lanes<N>,
    ) -> Slopes<N>;
}

/// What a step makes.
pub(crate) struct Step<const N: usize> {
    /// The values of the gates.
    pub gates: Gates<N>,
    /// The new output.
    pub h: Lanes<N>,
    /// The new second state.
    pub c: Lanes<N>,
    /// What the gradient needs besides the gates and the last output.
    pub kept: Lanes<N>,
}

/// The gradients by what a step was made of.
pub(crate) struct Slopes<const N: usize> {
    /// By what the input contributes to each gate.
    pub x: Gates<N>,
    /// By what the last output contributes, if that is something else.
    pub inner: Gates<N>,
    /// By the last output, besides what it contributes to the gates.
    pub h: Lanes<N>,
    /// By the last second state.
    pub c: Lanes<N>,
}

/// One value a unit. Each formula is a loop of its own: of several in one, the compiler makes no vector code.
#[inline(always)]
fn each<const N: usize>(value: impl Fn(usize) -> f32) -> Lanes<N> {
    let mut lanes = [0.0; N];
    for (i, lane) in lanes.iter_mut().enumerate() {
        *lane = value(i);
    }
    lanes
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
    fn forward<A: Arithmetic, const N: usize>(
        self,
        x: &Gates<N>,
        inner: &Gates<N>,
        _: &Lanes<N>,
        c: &Lanes<N>,
    ) -> Step<N> {
        let h = each(|i| self.0.of::<A>(x[0][i] + inner[0][i]));
        Step { gates: [h, *c, *c, *c], h, c: *c, kept: *c }
    }

    #[inline(always)]
    fn backward<A: Arithmetic, const N: usize>(
        self,
        gates: &Gates<N>,
        _: &Lanes<N>,
        _: &Lanes<N>,
        dh: &Lanes<N>,
        dc: &Lanes<N>,
    ) -> Slopes<N> {
        let x = each(|i| dh[i] * F::slope(gates[0][i]));
        let x = [x, *dc, *dc, *dc];
        Slopes { x, inner: x, h: [0.0; N], c: *dc }
    }
}

/// The cell of `LSTM`, with its activation; the gates are input, forget, candidate and output.
#[derive(Clone, Copy)]
pub(crate) struct Lstm<F>(pub F);

/// The new second state of an LSTM; forward and backward compute the very same.
#[inline(always)]
fn carry<A: Arithmetic, const N: usize>([input, forget, candidate, _]: &Gates<N>, c: &Lanes<N>) -> Lanes<N> {
    each(|i| A::times_plus(forget[i], c[i], input[i] * candidate[i]))
}

impl<F: Activation> Cell for Lstm<F> {
    const GATES: usize = 4;
    const CARRY: bool = true;

    #[inline(always)]
    fn forward<A: Arithmetic, const N: usize>(
        self,
        x: &Gates<N>,
        inner: &Gates<N>,
        _: &Lanes<N>,
        c: &Lanes<N>,
    ) -> Step<N> {
        let gate = |gate: usize| each(|i| Sigmoid.of::<A>(x[gate][i] + inner[gate][i]));
        let candidate = each(|i| self.0.of::<A>(x[2][i] + inner[2][i]));
        let gates: Gates<N> = [gate(0), gate(1), candidate, gate(3)];
        let new = carry::<A, N>(&gates, c);
        Step { gates, h: each(|i| gates[3][i] * self.0.of::<A>(new[i])), c: new, kept: *c }
    }

    #[inline(always)]
    fn backward<A: Arithmetic, const N: usize>(
        self,
        gates: &Gates<N>,
        c: &Lanes<N>,
        _: &Lanes<N>,
        dh: &Lanes<N>,
        dc: &Lanes<N>,
    ) -> Slopes<N> {
        let [input, forget, candidate, output] = gates;
        let new = carry::<A, N>(gates, c);
        let shown: Lanes<N> = each(|i| self.0.of::<A>(new[i]));
        let dc: Lanes<N> = each(|i| A::times_plus(dh[i] * output[i], F::slope(shown[i]), dc[i]));
        let x = [
            each(|i| dc[i] * candidate[i] * Sigmoid::slope(input[i])),
            each(|i| dc[i] * c[i] * Sigmoid::slope(forget[i])),
            each(|i| dc[i] * input[i] * F::slope(candidate[i])),
            each(|i| dh[i] * shown[i] * Sigmoid::slope(output[i])),
        ];
        Slopes { x, inner: x, h: [0.0; N], c: each(|i| dc[i] * forget[i]) }
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
    fn forward<A: Arithmetic, const N: usize>(
        self,
        x: &Gates<N>,
        inner: &Gates<N>,
        h: &Lanes<N>,
        c: &Lanes<N>,
    ) -> Step<N> {
        let gate = |gate: usize| each(|i| Sigmoid.of::<A>(x[gate][i] + inner[gate][i]));
        let [update, reset]: [Lanes<N>; 2] = [gate(0), gate(1)];
        let candidate: Lanes<N> = each(|i| self.0.of::<A>(A::times_plus(reset[i], inner[2][i], x[2][i])));
        let new = each(|i| A::times_plus(update[i], h[i] - candidate[i], candidate[i]));
        Step { gates: [update, reset, candidate, *c], h: new, c: *c, kept: inner[2] }
    }

    #[inline(always)]
    fn backward<A: Arithmetic, const N: usize>(
        self,
        gates: &Gates<N>,
        inner: &Lanes<N>,
        h: &Lanes<N>,
        dh: &Lanes<N>,
        dc: &Lanes<N>,
    ) -> Slopes<N> {
        let [update, reset, candidate, _] = gates;
        let d_update = each(|i| dh[i] * (h[i] - candidate[i]) * Sigmoid::slope(update[i]));
        let d_candidate: Lanes<N> = each(|i| dh[i] * (1.0 - update[i]) * F::slope(candidate[i]));
        let d_reset = each(|i| d_candidate[i] * inner[i] * Sigmoid::slope(reset[i]));
        let d_inner = each(|i| d_candidate[i] * reset[i]);
        Slopes {
            x: [d_update, d_reset, d_candidate, *dc],
            inner: [d_update, d_reset, d_inner, *dc],
            h: each(|i| dh[i] * update[i]),
            c: *dc,
        }
    }
}
