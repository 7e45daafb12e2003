//! The steps of a recurrence, one after the other.

use super::cells::{Gates, Lanes, Step};
use super::{Batch, Cell, LANES, Sizes, cut, cut_mut, each_factor, load, packed, pieces, share, store};
use crate::kernels::isa::Isa;
use crate::kernels::matmul::{Matrix, Packed};
use crate::kernels::scratch;
use crate::kernels::simd::{Arithmetic, Loop, run_on};

/// What a recurrence reads and writes. Slices that the cell or the caller has no use for are empty.
pub(crate) struct Forward<'a> {
    /// What the input contributes to each gate, (batch, steps, gates · units); becomes the values of the gates.
    pub gates: &'a mut [f32],
    /// The output before each step, (batch, steps, units).
    pub before: &'a mut [f32],
    /// What the cell keeps besides, (batch, steps, units).
    pub kept: &'a mut [f32],
    /// The state, (batch, units): the first when the recurrence begins, the last when it ends.
    pub h: &'a mut [f32],
    /// The second state, (batch, units).
    pub c: &'a mut [f32],
    /// The outputs in the order of the steps, (batch, steps, units).
    pub sequence: &'a mut [f32],
    /// Not 0 where a step counts, (batch, steps). A step that does not count leaves the states as they are.
    pub mask: &'a [f32],
    /// By what each gate sees the last output multiplied, (batch, gates · units); nothing if by 1.
    pub factors: &'a [f32],
}

impl Batch for Forward<'_> {
    fn split(self, batch: usize, samples: usize) -> (Self, Self) {
        let gates = cut_mut(self.gates, batch, samples);
        let before = cut_mut(self.before, batch, samples);
        let kept = cut_mut(self.kept, batch, samples);
        let (h, c) = (cut_mut(self.h, batch, samples), cut_mut(self.c, batch, samples));
        let sequence = cut_mut(self.sequence, batch, samples);
        let (mask, factors) = (cut(self.mask, batch, samples), cut(self.factors, batch, samples));
        (
            Self {
                gates: gates.0,
                before: before.0,
                kept: kept.0,
                h: h.0,
                c: c.0,
                sequence: sequence.0,
                mask: mask.0,
                factors: factors.0,
            },
            Self {
                gates: gates.1,
                before: before.1,
                kept: kept.1,
                h: h.1,
                c: c.1,
                sequence: sequence.1,
                mask: mask.1,
                factors: factors.1,
            },
        )
    }
}

