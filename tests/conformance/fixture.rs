//! What Keras computed, read from `data/`.

use keras::autodiff::Variable;
use ndarray::ArrayD;
use serde_json::Value;
use std::path::Path;

/// The fixture of one subject.
pub fn read(subject: &str) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance/data");
    let text = std::fs::read_to_string(folder.join(format!("{subject}.json"))).expect("the fixture is there");
    serde_json::from_str(&text).expect("a fixture is JSON")
}

/// The entries of a list.
#[track_caller]
pub fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

/// The Keras expression that a case was computed with.
#[track_caller]
pub fn source(case: &Value) -> &str {
    case["keras"].as_str().expect("a case says what it is of")
}

/// The numbers of an array.
#[track_caller]
pub fn data(array: &Value) -> Vec<f32> {
    list(&array["data"]).iter().map(number).collect()
}

/// The shape of an array.
#[track_caller]
pub fn shape(array: &Value) -> Vec<usize> {
    list(&array["shape"]).iter().map(size).collect()
}

/// A size.
#[track_caller]
pub fn size(value: &Value) -> usize {
    value.as_u64().expect("a size") as usize
}

/// A number.
#[track_caller]
pub fn number(value: &Value) -> f32 {
    value.as_f64().expect("a number") as f32
}

/// An array.
#[track_caller]
pub fn array(value: &Value) -> ArrayD<f32> {
    ArrayD::from_shape_vec(shape(value), data(value)).expect("the data fill the shape")
}

/// The arrays of a list.
#[track_caller]
pub fn arrays(value: &Value) -> Vec<ArrayD<f32>> {
    list(value).iter().map(array).collect()
}

/// An array as a variable, whose gradient can be asked for.
#[track_caller]
pub fn variable(value: &Value) -> Variable {
    Variable::new("x", &shape(value), |x| x.copy_from_slice(&data(value))).expect("a small shape")
}

/// Fails unless each number is that of Keras within `tolerance`: relative to it, or to the mean of all magnitudes
/// (at most 1) where that is more.
#[track_caller]
pub fn assert_close(what: &str, found: &[f32], keras: &[f32], tolerance: f32) {
    assert_within(what, found, keras, tolerance * mean(keras).min(1.0), tolerance);
}

/// Fails unless each number is that of Keras within `room`, or within `tolerance` relative to it.
#[track_caller]
pub fn assert_within(what: &str, found: &[f32], keras: &[f32], room: f32, tolerance: f32) {
    assert_eq!(found.len(), keras.len(), "{what}: number of values");
    for (i, (&found, &keras)) in found.iter().zip(keras).enumerate() {
        let room = room.max(tolerance * keras.abs());
        assert!((found - keras).abs() <= room, "{what}, value {i}: {found}, Keras has {keras}");
    }
}

/// The mean of all magnitudes.
pub fn mean(values: &[f32]) -> f32 {
    values.iter().map(|value| value.abs()).sum::<f32>() / values.len().max(1) as f32
}
