//! Graphs of calls as Keras writes them: tensors by where they come from, operations that are no layers, masks.

mod end_of_masks;
mod history;
mod kept_masks;
mod mask_flow;
mod masks;
mod no_layer;
mod operations;
mod order;
mod taken_back;

pub use end_of_masks::end_masks;
pub use history::{History, histories, name_of, outputs};
pub use kept_masks::{forget_kept_masks, keep_masks};
pub use masks::{is_found, is_mask, makes_mask, masked, without_masks};
pub use no_layer::{CALL_A_LAYER, described};
pub use operations::{as_layer, as_operation, is_operation, of_layers, operation_of};
pub use taken_back::{query_shape, take_back, take_back_axes};
