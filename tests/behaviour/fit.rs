//! `fit` and its kin, on a line that one unit can learn.

use keras::autodiff::Tensor;
use keras::prelude::*;
use keras::shape::Rank1;
use keras::training::Compiled;
use ndarray::{Array1, Array2, Axis, array, s};

fn line() -> (Array2<f32>, Array1<f32>) {
    let x = Array2::from_shape_fn((100, 1), |(i, _)| i as f32 / 50.0 - 1.0);
    let y = x.column(0).mapv(|x| 3.0 * x - 1.0);
    (x, y)
}

sequential! {
    struct Unit { Dense(1, input = 1) }
}

/// A unit of known weights.
fn unit(rate: f32) -> Compiled<Unit, MeanSquaredError> {
    let mut unit = Unit::default();
    unit.set_weights(&[array![[0.5]].into_dyn(), array![0.25].into_dyn()]).unwrap();
    unit.compile(SGD::new(rate), MeanSquaredError::default(), metrics![mae])
}

fn quiet(epochs: usize) -> Fit<'static> {
    Fit::epochs(epochs).verbose(0)
}

fn weights<M: Model>(model: &M) -> Vec<f32> {
    model.get_weights().into_iter().flatten().collect()
}

/// The loss of known weights on some samples.
fn loss_of(weights: &[f32], x: &Array2<f32>, y: &Array1<f32>) -> f32 {
    let errors = x.column(0).mapv(|x| weights[0] * x + weights[1]) - y;
    errors.mapv(|error| error * error).mean().unwrap()
}

#[test]
fn a_unit_learns_a_line() {
    let (x, y) = line();
    let mut model = unit(0.1);
    let history = model.fit(&x, &y, quiet(60)).unwrap();
    assert!(history.last("loss").unwrap() < 1e-4, "{history}");
    let prediction = model.predict(&array![[2.0]]).unwrap();
    assert!((prediction[[0, 0]] - 5.0).abs() < 0.1);
}

#[test]
fn history_has_a_value_for_each_epoch_in_the_order_of_keras() {
    let (x, y) = line();
    let history = unit(0.1).fit(&x, &y, quiet(3).validation_split(0.2)).unwrap();
    let names: Vec<&str> = history.iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["loss", "mae", "val_loss", "val_mae"]);
    assert!(history.iter().all(|(_, values)| values.len() == 3));
    assert_eq!(history.epochs(), [0, 1, 2]);
}

#[test]
fn the_split_takes_the_last_samples_and_shuffles_only_the_others() {
    let (x, y) = line();
    let mut model = unit(0.1);
    let history = model.fit(&x, &y, quiet(1).validation_split(0.25)).unwrap();
    let held_out =
        loss_of(&weights(model.model()), &x.slice(s![75.., ..]).to_owned(), &y.slice(s![75..]).to_owned());
    assert!((history.last("val_loss").unwrap() - held_out).abs() < 1e-5);

    // What is held out teaches nothing.
    let mut spoilt = y.clone();
    spoilt.slice_mut(s![75..]).fill(1e6);
    let learn = |y: &Array1<f32>| {
        keras::set_random_seed(4);
        let mut model = unit(0.1);
        model.fit(&x, y, quiet(2).validation_split(0.25)).unwrap();
        weights(model.model())
    };
    assert_eq!(learn(&y), learn(&spoilt));
}

#[test]
fn the_last_batch_counts_by_its_size() {
    let (x, y) = line();
    // With a learning rate of 0 every batch sees the same weights, so the mean over batches is that over samples.
    let history = unit(0.0).fit(&x, &y, quiet(1).batch_size(32)).unwrap();
    assert!((history.last("loss").unwrap() - loss_of(&[0.5, 0.25], &x, &y)).abs() < 1e-6);
    let scores = unit(0.0).evaluate(&x, &y).unwrap();
    assert!((scores.loss - loss_of(&[0.5, 0.25], &x, &y)).abs() < 1e-6);
}

#[test]
fn a_seed_repeats_a_training_and_another_does_not() {
    let (x, y) = line();
    let learn = |seed, shuffle| {
        keras::set_random_seed(seed);
        let mut model = unit(0.1);
        model.fit(&x, &y, quiet(2).shuffle(shuffle)).unwrap();
        weights(model.model())
    };
    assert_eq!(learn(1, true), learn(1, true));
    assert_ne!(learn(1, true), learn(2, true));
    assert_eq!(learn(1, false), learn(2, false));
}

#[test]
fn epochs_go_on_from_the_initial_one() {
    let (x, y) = line();
    let history = unit(0.1).fit(&x, &y, quiet(5).initial_epoch(3)).unwrap();
    assert_eq!(history.epochs(), [3, 4]);
}

#[test]
fn no_epochs_change_nothing() {
    let (x, y) = line();
    let mut model = unit(0.1);
    assert!(model.fit(&x, &y, quiet(0)).unwrap().epochs().is_empty());
    assert_eq!(weights(model.model()), [0.5, 0.25]);
}

