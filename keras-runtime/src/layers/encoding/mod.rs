//! Layers that turn numbers into categories, and categories into vectors.

mod category_encoding;
mod discretization;

pub use category_encoding::CategoryEncoding;
pub use discretization::Discretization;

use crate::autodiff::Tensor;
use crate::backend as K;
use crate::layer::arguments::Encoding;
use crate::shape::{DType, Dim, Fault, Head, MAX_RANK, Shape, ShapeResult, Spec};

/// What becomes of categories of this shape, of which there are `depth`.
const fn encoded(mode: Encoding, x: &Shape, depth: usize) -> ShapeResult<Spec> {
    let kept = match (mode, x.last()) {
        (Encoding::Int, _) => return ShapeResult::Ok(Spec::new(*x).with_dtype(DType::Int)),
        // As in Keras, an axis of one category makes room for that of its vector.
        (Encoding::OneHot, Some(Dim::Known(1))) => x.without(x.rank() - 1),
        (Encoding::OneHot, Some(Dim::Unknown)) => {
            let fault = Fault::new("needs to know the size of the last axis, was given ").shape(x);
            return ShapeResult::Err(
                fault.help("one of size 1 makes room for the axis of the vectors, and others do not"),
            );
        }
        (Encoding::OneHot, _) if x.rank() < MAX_RANK => *x,
        (Encoding::OneHot, _) => {
            let fault = Fault::new("adds an axis to ").shape(x).text(", and a sample has at most 5");
            return ShapeResult::Err(fault);
        }
        (_, Some(_)) if x.rank() == 1 => Shape::SCALAR,
        _ => {
            let fault = Fault::new("joins the categories of a sample, (categories), was given ").shape(x);
            return ShapeResult::Err(fault.help("`output_mode = one_hot` takes any shape"));
        }
    };
    ShapeResult::Ok(Spec::new(kept.push(Dim::Known(depth))).with_head(Head::Positive))
}

/// Encodes categories, of which there are `depth`.
fn encode(mode: Encoding, x: &Tensor, depth: usize) -> Tensor {
    match mode {
        Encoding::Int => x.clone(),
        Encoding::OneHot if x.rank() > 1 && x.dim(-1) == 1 => K::one_hot(&K::squeeze(x, -1), depth),
        Encoding::OneHot => K::one_hot(x, depth),
        Encoding::Count => K::sum_axis(&K::one_hot(x, depth), 1),
        Encoding::MultiHot => K::minimum(&K::sum_axis(&K::one_hot(x, depth), 1), 1.0),
    }
}
