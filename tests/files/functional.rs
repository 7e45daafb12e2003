//! `load_model` of graphs that a file decides.

use std::fs;
use std::path::Path;

use keras::autodiff::{Tape, Tensor};
use keras::layers::ForwardPass;
use keras::models::{AnyModel, load_compiled_model, load_model, model_from_json};
use keras::ndarray::{Array2, ArrayD, IxDyn};
use keras::prelude::*;
use keras::saving::CustomObjects;
use keras::serde_json::{Value, json};
use keras::shape::{DType, Dim, Spec};

use crate::fixture::{self, array, arrays, assert_close};
use crate::keras_files::{Branches, Masked, Sequence, data};

graph! {
    /// A layer that is called on two inputs, several outputs, and an output that is in the middle.
    struct Shared {
        let (a, b) = (Input(4, name = a), Input(4, name = b));
        let tower = Dense(3, activation = tanh, name = tower);
        let (x, y) = (tower(a), tower(b));
        let joined = Concatenate()([x, y * x]);
        let label = Dense(2, activation = softmax, name = label)(joined);
        (label, x, tower(a + b))
    }
}

graph! {
    /// A layer whose later call comes before others in the file.
    struct Twice {
        let x = Input(3);
        let turn = Dense(3, name = turn);
        let y = Dense(3, name = between)(turn(x));
        turn(Activation(relu)(turn(y)))
    }
}

sequential! { struct Inner { Dense(5, activation = relu, input = 3), BatchNormalization(), Dense(3) } }

graph! {
    /// Graph in a graph, which it is called twice in.
    struct Residual { let x = Input(3, name = x); Add()([Inner(name = inner)(x), x]) }
}

graph! {
    struct Nested {
        let x = Input(3, name = x);
        let block = Residual(name = block);
        Dense(1)(block(block(x)))
    }
}

sequential! { struct InARow { Dense(3, input = 2), Residual(), Inner(name = inner), Dense(1) } }

graph! {
    /// Inputs by name, states, and arguments of the call.
    struct Named {
        let (q, v) = (Input(4, 6, name = q), Input(5, 6, name = v));
        let x = MultiHeadAttention(2, 3)(q, value = v, key = v);
        let y = MultiHeadAttention(2, 3)(x, x, use_causal_mask = true);
        let (sequence, h, c) = LSTM(3, return_sequences = true, return_state = true)(y);
        let z = LSTM(3)(sequence, initial_state = [h, c]);
        Dense(2)(z)
    }
}

graph! {
    /// A size that only the data decides, inside and outside.
    struct AnyLength {
        let x = Input(_, 2);
        let x = Conv1D(3, 2, padding = same)(x);
        GlobalAveragePooling1D()(x)
    }
}

graph! {
    struct Length { let x = Input(6, 2, name = x); Dense(2)(AnyLength(name = any)(x)) }
}

/// A batch of three for each input of a model.
fn batch(model: &impl Model) -> Vec<ArrayD<f32>> {
    let one = |(position, spec): (usize, &Spec)| {
        let size = |dim: &Dim| if let Dim::Known(size) = *dim { size } else { 4 };
        let shape: Vec<usize> = std::iter::once(3).chain(spec.shape().dims().iter().map(size)).collect();
        let mut i = position;
        ArrayD::from_shape_simple_fn(IxDyn(&shape), || {
            i += 1;
            if spec.dtype() == DType::Int { (i % 5) as f32 } else { (i as f32 * 0.7).sin() }
        })
    };
    model.inputs().as_slice().iter().enumerate().map(one).collect()
}

fn outputs(model: &impl Model, inputs: &[ArrayD<f32>]) -> Vec<ArrayD<f32>> {
    let pass = ForwardPass::inference(&Tape::new());
    let inputs: Vec<Tensor> = inputs.iter().map(|x| pass.tape().array(x.view())).collect();
    model.call(&inputs, &pass).as_slice().iter().map(Tensor::to_array).collect()
}

