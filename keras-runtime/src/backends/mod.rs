//! Who computes beside this process: Keras's engines, and the ranks of MPI.

#[cfg(feature = "backends")]
pub mod engines;
#[cfg(feature = "mpi")]
pub mod mpi;
