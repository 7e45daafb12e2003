//! Distribution of a training over devices.

use std::sync::Arc;

use crate::collective::Collective;

/// Distribution of a training, as [`keras.distribution`](https://keras.io/api/distribution/) has it: over the devices of a
/// [`Backend`](super::Fit::backend), or over ranks, processes on one machine or several, of which each runs the same
/// program.
#[derive(Clone, Debug)]
pub struct Distribution(Kind);

#[derive(Clone, Debug)]
enum Kind {
    Devices,
    Ranks(Arc<dyn Collective>),
}

impl Distribution {
    /// Data parallelism, Keras's
    /// [`DataParallel`](https://keras.io/api/distribution/layout_map/#dataparallel-class): each device has a copy of the
    /// model and a part of each batch. It is for `Backend::Jax`, over all devices that JAX sees: those of this process, or
    /// of several, where Keras's variable `KERAS_DISTRIBUTION_JOB_ADDRESSES` says so.
    pub fn data_parallel() -> Self {
        Self(Kind::Devices)
    }

    /// Data parallelism over ranks that reach each other by these operations: each has a copy of the model and a share of
    /// each batch. `DataParallel::mpi` of `keras::distribution` is that over MPI.
    pub fn over(ranks: impl Collective + 'static) -> Self {
        Self(Kind::Ranks(Arc::new(ranks)))
    }

    /// Which rank this is, from 0; 0 of devices, which have one program.
    pub fn rank(&self) -> usize {
        self.collective().map_or(0, |ranks| ranks.rank())
    }

    /// How many ranks there are; 1 of devices.
    pub fn ranks(&self) -> usize {
        self.collective().map_or(1, |ranks| ranks.ranks())
    }

    /// What the ranks do together.
    pub(super) fn collective(&self) -> Option<&Arc<dyn Collective>> {
        match &self.0 {
            Kind::Devices => None,
            Kind::Ranks(ranks) => Some(ranks),
        }
    }
}
