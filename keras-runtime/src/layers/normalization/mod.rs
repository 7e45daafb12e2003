//! Layers that bring values to mean 0 and variance 1, or to a length.

mod batch;
mod features;
mod group;
mod layer;
mod renorm;
mod root_mean_square;
mod spectral;
mod unit;

pub use batch::BatchNormalization;
pub use features::Normalization;
pub use group::GroupNormalization;
pub use layer::LayerNormalization;
pub use renorm::RenormClipping;
pub use root_mean_square::RMSNormalization;
pub use spectral::SpectralNormalization;
pub use unit::UnitNormalization;

use crate::autodiff::Tensor;
use crate::layer::{Context, rules};
use crate::shape::{Dim, Fault, List, Shape, ShapeResult};

/// The size of an axis, of which there is a weight for each place.
const fn channels(axis: isize, shape: &Shape) -> ShapeResult<usize> {
    let position = match rules::axis(axis, shape) {
        ShapeResult::Ok(position) => position,
        ShapeResult::Err(fault) => return ShapeResult::Err(unless_a_size(fault, axis, shape)),
    };
    if position + 1 == shape.rank() {
        return rules::known_last(shape);
    }
    match shape.dim(position) {
        Dim::Known(size) => ShapeResult::Ok(size),
        Dim::Unknown => ShapeResult::Err(
            Fault::new("needs axis ")
                .number(position + 1)
                .text(" of known size, was given ")
                .shape(shape)
                .help("its weights have that size: write a number instead of `_`"),
        ),
    }
}

/// The axes that a layer works along, one bit for each.
const fn axes(list: &List<isize>, shape: &Shape) -> ShapeResult<u32> {
    match rules::axes(list, shape) {
        ShapeResult::Err(fault) if list.len() == 1 => {
            ShapeResult::Err(unless_a_size(fault, list.get(0), shape))
        }
        axes => axes,
    }
}

/// What is wrong with an axis, unless it is the number of channels, which PyTorch's layers are given.
const fn unless_a_size(fault: Fault, axis: isize, shape: &Shape) -> Fault {
    match shape.last() {
        Some(Dim::Known(size)) if size as isize == axis => {
            fault.help("leave it out: the number of channels is that of the input")
        }
        _ => fault,
    }
}

/// The weights `gamma` and `beta`, or what is as if there were none.
fn gamma_and_beta(context: &Context<'_>, shape: &[usize]) -> [Tensor; 2] {
    [("gamma", 1.0), ("beta", 0.0)].map(|(name, without)| {
        let weight = context.find_weight(name);
        weight.unwrap_or_else(|| context.tape().constant(shape, |values| values.fill(without)))
    })
}
