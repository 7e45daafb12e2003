use crate::cases::Cases;
use keras::prelude::*;

#[test]
fn layer_normalization_agrees_with_keras() {
    let mut cases = Cases::of("normalization", &["LayerNormalization"]);
    cases.check("LayerNormalization()", sequential![LayerNormalization(input = 5)]);
    cases.check("LayerNormalization()", sequential![LayerNormalization(input = (3, 20))]);
    cases.check("LayerNormalization(axis=1)", sequential![LayerNormalization(axis = 1, input = (3, 5))]);
    cases.check(
        "LayerNormalization(axis=(1, 2))",
        sequential![LayerNormalization(axis = (1, 2), input = (3, 5))],
    );
    cases.check(
        "LayerNormalization(axis=(1, 2, 3), epsilon=0.01)",
        sequential![LayerNormalization((1, 2, 3), 0.01, input = (3, 4, 3))],
    );
    cases.check(
        "LayerNormalization(axis=(1, 3))",
        sequential![LayerNormalization(axis = (-1, 1), input = (3, 4, 3))],
    );
    cases.check(
        "LayerNormalization(center=False)",
        sequential![LayerNormalization(center = false, input = 7)],
    );
    cases.check("LayerNormalization(scale=False)", sequential![LayerNormalization(scale = false, input = 7)]);
    cases.check(
        "LayerNormalization(beta_regularizer=l1(0.1), gamma_regularizer=l2(0.2))",
        sequential![LayerNormalization(beta_regularizer = l1(0.1), gamma_regularizer = l2(0.2), input = 7)],
    );
    cases.finish();
}

#[test]
fn group_normalization_agrees_with_keras() {
    let mut cases = Cases::of("normalization", &["GroupNormalization"]);
    cases.check("GroupNormalization(2)", sequential![GroupNormalization(2, input = 6)]);
    cases.check(
        "GroupNormalization(groups=3)",
        sequential![GroupNormalization(groups = 3, input = (3, 5, 6))],
    );
    cases.check(
        "GroupNormalization(groups=1, epsilon=0.01)",
        sequential![GroupNormalization(groups = 1, epsilon = 0.01, input = (5, 4))],
    );
    cases
        .check("GroupNormalization(groups=-1)", sequential![GroupNormalization(groups = -1, input = (5, 4))]);
    cases.check(
        "GroupNormalization(groups=2, axis=1)",
        sequential![GroupNormalization(groups = 2, axis = 1, input = (4, 5))],
    );
    cases.check("GroupNormalization()", sequential![GroupNormalization(input = (2, 3, 64))]);
    cases.check(
        "GroupNormalization(2, center=False, scale=False)",
        sequential![GroupNormalization(2, center = false, scale = false, input = 6)],
    );
    cases.check(
        "GroupNormalization(2, beta_regularizer=l1(0.1), gamma_regularizer=l2(0.2))",
        sequential![GroupNormalization(
            2,
            beta_regularizer = l1(0.1),
            gamma_regularizer = l2(0.2),
            input = 6
        )],
    );
    cases.finish();
}

/// A model against a case of Keras, when asked and in training.
macro_rules! both {
    ($cases:ident, $keras:literal, $model:expr) => {
        $cases.check($keras, $model);
        $cases.check(concat!($keras, " in training"), $model);
    };
}

