//! What data a model accepts, and what it says of others.

use keras::autodiff::Tensor;
use keras::prelude::*;
use ndarray::{Array1, Array2, Array3, Array4, ArrayD, array, s};

sequential! {
    struct Images { Flatten(input = (2, 3)), Dense(4, activation = softmax) }
}

#[test]
fn arrays_of_any_layout_element_and_owner_hold_the_same() {
    let model = Images::default();
    let x = Array3::from_shape_fn((5, 2, 3), |(i, j, k)| (i * 6 + j * 3 + k) as f32);
    let expected = model.predict(&x).unwrap();
    let wide = Array3::from_shape_fn((5, 3, 2), |(i, k, j)| x[[i, j, k]]);
    assert_eq!(model.predict(x.view()).unwrap(), expected);
    assert_eq!(model.predict(x.clone()).unwrap(), expected);
    assert_eq!(model.predict(wide.permuted_axes([0, 2, 1])).unwrap(), expected);
    assert_eq!(model.predict(x.mapv(f64::from)).unwrap(), expected);
    assert_eq!(model.predict(x.mapv(|x| x as u8)).unwrap(), expected);
    assert_eq!(model.predict(x.mapv(|x| x as i64)).unwrap(), expected);
    assert_eq!(model.predict(x.slice(s![..;2, .., ..])).unwrap(), expected.slice(s![..;2, ..]));
}

#[test]
fn rust_arrays_hold_samples() {
    let model = Images::default();
    let x = [[[0.0f32, 1.0, 2.0], [3.0, 4.0, 5.0]], [[0.5; 3]; 2]];
    let expected = model.predict(Array3::from(x.to_vec())).unwrap();
    assert_eq!(model.predict(x).unwrap(), expected);
    assert_eq!(model.predict(x).unwrap(), expected);
    assert_eq!(model.predict(&x[..]).unwrap(), expected);
    assert_eq!(model.predict(x.to_vec()).unwrap(), expected);
}

#[test]
fn sizes_that_differ_are_an_error_that_names_the_input() {
    let error = Images::default().predict(Array3::<f32>::zeros((5, 3, 3))).unwrap_err().to_string();
    assert!(error.starts_with("`predict`, input `"), "{error}");
    assert!(error.ends_with("expected an array of (n, 2, 3), found (5, 3, 3)"), "{error}");
}

#[test]
fn empty_data_are_an_error() {
    let error = Images::default().predict(Array3::<f32>::zeros((0, 2, 3))).unwrap_err();
    assert_eq!(error.to_string(), "`predict`: there are no samples");
    assert!(Images::default().predict([[[0.0; 3]; 2]; 0]).is_err());
}

#[test]
fn numbers_that_are_none_are_an_error_with_their_place() {
    let mut x = Array3::<f32>::zeros((5, 2, 3));
    for bad in [f32::NAN, f32::INFINITY] {
        x[[3, 1, 2]] = bad;
        let error = Images::default().predict(&x).unwrap_err().to_string();
        assert!(
            error.contains(&format!("sample 3 at [1, 2]: expected a finite number, found {bad}")),
            "{error}"
        );
    }
    let too_large = Array3::from_elem((1, 2, 3), 1e300f64);
    assert!(Images::default().predict(&too_large).unwrap_err().to_string().contains("a finite number"));
}

fn classifier() -> keras::training::Compiled<Images, SparseCategoricalCrossentropy> {
    Images::default().compile(SGD::new(0.1), SparseCategoricalCrossentropy::default(), metrics![accuracy])
}

#[test]
fn a_label_out_of_range_is_an_error_that_names_the_sample() {
    let x = Array3::<f32>::zeros((3, 2, 3));
    let refused = |labels: [i32; 3]| classifier().evaluate(&x, labels).unwrap_err().to_string();
    assert!(refused([0, 4, 1]).contains("sample 1: expected a whole number from 0 to 3, found 4"));
    assert!(refused([0, 3, -1]).contains("sample 2: expected a whole number from 0 to 3, found -1"));
    classifier().evaluate(&x, [3u8, 0, 1]).unwrap();
    classifier().evaluate(&x, &array![3usize, 0, 1]).unwrap();
}

