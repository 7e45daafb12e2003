//! What `trainable` means, wherever the layer came from.

use keras::prelude::*;
use ndarray::{Array1, Array2, ArrayD};

sequential! { struct Base { Dense(3, activation = tanh, input = 2), BatchNormalization() } }

sequential! { struct Pretrained { Base(name = base, input = 2), Dense(1) } }

sequential! { struct Tuned { Base(name = base, trainable = false, input = 2), Dense(1) } }

fn fit(
    model: impl Compile<Input = Rank1<2>, Output = Rank1<1>, Head = keras::shape::SingleLogitHead>,
) -> Vec<ArrayD<f32>> {
    let x = Array2::from_shape_fn((32, 2), |(i, j)| ((i * 5 + j * 3) % 7) as f32 / 7.0 - 0.5);
    let y: Array1<f32> = x.column(0).mapv(|x| 3.0 * x);
    let mut model = model.compile(SGD::new(0.1), MeanSquaredError::default(), metrics![]);
    model.fit(&x, &y, Fit::epochs(2).verbose(0)).unwrap();
    model.get_weights()
}

/// Whether training changes the base.
fn changes_base(model: Tuned) -> bool {
    let before = model.base.get_weights();
    fit(model)[..before.len()] != before
}

#[test]
fn a_layer_that_is_moved_to_a_frozen_place_is_frozen() {
    let mut tuned = Tuned::new();
    tuned.base = Pretrained::new().base;
    assert!(tuned.summary().to_string().contains("Trainable params: 4 "));
    assert!(!changes_base(tuned));
}

#[test]
fn a_layer_that_is_moved_from_a_frozen_place_is_trained() {
    let mut model = Pretrained::new();
    model.base = Tuned::new().base;
    let before = model.base.get_weights();
    assert_ne!(fit(model)[..before.len()], before);
}

#[test]
fn a_layer_that_is_moved_after_compiling_is_frozen_as_well() {
    let mut model = Tuned::new().compile(SGD::new(0.1), MeanSquaredError::default(), metrics![]);
    model.model_mut().base = Pretrained::new().base;
    let before = model.model().base.get_weights();
    model.train_on_batch([[0.5, 0.25], [0.1, 0.2]], [1.0, 2.0]).unwrap();
    assert_eq!(model.model().base.get_weights(), before);
}

#[test]
fn what_set_trainable_says_overrides_the_argument() {
    let mut tuned = Tuned::new();
    tuned.base.set_trainable(true);
    assert!(changes_base(tuned));
    let mut tuned = Tuned::new();
    tuned.base = Pretrained::new().base;
    tuned.set_trainable(true);
    assert!(changes_base(tuned));
}

#[test]
fn what_set_trainable_has_thawed_in_one_model_is_frozen_by_the_argument_of_another() {
    sequential! { struct Other { Base(name = base, trainable = false, input = 2), Dense(1) } }
    let compiled = |model: Tuned| model.compile(SGD::new(0.1), MeanSquaredError::default(), metrics![]);
    let mut tuned = Tuned::new();
    tuned.base.set_trainable(true);
    let tuned = compiled(tuned).into_model();
    assert!(tuned.summary().to_string().contains("Trainable params: 19 "), "{}", tuned.summary());
    // Another of its kind is the same place.
    let mut same = Tuned::new();
    same.base = tuned.base;
    assert!(same.summary().to_string().contains("Trainable params: 19 "));

    let mut other = Other::new();
    other.base = same.base;
    assert!(other.summary().to_string().contains("Trainable params: 4 "), "{}", other.summary());
    let before = other.base.get_weights();
    assert_eq!(fit(other)[..before.len()], before);
}

#[test]
fn what_set_trainable_has_frozen_is_frozen_in_other_models_too() {
    let mut model = Pretrained::new();
    model.base.set_trainable(false);
    let mut next = Pretrained::new();
    next.base = model.compile(SGD::new(0.1), MeanSquaredError::default(), metrics![]).into_model().base;
    let before = next.base.get_weights();
    assert_eq!(fit(next)[..before.len()], before);
}

#[test]
fn a_weight_that_is_frozen_alone_stays_frozen() {
    let mut model = Pretrained::new();
    model.nodes_mut()[1].weights_mut()[0].variable_mut().set_trainable(false);
    assert!(model.summary().to_string().contains("Trainable params: 16 "), "{}", model.summary());
    let before = model.get_weights();
    let after = fit(model);
    let changed: Vec<bool> = before.iter().zip(&after).map(|(before, after)| before != after).collect();
    assert_eq!(changed[changed.len() - 2..], [false, true]);
}

#[test]
fn a_frozen_layer_inside_a_layer_stays_frozen_wherever_that_goes() {
    sequential! { struct A { TimeDistributed(Dense(3, trainable = false), name = steps, input = (2, 2)), Flatten(), Dense(1) } }
    let mut model = A::new();
    model.steps = A::new().steps;
    let before = model.steps.get_weight("layer/kernel").unwrap();
    let mut model = model.compile(SGD::new(0.1), MeanSquaredError::default(), metrics![]);
    model.train_on_batch([[[0.5, 0.25], [0.1, 0.2]]], [1.0]).unwrap();
    assert_eq!(model.model().steps.get_weight("layer/kernel").unwrap(), before);
}
