//! Models from JSON: what lies, and what Keras writes of computations without layers.

use keras::models::{AnyModel, model_from_json};
use keras::ndarray::{ArrayD, IxDyn, array};
use keras::prelude::*;
use keras::saving::CustomObjects;
use keras::serde_json::{Value, json};

use crate::functional::{Nested, Residual, outputs};
use crate::keras_files::Branches;

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
    let too_many = |config: &mut Value| config["output_layers"] = json!(vec![json!(["last", 0, 0]); 17]);
    assert_eq!(
        fault::<Branches>(too_many),
        "outputs: expected at most 16 tensors of a layer or model, found 17"
    );
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
    let mut plain = of("Multiply", json!([tensor("inner"), 1.0])).unwrap();
    plain.set_weights(&Residual::new().get_weights()).unwrap();
    let inner = outputs(&plain, &x)[0].clone();
    let check = |class: &str, args: Value, expected: &dyn Fn(f32) -> f32| {
        let mut model = of(class, args).unwrap();
        model.set_weights(&plain.get_weights()).unwrap();
        assert_eq!(outputs(&model, &x)[0], inner.mapv(expected), "{class}");
    };
    check("Add", json!([tensor("inner"), tensor("x")]), &|y| y + 2.0);
    check("Subtract", json!([tensor("inner"), tensor("x")]), &|y| y - 2.0);
    check("Multiply", json!([tensor("inner"), tensor("x")]), &|y| y * 2.0);
    check("Maximum", json!([tensor("inner"), tensor("x")]), &|y| y.max(2.0));
    check("Add", json!([tensor("inner"), 0.5]), &|y| y + 0.5);
    check("Subtract", json!([tensor("inner"), 0.5]), &|y| y - 0.5);
    check("Subtract", json!([0.5, tensor("inner")]), &|y| 0.5 - y);
    check("Multiply", json!([0.5, tensor("inner")]), &|y| y * 0.5);
    check("Divide", json!([tensor("inner"), 2.0]), &|y| y / 2.0);
    check("TrueDivide", json!([tensor("inner"), tensor("x")]), &|y| y / 2.0);
    let error = of("Erfinv", json!([tensor("inner")])).unwrap_err().to_string();
    assert!(error.starts_with("layer 2 `add`: expected a layer, found the operation `Erfinv`\n"), "{error}");
    let constants =
        json!({ "class_name": "__numpy__", "config": { "value": [1.0, 2.0, 3.0], "dtype": "float32" } });
    for (class, args, given) in [
        ("TrueDivide", json!([1.0, tensor("inner")]), "1.0"),
        ("Power", json!([tensor("inner"), 2]), "2"),
        ("Add", json!([tensor("inner"), constants]), "an array"),
    ] {
        let error = of(class, args).unwrap_err().to_string();
        let expected = format!(
            "layer 2 `add`: expected a layer, found the operation `{class}`, which is given {given} in place of a tensor\n\
             help: in Python, call a layer that does the same, and save again"
        );
        assert_eq!(error, expected);
    }
}

#[test]
fn a_quotient_of_tensors_is_the_operation_that_it_is_in_keras() {
    let model = graph!({
        let x = Input(2);
        let y = Dense(2, activation = sigmoid, name = y)(x);
        x / y
    });
    let json = model.to_json().unwrap();
    let written = &json["config"]["layers"][2];
    assert_eq!(
        [&written["module"], &written["class_name"], &written["config"]],
        [&json!("keras.src.ops.numpy"), &json!("TrueDivide"), &json!({ "name": "divide" })]
    );
    assert_eq!(written["inbound_nodes"][0]["args"].as_array().map(Vec::len), Some(2));
    let mut read = model_from_json(&json, &CustomObjects::new()).unwrap();
    read.set_weights(&model.get_weights()).unwrap();
    let x = array![[1.0, 2.0], [3.0, -4.0]];
    assert_eq!(outputs(&read, &[x.clone().into_dyn()])[0], model.predict(&x).unwrap().into_dyn());
    assert_eq!(read.to_json().unwrap()["config"]["layers"], json["config"]["layers"]);
}

