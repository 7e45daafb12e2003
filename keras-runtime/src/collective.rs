//! Collective operations of ranks: processes, on one machine or several, that train one model together.

use std::fmt;

use crate::{Error, Result};

/// Collective operations: what the ranks of a distributed training do together. Each rank calls the same operations in
/// the same order, and none returns before all have called it.
///
/// The library brings MPI, `keras::distribution::DataParallel::mpi`. Another way for ranks to reach each other is this
/// trait for a type of one's own, and [`Distribution::over`](crate::training::Distribution::over):
///
/// ```
/// use keras::distribution::{Collective, Distribution};
/// use keras::prelude::*;
///
/// /// A rank without others.
/// #[derive(Debug)]
/// struct Alone;
///
/// impl Collective for Alone {
///     fn rank(&self) -> usize {
///         0
///     }
///
///     fn ranks(&self) -> usize {
///         1
///     }
///
///     fn sum(&self, _: &mut [f32]) {}
///
///     fn sum_wide(&self, _: &mut [f64]) {}
///
///     fn gather(&self, own: &[f32], _: &[usize], all: &mut [f32]) {
///         all.copy_from_slice(own);
///     }
///
///     fn broadcast(&self, _: &mut [u8]) {}
///
///     fn abort(&self, error: &keras::Error) -> ! {
///         eprintln!("Error: {error}");
///         std::process::exit(1)
///     }
/// }
///
/// let mut model = sequential![Dense(1, input = 1)].compile(SGD::new(0.1), MeanSquaredError::default(), metrics![]);
/// let plan = Fit::epochs(1).verbose(0).distribution(Distribution::over(Alone));
/// assert_eq!(model.fit([[0.0], [1.0]], [0.0, 2.0], plan)?.epochs(), [0]);
/// # Ok::<(), keras::Error>(())
/// ```
///
/// An operation does not fail: where a rank cannot be reached, nothing is left to be done but to end the job, with a message.
pub trait Collective: fmt::Debug + Send + Sync {
    /// Which rank this is, from 0.
    fn rank(&self) -> usize;

    /// How many there are.
    fn ranks(&self) -> usize;

    /// All-reduce: the sum of each number over the ranks, the same bits on all of them, and each time.
    fn sum(&self, values: &mut [f32]);

    /// As [`sum`](Self::sum), of doubles.
    fn sum_wide(&self, values: &mut [f64]);

    /// All-gather: the numbers of all ranks one after the other, of which each has as many as `counts` says.
    fn gather(&self, own: &[f32], counts: &[usize], all: &mut [f32]);

    /// Broadcast: the bytes of rank 0.
    fn broadcast(&self, bytes: &mut [u8]);

    /// Sums buckets while `work` fills them: each travels from when it is [sent](Buckets::send), and all have been sent when
    /// `work` ends well.
    ///
    /// By default a bucket is summed where it is sent.
    ///
    /// # Errors
    ///
    /// That of `work`, which is the same on all ranks.
    fn sum_meanwhile(
        &self,
        buckets: &mut [Vec<f32>],
        work: &mut dyn FnMut(&mut dyn Buckets) -> Result<()>,
    ) -> Result<()> {
        work(&mut AtOnce { sum: &|values| self.sum(values), buckets, sent: 0 })
    }

    /// Ends the job on all ranks, with what one of them has failed with.
    fn abort(&self, error: &Error) -> !;

    /// Notes that `fit` begins: a rank that ends before it is through is not to be waited for.
    ///
    /// # Errors
    ///
    /// If it cannot, since another thread is in one.
    fn begin(&self) -> Result<()> {
        Ok(())
    }

    /// Notes how `fit` ended, before it returns: after an error the job is not to be waited for, and rank 0 should be the
    /// first to say so.
    fn end(&self, failed: bool) {
        let _ = failed;
    }
}

/// What a rank says where the others begin a training, and it has ended; a rank that has come says 0, or how long the message
/// is of what it has failed with.
pub(crate) const LEFT: f32 = -1.0;

/// Buckets that are filled in any order, and sent in theirs.
pub trait Buckets {
    /// A bucket, unless it has been sent.
    fn bucket(&mut self, index: usize) -> Option<&mut [f32]>;

    /// Sends the next one off, to be summed.
    fn send(&mut self);
}

/// Buckets that are summed where they are sent.
struct AtOnce<'a> {
    sum: &'a dyn Fn(&mut [f32]),
    buckets: &'a mut [Vec<f32>],
    sent: usize,
}

impl Buckets for AtOnce<'_> {
    fn bucket(&mut self, index: usize) -> Option<&mut [f32]> {
        self.buckets.get_mut(index).filter(|_| index >= self.sent).map(|bucket| &mut **bucket)
    }

    fn send(&mut self) {
        self.buckets.get_mut(self.sent).into_iter().for_each(|bucket| (self.sum)(bucket));
        self.sent += 1;
    }
}

/// The share of a batch that a rank has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Share {
    /// How many samples of the batch other ranks have before.
    pub first: usize,
    /// How many this one has.
    pub own: usize,
}

impl Share {
    /// How many of the numbers of a batch come before those of this share, which are as many as `elements`.
    pub fn position(self, elements: usize) -> usize {
        elements.checked_div(self.own).map_or(0, |of_sample| of_sample * self.first)
    }
}
