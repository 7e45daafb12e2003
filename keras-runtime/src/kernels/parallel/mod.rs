//! Work shared between threads.
#![allow(unsafe_code)]

mod parts;

#[cfg(test)]
mod tests;

use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use smallvec::SmallVec;

pub(crate) use self::parts::{Parts, parts, parts_mut};
use super::denormals::Flushed;
use super::spin_pool;

/// The number of simple operations, such as multiply-adds, that are worth another thread.
const WORTH_A_THREAD: usize = 1 << 17;

/// What the user allows; 0 is as many as rayon has.
static MOST: AtomicUsize = AtomicUsize::new(0);

/// Lets all that this library computes use at most `threads` threads, from now on, or as many as there are if it is 0.
///
/// Without it, it uses those of rayon: one for each core, or as many as the environment variable `RAYON_NUM_THREADS` says,
/// or those of the [pool](https://docs.rs/rayon/latest/rayon/struct.ThreadPool.html) in which it is called. More than
/// rayon has there are not. The results are the same, to the last bit, whatever the number of threads.
///
/// ```
/// keras::set_num_threads(1);
/// ```
pub fn set_num_threads(threads: usize) {
    MOST.store(threads, Relaxed);
}

/// How many threads there are.
fn threads() -> usize {
    let all = rayon::current_num_threads();
    match MOST.load(Relaxed) {
        0 => all,
        most => most.min(all),
    }
}

/// Whether `work` simple operations are done by one thread, however many there are.
pub(crate) fn is_for_one(work: usize) -> bool {
    work < 2 * WORTH_A_THREAD
}

/// How many threads should share `work` simple operations.
pub(crate) fn threads_for(work: usize) -> usize {
    if is_for_one(work) { 1 } else { threads().min(work / WORTH_A_THREAD) }
}

/// Calls `task` with each number below `count`, on several threads if there are several tasks. A task that panics does
/// so in the caller, too.
pub(crate) fn for_each(count: usize, task: impl Fn(usize) + Sync) {
    match count {
        0 | 1 => in_order(count, &task),
        _ => spread(count, &task),
    }
}

/// By reference to any function, so that this is compiled once and not for each kernel.
fn spread(count: usize, task: &(dyn Fn(usize) + Sync)) {
    match threads() {
        1 => in_order(count, task),
        threads => spin_pool::share(count, threads.min(count) - 1, task),
    }
}

/// Calls `task` with each number below `count`, on this thread.
pub(crate) fn in_order(count: usize, task: impl Fn(usize)) {
    let _flushed = Flushed::begin();
    (0..count).for_each(task);
}

/// Calls `task` with each of the parts and its number, on several threads unless `threads` is 1.
pub(crate) fn each<P: Parts>(threads: usize, parts: P, task: impl Fn(usize, P::Part) + Sync) {
    // SAFETY: each number is taken once, and `parts` outlives the tasks.
    let task = |index: usize| task(index, unsafe { parts.part(index) });
    match threads {
        1 => in_order(parts.count(), task),
        _ => for_each(parts.count(), task),
    }
}

/// Calls `task` with each of a few items, on several threads if there are several.
pub(crate) fn each_of<T: Send>(items: impl Iterator<Item = T>, task: impl Fn(T) + Sync) {
    let items: SmallVec<[Mutex<Option<T>>; 8]> = items.map(|item| Mutex::new(Some(item))).collect();
    let take = |index: usize| items[index].lock().ok().and_then(|mut item| item.take());
    for_each(items.len(), |index| take(index).into_iter().for_each(&task));
}

/// [`each`] of the parts of `len` values, on several threads if there are several parts.
pub(crate) fn for_each_part(values: &mut [f32], len: usize, task: impl Fn(usize, &mut [f32]) + Sync) {
    each(0, parts_mut(values, len.max(1)), task);
}

/// Does `compute` and gives its result; `io` is done in the meantime by a thread that waits for work, if there is one, or
/// else afterwards. If it panics, so does the caller.
pub(crate) fn overlap<R>(io: impl FnOnce() + Send, compute: impl FnOnce() -> R) -> R {
    let io = Mutex::new(Some(io));
    let take = || io.lock().ok().and_then(|mut io| io.take());
    let once = || {
        let _flushed = Flushed::begin();
        take().into_iter().for_each(|io| io());
    };
    spin_pool::overlap(&once, compute)
}

/// Piece `index` of the `count` pieces of `range`, equal to within one `unit` and cut at whole units.
pub(crate) fn piece(range: &Range<usize>, unit: usize, index: usize, count: usize) -> Range<usize> {
    let units = range.len().div_ceil(unit);
    let cut = |index: usize| (range.start + units * index / count * unit).min(range.end);
    cut(index)..cut(index + 1)
}