impl Forward<'_> {
    /// Runs all steps; `recurrent` is (units, gates · units), and `bias` is added to what the last output contributes.
    pub(crate) fn run<C: Cell>(self, cell: C, sizes: Sizes, recurrent: &[f32], bias: Option<&[f32]>) {
        self.run_on(Isa::chosen(), sizes.threads(C::GATES), cell, sizes, recurrent, bias);
    }

    pub(super) fn run_on<C: Cell>(
        self,
        isa: Isa,
        threads: usize,
        cell: C,
        sizes: Sizes,
        recurrent: &[f32],
        bias: Option<&[f32]>,
    ) {
        let Sizes { batch, units, .. } = sizes;
        let pieces = pieces(recurrent, units, C::GATES, !self.factors.is_empty());
        packed(isa, pieces, |recurrent| {
            share(self, batch, threads, &|part: Forward<'_>, batch| {
                part.steps(isa, cell, Sizes { batch, ..sizes }, recurrent, bias);
            });
        });
    }

    fn steps<C: Cell>(
        mut self,
        isa: Isa,
        cell: C,
        sizes: Sizes,
        recurrent: &[Packed<'_>],
        bias: Option<&[f32]>,
    ) {
        let state = sizes.batch * sizes.units;
        scratch::with((C::GATES + 1) * state, |memory| {
            let (inner, seen) = memory.split_at_mut(C::GATES * state);
            for k in 0..sizes.steps {
                self.products(sizes, recurrent, bias, inner, seen);
                run_on(isa, StepOfBatch { cell, sizes, k, inner, slices: &mut self });
            }
        });
    }

    /// What the last output contributes to each gate; `seen` is room for what a gate sees of it.
    fn products(
        &self,
        Sizes { batch, units, .. }: Sizes,
        recurrent: &[Packed<'_>],
        bias: Option<&[f32]>,
        inner: &mut [f32],
        seen: &mut [f32],
    ) {
        if self.factors.is_empty() {
            return recurrent[0].multiply(Matrix::new(self.h, batch, units), 0.0, bias, inner);
        }
        for (gate, piece) in recurrent.iter().enumerate() {
            let at = gate * units;
            each_factor(self.h, (self.factors, at), batch, seen, |h, factor, seen| *seen = h * factor);
            let (seen, bias) = (Matrix::new(seen, batch, units), bias.map(|bias| &bias[at..][..units]));
            piece.multiply_into(seen, 0.0, bias, &mut inner[at..], recurrent.len() * units);
        }
    }
}

struct StepOfBatch<'a, 's, C> {
    cell: C,
    sizes: Sizes,
    k: usize,
    /// What the last output contributes to each gate, (batch, gates · units).
    inner: &'a [f32],
    slices: &'a mut Forward<'s>,
}

impl<C: Cell> Loop for StepOfBatch<'_, '_, C> {
    type Output = ();

    const WIDE: bool = true;

    #[inline(always)]
    fn run<A: Arithmetic>(self) {
        let Sizes { batch, steps, units, .. } = self.sizes;
        let columns = C::GATES * units;
        let Forward { gates, before, kept, h, c, sequence, mask, .. } = self.slices;
        for sample in 0..batch {
            let at = sample * steps + self.sizes.step(self.k);
            let h = &mut h[sample * units..][..units];
            before[at * units..][..units].copy_from_slice(h);
            if mask.get(at) != Some(&0.0) {
                let row = Row {
                    gates: &mut gates[at * columns..][..columns],
                    inner: &self.inner[sample * columns..][..columns],
                    kept: if C::KEEPS { &mut kept[at * units..][..units] } else { &mut [] },
                    h,
                    c: if C::CARRY { &mut c[sample * units..][..units] } else { &mut [] },
                };
                match units {
                    LANES.. => row.step::<A, C, LANES>(self.cell),
                    _ => row.step::<A, C, 1>(self.cell),
                }
            }
            if !sequence.is_empty() {
                sequence[(sample * steps + self.k) * units..][..units].copy_from_slice(h);
            }
        }
    }
}

/// A sample in a step.
struct Row<'a> {
    gates: &'a mut [f32],
    inner: &'a [f32],
    kept: &'a mut [f32],
    h: &'a mut [f32],
    c: &'a mut [f32],
}

impl Row<'_> {
    /// Computes the units, `N` at a time.
    #[inline(always)]
    fn step<A: Arithmetic, C: Cell, const N: usize>(mut self, cell: C) {
        let units = self.h.len();
        // The last few are computed once more if need be, together with those before them, from what all began with.
        let last = Start::<N>::load::<C>(&self, units - N);
        for at in (0..=units - N).step_by(N) {
            Start::<N>::load::<C>(&self, at).step::<A, C>(cell, &mut self, at);
        }
        if !units.is_multiple_of(N) {
            last.step::<A, C>(cell, &mut self, units - N);
        }
    }
}

/// What neighbouring units begin a step with.
struct Start<const N: usize> {
    x: Gates<N>,
    inner: Gates<N>,
    h: Lanes<N>,
    c: Lanes<N>,
}

impl<const N: usize> Start<N> {
    #[inline(always)]
    fn load<C: Cell>(row: &Row<'_>, at: usize) -> Self {
        let units = row.h.len();
        let (mut x, mut inner) = ([[0.0; N]; 4], [[0.0; N]; 4]);
        for gate in 0..C::GATES {
            x[gate] = load(row.gates, gate * units + at);
            inner[gate] = load(row.inner, gate * units + at);
        }
        Self { x, inner, h: load(row.h, at), c: if C::CARRY { load(row.c, at) } else { [0.0; N] } }
    }

    #[inline(always)]
    fn step<A: Arithmetic, C: Cell>(&self, cell: C, row: &mut Row<'_>, at: usize) {
        let units = row.h.len();
        let Step { gates, h, c, kept } = cell.forward::<A, N>(&self.x, &self.inner, &self.h, &self.c);
        for (gate, lanes) in gates.into_iter().enumerate().take(C::GATES) {
            store(row.gates, gate * units + at, lanes);
        }
        store(row.h, at, h);
        if C::CARRY {
            store(row.c, at, c);
        }
        if C::KEEPS {
            store(row.kept, at, kept);
        }
    }
}
