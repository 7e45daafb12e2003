//! Tensor storage: runtime shapes, buffers, and the pool of buffers.

mod dims;
mod pool;

pub use crate::kernels::Aligned as Buffer;
pub use dims::{Dims, MAX_RANK};
pub use pool::Pool;
pub(crate) use pool::allocate;
