//! Layers as nodes, a file for each family; and those that ONNX cannot say.

mod activation;
mod attention;
mod attention_axes;
mod cells;
mod conv_lstm;
mod convolution;
mod dense;
mod embedding;
mod encoding;
mod formulas;
mod images;
mod merge;
mod normalization;
mod pooling;
mod recurrent;
mod recurrent_operator;
mod shapes;
mod spectrogram;
mod wrappers;

pub use activation::activate;
#[cfg(test)]
pub use formulas::FORMULAS;

use super::call::Call;
use crate::layer::Node;
use crate::{Error, Result};

/// How a class of layers is written.
#[derive(Clone, Copy)]
pub struct Exported {
    class: &'static str,
    pub write: fn(&mut Call<'_>) -> Result<Vec<usize>>,
    /// Whether the first output has the mask of the first input.
    pub passes_mask: bool,
    /// Whether anything is read from its configuration.
    pub takes_config: bool,
}

/// The classes that ONNX cannot say, and why.
pub const CANNOT: &[(&str, &str)] = &[
    (
        "ContrastLimitedAdaptiveHistogramEqualization",
        "of histograms of tiles, which ONNX has no operators for",
    ),
    ("Lambda", "a function of Rust, of which only Rust knows what it computes"),
];

const fn plain(class: &'static str, write: fn(&mut Call<'_>) -> Result<Vec<usize>>) -> Exported {
    Exported { class, write, passes_mask: false, takes_config: true }
}

const fn masked(class: &'static str, write: fn(&mut Call<'_>) -> Result<Vec<usize>>) -> Exported {
    Exported { passes_mask: true, ..plain(class, write) }
}

const fn idle(class: &'static str, passes_mask: bool) -> Exported {
    Exported { class, write: |call| call.pass_without_mask(), passes_mask, takes_config: false }
}

