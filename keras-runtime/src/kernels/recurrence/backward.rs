//! The steps of a recurrence, the last one first.

use super::cells::{Lanes, Slopes};
use super::{Batch, Cell, LANES, Sizes, cut, cut_mut, each_factor, load, packed, pieces, share, store};
use crate::kernels::isa::Isa;
use crate::kernels::matmul::{Matrix, Packed};
use crate::kernels::scratch;
use crate::kernels::simd::{Arithmetic, Loop, run_on};

/// What the gradient of a recurrence reads and writes. The slices that [`Forward`](super::Forward) has, too, are as it
/// left them.
pub(crate) struct Backward<'a> {
    pub gates: &'a [f32],
    pub before: &'a [f32],
    pub kept: &'a [f32],
    pub mask: &'a [f32],
    pub factors: &'a [f32],
    /// The gradient by the outputs in the order of the steps, (batch, steps, units), or nothing.
    pub d_sequence: &'a [f32],
    /// The gradient by the last state, (batch, units); becomes that by the first.
    pub dh: &'a mut [f32],
    /// The gradient by the last second state, (batch, units), if the cell has one; becomes that by the first.
    pub dc: &'a mut [f32],
    /// Becomes the gradient by what the input contributes to the gates, (batch, steps, gates · units).
    pub dx: &'a mut [f32],
    /// Becomes the gradient by what the last output contributes, if the cell tells the two apart.
    pub d_inner: &'a mut [f32],
}

impl Batch for Backward<'_> {
    fn split(self, batch: usize, samples: usize) -> (Self, Self) {
        let cut = |slice| cut(slice, batch, samples);
        let (gates, before, kept, mask) = (cut(self.gates), cut(self.before), cut(self.kept), cut(self.mask));
        let (factors, d_sequence) = (cut(self.factors), cut(self.d_sequence));
        let (dh, dc) = (cut_mut(self.dh, batch, samples), cut_mut(self.dc, batch, samples));
        let (dx, d_inner) = (cut_mut(self.dx, batch, samples), cut_mut(self.d_inner, batch, samples));
        (
            Self {
                gates: gates.0,
                before: before.0,
                kept: kept.0,
                mask: mask.0,
                factors: factors.0,
                d_sequence: d_sequence.0,
                dh: dh.0,
                dc: dc.0,
                dx: dx.0,
                d_inner: d_inner.0,
            },
            Self {
                gates: gates.1,
                before: before.1,
                kept: kept.1,
                mask: mask.1,
                factors: factors.1,
                d_sequence: d_sequence.1,
                dh: dh.1,
                dc: dc.1,
                dx: dx.1,
                d_inner: d_inner.1,
            },
        )
    }
}

