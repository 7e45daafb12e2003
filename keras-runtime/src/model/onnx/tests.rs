//! What can be checked of the tables without another program.

use super::layers::{CANNOT, FORMULAS, is_exported};
use crate::activations::NAMES;
use crate::layers::CLASSES;

#[test]
fn each_class_of_layers_is_exported_or_there_is_a_reason() {
    for class in CLASSES.iter().map(|entry| entry.class()) {
        let cannot = CANNOT.iter().any(|(known, _)| *known == class);
        assert!(is_exported(class) != cannot, "{class} is not in one of the lists of `onnx/layers`");
    }
}

#[test]
fn each_activation_is_exported() {
    for (name, function) in NAMES {
        let is_there = FORMULAS.iter().any(|(known, _)| *known == function.parts().0);
        assert!(is_there, "{name} is not in the list of `onnx/layers/activation`");
    }
}
