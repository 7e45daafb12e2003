//! Every class of the library in a file, there and back: what is read is what was written, computes the same and takes the
//! same next step. With `KERAS_SAVED` the files stay for `saving.py`, which does the same with Keras.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use keras::autodiff::{Tape, Tensor};
use keras::config::ClassEntry;
use keras::layers::ForwardPass;
use keras::models::{AnyModel, load_compiled_model, load_model, model_from_json};
use keras::ndarray::{Array2, Array3, ArrayD, IxDyn};
use keras::prelude::*;
use keras::saving::CustomObjects;
use keras::serde_json::{Value, json};
use keras::shape::DType;
use keras::training::AnyLosses;
use keras::{constraints, initializers, layers, losses, metrics, optimizers, regularizers, schedules};

use crate::fixture;
use crate::keras_files::{saved, written};

/// What layers may be called on: the first that fits is taken. Of `i`, ids.
pub const INPUTS: [(&str, &[&[usize]]); 15] = [
    ("f", &[&[6]]),
    ("f", &[&[5, 4]]),
    ("f", &[&[10, 4]]),
    ("f", &[&[4, 32]]),
    ("f", &[&[10, 10, 4]]),
    ("f", &[&[10, 10, 10, 4]]),
    ("f", &[&[3, 10, 10, 10, 4]]),
    ("i", &[&[5]]),
    ("f", &[&[6], &[6]]),
    ("f", &[&[5, 4], &[5, 4]]),
    ("f", &[&[6, 6], &[6, 6]]),
    ("f", &[&[4, 3, 5], &[4, 6, 5]]),
    ("f", &[&[10, 10, 3]]),
    ("f", &[&[3000]]),
    ("f", &[&[300, 1]]),
];

/// The cases of a kind as Keras has written them. Each class of the list is among them.
pub fn cases<M: 'static>(kind: &str, classes: &[ClassEntry<M>]) -> Vec<(String, Value)> {
    let fixture = fixture::read("configs");
    let all = ["", "wide_"]
        .map(|prefix| fixture[format!("{prefix}{kind}")].as_array().cloned().unwrap_or_default());
    let cases: Vec<_> = all.into_iter().flatten().collect();
    let covered: BTreeSet<&str> =
        cases.iter().map(|case| case["written"]["class_name"].as_str().unwrap()).collect();
    // Two have no name that a file could hold, one Keras does not have.
    let nameless = ["Lambda", "FittingAccuracy", "MeanAveragePrecision"];
    let left: Vec<_> = classes
        .iter()
        .map(ClassEntry::class)
        .filter(|class| !covered.contains(class) && !nameless.contains(class))
        .collect();
    assert!(left.is_empty(), "{left:?} are in no file of this test");
    cases.iter().map(|case| (fixture::source(case).to_owned(), case["written"].clone())).collect()
}

/// A functional model of one layer that is called on inputs of these shapes.
pub fn around(layer: &Value, dtype: &str, shapes: &[&[usize]]) -> Value {
    let name = |i: usize| format!("x{i}");
    let batch = |shape: &[usize]| {
        Value::from_iter([Value::Null].into_iter().chain(shape.iter().map(|size| json!(size))))
    };
    let dtype = if dtype == "i" { "int32" } else { "float32" };
    let mut layers: Vec<Value> = (0..shapes.len())
        .map(|i| {
            let config = json!({ "batch_shape": batch(shapes[i]), "dtype": dtype, "name": name(i) });
            json!({ "class_name": "InputLayer", "config": config, "name": name(i), "inbound_nodes": [] })
        })
        .collect();
    let tensors: Vec<Value> = (0..shapes.len())
        .map(|i| json!({ "class_name": "__keras_tensor__", "config": { "keras_history": [name(i), 0, 0] } }))
        .collect();
    let mut layer = layer.clone();
    layer["name"] = layer["config"]["name"].clone();
    layer["inbound_nodes"] = json!([{ "args": [tensors], "kwargs": {} }]);
    let outputs = json!([layer["name"], 0, 0]);
    layers.push(layer);
    let inputs: Vec<Value> = (0..shapes.len()).map(|i| json!([name(i), 0, 0])).collect();
    let config =
        json!({ "name": "around", "layers": layers, "input_layers": inputs, "output_layers": outputs });
    json!({ "class_name": "Functional", "config": config })
}

