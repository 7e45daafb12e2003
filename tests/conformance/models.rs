use std::collections::BTreeMap;
use std::fs;

use crate::configs::difference;
use crate::fixture;
use keras::config::Argument;
use keras::prelude::*;
use serde_json::{Value, json};

/// What a model is for Keras, and what it has to be.
fn facts(model: &impl Model) -> Value {
    let outputs = model.outputs();
    let shapes = outputs.as_slice().iter().map(|spec| {
        let mut shape = spec.shape().to_json().unwrap();
        shape.as_array_mut().unwrap().insert(0, Value::Null);
        shape
    });
    let shapes: Vec<Value> = shapes.collect();
    json!({ "json": model.to_json().unwrap(), "params": model.count_params(), "outputs": shapes })
}

/// The same models as in `models.py`.
fn models() -> BTreeMap<&'static str, Value> {
    sequential! {
        struct Encoder { Dense(2, input = 4, name = code) }
    }
    BTreeMap::from([
        (
            "stack",
            facts(&sequential![
                Dense(3, activation = relu, trainable = false, name = hidden, input = 4),
                Dense(1),
            ]),
        ),
        (
            "residual",
            facts(&graph!({
                let x = Input(4, name = x);
                let y = Dense(4)(x);
                let z = Add()([x, y]);
                (z, Dense(2, name = label)(z))
            })),
        ),
        (
            "shared",
            facts(&graph!({
                let a = Input(3, name = a);
                let b = Input(3, name = b);
                let shared = Dense(3, name = shared);
                let c = shared(a);
                Concatenate()([c, shared(shared(b))])
            })),
        ),
        (
            "attention",
            facts(&graph!({
                let a = Input(5, 4, name = a);
                let b = Input(6, 4, name = b);
                let x = Attention()([a, b], use_causal_mask = true);
                MultiHeadAttention(2, 3, value_dim = 3)(x, b)
            })),
        ),
        (
            "states",
            facts(&graph!({
                let ids = Input(5, dtype = int32, name = ids);
                let x = Embedding(7, 4)(ids);
                let (y, h, c) = LSTM(3, return_sequences = true, return_state = true)(x);
                LSTM(3)(y, initial_state = [h, c])
            })),
        ),
        (
            "nested",
            facts(&graph!({
                let x = Input(4, name = x);
                Dense(1, name = label)(Encoder(name = encoder)(x))
            })),
        ),
    ])
}

/// What Keras adds when it builds a model: for which shapes, that steps attend to steps, that nothing is masked.
const FOUND_OUT: [&str; 6] =
    ["attention_axes", "build_config", "build_input_shape", "compile_config", "mask", "training"];

/// Without that, and with the layers by name.
fn ordered(mut value: Value) -> Value {
    match &mut value {
        Value::Object(parts) => {
            parts.retain(|part, _| !FOUND_OUT.contains(&part.as_str()));
            parts.values_mut().for_each(|part| *part = ordered(part.take()));
            if let Some(Value::Array(layers)) = parts.get_mut("layers") {
                layers.sort_by_key(|layer| layer["config"]["name"].to_string());
            }
        }
        Value::Array(values) => values.iter_mut().for_each(|value| *value = ordered(value.take())),
        _ => {}
    }
    value
}

#[test]
fn models_are_written_as_keras_does() {
    let (models, fixture) = (models(), fixture::read("models"));
    if let Ok(path) = std::env::var("KERAS_MODELS") {
        fs::write(path, json!(models).to_string()).unwrap();
    }
    assert_eq!(models.len(), fixture.as_object().unwrap().len());
    for (name, ours) in models {
        let keras = &fixture[name];
        assert_eq!((&ours["params"], &ours["outputs"]), (&keras["params"], &keras["outputs"]), "{name}");
        let (ours, keras) = (ordered(ours["json"].clone()), ordered(keras["json"].clone()));
        assert_eq!(difference(name, &ours, &keras), None);
    }
}
