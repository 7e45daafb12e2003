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
    let error = plot_model(&Encoder::new(), "model.jpg", PlotModel::new()).unwrap_err().to_string();
    assert!(
        error.contains("model.jpg") && error.contains("`.dot`") && error.contains("found `.jpg`"),
        "{error}"
    );
}

#[cfg(feature = "plot")]
mod charts {
    use std::path::Path;

    use keras::metrics::{confusion_matrix, precision_recall_curve, roc_curve};
    use keras::training::History;

    use super::*;

    /// What is written to a path of this ending.
    fn written(ending: &str, plot: impl FnOnce(&Path) -> keras::Result<()>) -> Vec<u8> {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join(format!("picture.{ending}"));
        plot(&path).unwrap();
        std::fs::read(path).unwrap()
    }

    fn history() -> History {
        let mut model = sequential![Dense(1, input = 1)].compile(
            SGD::new(0.01),
            MeanSquaredError::default(),
            metrics![mae],
        );
        let (x, y) = ([[0.0], [1.0], [2.0], [3.0]], [0.0, 1.0, 2.0, 3.0]);
        model.fit(x, y, Fit::epochs(3).validation_split(0.5).verbose(0)).unwrap()
    }

    #[test]
    fn a_history_has_a_chart_for_the_loss_and_each_metric() {
        let svg = String::from_utf8(written("svg", |path| history().plot(path))).unwrap();
        for word in ["loss", "mae", "training", "validation", "epoch"] {
            assert!(svg.contains(word), "{word}");
        }
        assert!(!svg.contains("val_loss"));
        let error = History::default().plot("nowhere.svg").unwrap_err().to_string();
        assert_eq!(error, "`History::plot`: expected an epoch or more, found none");
    }

    #[test]
    fn a_picture_in_dots_is_a_png_as_large_as_its_resolution() {
        let size = |dpi| {
            let png = written("PNG", |path| plot_model(&Encoder::new(), path, PlotModel::new().dpi(dpi)));
            let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
            assert_eq!(&png[1..4], b"PNG");
            (number(16), number(20))
        };
        let ((width, height), twice) = (size(96), size(192));
        assert!(twice.0.abs_diff(2 * width) <= 1 && twice.1.abs_diff(2 * height) <= 1);
        let error = plot_model(&Encoder::new(), "nowhere.png", PlotModel::new().dpi(0)).unwrap_err();
        assert_eq!(error.to_string(), "`dpi`: expected 1 or more, found 0");
    }

    #[test]
    fn curves_and_matrices_have_their_figures() {
        let (y, scores) = ([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]);
        let roc = written("svg", |path| roc_curve(&y, &scores)?.plot(path));
        assert!(String::from_utf8(roc).unwrap().contains("area 0.7500"));
        let curve = written("svg", |path| precision_recall_curve(&y, &scores)?.plot(path));
        assert!(String::from_utf8(curve).unwrap().contains("average precision 0.8333"));
        let matrix = confusion_matrix(y, [0, 1, 1, 1]).unwrap().names(["a < b", "c"]).unwrap();
        let matrix = String::from_utf8(written("svg", |path| matrix.plot(path))).unwrap();
        assert!(matrix.contains("accuracy 0.7500") && matrix.contains("a &lt; b"));
    }
}