/// The layer of a case, as it can stand alone: a cell goes along a sequence, and a file knows no size of a batch.
pub fn alone(layer: &Value) -> Value {
    let mut layer = layer.clone();
    if layer["config"]["stateful"] == true {
        layer["config"]["stateful"] = false.into();
    }
    // Keras writes two directions that cannot be joined, too.
    if layer["config"]["backward_layer"]["config"]["units"] == 2 {
        layer["config"]["backward_layer"]["config"]["units"] =
            layer["config"]["layer"]["config"]["units"].clone();
    }
    if layer["class_name"].as_str().is_some_and(|class| class.contains("Cell")) {
        layer = json!({ "class_name": "RNN", "config": { "name": "rnn", "cell": layer } });
    }
    layer
}

pub fn batch(is_ids: bool, shapes: &[&[usize]]) -> Vec<ArrayD<f32>> {
    let mut i = 0;
    let mut number = || {
        i += 1;
        if is_ids { (i % 6) as f32 } else { (i as f32 * 0.7).sin() }
    };
    let batch = |shape: &&[usize]| ArrayD::from_shape_simple_fn(IxDyn(&[&[2], *shape].concat()), &mut number);
    shapes.iter().map(batch).collect()
}

fn output(model: &AnyModel, inputs: &[ArrayD<f32>]) -> ArrayD<f32> {
    let pass = ForwardPass::inference(&Tape::new());
    let inputs: Vec<Tensor> = inputs.iter().map(|x| pass.tape().array(x.view())).collect();
    model.call(&inputs, &pass).tensor(0).to_array()
}

/// Whether an initializer is one of the kernels of convolutions along sequences alone.
pub fn is_of_three_axes(source: &str) -> bool {
    source.starts_with("STFT")
}

/// The weights but the first factors of low-rank adaptations, which begin anew.
fn in_files(model: &AnyModel) -> Vec<ArrayD<f32>> {
    let weights = model.weight_paths().into_iter().zip(model.get_weights());
    weights.filter(|(path, _)| !path.ends_with("_a")).map(|(_, weight)| weight).collect()
}

fn same_bytes(a: &Path, b: &Path) -> bool {
    fs::read(a).unwrap() == fs::read(b).unwrap()
}

#[test]
fn every_layer_goes_through_a_file() {
    let (folder, _held) = saved();
    let again = folder.join("again_layer.keras");
    let mut facts = vec![];
    let constrained = cases("constraints", constraints::CLASSES).into_iter().map(|(source, constraint)| {
        let config =
            json!({ "name": "conv", "filters": 2, "kernel_size": 3, "kernel_constraint": constraint });
        (source, json!({ "class_name": "Conv2D", "config": config }))
    });
    let transforms = cases("initializers", initializers::CLASSES)
        .into_iter()
        .filter(|(source, _)| is_of_three_axes(source));
    let transforms = transforms.map(|(source, initializer)| {
        let config =
            json!({ "name": "conv", "filters": 4, "groups": 4, "kernel_size": 3, "kernel_initializer": initializer });
        (source, json!({ "class_name": "Conv1D", "config": config }))
    });
    let layers = cases("layers", layers::CLASSES).into_iter().chain(constrained).chain(transforms);
    for (source, layer) in layers {
        let layer = alone(&layer);
        let mut refused = vec![];
        let found = INPUTS.iter().find_map(|(kind, shapes)| {
            keras::random::set_random_seed(7);
            match model_from_json(&around(&layer, kind, shapes), &CustomObjects::new()) {
                Ok(model) => {
                    let is_ids = model.inputs().as_slice()[0].dtype() == DType::Int;
                    let inputs = batch(is_ids, shapes);
                    Some((model, inputs))
                }
                Err(error) => {
                    refused.push(error.to_string());
                    None
                }
            }
        });
        let (model, inputs) = found.unwrap_or_else(|| panic!("{source}: {}", refused.join("\n")));
        let file = format!("layer_{}.keras", facts.len());
        let path = folder.join(&file);
        model.save(&path).unwrap();
        let read = load_model(&path).unwrap_or_else(|error| panic!("{source}: {error}"));
        assert_eq!(read.to_json().unwrap(), model.to_json().unwrap(), "{source}");
        assert_eq!(in_files(&read), in_files(&model), "{source}");
        let outputs = output(&model, &inputs);
        assert_eq!(output(&read, &inputs), outputs, "{source}");
        read.save(&again).unwrap();
        assert!(same_bytes(&path, &again), "{source}");
        let inputs: Vec<Value> = inputs.iter().map(written).collect();
        facts
            .push(json!({ "keras": source, "file": file, "inputs": inputs, "outputs": [written(&outputs)] }));
    }
    fs::write(folder.join("layers.json"), json!(facts).to_string()).unwrap();
}

