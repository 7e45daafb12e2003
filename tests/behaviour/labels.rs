//! Labels that a loss or a metric makes no sense of.

use keras::autodiff::Tensor;
use keras::prelude::*;
use ndarray::{Array1, Array2, arr2, array};

sequential! {
    struct Single { Dense(1, input = 2) }
}

sequential! {
    struct Probable { Dense(1, input = 2, activation = sigmoid) }
}

sequential! {
    struct Scores { Dense(3, input = 2) }
}

sequential! {
    struct Chances { Dense(3, input = 2, activation = softmax) }
}

fn quiet() -> Fit<'static> {
    Fit::epochs(1).verbose(0)
}

/// What each way into a model says of labels that make no sense beside good ones; nothing may have been learnt.
macro_rules! refused {
    ($model:ty, $loss:expr, $metrics:expr, $good:expr, $bad:expr) => {{
        let (x, good, bad) = (array![[0.5f32, 0.1], [0.2, 0.3]], $good, $bad);
        let (good, bad) = (good.view(), bad.view());
        let mut model = <$model>::default().compile(SGD::new(0.1), $loss, $metrics);
        let before = model.get_weights();
        model.evaluate(&x, good).unwrap();
        let refusals = [
            model.fit(&x, bad, quiet()).unwrap_err(),
            model.fit(&x, good, quiet().validation_data(&x, bad)).unwrap_err(),
            model.evaluate(&x, bad).unwrap_err(),
            model.evaluate_weighted(&x, bad, &[1.0, 1.0]).unwrap_err(),
            model.train_on_batch(&x, bad).unwrap_err(),
            model.test_on_batch(&x, bad).unwrap_err(),
        ]
        .map(|error| error.to_string());
        assert_eq!(model.get_weights(), before);
        let same = refusals[0].strip_prefix("`fit`").unwrap().to_owned();
        assert!(refusals.iter().all(|refusal| refusal.ends_with(&same)), "{refusals:#?}");
        same
    }};
}

#[test]
fn labels_outside_of_what_a_loss_makes_sense_of_are_refused_with_their_place() {
    let (zeros, ones, twos) = (array![[0.0], [1.0]], array![[-1.0], [1.0]], array![[1.0], [2.0]]);
    let error = refused!(Probable, BinaryCrossentropy::default(), metrics![], &zeros, &twos);
    assert_eq!(
        error,
        ", labels for `dense`, sample 1 at [0]: expected labels from 0 to 1, as `BinaryCrossentropy` takes them, found 2\n\
         help: map two classes to 0 and 1; of more, `SparseCategoricalCrossentropy` takes the numbers, and \
         `MeanSquaredError` is for numbers of any size"
    );
    let error = refused!(Single, BinaryCrossentropy::default().from_logits(), metrics![], &zeros, &ones);
    assert!(error.contains("sample 0 at [0]") && error.contains("found -1"), "{error}");
    // Labels without the axis of one number, and of other types.
    let error = refused!(Probable, BinaryCrossentropy::default(), metrics![], array![0u8, 1], array![1u8, 2]);
    assert!(error.contains("sample 1: expected labels from 0 to 1") && error.contains("found 2"), "{error}");
    let error = refused!(Probable, Poisson::default(), metrics![], &zeros, array![[0.0], [-0.5]]);
    assert!(error.contains("labels of 0 or more, as `Poisson`") && error.contains("found -0.5"), "{error}");
    let error = refused!(Single, MeanSquaredLogarithmicError::default(), metrics![], &zeros, &ones);
    assert!(error.contains("labels above -1, as `MeanSquaredLogarithmicError`"), "{error}");
    for good in [&zeros, &ones] {
        let error = refused!(Single, Hinge::default(), metrics![], good, &twos);
        assert!(error.contains("all -1 or 1, or all 0 or 1, as `Hinge` takes them, found 2"), "{error}");
        let error =
            refused!(Single, SquaredHinge::default().weighted(2.0), metrics![], good, array![[-1], [0]]);
        assert!(
            error.contains("sample 1") && error.contains("as `SquaredHinge` takes them, found 0"),
            "{error}"
        );
    }
}

