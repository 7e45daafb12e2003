//! EfficientNetV2, B0 to B3, S, M and L: the first bottlenecks are plain convolutions, which modern processors do faster.
//!
//! Tan and Le, [EfficientNetV2: smaller models and faster training](https://arxiv.org/abs/2104.00298). In Keras:
//! [`keras.applications.EfficientNetV2B0`](https://keras.io/api/applications/efficientnet_v2/).
//!
//! Images go in as they are, from 0 to 255: the network rescales them itself.

pub use super::imagenet::decode_predictions;
pub use super::preprocessing::as_they_are as preprocess_input;

use super::efficientnet::{efficientnet, place};
use crate::graph;

/// How sizes are halved.
macro_rules! rounded {
    () => {
        "up"
    };
}

/// The bottlenecks, and what stands after them. A stage has the kind of its blocks, strides, factor of expansion, channels in
/// and out, how many blocks stand before it, and a letter for each of its own after the first.
macro_rules! network {
    (
        $(#[$attribute:meta])*
        $name:ident($height:tt, $width:tt), pixels $pixels:tt,
        stem $stem:tt,
        {$($stage:ident $kind:ident [$strides:tt, $expand:tt, $from:tt => $to:tt] after $before:tt $letters:tt,)*}
        top $top:tt of $blocks:tt blocks,
        $x:ident => { $($after:tt)* }
    ) => {
        graph! {
            $(#[$attribute])*
            pub struct $name {
                fn activated(x, normalization, activation) {
                    let x = BatchNormalization(momentum = 0.9, name = normalization)(x);
                    Activation(silu, name = activation)(x)
                }
                fn convolved(x, filters, size, strides, name) {
                    Conv2D(
                        filters,
                        size,
                        strides = strides,
                        padding = same,
                        use_bias = false,
                        kernel_initializer = VarianceScaling(2.0, fan_out, normal),
                        name = name,
                    )(x)
                }
                fn excited(x, channels, squeezed, name) {
                    let y = GlobalAveragePooling2D(name = "{name}se_squeeze")(x);
                    let y = Reshape((1, 1, channels), name = "{name}se_reshape")(y);
                    let y = Conv2D(
                        squeezed,
                        1,
                        padding = same,
                        activation = silu,
                        kernel_initializer = VarianceScaling(2.0, fan_out, normal),
                        name = "{name}se_reduce",
                    )(y);
                    let y = Conv2D(
                        channels,
                        1,
                        padding = same,
                        activation = sigmoid,
                        kernel_initializer = VarianceScaling(2.0, fan_out, normal),
                        name = "{name}se_expand",
                    )(y);
                    Multiply(name = "{name}se_excite")([x, y])
                }
                fn separate_bottleneck(x, strides, expand, from, to, name) {
                    let y = convolved(x, expand * from, 1, 1, "{name}expand_conv");
                    let y = activated(y, "{name}expand_bn", "{name}expand_activation");
                    let y = DepthwiseConv2D(
                        3,
                        strides = strides,
                        padding = same,
                        use_bias = false,
                        depthwise_initializer = VarianceScaling(2.0, fan_out, normal),
                        name = "{name}dwconv2",
                    )(y);
                    let y = activated(y, "{name}bn", "{name}activation");
                    let y = excited(y, expand * from, from / 4, name);
                    let y = convolved(y, to, 1, 1, "{name}project_conv");
                    BatchNormalization(momentum = 0.9, name = "{name}project_bn")(y)
                }
                fn fused_bottleneck(x, strides, expand, from, to, name) {
                    if expand == 1 {
                        let y = convolved(x, to, 3, strides, "{name}project_conv");
                        activated(y, "{name}project_bn", "{name}project_activation")
                    } else {
                        let y = convolved(x, expand * from, 3, strides, "{name}expand_conv");
                        let y = activated(y, "{name}expand_bn", "{name}expand_activation");
                        let y = convolved(y, to, 1, 1, "{name}project_conv");
                        BatchNormalization(momentum = 0.9, name = "{name}project_bn")(y)
                    }
                }
                fn bottleneck(x, kind, strides, expand, from, to, name) {
                    if kind == fused {
                        fused_bottleneck(x, strides, expand, from, to, name)
                    } else {
                        separate_bottleneck(x, strides, expand, from, to, name)
                    }
                }
                fn residual(x, kind, expand, channels, before, letter, name) {
                    let y = bottleneck(x, kind, 1, expand, channels, channels, name);
                    let y = Dropout(
                        0.2 * (before + place(letter)) / $blocks,
                        noise_shape = (_, 1, 1, 1),
                        name = "{name}drop",
                    )(y);
                    Add(name = "{name}add")([y, x])
                }
                // Pixels in the range of the B networks, and of the others.
                fn normalized_pixels(x) {
                    let x = Rescaling(1.0 / 255.0)(x);
                    Normalization(
                        mean = (0.485, 0.456, 0.406),
                        variance = (0.229 * 0.229, 0.224 * 0.224, 0.225 * 0.225),
                    )(x)
                }
                fn rescaled_pixels(x) {
                    Rescaling(1.0 / 128.0, offset = -1.0)(x)
                }

                let image = Input($height, $width, 3);
                let pixels = $pixels;
                let x = if pixels == normalized { normalized_pixels(image) } else { rescaled_pixels(image) };
                let x = activated(convolved(x, $stem, 3, 2, stem_conv), stem_bn, stem_activation);
                $(
                    let (stage, kind, strides, from, to) = ($stage, $kind, $strides, $from, $to);
                    let y = bottleneck(x, kind, strides, $expand, from, to, "{stage}a_");
                    // Only the very first block may add to what it is given, and it is never dropped.
                    let x = if strides == 1 && from == to { Add(name = "{stage}a_add")([y, x]) } else { y };
                    for letter in $letters {
                        x = residual(x, kind, $expand, to, $before, letter, "{stage}{letter}_");
                    }
                )*
                let $x = activated(convolved(x, $top, 1, 1, top_conv), top_bn, top_activation);
                $($after)*
            }
        }
    };
}

efficientnet! {
    "EfficientNetV2-B0" EfficientNetV2B0 EfficientNetV2B0Features of 224 pixels normalized,
    stem 32,
    {
        block1 fused [1, 1, 32 => 16] after 0.0 [],
        block2 fused [2, 4, 16 => 32] after 1.0 ["b"],
        block3 fused [2, 4, 32 => 48] after 3.0 ["b"],
        block4 separate [2, 4, 48 => 96] after 5.0 ["b", "c"],
        block5 separate [1, 6, 96 => 112] after 8.0 ["b", "c", "d", "e"],
        block6 separate [2, 6, 112 => 192] after 13.0 ["b", "c", "d", "e", "f", "g", "h"],
    }
    top 1280 of 21.0 blocks, dropped 0.2
}

efficientnet! {
    "EfficientNetV2-B1" EfficientNetV2B1 EfficientNetV2B1Features of 240 pixels normalized,
    stem 32,
    {
        block1 fused [1, 1, 32 => 16] after 0.0 ["b"],
        block2 fused [2, 4, 16 => 32] after 2.0 ["b", "c"],
        block3 fused [2, 4, 32 => 48] after 5.0 ["b", "c"],
        block4 separate [2, 4, 48 => 96] after 8.0 ["b", "c", "d"],
        block5 separate [1, 6, 96 => 112] after 12.0 ["b", "c", "d", "e", "f"],
        block6 separate [2, 6, 112 => 192] after 18.0 ["b", "c", "d", "e", "f", "g", "h", "i"],
    }
    top 1280 of 21.0 blocks, dropped 0.2
}

efficientnet! {
    "EfficientNetV2-B2" EfficientNetV2B2 EfficientNetV2B2Features of 260 pixels normalized,
    stem 32,
    {
        block1 fused [1, 1, 32 => 16] after 0.0 ["b"],
        block2 fused [2, 4, 16 => 32] after 2.0 ["b", "c"],
        block3 fused [2, 4, 32 => 56] after 5.0 ["b", "c"],
        block4 separate [2, 4, 56 => 104] after 8.0 ["b", "c", "d"],
        block5 separate [1, 6, 104 => 120] after 12.0 ["b", "c", "d", "e", "f"],
        block6 separate [2, 6, 120 => 208] after 18.0 ["b", "c", "d", "e", "f", "g", "h", "i", "j"],
    }
    top 1408 of 21.0 blocks, dropped 0.2
}

efficientnet! {
    "EfficientNetV2-B3" EfficientNetV2B3 EfficientNetV2B3Features of 300 pixels normalized,
    stem 40,
    {
        block1 fused [1, 1, 40 => 16] after 0.0 ["b"],
        block2 fused [2, 4, 16 => 40] after 2.0 ["b", "c"],
        block3 fused [2, 4, 40 => 56] after 5.0 ["b", "c"],
        block4 separate [2, 4, 56 => 112] after 8.0 ["b", "c", "d", "e"],
        block5 separate [1, 6, 112 => 136] after 13.0 ["b", "c", "d", "e", "f", "g"],
        block6 separate [2, 6, 136 => 232] after 20.0 ["b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"],
    }
    top 1536 of 21.0 blocks, dropped 0.2
}

efficientnet! {
    "EfficientNetV2-S" EfficientNetV2S EfficientNetV2SFeatures of 384 pixels around_0,
    stem 24,
    {
        block1 fused [1, 1, 24 => 24] after 0.0 ["b"],
        block2 fused [2, 4, 24 => 48] after 2.0 ["b", "c", "d"],
        block3 fused [2, 4, 48 => 64] after 6.0 ["b", "c", "d"],
        block4 separate [2, 4, 64 => 128] after 10.0 ["b", "c", "d", "e", "f"],
        block5 separate [1, 6, 128 => 160] after 16.0 ["b", "c", "d", "e", "f", "g", "h", "i"],
        block6 separate [2, 6, 160 => 256] after 25.0 ["b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o"],
    }
    top 1280 of 40.0 blocks, dropped 0.2
}

efficientnet! {
    "EfficientNetV2-M" EfficientNetV2M EfficientNetV2MFeatures of 480 pixels around_0,
    stem 24,
    {
        block1 fused [1, 1, 24 => 24] after 0.0 ["b", "c"],
        block2 fused [2, 4, 24 => 48] after 3.0 ["b", "c", "d", "e"],
        block3 fused [2, 4, 48 => 80] after 8.0 ["b", "c", "d", "e"],
        block4 separate [2, 4, 80 => 160] after 13.0 ["b", "c", "d", "e", "f", "g"],
        block5 separate [1, 6, 160 => 176] after 20.0 ["b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n"],
        block6 separate [2, 6, 176 => 304] after 34.0 ["b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "q", "r"],
        block7 separate [1, 6, 304 => 512] after 52.0 ["b", "c", "d", "e"],
    }
    top 1280 of 57.0 blocks, dropped 0.2
}

efficientnet! {
    "EfficientNetV2-L" EfficientNetV2L EfficientNetV2LFeatures of 480 pixels around_0,
    stem 32,
    {
        block1 fused [1, 1, 32 => 32] after 0.0 ["b", "c", "d"],
        block2 fused [2, 4, 32 => 64] after 4.0 ["b", "c", "d", "e", "f", "g"],
        block3 fused [2, 4, 64 => 96] after 11.0 ["b", "c", "d", "e", "f", "g"],
        block4 separate [2, 4, 96 => 192] after 18.0 ["b", "c", "d", "e", "f", "g", "h", "i", "j"],
        block5 separate [1, 6, 192 => 224] after 28.0 ["b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "q", "r", "s"],
        block6 separate [2, 6, 224 => 384] after 47.0 ["b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "q", "r", "s", "t", "u", "v", "w", "x", "y"],
        block7 separate [1, 6, 384 => 640] after 72.0 ["b", "c", "d", "e", "f", "g"],
    }
    top 1280 of 79.0 blocks, dropped 0.2
}
