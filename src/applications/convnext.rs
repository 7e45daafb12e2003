//! ConvNeXt, tiny to extra large: residual convolutions as they are after what transformers have taught.
//!
//! Liu, Mao, Wu, Feichtenhofer, Darrell and Xie, [A ConvNet for the 2020s](https://arxiv.org/abs/2201.03545). In Keras:
//! [`keras.applications.ConvNeXtTiny`](https://keras.io/api/applications/convnext/).
//!
//! Images go in as they are, from 0 to 255: the network normalizes them itself.

pub use super::imagenet::decode_predictions;
pub use super::layers::LayerScale;
pub use super::preprocessing::as_they_are as preprocess_input;

use crate::{graph, sequential};

/// The models inside a network, which are sequential in Keras.
macro_rules! inside {
    (
        $module:ident,
        $stem:tt $stem_conv:tt $stem_norm:tt,
        $($block:ident $from:tt => $to:tt $norm:tt $conv:tt,)*
    ) => {
        mod $module {
            use super::sequential;

            sequential! {
                /// The stem: patches of 4 × 4 pixels.
                pub struct Stem {
                    Conv2D($stem, 4, strides = 4, input = (_, _, 3), name = $stem_conv),
                    LayerNormalization(epsilon = 1e-6, name = $stem_norm),
                }
            }

            $(
                sequential! {
                    /// A transition to half the size.
                    pub struct $block {
                        LayerNormalization(epsilon = 1e-6, input = (_, _, $from), name = $norm),
                        Conv2D($to, 2, strides = 2, name = $conv),
                    }
                }
            )*
        }
    };
}

