//! One pass over weights, their gradients and what an optimizer remembers of them.

use smallvec::SmallVec;

use super::isa::Isa;
use super::parallel;
use super::simd::{Arithmetic, Loop, run_on};

/// What the pass costs a weight, in multiply-adds of a matrix product: it waits for memory.
const COST: usize = 16;

/// Slices of one length, beside the weights; for a few of them no memory is asked for.
pub(crate) type Slices<'a> = SmallVec<[&'a mut [f32]; 4]>;

/// What is done to each weight, whatever its neighbours are.
pub(crate) trait Pass: Sync {
    /// Changes a stretch of weights. `#[inline(always)]`, as whatever it calls.
    fn run(&self, weights: &mut [f32], gradient: &[f32], slots: &mut [&mut [f32]]);
}

struct Stretch<'a, 's, P>(&'a P, &'a mut [f32], &'a [f32], Slices<'s>);

impl<P: Pass> Loop for Stretch<'_, '_, P> {
    type Output = ();

    #[inline(always)]
    fn run<A: Arithmetic>(mut self) {
        self.0.run(self.1, self.2, &mut self.3);
    }
}

/// Does `pass` with the best instructions of the machine, on several threads where there is much to do.
///
/// # Panics
///
/// If the slices are not of one length.
pub(crate) fn run(pass: &impl Pass, weights: &mut [f32], gradient: &[f32], slots: Slices<'_>) {
    assert!(gradient.len() == weights.len() && slots.iter().all(|slot| slot.len() == weights.len()));
    share(parallel::threads_for(weights.len() * COST), pass, weights, gradient, slots);
}

fn share(threads: usize, pass: &impl Pass, weights: &mut [f32], gradient: &[f32], slots: Slices<'_>) {
    let len = weights.len().div_ceil(threads).max(1);
    let mut slots: SmallVec<[_; 4]> = slots.into_iter().map(|slot| slot.chunks_mut(len)).collect();
    let parts = weights.chunks_mut(len).zip(gradient.chunks(len)).map(|(weights, gradient)| {
        let slots: Slices<'_> = slots.iter_mut().filter_map(Iterator::next).collect();
        Stretch(pass, weights, gradient, slots)
    });
    parallel::each_of(parts, |stretch| run_on(Isa::chosen(), stretch));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_weight_is_changed_once_whatever_the_number_of_threads() {
        struct Count;
        impl Pass for Count {
            #[inline(always)]
            fn run(&self, weights: &mut [f32], gradient: &[f32], slots: &mut [&mut [f32]]) {
                for ((weight, gradient), slot) in weights.iter_mut().zip(gradient).zip(&mut *slots[0]) {
                    *weight += gradient;
                    *slot -= gradient;
                }
            }
        }
        for threads in [1, 2, 3, 7] {
            let gradient: Vec<f32> = (0..1003).map(|i| i as f32).collect();
            let (mut weights, mut slot) = (vec![1.0; 1003], vec![0.0; 1003]);
            share(threads, &Count, &mut weights, &gradient, [&mut slot[..]].into_iter().collect());
            assert!(weights.iter().zip(&gradient).all(|(weight, gradient)| *weight == 1.0 + gradient));
            assert!(slot.iter().zip(&gradient).all(|(slot, gradient)| *slot == -gradient));
        }
    }
}
