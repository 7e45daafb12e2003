//! Optimizer kernels: one pass over weights, gradients and slots; matrices as a whole.

mod factored;
mod newton_schulz;

pub(crate) use factored::factored_moment;
pub(crate) use newton_schulz::newton_schulz;

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use smallvec::SmallVec;

use super::isa::Isa;
use super::parallel;
use super::simd::{Arithmetic, Loop, run_on};

/// What the pass costs a weight, in multiply-adds of a matrix product: it waits for memory.
const COST: usize = 16;

/// Slices of one length, beside the weights; for a few of them no memory is asked for.
pub(crate) type Slices<'a> = SmallVec<[&'a mut [f32]; 4]>;

/// What is done to each weight, whatever its neighbours are.
pub(crate) trait ParameterKernel: Sync {
    /// Changes a stretch of weights. `#[inline(always)]`, as whatever it calls.
    fn run(&self, weights: &mut [f32], gradient: &[f32], slots: &mut [&mut [f32]]);
}

struct WeightChunk<'a, 's, P>(&'a P, &'a mut [f32], &'a [f32], Slices<'s>);

impl<P: ParameterKernel> Loop for WeightChunk<'_, '_, P> {
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
pub(crate) fn run(pass: &impl ParameterKernel, weights: &mut [f32], gradient: &[f32], slots: Slices<'_>) {
    assert!(gradient.len() == weights.len() && slots.iter().all(|slot| slot.len() == weights.len()));
    share(parallel::threads_for(weights.len() * COST), pass, weights, gradient, slots);
}

fn share(
    threads: usize,
    pass: &impl ParameterKernel,
    weights: &mut [f32],
    gradient: &[f32],
    slots: Slices<'_>,
) {
    let len = weights.len().div_ceil(threads).max(1);
    let mut slots: SmallVec<[_; 4]> = slots.into_iter().map(|slot| slot.chunks_mut(len)).collect();
    let parts = weights.chunks_mut(len).zip(gradient.chunks(len)).map(|(weights, gradient)| {
        let slots: Slices<'_> = slots.iter_mut().filter_map(Iterator::next).collect();
        WeightChunk(pass, weights, gradient, slots)
    });
    parallel::each_of(parts, |stretch| run_on(Isa::chosen(), stretch));
}

struct Largest<'a>(&'a [f32]);

impl Loop for Largest<'_> {
    type Output = u32;

    #[inline(always)]
    fn run<A: Arithmetic>(self) -> u32 {
        // As a whole number an absolute value has the same order, and NaN comes after infinity.
        self.0.iter().fold(0, |largest, x| largest.max(x.to_bits() & 0x7fff_ffff))
    }
}

/// The largest absolute value, 0 of none; infinite or NaN if one of the values is.
pub(crate) fn largest(values: &[f32]) -> f32 {
    let largest_of = |part| run_on(Isa::chosen(), Largest(part));
    let all = match parallel::threads_for(4 * values.len()) {
        1 => largest_of(values),
        threads => {
            let (all, parts) = (AtomicU32::new(0), values.chunks(values.len().div_ceil(threads)));
            parallel::each_of(parts, |part| _ = all.fetch_max(largest_of(part), Relaxed));
            all.into_inner()
        }
    };
    f32::from_bits(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_absolute_value_is_found_and_what_is_no_number_is_larger_than_all() {
        for len in [0usize, 1, 7, 64, 1001, 300_000] {
            let mut values: Vec<f32> =
                (0..len).map(|i| i as f32 * if i % 2 == 0 { 1.0 } else { -1.0 }).collect();
            assert_eq!(largest(&values), len.saturating_sub(1) as f32);
            if let Some(last) = values.last_mut() {
                *last = f32::NEG_INFINITY;
                assert_eq!(largest(&values), f32::INFINITY);
                values[len / 2] = f32::NAN;
                assert!(largest(&values).is_nan());
            }
        }
    }

    #[test]
    fn every_weight_is_changed_once_whatever_the_number_of_threads() {
        struct Count;
        impl ParameterKernel for Count {
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
