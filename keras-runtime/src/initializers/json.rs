//! Initializers to and from JSON: the class of a value.

use super::classes::*;
use super::*;
use crate::config::{Argument, ClassEntry, Classes, ToObject, Value, made, nameless};

/// The initializers by name, as a configuration has them.
pub const CLASSES: &[ClassEntry<Initializer>] = &[
    ClassEntry::of::<Constant>(),
    ClassEntry::of::<GlorotNormal>(),
    ClassEntry::of::<GlorotUniform>(),
    ClassEntry::of::<HeNormal>(),
    ClassEntry::of::<HeUniform>(),
    ClassEntry::of::<IdentityInitializer>(),
    ClassEntry::of::<LecunNormal>(),
    ClassEntry::of::<LecunUniform>(),
    ClassEntry::of::<Ones>(),
    ClassEntry::of::<Orthogonal>(),
    ClassEntry::of::<RandomNormal>(),
    ClassEntry::of::<RandomUniform>(),
    ClassEntry::of::<STFT>(),
    ClassEntry::of::<TruncatedNormal>(),
    ClassEntry::of::<VarianceScaling>(),
    ClassEntry::of::<Zeros>(),
];

/// Under the name of its class, or the word for it. It is written under the narrowest class that has it:
/// `VarianceScaling(1.0, fan_avg, uniform)` is a `GlorotUniform`.
impl Argument for Initializer {
    fn to_json(&self) -> Result<Value> {
        match *self {
            _ if *self == zeros => Zeros.to_object(),
            _ if *self == ones => Ones.to_object(),
            _ if *self == glorot_normal => GlorotNormal.to_object(),
            _ if *self == glorot_uniform => GlorotUniform.to_object(),
            _ if *self == he_normal => HeNormal.to_object(),
            _ if *self == he_uniform => HeUniform.to_object(),
            _ if *self == lecun_normal => LecunNormal.to_object(),
            _ if *self == lecun_uniform => LecunUniform.to_object(),
            Self::Constant(value) => Constant { value }.to_object(),
            Self::Identity(gain) => IdentityInitializer { gain }.to_object(),
            Self::RandomNormal(mean, stddev) => RandomNormal { mean, stddev }.to_object(),
            Self::RandomUniform(minval, maxval) => RandomUniform { minval, maxval }.to_object(),
            Self::TruncatedNormal(mean, stddev) => TruncatedNormal { mean, stddev }.to_object(),
            Self::VarianceScaling(scale, mode, distribution) => {
                VarianceScaling { scale, mode, distribution }.to_object()
            }
            Self::Orthogonal(gain) => Orthogonal { gain }.to_object(),
            Self::STFT(stft) => stft.to_object(),
            Self::Own(own) => own.0.to_object(),
            Self::Custom(_) => Err(nameless("an initializer")),
        }
    }

    fn from_json(value: &Value, classes: &dyn Classes) -> Result<Self> {
        made(value, classes, "an initializer")
    }
}