/// The file of a model makes the same model, whose file is the same to the byte.
fn goes_there_and_back<M: Checked>(name: &str) {
    let folder = tempfile::TempDir::new().unwrap();
    let path = |name: &str| folder.path().join(name);
    let model = M::default();
    model.save(path("once.keras")).unwrap();
    let read: AnyModel = load_model(path("once.keras")).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(read.weight_paths(), model.weight_paths(), "{name}");
    assert_eq!(read.get_weights(), model.get_weights(), "{name}");
    assert_eq!(read.summary(), model.summary(), "{name}");
    let x = batch(&model);
    assert_eq!(outputs(&read, &x), outputs(&model, &x), "{name}");
    read.save(path("twice.keras")).unwrap();
    assert!(fs::read(path("once.keras")).unwrap() == fs::read(path("twice.keras")).unwrap(), "{name}");
    // A type reads what the file's model has written.
    assert_eq!(M::load(path("twice.keras")).unwrap().get_weights(), model.get_weights(), "{name}");
}

#[test]
fn a_graph_is_read_whatever_it_is_like() {
    goes_there_and_back::<Branches>("branches");
    goes_there_and_back::<Masked>("masked");
    goes_there_and_back::<Sequence>("sequence");
    goes_there_and_back::<Shared>("shared");
    goes_there_and_back::<Twice>("twice");
    goes_there_and_back::<Residual>("residual");
    goes_there_and_back::<Nested>("nested");
    goes_there_and_back::<InARow>("in a row");
    goes_there_and_back::<Named>("named");
    goes_there_and_back::<AnyLength>("any length");
    goes_there_and_back::<Length>("length");
}

#[test]
fn a_graph_that_keras_wrote_computes_what_it_did() {
    for name in ["branches", "masked"] {
        let fixture = &fixture::read("saving")["models"][name];
        let mut model = load_model(data(&format!("{name}.keras"))).unwrap();
        let x = arrays(&fixture["inputs"]);
        let (found, keras) = (&outputs(&model, &x)[0], array(&fixture["outputs"]));
        assert_close(name, found.as_slice().unwrap(), keras.as_slice().unwrap(), 1e-4);
        let weights = model.get_weights();
        model.load_weights(data(&format!("{name}.weights.h5"))).unwrap();
        assert_eq!(model.get_weights(), weights, "{name}");
    }
}

#[test]
fn graphs_of_keras_are_read_whatever_they_are_like() {
    let fixture = fixture::read("graphs");
    let folder = tempfile::TempDir::new().unwrap();
    let path = |name: &str| folder.path().join(name);
    for (name, case) in fixture.as_object().unwrap() {
        let file =
            Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/conformance/data/graphs/{name}.keras"));
        let model = load_model(file).unwrap_or_else(|error| panic!("{name}: {error}"));
        let x = arrays(&case["inputs"]);
        let found = outputs(&model, &x);
        let keras = arrays(&case["outputs"]);
        assert_eq!(found.len(), keras.len(), "{name}");
        for (found, keras) in found.iter().zip(&keras) {
            assert_eq!(found.shape(), keras.shape(), "{name}");
            assert_close(name, found.as_slice().unwrap(), keras.as_slice().unwrap(), 1e-4);
        }
        model.save(path("once.keras")).unwrap();
        let read = load_model(path("once.keras")).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(outputs(&read, &x), found, "{name}");
        assert_eq!(totals(&read), totals(&model), "{name}");
        read.save(path("twice.keras")).unwrap();
        assert!(fs::read(path("once.keras")).unwrap() == fs::read(path("twice.keras")).unwrap(), "{name}");
    }
}

