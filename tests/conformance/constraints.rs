use crate::fixture;
use keras::constraints::{Constraint, max_norm, min_max_norm, non_neg, unit_norm};

fn constraint(source: &str) -> Constraint {
    match source {
        "MaxNorm()" => max_norm(2.0),
        "MaxNorm(max_value=0.9)" => max_norm(0.9),
        "MaxNorm(max_value=1.2, axis=1)" => max_norm(1.2).axis([1]),
        "MaxNorm(max_value=1.5, axis=[0, 1])" => max_norm(1.5).axis([0, 1]),
        "NonNeg()" => non_neg,
        "UnitNorm()" => unit_norm,
        "UnitNorm(axis=1)" => unit_norm.axis([1]),
        "MinMaxNorm(min_value=0.8, max_value=1.1)" => min_max_norm(0.8, 1.1, 1.0),
        "MinMaxNorm(min_value=0.8, max_value=1.1, rate=0.4, axis=1)" => min_max_norm(0.8, 1.1, 0.4).axis([1]),
        _ => panic!("{source} has no counterpart here"),
    }
}

#[test]
fn constraints_bring_weights_back_as_keras_does() {
    for case in fixture::list(&fixture::read("constraints")["cases"]) {
        let (source, shape) = (fixture::source(case), fixture::shape(&case["weight"]));
        let mut weight = fixture::data(&case["weight"]);
        constraint(source).apply(&shape, &mut weight).expect("the weight has the axis");
        let what = format!("{source} on {shape:?}");
        fixture::assert_close(&what, &weight, &fixture::data(&case["constrained"]), 1e-6);
    }
}
