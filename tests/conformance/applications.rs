use crate::fixture;
use keras::applications::{
    MobileNetV2, ResNet20, ResNet50, ResNet50V2, VGG16, VGG19, mobilenet_v2, resnet50, resnet50v2, vgg16,
    vgg19,
};
use keras::prelude::*;
use keras::training::{Predicted, Samples};
use ndarray::{Array, Array4, ArrayD, Axis, Dimension};
use serde_json::Value;

fn named(part: &str, name: &str) -> Value {
    let fixture = fixture::read("applications");
    let mut cases = fixture::list(&fixture[part]).iter();
    cases.find(|case| case["name"] == name).unwrap_or_else(|| panic!("Keras has no {name}")).clone()
}

#[track_caller]
fn check_size<M: Checked>(name: &str) {
    let keras = named("networks", name);
    assert_eq!(
        (M::PARAMS, M::TRAINABLE_PARAMS),
        (fixture::size(&keras["params"]), fixture::size(&keras["trainable_params"]))
    );
}

#[test]
fn networks_have_as_many_weights_as_those_of_keras() {
    check_size::<VGG16>("VGG16");
    check_size::<VGG19>("VGG19");
    check_size::<ResNet50>("ResNet50");
    check_size::<ResNet50V2>("ResNet50V2");
    check_size::<MobileNetV2>("MobileNetV2");
    check_size::<ResNet20>("ResNet20");
}

/// The layers and weights of a network, or of the part of it that has no top.
#[track_caller]
fn check_names(name: &str, model: &impl Model) {
    let keras = named("networks", name);
    let names = |list: &Value| -> Vec<String> {
        fixture::list(list).iter().filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let nodes = model.nodes();
    let layers: Vec<_> = nodes.iter().map(|node| node.name()).collect();
    assert_eq!(layers, names(&keras["layers"])[..layers.len()]);
    let weights = nodes.iter().flat_map(|node| node.weights());
    let weights: Vec<_> = weights.map(|weight| weight.variable().name()).collect();
    assert_eq!(weights, names(&keras["weights"])[..weights.len()]);
    assert_eq!(model.weight_paths(), weights);
}

#[test]
fn layers_and_weights_have_the_names_and_the_order_of_keras() {
    check_names("VGG16", &vgg16::Features::new());
    check_names("VGG19", &vgg19::Features::new());
    check_names("ResNet50", &ResNet50::new());
    check_names("ResNet50V2", &ResNet50V2::new());
    check_names("MobileNetV2", &MobileNetV2::new());
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

    /// As large as it takes to keep what flows through the network from growing and from dying out.
    fn weight(&mut self, name: &str, shape: &[usize]) -> ArrayD<f32> {
        let inputs = match shape {
            [height, width, _, 1] => height * width,
            _ => shape.split_last().map_or(1, |(_, inputs)| inputs.iter().product()),
        };
        let kernel = (-((inputs as f64 / 6.0).log2() / 2.0).round_ties_even()).exp2() as f32;
        let (scale, offset) = match name.rsplit('/').next() {
            Some("kernel") if shape.len() > 2 => (kernel, 0.0),
            Some("gamma" | "moving_variance") => (0.25, 1.0),
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
    let mut hash = Hash(0);
    let weights: Vec<_> = model
        .nodes()
        .iter()
        .flat_map(|node| node.weights())
        .map(|weight| {
            let variable = weight.variable();
            hash.weight(variable.name(), &variable.shape())
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
    // Each of fifty layers rounds.
    fixture::assert_close(name, &found, &keras, 5e-4);
}

#[test]
fn networks_see_what_those_of_keras_see() {
    let image = [1, 37, 52, 3];
    check_output("VGG16", vgg16::Features::new(), image);
    check_output("VGG19", vgg19::Features::new(), image);
    check_output("ResNet50", resnet50::Features::new(), image);
    check_output("ResNet50V2", resnet50v2::Features::new(), image);
    check_output("MobileNetV2", mobilenet_v2::Features::new(), image);
    check_output("ResNet20", ResNet20::new(), [2, 32, 32, 3]);
}