#[test]
fn a_model_of_several_outputs_is_trained_and_predicts_like_that_of_its_type() {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("shared.keras");
    let (optimizer, loss) = (Adam::new(0.1), MeanSquaredError::default());
    let losses = (SparseCategoricalCrossentropy::default(), loss, loss.weighted(0.5));
    let metrics = || (metrics![accuracy], metrics![mae], metrics![]);
    let mut model = Shared::new().compile(optimizer.clone(), losses, metrics());
    let array = |shift: f32| Array2::from_shape_fn((8, 4), |(i, j)| ((i * 4 + j) as f32 * 0.7 + shift).sin());
    let (a, b) = (array(0.0), array(1.0));
    let classes = Vec::from_iter((0..8_u8).map(|i| i % 2));
    let targets = Array2::from_shape_fn((8, 3), |(i, j)| (i + j) as f32 / 10.0);
    let (x, y) = ((&a, &b), (&classes, &targets, &targets));
    model.train_on_batch(x, y).unwrap();
    model.save(&path).unwrap();

    // From the file alone, and compiled here.
    let mut read = load_compiled_model(&path).unwrap();
    let again = folder.path().join("again.keras");
    read.save(&again).unwrap();
    assert!(fs::read(&path).unwrap() == fs::read(&again).unwrap());
    let mut compiled = load_model(&path).unwrap().compile(optimizer, losses, metrics());
    compiled.load(&path).unwrap();
    let scores = model.train_on_batch(x, y).unwrap();
    assert_eq!(read.train_on_batch(x, y).unwrap(), scores);
    assert_eq!(compiled.train_on_batch(x, y).unwrap(), scores);
    assert_eq!(read.get_weights(), model.get_weights());
    assert_eq!(compiled.get_weights(), model.get_weights());
    let (label, tower, last) = model.predict(x).unwrap();
    let outputs = read.model().predict_outputs(x).unwrap();
    assert_eq!(outputs, [label.into_dyn(), tower.into_dyn(), last.into_dyn()]);
    let error = read.predict(x).unwrap_err().to_string();
    assert_eq!(
        error,
        "`predict`: expected a model of one output, found one of 3\nhelp: `predict_outputs` gives an array for each"
    );

    // A loss for one output of three.
    let mut model = load_model(&path).unwrap().compile(SGD::new(0.1), loss, metrics![]);
    let error = model.train_on_batch(x, &targets).unwrap_err().to_string();
    assert!(error.contains("expected a loss and a `metrics![…]` for each of 3 outputs, found 1"), "{error}");
    // A model that is not compiled.
    Shared::new().save(&path).unwrap();
    let error = load_compiled_model(&path).unwrap_err();
    assert_eq!(error.kind(), keras::ErrorKind::Format);
    assert!(error.to_string().contains("its model is not compiled"), "{error}");
}

/// What is said of a model whose JSON has been changed.
fn fault<M: Checked>(change: impl FnOnce(&mut Value)) -> String {
    let mut json = M::default().to_json().unwrap();
    change(&mut json["config"]);
    model_from_json(&json, &CustomObjects::new()).map(|_| ()).unwrap_err().to_string()
}

#[test]
fn a_graph_that_lies_is_an_error_that_names_the_layer() {
    let class = |config: &mut Value| config["layers"][2]["class_name"] = json!("Magic");
    let error = fault::<Branches>(class);
    assert!(
        error.starts_with("layer 2 `dense_2`: expected a layer, found `Magic` of `keras.layers`"),
        "{error}"
    );
    let units = |config: &mut Value| config["layers"][3]["config"]["units"] = json!(7);
    let error = fault::<Branches>(units);
    assert!(error.contains("layer 5 `add`: `Add` cannot join"), "{error}");
    let tensor = |config: &mut Value| {
        config["layers"][2]["inbound_nodes"][0]["args"][0]["config"]["keras_history"] =
            json!(["nowhere", 0, 0]);
    };
    assert_eq!(fault::<Branches>(tensor), "there is no layer `nowhere`, whose tensor is used");
    let itself = |config: &mut Value| {
        config["layers"][2]["inbound_nodes"][0]["args"][0]["config"]["keras_history"] =
            json!(["dense_2", 0, 0]);
    };
    assert_eq!(fault::<Branches>(itself), "layer 2 `dense_2`: it is called on a tensor that nothing gives");
    let output = |config: &mut Value| config["output_layers"] = json!(["dense", 0, 3]);
    assert!(fault::<Branches>(output).contains("no output comes from it"));
    let output = |config: &mut Value| config["output_layers"] = json!(["last", 4, 0]);
    assert_eq!(fault::<Branches>(output), "layer 6 `last`: it has no call 4");
    let output = |config: &mut Value| config["output_layers"] = json!(["last", 0, 4]);
    assert_eq!(fault::<Branches>(output), "outputs: a tensor is not there");
    let twice = |config: &mut Value| {
        let layers = config["layers"].as_array_mut().unwrap();
        layers.push(layers[2].clone());
    };
    assert_eq!(fault::<Branches>(twice), "two layers are named `dense_2`");
    let none = |config: &mut Value| config["input_layers"] = json!([]);
    assert!(fault::<Branches>(none).contains("it is not among the inputs of the model"));
    let nine = |config: &mut Value| config["output_layers"] = json!(vec![json!(["last", 0, 0]); 9]);
    assert_eq!(fault::<Branches>(nine), "outputs: expected at most 8 tensors of a layer or model, found 9");
    let constant = |config: &mut Value| {
        config["layers"][2]["inbound_nodes"][0]["kwargs"] = json!({ "scale": 3 });
    };
    assert!(
        fault::<Branches>(constant)
            .starts_with("layer 2 `dense_2`: expected a tensor scale of its call, found 3")
    );
    // Inside a model inside.
    let inner = |config: &mut Value| {
        config["layers"][1]["config"]["layers"][1]["config"]["layers"][1]["config"]["units"] = json!(0);
    };
    let error = fault::<Nested>(inner);
    assert!(error.starts_with("layer 1 `block`, layer 1 `inner`, layer 1 `dense`: `Dense`"), "{error}");
}

