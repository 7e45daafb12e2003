//! Products of tensors beyond matrices: Einstein sums, tensor products, and what is made of them.

mod contract;
mod cross;
mod distances;
mod einsum;
mod tensordot;

pub use cross::cross;
pub use distances::cdist;
pub use einsum::einsum;
pub use tensordot::{Contraction, inner, kron, outer, tensordot, vdot};
