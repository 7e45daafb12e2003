//! Work shared between threads.
#![allow(unsafe_code)]

use std::marker::PhantomData;
use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use rayon::prelude::*;
use smallvec::SmallVec;

use super::crew;

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
/// keras_runtime::set_num_threads(1);
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

/// Calls `task` with each number below `count`, on several threads if there are several tasks.
pub(crate) fn for_each(count: usize, task: impl Fn(usize) + Sync) {
    match count {
        0 => {}
        1 => task(0),
        _ => spread(count, &task),
    }
}

/// By reference to any function, so that this is compiled once and not for each kernel.
fn spread(count: usize, task: &(dyn Fn(usize) + Sync)) {
    let threads = threads();
    if threads == 1 {
        (0..count).for_each(task);
    } else if !crew::share(count, threads.min(count) - 1, task) {
        (0..count).into_par_iter().with_max_len(1).for_each(task);
    }
}

/// Calls `task` with each of the parts and its number, on several threads unless `threads` is 1.
pub(crate) fn each<P: Parts>(threads: usize, parts: P, task: impl Fn(usize, P::Part) + Sync) {
    // SAFETY: each number is taken once, and `parts` outlives the tasks.
    let task = |index: usize| task(index, unsafe { parts.part(index) });
    match threads {
        1 => (0..parts.count()).for_each(task),
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

/// Does `work` and gives its result; `errand` is done meanwhile by a thread that waits for work, if there is one, or else
/// afterwards.
pub(crate) fn meanwhile<R>(errand: impl FnOnce() + Send, work: impl FnOnce() -> R) -> R {
    let errand = Mutex::new(Some(errand));
    crew::meanwhile(
        &|| errand.lock().ok().and_then(|mut errand| errand.take()).into_iter().for_each(|f| f()),
        work,
    )
}

/// Something that is cut into parts for the threads.
pub(crate) trait Parts: Sync {
    type Part;

    /// The number of parts.
    fn count(&self) -> usize;

    /// A part.
    ///
    /// # Safety
    ///
    /// `index` is below the number of parts, and each part is asked for once.
    unsafe fn part(&self, index: usize) -> Self::Part;
}

/// Parts of `len` values; the last may be shorter.
pub(crate) fn parts<T: Sync>(values: &[T], len: usize) -> impl Parts<Part = &[T]> {
    Shared { values, len }
}

/// Parts of `len` values; the last may be shorter.
pub(crate) fn parts_mut<T: Send>(values: &mut [T], len: usize) -> impl Parts<Part = &mut [T]> {
    Own { values: values.as_mut_ptr(), total: values.len(), len, borrow: PhantomData }
}

struct Shared<'a, T> {
    values: &'a [T],
    len: usize,
}

impl<'a, T: Sync> Parts for Shared<'a, T> {
    type Part = &'a [T];

    fn count(&self) -> usize {
        self.values.len().div_ceil(self.len)
    }

    unsafe fn part(&self, index: usize) -> &'a [T] {
        let start = index * self.len;
        &self.values[start..self.values.len().min(start + self.len)]
    }
}

struct Own<'a, T> {
    values: *mut T,
    total: usize,
    len: usize,
    borrow: PhantomData<&'a mut [T]>,
}

// SAFETY: all that can be done with it from several threads is to take parts, which are sent there and do not overlap.
unsafe impl<T: Send> Sync for Own<'_, T> {}

impl<'a, T: Send> Parts for Own<'a, T> {
    type Part = &'a mut [T];

    fn count(&self) -> usize {
        self.total.div_ceil(self.len)
    }

    unsafe fn part(&self, index: usize) -> &'a mut [T] {
        let start = index * self.len;
        assert!(start <= self.total);
        let len = self.len.min(self.total - start);
        // SAFETY: it lies in the borrowed slice, and the caller asks for each part once.
        unsafe { std::slice::from_raw_parts_mut(self.values.add(start), len) }
    }
}

macro_rules! together {
    ($($parts:ident $number:tt),*) => {
        /// Parts of the same number, as many as there are of the fewest.
        impl<$($parts: Parts),*> Parts for ($($parts,)*) {
            type Part = ($($parts::Part,)*);

            fn count(&self) -> usize {
                [$(self.$number.count()),*].into_iter().min().unwrap_or(0)
            }

            unsafe fn part(&self, index: usize) -> Self::Part {
                // SAFETY: promised by the caller.
                unsafe { ($(self.$number.part(index),)*) }
            }
        }
    };
}

together!(A 0, B 1);
together!(A 0, B 1, C 2);
together!(A 0, B 1, C 2, D 3);

/// Piece `index` of the `count` pieces of `range`, equal to within one `unit` and cut at whole units.
pub(crate) fn piece(range: &Range<usize>, unit: usize, index: usize, count: usize) -> Range<usize> {
    let units = range.len().div_ceil(unit);
    let cut = |index: usize| (range.start + units * index / count * unit).min(range.end);
    cut(index)..cut(index + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_cover_a_range_once_and_are_cut_at_whole_units() {
        for (len, unit, count) in [(0, 4, 3), (1, 4, 3), (17, 4, 3), (64, 6, 2), (100, 1, 7)] {
            let range = 5..5 + len;
            let mut end = range.start;
            for index in 0..count {
                let piece = piece(&range, unit, index, count);
                assert_eq!(piece.start, end);
                assert!(piece.end == range.end || (piece.end - range.start).is_multiple_of(unit));
                end = piece.end;
            }
            assert_eq!(end, range.end);
        }
    }

    #[test]
    fn parts_of_one_number_are_together_whatever_the_number_of_threads() {
        let x: Vec<usize> = (0..103).collect();
        for threads in 1..=3 {
            let mut y = vec![0; 103];
            let mut sums = vec![0; 11];
            let parts = (parts(&x, 10), parts_mut(&mut y, 10), parts_mut(&mut sums, 1));
            each(threads, parts, |i, (x, y, sum)| {
                y.copy_from_slice(x);
                sum[0] = i + x.iter().sum::<usize>();
            });
            assert_eq!(y, x);
            let expected: Vec<usize> =
                x.chunks(10).enumerate().map(|(i, x)| i + x.iter().sum::<usize>()).collect();
            assert_eq!(sums, expected);
        }
    }

    #[test]
    fn an_errand_is_done_once_whoever_does_it() {
        let mut done = 0;
        for _ in 0..200 {
            let sum = AtomicUsize::new(0);
            let one = |n: usize| _ = sum.fetch_add(n, Relaxed);
            meanwhile(|| done += 1, || (0..3).for_each(|_| for_each(4, one)));
            assert_eq!(sum.into_inner(), 18);
        }
        assert_eq!(done, 200);
    }

    #[test]
    fn an_errand_may_be_sent_while_another_is_out() {
        let (mut outer, mut inner) = (0, 0);
        meanwhile(|| outer += 1, || meanwhile(|| inner += 1, || ()));
        assert_eq!((outer, inner), (1, 1));
    }

    #[test]
    fn tasks_may_share_tasks_of_their_own() {
        let done = AtomicUsize::new(0);
        for _ in 0..50 {
            for_each(4, |_| for_each(3, |_| _ = done.fetch_add(1, Relaxed)));
        }
        assert_eq!(done.into_inner(), 50 * 12);
    }

    #[test]
    fn several_threads_may_share_work_at_once() {
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for count in 2..40 {
                        let done = AtomicUsize::new(0);
                        for_each(count, |index| _ = done.fetch_add(index, Relaxed));
                        assert_eq!(done.into_inner(), count * (count - 1) / 2);
                    }
                });
            }
        });
    }
}