#[test]
fn samples_of_no_weight_teach_nothing() {
    let (x, mut y) = line();
    let learn = |y: &Array1<f32>| {
        let mut weight = vec![1.0f32; 100];
        weight[10] = 0.0;
        let mut model = unit(0.1);
        model.fit(&x, y, quiet(1).shuffle(false).sample_weight(&weight)).unwrap();
        weights(model.model())
    };
    let before = learn(&y);
    y[10] = 1e6;
    assert_eq!(learn(&y), before);
}

#[test]
fn evaluation_can_be_weighted() {
    let (x, y) = line();
    let mut weight = vec![0.0; 100];
    weight[0] = 100.0;
    let scores = unit(0.1).evaluate_weighted(&x, &y, &weight).unwrap();
    let first = loss_of(&[0.5, 0.25], &x.slice(s![..1, ..]).to_owned(), &y.slice(s![..1]).to_owned());
    assert!((scores.loss - first).abs() < 1e-4);
}

#[test]
fn weights_that_make_no_sense_are_errors() {
    let (x, y) = line();
    let refused =
        |weight: &[f32]| unit(0.1).fit(&x, &y, quiet(1).sample_weight(weight)).unwrap_err().to_string();
    assert_eq!(
        refused(&[1.0; 99]),
        "`fit`, sample_weight: expected a weight for each of 100 samples, found 99"
    );
    let mut weight = vec![1.0; 100];
    weight[7] = -1.0;
    assert_eq!(
        refused(&weight),
        "`fit`, sample_weight, sample 7: expected a finite number of 0 or more, found -1"
    );
    weight[7] = f32::NAN;
    assert!(refused(&weight).contains("sample 7: expected a finite number of 0 or more, found NaN"));
}

#[test]
fn options_that_make_no_sense_are_errors() {
    let (x, y) = line();
    let refused = |plan: Fit| unit(0.1).fit(&x, &y, plan).unwrap_err().to_string();
    assert_eq!(refused(quiet(1).batch_size(0)), "`fit`, batch_size: expected 1 or more, found 0");
    for fraction in [1.0, -0.1, f64::NAN] {
        assert!(refused(quiet(1).validation_split(fraction)).contains("a fraction from 0 to below 1"));
    }
    assert!(refused(quiet(1).validation_split(0.999)).contains("too few"));
    let both = quiet(1).validation_split(0.1).validation_data(&x, &y);
    assert!(unit(0.1).fit(&x, &y, both).unwrap_err().to_string().contains("`validation_data` already"));
    assert!(unit(-1.0).fit(&x, &y, quiet(1)).unwrap_err().to_string().contains("learning_rate"));
}

#[test]
fn a_split_keeps_one_sample_of_ten() {
    let (x, y) = line();
    let (x, y) = (x.slice_move(s![..10, ..]), y.slice_move(s![..10]));
    let mut model = unit(0.1);
    let history = model.fit(&x, &y, quiet(1).validation_split(0.9)).unwrap();
    let scores = model.evaluate(x.slice(s![1.., ..]), y.slice(s![1..])).unwrap();
    assert_eq!(history.last("val_loss"), Some(scores.loss));
}

#[test]
fn a_loss_that_is_not_finite_stops_training_and_says_where() {
    let (x, y) = line();
    let mut model = unit(1e30);
    let error = model.fit(&x, &y, quiet(3).shuffle(false)).unwrap_err().to_string();
    assert!(error.starts_with("`fit`, epoch 1, batch "), "{error}");
    assert!(error.contains("smaller learning rate") && error.contains("clipnorm"), "{error}");
}

#[test]
fn a_bad_batch_leaves_the_weights_as_they_are() {
    let (x, y) = line();
    let mut model = unit(0.1).into_model().compile(
        SGD::new(0.1),
        |y_true: &Tensor, y_pred: &Tensor| (y_true - y_pred) / 0.0,
        metrics![],
    );
    assert!(model.fit(&x, &y, quiet(1)).is_err());
    assert_eq!(weights(model.model()), [0.5, 0.25]);
}

#[test]
fn validation_data_are_measured_whole() {
    let (x, y) = line();
    let (x_val, y_val) = (x.slice(s![..40;2, ..]), y.slice(s![..40;2]));
    let mut model = unit(0.1);
    let history = model.fit(&x, &y, quiet(2).validation_data(x_val, y_val)).unwrap();
    let scores = model.evaluate(x_val, y_val).unwrap();
    assert_eq!(history.last("val_loss"), Some(scores.loss));
    assert_eq!(history.last("val_mae"), scores.get("mae"));
}

#[test]
fn a_batch_of_training_is_a_step_and_tells_the_loss_before_it() {
    let (x, y) = line();
    let mut model = unit(0.1);
    let before = model.test_on_batch(&x, &y).unwrap();
    let step = model.train_on_batch(&x, &y).unwrap();
    assert_eq!(step, before);
    assert!(model.test_on_batch(&x, &y).unwrap().loss < before.loss);
    assert_eq!(model.optimizer().iterations(), 1);
}

