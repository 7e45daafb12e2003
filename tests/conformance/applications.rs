use crate::fixture;
use keras::applications::*;
use keras::prelude::*;
use keras::training::{Predicted, Samples};
use ndarray::{Array, Array4, ArrayD, Axis, Dimension};
use serde_json::Value;

fn named(part: &str, name: &str) -> Value {
    let fixture = fixture::read("applications");
    let mut cases = fixture::list(&fixture[part]).iter();
    cases.find(|case| case["name"] == name).unwrap_or_else(|| panic!("Keras has no {name}")).clone()
}

/// Compares the sizes of networks with those in a part of the fixture, which has no others.
macro_rules! check_sizes {
    ($part:literal: $($name:ident)*) => {
        let mut checked = vec![];
        $(
            let keras = named($part, stringify!($name));
            let sizes = ["params", "trainable_params"].map(|size| fixture::size(&keras[size]));
            assert_eq!([<$name as Checked>::PARAMS, <$name as Checked>::TRAINABLE_PARAMS], sizes, stringify!($name));
            checked.push(stringify!($name));
        )*
        assert_eq!(checked.len(), fixture::list(&fixture::read("applications")[$part]).len());
    };
}

#[test]
fn networks_have_as_many_weights_as_those_of_keras() {
    check_sizes! {"networks":
        VGG16 VGG19 ResNet50 ResNet50V2 MobileNetV2 MobileNet
        MobileNetV3Small DenseNet121 EfficientNetB0 EfficientNetV2B0 InceptionV3 InceptionResNetV2
        Xception NASNetMobile ConvNeXtTiny MobileNetAlpha025 MobileNetAlpha050
        MobileNetAlpha075 MobileNetV2Alpha035 MobileNetV2Alpha050 MobileNetV2Alpha075
        MobileNetV2Alpha130 MobileNetV2Alpha140 MobileNetV3LargeAlpha075
        MobileNetV3LargeMinimalistic MobileNetV3SmallAlpha075 MobileNetV3SmallMinimalistic
        ResNet20
    }
    check_sizes! {"sizes":
        ConvNeXtBase ConvNeXtLarge ConvNeXtSmall ConvNeXtXLarge DenseNet169
        DenseNet201 EfficientNetB1 EfficientNetB2 EfficientNetB3 EfficientNetB4
        EfficientNetB5 EfficientNetB6 EfficientNetB7 EfficientNetV2B1 EfficientNetV2B2
        EfficientNetV2B3 EfficientNetV2L EfficientNetV2M EfficientNetV2S MobileNetV3Large
        NASNetLarge ResNet101 ResNet101V2 ResNet152 ResNet152V2
    }
}

/// The layers and weights of a network, or of the part of it that has no top.
#[track_caller]
fn check_names(name: &str, model: &impl Model) {
    let mut keras = named("networks", name);
    if let Some(same) = keras["names"].as_str() {
        keras = named("networks", same);
    }
    let nodes = model.nodes();
    for (node, name) in nodes.iter().zip(fixture::list(&keras["layers"])) {
        // An operation of Keras's has no name to compare.
        assert_eq!(node.name(), name.as_str().unwrap_or(node.name()));
    }
    let paths = model.weight_paths();
    for (path, name) in paths.iter().zip(fixture::list(&keras["weights"])) {
        let name = name.as_str().expect("a path");
        // What Keras gives no name is a variable there, and counted.
        let own = path.rsplit_once('/').map(|(layer, _)| format!("{layer}/variable"));
        assert!(path == name || own.is_some_and(|own| name.starts_with(&own)), "{path}, in Keras {name}");
    }
    let variables = nodes.iter().flat_map(|node| node.weights()).map(|weight| weight.variable().name());
    assert_eq!(variables.collect::<Vec<_>>(), paths);
}

