//! What can be checked of the tables without another program.

use super::exported;
use super::layers::{CANNOT, FORMULAS, is_exported};
use super::proto::Attribute;
use crate::activations::NAMES;
use crate::layers::CLASSES;
use crate::model::Model;

/// What the macros find in `keras`, of this very build.
mod keras {
    pub use crate::model::{Checked, Model};
    pub use crate::*;
}

macro_rules! sequential {
    ($($tokens:tt)*) => { keras_macros::sequential! { (crate::model::onnx::tests::keras) $($tokens)* } };
}

macro_rules! graph {
    ($($tokens:tt)*) => { keras_macros::graph! { (crate::model::onnx::tests::keras) $($tokens)* } };
}

#[test]
fn each_class_of_layers_is_exported_or_there_is_a_reason() {
    for class in CLASSES.iter().map(|entry| entry.class()) {
        let cannot = CANNOT.iter().any(|(known, _)| *known == class);
        assert!(is_exported(class) != cannot, "{class} is not in one of the lists of `onnx/layers`");
    }
}

#[test]
fn each_activation_is_exported() {
    for (name, function) in NAMES {
        let is_there = FORMULAS.iter().any(|(known, _)| *known == function.parts().0);
        assert!(is_there, "{name} is not in the list of `onnx/layers/activation`");
    }
}

/// The operators of a model in their order.
fn operators(model: &impl Model) -> Vec<String> {
    let graph = exported(model).unwrap().graph.unwrap();
    graph.node.into_iter().map(|node| node.op_type).collect()
}

fn transposed(model: &impl Model) -> usize {
    operators(model).iter().filter(|op| *op == "Transpose").count()
}

#[test]
fn dense_layers_are_products_and_what_only_training_does_is_left_out() {
    let model =
        sequential![Dense(3, activation = relu, input = 4), Dropout(0.5), Dense(2, activation = softmax)];
    assert_eq!(operators(&model), ["Gemm", "Relu", "Gemm", "Softmax"]);
    let bytes = exported(&model).unwrap();
    let graph = bytes.graph.unwrap();
    let names: Vec<&str> = graph.initializer.iter().map(|tensor| &*tensor.name).collect();
    assert_eq!(names, ["dense/kernel", "dense/bias", "dense_1/kernel", "dense_1/bias"]);
    assert_eq!((&*graph.input[0].name, &*graph.output[0].name), ("input_layer", "dense_1"));
    assert_eq!(bytes.opset_import[0].version, 18);
}

#[test]
fn images_are_transposed_where_they_come_in_and_before_they_are_flattened() {
    let model = sequential![
        Conv2D(4, 3, activation = relu, padding = same, input = (8, 8, 3)),
        BatchNormalization(),
        MaxPooling2D(2),
        DepthwiseConv2D(3, padding = same),
        ReLU(max_value = 6.0),
        ZeroPadding2D(1),
        Flatten(),
        Dense(2)
    ];
    let expected = [
        "Transpose",
        "Conv",
        "Relu",
        "BatchNormalization",
        "MaxPool",
        "Conv",
        "Clip",
        "Pad",
        "Transpose",
        "Flatten",
        "Gemm",
    ];
    assert_eq!(operators(&model), expected);
    let graph = exported(&model).unwrap().graph.unwrap();
    // A pooling that has no strides goes by its size.
    let pooling = graph.node.iter().find(|node| node.op_type == "MaxPool").unwrap();
    assert_eq!(pooling.attribute[1], Attribute::ints("strides", &[2, 2]));
}

#[test]
fn a_residual_network_has_one_transposition() {
    let model = graph!({
        fn block(x) {
            let y = Conv2D(4, 3, padding = same)(x);
            let y = Activation(relu)(BatchNormalization()(y));
            Activation(relu)(Conv2D(4, 3, padding = same)(y) + x)
        }
        let image = Input(8, 8, 3);
        let x = Conv2D(4, 3, padding = same)(image);
        let x = GlobalAveragePooling2D()(block(block(x)));
        Dense(2)(x)
    });
    assert_eq!(transposed(&model), 1);
    // A shortcut from the input needs no other.
    let model = graph!({
        let x = Input(8, 8, 4);
        GlobalMaxPooling2D()(Conv2D(4, 3, padding = same)(x) * x)
    });
    assert_eq!(transposed(&model), 1);
}

#[test]
fn a_u_net_has_a_transposition_in_and_one_out() {
    let model = graph!({
        let image = Input(8, 8, 3);
        let first = Conv2D(4, 3, padding = same, activation = relu)(image);
        let x = Conv2D(8, 3, padding = same)(MaxPooling2D(2)(first));
        let x = Conv2DTranspose(4, 2, strides = 2)(Dropout(0.5)(x));
        Conv2D(2, 1, activation = softmax)(Concatenate()([x, UpSampling2D(2)(MaxPooling2D(2)(first))]))
    });
    assert_eq!(transposed(&model), 2);
}

#[test]
fn recurrent_layers_are_those_of_onnx_where_it_has_their_functions_and_no_step_is_masked() {
    let model = sequential![LSTM(3, return_sequences = true, input = (5, 2)), GRU(2, activation = gelu)];
    let found = operators(&model);
    assert!(found.contains(&"LSTM".to_owned()) && found.contains(&"Scan".to_owned()), "{found:?}");
    let model = sequential![Embedding(5, 3, mask_zero = true, input = 4), LSTM(3)];
    assert!(operators(&model).contains(&"Scan".to_owned()));
}

#[test]
fn a_layer_that_is_called_twice_has_its_weights_once_and_outputs_of_one_layer_are_counted() {
    let model = graph!({
        let tower = Dense(3, name = tower);
        let (a, b) = (Input(3, name = a), Input(3, name = b));
        (tower(a), tower(b))
    });
    let graph = exported(&model).unwrap().graph.unwrap();
    assert_eq!(graph.initializer.len(), 2);
    let outputs: Vec<&str> = graph.output.iter().map(|output| &*output.name).collect();
    assert_eq!(outputs, ["tower", "tower_1"]);
}
