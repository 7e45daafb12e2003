use super::list::function_metric;
use super::*;
use crate::autodiff::{Tape, Variable};
use crate::backend as K;
use crate::losses::{Huber, MeanSquaredError};
use crate::shape::Shape;

/// An output of three classes.
fn wide() -> Spec {
    Spec::new(Shape::known(&[3]))
}

fn value(mut metric: impl Metric, y_true: &Tensor, y_pred: &Tensor) -> f64 {
    metric.update(y_true, y_pred, None);
    y_pred.tape().check().unwrap();
    metric.result()
}

#[test]
fn accuracy_is_the_one_that_fits_the_shapes() {
    let tape = Tape::inference();
    let wide = tape.array(&[[0.2, 0.8], [0.6, 0.4], [0.1, 0.9]]);
    let one_hot = tape.array(&[[0.0, 1.0], [0.0, 1.0], [0.0, 1.0]]);
    let two_thirds = |found: f64| (found - 2.0 / 3.0).abs() < 1e-9;
    assert!(two_thirds(value(accuracy, &one_hot, &wide)));
    assert!(two_thirds(value(accuracy, &tape.array(&[1.0, 1.0, 1.0]), &wide)));
    assert!(two_thirds(value(accuracy, &tape.array(&[[1.0], [1.0], [1.0]]), &wide)));
    let (narrow, flat) = (tape.array(&[[0.8], [0.4], [0.9]]), tape.array(&[0.8, 0.4, 0.9]));
    for labels in [tape.array(&[1.0, 1.0, 1.0]), tape.array(&[[1.0], [1.0], [1.0]])] {
        assert!(two_thirds(value(accuracy, &labels, &narrow)));
        assert!(two_thirds(value(accuracy, &labels, &flat)));
    }
}

#[test]
fn a_small_batch_counts_by_its_size() {
    let tape = Tape::inference();
    let mut metric = accuracy;
    metric.update(&tape.array(&[0.0, 0.0, 0.0]), &tape.array(&[[1.0, 0.0], [1.0, 0.0], [1.0, 0.0]]), None);
    metric.update(&tape.array(&[0.0]), &tape.array(&[[0.0, 1.0]]), None);
    assert_eq!(metric.result(), 0.75);
    metric.reset();
    assert_eq!(metric.result(), 0.0);
}

#[test]
fn of_equals_all_are_among_the_first() {
    let tape = Tape::inference();
    let p = tape.array(&[[0.4, 0.4, 0.2]]);
    let found =
        [0.0, 1.0, 2.0].map(|class| value(SparseTopKCategoricalAccuracy::new(1), &tape.array(&[class]), &p));
    assert_eq!(found, [1.0, 1.0, 0.0]);
}

