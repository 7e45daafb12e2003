//! Models that Keras 2 wrote: `../conformance/keras2.py`.

use keras::ErrorKind;
use keras::models::{load_compiled_model, load_model, model_from_json};
use keras::ndarray::{Array2, Ix2};
use keras::prelude::*;
use keras::saving::CustomObjects;
use keras::serde_json::{Value, json};

use crate::fixture::{self, arrays, assert_close};
use crate::functional::outputs;
use crate::written;

keras_file! { pub struct Graph = "tests/conformance/data/keras2/graph.keras"; }
keras_file! { pub struct Image = "tests/conformance/data/keras2/image.keras"; }
keras_file! { pub struct Text = "tests/conformance/data/keras2/text.keras"; }

fn assert_gives<M: Model>(model: &M, case: &Value, name: &str) {
    let (found, keras) = (outputs(model, &arrays(&case["inputs"])), arrays(&case["outputs"]));
    assert_eq!(found.len(), keras.len(), "{name}");
    for (found, keras) in found.iter().zip(&keras) {
        assert_eq!(found.shape(), keras.shape(), "{name}");
        assert_close(name, found.as_slice().unwrap(), keras.as_slice().unwrap(), 1e-4);
    }
}

#[test]
fn a_file_of_keras_2_computes_what_it_did() {
    let fixture = fixture::read("keras2");
    for name in ["image", "text", "graph"] {
        let of = |ending: &str| {
            let path = written(&format!("keras2/{name}.{ending}"));
            load_model(path).unwrap_or_else(|error| panic!("{name}.{ending}: {error}"))
        };
        let (model, older) = (of("keras"), of("h5"));
        assert_gives(&model, &fixture[name], name);
        assert_eq!(older.to_json().unwrap(), model.to_json().unwrap(), "{name}");
        assert_eq!(older.get_weights(), model.get_weights(), "{name}");
    }
}

#[test]
fn a_file_of_keras_2_is_a_type() {
    let fixture = fixture::read("keras2");
    assert_gives(&Graph::pretrained(), &fixture["graph"], "graph");
    assert_gives(&Image::pretrained(), &fixture["image"], "image");
    assert_gives(&Text::pretrained(), &fixture["text"], "text");
}

/// The samples of a step.
fn batch(trainings: &Value) -> (Array2<f32>, Array2<f32>) {
    let of = |name: &str| fixture::array(&trainings[name]).into_dimensionality::<Ix2>().unwrap();
    (of("x"), of("y"))
}

#[test]
fn a_training_of_keras_2_goes_on_as_it_would_have_there() {
    let trainings = &fixture::read("keras2")["trainings"];
    let (x, y) = batch(trainings);
    for (name, step) in trainings["steps"].as_object().unwrap() {
        let paths = ["keras", "h5"].map(|ending| written(&format!("keras2/{name}.{ending}")));
        for path in paths.iter().filter(|path| path.exists()) {
            if ["legacy_rmsprop", "nadam"].contains(&&**name) {
                let error = load_compiled_model(path).map(drop).unwrap_err();
                assert_eq!(error.kind(), ErrorKind::Format);
                assert!(
                    error.to_string().contains(" is not known to compute the same as that of Keras 3"),
                    "{error}"
                );
                load_model(path).unwrap();
                continue;
            }
            let mut model = load_compiled_model(path).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(model.optimizer().iterations(), 3, "{name}");
            let scores = model.train_on_batch(&x, &y).unwrap();
            for (found, keras) in model.get_weights().iter().zip(arrays(&step["weights"])) {
                assert_close(name, found.as_slice().unwrap(), keras.as_slice().unwrap(), 1e-5);
            }
            let keras: Vec<f32> = fixture::list(&step["scores"]).iter().map(fixture::number).collect();
            let found = ["loss", "mae", "root_mean_squared_error"].map(|name| scores.get(name).unwrap());
            assert_close(name, &found, &keras, 1e-5);
        }
    }
}

#[test]
fn a_training_whose_file_has_left_out_what_its_optimizer_remembers_is_told_to_compile() {
    let path = written("keras2/left_out.keras");
    let error = load_compiled_model(&path).map(drop).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Format);
    assert_eq!(
        error.to_string().replace(&path.display().to_string(), ""),
        ", optimizer: the file has nothing that it remembers, with which it could go on\n\
         help: `load_model` reads the model alone, to be compiled here"
    );
    load_model(&path).unwrap();
}

#[test]
fn a_training_of_keras_2_is_saved_as_one_of_keras_3() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("again.keras");
    let (x, y) = batch(&fixture::read("keras2")["trainings"]);
    let mut model = load_compiled_model(written("keras2/legacy_sgd.h5")).unwrap();
    model.save(&path).unwrap();
    let mut again = load_compiled_model(&path).unwrap();
    assert_eq!(again.train_on_batch(&x, &y).unwrap(), model.train_on_batch(&x, &y).unwrap());
    assert_eq!(again.get_weights(), model.get_weights());
}

#[test]
fn a_configuration_of_keras_2_is_read_alone() {
    let json = fixture::read("keras2")["configuration"].clone();
    let model = model_from_json(&json, &CustomObjects::new()).unwrap();
    assert_eq!(model.to_json().unwrap(), load_model(written("keras2/graph.h5")).unwrap().to_json().unwrap());
}

#[test]
fn what_means_something_else_in_keras_3_is_an_error_that_names_the_layer() {
    let layers = |layer: Value| {
        let input = json!({ "class_name": "InputLayer", "config": { "batch_input_shape": [null, 4, 3], "name": "x" } });
        let model =
            json!({ "class_name": "Sequential", "config": { "name": "m", "layers": [input, layer] } });
        model_from_json(&model, &CustomObjects::new())
    };
    let lstm = |arguments: Value| {
        let mut config = json!({ "name": "steps", "units": 2, "implementation": 1 });
        config.as_object_mut().unwrap().extend(arguments.as_object().unwrap().clone());
        layers(json!({ "class_name": "LSTM", "config": config }))
            .map(|_| ())
            .map_err(|error| error.to_string())
    };
    assert_eq!(lstm(json!({ "recurrent_activation": "sigmoid", "time_major": false })), Ok(()));
    let error = lstm(json!({ "recurrent_activation": "hard_sigmoid" })).unwrap_err();
    assert!(error.contains("steps") && error.contains("0.2 x + 0.5"), "{error}");
    let error = lstm(json!({ "time_major": true })).unwrap_err();
    assert!(error.contains("steps") && error.contains("time_major"), "{error}");
}

#[test]
fn an_operation_of_tensorflow_that_no_layer_is_is_named() {
    let mut json = fixture::read("keras2")["configuration"].clone();
    let layers = json["config"]["layers"].as_array_mut().unwrap();
    let operation = layers.iter_mut().find(|layer| layer["class_name"] == "TFOpLambda").unwrap();
    operation["config"]["function"] = json!("math.special.bessel_j0");
    let error = model_from_json(&json, &CustomObjects::new()).unwrap_err().to_string();
    assert!(error.contains("the operation `math.special.bessel_j0`"), "{error}");
}
