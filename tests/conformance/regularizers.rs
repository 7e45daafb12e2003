use crate::fixture;
use keras::autodiff::{Tape, Variable};
use keras::regularizers::{Regularizer, columns, l1, l1_l2, l2, orthogonal_regularizer, rows};

fn regularizer(source: &str) -> Regularizer {
    match source {
        "l1()" => l1(0.01),
        "l1(0.3)" => l1(0.3),
        "l2()" => l2(0.01),
        "l2(0.2)" => l2(0.2),
        "l1_l2()" => l1_l2(0.0, 0.0),
        "l1_l2(l1=0.1, l2=0.4)" => l1_l2(0.1, 0.4),
        "orthogonal_regularizer()" => orthogonal_regularizer(0.01, rows),
        "orthogonal_regularizer(0.3, mode='columns')" => orthogonal_regularizer(0.3, columns),
        _ => panic!("{source} has no counterpart here"),
    }
}

#[test]
fn regularizers_give_the_penalties_and_gradients_of_keras() {
    for case in fixture::list(&fixture::read("regularizers")["cases"]) {
        let source = fixture::source(case);
        let values = fixture::data(&case["weight"]);
        let shape = fixture::shape(&case["weight"]);
        let weight = Variable::new("weight", &shape, |x| x.copy_from_slice(&values)).expect("a small shape");
        let tape = Tape::new();
        let penalty = regularizer(source).penalty(&tape.variable(&weight));
        tape.backward(&penalty).expect("the penalty is a number");
        let found = tape.gradient(&weight, |gradient| gradient.to_vec()).expect("the penalty depends on it");
        let mut keras = fixture::data(&case["gradient"]);
        if source.starts_with("l1") {
            // At 0, where JAX takes the slope of |x| to be 1, ours is 0.
            keras.iter_mut().zip(&values).filter(|(_, x)| **x == 0.0).for_each(|(slope, _)| *slope = 0.0);
        }
        fixture::assert_close(source, &found, &keras, 1e-6);
        fixture::assert_close(source, &[penalty.item()], &[fixture::number(&case["penalty"])], 1e-6);
    }
}
