//! Constraints to and from JSON: the class of a value.

use super::{Constraint, MaxNorm, MinMaxNorm, NonNeg, UnitNorm};
use crate::Result;
use crate::config::{Argument, ClassEntry, Classes, ToObject, Value, made, nameless};
use crate::shape::List;

/// The constraints by name, as a configuration has them.
pub const CLASSES: &[ClassEntry<Constraint>] = &[
    ClassEntry::of::<MaxNorm>(),
    ClassEntry::of::<MinMaxNorm>(),
    ClassEntry::of::<NonNeg>(),
    ClassEntry::of::<UnitNorm>(),
];

/// Under the name of its class, or the word for it. It is written under the narrowest class that has it:
/// `MinMaxNorm(1.0, 1.0)` is a `UnitNorm`, and `MinMaxNorm(0.0, 2.0)` a `MaxNorm`.
impl Argument for Constraint {
    fn to_json(&self) -> Result<Value> {
        match *self {
            Self::NonNeg => NonNeg.to_object(),
            Self::Norm { min_value, max_value, rate, axes } => {
                let axes: Vec<usize> =
                    (0..32).filter(|axis| axes & 1 << axis != 0).take(List::<usize>::MOST).collect();
                let axis = List::new(&axes);
                match (min_value, max_value, rate) {
                    (1.0, 1.0, 1.0) => UnitNorm { axis }.to_object(),
                    (0.0, _, 1.0) => MaxNorm { max_value, axis }.to_object(),
                    _ => MinMaxNorm { min_value, max_value, rate, axis }.to_object(),
                }
            }
            Self::Own(own) => own.0.to_object(),
            Self::Custom(_) => Err(nameless("a constraint")),
        }
    }

    fn from_json(value: &Value, classes: &dyn Classes) -> Result<Self> {
        made(value, classes, "a constraint")
    }
}
