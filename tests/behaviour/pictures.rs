//! Pictures of models.

use keras::prelude::*;
use keras::utils::{PlotModel, Rankdir, model_to_dot, plot_model};

sequential! { struct Encoder { Dense(3, activation = tanh, input = 4), Dense(2) } }

graph! {
    struct Siamese {
        let (a, b) = (Input(4, name = a), Input(4, name = b));
        let encoder = Encoder(name = encoder);
        let (p, q) = (encoder(a), encoder(b));
        let joined = Concatenate()([p, q, p * q]);
        (Dense(1, activation = sigmoid, name = same)(joined), p)
    }
}

fn svg<M: Model>(model: &M, options: PlotModel) -> String {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("model.svg");
    plot_model(model, &path, options).unwrap();
    std::fs::read_to_string(path).unwrap()
}

#[test]
fn a_picture_has_a_box_for_each_call_and_an_arrow_for_each_tensor() {
    let dot = model_to_dot(&Siamese::new(), PlotModel::new().show_layer_names(true));
    for label in ["a (InputLayer)", "encoder (Sequential)", "encoder (Sequential), call 2", "same (Dense)"] {
        assert!(dot.contains(&format!("[label=\"{label}\"]")), "{label} in {dot}");
    }
    assert_eq!(dot.matches(" -> ").count(), 2 + 2 + 3 + 1, "{dot}");
    let svg = svg(&Siamese::new(), PlotModel::new());
    assert_eq!(svg.matches("marker-end").count(), 2 + 2 + 3 + 1);
    assert!(svg.contains(">InputLayer<") && svg.contains(">Multiply<") && !svg.contains("encoder ("));
}

#[test]
fn options_add_lines() {
    let all = PlotModel::new()
        .show_shapes(true)
        .show_dtype(true)
        .show_trainable(true)
        .show_layer_activations(true)
        .rankdir(Rankdir::LR);
    let model =
        sequential![Embedding(7, 3, input = 5), Flatten(), Dense(2, activation = relu, trainable = false)];
    let svg = svg(&model, all);
    for line in [
        "Input shape: (None, 5, 3)",
        "Output shape: (None, 15)",
        "Output dtype: int32",
        "Dense, relu",
        "Trainable: yes",
        "Trainable: no",
    ] {
        assert!(svg.contains(line), "{line} in {svg}");
    }
    assert!(model_to_dot(&model, all).contains("rankdir=LR"));
}

#[test]
fn models_inside_are_drawn_with_their_layers() {
    let closed = model_to_dot(&Siamese::new(), PlotModel::new());
    assert!(!closed.contains("subgraph") && closed.contains("Sequential"));
    let open = model_to_dot(&Siamese::new(), PlotModel::new().expand_nested(true).show_layer_names(true));
    assert_eq!(open.matches("subgraph").count(), 2, "{open}");
    assert_eq!(open.matches("dense_1 (Dense)").count(), 2, "{open}");
    let svg = svg(&Siamese::new(), PlotModel::new().expand_nested(true));
    assert_eq!(svg.matches(">Dense<").count(), 2 * 2 + 1);
}

#[test]
fn a_layer_without_a_form_in_json_has_a_picture() {
    let model = sequential![Lambda(|x| x * 2.0, input = 4), Dense(1)];
    assert!(model_to_dot(&model, PlotModel::new().show_layer_activations(true)).contains("Lambda"));
}

#[test]
fn another_ending_is_an_error_that_says_which() {
    let error = plot_model(&Encoder::new(), "model.png", PlotModel::new()).unwrap_err().to_string();
    assert!(error.contains("model.png") && error.contains("`.svg`"), "{error}");
}
