use std::panic::{AssertUnwindSafe, catch_unwind};

use super::*;
use crate::kernels::denormals::are_flushed;

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
        overlap(|| done += 1, || (0..3).for_each(|_| for_each(4, one)));
        assert_eq!(sum.into_inner(), 18);
    }
    assert_eq!(done, 200);
}

#[test]
fn an_errand_may_be_sent_while_another_is_out() {
    let (mut outer, mut inner) = (0, 0);
    overlap(|| outer += 1, || overlap(|| inner += 1, || ()));
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

/// What `work` panics with: a number that a task has given.
fn panic_of(work: impl FnOnce()) -> usize {
    let payload = catch_unwind(AssertUnwindSafe(work)).expect_err("it panics");
    *payload.downcast::<usize>().expect("the panic of a task goes on as it was")
}

fn panic_with(number: usize) -> ! {
    std::panic::resume_unwind(Box::new(number))
}

fn on_three_threads(test: impl FnOnce() + Send) {
    rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap().install(test);
}

const TIMES: usize = if cfg!(miri) { 3 } else { 300 };

/// Work that is shared, by tasks that share work themselves.
fn is_done_right() {
    let done = AtomicUsize::new(0);
    for_each(16, |i| for_each(1 + i % 3, |_| _ = done.fetch_add(1, Relaxed)));
    assert_eq!(done.into_inner(), 31);
}

#[test]
fn a_task_that_panics_does_so_in_the_caller_and_the_threads_go_on() {
    on_three_threads(|| {
        for _ in 0..TIMES {
            for which in [0, 20, 39] {
                let panics = |i: usize| {
                    if i == which {
                        panic_with(i)
                    }
                };
                assert_eq!(panic_of(|| for_each(40, panics)), which);
            }
            assert!(panic_of(|| for_each(40, |i| panic_with(i))) < 40);
            is_done_right();
        }
    });
}

#[test]
fn after_a_panic_no_more_tasks_are_begun() {
    on_three_threads(|| {
        let begun = AtomicUsize::new(0);
        let task = |_| {
            begun.fetch_add(1, Relaxed);
            panic_with(7)
        };
        assert_eq!(panic_of(|| for_each(1_000_000, task)), 7);
        // Each thread may have begun one when the first panicked.
        assert!(begun.into_inner() <= 3);
    });
}

#[test]
fn a_panic_comes_out_of_tasks_of_tasks() {
    on_three_threads(|| {
        for _ in 0..TIMES {
            let inner = |i: usize, j: usize| {
                if (i, j) == (2, 3) {
                    panic_with(5)
                }
            };
            assert_eq!(panic_of(|| for_each(4, |i| for_each(9, |j| inner(i, j)))), 5);
            is_done_right();
        }
    });
}

#[test]
fn of_several_threads_that_share_work_each_has_its_own_panics() {
    std::thread::scope(|scope| {
        for number in 0..4 {
            scope.spawn(move || {
                for _ in 0..TIMES {
                    let panics = |i: usize| {
                        if i == 11 {
                            panic_with(number)
                        }
                    };
                    assert_eq!(panic_of(|| for_each(23, panics)), number);
                    is_done_right();
                }
            });
        }
    });
}

#[test]
fn an_errand_that_panics_does_so_in_the_caller_and_the_next_is_done() {
    on_three_threads(|| {
        for _ in 0..TIMES {
            // Workers are awake, so that some errands are theirs.
            let work = || (0..3).for_each(|_| is_done_right());
            assert_eq!(panic_of(|| overlap(|| panic_with(1), work)), 1);
            assert_eq!(panic_of(|| overlap(|| (), || panic_with(2))), 2);
            assert_eq!(panic_of(|| overlap(|| panic_with(1), || panic_with(2))), 2);
            let mut done = 0;
            overlap(|| done += 1, work);
            assert_eq!(done, 1);
        }
    });
}

#[test]
fn denormal_numbers_are_flushed_in_tasks_and_errands_and_nowhere_else() {
    let flushes = cfg!(all(any(target_arch = "x86_64", target_arch = "aarch64"), not(miri)));
    on_three_threads(|| {
        for count in [1, 2, 50] {
            for_each(count, |_| assert_eq!(are_flushed(), flushes));
            each(1, parts(&[0.0; 4], 2), |_, _| assert_eq!(are_flushed(), flushes));
            for_each(2, |_| for_each(2, |_| assert_eq!(are_flushed(), flushes)));
            assert!(!are_flushed());
            rayon::broadcast(|_| assert!(!are_flushed()));
            panic_of(|| for_each(9, |i| panic_with(i)));
            assert!(!are_flushed());
            rayon::broadcast(|_| assert!(!are_flushed()));
        }
        overlap(|| assert_eq!(are_flushed(), flushes), || for_each(9, |_| ()));
        assert!(!are_flushed());
    });
}