/// A training whose parts are given as Keras writes them.
struct Training {
    source: String,
    layer: Value,
    optimizer: Value,
    loss: Value,
    metrics: Vec<Value>,
    labels: Labels,
}

/// What is learnt: of samples of three numbers the class, one-hot or by number; of sequences of such, a text.
#[derive(Clone, Copy, PartialEq)]
enum Labels {
    OneHot,
    Classes,
    Text,
}

impl Training {
    fn of(source: &str) -> Self {
        Self {
            source: source.to_owned(),
            layer: dense(json!({})),
            optimizer: json!("sgd"),
            loss: json!("mse"),
            metrics: vec![],
            labels: Labels::OneHot,
        }
    }
}

fn dense(arguments: Value) -> Value {
    let mut config = json!({ "name": "dense", "units": 6, "activation": "softmax" });
    config.as_object_mut().unwrap().extend(arguments.as_object().unwrap().clone());
    json!({ "class_name": "Dense", "config": config })
}

/// Two steps, a file, and the next step, of which the file's training takes the same.
fn goes_on(kind: &str, trainings: Vec<Training>) {
    let (folder, _held) = saved();
    let again = folder.join(format!("again_{kind}.keras"));
    let x = Array2::from_shape_fn((4, 3), |(i, j)| ((3 * i + j) as f32 * 0.7).sin());
    let labels = [0_usize, 2, 5, 2];
    let dense_labels = Array2::from_shape_fn((4, 6), |(i, j)| f32::from(labels[i] == j));
    let sequences = Array3::from_shape_fn((4, 8, 3), |(i, j, k)| ((24 * i + 3 * j + k) as f32 * 0.7).sin());
    let text = Array2::from_shape_fn((4, 2), |(i, j)| labels[i] * (1 - j) + j * (i % 2));
    let objects = CustomObjects::new();
    let mut facts = vec![];
    for training in trainings {
        let Training { source, layer, optimizer, loss, metrics, labels: kind_of_labels } = training;
        let shape: &[usize] = if kind_of_labels == Labels::Text { &[8, 3] } else { &[3] };
        keras::random::set_random_seed(7);
        let failed = |error: keras::Error| -> ! { panic!("{source}: {error}") };
        let model = model_from_json(&around(&layer, "f", &[shape]), &objects).unwrap_or_else(|e| failed(e));
        let optimizer = optimizers::deserialize(&optimizer, &objects).unwrap_or_else(|e| failed(e));
        let loss = losses::deserialize(&loss, &objects).unwrap_or_else(|e| failed(e));
        let made = metrics.iter().map(|metric| metrics::deserialize(metric, &objects));
        let metrics = metrics::Metrics::new(made.collect::<keras::Result<_>>().unwrap_or_else(|e| failed(e)));
        let mut model = model.compile(optimizer, AnyLosses::new(vec![loss]), metrics);
        macro_rules! step {
            ($model:expr) => {
                match kind_of_labels {
                    Labels::OneHot => $model.train_on_batch(&x, &dense_labels),
                    Labels::Classes => $model.train_on_batch(&x, &labels.to_vec()),
                    Labels::Text => $model.train_on_batch(&sequences, &text),
                }
                .unwrap_or_else(|e| failed(e))
            };
        }
        step!(model);
        step!(model);
        let file = format!("{kind}_{}.keras", facts.len());
        let path = folder.join(&file);
        model.save(&path).unwrap_or_else(|e| failed(e));
        let mut read = load_compiled_model(&path).unwrap_or_else(|e| failed(e));
        read.save(&again).unwrap();
        assert!(same_bytes(&path, &again), "{source}");
        let scores = step!(model);
        assert_eq!(step!(read), scores, "{source}");
        assert_eq!(read.get_weights(), model.get_weights(), "{source}");
        let weights: Vec<Value> = model.get_weights().iter().map(written).collect();
        let scores: Vec<Value> = scores.iter().map(|(name, value)| json!([name, value])).collect();
        let batch = match kind_of_labels {
            Labels::OneHot => [0, 1],
            Labels::Classes => [0, 2],
            Labels::Text => [3, 4],
        };
        facts.push(
            json!({ "keras": source, "file": file, "batch": batch, "weights": weights, "scores": scores }),
        );
    }
    let labels = ArrayD::from_shape_fn(IxDyn(&[4]), |at| labels[at[0]] as f32);
    let text = text.mapv(|label| label as f32);
    let arrays = [x.into_dyn(), dense_labels.into_dyn(), labels, sequences.into_dyn(), text.into_dyn()];
    let arrays = arrays.map(|array| written(&array));
    fs::write(
        folder.join(format!("{kind}.json")),
        json!({ "arrays": arrays, "trainings": facts }).to_string(),
    )
    .unwrap();
}