#[test]
fn layers_and_weights_have_the_names_and_the_order_of_keras() {
    check_names("VGG16", &vgg16::Features::new());
    check_names("VGG19", &vgg19::Features::new());
    check_names("ResNet50", &ResNet50::new());
    check_names("ResNet50V2", &ResNet50V2::new());
    check_names("MobileNetV2", &MobileNetV2::new());
    check_names("MobileNet", &MobileNet::new());
    check_names("MobileNetV3Small", &MobileNetV3Small::new());
    check_names("DenseNet121", &DenseNet121::new());
    check_names("EfficientNetB0", &EfficientNetB0::new());
    check_names("EfficientNetV2B0", &EfficientNetV2B0::new());
    check_names("InceptionV3", &InceptionV3::new());
    check_names("InceptionResNetV2", &InceptionResNetV2::new());
    check_names("Xception", &Xception::new());
    check_names("NASNetMobile", &NASNetMobile::new());
    check_names("ConvNeXtTiny", &ConvNeXtTiny::new());
    check_names("MobileNetAlpha025", &MobileNetAlpha025::new());
    check_names("MobileNetAlpha050", &MobileNetAlpha050::new());
    check_names("MobileNetAlpha075", &MobileNetAlpha075::new());
    check_names("MobileNetV2Alpha035", &MobileNetV2Alpha035::new());
    check_names("MobileNetV2Alpha050", &MobileNetV2Alpha050::new());
    check_names("MobileNetV2Alpha075", &MobileNetV2Alpha075::new());
    check_names("MobileNetV2Alpha130", &MobileNetV2Alpha130::new());
    check_names("MobileNetV2Alpha140", &MobileNetV2Alpha140::new());
    check_names("MobileNetV3LargeAlpha075", &MobileNetV3LargeAlpha075::new());
    check_names("MobileNetV3LargeMinimalistic", &MobileNetV3LargeMinimalistic::new());
    check_names("MobileNetV3SmallAlpha075", &MobileNetV3SmallAlpha075::new());
    check_names("MobileNetV3SmallMinimalistic", &MobileNetV3SmallMinimalistic::new());
    check_names("ResNet20", &ResNet20::new());
}

/// Numbers from -1 to 1, the n-th a hash of n, as `applications.py` draws them.
struct Hash(u64);

impl Hash {
    fn number(&mut self) -> f32 {
        let mut n = self.0;
        self.0 += 1;
        for factor in [0x9E37_79B9_7F4A_7C15, 0xD134_2543_DE82_EF95] {
            n = u64::wrapping_mul(n, factor);
            n ^= n >> 32;
        }
        (n >> 40) as f32 / (1 << 23) as f32 - 1.0
    }

    /// As large, with a `gain` of 1, as it takes to keep what flows through the network from growing and from dying out.
    fn weight(&mut self, name: &str, shape: &[usize], gain: f32) -> ArrayD<f32> {
        let inputs = match shape {
            [height, width, _, 1] => height * width,
            _ => shape.split_last().map_or(1, |(_, inputs)| inputs.iter().product()),
        };
        let kernel = gain * (-((inputs as f64 / 6.0).log2() / 2.0).round_ties_even()).exp2() as f32;
        let (scale, offset) = match name.rsplit('/').next() {
            Some(kind) if kind.contains("kernel") && shape.len() > 2 => (kernel, 0.0),
            Some("gamma" | "moving_variance" | "variance") => (0.25, 1.0),
            _ => (0.125, 0.0),
        };
        Array::from_shape_simple_fn(shape, || self.number() * scale + offset)
    }
}

