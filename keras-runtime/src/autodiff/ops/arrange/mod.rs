//! Shapes and parts beyond reshaping and concatenation: axes that move, roll and turn, slices and splits, borders, blocks.

mod axes;
mod blocks;
mod get_item;
mod join;
mod pad;
mod rearrange;
mod slices;
mod split;

pub use axes::{broadcast_to, flip, fliplr, flipud, moveaxis, roll, roll_axis, rot90, swapaxes};
pub use blocks::{depth_to_space, fold, space_to_depth, unfold};
pub use get_item::{Index, get_item};
pub use join::{append, append_axis, dstack, hstack, select, vstack};
pub use pad::{PadMode, pad};
pub use rearrange::rearrange;
pub use slices::{slice, slice_update};
pub use split::{Sections, array_split, dsplit, hsplit, split, unstack, vsplit};
