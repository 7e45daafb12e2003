//! Ranks that are threads of one process.

use std::fmt;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use keras::distribution::{Collective, Distribution};
use keras::{Error, set_random_seed};

/// Runs `train` on so many ranks, each with the same seed; what each of them gives.
pub fn on_ranks<R: Send>(ranks: usize, train: impl Fn(Distribution) -> R + Sync) -> Vec<R> {
    let meeting = Arc::new(Meeting::default());
    thread::scope(|scope| {
        let threads: Vec<_> = (0..ranks)
            .map(|rank| {
                let (train, meeting) = (&train, Arc::clone(&meeting));
                scope.spawn(move || {
                    set_random_seed(7);
                    let leave = Leave(&meeting);
                    let result =
                        train(Distribution::over(Thread { rank, ranks, meeting: Arc::clone(&meeting) }));
                    std::mem::forget(leave);
                    result
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().expect("a rank does not panic")).collect()
    })
}

/// Where the ranks exchange what they have.
#[derive(Default)]
struct Meeting {
    round: Mutex<Round>,
    changed: Condvar,
}

#[derive(Default)]
struct Round {
    number: usize,
    brought: Vec<(usize, Vec<f64>)>,
    taken: Arc<Vec<Vec<f64>>>,
    has_failed: bool,
}

impl Meeting {
    fn lock(&self) -> MutexGuard<'_, Round> {
        self.round.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Lets the others know that a rank has gone.
struct Leave<'a>(&'a Meeting);

impl Drop for Leave<'_> {
    fn drop(&mut self) {
        self.0.lock().has_failed = true;
        self.0.changed.notify_all();
    }
}

struct Thread {
    rank: usize,
    ranks: usize,
    meeting: Arc<Meeting>,
}

impl Thread {
    /// What all ranks bring, in their order.
    fn exchange(&self, own: Vec<f64>) -> Arc<Vec<Vec<f64>>> {
        let mut round = self.meeting.lock();
        let number = round.number;
        round.brought.push((self.rank, own));
        if round.brought.len() == self.ranks {
            round.brought.sort_by_key(|(rank, _)| *rank);
            let all = round.brought.drain(..).map(|(_, values)| values).collect();
            (round.taken, round.number) = (Arc::new(all), number + 1);
            self.meeting.changed.notify_all();
        }
        while round.number == number {
            assert!(!round.has_failed, "another rank has gone");
            round = self.meeting.changed.wait(round).unwrap_or_else(PoisonError::into_inner);
        }
        Arc::clone(&round.taken)
    }
}

impl Collective for Thread {
    fn rank(&self) -> usize {
        self.rank
    }

    fn ranks(&self) -> usize {
        self.ranks
    }

    fn sum(&self, values: &mut [f32]) {
        let all = self.exchange(values.iter().map(|&value| value.into()).collect());
        values.fill(0.0);
        for of_rank in &*all {
            assert_eq!(of_rank.len(), values.len(), "ranks sum different things");
            values.iter_mut().zip(of_rank).for_each(|(sum, value)| *sum += *value as f32);
        }
    }

    fn sum_wide(&self, values: &mut [f64]) {
        let all = self.exchange(values.to_vec());
        values.fill(0.0);
        for of_rank in &*all {
            assert_eq!(of_rank.len(), values.len(), "ranks sum different things");
            values.iter_mut().zip(of_rank).for_each(|(sum, value)| *sum += value);
        }
    }

    fn gather(&self, own: &[f32], counts: &[usize], all: &mut [f32]) {
        let brought = self.exchange(own.iter().map(|&value| value.into()).collect());
        assert!(brought.iter().map(Vec::len).eq(counts.iter().copied()), "ranks gather different things");
        all.iter_mut().zip(brought.iter().flatten()).for_each(|(to, from)| *to = *from as f32);
    }

    fn broadcast(&self, bytes: &mut [u8]) {
        let all = self.exchange(bytes.iter().map(|&byte| byte.into()).collect());
        assert_eq!(all[0].len(), bytes.len(), "ranks are told different things");
        bytes.iter_mut().zip(&all[0]).for_each(|(byte, value)| *byte = *value as u8);
    }

    fn abort(&self, error: &Error) -> ! {
        panic!("rank {}: {error}", self.rank)
    }
}

impl fmt::Debug for Thread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "rank {} of {}", self.rank, self.ranks)
    }
}
