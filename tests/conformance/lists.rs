//! Whatever is on a list of the library has numbers from Keras.

use std::collections::BTreeSet;

use crate::fixture;
use keras::config::ClassEntry;
use keras::{losses, metrics, optimizers, schedules};
use serde_json::Value;

/// The classes of a list that no case of the fixture is of.
fn missing<'a>(fixture: &Value, classes: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let class = |case| fixture::source(case).split('(').next().expect("a split has a first part");
    let covered: BTreeSet<&str> = fixture::list(&fixture["cases"]).iter().map(class).collect();
    classes.into_iter().filter(|class| !covered.contains(class)).collect()
}

fn names<M: 'static>(classes: &[ClassEntry<M>]) -> Vec<&'static str> {
    classes.iter().map(ClassEntry::class).collect()
}

#[test]
fn every_loss_optimizer_and_schedule_has_numbers_from_keras() {
    for (subject, classes) in [
        ("losses", names(losses::CLASSES)),
        ("optimizers", names(optimizers::CLASSES)),
        ("schedules", names(schedules::CLASSES)),
    ] {
        assert!(!classes.is_empty());
        assert_eq!(missing(&fixture::read(subject), classes), [""; 0], "{subject} without a case");
    }
}

#[test]
fn every_metric_has_numbers_from_keras() {
    let fixture = fixture::read("metrics");
    // No class in Keras but what it takes the word `accuracy` for; those cases are a list of their own. So are those of
    // `Mean` and `Sum`, which take values. The last is not in Keras, and has its numbers from scikit-learn.
    let missing = missing(&fixture, names(metrics::CLASSES));
    assert_eq!(missing, ["FittingAccuracy", "MeanAveragePrecision", "Mean", "Sum"]);
    assert!(!fixture::list(&fixture["resolved"]).is_empty());
}

#[test]
fn a_class_without_a_case_is_named() {
    let fixture = serde_json::json!({"cases": [{"keras": "Huber(delta=0.4)"}]});
    assert_eq!(missing(&fixture, ["Hinge", "Huber", "Hub"]), ["Hinge", "Hub"]);
}
