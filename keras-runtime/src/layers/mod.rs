//! Layers, one file each: its arguments, its rule, its weights, its call. And what a layer of your own is written with,
//! as `keras.layers.Layer` is in Keras: [`LayerConfig`] and [`Layer`] show how.
//!
//! To add a layer, write its file and add its line to the list below.

pub use crate::layer::arguments::{DataFormat, Encoding, Flip, Joining, Padding, Sampling};
pub use crate::layer::{
    AnyLayer, Built, Config, Context, Direction, ForwardPass, Inner, InnerLayer, Layer, LayerConfig,
    LayerSpec, LayerType, Node, Outputs, Weight, WeightArguments, WeightSpec,
};
pub use crate::model::UnbuiltLayer;
pub use merge::Divide;
pub use normalization::RenormClipping;
pub use unmask::Unmask;

use crate::Result;
use crate::config::{ClassEntry, Classes, Value};
use crate::layer::NamedLayer;

mod unmask;

/// The layer that Keras has written, as one to be [added](crate::model::Sequential::add) to a model; as
/// [`keras.layers.deserialize`](https://keras.io/api/layers/). [`Node::to_json`] is the other way.
///
/// ```
/// use keras::layers;
/// use keras::prelude::*;
/// use keras::saving::CustomObjects;
/// use keras::serde_json::json;
///
/// let dense = json!({
///     "module": "keras.layers",
///     "class_name": "Dense",
///     "config": { "name": "hidden", "units": 3, "activation": "relu", "kernel_initializer": "he_normal" },
///     "registered_name": null,
/// });
/// let mut model = Sequential::new();
/// model.add(layer!(Flatten(input = (2, 2))))?;
/// model.add(layers::deserialize(&dense, &CustomObjects::new())?)?;
/// assert_eq!(model.get_layer("hidden")?.config()?["activation"], "relu");
/// # Ok::<(), keras::Error>(())
/// ```
///
/// In Keras's JSON the shape of the input is no argument of the first layer: give it here.
///
/// ```
/// # use keras::layers;
/// # use keras::prelude::*;
/// # use keras::saving::CustomObjects;
/// use keras::shape::Shape;
/// # use keras::serde_json::json;
/// # let dense = json!({ "class_name": "Dense", "config": { "units": 3 } });
///
/// let mut model = Sequential::new();
/// model.add(layers::deserialize(&dense, &CustomObjects::new())?.input(Shape::known(&[784])))?;
/// # Ok::<(), keras::Error>(())
/// ```
///
/// # Errors
///
/// If the class is not known, or an argument is missing, is not there, or has a value that is not one of its own.
pub fn deserialize(layer: &Value, classes: &dyn Classes) -> Result<UnbuiltLayer> {
    let NamedLayer { layer, name, trainable } = NamedLayer::from_json(layer, classes)?;
    Ok(UnbuiltLayer::of(layer, name).trainable(trainable))
}

macro_rules! layers {
    ($($file:ident: $($layer:ident),*;)*) => {
        $(pub(crate) mod $file;)*

        /// The layers by name, as a configuration has them.
        pub const CLASSES: &[ClassEntry<AnyLayer>] = &[$($(ClassEntry::of::<$file::$layer>()),*),*];

        /// The layers alone, as a model may name them.
        #[doc(hidden)]
        pub mod classes {
            $(pub use super::$file::{$($layer),*};)*
        }

        pub use classes::*;
    };
}

layers! {
    activation: Activation;
    activity_regularization: ActivityRegularization;
    adaptive_pooling:
        AdaptiveAveragePooling1D, AdaptiveAveragePooling2D, AdaptiveAveragePooling3D,
        AdaptiveMaxPooling1D, AdaptiveMaxPooling2D, AdaptiveMaxPooling3D;
    alpha_dropout: AlphaDropout;
    attention: AdditiveAttention, Attention, GroupQueryAttention, MultiHeadAttention;
    augmentation:
        AugMix, AutoContrast, CenterCrop, ContrastLimitedAdaptiveHistogramEqualization, Equalization, RandAugment,
        RandomBrightness, RandomColorDegeneration, RandomColorJitter, RandomContrast, RandomCrop, RandomElasticTransform,
        RandomErasing, RandomFlip, RandomGaussianBlur, RandomGrayscale, RandomHue, RandomInvert, RandomPerspective,
        RandomPosterization, RandomRotation, RandomSaturation, RandomSharpness, RandomShear, RandomTranslation, RandomZoom,
        Resizing, Solarization;
    bidirectional: Bidirectional;
    concatenate: Concatenate;
    convolution: Conv1D, Conv2D, Conv3D;
    convolution_transpose: Conv1DTranspose, Conv2DTranspose, Conv3DTranspose;
    cropping: Cropping1D, Cropping2D, Cropping3D;
    dense: Dense;
    depthwise: DepthwiseConv1D, DepthwiseConv2D;
    dot: Dot;
    dropout: Dropout;
    einsum_dense: EinsumDense;
    embedding: Embedding;
    encoding: CategoryEncoding, Discretization;
    flatten: Flatten;
    gaussian_dropout: GaussianDropout;
    gaussian_noise: GaussianNoise;
    global_pooling:
        GlobalAveragePooling1D, GlobalAveragePooling2D, GlobalAveragePooling3D,
        GlobalMaxPooling1D, GlobalMaxPooling2D, GlobalMaxPooling3D;
    identity: Identity;
    lambda: Lambda;
    masking: Masking;
    merge: Add, Average, Maximum, Minimum, Multiply, Subtract;
    normalization:
        BatchNormalization, GroupNormalization, LayerNormalization, Normalization, RMSNormalization,
        SpectralNormalization, UnitNormalization;
    permute: Permute;
    pipeline: Pipeline;
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
    reversible_embedding: ReversibleEmbedding;
    separable: SeparableConv1D, SeparableConv2D;
    softmax: Softmax;
    spectrogram: MelSpectrogram, STFTSpectrogram;
    spatial_dropout: SpatialDropout1D, SpatialDropout2D, SpatialDropout3D;
    time_distributed: TimeDistributed;
    upsampling: UpSampling1D, UpSampling2D, UpSampling3D;
    zero_padding: ZeroPadding1D, ZeroPadding2D, ZeroPadding3D;
}
