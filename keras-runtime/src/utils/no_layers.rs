//! Layers of Keras that are none here. A model in which one stands does not compile, and says where it is.

use super::{HashedCrossing, Hashing, IntegerLookup, StringLookup, TextVectorization};
use crate::model::{ArgumentKind, IN_FRONT, LayerKind, OF_BOXES, OF_LABELS};

/// CutMix of images and their labels, which a layer is not given.
#[derive(Debug)]
pub struct CutMix;

/// MixUp of images and their labels, which a layer is not given.
#[derive(Debug)]
pub struct MixUp;

/// Padding of bounding boxes, which are no data of a model.
#[derive(Debug)]
pub struct MaxNumBoundingBoxes;

macro_rules! no_layers {
    ($($kind:ident: $($class:ident),*;)*) => {$($(
        impl LayerKind<$class> {
            /// What is said of it in a model.
            pub const OF: usize = $kind;
        }

        impl ArgumentKind<$class> {
            /// What is said of it in another layer.
            pub const OF: usize = $kind;
        }
    )*)*};
}

no_layers! {
    IN_FRONT: HashedCrossing, Hashing, IntegerLookup, StringLookup, TextVectorization;
    OF_LABELS: CutMix, MixUp;
    OF_BOXES: MaxNumBoundingBoxes;
}
