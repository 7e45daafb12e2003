//! Means and variances that a normalization takes from data, and initial values that know what a kernel projects.

use keras::models::load_model;
use keras::ndarray::{Array2, Array3, array};
use keras::prelude::*;

sequential! {
    struct Table { Normalization(input = 2, name = features), Dense(1) }
}

sequential! {
    struct Series { Normalization(axis = (1, 2), input = (2, 3), name = features) }
}

fn table() -> Array2<f32> {
    array![[0.0, 10.0], [2.0, 30.0], [4.0, -10.0], [2.0, 50.0]]
}

#[test]
fn a_normalization_takes_mean_and_variance_from_data_and_keeps_them() {
    let mut model = Table::new();
    model.features.adapt(table()).unwrap();
    assert_eq!(model.features.get_weight("mean").unwrap(), array![2.0, 20.0].into_dyn());
    assert_eq!(model.features.get_weight("variance").unwrap(), array![2.0, 500.0].into_dyn());

    let mut model = model.compile(SGD::new(0.01), MeanSquaredError::default(), metrics![]);
    model.fit(table(), &array![[1.0], [2.0], [3.0], [4.0]], Fit::epochs(2).verbose(0)).unwrap();
    assert_eq!(model.model().features.get_weight("mean").unwrap(), array![2.0, 20.0].into_dyn());

    let path = std::env::temp_dir().join(format!("keras_adapted_{}.keras", std::process::id()));
    model.save(&path).unwrap();
    let read = load_model(&path).unwrap();
    std::fs::remove_file(path).unwrap();
    assert_eq!(read.get_weights(), model.get_weights());
}

#[test]
fn a_normalization_is_adapted_to_whatever_fit_takes() {
    let mut model = Table::new();
    let mut adapted = |adapt: fn(&mut Table) -> keras::Result<()>| {
        adapt(&mut model).unwrap();
        model.get_weights()[..2].to_vec()
    };
    let expected = adapted(|model| model.features.adapt(table()));
    assert_eq!(adapted(|model| model.features.adapt(table().mapv(f64::from))), expected);
    assert_eq!(adapted(|model| model.features.adapt(table().mapv(|x| x as i32).view())), expected);
    let as_rows = |model: &mut Table| model.features.adapt(vec![[0i8, 10], [2, 30], [4, -10], [2, 50]]);
    assert_eq!(adapted(as_rows), expected);
    assert_eq!(
        adapted(|model| model.features.adapt([[0.0, 10.0], [2.0, 30.0], [4.0, -10.0], [2.0, 50.0]])),
        expected
    );
    assert_eq!(adapted(|model| model.features.adapt(table().t().to_owned().t())), expected);
}

#[test]
fn many_samples_are_looked_at_a_part_at_a_time() {
    let mut model = sequential![Normalization(input = 30_000, axis = (), name = features)];
    let x = Array2::from_shape_fn((5, 30_000), |(i, _)| i as f32);
    model.features.adapt(&x).unwrap();
    assert_eq!(model.features.get_weight("mean").unwrap()[[]], 2.0);
    assert_eq!(model.features.get_weight("variance").unwrap()[[]], 2.0);
}

#[test]
fn what_is_normalized_by_its_own_data_has_mean_0_and_variance_1() {
    let mut model = Series::new();
    let x = Array3::from_shape_fn((5, 2, 3), |(i, j, k)| (i * i + 7 * j) as f32 * (k as f32 + 0.5));
    model.features.adapt(&x).unwrap();
    let y = model.predict(&x).unwrap();
    for column in y.into_shape_with_order((5, 6)).unwrap().columns() {
        assert!(column.mean().unwrap().abs() < 1e-5 && (column.std(0.0) - 1.0).abs() < 1e-5, "{column}");
    }
}

#[test]
fn data_that_do_not_fit_are_an_error_and_change_nothing() {
    let mut model = Table::new();
    let before = model.get_weights();
    for wrong in [
        model.features.adapt(&array![[1.0, 2.0, 3.0]]),
        model.features.adapt(Array2::<f32>::zeros((0, 2))),
        model.features.adapt(&array![[1.0, f32::NAN]]),
        model.features.adapt(&array![1.0, 2.0]),
    ] {
        assert!(wrong.unwrap_err().to_string().starts_with("layer `features`, adapt: expected "));
    }
    assert_eq!(model.get_weights(), before);
    let mut fixed = sequential![Normalization(mean = 0.5, variance = 2.0, input = 2, name = features)];
    let error = fixed.features.adapt(table()).unwrap_err().to_string();
    assert!(error.contains("has its means as arguments"), "{error}");
}

#[test]
fn kernels_of_several_axes_begin_with_the_variance_of_their_projection() {
    let model = graph!({
        let x = Input(4, 64);
        let a = MultiHeadAttention(8, 8, name = heads)(x, x);
        let b = GroupQueryAttention(8, 8, 2, name = groups)(x, x);
        let c = EinsumDense("abc,cde->abde", (_, 8, 8), name = einsum)(x);
        (a, b, c)
    });
    let near = |kernel: keras::Result<ndarray::ArrayD<f32>>, inputs: f32, outputs: f32| {
        let (found, expected) = (kernel.unwrap().std(0.0), (2.0 / (inputs + outputs)).sqrt());
        assert!((found / expected - 1.0).abs() < 0.1, "{found} for {expected}");
    };
    near(model.heads.get_weight("query_kernel"), 64.0, 64.0);
    near(model.heads.get_weight("output_kernel"), 64.0, 64.0);
    near(model.groups.get_weight("key_kernel"), 64.0, 16.0);
    near(model.einsum.get_weight("kernel"), 64.0, 64.0);
}
