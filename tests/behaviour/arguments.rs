//! Metrics, losses and schedules are structs of their arguments, and a macro writes them like a layer.

use keras::autodiff::{Tape, Tensor};
use keras::losses::{LabelRange, Scale};
use keras::metrics::{Metric, Metrics};
use keras::prelude::*;
use keras::schedules::{CosineDecay, ExponentialDecay, Schedule};
use keras::shape::{Shape, ShapeResult, Spec};

/// How often the error is at most so large.
#[derive(Config, Clone, Debug)]
#[config(metric)]
struct Within {
    /// The largest error that counts as right.
    distance: f32,
    /// What the share is multiplied by.
    #[default(1.0)]
    factor: f64,
    /// What to measure of the error.
    size: Option<Size>,
    #[config(state)]
    errors: Vec<f32>,
    #[config(state)]
    batches: Batches,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Size {
    Plain,
    Doubled,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Batches(String);

impl Metric for Within {
    fn update(&mut self, y_true: &Tensor, y_pred: &Tensor, _: Option<&Tensor>) {
        self.batches.0.push('|');
        let doubled = if self.size == Some(Size::Doubled) { 2.0 } else { 1.0 };
        (y_true - y_pred).read(|errors| self.errors.extend(errors.iter().map(|e| e.abs() * doubled)));
    }

    fn result(&self) -> f64 {
        let right = self.errors.iter().filter(|error| **error <= self.distance).count();
        self.factor * right as f64 / self.errors.len().max(1) as f64
    }

    fn reset(&mut self) {
        (self.errors, self.batches) = (vec![], Batches::default());
    }
}

/// A loss of a user's own.
#[derive(Config, Clone, Copy, Debug)]
#[config(loss)]
struct Tilted {
    /// How much an output that is too low costs.
    #[default(0.5)]
    slope: f32,
}

impl Loss for Tilted {
    fn name(&self) -> &'static str {
        "Tilted"
    }

    fn call(&self, y_true: &Tensor, y_pred: &Tensor) -> Tensor {
        let error = y_true - y_pred;
        K::mean_axis(&K::maximum(&(&error * self.slope), error * (self.slope - 1.0)), -1)
    }
}

fn names_and_values(mut metrics: Metrics, y_true: &[[f32; 3]], y_pred: &[[f32; 3]]) -> Vec<(String, f64)> {
    let tape = Tape::inference();
    metrics.update(&tape.array(y_true), &tape.array(y_pred), None);
    tape.check().unwrap();
    metrics.names().map(String::from).zip(metrics.results()).collect()
}

const LABELS: [[f32; 3]; 2] = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]];
const OUTPUTS: [[f32; 3]; 2] = [[0.4, 0.5, 0.1], [0.2, 0.7, 0.1]];

#[test]
fn a_metric_with_arguments_is_written_like_a_layer() {
    let written = metrics![
        accuracy,
        AUC(curve = PR),
        AUC(7, ROC, name = coarse),
        Precision(thresholds = 0.45),
        Recall(0.45, top_k = 2),
        TopKCategoricalAccuracy(k = 2),
        SparseTopKCategoricalAccuracy::new(2),
        F1Score(average = Averaging::Micro, threshold = 0.45),
        MeanAbsoluteError(),
        Huber(delta = 0.2),
        narrow = AUC(num_thresholds = 100),
        keras::metrics::BinaryAccuracy(threshold = 0.3),
    ];
    let chained = metrics![
        accuracy,
        AUC::default().curve(keras::metrics::Curve::PR),
        coarse = AUC::new(7),
        Precision::default().thresholds(0.45),
        Recall::default().threshold(0.45).top_k(2),
        TopKCategoricalAccuracy::new(2),
        SparseTopKCategoricalAccuracy::default().k(2),
        F1Score::micro().threshold(0.45),
        MeanAbsoluteError::default(),
        Huber::default().delta(0.2),
        narrow = AUC::default().num_thresholds(100),
        BinaryAccuracy::default().threshold(0.3),
    ];
    let names: Vec<&str> = written.names().collect();
    assert_eq!(
        names,
        [
            "accuracy",
            "auc",
            "coarse",
            "precision",
            "recall",
            "top_k_categorical_accuracy",
            "sparse_top_k_categorical_accuracy",
            "f1_score",
            "mean_absolute_error",
            "huber",
            "narrow",
            "binary_accuracy"
        ]
    );
    assert_eq!(names, chained.names().collect::<Vec<_>>());
    // `SparseTopKCategoricalAccuracy` takes classes: those two lists without it.
    let without = |mut values: Vec<(String, f64)>| {
        values.retain(|(name, _)| name != "sparse_top_k_categorical_accuracy");
        values
    };
    let value = |mut metrics: Metrics| {
        let tape = Tape::inference();
        metrics.update(&tape.array(&LABELS), &tape.array(&OUTPUTS), None);
        metrics.names().map(String::from).zip(metrics.results()).collect::<Vec<_>>()
    };
    let (written, chained) = (without(value(written)), without(value(chained)));
    assert_eq!(written, chained);
    assert!(written.iter().all(|(_, value)| *value != 0.0), "{written:?}");
}

