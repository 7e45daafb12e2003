use crate::fixture;
use keras::autodiff::Tape;
use keras::backend as K;
use keras::losses::*;
use keras::prelude::*;
use keras::saving::CustomObjects;
use keras::shape::Shape;
use keras::training::{AnyLosses, Evaluate};
use serde_json::json;

fn loss(source: &str) -> Box<dyn Loss> {
    match source {
        "CategoricalCrossentropy()" => Box::new(CategoricalCrossentropy::default()),
        "CategoricalCrossentropy(label_smoothing=0.1)" => {
            Box::new(CategoricalCrossentropy::default().label_smoothing(0.1))
        }
        "CategoricalCrossentropy(from_logits=True)" => {
            Box::new(CategoricalCrossentropy::default().from_logits())
        }
        "CategoricalCrossentropy(from_logits=True, label_smoothing=0.2)" => {
            Box::new(CategoricalCrossentropy::default().from_logits().label_smoothing(0.2))
        }
        "SparseCategoricalCrossentropy()" => Box::new(SparseCategoricalCrossentropy::default()),
        "SparseCategoricalCrossentropy(from_logits=True)" => {
            Box::new(SparseCategoricalCrossentropy::default().from_logits())
        }
        "BinaryCrossentropy()" => Box::new(BinaryCrossentropy::default()),
        "BinaryCrossentropy(label_smoothing=0.1)" => {
            Box::new(BinaryCrossentropy::default().label_smoothing(0.1))
        }
        "BinaryCrossentropy(from_logits=True)" => Box::new(BinaryCrossentropy::default().from_logits()),
        "BinaryCrossentropy(from_logits=True, label_smoothing=0.2)" => {
            Box::new(BinaryCrossentropy::default().from_logits().label_smoothing(0.2))
        }
        "MeanSquaredError()" => Box::new(MeanSquaredError::default()),
        "MeanAbsoluteError()" => Box::new(MeanAbsoluteError::default()),
        "MeanAbsolutePercentageError()" => Box::new(MeanAbsolutePercentageError::default()),
        "MeanSquaredLogarithmicError()" => Box::new(MeanSquaredLogarithmicError::default()),
        "Huber()" => Box::new(Huber::default()),
        "Huber(delta=0.4)" => Box::new(Huber::default().delta(0.4)),
        "LogCosh()" => Box::new(LogCosh::default()),
        "Hinge()" => Box::new(Hinge::default()),
        "SquaredHinge()" => Box::new(SquaredHinge::default()),
        "CategoricalHinge()" => Box::new(CategoricalHinge::default()),
        "KLDivergence()" => Box::new(KLDivergence::default()),
        "Poisson()" => Box::new(Poisson::default()),
        "CosineSimilarity()" => Box::new(CosineSimilarity::default()),
        "BinaryFocalCrossentropy()" => Box::new(BinaryFocalCrossentropy::default()),
        "BinaryFocalCrossentropy(axis=1)" => Box::new(BinaryFocalCrossentropy::default().axis(1)),
        "BinaryFocalCrossentropy(apply_class_balancing=True, alpha=0.3, gamma=1.5)" => {
            Box::new(BinaryFocalCrossentropy::default().apply_class_balancing(true).alpha(0.3).gamma(1.5))
        }
        "BinaryFocalCrossentropy(from_logits=True, label_smoothing=0.1)" => {
            Box::new(BinaryFocalCrossentropy::default().from_logits().label_smoothing(0.1))
        }
        "CategoricalFocalCrossentropy()" => Box::new(CategoricalFocalCrossentropy::default()),
        "CategoricalFocalCrossentropy(axis=1)" => Box::new(CategoricalFocalCrossentropy::default().axis(1)),
        "CategoricalFocalCrossentropy(alpha=[0.1, 0.2, 0.3, 0.4], gamma=1.5)" => {
            Box::new(CategoricalFocalCrossentropy::default().alpha([0.1, 0.2, 0.3, 0.4]).gamma(1.5))
        }
        "CategoricalFocalCrossentropy(from_logits=True, label_smoothing=0.1)" => {
            Box::new(CategoricalFocalCrossentropy::default().from_logits().label_smoothing(0.1))
        }
        "CategoricalGeneralizedCrossEntropy()" => Box::new(CategoricalGeneralizedCrossEntropy::default()),
        "CategoricalGeneralizedCrossEntropy(q=0.8)" => {
            Box::new(CategoricalGeneralizedCrossEntropy::default().q(0.8))
        }
        "BinaryCrossentropy(axis=1)" => Box::new(BinaryCrossentropy::default().axis(1)),
        "CategoricalCrossentropy(axis=1, label_smoothing=0.1)" => {
            Box::new(CategoricalCrossentropy::default().axis(1).label_smoothing(0.1))
        }
        "CosineSimilarity(axis=1)" => Box::new(CosineSimilarity::default().axis(1)),
        "SparseCategoricalCrossentropy(ignore_class=2)" => {
            Box::new(SparseCategoricalCrossentropy::default().ignore_class(2))
        }
        "SparseCategoricalCrossentropy(ignore_class=2, from_logits=True)" => {
            Box::new(SparseCategoricalCrossentropy::default().ignore_class(2).from_logits())
        }
        "Dice()" => Box::new(Dice::default()),
        "Dice(axis=-1)" => Box::new(Dice::default().axis([-1])),
        "Dice(axis=(1, 2))" => Box::new(Dice::default().axis((1, 2))),
        "Tversky()" => Box::new(Tversky::default()),
        "Tversky(alpha=0.3, beta=0.6, axis=-1)" => {
            Box::new(Tversky::default().alpha(0.3).beta(0.6).axis([-1]))
        }
        "Tversky(alpha=0.2, beta=0.9, axis=(1, 2))" => {
            Box::new(Tversky::default().alpha(0.2).beta(0.9).axis([1, 2]))
        }
        "Circle()" => Box::new(Circle::default()),
        "Circle(gamma=16.0, margin=0.3, remove_diagonal=False)" => {
            Box::new(Circle::default().gamma(16.0).margin(0.3).remove_diagonal(false))
        }
        "CTC()" => Box::new(CTC::default()),
        _ => panic!("{source} has no counterpart here"),
    }
}