/// The same graph, where Keras has written operations and masks.
fn with_operation(operation: &Value) -> keras::Result<AnyModel> {
    let mut json = Residual::new().to_json().unwrap();
    let mut entry = operation.clone();
    entry["module"] = json!("keras.src.ops.numpy");
    entry["name"] = json!("add");
    entry["registered_name"] = operation["class_name"].clone();
    entry["config"] = json!({ "name": "add" });
    json["config"]["layers"][2] = entry;
    model_from_json(&json, &CustomObjects::new())
}

#[test]
fn an_operation_is_the_layer_that_computes_the_same() {
    let tensor = |name: &str| {
        let config = json!({ "shape": [null, 3], "dtype": "float32", "keras_history": [name, 0, 0] });
        json!({ "class_name": "__keras_tensor__", "config": config })
    };
    let x = [ArrayD::from_elem(IxDyn(&[1, 3]), 2.0)];
    let of = |class: &str, args: Value| {
        with_operation(&json!({ "class_name": class, "inbound_nodes": [{ "args": args, "kwargs": {} }] }))
    };
    let inner = outputs(&of("Multiply", json!([tensor("inner"), 1.0])).unwrap(), &x)[0].clone();
    let check = |class: &str, args: Value, expected: &dyn Fn(f32) -> f32| {
        let mut model = of(class, args).unwrap();
        let weights = of("Multiply", json!([tensor("inner"), 1.0])).unwrap().get_weights();
        model.set_weights(&weights).unwrap();
        let mut plain = of("Multiply", json!([tensor("inner"), 1.0])).unwrap();
        plain.set_weights(&weights).unwrap();
        let inner = outputs(&plain, &x)[0].clone();
        assert_eq!(outputs(&model, &x)[0], inner.mapv(expected), "{class}");
    };
    assert_eq!(inner.shape(), [1, 3]);
    check("Add", json!([tensor("inner"), tensor("x")]), &|y| y + 2.0);
    check("Subtract", json!([tensor("inner"), tensor("x")]), &|y| y - 2.0);
    check("Multiply", json!([tensor("inner"), tensor("x")]), &|y| y * 2.0);
    check("Maximum", json!([tensor("inner"), tensor("x")]), &|y| y.max(2.0));
    check("Add", json!([tensor("inner"), 0.5]), &|y| y + 0.5);
    check("Subtract", json!([tensor("inner"), 0.5]), &|y| y - 0.5);
    check("Subtract", json!([0.5, tensor("inner")]), &|y| 0.5 - y);
    check("Multiply", json!([0.5, tensor("inner")]), &|y| y * 0.5);
    check("Divide", json!([tensor("inner"), 2.0]), &|y| y / 2.0);
    let error = of("Erfinv", json!([tensor("inner")])).unwrap_err().to_string();
    assert!(error.starts_with("layer 2 `add`: expected a layer, found the operation `Erfinv`"), "{error}");
}

/// What the summary of a model says of its parameters: all, those that are trained, those that are not.
fn totals<M: Model>(model: &M) -> Vec<String> {
    let summary = model.summary().to_string();
    let totals: Vec<String> =
        summary.lines().filter(|line| line.contains("params:")).map(str::to_owned).collect();
    assert_eq!(totals.len(), 3, "{summary}");
    totals
}
