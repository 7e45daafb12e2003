//! What is measured of an output, whatever it means.

use keras::prelude::*;
use ndarray::array;

sequential! {
    struct Single { Dense(1, input = 2) }
}

sequential! {
    struct Probable { Dense(1, input = 2, activation = sigmoid) }
}

sequential! {
    struct Chances { Dense(3, input = 2, activation = softmax) }
}

fn quiet() -> Fit<'static> {
    Fit::epochs(1).verbose(0)
}

/// Two samples that a model of fixed weights tells apart: its outputs are 0.4 and -0.4.
macro_rules! measured {
    ($model:ty, $loss:expr, $metrics:expr, $labels:expr) => {{
        let mut model = <$model>::default();
        model.set_weights(&[array![[1.0], [0.0]].into_dyn(), array![0.0].into_dyn()]).unwrap();
        let mut model = model.compile(SGD::new(0.1), $loss, $metrics);
        let x = array![[0.4f32, 0.0], [-0.4, 0.0]];
        let scores = model.evaluate(&x, $labels).unwrap();
        let history = model.fit(&x, $labels, quiet()).unwrap();
        assert_eq!(history.last("accuracy"), scores.get("accuracy"));
        ["accuracy", "precision", "recall", "auc"].map(|name| scores.get(name).unwrap())
    }};
}

#[test]
fn all_right_is_all_right_whatever_the_output_means() {
    let words = || metrics![accuracy, Precision::default(), Recall::default(), AUC::default()];
    let (yes_no, signs) = (array![[1.0], [0.0]], array![[1.0], [-1.0]]);
    let logits = BinaryCrossentropy::default().from_logits();
    assert_eq!(measured!(Single, logits, words(), &yes_no), [1.0; 4]);
    assert_eq!(measured!(Single, logits.weighted(0.5), words(), &yes_no), [1.0; 4]);
    assert_eq!(measured!(Single, Hinge::default(), words(), &signs), [1.0; 4]);
    assert_eq!(measured!(Single, Hinge::default(), words(), &yes_no), [1.0; 4]);
    assert_eq!(measured!(Single, SquaredHinge::default(), words(), &signs), [1.0; 4]);
    assert_eq!(measured!(Probable, BinaryCrossentropy::default(), words(), &yes_no), [1.0; 4]);
    // And all wrong is all wrong.
    assert_eq!(measured!(Single, Hinge::default(), words(), &array![[-1.0], [1.0]])[0], 0.0);
    assert_eq!(measured!(Single, logits, words(), &array![[0.0], [1.0]])[0], 0.0);
}

#[test]
fn a_model_that_is_known_only_when_it_runs_is_measured_alike() {
    let mut model = Sequential::new();
    model.add(layer!(Dense(1, input = 2))).unwrap();
    model.set_weights(&[array![[1.0], [0.0]].into_dyn(), array![0.0].into_dyn()]).unwrap();
    let mut model =
        model.compile(SGD::new(0.1), BinaryCrossentropy::default().from_logits(), metrics![accuracy]);
    let scores = model.evaluate(&array![[0.4f32, 0.0], [-0.4, 0.0]], array![[1.0], [0.0]]).unwrap();
    assert_eq!(scores.get("accuracy"), Some(1.0));
}

#[test]
fn what_a_metric_asks_for_that_is_not_there_is_refused_before_the_first_step() {
    let labels = array![[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]];
    let x = array![[0.5f32, 0.1], [0.2, 0.3]];
    let refused = |metrics| {
        let mut model =
            Chances::default().compile(SGD::new(0.1), CategoricalCrossentropy::default(), metrics);
        let before = model.get_weights();
        let error = model.fit(&x, &labels, quiet()).unwrap_err().to_string();
        assert_eq!(model.get_weights(), before);
        error
    };
    assert!(
        refused(metrics![Precision::default().class_id(7)]).contains("a `class_id` from 0 to 2, found 7")
    );
    assert!(refused(metrics![Recall::default().top_k(4)]).contains("`top_k` of 3 or less"));
    assert!(refused(metrics![top_k_categorical_accuracy]).contains("`TopKCategoricalAccuracy::new(2)`"));
    assert!(refused(metrics![CategoricalCrossentropy::default().from_logits()]).contains("it takes logits"));
}

#[test]
fn a_saturated_sigmoid_learns() {
    let mut model = Probable::default();
    model.set_weights(&[array![[0.0], [0.0]].into_dyn(), array![100.0].into_dyn()]).unwrap();
    let mut model =
        model.compile(SGD::new(1.0), BinaryCrossentropy::default(), metrics![binary_crossentropy]);
    let scores = model.train_on_batch(&array![[0.0f32, 0.0]], &array![[0.0]]).unwrap();
    assert_eq!((scores.loss, scores.get("binary_crossentropy")), (100.0, Some(100.0)));
    assert_eq!(model.get_weights()[1], array![99.0].into_dyn());
}

#[test]
fn a_metric_of_ones_own_that_fails_is_named() {
    let error = |metrics| {
        let mut model = Single::new().compile(SGD::new(0.1), MeanSquaredError::default(), metrics);
        model.evaluate([[0.0, 1.0]], [1.0]).unwrap_err().to_string()
    };
    let message = error(metrics![mae, drift = |_, y_pred| K::sum_axis(y_pred, 7)]);
    assert!(message.starts_with("`evaluate`, batch 1, metric `drift`, K::sum_axis: "), "{message}");
    let message = error(metrics![|y_true, _| y_true + K::ones_like(&K::reshape(y_true, &[7]))]);
    assert!(message.starts_with("`evaluate`, batch 1, metric `metric`, K::reshape: "), "{message}");
}

#[test]
fn a_metric_gives_a_number_for_each_sample_of_masked_steps() {
    let model = sequential![Masking(input = (3, 1)), TimeDistributed(Dense(1, use_bias = false))];
    let metrics = metrics![
        of_samples = |y_true, y_pred| K::mean_axis(&K::mean_axis(&K::abs(&(y_true - y_pred)), -1), -1),
        of_all = |_, y_pred| K::max(y_pred),
        flat = |_, y_pred| K::reshape(y_pred, &[9])
    ];
    let mut model = model.compile(SGD::new(0.1), MeanSquaredError::default(), metrics);
    model.set_weights(&[array![[1.0]].into_dyn()]).unwrap();
    // The last sample is nothing but padding.
    let x = array![[[1.0], [2.0], [3.0]], [[3.0], [0.0], [0.0]], [[0.0], [0.0], [0.0]]];
    let y = ndarray::Array3::<f32>::zeros((3, 3, 1));
    let message = model.evaluate(&x, &y).unwrap_err().to_string();
    let expected = "metric `flat`, sample_weight: expected a weight for each of 9 samples or 9 rows, found 3";
    assert!(message.ends_with(expected), "{message}");
    let metrics = metrics![
        of_samples = |y_true, y_pred| K::mean_axis(&K::mean_axis(&K::abs(&(y_true - y_pred)), -1), -1),
        of_all = |_, y_pred| K::max(y_pred)
    ];
    let mut model = model.into_model().compile(SGD::new(0.1), MeanSquaredError::default(), metrics);
    let scores = model.evaluate(&x, &y).unwrap();
    assert_eq!(scores.get("of_samples"), Some((2.0 + 1.0) / 2.0));
    assert_eq!(scores.get("of_all"), Some(3.0));
}
