//! Shape inference at compile time: shapes, tensor specs, and the results and errors of shape rules.
//!
//! Everything here is evaluated by rustc while it checks a model, so everything is `Copy` and `const`.
//! A shape is that of one sample: the batch axis is never part of it.

mod dim;
mod fault;
pub(crate) mod list;
pub(crate) mod literal;
pub(crate) mod rank;
mod sides;
mod spec;
mod text;
mod tuples;

pub use dim::{Dim, MAX_RANK, Shape};
pub use fault::{Fault, ShapeResult};
pub use list::{List, OneOrMore};
pub use literal::ShapeLiteral;
pub use rank::{
    AnyHead, BoundedHead, Dynamic, LogitsHead, PositiveHead, Rank0, Rank1, Rank2, Rank3, Rank4, Rank5,
    SigmoidHead, SingleLogitHead, SingleSigmoidHead, SoftmaxHead,
};
#[doc(hidden)]
pub use sides::NoSide;
pub use sides::{Side, Sides};
pub use spec::{DType, Head, Inputs, MAX_TENSORS, Origin, Spec, Specs, float32, int32};
pub(crate) use text::{begins_with, is_same};
pub(crate) use tuples::each_tuple;
