use crate::cases::Cases;
use keras::prelude::*;

#[test]
fn the_largest_of_windows_agree_with_keras() {
    let mut cases = Cases::of("pooling", &["MaxPooling1D", "MaxPooling2D", "MaxPooling3D"]);
    cases.check("MaxPooling1D()", sequential![MaxPooling1D(input = (7, 3))]);
    cases.check(
        "MaxPooling1D(3, strides=1, padding='same')",
        sequential![MaxPooling1D(3, strides = 1, padding = same, input = (6, 3))],
    );
    cases.check("MaxPooling1D(2, 3)", sequential![MaxPooling1D(2, 3, input = (8, 1))]);
    cases.check("MaxPooling2D()", sequential![MaxPooling2D(input = (6, 7, 3))]);
    cases.check("MaxPooling2D(3, 2, 'same')", sequential![MaxPooling2D(3, 2, same, input = (7, 8, 3))]);
    cases.check(
        "MaxPooling2D((2, 3), strides=(1, 2))",
        sequential![MaxPooling2D((2, 3), strides = (1, 2), input = (5, 6, 9))],
    );
    cases.check(
        "MaxPooling2D(3, strides=1, padding='same')",
        sequential![MaxPooling2D(3, strides = 1, padding = same, input = (4, 5, 16))],
    );
    cases.check("MaxPooling2D((1, 2))", sequential![MaxPooling2D((1, 2), input = (3, 5, 1))]);
    cases.check("MaxPooling3D()", sequential![MaxPooling3D(input = (4, 5, 4, 3))]);
    cases.check(
        "MaxPooling3D((2, 1, 3), 2, 'same')",
        sequential![MaxPooling3D((2, 1, 3), 2, same, input = (3, 4, 5, 2))],
    );
    cases.finish();
}

#[test]
fn the_means_of_windows_agree_with_keras() {
    let mut cases = Cases::of("pooling", &["AveragePooling1D", "AveragePooling2D", "AveragePooling3D"]);
    cases.check("AveragePooling1D(2)", sequential![AveragePooling1D(2, input = (7, 3))]);
    cases.check("AveragePooling1D(3, 2, 'same')", sequential![AveragePooling1D(3, 2, same, input = (6, 17))]);
    cases.check("AveragePooling1D(2, 3)", sequential![AveragePooling1D(2, 3, input = (8, 1))]);
    cases.check("AveragePooling2D(2)", sequential![AveragePooling2D(2, input = (6, 7, 3))]);
    cases.check(
        "AveragePooling2D(3, 2, 'same')",
        sequential![AveragePooling2D(3, 2, same, input = (7, 8, 3))],
    );
    cases.check(
        "AveragePooling2D((2, 3), strides=(1, 2))",
        sequential![AveragePooling2D((2, 3), strides = (1, 2), input = (5, 6, 9))],
    );
    cases.check(
        "AveragePooling2D(3, strides=1, padding='same')",
        sequential![AveragePooling2D(3, strides = 1, padding = same, input = (4, 5, 16))],
    );
    cases.check("AveragePooling3D(2)", sequential![AveragePooling3D(2, input = (4, 5, 4, 3))]);
    cases.check(
        "AveragePooling3D((2, 1, 3), 2, 'same')",
        sequential![AveragePooling3D((2, 1, 3), 2, same, input = (3, 4, 5, 2))],
    );
    cases.finish();
}