#[test]
fn labels_that_are_no_distribution_are_refused() {
    let good = array![[0.0, 1.0, 0.0], [0.2, 0.3, 0.5]];
    let many = array![[0.0, 1.0, 0.0], [1.0, 0.0, 1.0]];
    let error = refused!(Chances, CategoricalCrossentropy::default(), metrics![], &good, &many);
    assert!(
        error.contains("sample 1 at [0]: expected labels from 0 to 1 with a sum of 1 over the classes"),
        "{error}"
    );
    assert!(error.contains("found a sum of 2") && error.contains("`BinaryCrossentropy`"), "{error}");
    let error =
        refused!(Scores, CategoricalCrossentropy::default().from_logits(), metrics![], &good, &many - 1.0);
    assert!(error.contains("found -1"), "{error}");
    let error = refused!(Chances, KLDivergence::default(), metrics![], &good, &many * 2.0);
    assert!(error.contains("as `KLDivergence` takes them, found 2"), "{error}");
    let error =
        refused!(Scores, CategoricalHinge::default(), metrics![], array![[0, 1, 0], [1, 0, 0]], &good);
    assert!(error.contains("as `CategoricalHinge` takes them, found 0.2"), "{error}");
    // A sample without a label.
    let mut model = Chances::default().compile(SGD::new(0.1), CategoricalCrossentropy::default(), metrics![]);
    let scores = model.evaluate(Array2::<f32>::zeros((2, 2)), Array2::<u8>::zeros((2, 3))).unwrap();
    assert_eq!(scores.loss, 0.0);
}

#[test]
fn a_wrong_label_is_found_wherever_it_stands() {
    let x = Array2::<f32>::zeros((5000, 2));
    let mut model = Chances::default().compile(SGD::new(0.1), CategoricalCrossentropy::default(), metrics![]);
    for sample in [0, 1364, 1365, 1366, 4999] {
        let mut y = Array2::<f32>::zeros((5000, 3));
        y.column_mut(1).fill(1.0);
        y[[sample, 2]] = 0.5;
        let error = model.evaluate(&x, &y).unwrap_err().to_string();
        assert!(
            error.contains(&format!("sample {sample} at [0]")) && error.contains("a sum of 1.5"),
            "{error}"
        );
    }
    let mut model = Single::default().compile(SGD::new(0.1), Hinge::default(), metrics![]);
    let mut y = Array1::<i8>::ones(5000);
    (y[4500], y[4700]) = (0, -1);
    assert!(model.evaluate(&x, &y).unwrap_err().to_string().contains("sample 4700"));
}

#[test]
fn labels_that_a_metric_makes_no_sense_of_are_refused_by_its_name() {
    let (good, bad) = (array![[0.0], [1.0]], array![[0.0], [2.5]]);
    let squares = |t: &Tensor, p: &Tensor| K::square(&(t - p));
    let error = refused!(Single, squares, metrics![mae, accuracy], &good, &bad);
    assert!(
        error.contains("sample 1 at [0]: expected labels that are 0 or 1, as the metric `accuracy` takes"),
        "{error}"
    );
    let signs = array![[-1.0], [1.0]];
    for error in [
        refused!(Single, squares, metrics![accuracy], &good, &signs),
        refused!(Single, MeanSquaredError::default(), metrics![Precision::default()], &good, &signs),
        refused!(Single, MeanSquaredError::default(), metrics![Recall::default()], &good, &signs),
        refused!(Single, MeanSquaredError::default(), metrics![AUC::default()], &good, &signs),
        refused!(
            Single,
            MeanSquaredError::default(),
            metrics![F1Score::default().threshold(0.5)],
            &good,
            &signs
        ),
        refused!(Single, MeanSquaredError::default(), metrics![poisson], &good, &signs),
    ] {
        assert!(error.contains("sample 0") && error.contains("as the metric `"), "{error}");
    }
}