#[test]
fn a_quotient_of_steps_that_are_masked_is_not_written_since_keras_would_lose_the_mask() {
    let model = graph!({
        let ids = Input(5, dtype = int32);
        let x = Embedding(9, 3, mask_zero = true)(ids);
        LSTM(2)(x / Dense(3, name = y)(x))
    });
    let error = model.to_json().unwrap_err().to_string();
    assert!(error.contains("`TrueDivide` is given time steps that may have a mask"), "{error}");
}

graph! {
    /// Ids whose padding is masked, embedded twice.
    struct Twice {
        let ids = Input(5, dtype = int32);
        let (a, b) = (Embedding(9, 3, mask_zero = true, name = first)(ids), Embedding(9, 3, name = second)(ids));
        let sum = Add(name = sum)([a, b]);
        let last = LSTM(2, name = steps)(sum);
        Add(name = end)([last, Dense(2, name = dense)(last)])
    }
}

/// The JSON of a model in which one `Add` is Keras's operation `+`.
fn with_plus(position: usize) -> keras::Result<AnyModel> {
    let mut json = Twice::new().to_json()?;
    let layer = &mut json["config"]["layers"][position];
    let tensors = layer["inbound_nodes"][0]["args"][0].clone();
    layer["module"] = json!("keras.src.ops.numpy");
    layer["config"] = json!({ "name": layer["name"] });
    layer["inbound_nodes"] = json!([{ "args": tensors, "kwargs": {} }]);
    model_from_json(&json, &CustomObjects::new())
}

#[test]
fn a_mask_ends_at_an_operation_as_in_keras() {
    let names: Vec<Value> = Twice::new().to_json().unwrap()["config"]["layers"].as_array().unwrap().to_vec();
    let place = |name: &str| names.iter().position(|layer| layer["name"] == name).unwrap();
    let classes = |model: &AnyModel| -> Vec<String> {
        model.nodes().iter().map(|node| node.class().to_owned()).collect()
    };
    let model = with_plus(place("sum")).unwrap();
    let text = model.export_rust().unwrap();
    assert!(text.contains("let x = Unmask()(first);"), "{text}");
    assert!(text.contains("Add(name = sum)([x, second])"), "{text}");
    // What is written is read again as it is.
    let json = model.to_json().unwrap();
    let copy = json["config"]["layers"].as_array().unwrap().iter().find(|layer| layer["name"] == "unmask");
    assert_eq!(copy.unwrap()["class_name"], "Copy");
    let read = model_from_json(&json, &CustomObjects::new()).unwrap();
    assert_eq!(read.to_json().unwrap(), json);
    assert_eq!(read.export_rust().unwrap(), text);
    // Behind the last step there is no mask any more.
    assert!(!classes(&with_plus(place("end")).unwrap()).contains(&"Unmask".to_owned()));
}

#[test]
fn a_mask_that_is_given_behind_the_end_of_it_is_an_error() {
    let mut json = Twice::new().to_json().unwrap();
    let layers = json["config"]["layers"].as_array_mut().unwrap();
    let of = |name: &str| layers.iter().position(|layer| layer["name"] == name).unwrap();
    let (sum, steps) = (of("sum"), of("steps"));
    let ids = layers[of("first")]["inbound_nodes"][0]["args"][0].clone();
    let tensors = layers[sum]["inbound_nodes"][0]["args"][0].clone();
    layers[sum]["module"] = json!("keras.src.ops.numpy");
    layers[sum]["config"] = json!({ "name": "sum" });
    layers[sum]["inbound_nodes"] = json!([{ "args": tensors, "kwargs": {} }]);
    let mut mask = ids.clone();
    mask["config"]["keras_history"] = json!(["not_equal", 0, 0]);
    layers[steps]["inbound_nodes"][0]["kwargs"]["mask"] = mask;
    layers.push(json!({
        "module": "keras.src.ops.numpy",
        "class_name": "NotEqual",
        "config": { "name": "not_equal" },
        "name": "not_equal",
        "inbound_nodes": [{ "args": [ids, 0], "kwargs": {} }],
    }));
    let expected = "layer `steps`: its call is given a mask, where what it is called on has none";
    assert_eq!(model_from_json(&json, &CustomObjects::new()).map(drop).unwrap_err().to_string(), expected);
}
