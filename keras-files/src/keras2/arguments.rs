//! Arguments of layers that Keras 3 has no more, or under another name.

use serde_json::{Map, Value, json};

use super::SHAPE;
use crate::graph::take_back_axes;

/// Arguments that change nothing that a model computes.
const WITHOUT_EFFECT: &[(&str, &[&str])] = &[
    ("LSTM", &["implementation"]),
    ("GRU", &["implementation"]),
    ("SimpleRNN", &["implementation"]),
    ("LSTMCell", &["implementation"]),
    ("GRUCell", &["implementation"]),
    ("SimpleRNNCell", &["implementation"]),
    ("ConvLSTM1D", &["implementation"]),
    ("ConvLSTM2D", &["implementation"]),
    ("ConvLSTM3D", &["implementation"]),
    ("Embedding", &["input_length"]),
    ("BatchNormalization", &["fused"]),
    ("RandomBrightness", &["rng_type"]),
    ("RandomContrast", &["rng_type"]),
    ("RandomCrop", &["rng_type"]),
    ("RandomFlip", &["rng_type"]),
    ("RandomRotation", &["rng_type"]),
    ("RandomTranslation", &["rng_type"]),
    ("RandomZoom", &["rng_type"]),
    ("MultiHeadAttention", &["query_shape", "key_shape", "value_shape"]),
    ("DepthwiseConv1D", &["kernel_initializer", "kernel_regularizer", "kernel_constraint"]),
    ("DepthwiseConv2D", &["kernel_initializer", "kernel_regularizer", "kernel_constraint"]),
    ("SeparableConv1D", &["kernel_initializer", "kernel_regularizer", "kernel_constraint"]),
    ("SeparableConv2D", &["kernel_initializer", "kernel_regularizer", "kernel_constraint"]),
];

/// Arguments that are gone, and what they were unless someone asked for another thing.
fn gone() -> [(&'static str, Value); 7] {
    [
        ("time_major", json!(false)),
        ("groups", json!(1)),
        ("renorm", json!(false)),
        ("virtual_batch_size", Value::Null),
        ("adjustment", Value::Null),
        ("noise_shape", Value::Null),
        ("softmax_robust_masking", json!(false)),
    ]
}

/// Arguments that have another name: class, name in Keras 2, name in Keras 3.
const RENAMED: &[(&str, &str, &str)] =
    &[("LeakyReLU", "alpha", "negative_slope"), ("InputLayer", SHAPE, "batch_shape")];

/// Makes the arguments of a layer, or of another object with a class, those of Keras 3.
pub(super) fn translate(class: &str, config: &mut Map<String, Value>) -> Result<(), String> {
    if class == "MultiHeadAttention" {
        let query_shape = config.get("query_shape").cloned();
        take_back_axes(query_shape.as_ref(), config);
    }
    for argument in WITHOUT_EFFECT.iter().filter(|(of, _)| *of == class).flat_map(|(_, arguments)| *arguments)
    {
        config.remove(*argument);
    }
    for (argument, value) in gone() {
        let is_kept = argument == "groups" && ["Conv1D", "Conv2D", "Conv3D"].contains(&class);
        if config.get(argument) == Some(&value) && !is_kept {
            config.remove(argument);
        }
    }
    for (_, before, now) in RENAMED.iter().filter(|(of, ..)| *of == class) {
        if let Some(value) = config.remove(*before) {
            config.insert((*now).to_owned(), value);
        }
    }
    if class == "BatchNormalization"
        && let Some([axis]) = config.get("axis").and_then(Value::as_array).map(Vec::as_slice)
    {
        let axis = axis.clone();
        config.insert("axis".to_owned(), axis);
    }
    let hard = ["activation", "recurrent_activation"]
        .into_iter()
        .find(|argument| config.get(*argument).is_some_and(|value| value == "hard_sigmoid"));
    match hard {
        Some(argument) => Err(format!(
            "`{}`: the `{argument}` of Keras 2's `hard_sigmoid` is 0.2 x + 0.5 between 0 and 1, which Keras 3 does not have",
            config.get("name").and_then(Value::as_str).unwrap_or(class),
        )),
        None => Ok(()),
    }
}