#[test]
fn a_metric_and_a_loss_of_a_users_own_are_written_like_those_of_the_library() {
    let found = names_and_values(
        metrics![
            Within(distance = 0.25),
            Within(0.25, 100.0),
            Within(0.25, size = Size::Doubled, factor = 2.0),
            Tilted(),
            Tilted(slope = 1.0)
        ],
        &LABELS,
        &OUTPUTS,
    );
    let expected = [
        ("within", 3.0 / 6.0),
        ("within_1", 100.0 * 3.0 / 6.0),
        ("within_2", 2.0 * 2.0 / 6.0),
        ("tilted", 0.5 * (0.6 + 0.5 + 0.1 + 0.2 + 0.3 + 0.1) / 6.0),
        ("tilted_1", (0.6 + 0.3) / 6.0),
    ];
    for ((name, value), (expected_name, expected)) in found.iter().zip(expected) {
        assert_eq!(name, expected_name);
        assert!((value - expected).abs() < 1e-6, "{name}: {value}, expected {expected}");
    }
}

#[test]
fn values_may_be_those_of_the_running_program() {
    let (k, thresholds, names) = (2, [0.45f32], ["a"]);
    let found = names_and_values(
        metrics![
            TopKCategoricalAccuracy(k),
            Precision(thresholds = thresholds[0]),
            top = TopKCategoricalAccuracy(k = names.len())
        ],
        &LABELS,
        &OUTPUTS,
    );
    assert_eq!(found.iter().map(|(_, value)| *value).collect::<Vec<_>>(), [1.0, 0.5, 0.5]);

    // What makes no sense is then an error when training starts.
    let (zero, beyond) = (0, 1.5);
    let output = Spec::new(Shape::known(&[3]));
    for (metrics, message) in [
        (metrics![TopKCategoricalAccuracy(k = zero)], "`TopKCategoricalAccuracy` needs `k` of 1 or more"),
        (
            metrics![Precision(thresholds = beyond)],
            "`Precision` needs `thresholds` from 0 to 1, was given 1.5",
        ),
    ] {
        assert_eq!(metrics.check(&output).unwrap_err().to_string(), message);
    }
}

#[test]
fn arguments_are_set_by_name_and_have_defaults() {
    const FAST: ShapeResult<ExponentialDecay> =
        ExponentialDecay::args().initial_learning_rate([0.5]).decay_steps([10]).decay_rate([0.5]).build();
    assert_eq!(FAST, ShapeResult::Ok(ExponentialDecay::new(0.5, 10, 0.5)));
    assert_eq!(
        CosineDecay::args()
            .initial_learning_rate([0.0])
            .decay_steps([6])
            .warmup_target([0.1])
            .warmup_steps([3])
            .build(),
        ShapeResult::Ok(CosineDecay::new(0.0, 6).warmup(0.1, 3)),
    );
    assert!(matches!(ExponentialDecay::args().build(), ShapeResult::Err(_)));
    assert_eq!(ExponentialDecay::new(0.1, 10, 0.5).initial_learning_rate(0.4).rate(10), 0.2);

    assert_eq!(Tilted::default().slope, 0.5);
    assert_eq!(Tilted::default().slope(0.9).slope, 0.9);
    assert_eq!(
        CategoricalCrossentropy::default().from_logits().label_smoothing(0.1).scale(),
        Scale::ClassLogit
    );
    assert_eq!(CategoricalCrossentropy::default().labels(), LabelRange::Distribution);
}

#[test]
fn what_is_gathered_is_no_argument_and_begins_anew() {
    let ShapeResult::Ok(metric) = Within::args().distance([0.25]).build() else {
        panic!("nothing is missing")
    };
    assert_eq!((metric.errors.len(), &metric.batches), (0, &Batches::default()));
    let changed = metric.factor(3.0).size(Size::Plain);
    assert_eq!((changed.factor, changed.size, changed.distance), (3.0, Some(Size::Plain), 0.25));
}
