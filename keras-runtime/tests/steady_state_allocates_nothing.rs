//! A training step like the one before it allocates nothing.

#![allow(unsafe_code, reason = "a global allocator cannot be written without")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use keras_runtime::Result;
use keras_runtime::autodiff::{Tape, Variable};
use keras_runtime::backend as K;

struct Counting;

thread_local! {
    /// Of this thread alone: the test harness has others, which allocate as they please.
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
}

fn count() {
    ALLOCATIONS.set(ALLOCATIONS.get() + 1);
}

// SAFETY: every call goes on to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: the caller's promises are passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promises are passed on.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count();
        // SAFETY: the caller's promises are passed on.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// One step of a net of two layers, written with `K` as a user would, on batches of the given size.
fn step(tape: &Tape, weights: &mut [Variable; 4], batch: usize) -> Result<f32> {
    let x =
        tape.constant(&[batch, 8], |x| x.iter_mut().enumerate().for_each(|(i, x)| *x = (i % 5) as f32 - 2.0));
    let ids =
        tape.constant(&[batch], |ids| ids.iter_mut().enumerate().for_each(|(i, id)| *id = (i % 3) as f32));
    let [w1, b1, w2, b2] = weights.each_ref().map(|variable| tape.variable(variable));
    let hidden = K::relu(&K::bias_add(&K::dot(&x, &w1), &b1));
    let y = K::softmax(&K::bias_add(&K::dot(&hidden, &w2), &b2));
    let targets = K::reshape(&K::one_hot(&ids, 3), &[-1, 3]);
    let loss = -K::mean(&K::sum_axis(&(targets * K::log(&K::clip(&y, 1e-7, 1.0))), -1));
    tape.backward(&loss)?;
    let value = loss.item();
    tape.release();
    for variable in weights {
        tape.update(variable, |values, g| values.iter_mut().zip(g).for_each(|(value, g)| *value -= 0.1 * *g));
    }
    tape.reset();
    Ok(value)
}

#[test]
fn a_step_like_the_one_before_allocates_nothing() -> Result<()> {
    let fill = |values: &mut [f32]| {
        values.iter_mut().enumerate().for_each(|(i, value)| *value = ((i * 7 % 13) as f32 - 6.0) / 10.0);
    };
    let variable = |name, shape: &[usize]| Variable::new(name, shape, fill);
    let mut weights =
        [variable("w1", &[8, 16])?, variable("b1", &[16])?, variable("w2", &[16, 3])?, variable("b2", &[3])?];
    let tape = Tape::new();

    let first = step(&tape, &mut weights, 32)?;
    // The last batch of an epoch is often a short one.
    for batch in [20, 32, 20] {
        step(&tape, &mut weights, batch)?;
    }
    let before = ALLOCATIONS.get();
    let mut last = first;
    for batch in [32, 20, 32, 32, 20, 32] {
        last = step(&tape, &mut weights, batch)?;
    }
    let allocations = ALLOCATIONS.get() - before;
    assert_eq!(allocations, 0);
    assert!(last < first, "the loss went from {first} to {last}");
    Ok(())
}
