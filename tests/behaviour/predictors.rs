//! Predictors, which keep kernels of convolutions prepared from one prediction to the next.

use keras::prelude::*;
use ndarray::{Array2, Array4, s};

sequential! {
    struct Patches {
        Conv2D(32, 3, padding = same, activation = relu, input = (16, 16, 32)),
        Conv2D(34, 3, padding = same),
        GlobalAveragePooling2D(),
        Dense(2),
    }
}

fn images() -> Array4<f32> {
    Array4::from_shape_fn((4, 16, 16, 32), |(i, y, x, c)| ((i * 7 + y * 5 + x * 3 + c) as f32).sin())
}

/// Whether predictors, for the first time and again, give the bits of `predict`.
fn agree(model: &Patches) -> bool {
    let image = images().slice_move(s![1..2, .., .., ..]);
    let expected = model.predict(&image).unwrap();
    let mut predictor = model.predictor();
    (0..3).all(|_| predictor.predict(&image).unwrap() == expected)
}

#[test]
fn a_predictor_gives_the_bits_of_predict_whatever_has_become_of_the_weights() {
    let model = Patches::new();
    assert!(agree(&model));
    let first = model.get_weights();
    let mut model = model.compile(Adam::default(), MeanSquaredError::default(), metrics![]);
    for _ in 0..2 {
        model.fit(images(), Array2::<f32>::ones((4, 2)), Fit::epochs(1).verbose(0)).unwrap();
        assert!(agree(model.model()));
    }
    let trained = model.predict(images()).unwrap();
    model.set_weights(&first).unwrap();
    assert!(agree(model.model()));
    assert_ne!(model.predict(images()).unwrap(), trained);
}
