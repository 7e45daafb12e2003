//! Models as source text, which this test compiles: what the text makes is the model that it was made of.

use std::fs;
use std::path::{Path, PathBuf};

use keras::layers;
use keras::models::{AnyModel, Model, load_model, model_from_json};
use keras::saving::CustomObjects;
use keras::serde_json::{Value, json};
use keras::{constraints, initializers, regularizers};

use crate::catalogue::{INPUTS, alone, around, cases, is_of_three_axes};
use crate::compiled_in::agrees;
use crate::exported;

fn read(json: &Value) -> keras::Result<AnyModel> {
    model_from_json(json, &CustomObjects::new())
}

/// A model around the last case of each layer, which has the most arguments.
fn layers_alone() -> Vec<AnyModel> {
    let mut models: Vec<(String, AnyModel)> = vec![];
    for (source, layer) in cases("layers", layers::CLASSES) {
        let class = layer["class_name"].as_str().unwrap().to_lowercase();
        let layer = alone(&layer);
        let model = INPUTS.iter().find_map(|(kind, shapes)| {
            let mut json = around(&layer, kind, shapes);
            json["config"]["name"] = format!("around_{class}").into();
            read(&json).ok()
        });
        let model = model.unwrap_or_else(|| panic!("{source}"));
        match models.iter_mut().find(|(known, _)| *known == class) {
            Some((_, last)) => *last = model,
            None => models.push((class, model)),
        }
    }
    models.into_iter().map(|(_, model)| model).collect()
}

/// A model of layers with all arguments that are no numbers.
fn arguments() -> AnyModel {
    let mut layers = vec![json!({
        "class_name": "InputLayer", "config": { "batch_shape": [null, 6], "dtype": "float32", "name": "x" },
    })];
    let mut add = |class: &str, argument: &str, value: Value| {
        let mut config = json!({ "name": format!("{}_{}", class.to_lowercase(), layers.len()) });
        if class == "Dense" {
            config["units"] = 6.into();
        }
        config[argument] = value;
        layers.push(json!({ "module": "keras.layers", "class_name": class, "config": config }));
    };
    for (source, case) in cases("initializers", initializers::CLASSES) {
        if !is_of_three_axes(&source) {
            add("Dense", "kernel_initializer", case);
        }
    }
    for (_, case) in cases("regularizers", regularizers::CLASSES) {
        add("Dense", "kernel_regularizer", case);
    }
    for (_, case) in cases("constraints", constraints::CLASSES) {
        if !case["config"]["axis"].is_array() {
            add("Dense", "kernel_constraint", case);
        }
    }
    for (_, case) in cases("layers", layers::CLASSES) {
        if case["class_name"] == "Activation" {
            add("Activation", "activation", case["config"]["activation"].clone());
        }
    }
    let config = json!({ "name": "arguments", "layers": layers });
    read(&json!({ "class_name": "Sequential", "config": config })).unwrap()
}

fn models() -> Vec<AnyModel> {
    let mut models = layers_alone();
    models.push(arguments());
    let names = [
        "keras_file/image",
        "keras_file/steps",
        "keras_file/graph",
        "keras_file/own",
        "keras_file/operators",
        "saving/branches",
        "graphs/ended",
    ];
    models.extend(names.map(|name| load_model(crate::written(&format!("{name}.keras"))).unwrap()));
    models
}

fn committed() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files/exported.rs")
}

const BEGIN: &str = "use keras::prelude::*;\n";

/// What is compiled here: all models, and what each writes of itself.
fn text(models: &[AnyModel]) -> String {
    let mut text = "//! Models that the library has written as source text: `KERAS_EXPORTED=1 cargo test --test files exported`.\n\n\
         use keras::{Result, prelude::*, serde_json::Value};\n"
        .to_owned();
    let mut names = String::new();
    for model in models {
        let exported = model.export_rust().unwrap_or_else(|error| panic!("{}: {error}", model.name()));
        text += exported.strip_prefix(BEGIN).unwrap();
        let (_, item) = exported.rsplit_once("pub struct ").unwrap();
        let (item, _) = item.split_once(' ').unwrap();
        names += &format!("        {item}::new().to_json(),\n");
    }
    text + &format!(
        "\n/// What each of them writes.\npub fn all() -> Vec<Result<Value>> {{\n    vec![\n{names}    ]\n}}\n"
    )
}

#[test]
fn what_is_exported_compiles_to_the_model_that_it_is_of() {
    let models = models();
    let text = text(&models);
    if std::env::var_os("KERAS_EXPORTED").is_some() {
        fs::write(committed(), &text).unwrap();
    }
    assert!(fs::read_to_string(committed()).unwrap() == text, "KERAS_EXPORTED=1 writes it again");
    let all = exported::all();
    assert_eq!(all.len(), models.len());
    for (model, written) in models.iter().zip(all) {
        let (mut own, written) = (model.to_json().unwrap(), written.unwrap());
        // Of a name that is no identifier, letters have changed.
        if model.name() == "graph" {
            continue;
        }
        own["config"]["name"] = written["config"]["name"].clone();
        assert_eq!(written, own, "{}", model.name());
    }
}

#[test]
fn an_exported_graph_computes_the_same() {
    let mut model = exported::Graph::new();
    let weights = load_model(crate::written("keras_file/graph.keras")).unwrap().get_weights();
    keras::Model::set_weights(&mut model, &weights).unwrap();
    agrees(&model, "keras_file", "graph");
}
