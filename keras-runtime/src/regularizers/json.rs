//! Regularizers to and from JSON: the class of a value.

use super::{L1, L1L2, L2, OrthogonalRegularizer, Regularizer};
use crate::Result;
use crate::config::{Argument, ClassEntry, Classes, ToObject, Value, made, nameless};

/// The regularizers by name, as a configuration has them.
pub const CLASSES: &[ClassEntry<Regularizer>] = &[
    ClassEntry::of::<L1>(),
    ClassEntry::of::<L2>(),
    ClassEntry::of::<L1L2>(),
    ClassEntry::of::<OrthogonalRegularizer>(),
];

/// Under the name of its class, or the word for it. It is written under the narrowest class that has it: `L1L2(0.1, 0.0)`
/// is an `L1`.
impl Argument for Regularizer {
    fn to_json(&self) -> Result<Value> {
        match *self {
            Self::L1L2 { l1, l2: 0.0 } if l1 != 0.0 => L1 { l1 }.to_object(),
            Self::L1L2 { l1: 0.0, l2 } if l2 != 0.0 => L2 { l2 }.to_object(),
            Self::L1L2 { l1, l2 } => L1L2 { l1, l2 }.to_object(),
            Self::Orthogonal { factor, mode } => OrthogonalRegularizer { factor, mode }.to_object(),
            Self::Own(own) => own.0.to_object(),
            Self::Custom(_) => Err(nameless("a regularizer")),
        }
    }

    fn from_json(value: &Value, classes: &dyn Classes) -> Result<Self> {
        made(value, classes, "a regularizer")
    }
}
