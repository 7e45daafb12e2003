use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::sync::Mutex;

use crate::fixture;
use keras::activations::{self, Function};
use keras::config::{Argument, ClassEntry, Value};
use keras::constraints::{self, Constraint};
use keras::initializers::{self, Initializer};
use keras::losses::{self, Loss};
use keras::metrics::{self, Metrics};
use keras::optimizers::{self, Optimizer};
use keras::regularizers::{self, Regularizer};
use keras::saving::CustomObjects;
use keras::schedules;
use keras::{layer, layers};
use serde_json::json;

/// What Keras reads and does not write, with its default: Huber's loss forgets how it was made.
const UNWRITTEN: [(&str, f64); 2] = [("axis", -1.0), ("delta", 1.0)];

/// Where what is written here differs from what Keras writes, besides arguments that Keras leaves out if there are none.
pub fn difference(path: &str, ours: &Value, keras: &Value) -> Option<String> {
    let differ = || Some(format!("{path}: {ours} here, {keras} in Keras"));
    match (ours, keras) {
        (Value::Object(ours), Value::Object(keras)) => {
            let keys: BTreeSet<&String> = ours.keys().chain(keras.keys()).collect();
            keys.into_iter().find_map(|key| match (ours.get(key), keras.get(key)) {
                (Some(ours), Some(keras)) if key == "dtype" && keras == "float32" && ours.is_object() => {
                    (ours["config"]["name"] != "float32").then(|| format!("{path}.dtype: {ours}"))
                }
                // The module is where the class stands in Python's files, if it is not one of Keras's own.
                (Some(_), Some(Value::String(module)))
                    if key == "module" && !module.starts_with("keras.") =>
                {
                    None
                }
                (Some(ours), Some(keras)) => difference(&format!("{path}.{key}"), ours, keras),
                (Some(Value::Null), None) => None,
                (Some(value), None) if UNWRITTEN.iter().any(|(name, json)| name == key && value == json) => {
                    None
                }
                (ours, keras) => Some(format!("{path}.{key}: {ours:?} here, {keras:?} in Keras")),
            })
        }
        (Value::Array(ours), Value::Array(keras)) if ours.len() == keras.len() => {
            ours.iter().zip(keras).find_map(|(ours, keras)| difference(path, ours, keras))
        }
        (Value::Number(ours), Value::Number(keras)) => {
            let [ours, keras] = [ours, keras].map(|number| number.as_f64().unwrap() as f32);
            if ours == keras { None } else { differ() }
        }
        _ => {
            if ours == keras {
                None
            } else {
                differ()
            }
        }
    }
}

/// Reads what Keras has written and writes it again, for each case of a kind; and each class is among them.
fn there_and_back<M: 'static>(
    kind: &str,
    classes: &[ClassEntry<M>],
    again: impl Fn(&Value) -> keras::Result<Value>,
) {
    let fixture = fixture::read("configs");
    let mut left: BTreeSet<&str> = classes.iter().map(ClassEntry::class).collect();
    let mut written = vec![];
    for case in fixture::list(&fixture[kind]) {
        let (keras, source) = (&case["written"], fixture::source(case));
        left.remove(keras["class_name"].as_str().unwrap());
        let ours = again(keras).unwrap_or_else(|error| panic!("{source}: {error}"));
        assert_eq!(difference(source, &ours, keras), None);
        assert_eq!(again(&ours).unwrap(), ours, "{source}, read and written a second time");
        written.push(ours);
    }
    // A function has no name that a file could hold; Keras has a word alone for the accuracy that fits, and no mean average
    // precision.
    left.retain(|class| !["Lambda", "FittingAccuracy", "MeanAveragePrecision"].contains(class));
    for case in fixture[format!("wide_{kind}")].as_array().into_iter().flatten() {
        left.remove(case["written"]["class_name"].as_str().unwrap());
        let ours = again(&case["written"]).unwrap();
        assert_eq!(difference(fixture::source(case), &ours, &case["narrow"]), None);
    }
    assert!(left.is_empty(), "Keras has written no {left:?}");
    for_keras(kind, &written);
}

/// Adds a kind to the file that `configs.py` reads, if one is wanted.
fn for_keras(kind: &str, written: &[Value]) {
    static FILE: Mutex<BTreeMap<String, Vec<Value>>> = Mutex::new(BTreeMap::new());
    if let Ok(path) = std::env::var("KERAS_CONFIGS") {
        let mut file = FILE.lock().unwrap();
        file.insert(kind.to_owned(), written.to_vec());
        fs::write(path, json!(*file).to_string()).unwrap();
    }
}

