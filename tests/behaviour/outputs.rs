//! Models of several inputs and outputs.

use keras::prelude::*;
use keras::training::Compiled;
use ndarray::{Array2, array};

graph! {
    struct Towers {
        let left = Input(2, name = left);
        let right = Input(1, name = right);
        let both = Concatenate()([left, right]);
        let label = Dense(3, activation = softmax, name = label)(both);
        let angle = Dense(1, name = angle)(both);
        (label, angle)
    }
}

fn towers() -> Compiled<Towers, (SparseCategoricalCrossentropy, keras::losses::Weighted<MeanSquaredError>)> {
    let losses = (SparseCategoricalCrossentropy::default(), MeanSquaredError::default().weighted(0.5));
    Towers::default().compile(SGD::new(0.1), losses, (metrics![accuracy], metrics![mae]))
}

#[test]
fn each_output_has_its_scores_under_its_name() {
    let (left, right) = (array![[0.1, 0.2], [0.3, -0.5]], array![[1.0], [2.0]]);
    let (label, angle) = (array![0u8, 2], array![[0.5], [0.25]]);
    let mut model = towers();
    let fit = Fit::epochs(2).verbose(0).validation_data((&left, &right), (&label, &angle));
    let history = model.fit((&left, &right), (&label, &angle), fit).unwrap();
    let names: Vec<&str> = history.iter().map(|(name, _)| name).collect();
    let own = ["angle_loss", "angle_mae", "label_accuracy", "label_loss", "loss"];
    assert_eq!(names[..5], own);
    assert!(names[5..].iter().zip(own).all(|(name, own)| *name == format!("val_{own}")));
    let scores = model.evaluate((&left, &right), (&label, &angle)).unwrap();
    let sum = scores.get("label_loss").unwrap() + 0.5 * scores.get("angle_loss").unwrap();
    assert!((scores.loss - sum).abs() < 1e-6);
}

#[test]
fn each_output_is_predicted_in_an_array_of_its_own() {
    let (label, angle) =
        towers().predict((&Array2::<f32>::zeros((5, 2)), &Array2::<f32>::zeros((5, 1)))).unwrap();
    assert_eq!((label.dim(), angle.dim()), ((5, 3), (5, 1)));
}

#[test]
fn inputs_are_of_one_number() {
    let error = towers().predict((&Array2::<f32>::zeros((5, 2)), &Array2::<f32>::zeros((4, 1)))).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`predict`, input `right`: expected 5 samples, as many as the first input has, found 4"
    );
}

#[test]
fn classes_of_several_outputs_have_no_weights() {
    let (left, right) = (array![[0.1, 0.2]], array![[1.0]]);
    let plan = Fit::epochs(1).verbose(0).class_weight([(0, 1.0)]);
    let error = towers().fit((&left, &right), (&array![0u8], &array![[0.5]]), plan).unwrap_err();
    assert!(error.to_string().contains("a model with one output"), "{error}");
}
