//! EfficientNet, B0 to B7: bottlenecks turned inside out in which channels weigh each other; a network is deepened, widened
//! and given larger images by the same rule.
//!
//! Tan and Le, [EfficientNet: rethinking model scaling for convolutional neural
//! networks](https://arxiv.org/abs/1905.11946). In Keras:
//! [`keras.applications.EfficientNetB0`](https://keras.io/api/applications/efficientnet/), as it is with the weights of
//! ImageNet: with `weights=None` the second rescaling is missing there.
//!
//! Images go in as they are, from 0 to 255: the network rescales and normalizes them itself.

pub use super::imagenet::decode_predictions;
pub use super::preprocessing::as_they_are as preprocess_input;

use crate::graph;

/// The place of a block in its stage, by its letter.
pub(super) const fn place(letter: &str) -> f32 {
    (letter.as_bytes()[0] - b'a') as f32
}

const EVEN: bool = false;
const ODD: bool = true;

/// Rows and columns of zeros before an image that is halved; as many as half a kernel stand after it.
const fn padded(kernel: usize, is_odd: bool) -> usize {
    if is_odd { kernel / 2 } else { kernel / 2 - 1 }
}

/// Whether a size is known.
macro_rules! is_known {
    (_) => {
        false
    };
    ($size:literal) => {
        true
    };
}

/// How sizes that are not known are halved.
macro_rules! rounded {
    () => {
        "down"
    };
}

/// A network of a family, and the same without its top; the `network!` of the family has what stands before that, and its
/// `rounded!` says how sizes are halved.
macro_rules! efficientnet {
    (
        $title:literal $name:ident $features:ident of $size:literal pixels $pixels:ident,
        stem $stem:tt,
        $stages:tt
        top $top:tt of $blocks:tt blocks, dropped $rate:tt
    ) => {
        network! {
            #[doc = concat!(
                $title, ": images of ", $size, " × ", $size, " × 3 in, the probabilities of ImageNet's 1000 classes out."
            )]
            $name($size, $size), pixels $pixels,
            stem $stem,
            $stages
            top $top of $blocks blocks,
            x => {
                let x = Dropout($rate, name = top_dropout)(GlobalAveragePooling2D(name = avg_pool)(x));
                Dense(
                    1000,
                    activation = softmax,
                    kernel_initializer = VarianceScaling(1.0 / 3.0, fan_out, uniform),
                    name = predictions,
                )(x)
            }
        }

        network! {
            #[doc = concat!(
                $title, " without its top, for images of any size: Keras's `", stringify!($name), "(include_top=False)`."
            )]
            ///
            #[doc = concat!("(height, width, 3) becomes (height / 32, width / 32, ", $top, "), rounded ", rounded!(), ".")]
            $features(_, _), pixels $pixels,
            stem $stem,
            $stages
            top $top of $blocks blocks,
            x => { x }
        }
    };
}

pub(super) use efficientnet;

