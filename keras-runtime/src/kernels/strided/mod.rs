//! Strided views: what is permuted, reversed, repeated, cut out or broadcast is the same numbers, in steps of its own along
//! every axis.

mod broadcast;
mod copy;
#[cfg(test)]
mod tests;

use std::array;

use smallvec::{SmallVec, smallvec};

/// How `N` inputs are walked while their result is walked in order.
///
/// Neighbouring axes along which every input behaves alike are walked as one: shapes that are equal are one long
/// run, and a bias added to rows is one run a row.
pub(crate) struct Strided<const N: usize> {
    elements: usize,
    /// Where each input begins.
    starts: [usize; N],
    /// The innermost first; at least one.
    axes: SmallVec<[Axis<N>; 8]>,
}

#[derive(Clone, Copy)]
struct Axis<const N: usize> {
    size: usize,
    strides: [isize; N],
}

/// A stretch of the result along which each input goes on in equal steps.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Run<const N: usize> {
    /// Where it begins in the result.
    pub start: usize,
    pub len: usize,
    /// Where it begins in each input.
    pub inputs: [usize; N],
    /// How far each input goes with each element.
    pub steps: [isize; N],
}

impl<const N: usize> Run<N> {
    /// The places in the inputs of element `i`.
    #[inline(always)]
    fn at(&self, i: usize) -> [usize; N] {
        array::from_fn(|n| self.inputs[n].wrapping_add_signed(i as isize * self.steps[n]))
    }
}

impl<const N: usize> Strided<N> {
    /// The walk through inputs that begin at `starts`, by the size and the strides of each axis of the result, the
    /// innermost first.
    pub fn new(starts: [usize; N], axes: impl IntoIterator<Item = (usize, [isize; N])>) -> Self {
        let mut walk = Self { elements: 1, starts, axes: SmallVec::new() };
        axes.into_iter().for_each(|(size, strides)| walk.push(Axis { size, strides }));
        if walk.axes.is_empty() {
            walk.axes.push(Axis { size: 1, strides: [0; N] });
        }
        walk
    }

    /// Adds an axis outside those there are, or makes the outermost longer if every input goes on as it does there.
    fn push(&mut self, axis: Axis<N>) {
        self.elements *= axis.size;
        match self.axes.last_mut() {
            _ if axis.size == 1 => {}
            Some(outer) if (0..N).all(|n| axis.strides[n] == outer.strides[n] * outer.size as isize) => {
                outer.size *= axis.size;
            }
            _ => self.axes.push(axis),
        }
    }

    /// Calls `f` for each run, in the order of the result.
    pub fn runs(&self, mut f: impl FnMut(Run<N>)) {
        let Axis { size: len, strides: steps } = self.axes[0];
        let (outer, mut inputs) = (&self.axes[1..], self.starts);
        let mut at: SmallVec<[usize; 8]> = smallvec![0; outer.len()];
        for start in (0..self.elements).step_by(len.max(1)) {
            f(Run { start, len, inputs, steps });
            for (at, axis) in at.iter_mut().zip(outer) {
                let mut go = |n: usize, times: isize| {
                    inputs[n] = inputs[n].wrapping_add_signed(axis.strides[n] * times);
                };
                *at += 1;
                (0..N).for_each(|n| go(n, 1));
                if *at < axis.size {
                    break;
                }
                *at = 0;
                (0..N).for_each(|n| go(n, -(axis.size as isize)));
            }
        }
    }

    /// Calls `f` with each place in the result and those in the inputs.
    #[inline(always)]
    pub fn each(&self, mut f: impl FnMut(usize, [usize; N])) {
        self.runs(|run| (0..run.len).for_each(|i| f(run.start + i, run.at(i))));
    }
}
