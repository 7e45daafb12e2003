use crate::fixture;
use keras::autodiff::Tape;
use keras::backend as K;
use keras::losses::*;

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
        _ => panic!("{source} has no counterpart here"),
    }
}

#[test]
fn losses_and_their_slopes_agree_with_keras() {
    for case in fixture::list(&fixture::read("losses")["cases"]) {
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
        let mean = match &weight {
            Some(weight) => K::mean(&(losses * tape.array(weight))),
            None => K::mean(&losses),
        };
        tape.backward(&mean).unwrap_or_else(|error| panic!("{what}: {error}"));
        fixture::assert_close(&what, &[mean.item()], &[fixture::number(&case["value"])], 1e-5);
        let slopes =
            tape.gradient(&y_pred, |gradient| gradient.to_vec()).expect("the loss depends on y_pred");
        let what = format!("{what}, gradient");
        fixture::assert_close(&what, &slopes, &fixture::data(&case["gradient"]), 1e-5);
    }
}