impl Backward<'_> {
    /// Runs all steps; `recurrent` is (units, gates · units).
    pub(crate) fn run<C: Cell>(self, cell: C, sizes: Sizes, recurrent: &[f32]) {
        self.run_on(Isa::chosen(), sizes.threads(C::GATES), cell, sizes, recurrent);
    }

    pub(super) fn run_on<C: Cell>(self, isa: Isa, threads: usize, cell: C, sizes: Sizes, recurrent: &[f32]) {
        let Sizes { batch, units, .. } = sizes;
        let pieces = pieces(recurrent, units, C::GATES, !self.factors.is_empty());
        packed(isa, pieces.map(Matrix::t), |recurrent| {
            share(self, batch, threads, &|part: Backward<'_>, batch| {
                part.steps(isa, cell, Sizes { batch, ..sizes }, recurrent);
            });
        });
    }

    fn steps<C: Cell>(mut self, isa: Isa, cell: C, sizes: Sizes, recurrent: &[Packed<'_>]) {
        scratch::with(sizes.batch * sizes.units, |seen| {
            for k in (0..sizes.steps).rev() {
                run_on(isa, StepOfBatch { cell, sizes, k, slices: &mut self });
                self.products::<C>(sizes, k, recurrent, seen);
            }
        });
    }

    /// Adds to the gradient by the last output what goes through its contributions; `seen` is room for the gradient by
    /// what a gate sees of it.
    fn products<C: Cell>(&mut self, sizes: Sizes, k: usize, recurrent: &[Packed<'_>], seen: &mut [f32]) {
        let Sizes { batch, steps, units, .. } = sizes;
        let columns = C::GATES * units;
        let contributed = if C::SPLIT { &*self.d_inner } else { &*self.dx };
        let contributed = &contributed[sizes.step(k) * columns..];
        let part = |at: usize, width: usize| {
            Matrix::with_strides(&contributed[at..], batch, width, steps * columns, 1)
        };
        if self.factors.is_empty() {
            return recurrent[0].multiply(part(0, columns), 1.0, None, self.dh);
        }
        for (gate, piece) in recurrent.iter().enumerate() {
            let at = gate * units;
            piece.multiply(part(at, units), 0.0, None, seen);
            each_factor(seen, (self.factors, at), batch, self.dh, |d_seen, factor, dh| {
                *dh += d_seen * factor
            });
        }
    }
}

struct StepOfBatch<'a, 's, C> {
    cell: C,
    sizes: Sizes,
    k: usize,
    slices: &'a mut Backward<'s>,
}

impl<C: Cell> Loop for StepOfBatch<'_, '_, C> {
    type Output = ();

    const WIDE: bool = true;

    #[inline(always)]
    fn run<A: Arithmetic>(self) {
        let Sizes { batch, steps, units, .. } = self.sizes;
        let columns = C::GATES * units;
        let Backward { gates, before, kept, mask, d_sequence, dh, dc, dx, d_inner, .. } = self.slices;
        for sample in 0..batch {
            let at = sample * steps + self.sizes.step(self.k);
            let dh = &mut dh[sample * units..][..units];
            if !d_sequence.is_empty() {
                let dy = &d_sequence[(sample * steps + self.k) * units..][..units];
                dh.iter_mut().zip(dy).for_each(|(dh, dy)| *dh += dy);
            }
            let dx = &mut dx[at * columns..][..columns];
            let d_inner = if C::SPLIT { &mut d_inner[at * columns..][..columns] } else { &mut [] };
            if mask.get(at) == Some(&0.0) {
                dx.fill(0.0);
                d_inner.fill(0.0);
                continue;
            }
            let row = Row {
                gates: &gates[at * columns..][..columns],
                before: &before[at * units..][..units],
                kept: if C::KEEPS { &kept[at * units..][..units] } else { &[] },
                dh,
                dc: if C::CARRY { &mut dc[sample * units..][..units] } else { &mut [] },
                dx,
                d_inner,
            };
            match units {
                LANES.. => row.step::<A, C, LANES>(self.cell),
                _ => row.step::<A, C, 1>(self.cell),
            }
        }
    }
}

/// A sample in a step.
struct Row<'a> {
    gates: &'a [f32],
    before: &'a [f32],
    kept: &'a [f32],
    dh: &'a mut [f32],
    dc: &'a mut [f32],
    dx: &'a mut [f32],
    d_inner: &'a mut [f32],
}

impl Row<'_> {
    /// Computes the units, `N` at a time.
    #[inline(always)]
    fn step<A: Arithmetic, C: Cell, const N: usize>(mut self, cell: C) {
        let units = self.dh.len();
        // The last few are computed once more if need be, together with those before them, from what all began with.
        let last = self.states::<C, N>(units - N);
        for at in (0..=units - N).step_by(N) {
            let states = self.states::<C, N>(at);
            self.lanes::<A, C, N>(cell, states, at);
        }
        if !units.is_multiple_of(N) {
            self.lanes::<A, C, N>(cell, last, units - N);
        }
    }

    /// The gradients by the states of neighbouring units, which are about to be replaced.
    #[inline(always)]
    fn states<C: Cell, const N: usize>(&self, at: usize) -> [Lanes<N>; 2] {
        [load(self.dh, at), if C::CARRY { load(self.dc, at) } else { [0.0; N] }]
    }

    #[inline(always)]
    fn lanes<A: Arithmetic, C: Cell, const N: usize>(&mut self, cell: C, states: [Lanes<N>; 2], at: usize) {
        let units = self.dh.len();
        let mut gates = [[0.0; N]; 4];
        for (gate, lanes) in gates.iter_mut().enumerate().take(C::GATES) {
            *lanes = load(self.gates, gate * units + at);
        }
        let before: Lanes<N> = load(self.before, at);
        let kept = if C::KEEPS { load(self.kept, at) } else { [0.0; N] };
        let [dh, dc] = states;
        let Slopes { x: dx, inner: d_inner, h, c } = cell.backward::<A, N>(&gates, &kept, &before, &dh, &dc);
        for gate in 0..C::GATES {
            store(self.dx, gate * units + at, dx[gate]);
            if C::SPLIT {
                store(self.d_inner, gate * units + at, d_inner[gate]);
            }
        }
        store(self.dh, at, h);
        if C::CARRY {
            store(self.dc, at, c);
        }
    }
}
