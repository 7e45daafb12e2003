//! Graphs of calls as Keras writes them: tensors by where they come from, operations that are no layers, masks.

mod history;
mod masks;
mod operations;
mod taken_back;

pub use history::{History, histories, outputs};
pub use masks::{is_found, makes_mask, masked};
pub use operations::{as_layer, as_operation, is_operation};
pub use taken_back::{query_shape, take_back, take_back_axes};
