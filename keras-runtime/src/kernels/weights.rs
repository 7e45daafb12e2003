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
    if threads <= 1 {
        return run_on(Isa::chosen(), Stretch(pass, weights, gradient, slots));
    }
    let first = threads / 2;
    let middle = weights.len() * first / threads;
    let weights = weights.split_at_mut(middle);
    let gradient = gradient.split_at(middle);
    let slots: (Slices<'_>, Slices<'_>) = slots.into_iter().map(|slot| slot.split_at_mut(middle)).unzip();
    rayon::join(
        || share(first, pass, weights.0, gradient.0, slots.0),
        || share(threads - first, pass, weights.1, gradient.1, slots.1),
    );
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
