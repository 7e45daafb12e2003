//! Both protocols under loom: the interleavings of leaders and their workers, up to a number of preemptions.
//!
//! Run with `ci/loom`. Loom's threads stand in for rayon's, and a number of looks for a time; the rest is the code that
//! runs. What a task writes is in cells of loom, which fail if two accesses are not ordered: a task that is done twice, or
//! after its leader has gone on, is found as well as one that is lost.
#![allow(unsafe_code)]

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;

use loom::cell::UnsafeCell;
use loom::model::Builder;
use loom::thread::JoinHandle;

use super::{overlap, share, side_job};

std::thread_local! {
    /// Loom runs all threads of a model on one: those that have been sent for, which must end before the statics do.
    static WORKERS: RefCell<Vec<JoinHandle<()>>> = const { RefCell::new(Vec::new()) };
}

pub(super) fn spawn(work: fn()) {
    let worker = loom::thread::spawn(work);
    WORKERS.with_borrow_mut(|workers| workers.push(worker));
}

/// In place of rayon, when the slot is taken: the tasks do not depend on how many threads do them.
pub(super) fn each_of(_count: usize, work: impl Fn() + Sync) {
    work();
}

/// Lets the thread run that is waited for.
pub(super) fn pause(_turns: &mut u32) {
    loom::thread::yield_now();
}

/// A worker looks twice in vain.
pub(super) struct Patience {
    looks: usize,
}

impl Patience {
    pub fn new() -> Self {
        Self { looks: 0 }
    }

    pub fn is_over(&mut self) -> bool {
        self.looks += 1;
        self.looks == 2
    }
}

/// With one more the models take half a minute instead of six seconds.
const PREEMPTIONS: usize = 4;

fn explore(model: impl Fn() + Sync + Send + 'static) {
    let mut builder = Builder::new();
    builder.preemption_bound = Some(PREEMPTIONS);
    builder.check(move || {
        model();
        for worker in WORKERS.take() {
            worker.join().unwrap();
        }
    });
}

/// What tasks write, each its own part.
struct Sums(Vec<UnsafeCell<usize>>);

// SAFETY: loom checks that the accesses are ordered.
unsafe impl Sync for Sums {}
// SAFETY: numbers.
unsafe impl Send for Sums {}

impl Sums {
    fn new(count: usize) -> Self {
        Self((0..count).map(|_| UnsafeCell::new(0)).collect())
    }

    fn add(&self, index: usize) {
        // SAFETY: loom checks that nobody else has the cell.
        self.0[index].with_mut(|sum| unsafe { *sum += 1 });
    }

    fn assert_all(&self, expected: usize) {
        for sum in &self.0 {
            // SAFETY: loom checks that nobody else writes the cell.
            sum.with(|sum| assert_eq!(unsafe { *sum }, expected));
        }
    }
}

/// Shares so many tasks with a worker.
fn share_tasks(count: usize) {
    let sums = Sums::new(count);
    share(count, 1, &|index| sums.add(index));
    sums.assert_all(1);
}

#[test]
fn each_task_of_a_job_is_done_once_and_before_its_leader_goes_on() {
    explore(|| share_tasks(2));
}

#[test]
fn a_worker_that_spins_takes_no_task_of_a_job_that_is_over() {
    explore(|| (0..2).for_each(|_| share_tasks(2)));
}

#[test]
fn two_leaders_do_not_meet_at_the_slot() {
    explore(|| {
        let other = loom::thread::spawn(|| share_tasks(1));
        share_tasks(2);
        other.join().unwrap();
    });
}

#[test]
fn a_task_that_panics_leaves_the_slot_to_the_next_job() {
    explore(|| {
        let panics = |_| resume_unwind(Box::new(()));
        assert!(catch_unwind(AssertUnwindSafe(|| share(2, 1, &panics))).is_err());
        share_tasks(1);
    });
}

#[test]
fn a_side_job_is_done_once_and_before_its_leader_goes_on() {
    explore(|| {
        spawn(|| (0..2).for_each(|_| side_job::work()));
        for _ in 0..2 {
            let sums = Sums::new(1);
            overlap(&|| sums.add(0), || ());
            sums.assert_all(1);
        }
    });
}

#[test]
fn a_side_job_is_done_by_a_worker_that_a_job_has_left() {
    explore(|| {
        let sums = Sums::new(1);
        overlap(&|| sums.add(0), || share_tasks(2));
        sums.assert_all(1);
    });
}

#[test]
fn two_side_jobs_do_not_meet() {
    explore(|| {
        let sums = Arc::new(Sums::new(2));
        let other = loom::thread::spawn({
            let sums = sums.clone();
            move || overlap(&|| sums.add(0), || ())
        });
        overlap(&|| sums.add(1), || ());
        other.join().unwrap();
        sums.assert_all(1);
    });
}
