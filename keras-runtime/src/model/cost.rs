//! Cost of a model: parameters, FLOPs and activation memory.

use crate::layer::Outcome;

/// The number of weights, counted by element: of each layer at its first call.
pub const fn params(calls: &[Outcome], first_calls: &[usize]) -> usize {
    let (mut total, mut i) = (0_usize, 0);
    while i < first_calls.len() {
        total = total.saturating_add(calls[first_calls[i]].params());
        i += 1;
    }
    total
}

/// The number of weights that training changes: of each layer at its first call, if it may change them.
pub const fn trainable_params(calls: &[Outcome], first_calls: &[(usize, bool)]) -> usize {
    let (mut total, mut i) = (0_usize, 0);
    while i < first_calls.len() {
        let (call, trainable) = first_calls[i];
        total = total.saturating_add(calls[call].trainable_params(trainable));
        i += 1;
    }
    total
}

/// Floating point operations for a sample, of the first `count` calls.
pub const fn flops(calls: &[Outcome], count: usize) -> u64 {
    let (mut total, mut i) = (0_u64, 0);
    while i < count {
        total = total.saturating_add(calls[i].flops());
        i += 1;
    }
    total
}

/// The bytes that the outputs of a sample take, of the first `count` calls.
pub const fn activation_bytes(calls: &[Outcome], count: usize) -> usize {
    let (mut total, mut i) = (0_usize, 0);
    while i < count {
        total = total.saturating_add(calls[i].activation_bytes());
        i += 1;
    }
    total
}