#[test]
fn a_learning_rate_can_change_between_trainings() {
    let (x, y) = line();
    let mut model = unit(0.1);
    model.optimizer_mut().set_learning_rate(0.0.into()).unwrap();
    model.fit(&x, &y, quiet(1)).unwrap();
    assert_eq!(weights(model.model()), [0.5, 0.25]);
}

#[test]
fn what_is_not_trainable_does_not_change() {
    let (x, y) = line();
    let mut model = unit(0.1);
    model.model_mut().set_trainable(false);
    model.fit(&x, &y, quiet(1)).unwrap();
    assert_eq!(weights(model.model()), [0.5, 0.25]);
}

#[test]
fn prediction_is_of_every_sample_in_order_and_needs_no_compilation() {
    let (x, _) = line();
    let model = unit(0.1).into_model();
    let prediction = model.predict(&x).unwrap();
    assert_eq!(prediction.dim(), (100, 1));
    for (x, y) in x.column(0).iter().zip(prediction.column(0)) {
        assert!((0.5 * x + 0.25 - y).abs() < 1e-6);
    }
}

#[test]
fn classes_count_by_their_weights() {
    let model = || {
        let model = sequential![Dense(2, activation = softmax, input = 1, kernel_initializer = zeros)];
        model.compile(SGD::new(0.0), SparseCategoricalCrossentropy::default(), metrics![accuracy])
    };
    let (x, y) = (Array2::<f32>::zeros((4, 1)), array![0u8, 1, 1, 1]);
    let loss = |weights: [(usize, f32); 2]| {
        model().fit(&x, &y, quiet(1).class_weight(weights)).unwrap().last("loss").unwrap()
    };
    let each = 2f32.ln();
    assert!((loss([(0, 1.0), (1, 1.0)]) - each).abs() < 1e-6);
    assert!((loss([(0, 4.0), (1, 0.0)]) - each).abs() < 1e-6);
    assert!((loss([(0, 0.0), (1, 2.0)]) - 1.5 * each).abs() < 1e-6);

    let refused = |weights: &[(usize, f32)]| {
        let plan = quiet(1).class_weight(weights.iter().copied());
        model().fit(&x, &y, plan).unwrap_err().to_string()
    };
    assert!(refused(&[(0, 1.0)]).contains("expected a weight for each class, found none for class 1"));
    assert!(refused(&[(0, 1.0), (1, 1.0), (2, 1.0)]).contains("expected classes from 0 to 1, found 2"));
    assert!(refused(&[(0, 1.0), (0, 2.0), (1, 1.0)]).contains("class 0 has two weights"));
    assert!(refused(&[(0, -1.0), (1, 1.0)]).contains("class 0: expected a finite number"));
}

#[test]
fn classes_of_one_hot_labels_count_by_their_weights() {
    let model = sequential![Dense(2, activation = softmax, input = 1, kernel_initializer = zeros)];
    let mut model = model.compile(SGD::new(0.0), CategoricalCrossentropy::default(), metrics![]);
    let (x, y) = (Array2::<f32>::zeros((2, 1)), array![[1, 0], [0, 1]]);
    let history = model.fit(&x, &y, quiet(1).class_weight([(0, 0.0), (1, 1.0)])).unwrap();
    assert!((history.last("loss").unwrap() - 2f32.ln() / 2.0).abs() < 1e-6);
}

#[test]
fn penalties_are_part_of_the_loss_and_constraints_hold() {
    let (x, y) = line();
    let model = sequential![Dense(
        1,
        input = 1,
        kernel_initializer = ones,
        kernel_regularizer = l2(0.5),
        kernel_constraint = max_norm(1.0),
    )];
    let mut model = model.compile(SGD::new(0.1), MeanSquaredError::default(), metrics![]);
    let scores = model.evaluate(&x, &y).unwrap();
    assert!((scores.loss - loss_of(&[1.0, 0.0], &x, &y) - 0.5).abs() < 1e-5);
    model.fit(&x, &y, quiet(5)).unwrap();
    assert!(weights(model.model())[0].abs() <= 1.0 + 1e-6);
}

#[test]
fn a_grown_model_learns_as_a_written_one() {
    let (x, y) = line();
    let mut model = Sequential::new();
    model.add(layer!(Dense(1, input = 1))).unwrap();
    let mut model = model.compile(SGD::new(0.1), MeanSquaredError::default(), metrics![]);
    let history = model.fit(&x, y.insert_axis(Axis(1)), quiet(60)).unwrap();
    assert!(history.last("loss").unwrap() < 1e-4, "{history}");
}

#[test]
fn a_bound_on_the_output_is_enough_to_train() {
    fn train<M: Model<Input = Rank1<1>, Output = Rank1<1>>>(model: M) -> f32 {
        let (x, y) = line();
        let mut model = model.compile(SGD::new(0.1), MeanSquaredError::default(), metrics![]);
        model.fit(&x, &y, quiet(60)).unwrap().last("loss").unwrap()
    }
    assert!(train(Unit::default()) < 1e-4);
}
