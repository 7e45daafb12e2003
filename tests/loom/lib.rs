//! The files of `keras-runtime` that are under test, at the paths that they have there.
#![cfg(all(loom, test))]

#[path = "../../keras-runtime/src/kernels"]
mod kernels {
    pub(crate) mod denormals;
    mod spin_pool;
}