#[test]
fn batch_normalization_agrees_with_keras_when_asked_and_in_training() {
    let mut cases = Cases::of("normalization", &["BatchNormalization", "Sequential"]);
    both!(cases, "BatchNormalization()", sequential![BatchNormalization(input = 5)]);
    both!(cases, "BatchNormalization()", sequential![BatchNormalization(input = (3, 5))]);
    both!(cases, "BatchNormalization()", sequential![BatchNormalization(input = (5, 3, 3))]);
    both!(cases, "BatchNormalization()", sequential![BatchNormalization(input = (3, 2, 3, 17))]);
    both!(cases, "BatchNormalization(axis=1)", sequential![BatchNormalization(axis = 1, input = (2, 5))]);
    both!(
        cases,
        "BatchNormalization(axis=-2, momentum=0.7, epsilon=0.01)",
        sequential![BatchNormalization(-2, 0.7, 0.01, input = (3, 4, 3))]
    );
    both!(
        cases,
        "BatchNormalization(center=False)",
        sequential![BatchNormalization(center = false, input = 3)]
    );
    both!(
        cases,
        "BatchNormalization(scale=False)",
        sequential![BatchNormalization(scale = false, input = 3)]
    );
    both!(
        cases,
        "BatchNormalization(center=False, scale=False)",
        sequential![BatchNormalization(center = false, scale = false, input = 3)]
    );
    both!(
        cases,
        "BatchNormalization(beta_regularizer=l1(0.1), gamma_regularizer=l2(0.2))",
        sequential![BatchNormalization(beta_regularizer = l1(0.1), gamma_regularizer = l2(0.2), input = 3)]
    );
    both!(
        cases,
        "BatchNormalization(trainable=False)",
        sequential![BatchNormalization(trainable = false, input = 3)]
    );
    both!(
        cases,
        "Sequential([ReLU(), Masking(), BatchNormalization()])",
        sequential![ReLU(input = (5, 2)), Masking(), BatchNormalization()]
    );
    both!(
        cases,
        "BatchNormalization(renorm=True)",
        sequential![BatchNormalization(renorm = true, input = 5)]
    );
    both!(
        cases,
        "BatchNormalization(renorm=True, renorm_clipping={'rmin': 0.8, 'rmax': 1.5, 'dmax': 0.3}, renorm_momentum=0.7)",
        sequential![BatchNormalization(
            renorm = true,
            renorm_clipping = RenormClipping::new().rmin(0.8).rmax(1.5).dmax(0.3),
            renorm_momentum = 0.7,
            input = (3, 5)
        )]
    );
    both!(
        cases,
        "BatchNormalization(axis=1, center=False, scale=False, renorm=True, renorm_clipping={'dmax': 0.5})",
        sequential![BatchNormalization(
            axis = 1,
            center = false,
            scale = false,
            renorm = true,
            renorm_clipping = RenormClipping::new().dmax(0.5),
            input = (2, 5)
        )]
    );
    both!(
        cases,
        "Sequential([ReLU(), Masking(), BatchNormalization(renorm=True)])",
        sequential![ReLU(input = (5, 2)), Masking(), BatchNormalization(renorm = true)]
    );
    cases.finish();
}

#[test]
fn rms_normalization_agrees_with_keras() {
    let mut cases = Cases::of("normalization", &["RMSNormalization"]);
    cases.check("RMSNormalization()", sequential![RMSNormalization(input = 5)]);
    cases.check("RMSNormalization()", sequential![RMSNormalization(input = (3, 20))]);
    cases.check(
        "RMSNormalization(epsilon=0.01)",
        sequential![RMSNormalization(epsilon = 0.01, input = (3, 4, 3))],
    );
    cases
        .check("RMSNormalization(axis=(1, 2))", sequential![RMSNormalization(axis = (1, 2), input = (3, 5))]);
    cases
        .check("RMSNormalization(axis=(-1, -2))", sequential![RMSNormalization((-1, -2), input = (3, 4, 5))]);
    cases.finish();
}

#[test]
fn unit_normalization_agrees_with_keras() {
    let mut cases = Cases::of("normalization", &["UnitNormalization"]);
    cases.check("UnitNormalization()", sequential![UnitNormalization(input = 5)]);
    cases.check("UnitNormalization()", sequential![UnitNormalization(input = (3, 20))]);
    cases.check("UnitNormalization(axis=1)", sequential![UnitNormalization(axis = 1, input = (3, 5))]);
    cases.check(
        "UnitNormalization(axis=(1, 2))",
        sequential![UnitNormalization(axis = (1, 2), input = (3, 5))],
    );
    cases.check("UnitNormalization(axis=(1, 3))", sequential![UnitNormalization((-1, 1), input = (3, 4, 3))]);
    cases.finish();
}

#[test]
fn feature_normalization_agrees_with_keras() {
    let mut cases = Cases::of("normalization", &["Normalization"]);
    // What it takes from data, Keras holds as constants: `adaptation` of `behaviour` looks at that.
    cases.check(
        "Normalization(mean=0.5, variance=2.0)",
        sequential![Normalization(mean = 0.5, variance = 2.0, input = 5)],
    );
    cases.check(
        "Normalization(axis=1, mean=[0.5, -0.5, 0.1], variance=[2.0, 0.0, 0.3])",
        sequential![Normalization(1, (0.5, -0.5, 0.1), (2.0, 0.0, 0.3), input = (3, 4))],
    );
    cases.check(
        "Normalization(axis=(1, 2), mean=[0.5, -0.5], variance=[2.0, 0.3], invert=True)",
        sequential![Normalization((1, 2), (0.5, -0.5), (2.0, 0.3), true, input = (3, 2))],
    );
    cases.finish();
}
