//! How many multiply-adds the machine can do with everything in registers.
#![allow(unsafe_code, reason = "instructions that not every machine has are called on those that have them")]

use std::hint::black_box;
use std::thread;
use std::time::Instant;

/// Independent sums: enough to hide how long a multiply-add takes, few enough for the registers.
const SUMS: usize = 12;
const ROUNDS: usize = 5_000_000;

/// Floating point operations a second of so many threads together, the best of five runs.
pub fn flops(threads: usize) -> f64 {
    (0..5).map(|_| run(threads)).fold(0.0, f64::max)
}

fn run(threads: usize) -> f64 {
    let start = Instant::now();
    let lanes = thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        threads.into_iter().map(|thread| thread.join().expect("nothing panics")).sum::<usize>()
    });
    (2 * SUMS * ROUNDS * lanes) as f64 / start.elapsed().as_secs_f64()
}

/// Adds up with the widest registers of the machine; gives their number of lanes.
fn work() -> usize {
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("avx512f") {
        // SAFETY: the machine has these instructions.
        return unsafe { avx512() };
    } else if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
        // SAFETY: the machine has these instructions.
        return unsafe { avx2() };
    }
    if cfg!(target_arch = "aarch64") { sums::<4>(f32::mul_add) } else { sums::<4>(|a, b, c| a * b + c) }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f")]
fn avx512() -> usize {
    sums::<16>(f32::mul_add)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
fn avx2() -> usize {
    sums::<8>(f32::mul_add)
}

#[inline(always)]
fn sums<const LANES: usize>(times_plus: impl Fn(f32, f32, f32) -> f32) -> usize {
    let (factor, addend) = black_box((0.5, 1.0));
    let mut sums = [[addend; LANES]; SUMS];
    for _ in 0..ROUNDS {
        for lane in sums.as_flattened_mut() {
            *lane = times_plus(*lane, factor, addend);
        }
    }
    black_box(sums);
    LANES
}