/// The bottlenecks, and what stands after them. A stage has the size of the kernel, strides, whether the images that
/// come to it are of an even size or an odd one, the factor of expansion, channels in and out, how many blocks stand before it,
/// and a letter for each of its own after the first. A size that is not known is taken for even.
macro_rules! network {
    (
        $(#[$attribute:meta])*
        $name:ident($height:tt, $width:tt), pixels $odd:ident,
        stem $stem:tt,
        {$($stage:ident [$kernel:tt, $strides:tt, $stage_odd:ident, $expand:tt, $from:tt => $to:tt] after $before:tt $letters:tt,)*}
        top $top:tt of $blocks:tt blocks,
        $x:ident => { $($after:tt)* }
    ) => {
        graph! {
            $(#[$attribute])*
            pub struct $name {
                fn activated(x, normalization, activation) {
                    Activation(silu, name = activation)(BatchNormalization(name = normalization)(x))
                }
                fn convolved(x, filters, name) {
                    Conv2D(
                        filters,
                        1,
                        padding = same,
                        use_bias = false,
                        kernel_initializer = VarianceScaling(2.0, fan_out, normal),
                        name = name,
                    )(x)
                }
                fn depthwise(x, kernel, strides, padding, name) {
                    DepthwiseConv2D(
                        kernel,
                        strides = strides,
                        padding = padding,
                        use_bias = false,
                        depthwise_initializer = VarianceScaling(2.0, fan_out, normal),
                        name = "{name}dwconv",
                    )(x)
                }
                fn halved(x, kernel, is_odd, name) {
                    let x = ZeroPadding2D(
                        ((padded(kernel, is_odd), kernel / 2), (padded(kernel, is_odd), kernel / 2)),
                        name = "{name}dwconv_pad",
                    )(x);
                    depthwise(x, kernel, 2, valid, name)
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
                fn bottleneck(x, kernel, strides, is_odd, expand, from, to, name) {
                    let y = x;
                    if expand > 1 {
                        let wide = convolved(x, expand * from, "{name}expand_conv");
                        y = activated(wide, "{name}expand_bn", "{name}expand_activation");
                    }
                    let y = if strides == 2 {
                        halved(y, kernel, is_odd, name)
                    } else {
                        depthwise(y, kernel, 1, same, name)
                    };
                    let y = activated(y, "{name}bn", "{name}activation");
                    let y = excited(y, expand * from, from / 4, name);
                    BatchNormalization(name = "{name}project_bn")(convolved(y, to, "{name}project_conv"))
                }
                fn residual(x, kernel, expand, channels, before, letter, name) {
                    let y = bottleneck(x, kernel, 1, EVEN, expand, channels, channels, name);
                    let y = Dropout(
                        0.2 * (before + place(letter)) / $blocks,
                        noise_shape = (_, 1, 1, 1),
                        name = "{name}drop",
                    )(y);
                    Add(name = "{name}add")([y, x])
                }

                let image = Input($height, $width, 3);
                let x = Normalization()(Rescaling(1.0 / 255.0)(image));
                // One over the square roots of 0.229, 0.224 and 0.225, ImageNet's deviations: so the weights were trained.
                let x = Rescaling((2.089_692, 2.112_886, 2.108_185))(x);
                let x = ZeroPadding2D(
                    ((padded(3, is_known!($height) && $odd), 1), (padded(3, is_known!($height) && $odd), 1)),
                    name = stem_conv_pad,
                )(x);
                let x = Conv2D(
                    $stem,
                    3,
                    strides = 2,
                    use_bias = false,
                    kernel_initializer = VarianceScaling(2.0, fan_out, normal),
                    name = stem_conv,
                )(x);
                let x = activated(x, stem_bn, stem_activation);
                $(
                    let stage = $stage;
                    let x = bottleneck(x, $kernel, $strides, is_known!($height) && $stage_odd, $expand, $from, $to, "{stage}a_");
                    for letter in $letters {
                        x = residual(x, $kernel, $expand, $to, $before, letter, "{stage}{letter}_");
                    }
                )*
                let $x = activated(convolved(x, $top, top_conv), top_bn, top_activation);
                $($after)*
            }
        }
    };
}

efficientnet! {
    "EfficientNet-B0" EfficientNetB0 EfficientNetB0Features of 224 pixels EVEN,
    stem 32,
    {
        block1 [3, 1, EVEN, 1, 32 => 16] after 0.0 [],
        block2 [3, 2, EVEN, 6, 16 => 24] after 1.0 ["b"],
        block3 [5, 2, EVEN, 6, 24 => 40] after 3.0 ["b"],
        block4 [3, 2, EVEN, 6, 40 => 80] after 5.0 ["b", "c"],
        block5 [5, 1, EVEN, 6, 80 => 112] after 8.0 ["b", "c"],
        block6 [5, 2, EVEN, 6, 112 => 192] after 11.0 ["b", "c", "d"],
        block7 [3, 1, EVEN, 6, 192 => 320] after 15.0 [],
    }
    top 1280 of 16.0 blocks, dropped 0.2
}

efficientnet! {
    "EfficientNet-B1" EfficientNetB1 EfficientNetB1Features of 240 pixels EVEN,
    stem 32,
    {
        block1 [3, 1, EVEN, 1, 32 => 16] after 0.0 ["b"],
        block2 [3, 2, EVEN, 6, 16 => 24] after 2.0 ["b", "c"],
        block3 [5, 2, EVEN, 6, 24 => 40] after 5.0 ["b", "c"],
        block4 [3, 2, EVEN, 6, 40 => 80] after 8.0 ["b", "c", "d"],
        block5 [5, 1, EVEN, 6, 80 => 112] after 12.0 ["b", "c", "d"],
        block6 [5, 2, ODD, 6, 112 => 192] after 16.0 ["b", "c", "d", "e"],
        block7 [3, 1, EVEN, 6, 192 => 320] after 21.0 ["b"],
    }
    top 1280 of 23.0 blocks, dropped 0.2
}

efficientnet! {
    "EfficientNet-B2" EfficientNetB2 EfficientNetB2Features of 260 pixels EVEN,
    stem 32,
    {
        block1 [3, 1, EVEN, 1, 32 => 16] after 0.0 ["b"],
        block2 [3, 2, EVEN, 6, 16 => 24] after 2.0 ["b", "c"],
        block3 [5, 2, ODD, 6, 24 => 48] after 5.0 ["b", "c"],
        block4 [3, 2, ODD, 6, 48 => 88] after 8.0 ["b", "c", "d"],
        block5 [5, 1, EVEN, 6, 88 => 120] after 12.0 ["b", "c", "d"],
        block6 [5, 2, ODD, 6, 120 => 208] after 16.0 ["b", "c", "d", "e"],
        block7 [3, 1, EVEN, 6, 208 => 352] after 21.0 ["b"],
    }
    top 1408 of 23.0 blocks, dropped 0.3
}

efficientnet! {
    "EfficientNet-B3" EfficientNetB3 EfficientNetB3Features of 300 pixels EVEN,
    stem 40,
    {
        block1 [3, 1, EVEN, 1, 40 => 24] after 0.0 ["b"],
        block2 [3, 2, EVEN, 6, 24 => 32] after 2.0 ["b", "c"],
        block3 [5, 2, ODD, 6, 32 => 48] after 5.0 ["b", "c"],
        block4 [3, 2, EVEN, 6, 48 => 96] after 8.0 ["b", "c", "d", "e"],
        block5 [5, 1, EVEN, 6, 96 => 136] after 13.0 ["b", "c", "d", "e"],
        block6 [5, 2, ODD, 6, 136 => 232] after 18.0 ["b", "c", "d", "e", "f"],
        block7 [3, 1, EVEN, 6, 232 => 384] after 24.0 ["b"],
    }
    top 1536 of 26.0 blocks, dropped 0.3
}

efficientnet! {
    "EfficientNet-B4" EfficientNetB4 EfficientNetB4Features of 380 pixels EVEN,
    stem 48,
    {
        block1 [3, 1, EVEN, 1, 48 => 24] after 0.0 ["b"],
        block2 [3, 2, EVEN, 6, 24 => 32] after 2.0 ["b", "c", "d"],
        block3 [5, 2, ODD, 6, 32 => 56] after 6.0 ["b", "c", "d"],
        block4 [3, 2, EVEN, 6, 56 => 112] after 10.0 ["b", "c", "d", "e", "f"],
        block5 [5, 1, EVEN, 6, 112 => 160] after 16.0 ["b", "c", "d", "e", "f"],
        block6 [5, 2, EVEN, 6, 160 => 272] after 22.0 ["b", "c", "d", "e", "f", "g", "h"],
        block7 [3, 1, EVEN, 6, 272 => 448] after 30.0 ["b"],
    }
    top 1792 of 32.0 blocks, dropped 0.4
}

efficientnet! {
    "EfficientNet-B5" EfficientNetB5 EfficientNetB5Features of 456 pixels EVEN,
    stem 48,
    {
        block1 [3, 1, EVEN, 1, 48 => 24] after 0.0 ["b", "c"],
        block2 [3, 2, EVEN, 6, 24 => 40] after 3.0 ["b", "c", "d", "e"],
        block3 [5, 2, EVEN, 6, 40 => 64] after 8.0 ["b", "c", "d", "e"],
        block4 [3, 2, ODD, 6, 64 => 128] after 13.0 ["b", "c", "d", "e", "f", "g"],
        block5 [5, 1, EVEN, 6, 128 => 176] after 20.0 ["b", "c", "d", "e", "f", "g"],
        block6 [5, 2, ODD, 6, 176 => 304] after 27.0 ["b", "c", "d", "e", "f", "g", "h", "i"],
        block7 [3, 1, EVEN, 6, 304 => 512] after 36.0 ["b", "c"],
    }
    top 2048 of 39.0 blocks, dropped 0.4
}

efficientnet! {
    "EfficientNet-B6" EfficientNetB6 EfficientNetB6Features of 528 pixels EVEN,
    stem 56,
    {
        block1 [3, 1, EVEN, 1, 56 => 32] after 0.0 ["b", "c"],
        block2 [3, 2, EVEN, 6, 32 => 40] after 3.0 ["b", "c", "d", "e", "f"],
        block3 [5, 2, EVEN, 6, 40 => 72] after 9.0 ["b", "c", "d", "e", "f"],
        block4 [3, 2, EVEN, 6, 72 => 144] after 15.0 ["b", "c", "d", "e", "f", "g", "h"],
        block5 [5, 1, EVEN, 6, 144 => 200] after 23.0 ["b", "c", "d", "e", "f", "g", "h"],
        block6 [5, 2, ODD, 6, 200 => 344] after 31.0 ["b", "c", "d", "e", "f", "g", "h", "i", "j", "k"],
        block7 [3, 1, EVEN, 6, 344 => 576] after 42.0 ["b", "c"],
    }
    top 2304 of 45.0 blocks, dropped 0.5
}

efficientnet! {
    "EfficientNet-B7" EfficientNetB7 EfficientNetB7Features of 600 pixels EVEN,
    stem 64,
    {
        block1 [3, 1, EVEN, 1, 64 => 32] after 0.0 ["b", "c", "d"],
        block2 [3, 2, EVEN, 6, 32 => 48] after 4.0 ["b", "c", "d", "e", "f", "g"],
        block3 [5, 2, EVEN, 6, 48 => 80] after 11.0 ["b", "c", "d", "e", "f", "g"],
        block4 [3, 2, ODD, 6, 80 => 160] after 18.0 ["b", "c", "d", "e", "f", "g", "h", "i", "j"],
        block5 [5, 1, EVEN, 6, 160 => 224] after 28.0 ["b", "c", "d", "e", "f", "g", "h", "i", "j"],
        block6 [5, 2, EVEN, 6, 224 => 384] after 38.0 ["b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m"],
        block7 [3, 1, EVEN, 6, 384 => 640] after 51.0 ["b", "c", "d"],
    }
    top 2560 of 55.0 blocks, dropped 0.5
}