/// What the network makes of an image, against what that of Keras does.
#[track_caller]
fn check_output<M, D>(name: &str, mut model: M, shape: [usize; 4])
where
    M: Model,
    M::Output: Predicted<Array = Array<f32, D>>,
    D: Dimension,
    Array4<f32>: Samples<M::Input>,
{
    // In this network what flows would grow, until the last bit of a sum changes the third digit of the output.
    let gain = if name == "EfficientNetV2B0" { 0.75 } else { 1.0 };
    let mut hash = Hash(0);
    let weights: Vec<_> = model
        .nodes()
        .iter()
        .flat_map(|node| node.weights())
        .map(|weight| {
            let variable = weight.variable();
            hash.weight(variable.name(), &variable.shape(), gain)
        })
        .collect();
    model.set_weights(&weights).expect("each has the shape of the weight it was made for");
    let found = model.predict(Array4::from_shape_simple_fn(shape, || hash.number())).expect("the image fits");
    let keras = fixture::data(&named("outputs", name)["output"]);
    let channels = found.shape()[found.ndim() - 1];
    let step = if channels > 10 { 7 } else { 1 };
    let found: Vec<f32> = found
        .lanes(Axis(found.ndim() - 1))
        .into_iter()
        .flat_map(|lane| lane.to_vec().into_iter().step_by(step))
        .collect();
    // Hundreds of layers make 1e-6 after the first 1e-3 after the last, as in Keras, whose own numbers differ so from those of
    // `float64`.
    fixture::assert_within(name, &found, &keras, 1e-3 * fixture::mean(&keras), 1e-3);
}

#[test]
fn networks_see_what_those_of_keras_see() {
    let (image, larger, fixed) = ([1, 37, 52, 3], [1, 77, 92, 3], [1, 224, 224, 3]);
    check_output("VGG16", vgg16::Features::new(), image);
    check_output("VGG19", vgg19::Features::new(), image);
    check_output("ResNet50", resnet50::Features::new(), image);
    check_output("ResNet50V2", resnet50v2::Features::new(), image);
    check_output("MobileNetV2", mobilenet_v2::Features::new(), image);
    check_output("MobileNet", mobilenet::Features::new(), image);
    check_output("MobileNetV3Small", mobilenet_v3::MobileNetV3SmallFeatures::new(), image);
    check_output("DenseNet121", densenet::DenseNet121Features::new(), image);
    check_output("EfficientNetB0", efficientnet::EfficientNetB0Features::new(), image);
    check_output("EfficientNetV2B0", efficientnet_v2::EfficientNetV2B0Features::new(), image);
    check_output("InceptionV3", inception_v3::Features::new(), larger);
    check_output("InceptionResNetV2", inception_resnet_v2::Features::new(), larger);
    check_output("Xception", xception::Features::new(), larger);
    check_output("NASNetMobile", nasnet::NASNetMobileFeatures::new(), fixed);
    check_output("ConvNeXtTiny", convnext::ConvNeXtTinyFeatures::new(), image);
    check_output("MobileNetAlpha025", mobilenet::MobileNetAlpha025Features::new(), image);
    check_output("MobileNetAlpha050", mobilenet::MobileNetAlpha050Features::new(), image);
    check_output("MobileNetAlpha075", mobilenet::MobileNetAlpha075Features::new(), image);
    check_output("MobileNetV2Alpha035", mobilenet_v2::MobileNetV2Alpha035Features::new(), image);
    check_output("MobileNetV2Alpha050", mobilenet_v2::MobileNetV2Alpha050Features::new(), image);
    check_output("MobileNetV2Alpha075", mobilenet_v2::MobileNetV2Alpha075Features::new(), image);
    check_output("MobileNetV2Alpha130", mobilenet_v2::MobileNetV2Alpha130Features::new(), image);
    check_output("MobileNetV2Alpha140", mobilenet_v2::MobileNetV2Alpha140Features::new(), image);
    check_output("MobileNetV3LargeAlpha075", mobilenet_v3::MobileNetV3LargeAlpha075Features::new(), image);
    check_output(
        "MobileNetV3LargeMinimalistic",
        mobilenet_v3::MobileNetV3LargeMinimalisticFeatures::new(),
        image,
    );
    check_output("MobileNetV3SmallAlpha075", mobilenet_v3::MobileNetV3SmallAlpha075Features::new(), image);
    check_output(
        "MobileNetV3SmallMinimalistic",
        mobilenet_v3::MobileNetV3SmallMinimalisticFeatures::new(),
        image,
    );
    check_output("ResNet20", ResNet20::new(), [2, 32, 32, 3]);
}