#[test]
fn every_optimizer_goes_through_a_file() {
    let cases = cases("optimizers", optimizers::CLASSES);
    goes_on(
        "optimizer",
        cases
            .into_iter()
            .map(|(source, optimizer)| Training { optimizer, ..Training::of(&source) })
            .collect(),
    );
}

#[test]
fn every_schedule_goes_through_a_file() {
    let sgd = |schedule: Value| json!({ "class_name": "SGD", "config": { "learning_rate": schedule } });
    let mut cases = cases("schedules", schedules::CLASSES);
    // Keras reads a single piece, and fails at its first step.
    cases.retain(|(_, case)| case["config"]["boundaries"] != json!([]));
    goes_on(
        "schedule",
        cases
            .into_iter()
            .map(|(source, case)| Training { optimizer: sgd(case), ..Training::of(&source) })
            .collect(),
    );
}

/// What a loss or a metric is for: the labels, and whether it takes logits.
fn fitting(source: &str, case: &Value, training: Training) -> Training {
    let by_number = ["Sparse", "Circle", "CategoricalGeneralized"];
    let labels = match source {
        _ if source.starts_with("CTC") => Labels::Text,
        _ if by_number.iter().any(|class| source.starts_with(class)) => Labels::Classes,
        _ => Labels::OneHot,
    };
    let activation = match source.starts_with("Binary") {
        _ if case["config"]["from_logits"] == true || labels == Labels::Text => "linear",
        true => "sigmoid",
        false => "softmax",
    };
    let layer = dense(json!({ "activation": activation }));
    let loss = match labels {
        Labels::Classes => json!({
            "class_name": "SparseCategoricalCrossentropy",
            "config": { "from_logits": activation == "linear" },
        }),
        _ => training.loss,
    };
    Training { labels, layer, loss, ..training }
}

#[test]
fn every_loss_goes_through_a_file() {
    let of = |(source, loss): (String, Value)| Training {
        loss: loss.clone(),
        ..fitting(&source, &loss, Training::of(&source))
    };
    goes_on("loss", cases("losses", losses::CLASSES).into_iter().map(of).collect());
}

#[test]
fn every_metric_goes_through_a_file() {
    let of = |(source, metric): (String, Value)| {
        let training = fitting(&source, &metric, Training::of(&source));
        // A metric of logits stands beside a loss of such.
        Training { metrics: vec![metric], ..training }
    };
    let mut cases = cases("metrics", metrics::CLASSES);
    // They are of maps of classes, and of two numbers a sample; `configs` has them there and back.
    let others =
        ["IoU(", "MeanIoU(", "OneHotIoU(", "OneHotMeanIoU(", "R2Score(class_aggregation=None, num_reg"];
    cases.retain(|(source, _)| !others.iter().any(|other| source.starts_with(other)));
    goes_on("metric", cases.into_iter().map(of).collect());
}

#[test]
fn every_initializer_regularizer_and_constraint_goes_through_a_file() {
    let mut trainings = vec![];
    let mut add = |argument: &str, cases: Vec<(String, Value)>| {
        for (source, case) in cases {
            let mut arguments = json!({});
            arguments[argument] = case;
            trainings.push(Training { layer: dense(arguments), ..Training::of(&source) });
        }
    };
    let initializers = cases("initializers", initializers::CLASSES).into_iter();
    add("kernel_initializer", initializers.filter(|(source, _)| !is_of_three_axes(source)).collect());
    add("kernel_regularizer", cases("regularizers", regularizers::CLASSES));
    let constraints = cases("constraints", constraints::CLASSES).into_iter();
    // The others are those of a kernel of more axes.
    add("kernel_constraint", constraints.filter(|(_, case)| !case["config"]["axis"].is_array()).collect());
    goes_on("argument", trainings);
}
