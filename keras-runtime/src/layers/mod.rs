//! Layers, one file each: its arguments, its rule, its weights, its call. And models, which are layers, too.
//!
//! To add a layer, write its file and add its line to the list below.

mod activated;
mod along;
mod built;
mod config;
mod inner;
pub(crate) mod joining;
pub(crate) mod masks;
mod memory;
mod model;
mod nested;
mod node;
mod pass;
mod plan;
mod promise;
mod rules;
pub(crate) mod sampling;
mod sequential;
mod summary;
mod total;
mod weight;
pub(crate) mod windows;
mod wiring;
mod written;

pub use crate::kernels::windows::Padding;
pub use built::Built;
pub use config::{BuiltOf, Layer, LayerType, Made, build};
pub use inner::{Inner, Wrapped, inner_answers, numbered};
pub use keras_macros::LayerConfig;
pub use model::{Checked, Field, Model, Source, Wire};
pub use nested::{BuiltModel, NestedArgs, nested_inputs, nested_outcome, nested_plan};
pub use node::{Node, Outputs};
pub use pass::{Context, Pass};
pub use plan::{Answer, Direction, MAX_WEIGHTS, Outcome, Plan, WeightSpec, claim, gather_or_unknown};
pub use sequential::{Pending, Sequential};
pub use summary::Summary;
pub use total::{activation_bytes, flops, params, trainable_params};
pub use weight::Weight;
pub use windows::DataFormat;
pub use wiring::{run, wired};
pub use written::{Written, dim_code, head_code, is_int, rank_code, written_shape};

/// The trait behind [`#[derive(LayerConfig)]`](keras_macros::LayerConfig).
pub use config::LayerConfig;

macro_rules! layers {
    ($($file:ident: $($layer:ident),*;)*) => {
        $(pub(crate) mod $file;)*

        /// The layers alone, as a model may name them.
        pub mod list {
            $(pub use super::$file::{$($layer),*};)*
        }

        pub use list::*;
    };
}

layers! {
    activation: Activation;
    attention: AdditiveAttention, Attention, MultiHeadAttention;
    augmentation: RandomFlip, RandomRotation, RandomTranslation, RandomZoom;
    bidirectional: Bidirectional;
    concatenate: Concatenate;
    convolution: Conv1D, Conv2D, Conv3D;
    convolution_transpose: Conv1DTranspose, Conv2DTranspose, Conv3DTranspose;
    cropping: Cropping1D, Cropping2D, Cropping3D;
    dense: Dense;
    depthwise: DepthwiseConv1D, DepthwiseConv2D;
    dot: Dot;
    dropout: Dropout;
    embedding: Embedding;
    flatten: Flatten;
    gaussian_noise: GaussianNoise;
    global_pooling:
        GlobalAveragePooling1D, GlobalAveragePooling2D, GlobalAveragePooling3D,
        GlobalMaxPooling1D, GlobalMaxPooling2D, GlobalMaxPooling3D;
    lambda: Lambda;
    masking: Masking;
    merge: Add, Average, Maximum, Minimum, Multiply, Subtract;
    normalization: BatchNormalization, GroupNormalization, LayerNormalization;
    permute: Permute;
    pooling:
        AveragePooling1D, AveragePooling2D, AveragePooling3D, MaxPooling1D, MaxPooling2D, MaxPooling3D;
    position: PositionEmbedding, SinePositionEncoding, TokenAndPositionEmbedding;
    prelu: PReLU;
    rectifiers: ELU, LeakyReLU, ReLU;
    recurrent:
        ConvLSTM1D, ConvLSTM2D, ConvLSTM3D, GRU, GRUCell, LSTM, LSTMCell, RNN, SimpleRNN, SimpleRNNCell, StackedRNNCells;
    repeat_vector: RepeatVector;
    rescaling: Rescaling;
    reshape: Reshape;
    separable: SeparableConv1D, SeparableConv2D;
    softmax: Softmax;
    spatial_dropout: SpatialDropout1D, SpatialDropout2D, SpatialDropout3D;
    time_distributed: TimeDistributed;
    upsampling: UpSampling1D, UpSampling2D, UpSampling3D;
    zero_padding: ZeroPadding1D, ZeroPadding2D, ZeroPadding3D;
}
