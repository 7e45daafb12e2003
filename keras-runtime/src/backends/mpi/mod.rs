//! MPI: ranks that `mpirun`, or the scheduler of a cluster, has started.

mod job;
mod sending;

use std::sync::{Mutex, PoisonError};
use std::thread::{panicking, sleep};
use std::time::{Duration, Instant};

use job::{GRACE, Job, Stage, say};
use mpi::Count;
use mpi::collective::SystemOperation;
use mpi::datatype::PartitionMut;
use mpi::request::scope;
use mpi::topology::SimpleCommunicator;
use mpi::traits::{Communicator, CommunicatorCollectives, Equivalence, Root};
use sending::Sending;

use crate::collective::{Buckets, Collective};
use crate::training::Distribution;
use crate::{Error, Result};

/// Data parallelism, Keras's
/// [`DataParallel`](https://keras.io/api/distribution/layout_map/#dataparallel-class): each rank has a copy of the model
/// and a share of each batch.
#[derive(Clone, Copy, Debug)]
pub struct DataParallel(());

/// How long a rank waits for the others, unless it is told otherwise.
const TIMEOUT: Duration = Duration::from_secs(30 * 60);

impl DataParallel {
    /// Data parallelism over the ranks of MPI, as many as `mpirun -n` says; one, if the program was started without it.
    ///
    /// ```no_run
    /// use keras::distribution::DataParallel;
    /// use keras::prelude::*;
    /// use keras::set_random_seed;
    ///
    /// set_random_seed(1);
    /// let (train, _) = datasets::digits::load();
    /// let model = sequential![Dense(10, activation = softmax, input = 64)];
    /// let mut model = model.compile(Adam::default(), SparseCategoricalCrossentropy::default(), metrics![accuracy]);
    /// model.fit(&train.x, &train.y, Fit::epochs(20).distribution(DataParallel::mpi()?))?;
    /// # Ok::<(), keras::Error>(())
    /// ```
    ///
    /// MPI is initialized the first time, and finalized where that thread ends: it is the one to train on. A rank
    /// that waits for the others for half an hour ends the job.
    ///
    /// # Errors
    ///
    /// If MPI has been finalized, or cannot be used by a program with threads.
    pub fn mpi() -> Result<Distribution> {
        Self::mpi_with_timeout(TIMEOUT)
    }

    /// As [`mpi`](Self::mpi), where a rank waits for the others no longer than this.
    ///
    /// It has to be longer than what one rank does while the others wait: the callbacks of rank 0, a slow batch of a
    /// stream, and what the program does between two `fit`s.
    ///
    /// # Errors
    ///
    /// As [`mpi`](Self::mpi).
    pub fn mpi_with_timeout(timeout: Duration) -> Result<Distribution> {
        Job::join()?;
        Ok(Distribution::over(Mpi::of_world(timeout)))
    }
}

/// A rank of the world.
#[derive(Debug)]
struct Mpi {
    rank: usize,
    ranks: usize,
    timeout: Duration,
    memory: Mutex<Memory>,
}

/// Memory for what is sent, while what comes is written, and the other way round.
#[derive(Debug, Default)]
struct Memory {
    singles: Vec<f32>,
    doubles: Vec<f64>,
    buckets: Vec<Vec<f32>>,
}

impl Mpi {
    /// This rank, which waits for the others no longer than that.
    fn of_world(timeout: Duration) -> Self {
        let world = SimpleCommunicator::world();
        let [rank, ranks] = [world.rank(), world.size()].map(|number| number as usize);
        Self { rank, ranks, timeout, memory: Mutex::default() }
    }

    fn lend<T: Default, R>(&self, part: impl Fn(&mut Memory) -> &mut T, f: impl FnOnce(&mut T) -> R) -> R {
        let lock = || self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        let mut lent = std::mem::take(part(&mut lock()));
        let result = f(&mut lent);
        *part(&mut lock()) = lent;
        result
    }

    /// The sums of numbers over the ranks, with memory for what is sent.
    fn all_reduce<T: Copy + Equivalence>(&self, part: impl Fn(&mut Memory) -> &mut Vec<T>, values: &mut [T]) {
        if self.count(values.len()) == 0 {
            return;
        }
        self.lend(part, |own| {
            own.clear();
            own.extend_from_slice(values);
            let world = SimpleCommunicator::world();
            let sum = SystemOperation::sum();
            scope(|scope| self.wait(world.immediate_all_reduce_into(scope, &own[..], values, sum)));
        });
    }

    /// A number as MPI counts.
    fn count(&self, number: usize) -> Count {
        Count::try_from(number).unwrap_or_else(|_| {
            self.abort(&Error::expected("MPI", format!("up to {} numbers at once", Count::MAX), number))
        })
    }
}

impl Collective for Mpi {
    fn rank(&self) -> usize {
        self.rank
    }

    fn ranks(&self) -> usize {
        self.ranks
    }

    fn sum(&self, values: &mut [f32]) {
        self.all_reduce(|memory| &mut memory.singles, values);
    }

    fn sum_wide(&self, values: &mut [f64]) {
        self.all_reduce(|memory| &mut memory.doubles, values);
    }

    fn gather(&self, own: &[f32], counts: &[usize], all: &mut [f32]) {
        if self.count(all.len()) == 0 {
            return;
        }
        let counts: Vec<Count> = counts.iter().map(|&count| self.count(count)).collect();
        let starts = counts.iter().scan(0, |end, count| Some(std::mem::replace(end, *end + count)));
        let starts: Vec<Count> = starts.collect();
        let mut all = PartitionMut::new(all, counts, starts);
        let world = SimpleCommunicator::world();
        scope(|scope| self.wait(world.immediate_all_gather_varcount_into(scope, own, &mut all)));
    }

    fn broadcast(&self, bytes: &mut [u8]) {
        if self.count(bytes.len()) == 0 {
            return;
        }
        let first = SimpleCommunicator::world();
        let first = first.process_at_rank(0);
        scope(|scope| self.wait(first.immediate_broadcast_into(scope, bytes)));
    }

    fn sum_meanwhile(
        &self,
        buckets: &mut [Vec<f32>],
        work: &mut dyn FnMut(&mut dyn Buckets) -> Result<()>,
    ) -> Result<()> {
        self.lend(
            |memory| &mut memory.buckets,
            |sums| {
                sums.resize_with(buckets.len(), Vec::new);
                sums.iter_mut().zip(&*buckets).for_each(|(sum, bucket)| sum.resize(bucket.len(), 0.0));
                let done = scope(|scope| {
                    let mut sending = Sending::new(self, scope, buckets, sums);
                    let done = work(&mut sending);
                    sending.finish();
                    done
                });
                buckets.swap_with_slice(sums);
                done
            },
        )
    }

    fn abort(&self, error: &Error) -> ! {
        say(error);
        SimpleCommunicator::world().abort(1)
    }

    fn begin(&self) -> Result<()> {
        match Job::note(Stage::Training) {
            Stage::Training => {
                let error = Error::new("`fit`, distribution", "another thread is in a `fit` over MPI");
                Err(error.help("train one model after the other"))
            }
            _ => Ok(()),
        }
    }

    /// The other ranks let rank 0 tell the user, and end the job.
    fn end(&self, failed: bool) {
        if panicking() {
            self.abort(&Error::new("`fit`", "it has panicked"));
        }
        Job::note(if failed { Stage::Failed(Instant::now()) } else { Stage::Idle });
        if failed && self.rank > 0 {
            sleep(GRACE);
        }
    }
}