/// What every way into a compiled model says of metrics that make no sense beside its loss; nothing may have been learnt.
macro_rules! mismatched {
    ($model:ty, $loss:expr, $metrics:expr, $y:expr) => {{
        let (x, y) = (array![[0.5f32, 0.1], [0.2, 0.3]], $y);
        let mut model = <$model>::default().compile(SGD::new(0.1), $loss, $metrics);
        let before = model.get_weights();
        let errors = [
            model.fit(&x, y, quiet()).unwrap_err(),
            model.evaluate(&x, y).unwrap_err(),
            model.train_on_batch(&x, y).unwrap_err(),
            model.test_on_batch(&x, y).unwrap_err(),
        ]
        .map(|error| error.to_string());
        assert_eq!(model.get_weights(), before);
        assert!(errors.iter().all(|error| *error == errors[0]), "{errors:#?}");
        errors[0].clone()
    }};
}

#[test]
fn an_accuracy_beside_a_regression_is_refused() {
    let sides = array![[0.0f32], [1.0]];
    assert_eq!(
        mismatched!(Single, MeanSquaredError::default(), metrics![mae, accuracy], &sides),
        "metric `accuracy`: `MeanSquaredError` trains numbers, and none of them is right or wrong\n\
         help: measure `mae`; of classes, end with `activation = softmax` or `sigmoid` and train a cross-entropy"
    );
    for error in [
        mismatched!(Single, Huber::default().weighted(2.0), metrics![binary_accuracy], &sides),
        mismatched!(Single, Poisson::default(), metrics![hits = BinaryAccuracy(0.7)], &sides),
        mismatched!(Scores, MeanAbsoluteError::default(), metrics![accuracy], &array![[1, 2, 3], [4, 5, 6]]),
        mismatched!(
            Scores,
            LogCosh::default(),
            metrics![categorical_accuracy],
            &array![[1, 2, 3], [4, 5, 6]]
        ),
    ] {
        assert!(error.starts_with("metric `") && error.contains("none of them is right"), "{error}");
    }
    // Probabilities have a right side, whatever trains them; and of a loss of one's own nobody knows.
    let x = array![[0.5f32, 0.1], [0.2, 0.3]];
    let compiled =
        Probable::default().compile(SGD::new(0.1), MeanSquaredError::default(), metrics![accuracy]);
    { compiled }.evaluate(&x, &sides).unwrap();
    let squares = |t: &Tensor, p: &Tensor| K::mean_axis(&K::square(&(t - p)), -1);
    Single::default().compile(SGD::new(0.1), squares, metrics![accuracy]).evaluate(&x, &sides).unwrap();
}

#[test]
fn a_metric_of_labels_in_another_form_than_the_loss_takes_is_refused() {
    let (classes, rows) = (array![0u8, 2], array![[1, 0, 0], [0, 0, 1]]);
    let sparse = SparseCategoricalCrossentropy::default;
    assert_eq!(
        mismatched!(Chances, sparse(), metrics![categorical_accuracy], &classes),
        "metric `categorical_accuracy`: expected labels shaped as the output, such as one-hot rows, found classes by \
         number, as `SparseCategoricalCrossentropy` takes them\n\
         help: measure `accuracy`, which fits both; or train one-hot labels, with `CategoricalCrossentropy`"
    );
    for error in [
        mismatched!(Chances, sparse(), metrics![TopKCategoricalAccuracy(k = 2)], &classes),
        mismatched!(Chances, sparse(), metrics![AUC()], &classes),
        mismatched!(Chances, sparse(), metrics![F1Score()], &classes),
        mismatched!(Chances, sparse(), metrics![Recall()], &classes),
        mismatched!(Chances, sparse(), metrics![categorical_crossentropy], &classes),
        mismatched!(Chances, sparse(), metrics![MeanSquaredError()], &classes),
    ] {
        assert!(error.contains("one-hot rows, found classes by number"), "{error}");
    }
    for error in [
        mismatched!(
            Chances,
            CategoricalCrossentropy::default(),
            metrics![sparse_categorical_accuracy],
            &rows
        ),
        mismatched!(
            Chances,
            CategoricalCrossentropy::default(),
            metrics![sparse_categorical_crossentropy],
            &rows
        ),
    ] {
        assert!(error.contains("expected classes by number, found labels shaped as the output"), "{error}");
    }
}

