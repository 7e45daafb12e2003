use crate::fixture;
use keras::activations::*;
use keras::autodiff::{Tape, Tensor};
use keras::backend as K;
use serde_json::Value;

fn activation(source: &str) -> Function {
    match source {
        "relu(x, negative_slope=0.1)" => relu_with(0.1, None, 0.0),
        "relu(x, max_value=4.0)" => relu_with(0.0, Some(4.0), 0.0),
        "relu(x, threshold=0.6)" => relu_with(0.0, None, 0.6),
        "relu(x, negative_slope=0.3, max_value=2.5, threshold=0.25)" => relu_with(0.3, Some(2.5), 0.25),
        "leaky_relu(x, negative_slope=0.05)" => leaky_relu_with(0.05),
        "elu(x, alpha=0.7)" => elu_with(0.7),
        "celu(x, alpha=1.6)" => celu_with(1.6),
        "gelu(x, approximate=True)" => gelu_with(true),
        "squareplus(x, b=1)" => squareplus_with(1.0),
        "soft_shrink(x, threshold=1.1)" => soft_shrink_with(1.1),
        "hard_shrink(x, threshold=1.1)" => hard_shrink_with(1.1),
        "threshold(x, 0.9, -2.0)" => threshold(0.9, -2.0),
        _ => {
            let name = source.strip_suffix("(x)").unwrap_or(source);
            let listed = NAMES.iter().find(|(listed, _)| *listed == name);
            listed.unwrap_or_else(|| panic!("{source} has no counterpart here")).1
        }
    }
}

fn apply(source: &str, x: &Tensor) -> Tensor {
    match source {
        "softmax(x, axis=1)" => K::softmax_axis(x, 1),
        "log_softmax(x, axis=1)" => K::log_softmax_axis(x, 1),
        _ => activation(source).apply(x),
    }
}

#[test]
fn activations_and_their_slopes_agree_with_keras() {
    let fixture = fixture::read("activations");
    for case in fixture::list(&fixture["cases"]) {
        let (source, tape) = (fixture::source(case), Tape::new());
        let x = fixture::variable(&case["x"]);
        let y = apply(source, &tape.variable(&x));
        let cotangent = tape.array(&fixture::array(&case["cotangent"]));
        tape.backward(&K::sum(&(&y * cotangent))).unwrap_or_else(|error| panic!("{source}: {error}"));
        agree(source, &y, &case["y"]);
        let slopes = tape.gradient(&x, |gradient| gradient.to_vec()).expect("the sum depends on x");
        let what = format!("{source}, gradient");
        fixture::assert_close(&what, &slopes, &fixture::data(&case["gradient"]), 1e-5);
        if let Some(corners) = case.get("corners") {
            let x = tape.array(&fixture::array(&corners["x"]));
            agree(&format!("{source} at its corners"), &apply(source, &x), &corners["y"]);
        }
    }
}

#[test]
fn every_activation_has_numbers_from_keras() {
    let fixture = fixture::read("activations");
    let sources: Vec<_> = fixture::list(&fixture["cases"]).iter().map(fixture::source).collect();
    let missing: Vec<_> = NAMES
        .iter()
        .map(|(name, _)| format!("{name}(x)"))
        .filter(|name| !sources.contains(&&**name))
        .collect();
    assert!(missing.is_empty(), "Keras computed nothing for {missing:?}");
}

#[track_caller]
fn agree(what: &str, found: &Tensor, keras: &Value) {
    assert_eq!(found.shape().to_vec(), fixture::shape(keras), "{what}: shape");
    found.read(|found| fixture::assert_close(what, found, &fixture::data(keras), 1e-5));
}
