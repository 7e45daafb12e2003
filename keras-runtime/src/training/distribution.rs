//! Distribution of a training over devices.

/// Distribution of a training over the devices of a [`Backend`](super::Fit::backend), as
/// [`keras.distribution`](https://keras.io/api/distribution/) has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Distribution(());

impl Distribution {
    /// Data parallelism, Keras's
    /// [`DataParallel`](https://keras.io/api/distribution/layout_map/#dataparallel-class): each device has a copy of the
    /// model and a part of each batch. It is for `Backend::Jax`, over all devices that JAX sees.
    pub fn data_parallel() -> Self {
        Self(())
    }
}