/// How each class is written. What passes a mask on is what does in [`Layer::mask`](crate::layer::Layer::mask).
pub const EXPORTED: &[Exported] = &[
    masked("Activation", activation::activation),
    masked("ELU", activation::elu),
    masked("LeakyReLU", activation::leaky_relu),
    masked("PReLU", activation::prelu),
    masked("ReLU", activation::relu),
    masked("Softmax", activation::softmax),
    masked("AdditiveAttention", attention::additive),
    masked("Attention", attention::luong),
    masked("GroupQueryAttention", attention::grouped_query),
    masked("MultiHeadAttention", attention::multi_head),
    plain("Conv1D", convolution::convolution),
    plain("Conv2D", convolution::convolution),
    plain("Conv3D", convolution::convolution),
    plain("Conv1DTranspose", convolution::transposed),
    plain("Conv2DTranspose", convolution::transposed),
    plain("Conv3DTranspose", convolution::transposed),
    plain("DepthwiseConv1D", convolution::depthwise),
    plain("DepthwiseConv2D", convolution::depthwise),
    plain("SeparableConv1D", convolution::separable),
    plain("SeparableConv2D", convolution::separable),
    masked("Dense", dense::dense),
    plain("EinsumDense", dense::einsum),
    masked("Rescaling", dense::rescaling),
    plain("Embedding", embedding::embedding),
    plain("CategoryEncoding", encoding::category_encoding),
    plain("Discretization", encoding::discretization),
    plain("Masking", embedding::masking),
    plain("PositionEmbedding", embedding::position_embedding),
    plain("SinePositionEncoding", embedding::sine_position_encoding),
    plain("ReversibleEmbedding", embedding::reversible_embedding),
    plain("TokenAndPositionEmbedding", embedding::token_and_position_embedding),
    plain("Add", merge::add),
    plain("Average", merge::average),
    plain("Concatenate", merge::concatenate),
    Exported { takes_config: false, ..plain("Divide", merge::divide) },
    idle("Unmask", false),
    plain("Dot", merge::dot),
    plain("Maximum", merge::maximum),
    plain("Minimum", merge::minimum),
    plain("Multiply", merge::multiply),
    plain("Subtract", merge::subtract),
    masked("BatchNormalization", normalization::batch),
    masked("GroupNormalization", normalization::group),
    masked("LayerNormalization", normalization::layer),
    masked("Normalization", normalization::features),
    plain("RMSNormalization", normalization::root_mean_square),
    masked("UnitNormalization", normalization::unit),
    plain("AdaptiveAveragePooling1D", pooling::adaptive_average),
    plain("AdaptiveAveragePooling2D", pooling::adaptive_average),
    plain("AdaptiveAveragePooling3D", pooling::adaptive_average),
    plain("AdaptiveMaxPooling1D", pooling::adaptive_max),
    plain("AdaptiveMaxPooling2D", pooling::adaptive_max),
    plain("AdaptiveMaxPooling3D", pooling::adaptive_max),
    plain("AveragePooling1D", pooling::average),
    plain("AveragePooling2D", pooling::average),
    plain("AveragePooling3D", pooling::average),
    plain("GlobalAveragePooling1D", pooling::global_average),
    plain("GlobalAveragePooling2D", pooling::global_average),
    plain("GlobalAveragePooling3D", pooling::global_average),
    plain("GlobalMaxPooling1D", pooling::global_max),
    plain("GlobalMaxPooling2D", pooling::global_max),
    plain("GlobalMaxPooling3D", pooling::global_max),
    plain("MaxPooling1D", pooling::max),
    plain("MaxPooling2D", pooling::max),
    plain("MaxPooling3D", pooling::max),
    plain("ConvLSTM1D", conv_lstm::conv_lstm),
    plain("ConvLSTM2D", conv_lstm::conv_lstm),
    plain("ConvLSTM3D", conv_lstm::conv_lstm),
    plain("GRU", recurrent::gru),
    plain("GRUCell", cells::gru_cell),
    plain("LSTM", recurrent::lstm),
    plain("LSTMCell", cells::lstm_cell),
    plain("RNN", recurrent::rnn),
    plain("SimpleRNN", recurrent::simple_rnn),
    plain("SimpleRNNCell", cells::simple_rnn_cell),
    plain("StackedRNNCells", recurrent::stacked),
    plain("Cropping1D", shapes::cropping),
    plain("Cropping2D", shapes::cropping),
    plain("Cropping3D", shapes::cropping),
    plain("Flatten", shapes::flatten),
    plain("Permute", shapes::permute),
    plain("RepeatVector", shapes::repeat_vector),
    plain("Reshape", shapes::reshape),
    plain("UpSampling1D", shapes::up_sampling),
    plain("UpSampling2D", shapes::up_sampling),
    plain("UpSampling3D", shapes::up_sampling),
    plain("ZeroPadding1D", shapes::zero_padding),
    plain("ZeroPadding2D", shapes::zero_padding),
    plain("ZeroPadding3D", shapes::zero_padding),
    plain("AutoContrast", images::auto_contrast),
    plain("CenterCrop", images::center_crop),
    plain("RandomCrop", images::random_crop),
    plain("Resizing", images::resizing),
    plain("MelSpectrogram", spectrogram::mel),
    plain("STFTSpectrogram", spectrogram::stft),
    plain("Bidirectional", wrappers::bidirectional),
    plain("Pipeline", wrappers::pipeline),
    plain("SpectralNormalization", wrappers::pipeline),
    plain("TimeDistributed", wrappers::time_distributed),
    idle("ActivityRegularization", true),
    idle("AlphaDropout", true),
    idle("AugMix", false),
    idle("Equalization", false),
    idle("RandAugment", false),
    idle("RandomBrightness", false),
    idle("RandomColorDegeneration", false),
    idle("RandomColorJitter", false),
    idle("RandomContrast", false),
    idle("RandomElasticTransform", false),
    idle("RandomErasing", false),
    idle("RandomGaussianBlur", false),
    idle("RandomGrayscale", false),
    idle("RandomHue", false),
    idle("RandomInvert", false),
    idle("RandomPerspective", false),
    idle("RandomPosterization", false),
    idle("RandomSaturation", false),
    idle("RandomSharpness", false),
    idle("RandomShear", false),
    idle("Solarization", false),
    idle("Dropout", true),
    idle("GaussianDropout", true),
    idle("GaussianNoise", true),
    idle("Identity", true),
    idle("RandomFlip", false),
    idle("RandomRotation", false),
    idle("RandomTranslation", false),
    idle("RandomZoom", false),
    idle("SpatialDropout1D", true),
    idle("SpatialDropout2D", true),
    idle("SpatialDropout3D", true),
];

/// How a layer is written.
pub fn layer_of(layer: &dyn Node) -> Result<&'static Exported> {
    let class = layer.class();
    if !["keras.layers", "keras_hub"].contains(&layer.module()) {
        let error = Error::new("", "is a layer of your own, which ONNX has no operators for");
        return Err(error.help("compose it of layers of the library, as a `graph!`, to export it"));
    }
    if let Some((_, why)) = CANNOT.iter().find(|(known, _)| *known == class) {
        return Err(Error::new("", format!("cannot be exported to ONNX: it is {why}")));
    }
    let found = EXPORTED.iter().find(|exported| exported.class == class);
    found.ok_or_else(|| Error::new("", "cannot be exported to ONNX"))
}

/// Whether a class is among those that can be written.
#[cfg(test)]
pub fn is_exported(class: &str) -> bool {
    EXPORTED.iter().any(|exported| exported.class == class)
}
