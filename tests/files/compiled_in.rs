//! Models in files that are read while this test compiles: they compute what Keras computed.

use keras::autodiff::{Tape, Tensor};
use keras::layers::ForwardPass;
use keras::models::load_model;
use keras::ndarray::ArrayD;
use keras::prelude::*;
use keras::serde_json::Value;

use crate::fixture::{self, array, arrays, assert_close, list};

keras_file! {
    /// An image in a row of layers.
    pub struct Image = "tests/conformance/data/keras_file/image.keras";
}

keras_file! { pub struct Packed = "tests/conformance/data/keras_file/packed.keras"; }

keras_file! {
    struct Graph = "tests/conformance/data/keras_file/graph.keras";
}

keras_file! { struct Steps = "tests/conformance/data/keras_file/steps.keras"; }
keras_file! { struct Operations = "tests/conformance/data/keras_file/operations.keras"; }
keras_file! { struct Operators = "tests/conformance/data/keras_file/operators.keras"; }
keras_file! { struct Adapted = "tests/conformance/data/keras_file/adapted.keras"; }
keras_file! { struct Own = "tests/conformance/data/keras_file/own.keras"; }
keras_file! { struct Branches = "tests/conformance/data/saving/branches.keras"; }
keras_file! { struct Masked = "tests/conformance/data/saving/masked.keras"; }

/// What a model gives to what Keras's was given.
fn outputs<M: Model>(model: &M, fixture: &Value) -> Vec<ArrayD<f32>> {
    let pass = ForwardPass::inference(&Tape::new());
    let inputs: Vec<Tensor> =
        arrays(&fixture["inputs"]).iter().map(|x| pass.tape().array(x.view())).collect();
    let found = model.call(&inputs, &pass);
    (0..model.outputs().as_slice().len()).map(|i| found.tensor(i).to_array()).collect()
}

/// Checks that a model gives what Keras's gave.
pub fn agrees<M: Model>(model: &M, subject: &str, name: &str) {
    let fixture = &fixture::read(subject)["models"][name];
    let keras = match &fixture["outputs"] {
        Value::Array(_) => list(&fixture["outputs"]).iter().map(array).collect(),
        one => vec![array(one)],
    };
    let found = outputs(model, fixture);
    assert_eq!(found.len(), keras.len(), "{name}");
    for (found, keras) in found.iter().zip(&keras) {
        assert_eq!(found.shape(), keras.shape(), "{name}");
        assert_close(name, found.as_slice().unwrap(), keras.as_slice().unwrap(), 1e-4);
    }
}

#[test]
fn a_model_in_the_program_computes_what_keras_computes() {
    agrees(&Image::pretrained(), "keras_file", "image");
    agrees(&Packed::pretrained(), "keras_file", "image");
    agrees(&Graph::pretrained(), "keras_file", "graph");
    agrees(&Steps::pretrained(), "keras_file", "steps");
    agrees(&Operations::pretrained(), "keras_file", "operations");
    agrees(&Operators::pretrained(), "keras_file", "operators");
    agrees(&Adapted::pretrained(), "keras_file", "adapted");
    agrees(&Branches::pretrained(), "saving", "branches");
    agrees(&Masked::pretrained(), "saving", "masked");
    agrees(&keras_file!("tests/conformance/data/keras_file/image.keras"), "keras_file", "image");
}

#[test]
fn it_has_the_weights_that_the_file_has() {
    fn check<M: Model>(model: &M, file: &str) {
        let path = crate::written(file);
        let read = load_model(path).unwrap();
        assert_eq!(model.get_weights(), read.get_weights(), "{file}");
        assert_eq!(model.name(), read.name());
    }
    check(&Image::pretrained(), "keras_file/image.keras");
    check(&Packed::pretrained(), "keras_file/packed.keras");
    check(&Graph::pretrained(), "keras_file/graph.keras");
    check(&Steps::pretrained(), "keras_file/steps.keras");
    check(&Operations::pretrained(), "keras_file/operations.keras");
    check(&Operators::pretrained(), "keras_file/operators.keras");
    check(&Branches::pretrained(), "saving/branches.keras");
    check(&Masked::pretrained(), "saving/masked.keras");
}

#[test]
fn a_file_of_this_library_is_saved_as_it_was() {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("own.keras");
    Own::pretrained().save(&path).unwrap();
    let file = crate::written("keras_file/own.keras");
    assert!(std::fs::read(&path).unwrap() == std::fs::read(&file).unwrap());
    assert_eq!(Own::load(file).unwrap().get_weights(), Own::pretrained().get_weights());
}

#[test]
fn a_model_in_a_file_is_a_type_like_any_other() {
    let model = Image::pretrained();
    assert_eq!(Image::PARAMS, model.count_params());
    assert_eq!(Image::INPUT.to_string(), "(6, 6, 1)");
    assert_eq!(model.eyes.get_weight("kernel").unwrap().shape(), [3, 3, 1, 2]);
    assert!(model.summary().to_string().contains("label (Dense)"));
    const { assert!(Image::TRAINABLE_PARAMS + 4 < Image::PARAMS, "a layer is frozen") };
    // Its initial values are left out, and no seed is taken for them.
    keras::random::set_random_seed(7);
    let first = Image::new().get_weights();
    keras::random::set_random_seed(7);
    Image::pretrained();
    assert_eq!(Image::new().get_weights(), first);
    let mut model =
        model.compile(SGD::new(0.01), SparseCategoricalCrossentropy::default(), metrics![accuracy]);
    let x = keras::ndarray::Array4::<f32>::ones((2, 6, 6, 1));
    model.fit(&x, vec![0_usize, 1], Fit::epochs(1).verbose(0)).unwrap();
}