/// Holds layers that were written in Rust against what Keras writes of the same in Python.
macro_rules! hold {
    ($($keras:literal: $layer:expr;)*) => {{
        let fixture = fixture::read("configs");
        let layers = [$(($keras, $layer.to_json())),*];
        for (source, ours) in layers {
            let case = fixture::list(&fixture["layers"]).iter().find(|case| fixture::source(case) == source);
            assert_eq!(difference(source, &ours.unwrap(), &case.expect(source)["written"]), None);
        }
    }};
}

fn through<T: Argument>(value: &Value) -> keras::Result<Value> {
    T::from_json(value, &CustomObjects::new())?.to_json()
}

#[test]
fn layers_are_read_and_written_as_keras_does() {
    there_and_back("layers", layers::CLASSES, |written| {
        layers::deserialize(written, &CustomObjects::new())?.to_json()
    });
}

#[test]
fn initializers_are_read_and_written_as_keras_does() {
    there_and_back("initializers", initializers::CLASSES, through::<Initializer>);
}

#[test]
fn regularizers_are_read_and_written_as_keras_does() {
    there_and_back("regularizers", regularizers::CLASSES, through::<Regularizer>);
}

#[test]
fn constraints_are_read_and_written_as_keras_does() {
    there_and_back("constraints", constraints::CLASSES, through::<Constraint>);
}

#[test]
fn losses_are_read_and_written_as_keras_does() {
    there_and_back("losses", losses::CLASSES, |written| {
        losses::deserialize(written, &CustomObjects::new())?.to_json()
    });
}

#[test]
fn metrics_are_read_and_written_as_keras_does() {
    there_and_back("metrics", metrics::CLASSES, |written| {
        let metric = metrics::deserialize(written, &CustomObjects::new())?;
        Ok(Metrics::new(vec![metric]).to_json()?.remove(0))
    });
}

#[test]
fn schedules_are_read_and_written_as_keras_does() {
    there_and_back("schedules", schedules::CLASSES, |written| {
        schedules::deserialize(written, &CustomObjects::new())?.to_json()
    });
}

#[test]
fn optimizers_are_read_and_written_as_keras_does() {
    there_and_back("optimizers", optimizers::CLASSES, |written| {
        optimizers::deserialize(written, &CustomObjects::new())?.to_json()
    });
}

#[test]
fn activations_have_keras_s_names_all_of_them() {
    let keras = fixture::read("configs");
    // Keras writes two of its names as two others.
    let aliases = ["hard_swish", "swish"];
    let ours: BTreeSet<&str> =
        activations::NAMES.iter().map(|&(name, _)| name).filter(|name| !aliases.contains(name)).collect();
    let keras: BTreeSet<&str> =
        fixture::list(&keras["activations"]).iter().map(|name| name.as_str().unwrap()).collect();
    assert_eq!(ours, keras);
    for &(name, function) in activations::NAMES {
        let read = Function::from_json(&json!(name), &CustomObjects::new()).unwrap();
        assert_eq!(read, function);
        if ours.contains(name) {
            assert_eq!(function.to_json().unwrap(), json!(name));
        }
    }
}

#[test]
fn layers_of_rust_are_written_as_keras_writes_the_same_of_python() {
    hold! {
        "Dense(3)": layer!(Dense(3));
        "Bidirectional(LSTM(3))": layer!(Bidirectional(LSTM(3)));
        "Dot(1)": layer!(Dot(1));
        "Dot((1, 2), normalize=True)": layer!(Dot((1, 2), normalize = true));
        "UpSampling1D()": layer!(UpSampling1D());
        "Cropping2D(((1, 2), (0, 3)))": layer!(Cropping2D(((1, 2), (0, 3))));
        "ZeroPadding1D((2, 3))": layer!(ZeroPadding1D((2, 3)));
        "PReLU(shared_axes=[1, 2])": layer!(PReLU(shared_axes = (1, 2)));
        "LayerNormalization()": layer!(LayerNormalization());
        "MultiHeadAttention(2, 3, output_shape=(5, 6))": layer!(MultiHeadAttention(2, 3, value_dim = 3, output_shape = (5, 6)));
        "MultiHeadAttention(2, 3, attention_axes=(2,), sliding_window=2)":
            layer!(MultiHeadAttention(2, 3, value_dim = 3, attention_axes = 2, sliding_window = 2));
        "TimeDistributed(TimeDistributed(Dense(3, trainable=False)), trainable=False)":
            layer!(TimeDistributed(TimeDistributed(Dense(3, trainable = false)), trainable = false))
                .named("time_distributed_1");
        "StackedRNNCells([LSTMCell(3), GRUCell(2)])": layer!(StackedRNNCells([LSTMCell(3), GRUCell(2)]));
        "Activation(layers.LeakyReLU(0.1, name='leaky_re_lu'))": layer!(Activation(leaky_relu_with(0.1)));
        "Embedding(7, 3)": layer!(Embedding(7, 3));
    }
}