#[test]
fn labels_and_samples_are_of_one_number() {
    let error = classifier().evaluate(Array3::<f32>::zeros((3, 2, 3)), [1u8, 2]).unwrap_err().to_string();
    assert!(error.contains("expected 3 samples, as many as the first input has, found 2"), "{error}");
}

#[test]
fn one_hot_labels_of_another_width_are_an_error() {
    let mut model = Images::default().compile(SGD::new(0.1), CategoricalCrossentropy::default(), metrics![]);
    let x = Array3::<f32>::zeros((3, 2, 3));
    let error = model.evaluate(&x, Array2::<u8>::zeros((3, 5))).unwrap_err().to_string();
    assert!(error.contains("expected an array of (n, 4), found (3, 5)"), "{error}");
    model.evaluate(&x, Array2::<u8>::zeros((3, 4))).unwrap();
}

#[test]
fn a_number_a_sample_may_come_without_its_axis() {
    let model = sequential![Dense(1, input = 2)];
    let mut model = model.compile(SGD::new(0.1), MeanSquaredError::default(), metrics![]);
    let (x, y) = (array![[0.5, 1.0], [2.0, 3.0]], array![1.0, 2.0]);
    let expected = model.evaluate(&x, &array![[1.0], [2.0]]).unwrap();
    assert_eq!(model.evaluate(&x, &y).unwrap(), expected);
    assert_eq!(model.evaluate(&x, [1.0, 2.0]).unwrap(), expected);
    assert_eq!(model.evaluate(&x, [[1.0], [2.0]]).unwrap(), expected);
    assert_eq!(model.evaluate(&x, [1i32, 2]).unwrap(), expected);
}

#[test]
fn labels_of_a_closure_do_not_broadcast_over_the_batch() {
    let squares = |y_true: &Tensor, y_pred: &Tensor| K::square(&(y_true - y_pred));
    let model = sequential![Dense(1, input = 1, kernel_initializer = ones)];
    let mut model = model.compile(SGD::new(0.1), squares, metrics![]);
    assert_eq!(model.evaluate(&array![[1.0], [2.0]], &array![1.0, 2.0]).unwrap().loss, 0.0);
}

#[test]
fn a_model_whose_shapes_only_the_program_knows_checks_when_it_runs() {
    let mut model = Sequential::new();
    model.add(layer!(Dense(3, activation = softmax, input = 2))).unwrap();
    let mut model = model.compile(SGD::new(0.1), SparseCategoricalCrossentropy::default(), metrics![]);
    let x = Array2::<f32>::zeros((4, 2));
    model.evaluate(&x, &array![0, 1, 2, 0]).unwrap();
    model.evaluate(x.clone().into_dyn(), ArrayD::<u8>::zeros(vec![4])).unwrap();
    assert!(model.evaluate(Array4::<f32>::zeros((4, 2, 1, 1)), &array![0, 1, 2, 0]).is_err());
    assert!(model.evaluate(&x, &array![[0, 1], [2, 0], [1, 1], [0, 0]]).is_err());
    assert!(model.evaluate(&x, &array![0, 1, 3, 0]).is_err());
    assert_eq!(model.predict(&x).unwrap().shape(), [4, 3]);
}

#[test]
fn ids_that_do_not_fit_are_an_error() {
    let model = sequential![Input(3, dtype = int32), Lambda(|ids: &Tensor| ids * 1.0),];
    model.predict(&array![[1, 2, 1 << 24]]).unwrap();
    for bad in [-1i64, (1 << 24) + 1] {
        let error = model.predict(&array![[1, bad, 2]]).unwrap_err().to_string();
        assert!(
            error.contains(&format!(
                "sample 0 at [1]: expected a whole number from 0 to 16777216, found {bad}"
            ))
        );
    }
}

#[test]
fn labels_that_are_not_finite_are_an_error() {
    let model = sequential![Dense(1, input = 1)];
    let mut model = model.compile(SGD::new(0.1), MeanSquaredError::default(), metrics![]);
    let labels: Array1<f32> = array![0.0, f32::NAN];
    let error = model.evaluate(&array![[1.0], [2.0]], &labels).unwrap_err().to_string();
    assert!(error.contains("sample 1: expected a finite number, found NaN"), "{error}");
}
