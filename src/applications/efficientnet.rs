//! EfficientNet, B0 to B7: bottlenecks turned inside out in which channels weigh each other; a network is deepened, widened
//! and given larger images by the same rule.
//!
//! Tan and Le, [EfficientNet: rethinking model scaling for convolutional neural
//! networks](https://arxiv.org/abs/1905.11946). In Keras:
//! [`keras.applications.EfficientNetB0`](https://keras.io/api/applications/efficientnet/), as it is with the weights of
//! ImageNet: with `weights=None` the second rescaling is missing there.
//!
//! Images go in as they are, from 0 to 255: the network rescales and normalizes them itself.

pub use super::preprocessing::as_they_are as preprocess_input;

use crate::graph;

/// The place of a block in its stage, by its letter.
pub(super) const fn place(letter: &str) -> f32 {
    (letter.as_bytes()[0] - b'a') as f32
}

/// The bottlenecks, and what stands after them. A stage has the size of the kernel, strides, the rows and columns of zeros
/// that come before where it halves the size, the factor of expansion, channels in and out, how many
/// blocks stand before it, and a letter for each of its own after the first.
macro_rules! efficientnet {
    (
        $(#[$attribute:meta])*
        $name:ident($height:tt, $width:tt),
        stem $stem:tt padded $stem_padded:tt,
        {$($stage:ident [$kernel:tt, $strides:tt, $padded:tt, $expand:tt, $from:tt => $to:tt] after $before:tt $letters:tt,)*}
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
                fn halved(x, kernel, padded, name) {
                    let x = ZeroPadding2D(((padded, kernel / 2), (padded, kernel / 2)), name = "{name}dwconv_pad")(x);
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
                fn bottleneck(x, kernel, strides, padded, expand, from, to, name) {
                    let y = x;
                    if expand > 1 {
                        let wide = convolved(x, expand * from, "{name}expand_conv");
                        y = activated(wide, "{name}expand_bn", "{name}expand_activation");
                    }
                    let y = if strides == 2 {
                        halved(y, kernel, padded, name)
                    } else {
                        depthwise(y, kernel, 1, same, name)
                    };
                    let y = activated(y, "{name}bn", "{name}activation");
                    let y = excited(y, expand * from, from / 4, name);
                    BatchNormalization(name = "{name}project_bn")(convolved(y, to, "{name}project_conv"))
                }
                fn residual(x, kernel, expand, channels, before, letter, name) {
                    let y = bottleneck(x, kernel, 1, 0, expand, channels, channels, name);
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
                let x = ZeroPadding2D((($stem_padded, 1), ($stem_padded, 1)), name = stem_conv_pad)(x);
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
                    let x = bottleneck(x, $kernel, $strides, $padded, $expand, $from, $to, "{stage}a_");
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
    /// EfficientNet-B0: images of 224 × 224 × 3 in, the probabilities of ImageNet's 1000 classes out.
    EfficientNetB0(224, 224),
    stem 32 padded 0,
    {
        block1 [3, 1, 0, 1, 32 => 16] after 0.0 [],
        block2 [3, 2, 0, 6, 16 => 24] after 1.0 ["b"],
        block3 [5, 2, 1, 6, 24 => 40] after 3.0 ["b"],
        block4 [3, 2, 0, 6, 40 => 80] after 5.0 ["b", "c"],
        block5 [5, 1, 0, 6, 80 => 112] after 8.0 ["b", "c"],
        block6 [5, 2, 1, 6, 112 => 192] after 11.0 ["b", "c", "d"],
        block7 [3, 1, 0, 6, 192 => 320] after 15.0 [],
    }
    top 1280 of 16.0 blocks,
    x => {
        let x = Dropout(0.2, name = top_dropout)(GlobalAveragePooling2D(name = avg_pool)(x));
        Dense(
            1000,
            activation = softmax,
            kernel_initializer = VarianceScaling(1.0 / 3.0, fan_out, uniform),
            name = predictions,
        )(x)
    }
}

efficientnet! {
    /// EfficientNet-B0 without its top, for images of any size: Keras's `EfficientNetB0(include_top=False)`.
    ///
    /// (height, width, 3) becomes (height / 32, width / 32, 1280), rounded up.
    EfficientNetB0Features(_, _),
    stem 32 padded 0,
    {
        block1 [3, 1, 0, 1, 32 => 16] after 0.0 [],
        block2 [3, 2, 0, 6, 16 => 24] after 1.0 ["b"],
        block3 [5, 2, 1, 6, 24 => 40] after 3.0 ["b"],
        block4 [3, 2, 0, 6, 40 => 80] after 5.0 ["b", "c"],
        block5 [5, 1, 0, 6, 80 => 112] after 8.0 ["b", "c"],
        block6 [5, 2, 1, 6, 112 => 192] after 11.0 ["b", "c", "d"],
        block7 [3, 1, 0, 6, 192 => 320] after 15.0 [],
    }
    top 1280 of 16.0 blocks,
    x => { x }
}

efficientnet! {
    /// EfficientNet-B1: images of 240 × 240 × 3 in, the probabilities of ImageNet's 1000 classes out.
    EfficientNetB1(240, 240),
    stem 32 padded 0,
    {
        block1 [3, 1, 0, 1, 32 => 16] after 0.0 ["b"],
        block2 [3, 2, 0, 6, 16 => 24] after 2.0 ["b", "c"],
        block3 [5, 2, 1, 6, 24 => 40] after 5.0 ["b", "c"],
        block4 [3, 2, 0, 6, 40 => 80] after 8.0 ["b", "c", "d"],
        block5 [5, 1, 0, 6, 80 => 112] after 12.0 ["b", "c", "d"],
        block6 [5, 2, 2, 6, 112 => 192] after 16.0 ["b", "c", "d", "e"],
        block7 [3, 1, 0, 6, 192 => 320] after 21.0 ["b"],
    }
    top 1280 of 23.0 blocks,
    x => {
        let x = Dropout(0.2, name = top_dropout)(GlobalAveragePooling2D(name = avg_pool)(x));
        Dense(
            1000,
            activation = softmax,
            kernel_initializer = VarianceScaling(1.0 / 3.0, fan_out, uniform),
            name = predictions,
        )(x)
    }
}

efficientnet! {
    /// EfficientNet-B1 without its top, for images of any size: Keras's `EfficientNetB1(include_top=False)`.
    ///
    /// (height, width, 3) becomes (height / 32, width / 32, 1280), rounded up.
    EfficientNetB1Features(_, _),
    stem 32 padded 0,
    {
        block1 [3, 1, 0, 1, 32 => 16] after 0.0 ["b"],
        block2 [3, 2, 0, 6, 16 => 24] after 2.0 ["b", "c"],
        block3 [5, 2, 1, 6, 24 => 40] after 5.0 ["b", "c"],
        block4 [3, 2, 0, 6, 40 => 80] after 8.0 ["b", "c", "d"],
        block5 [5, 1, 0, 6, 80 => 112] after 12.0 ["b", "c", "d"],
        block6 [5, 2, 1, 6, 112 => 192] after 16.0 ["b", "c", "d", "e"],
        block7 [3, 1, 0, 6, 192 => 320] after 21.0 ["b"],
    }
    top 1280 of 23.0 blocks,
    x => { x }
}

efficientnet! {
    /// EfficientNet-B2: images of 260 × 260 × 3 in, the probabilities of ImageNet's 1000 classes out.
    EfficientNetB2(260, 260),
    stem 32 padded 0,
    {
        block1 [3, 1, 0, 1, 32 => 16] after 0.0 ["b"],
        block2 [3, 2, 0, 6, 16 => 24] after 2.0 ["b", "c"],
        block3 [5, 2, 2, 6, 24 => 48] after 5.0 ["b", "c"],
        block4 [3, 2, 1, 6, 48 => 88] after 8.0 ["b", "c", "d"],
        block5 [5, 1, 0, 6, 88 => 120] after 12.0 ["b", "c", "d"],
        block6 [5, 2, 2, 6, 120 => 208] after 16.0 ["b", "c", "d", "e"],
        block7 [3, 1, 0, 6, 208 => 352] after 21.0 ["b"],
    }
    top 1408 of 23.0 blocks,
    x => {
        let x = Dropout(0.3, name = top_dropout)(GlobalAveragePooling2D(name = avg_pool)(x));
        Dense(
            1000,
            activation = softmax,
            kernel_initializer = VarianceScaling(1.0 / 3.0, fan_out, uniform),
            name = predictions,
        )(x)
    }
}

efficientnet! {
    /// EfficientNet-B2 without its top, for images of any size: Keras's `EfficientNetB2(include_top=False)`.
    ///
    /// (height, width, 3) becomes (height / 32, width / 32, 1408), rounded up.
    EfficientNetB2Features(_, _),
    stem 32 padded 0,
    {
        block1 [3, 1, 0, 1, 32 => 16] after 0.0 ["b"],
        block2 [3, 2, 0, 6, 16 => 24] after 2.0 ["b", "c"],
        block3 [5, 2, 1, 6, 24 => 48] after 5.0 ["b", "c"],
        block4 [3, 2, 0, 6, 48 => 88] after 8.0 ["b", "c", "d"],
        block5 [5, 1, 0, 6, 88 => 120] after 12.0 ["b", "c", "d"],
        block6 [5, 2, 1, 6, 120 => 208] after 16.0 ["b", "c", "d", "e"],
        block7 [3, 1, 0, 6, 208 => 352] after 21.0 ["b"],
    }
    top 1408 of 23.0 blocks,
    x => { x }
}

efficientnet! {
    /// EfficientNet-B3: images of 300 × 300 × 3 in, the probabilities of ImageNet's 1000 classes out.
    EfficientNetB3(300, 300),
    stem 40 padded 0,
    {
        block1 [3, 1, 0, 1, 40 => 24] after 0.0 ["b"],
        block2 [3, 2, 0, 6, 24 => 32] after 2.0 ["b", "c"],
        block3 [5, 2, 2, 6, 32 => 48] after 5.0 ["b", "c"],
        block4 [3, 2, 0, 6, 48 => 96] after 8.0 ["b", "c", "d", "e"],
        block5 [5, 1, 0, 6, 96 => 136] after 13.0 ["b", "c", "d", "e"],
        block6 [5, 2, 2, 6, 136 => 232] after 18.0 ["b", "c", "d", "e", "f"],
        block7 [3, 1, 0, 6, 232 => 384] after 24.0 ["b"],
    }
    top 1536 of 26.0 blocks,
    x => {
        let x = Dropout(0.3, name = top_dropout)(GlobalAveragePooling2D(name = avg_pool)(x));
        Dense(
            1000,
            activation = softmax,
            kernel_initializer = VarianceScaling(1.0 / 3.0, fan_out, uniform),
            name = predictions,
        )(x)
    }
}

efficientnet! {
    /// EfficientNet-B3 without its top, for images of any size: Keras's `EfficientNetB3(include_top=False)`.
    ///
    /// (height, width, 3) becomes (height / 32, width / 32, 1536), rounded up.
    EfficientNetB3Features(_, _),
    stem 40 padded 0,
    {
        block1 [3, 1, 0, 1, 40 => 24] after 0.0 ["b"],
        block2 [3, 2, 0, 6, 24 => 32] after 2.0 ["b", "c"],
        block3 [5, 2, 1, 6, 32 => 48] after 5.0 ["b", "c"],
        block4 [3, 2, 0, 6, 48 => 96] after 8.0 ["b", "c", "d", "e"],
        block5 [5, 1, 0, 6, 96 => 136] after 13.0 ["b", "c", "d", "e"],
        block6 [5, 2, 1, 6, 136 => 232] after 18.0 ["b", "c", "d", "e", "f"],
        block7 [3, 1, 0, 6, 232 => 384] after 24.0 ["b"],
    }
    top 1536 of 26.0 blocks,
    x => { x }
}

efficientnet! {
    /// EfficientNet-B4: images of 380 × 380 × 3 in, the probabilities of ImageNet's 1000 classes out.
    EfficientNetB4(380, 380),
    stem 48 padded 0,
    {
        block1 [3, 1, 0, 1, 48 => 24] after 0.0 ["b"],
        block2 [3, 2, 0, 6, 24 => 32] after 2.0 ["b", "c", "d"],
        block3 [5, 2, 2, 6, 32 => 56] after 6.0 ["b", "c", "d"],
        block4 [3, 2, 0, 6, 56 => 112] after 10.0 ["b", "c", "d", "e", "f"],
        block5 [5, 1, 0, 6, 112 => 160] after 16.0 ["b", "c", "d", "e", "f"],
        block6 [5, 2, 1, 6, 160 => 272] after 22.0 ["b", "c", "d", "e", "f", "g", "h"],
        block7 [3, 1, 0, 6, 272 => 448] after 30.0 ["b"],
    }
    top 1792 of 32.0 blocks,
    x => {
        let x = Dropout(0.4, name = top_dropout)(GlobalAveragePooling2D(name = avg_pool)(x));
        Dense(
            1000,
            activation = softmax,
            kernel_initializer = VarianceScaling(1.0 / 3.0, fan_out, uniform),
            name = predictions,
        )(x)
    }
}

efficientnet! {
    /// EfficientNet-B4 without its top, for images of any size: Keras's `EfficientNetB4(include_top=False)`.
    ///
    /// (height, width, 3) becomes (height / 32, width / 32, 1792), rounded up.
    EfficientNetB4Features(_, _),
    stem 48 padded 0,
    {
        block1 [3, 1, 0, 1, 48 => 24] after 0.0 ["b"],
        block2 [3, 2, 0, 6, 24 => 32] after 2.0 ["b", "c", "d"],
        block3 [5, 2, 1, 6, 32 => 56] after 6.0 ["b", "c", "d"],
        block4 [3, 2, 0, 6, 56 => 112] after 10.0 ["b", "c", "d", "e", "f"],
        block5 [5, 1, 0, 6, 112 => 160] after 16.0 ["b", "c", "d", "e", "f"],
        block6 [5, 2, 1, 6, 160 => 272] after 22.0 ["b", "c", "d", "e", "f", "g", "h"],
        block7 [3, 1, 0, 6, 272 => 448] after 30.0 ["b"],
    }
    top 1792 of 32.0 blocks,
    x => { x }
}

efficientnet! {
    /// EfficientNet-B5: images of 456 × 456 × 3 in, the probabilities of ImageNet's 1000 classes out.
    EfficientNetB5(456, 456),
    stem 48 padded 0,
    {
        block1 [3, 1, 0, 1, 48 => 24] after 0.0 ["b", "c"],
        block2 [3, 2, 0, 6, 24 => 40] after 3.0 ["b", "c", "d", "e"],
        block3 [5, 2, 1, 6, 40 => 64] after 8.0 ["b", "c", "d", "e"],
        block4 [3, 2, 1, 6, 64 => 128] after 13.0 ["b", "c", "d", "e", "f", "g"],
        block5 [5, 1, 0, 6, 128 => 176] after 20.0 ["b", "c", "d", "e", "f", "g"],
        block6 [5, 2, 2, 6, 176 => 304] after 27.0 ["b", "c", "d", "e", "f", "g", "h", "i"],
        block7 [3, 1, 0, 6, 304 => 512] after 36.0 ["b", "c"],
    }
    top 2048 of 39.0 blocks,
    x => {
        let x = Dropout(0.4, name = top_dropout)(GlobalAveragePooling2D(name = avg_pool)(x));
        Dense(
            1000,
            activation = softmax,
            kernel_initializer = VarianceScaling(1.0 / 3.0, fan_out, uniform),
            name = predictions,
        )(x)
    }
}

efficientnet! {
    /// EfficientNet-B5 without its top, for images of any size: Keras's `EfficientNetB5(include_top=False)`.
    ///
    /// (height, width, 3) becomes (height / 32, width / 32, 2048), rounded up.
    EfficientNetB5Features(_, _),
    stem 48 padded 0,
    {
        block1 [3, 1, 0, 1, 48 => 24] after 0.0 ["b", "c"],
        block2 [3, 2, 0, 6, 24 => 40] after 3.0 ["b", "c", "d", "e"],
        block3 [5, 2, 1, 6, 40 => 64] after 8.0 ["b", "c", "d", "e"],
        block4 [3, 2, 0, 6, 64 => 128] after 13.0 ["b", "c", "d", "e", "f", "g"],
        block5 [5, 1, 0, 6, 128 => 176] after 20.0 ["b", "c", "d", "e", "f", "g"],
        block6 [5, 2, 1, 6, 176 => 304] after 27.0 ["b", "c", "d", "e", "f", "g", "h", "i"],
        block7 [3, 1, 0, 6, 304 => 512] after 36.0 ["b", "c"],
    }
    top 2048 of 39.0 blocks,
    x => { x }
}

efficientnet! {
    /// EfficientNet-B6: images of 528 × 528 × 3 in, the probabilities of ImageNet's 1000 classes out.
    EfficientNetB6(528, 528),
    stem 56 padded 0,
    {
        block1 [3, 1, 0, 1, 56 => 32] after 0.0 ["b", "c"],
        block2 [3, 2, 0, 6, 32 => 40] after 3.0 ["b", "c", "d", "e", "f"],
        block3 [5, 2, 1, 6, 40 => 72] after 9.0 ["b", "c", "d", "e", "f"],
        block4 [3, 2, 0, 6, 72 => 144] after 15.0 ["b", "c", "d", "e", "f", "g", "h"],
        block5 [5, 1, 0, 6, 144 => 200] after 23.0 ["b", "c", "d", "e", "f", "g", "h"],
        block6 [5, 2, 2, 6, 200 => 344] after 31.0 ["b", "c", "d", "e", "f", "g", "h", "i", "j", "k"],
        block7 [3, 1, 0, 6, 344 => 576] after 42.0 ["b", "c"],
    }
    top 2304 of 45.0 blocks,
    x => {
        let x = Dropout(0.5, name = top_dropout)(GlobalAveragePooling2D(name = avg_pool)(x));
        Dense(
            1000,
            activation = softmax,
            kernel_initializer = VarianceScaling(1.0 / 3.0, fan_out, uniform),
            name = predictions,
        )(x)
    }
}

efficientnet! {
    /// EfficientNet-B6 without its top, for images of any size: Keras's `EfficientNetB6(include_top=False)`.
    ///
    /// (height, width, 3) becomes (height / 32, width / 32, 2304), rounded up.
    EfficientNetB6Features(_, _),
    stem 56 padded 0,
    {
        block1 [3, 1, 0, 1, 56 => 32] after 0.0 ["b", "c"],
        block2 [3, 2, 0, 6, 32 => 40] after 3.0 ["b", "c", "d", "e", "f"],
        block3 [5, 2, 1, 6, 40 => 72] after 9.0 ["b", "c", "d", "e", "f"],
        block4 [3, 2, 0, 6, 72 => 144] after 15.0 ["b", "c", "d", "e", "f", "g", "h"],
        block5 [5, 1, 0, 6, 144 => 200] after 23.0 ["b", "c", "d", "e", "f", "g", "h"],
        block6 [5, 2, 1, 6, 200 => 344] after 31.0 ["b", "c", "d", "e", "f", "g", "h", "i", "j", "k"],
        block7 [3, 1, 0, 6, 344 => 576] after 42.0 ["b", "c"],
    }
    top 2304 of 45.0 blocks,
    x => { x }
}

efficientnet! {
    /// EfficientNet-B7: images of 600 × 600 × 3 in, the probabilities of ImageNet's 1000 classes out.
    EfficientNetB7(600, 600),
    stem 64 padded 0,
    {
        block1 [3, 1, 0, 1, 64 => 32] after 0.0 ["b", "c", "d"],
        block2 [3, 2, 0, 6, 32 => 48] after 4.0 ["b", "c", "d", "e", "f", "g"],
        block3 [5, 2, 1, 6, 48 => 80] after 11.0 ["b", "c", "d", "e", "f", "g"],
        block4 [3, 2, 1, 6, 80 => 160] after 18.0 ["b", "c", "d", "e", "f", "g", "h", "i", "j"],
        block5 [5, 1, 0, 6, 160 => 224] after 28.0 ["b", "c", "d", "e", "f", "g", "h", "i", "j"],
        block6 [5, 2, 1, 6, 224 => 384] after 38.0 ["b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m"],
        block7 [3, 1, 0, 6, 384 => 640] after 51.0 ["b", "c", "d"],
    }
    top 2560 of 55.0 blocks,
    x => {
        let x = Dropout(0.5, name = top_dropout)(GlobalAveragePooling2D(name = avg_pool)(x));
        Dense(
            1000,
            activation = softmax,
            kernel_initializer = VarianceScaling(1.0 / 3.0, fan_out, uniform),
            name = predictions,
        )(x)
    }
}

efficientnet! {
    /// EfficientNet-B7 without its top, for images of any size: Keras's `EfficientNetB7(include_top=False)`.
    ///
    /// (height, width, 3) becomes (height / 32, width / 32, 2560), rounded up.
    EfficientNetB7Features(_, _),
    stem 64 padded 0,
    {
        block1 [3, 1, 0, 1, 64 => 32] after 0.0 ["b", "c", "d"],
        block2 [3, 2, 0, 6, 32 => 48] after 4.0 ["b", "c", "d", "e", "f", "g"],
        block3 [5, 2, 1, 6, 48 => 80] after 11.0 ["b", "c", "d", "e", "f", "g"],
        block4 [3, 2, 0, 6, 80 => 160] after 18.0 ["b", "c", "d", "e", "f", "g", "h", "i", "j"],
        block5 [5, 1, 0, 6, 160 => 224] after 28.0 ["b", "c", "d", "e", "f", "g", "h", "i", "j"],
        block6 [5, 2, 1, 6, 224 => 384] after 38.0 ["b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m"],
        block7 [3, 1, 0, 6, 384 => 640] after 51.0 ["b", "c", "d"],
    }
    top 2560 of 55.0 blocks,
    x => { x }
}