#[test]
fn losses_and_their_slopes_agree_with_keras() {
    for case in fixture::list(&fixture::read("losses")["cases"]) {
        if fixture::source(case).contains("reduction") {
            continue;
        }
        let y_pred = fixture::variable(&case["y_pred"]);
        let weight = case.get("sample_weight").map(fixture::array);
        let weighted = if weight.is_some() { ", weighted" } else { "" };
        let what = format!("{} on {}{weighted}", fixture::source(case), y_pred.shape());

        let tape = Tape::new();
        let y_true = tape.array(&fixture::array(&case["y_true"]));
        let losses = loss(fixture::source(case)).call(&y_true, &tape.variable(&y_pred));
        if let Some(keras) = case.get("per_sample") {
            losses.read(|found| fixture::assert_close(&what, found, &fixture::data(keras), 1e-5));
        }
        let share = losses.mask().map_or_else(|| K::constant(&tape, 1.0, &[]), |mask| K::mean(&mask));
        let mean = match &weight {
            Some(weight) => K::mean(&(losses * tape.array(weight))) / share,
            None => K::mean(&losses) / share,
        };
        tape.backward(&mean).unwrap_or_else(|error| panic!("{what}: {error}"));
        fixture::assert_close(&what, &[mean.item()], &[fixture::number(&case["value"])], 1e-5);
        let slopes =
            tape.gradient(&y_pred, |gradient| gradient.to_vec()).expect("the loss depends on y_pred");
        let what = format!("{what}, gradient");
        fixture::assert_close(&what, &slopes, &fixture::data(&case["gradient"]), 1e-5);
    }
}

#[test]
fn reductions_agree_with_keras() {
    let read = fixture::read("losses");
    let cases =
        fixture::list(&read["cases"]).iter().filter(|case| fixture::source(case).contains("reduction"));
    for case in cases.clone() {
        let source = fixture::source(case);
        let (class, reduction) = source.split_once("(reduction=").expect("it has one");
        let object =
            json!({ "class_name": class, "config": { "reduction": reduction.trim_matches(['\'', ')']) } });
        let loss = deserialize(&object, &CustomObjects::new()).expect("it is a loss");
        let [y_true, y_pred] = ["y_true", "y_pred"].map(|name| fixture::array(&case[name]));

        let mut model = Sequential::new();
        let shape = Shape::known(&y_pred.shape()[1..]);
        model.add(layer!(Activation(linear)).input(shape)).expect("it is the first");
        let mut model = model.compile(SGD::default(), AnyLosses::new(vec![loss]), metrics![]);
        let options = Evaluate::new().batch_size(8);
        let options = match case.get("sample_weight").map(fixture::array) {
            Some(weights) => options.sample_weight(weights),
            None => options,
        };
        let found =
            model.evaluate_with(&y_pred, &y_true, options).unwrap_or_else(|e| panic!("{source}: {e}"));
        fixture::assert_close(source, &[found.loss], &[fixture::number(&case["value"])], 1e-5);
    }
    assert!(cases.count() > 10);
}
