//! What is on its way.

use std::thread::{sleep, yield_now};
use std::time::{Duration, Instant};

use mpi::collective::SystemOperation;
use mpi::request::{LocalScope, Request, Scope};
use mpi::topology::SimpleCommunicator;
use mpi::traits::CommunicatorCollectives;

use super::Mpi;
use crate::Error;
use crate::collective::{Buckets, Collective};

/// How often a rank looks before it lets others have the processor.
const SPINS: usize = 200;

/// How long it does so before it looks now and then: longer than a step of training waits.
const PATIENCE: Duration = Duration::from_millis(100);

impl Mpi {
    /// Waits until a request is done, or too long.
    pub fn wait<'a, D: ?Sized, S: Scope<'a>>(&self, mut request: Request<'a, D, S>) {
        let begin = Instant::now();
        for turn in 0_usize.. {
            request = match request.test() {
                Ok(_) => return,
                Err(request) => request,
            };
            if turn < SPINS {
                continue;
            }
            yield_now();
            if !turn.is_multiple_of(SPINS) {
                continue;
            }
            if begin.elapsed() > PATIENCE {
                sleep(Duration::from_millis(1));
            }
            if begin.elapsed() > self.timeout {
                // One of those that wait says so for all.
                sleep(Duration::from_millis(50) * self.rank.min(40) as u32);
                let seconds = self.timeout.as_secs_f32();
                let error = Error::new("MPI", format!("the other ranks have not answered for {seconds} s"));
                self.abort(&error.help(
                    "look for the rank that hangs, or give them more time: `DataParallel::mpi_with_timeout`",
                ));
            }
        }
    }
}

/// Buckets that are filled here, and on their way once they are sent.
pub(super) struct Sending<'a, 's> {
    mpi: &'a Mpi,
    world: SimpleCommunicator,
    scope: &'s LocalScope<'a>,
    open: Vec<Option<&'a mut Vec<f32>>>,
    sums: std::slice::IterMut<'a, Vec<f32>>,
    requests: Vec<Request<'a, [f32], &'s LocalScope<'a>>>,
    sent: usize,
}

impl<'a, 's> Sending<'a, 's> {
    pub fn new(
        mpi: &'a Mpi,
        scope: &'s LocalScope<'a>,
        buckets: &'a mut [Vec<f32>],
        sums: &'a mut [Vec<f32>],
    ) -> Self {
        let requests = Vec::with_capacity(buckets.len());
        let open = buckets.iter_mut().map(Some).collect();
        Self {
            mpi,
            world: SimpleCommunicator::world(),
            scope,
            open,
            sums: sums.iter_mut(),
            requests,
            sent: 0,
        }
    }

    /// Waits until all that was sent is there.
    pub fn finish(self) {
        self.requests.into_iter().for_each(|request| self.mpi.wait(request));
    }

    /// Lets MPI get on with what is on its way: it does so only when it is asked.
    fn advance(&mut self) {
        if let Some(request) = self.requests.pop()
            && let Err(request) = request.test()
        {
            self.requests.push(request);
        }
    }
}

impl Buckets for Sending<'_, '_> {
    fn bucket(&mut self, index: usize) -> Option<&mut [f32]> {
        self.advance();
        self.open.get_mut(index)?.as_deref_mut().map(|bucket| &mut **bucket)
    }

    fn send(&mut self) {
        let bucket = self.open.get_mut(self.sent).and_then(Option::take);
        self.sent += 1;
        if let (Some(bucket), Some(sum)) = (bucket, self.sums.next()) {
            self.mpi.count(bucket.len());
            let operation = SystemOperation::sum();
            let request =
                self.world.immediate_all_reduce_into(self.scope, &bucket[..], &mut sum[..], operation);
            self.requests.push(request);
        }
    }
}