#[test]
fn global_pooling_agrees_with_keras() {
    let mut cases = Cases::of(
        "pooling",
        &[
            "GlobalMaxPooling1D",
            "GlobalMaxPooling2D",
            "GlobalMaxPooling3D",
            "GlobalAveragePooling1D",
            "GlobalAveragePooling2D",
            "GlobalAveragePooling3D",
        ],
    );
    cases.check("GlobalMaxPooling1D()", sequential![GlobalMaxPooling1D(input = (5, 3))]);
    cases.check(
        "GlobalMaxPooling1D(keepdims=True)",
        sequential![GlobalMaxPooling1D(keepdims = true, input = (5, 3))],
    );
    cases.check("GlobalAveragePooling1D()", sequential![GlobalAveragePooling1D(input = (5, 3))]);
    cases.check(
        "GlobalAveragePooling1D(keepdims=True)",
        sequential![GlobalAveragePooling1D(keepdims = true, input = (70, 3))],
    );
    cases.check("GlobalMaxPooling2D()", sequential![GlobalMaxPooling2D(input = (3, 5, 4))]);
    cases.check(
        "GlobalMaxPooling2D(keepdims=True)",
        sequential![GlobalMaxPooling2D(keepdims = true, input = (3, 5, 4))],
    );
    cases.check("GlobalAveragePooling2D()", sequential![GlobalAveragePooling2D(input = (3, 5, 4))]);
    cases.check(
        "GlobalAveragePooling2D(keepdims=True)",
        sequential![GlobalAveragePooling2D(keepdims = true, input = (3, 5, 4))],
    );
    cases.check("GlobalMaxPooling3D()", sequential![GlobalMaxPooling3D(input = (2, 3, 2, 4))]);
    cases.check(
        "GlobalMaxPooling3D(keepdims=True)",
        sequential![GlobalMaxPooling3D(keepdims = true, input = (2, 3, 2, 4))],
    );
    cases.check("GlobalAveragePooling3D()", sequential![GlobalAveragePooling3D(input = (2, 3, 2, 4))]);
    cases.check(
        "GlobalAveragePooling3D(keepdims=True)",
        sequential![GlobalAveragePooling3D(keepdims = true, input = (2, 3, 2, 4))],
    );
    cases.finish();
}

#[test]
fn padding_and_cropping_agree_with_keras() {
    let mut cases = Cases::of(
        "pooling",
        &["ZeroPadding1D", "ZeroPadding2D", "ZeroPadding3D", "Cropping1D", "Cropping2D", "Cropping3D"],
    );
    cases.check("ZeroPadding1D()", sequential![ZeroPadding1D(input = (3, 2))]);
    cases.check("ZeroPadding1D(2)", sequential![ZeroPadding1D(2, input = (3, 2))]);
    cases.check("ZeroPadding1D((0, 3))", sequential![ZeroPadding1D((0, 3), input = (3, 2))]);
    cases.check("Cropping1D()", sequential![Cropping1D(input = (5, 2))]);
    cases.check("Cropping1D(2)", sequential![Cropping1D(2, input = (5, 2))]);
    cases.check("Cropping1D((0, 3))", sequential![Cropping1D((0, 3), input = (5, 2))]);
    cases.check("ZeroPadding2D()", sequential![ZeroPadding2D(input = (3, 2, 3))]);
    cases.check("ZeroPadding2D(2)", sequential![ZeroPadding2D(2, input = (3, 2, 3))]);
    cases.check("ZeroPadding2D((1, 2))", sequential![ZeroPadding2D((1, 2), input = (3, 2, 3))]);
    cases.check(
        "ZeroPadding2D(((0, 1), (2, 3)))",
        sequential![ZeroPadding2D(((0, 1), (2, 3)), input = (3, 2, 3))],
    );
    cases.check("Cropping2D()", sequential![Cropping2D(input = (5, 6, 3))]);
    cases.check("Cropping2D(1)", sequential![Cropping2D(1, input = (5, 6, 3))]);
    cases.check("Cropping2D((1, 2))", sequential![Cropping2D((1, 2), input = (5, 6, 3))]);
    cases.check("Cropping2D(((0, 1), (2, 3)))", sequential![Cropping2D(((0, 1), (2, 3)), input = (5, 6, 3))]);
    cases.check("ZeroPadding3D()", sequential![ZeroPadding3D(input = (2, 1, 2, 3))]);
    cases.check("ZeroPadding3D((1, 0, 2))", sequential![ZeroPadding3D((1, 0, 2), input = (2, 1, 2, 3))]);
    cases.check(
        "ZeroPadding3D(((0, 1), (2, 0), (1, 0)))",
        sequential![ZeroPadding3D(((0, 1), (2, 0), (1, 0)), input = (2, 1, 2, 3))],
    );
    cases.check("Cropping3D()", sequential![Cropping3D(input = (3, 4, 5, 2))]);
    cases.check("Cropping3D((1, 0, 2))", sequential![Cropping3D((1, 0, 2), input = (3, 4, 5, 2))]);
    cases.check(
        "Cropping3D(((0, 1), (2, 0), (1, 0)))",
        sequential![Cropping3D(((0, 1), (2, 0), (1, 0)), input = (3, 4, 5, 2))],
    );
    cases.finish();
}