#[test]
fn a_list_that_grows_passes_no_first_of_several_tensors_on() {
    let mut model = Sequential::new();
    let error = model.add(layer!(GRU(4, return_state = true, input = (5, 2)))).unwrap_err().to_string();
    assert!(error.contains("gives 2 tensors") && error.contains("leave `return_state` out"), "{error}");
    let error = model.add(layer!(GRUCell(4, input = 2))).unwrap_err().to_string();
    assert!(error.contains("stands inside `RNN"), "{error}");
    model.add(layer!(RNN(GRUCell(4), input = (5, 2)))).unwrap();
}

#[test]
fn labels_without_a_class_have_no_class_weight() {
    let x = array![[0.5f32, 0.1], [0.2, 0.3]];
    let weights = || quiet().class_weight([(0, 1.0), (1, 2.0)]);
    let mut model = Single::default().compile(SGD::new(0.1), MeanSquaredError::default(), metrics![]);
    for (label, sample) in [(0.7, 1), (-1.0, 1)] {
        let error = model.fit(&x, &array![[1.0], [label]], weights()).unwrap_err().to_string();
        assert!(
            error.contains(&format!(
                "class_weight, sample {sample}: expected a label that is a class, found {label}"
            )),
            "{error}"
        );
    }
    model.fit(&x, &array![[1.0], [0.0]], weights()).unwrap();
    let mut model = Chances::default().compile(SGD::new(0.1), CategoricalCrossentropy::default(), metrics![]);
    for row in [[0.2, 0.3, 0.5], [0.0; 3]] {
        let error = model.fit(&x, arr2(&[[1.0, 0.0, 0.0], row]), weights()).unwrap_err().to_string();
        assert!(error.contains("class_weight, sample 1: expected a one-hot row, found ["), "{error}");
    }
    model.fit(&x, &array![[1, 0, 0], [0, 1, 0]], weights()).unwrap();
}

#[test]
fn a_class_that_is_ignored_may_be_any_number_and_does_not_count() {
    let x = array![[0.5f32, 0.1], [0.2, 0.3], [0.9, 0.4], [0.1, 0.8]];
    for ignored in [-1, 1, 255] {
        let loss = SparseCategoricalCrossentropy::default().ignore_class(ignored);
        let mut model = Chances::new().compile(SGD::new(0.1), loss, metrics![accuracy]);
        let some = array![ignored as i32, 2, 0, ignored as i32];
        let all = model.evaluate(&x, &some).unwrap().loss;
        let others = model.evaluate(x.slice(ndarray::s![1..3, ..]), array![2, 0]).unwrap().loss;
        assert!((all - others).abs() < 1e-6, "{ignored}: {all} {others}");
        model.fit(&x, &some, quiet()).unwrap();
    }
    let loss = SparseCategoricalCrossentropy::default().ignore_class(-1);
    let mut model = Chances::new().compile(SGD::new(0.1), loss, metrics![]);
    let error = model.fit(&x, &array![-1, 0, 3, 1], quiet()).unwrap_err().to_string();
    assert!(error.contains("sample 2: expected a whole number from 0 to 2, or -1, found 3"), "{error}");
}

#[test]
fn circles_are_of_any_number_of_classes() {
    let x = Array2::from_shape_fn((12, 2), |(i, j)| ((2 * i + j) as f32).sin());
    let y = Array1::from_shape_fn(12, |i| i / 2);
    let mut model = Scores::new().compile(SGD::new(0.001), keras::losses::Circle::default(), metrics![]);
    assert!(model.fit(&x, &y, quiet()).unwrap().last("loss").is_some());
}
