//! Elements chosen by where they stand: views in steps along axes, elements at positions, and what is joined at positions.

mod attempt;
mod positions;
mod scatter;
mod segment;
mod strided;
mod take;

pub(super) use attempt::{attempt, attempt_parts, computed};
pub(super) use positions::{elements, indices, sums};
pub use scatter::{ScatterReduction, scatter, scatter_update};
pub use segment::{segment_max, segment_min, segment_prod, segment_sum};
pub(super) use strided::{Walk, spread, strided};
pub(super) use take::{along, reserve};
pub use take::{take, take_along_axis, take_axis, unravel_index};