#[test]
fn upsampling_agrees_with_keras() {
    let mut cases = Cases::of("pooling", &["UpSampling1D", "UpSampling2D", "UpSampling3D"]);
    cases.check("UpSampling1D()", sequential![UpSampling1D(input = (3, 2))]);
    cases.check("UpSampling1D(3)", sequential![UpSampling1D(3, input = (3, 5))]);
    cases.check("UpSampling2D()", sequential![UpSampling2D(input = (3, 2, 3))]);
    cases.check("UpSampling2D((1, 3))", sequential![UpSampling2D((1, 3), input = (3, 2, 3))]);
    cases.check(
        "UpSampling2D(2, interpolation='bilinear')",
        sequential![UpSampling2D(2, interpolation = bilinear, input = (3, 2, 3))],
    );
    cases.check(
        "UpSampling2D((3, 2), interpolation='bilinear')",
        sequential![UpSampling2D((3, 2), interpolation = bilinear, input = (1, 4, 2))],
    );
    cases.check(
        "UpSampling2D(3, interpolation='bicubic')",
        sequential![UpSampling2D(3, interpolation = bicubic, input = (4, 5, 2))],
    );
    cases.check(
        "UpSampling2D(2, interpolation='lanczos3')",
        sequential![UpSampling2D(2, interpolation = lanczos3, input = (4, 5, 2))],
    );
    cases.check(
        "UpSampling2D(2, interpolation='lanczos5')",
        sequential![UpSampling2D(2, interpolation = lanczos5, input = (4, 7, 1))],
    );
    cases.check("UpSampling3D()", sequential![UpSampling3D(input = (2, 1, 2, 3))]);
    cases.check("UpSampling3D((1, 3, 2))", sequential![UpSampling3D((1, 3, 2), input = (2, 1, 2, 3))]);
    cases.finish();
}

#[test]
fn adaptive_pooling_agrees_with_keras() {
    let layers = ["1D", "2D", "3D"]
        .map(|axes| [format!("AdaptiveAveragePooling{axes}"), format!("AdaptiveMaxPooling{axes}")]);
    let layers: Vec<&str> = layers.iter().flatten().map(|layer| &**layer).collect();
    let mut cases = Cases::of("pooling", &layers);
    cases.check("AdaptiveAveragePooling1D(3)", sequential![AdaptiveAveragePooling1D(3, input = (7, 3))]);
    cases.check("AdaptiveAveragePooling1D(5)", sequential![AdaptiveAveragePooling1D(5, input = (3, 2))]);
    cases.check("AdaptiveMaxPooling1D(4)", sequential![AdaptiveMaxPooling1D(4, input = (6, 3))]);
    cases.check("AdaptiveMaxPooling1D(3)", sequential![AdaptiveMaxPooling1D(3, input = (1, 2))]);
    cases.check("AdaptiveAveragePooling2D(1)", sequential![AdaptiveAveragePooling2D(1, input = (3, 5, 4))]);
    cases.check(
        "AdaptiveAveragePooling2D((2, 3))",
        sequential![AdaptiveAveragePooling2D((2, 3), input = (5, 7, 3))],
    );
    cases.check("AdaptiveMaxPooling2D((2, 3))", sequential![AdaptiveMaxPooling2D((2, 3), input = (5, 7, 3))]);
    cases.check("AdaptiveMaxPooling2D(4)", sequential![AdaptiveMaxPooling2D(4, input = (3, 9, 16))]);
    cases.check(
        "AdaptiveAveragePooling3D((2, 3, 1))",
        sequential![AdaptiveAveragePooling3D((2, 3, 1), input = (3, 4, 3, 2))],
    );
    cases.check("AdaptiveMaxPooling3D(2)", sequential![AdaptiveMaxPooling3D(2, input = (3, 4, 5, 2))]);
    cases.finish();
}