#[test]
fn a_choice_of_the_greatest_lets_exactly_so_many_pass() {
    let tape = Tape::inference();
    let (t, p) = (tape.array(&[[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]), tape.array(&[[0.3; 3]; 2]));
    let found = [1, 2, 3].map(|k| value(Recall::default().top_k(k), &t, &p));
    assert_eq!(found, [0.5, 0.5, 1.0]);
    assert_eq!(value(Precision::default().top_k(1), &t, &p), 0.5);
}

#[test]
fn what_is_no_class_or_no_number_is_never_among_the_first() {
    let tape = Tape::inference();
    let p = tape.array(&[[0.5, f32::NAN, 0.5]]);
    let found = [0.0, 1.0, 3.0, -1.0, 0.5]
        .map(|class| value(SparseTopKCategoricalAccuracy::new(3), &tape.array(&[class]), &p));
    assert_eq!(found, [1.0, 0.0, 0.0, 0.0, 0.0]);
}

#[test]
fn what_a_row_does_not_have_is_refused() {
    let refused = |metric: &dyn Metric| metric.check(&wide()).unwrap_err().to_string();
    assert_eq!(
        refused(&Precision::default().class_id(7)),
        "metric `Precision`: expected a `class_id` from 0 to 2, found 7"
    );
    assert!(refused(&Recall::default().class_id(3)).contains("from 0 to 2, found 3"));
    assert!(refused(&Recall::default().top_k(4)).contains("`top_k` of 3 or less"));
    assert!(
        refused(&top_k_categorical_accuracy).contains("`k` of 3 or less, the number of classes, found 5")
    );
    assert!(refused(&SparseTopKCategoricalAccuracy::new(4)).contains("`k` of 3 or less"));
    assert!(refused(&AUC::new(usize::MAX)).contains("`num_thresholds` of 16777216 or less"));
    let single = Spec::new(Shape::known(&[1]));
    let error = F1Score::default().check(&single).unwrap_err().to_string();
    assert!(error.contains("a single number always is") && error.contains("threshold(0.5)"), "{error}");
    Precision::default().class_id(2).top_k(3).check(&wide()).unwrap();
    F1Score::default().threshold(0.5).check(&single).unwrap();

    // Also where only the output itself tells.
    let tape = Tape::inference();
    Precision::default().class_id(7).update(&tape.array(&[[1.0, 0.0]]), &tape.array(&[[0.2, 0.8]]), None);
    assert!(tape.check().unwrap_err().to_string().contains("`class_id` from 0 to 1"));
}

#[test]
fn labels_that_do_not_fit_are_an_error() {
    let boxed: [Box<dyn Metric>; 6] = [
        Box::new(accuracy),
        Box::new(Precision::default()),
        Box::new(Recall::default()),
        Box::new(AUC::default()),
        Box::new(F1Score::default()),
        Box::new(root_mean_squared_error),
    ];
    for mut metric in boxed {
        let tape = Tape::inference();
        metric.update(&tape.array(&[[1.0, 0.0, 0.0]]), &tape.array(&[[0.2, 0.8]]), None);
        let error = tape.check().unwrap_err().to_string();
        assert!(error.ends_with("expected labels of (1, 2), found (1, 3)"), "{error}");
    }
    let tape = Tape::inference();
    let mut metric = sparse_categorical_accuracy;
    metric.update(&tape.array(&[[1.0, 0.0]]), &tape.array(&[[0.2, 0.8]]), None);
    let error = tape.check().unwrap_err().to_string();
    assert_eq!(
        error,
        "metric `SparseCategoricalAccuracy`: expected labels of one class a row of (1, 2), found (1, 2)"
    );
}

#[test]
fn weights_are_one_a_sample_or_one_a_row() {
    let tape = Tape::inference();
    let (t, p) = (
        tape.array(&[[0.0, 0.0], [0.0, 0.0]]),
        tape.array(&ndarray::arr3(&[[[1.0, 0.0]; 2], [[0.0, 1.0]; 2]])),
    );
    let weighted = |weights: Tensor| {
        let mut metric = accuracy;
        metric.update(&t, &p, Some(&weights));
        metric.result()
    };
    assert_eq!(weighted(tape.array(&[3.0, 1.0])), 0.75);
    assert_eq!(weighted(tape.array(&[[3.0, 3.0], [1.0, 1.0]])), 0.75);
    tape.check().unwrap();
    weighted(tape.array(&[1.0, 1.0, 1.0]));
    let error = tape.check().unwrap_err().to_string();
    assert_eq!(error, "metric `accuracy`: expected a weight for each of 2 samples or 4 rows, found 3");
}

#[test]
fn losses_functions_and_closures_are_metrics_that_record_nothing() {
    let v = Variable::new("output", &[2, 1], |v| v.copy_from_slice(&[1.0, 3.0])).unwrap();
    let tape = Tape::new();
    let (t, p) = (tape.array(&[[0.0], [0.0]]), tape.variable(&v));
    let mut metrics = Metrics::new(vec![
        metric("mse", mse),
        metric("mean_squared_error", MeanSquaredError::default()),
        metric("huber", Huber::default().delta(2.0)),
        function_metric("greatest", |_, p| K::max(p)),
    ]);
    metrics.update(&t, &p, None);
    assert_eq!(metrics.results().collect::<Vec<_>>(), [5.0, 5.0, 2.25, 3.0]);
    tape.backward(&K::sum(&p)).unwrap();
    assert_eq!(tape.gradient(&v, |g| g.to_vec()), Some(vec![1.0, 1.0]));
}

#[test]
fn a_name_that_is_taken_is_counted_on() {
    let list =
        Metrics::new(vec![metric("mse", mse), metric("mse", mse), metric("mae", mae), metric("mse", mse)]);
    assert_eq!(list.names().collect::<Vec<_>>(), ["mse", "mse_1", "mae", "mse_2"]);
}

#[test]
fn arguments_that_make_no_sense_are_an_error() {
    let refused = |metric: &dyn Metric| metric.check(&wide()).unwrap_err().to_string();
    assert_eq!(
        refused(&binary_accuracy.threshold(1.5)),
        "metric `BinaryAccuracy`: expected a threshold from 0 to 1, found 1.5"
    );
    assert!(refused(&Precision::default().threshold(f32::NAN)).contains("a threshold"));
    assert!(refused(&Recall::default().top_k(0)).contains("`top_k` of 1 or more"));
    assert!(refused(&TopKCategoricalAccuracy::new(0)).contains("`k` of 1 or more"));
    assert!(refused(&AUC::new(1)).contains("`num_thresholds` of 2 or more"));
    assert!(refused(&F1Score::default().threshold(-0.5)).contains("a threshold"));
    Metrics::new(vec![metric("auc", AUC::default()), metric("f1", F1Score::default())])
        .check(&wide())
        .unwrap();
}

#[test]
fn before_the_first_batch_every_metric_is_0() {
    let list = Metrics::new(vec![
        metric("accuracy", accuracy),
        metric("precision", Precision::default()),
        metric("auc", AUC::default()),
        metric("pr", AUC::default().curve(Curve::PR)),
        metric("f1", F1Score::default()),
        metric("micro", F1Score::micro()),
        metric("weighted", F1Score::weighted()),
        metric("mse", mse),
    ]);
    assert!(list.results().all(|result| result == 0.0));
}

#[test]
fn metrics_that_count_by_weight_are_written_apart_under_the_names_that_keras_gives_them() {
    let mut metrics = Metrics::new(vec![metric("accuracy", accuracy), metric("mse", mse)]);
    metrics.add_weighted(Metrics::new(vec![
        metric("accuracy", accuracy),
        metric("mse", mse),
        metric("mae", mae),
    ]));
    let names: Vec<&str> = metrics.names().collect();
    assert_eq!(names, ["accuracy", "mse", "weighted_accuracy", "weighted_mse", "mae"]);
    let name =
        |written: &Value| written.as_str().or(written["config"]["name"].as_str()).map(str::to_owned).unwrap();
    let names = |written: Vec<Value>| written.iter().map(name).collect::<Vec<_>>();
    assert_eq!(names(metrics.to_json().unwrap()), ["accuracy", "mse"]);
    assert_eq!(names(metrics.weighted_to_json().unwrap()), ["accuracy", "mse", "mae"]);
}