/// The blocks, so many in the third stage, and what stands after them.
macro_rules! convnext {
    (
        $(#[$attribute:meta])*
        $name:ident($height:tt, $width:tt), $module:ident, [$d0:tt, $d1:tt, $d2:tt, $d3:tt], $third:tt,
        $x:ident => { $($top:tt)* }
    ) => {
        graph! {
            $(#[$attribute])*
            pub struct $name {
                fn residual(x, channels, name) {
                    let y = Conv2D(
                        channels,
                        7,
                        padding = same,
                        groups = channels,
                        name = "{name}_depthwise_conv",
                    )(x);
                    let y = LayerNormalization(epsilon = 1e-6, name = "{name}_layernorm")(y);
                    let y = Dense(4 * channels, name = "{name}_pointwise_conv_1")(y);
                    let y = Activation(gelu, name = "{name}_gelu")(y);
                    let y = Dense(channels, name = "{name}_pointwise_conv_2")(y);
                    let y = LayerScale(1e-6, channels, name = "{name}_layer_scale")(y);
                    x + Activation(linear, name = "{name}_identity")(y)
                }

                let network = $module;
                let image = Input($height, $width, 3);
                let x = Normalization(
                    mean = (0.485 * 255.0, 0.456 * 255.0, 0.406 * 255.0),
                    variance = (
                        0.229 * 255.0 * 0.229 * 255.0,
                        0.224 * 255.0 * 0.224 * 255.0,
                        0.225 * 255.0 * 0.225 * 255.0,
                    ),
                    name = "{network}_prestem_normalization",
                )(image);
                let x = $module::Stem(name = "{network}_stem")(x);
                for j in 0..3 {
                    x = residual(x, $d0, "{network}_stage_0_block_{j}");
                }
                let x = $module::Downsampling0(name = "{network}_downsampling_block_0")(x);
                for j in 0..3 {
                    x = residual(x, $d1, "{network}_stage_1_block_{j}");
                }
                let x = $module::Downsampling1(name = "{network}_downsampling_block_1")(x);
                for j in 0..$third {
                    x = residual(x, $d2, "{network}_stage_2_block_{j}");
                }
                let x = $module::Downsampling2(name = "{network}_downsampling_block_2")(x);
                for j in 0..3 {
                    x = residual(x, $d3, "{network}_stage_3_block_{j}");
                }
                let $x = x;
                $($top)*
            }
        }
    };
}

inside! {
    convnext_tiny,
    96 convnext_tiny_stem_conv convnext_tiny_stem_layernorm,
    Downsampling0 96 => 192 convnext_tiny_downsampling_layernorm_0 convnext_tiny_downsampling_conv_0,
    Downsampling1 192 => 384 convnext_tiny_downsampling_layernorm_1 convnext_tiny_downsampling_conv_1,
    Downsampling2 384 => 768 convnext_tiny_downsampling_layernorm_2 convnext_tiny_downsampling_conv_2,
}

convnext! {
    /// ConvNeXt, tiny: images of 224 × 224 × 3 in, the probabilities of ImageNet's 1000 classes out.
    ConvNeXtTiny(224, 224), convnext_tiny, [96, 192, 384, 768], 9, x => {
        let x = GlobalAveragePooling2D(name = convnext_tiny_head_gap)(x);
        let x = LayerNormalization(epsilon = 1e-6, name = convnext_tiny_head_layernorm)(x);
        Dense(1000, activation = softmax, name = convnext_tiny_head_dense)(x)
    }
}

convnext! {
    /// ConvNeXt, tiny, without its top, for images of any size: Keras's `ConvNeXtTiny(include_top=False)`.
    ///
    /// (height, width, 3) becomes (height / 32, width / 32, 768), rounded down.
    ConvNeXtTinyFeatures(_, _), convnext_tiny, [96, 192, 384, 768], 9, x => {
        LayerNormalization(epsilon = 1e-6)(x)
    }
}

inside! {
    convnext_small,
    96 convnext_small_stem_conv convnext_small_stem_layernorm,
    Downsampling0 96 => 192 convnext_small_downsampling_layernorm_0 convnext_small_downsampling_conv_0,
    Downsampling1 192 => 384 convnext_small_downsampling_layernorm_1 convnext_small_downsampling_conv_1,
    Downsampling2 384 => 768 convnext_small_downsampling_layernorm_2 convnext_small_downsampling_conv_2,
}

convnext! {
    /// ConvNeXt, small: images of 224 × 224 × 3 in, the probabilities of ImageNet's 1000 classes out.
    ConvNeXtSmall(224, 224), convnext_small, [96, 192, 384, 768], 27, x => {
        let x = GlobalAveragePooling2D(name = convnext_small_head_gap)(x);
        let x = LayerNormalization(epsilon = 1e-6, name = convnext_small_head_layernorm)(x);
        Dense(1000, activation = softmax, name = convnext_small_head_dense)(x)
    }
}

convnext! {
    /// ConvNeXt, small, without its top, for images of any size: Keras's `ConvNeXtSmall(include_top=False)`.
    ///
    /// (height, width, 3) becomes (height / 32, width / 32, 768), rounded down.
    ConvNeXtSmallFeatures(_, _), convnext_small, [96, 192, 384, 768], 27, x => {
        LayerNormalization(epsilon = 1e-6)(x)
    }
}

inside! {
    convnext_base,
    128 convnext_base_stem_conv convnext_base_stem_layernorm,
    Downsampling0 128 => 256 convnext_base_downsampling_layernorm_0 convnext_base_downsampling_conv_0,
    Downsampling1 256 => 512 convnext_base_downsampling_layernorm_1 convnext_base_downsampling_conv_1,
    Downsampling2 512 => 1024 convnext_base_downsampling_layernorm_2 convnext_base_downsampling_conv_2,
}

convnext! {
    /// ConvNeXt, base: images of 224 × 224 × 3 in, the probabilities of ImageNet's 1000 classes out.
    ConvNeXtBase(224, 224), convnext_base, [128, 256, 512, 1024], 27, x => {
        let x = GlobalAveragePooling2D(name = convnext_base_head_gap)(x);
        let x = LayerNormalization(epsilon = 1e-6, name = convnext_base_head_layernorm)(x);
        Dense(1000, activation = softmax, name = convnext_base_head_dense)(x)
    }
}

convnext! {
    /// ConvNeXt, base, without its top, for images of any size: Keras's `ConvNeXtBase(include_top=False)`.
    ///
    /// (height, width, 3) becomes (height / 32, width / 32, 1024), rounded down.
    ConvNeXtBaseFeatures(_, _), convnext_base, [128, 256, 512, 1024], 27, x => {
        LayerNormalization(epsilon = 1e-6)(x)
    }
}

inside! {
    convnext_large,
    192 convnext_large_stem_conv convnext_large_stem_layernorm,
    Downsampling0 192 => 384 convnext_large_downsampling_layernorm_0 convnext_large_downsampling_conv_0,
    Downsampling1 384 => 768 convnext_large_downsampling_layernorm_1 convnext_large_downsampling_conv_1,
    Downsampling2 768 => 1536 convnext_large_downsampling_layernorm_2 convnext_large_downsampling_conv_2,
}

convnext! {
    /// ConvNeXt, large: images of 224 × 224 × 3 in, the probabilities of ImageNet's 1000 classes out.
    ConvNeXtLarge(224, 224), convnext_large, [192, 384, 768, 1536], 27, x => {
        let x = GlobalAveragePooling2D(name = convnext_large_head_gap)(x);
        let x = LayerNormalization(epsilon = 1e-6, name = convnext_large_head_layernorm)(x);
        Dense(1000, activation = softmax, name = convnext_large_head_dense)(x)
    }
}

convnext! {
    /// ConvNeXt, large, without its top, for images of any size: Keras's `ConvNeXtLarge(include_top=False)`.
    ///
    /// (height, width, 3) becomes (height / 32, width / 32, 1536), rounded down.
    ConvNeXtLargeFeatures(_, _), convnext_large, [192, 384, 768, 1536], 27, x => {
        LayerNormalization(epsilon = 1e-6)(x)
    }
}

inside! {
    convnext_xlarge,
    256 convnext_xlarge_stem_conv convnext_xlarge_stem_layernorm,
    Downsampling0 256 => 512 convnext_xlarge_downsampling_layernorm_0 convnext_xlarge_downsampling_conv_0,
    Downsampling1 512 => 1024 convnext_xlarge_downsampling_layernorm_1 convnext_xlarge_downsampling_conv_1,
    Downsampling2 1024 => 2048 convnext_xlarge_downsampling_layernorm_2 convnext_xlarge_downsampling_conv_2,
}

convnext! {
    /// ConvNeXt, extra large: images of 224 × 224 × 3 in, the probabilities of ImageNet's 1000 classes out.
    ConvNeXtXLarge(224, 224), convnext_xlarge, [256, 512, 1024, 2048], 27, x => {
        let x = GlobalAveragePooling2D(name = convnext_xlarge_head_gap)(x);
        let x = LayerNormalization(epsilon = 1e-6, name = convnext_xlarge_head_layernorm)(x);
        Dense(1000, activation = softmax, name = convnext_xlarge_head_dense)(x)
    }
}

convnext! {
    /// ConvNeXt, extra large, without its top, for images of any size: Keras's `ConvNeXtXLarge(include_top=False)`.
    ///
    /// (height, width, 3) becomes (height / 32, width / 32, 2048), rounded down.
    ConvNeXtXLargeFeatures(_, _), convnext_xlarge, [256, 512, 1024, 2048], 27, x => {
        LayerNormalization(epsilon = 1e-6)(x)
    }
}
