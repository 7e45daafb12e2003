//! NASNet, mobile and large: cells that were found by search on small images, stacked for large ones.
//!
//! Zoph, Vasudevan, Shlens and Le, [Learning transferable architectures for scalable image
//! recognition](https://arxiv.org/abs/1707.07012). In Keras:
//! [`keras.applications.NASNetMobile`](https://keras.io/api/applications/nasnet/).
//!
//! The networks without their tops take images of the same size as with them: how a cell brings what it is given to one
//! size depends on whether that is odd.

pub use super::imagenet::decode_predictions;
pub use super::preprocessing::from_minus_one_to_one as preprocess_input;

use crate::graph;

/// The cells, and what stands after them. The first two reductions have a number of filters. Each of the three parts that
/// follow has the ids of its cells, as first, second and the one after the last, their filters, and the id and the filters
/// of the reduction after them. A reduction of an odd size has one more row and column of zeros before it, which is its last
/// number.
macro_rules! nasnet {
    (
        $(#[$attribute:meta])*
        $name:ident($size:tt), stem $stem:tt [$filters_1:tt, $odd_1:tt] [$filters_2:tt, $odd_2:tt], $parts:tt,
        skips $skips:tt, $x:ident => { $($top:tt)* }
    ) => {
        graph! {
            $(#[$attribute])*
            pub struct $name {
                fn normalized(x, name) {
                    BatchNormalization(momentum = 0.9997, epsilon = 1e-3, name = name)(x)
                }
                fn pointwise(x, filters, name) {
                    Conv2D(
                        filters,
                        1,
                        padding = same,
                        use_bias = false,
                        kernel_initializer = he_normal,
                        name = name,
                    )(x)
                }
                fn separable(x, filters, size, name) {
                    let x = SeparableConv2D(
                        filters,
                        size,
                        padding = same,
                        use_bias = false,
                        name = "separable_conv_1_{name}",
                    )(Activation(relu)(x));
                    separable_again(x, filters, size, name)
                }
                fn separable_halved(x, filters, size, odd, name) {
                    let x = ZeroPadding2D(
                        ((size / 2 - 1 + odd, size / 2), (size / 2 - 1 + odd, size / 2)),
                        name = "separable_conv_1_pad_{name}",
                    )(Activation(relu)(x));
                    let x = SeparableConv2D(
                        filters,
                        size,
                        strides = 2,
                        use_bias = false,
                        name = "separable_conv_1_{name}",
                    )(x);
                    separable_again(x, filters, size, name)
                }
                fn separable_again(x, filters, size, name) {
                    let x = normalized(x, "separable_conv_1_bn_{name}");
                    let x = SeparableConv2D(
                        filters,
                        size,
                        padding = same,
                        use_bias = false,
                        name = "separable_conv_2_{name}",
                    )(Activation(relu)(x));
                    normalized(x, "separable_conv_2_bn_{name}")
                }
                // What came before the input of a cell, brought to its size, or to its number of channels.
                fn halved(p, filters, id) {
                    let p = Activation(relu, name = "adjust_relu_1_{id}")(p);
                    let a = AveragePooling2D(1, strides = 2, name = "adjust_avg_pool_1_{id}")(p);
                    let a = pointwise(a, filters / 2, "adjust_conv_1_{id}");
                    let b = Cropping2D(((1, 0), (1, 0)))(ZeroPadding2D(((0, 1), (0, 1)))(p));
                    let b = AveragePooling2D(1, strides = 2, name = "adjust_avg_pool_2_{id}")(b);
                    let b = pointwise(b, filters / 2, "adjust_conv_2_{id}");
                    normalized(Concatenate()([a, b]), "adjust_bn_{id}")
                }
                fn projected(p, filters, id) {
                    let p = pointwise(Activation(relu)(p), filters, "adjust_conv_projection_{id}");
                    normalized(p, "adjust_bn_{id}")
                }
                // The cells take the outputs of the last two, and give theirs and that of the last.
                fn normal_cell(last, is_first, filters, id) {
                    let (x, p) = last;
                    let p = if is_first { halved(p, filters, id) } else { projected(p, filters, id) };
                    let h = pointwise(Activation(relu)(x), filters, "normal_conv_1_{id}");
                    let h = normalized(h, "normal_bn_1_{id}");
                    let a = separable(h, filters, 5, "normal_left1_{id}");
                    let b = separable(p, filters, 3, "normal_right1_{id}");
                    let x1 = Add(name = "normal_add_1_{id}")([a, b]);
                    let a = separable(p, filters, 5, "normal_left2_{id}");
                    let b = separable(p, filters, 3, "normal_right2_{id}");
                    let x2 = Add(name = "normal_add_2_{id}")([a, b]);
                    let a = AveragePooling2D(3, strides = 1, padding = same, name = "normal_left3_{id}")(h);
                    let x3 = Add(name = "normal_add_3_{id}")([a, p]);
                    let a = AveragePooling2D(3, strides = 1, padding = same, name = "normal_left4_{id}")(p);
                    let b = AveragePooling2D(3, strides = 1, padding = same, name = "normal_right4_{id}")(p);
                    let x4 = Add(name = "normal_add_4_{id}")([a, b]);
                    let a = separable(h, filters, 3, "normal_left5_{id}");
                    let x5 = Add(name = "normal_add_5_{id}")([a, h]);
                    (Concatenate(name = "normal_concat_{id}")([p, x1, x2, x3, x4, x5]), x)
                }
                fn reduced(x, p, filters, odd, id) {
                    let h = pointwise(Activation(relu)(x), filters, "reduction_conv_1_{id}");
                    let h = normalized(h, "reduction_bn_1_{id}");
                    let padded = ZeroPadding2D(((odd, 1), (odd, 1)), name = "reduction_pad_1_{id}")(h);
                    let a = separable_halved(h, filters, 5, odd, "reduction_left1_{id}");
                    let b = separable_halved(p, filters, 7, odd, "reduction_right1_{id}");
                    let x1 = Add(name = "reduction_add_1_{id}")([a, b]);
                    let a = MaxPooling2D(3, strides = 2, name = "reduction_left2_{id}")(padded);
                    let b = separable_halved(p, filters, 7, odd, "reduction_right2_{id}");
                    let x2 = Add(name = "reduction_add_2_{id}")([a, b]);
                    let a = AveragePooling2D(3, strides = 2, name = "reduction_left3_{id}")(padded);
                    let b = separable_halved(p, filters, 5, odd, "reduction_right3_{id}");
                    let x3 = Add(name = "reduction_add3_{id}")([a, b]);
                    let a = AveragePooling2D(3, strides = 1, padding = same, name = "reduction_left4_{id}")(x1);
                    let x4 = Add()([x2, a]);
                    let a = separable(x1, filters, 3, "reduction_left4_{id}");
                    let b = MaxPooling2D(3, strides = 2, name = "reduction_right5_{id}")(padded);
                    let x5 = Add(name = "reduction_add4_{id}")([a, b]);
                    Concatenate(name = "reduction_concat_{id}")([x2, x3, x4, x5])
                }

                fn reduction_cell(last, skips, filters, odd, id) {
                    let (x, p) = last;
                    let y = reduced(x, projected(p, filters, id), filters, odd, id);
                    if skips { (y, p) } else { (y, x) }
                }

                let image = Input($size, $size, 3);
                let x = Conv2D(
                    $stem,
                    3,
                    strides = 2,
                    use_bias = false,
                    kernel_initializer = he_normal,
                    name = stem_conv1,
                )(image);
                let x = normalized(x, stem_bn1);
                let y = reduced(x, x, $filters_1, $odd_1, stem_1);
                let z = reduced(y, halved(x, $filters_2, stem_2), $filters_2, $odd_2, stem_2);
                let last = (z, y);
                for (first, second, end, filters, reduction, wider, odd) in $parts {
                    last = normal_cell(last, true, filters, first);
                    for id in second..end {
                        last = normal_cell(last, false, filters, id);
                    }
                    if reduction != none {
                        last = reduction_cell(last, $skips, wider, odd, reduction);
                    }
                }
                let (x, _) = last;
                let $x = Activation(relu)(x);
                $($top)*
            }
        }
    };
}

nasnet! {
    /// NASNet, mobile: images of 224 × 224 × 3 in, the probabilities of ImageNet's 1000 classes out.
    NASNetMobile(224), stem 32 [11, 1] [22, 0], [
        (0, 1, 4, 44, reduce_4, 88, 0),
        (5, 6, 9, 88, reduce_8, 176, 0),
        (9, 10, 13, 176, none, 0, 0)
    ], skips false, x => {
        Dense(1000, activation = softmax, name = predictions)(GlobalAveragePooling2D()(x))
    }
}

nasnet! {
    /// NASNet, mobile, without its top: Keras's `NASNetMobile(include_top=False)`.
    ///
    /// (224, 224, 3) becomes (7, 7, 1056).
    NASNetMobileFeatures(224), stem 32 [11, 1] [22, 0], [
        (0, 1, 4, 44, reduce_4, 88, 0),
        (5, 6, 9, 88, reduce_8, 176, 0),
        (9, 10, 13, 176, none, 0, 0)
    ], skips false, x => { x }
}

nasnet! {
    /// NASNet, large: images of 331 × 331 × 3 in, the probabilities of ImageNet's 1000 classes out.
    NASNetLarge(331), stem 96 [42, 1] [84, 1], [
        (0, 1, 6, 168, reduce_6, 336, 0),
        (7, 8, 13, 336, reduce_12, 672, 1),
        (13, 14, 19, 672, none, 0, 0)
    ], skips true, x => {
        Dense(1000, activation = softmax, name = predictions)(GlobalAveragePooling2D()(x))
    }
}

nasnet! {
    /// NASNet, large, without its top: Keras's `NASNetLarge(include_top=False)`.
    ///
    /// (331, 331, 3) becomes (11, 11, 4032).
    NASNetLargeFeatures(331), stem 96 [42, 1] [84, 1], [
        (0, 1, 6, 168, reduce_6, 336, 0),
        (7, 8, 13, 336, reduce_12, 672, 1),
        (13, 14, 19, 672, none, 0, 0)
    ], skips true, x => { x }
}
