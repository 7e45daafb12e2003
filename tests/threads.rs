//! The same seed gives the same weights, to the last bit, whatever the number of threads.

use keras::prelude::*;
use ndarray::{Array1, Array2, Array3, Array4, ArrayD};
use rayon::ThreadPoolBuilder;

/// What `train` gives on one, two and three threads.
fn assert_that_threads_change_nothing(train: impl Fn() -> Vec<ArrayD<f32>> + Sync) {
    let on = |threads| {
        let pool = ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            keras::set_random_seed(7);
            train()
        })
    };
    let one = on(1);
    assert!(one.iter().flatten().all(|weight| weight.is_finite()));
    assert!(one == on(2), "two threads");
    assert!(one == on(3), "three threads");
}

fn wave(i: usize) -> f32 {
    (i as f32).sin()
}

// The seed belongs to the process: one test trains all models, one after the other.
#[test]
fn the_same_seed_gives_the_same_weights_on_any_number_of_threads() {
    let fit = || Fit::epochs(2).batch_size(40).validation_split(0.1).verbose(0);
    let classes = Array1::from_shape_fn(100, |i| (i % 10) as u8);

    assert_that_threads_change_nothing(|| {
        let x = Array2::from_shape_fn((100, 784), |(i, j)| wave(i * j));
        let model = sequential![
            Dense(256, activation = relu, input = 784),
            Dropout(0.3),
            LayerNormalization(),
            Dense(10, activation = softmax),
        ];
        let mut model = model.compile(Adam::default(), SparseCategoricalCrossentropy::default(), metrics![]);
        model.fit(&x, &classes, fit()).unwrap();
        model.get_weights()
    });

    assert_that_threads_change_nothing(|| {
        let x = Array4::from_shape_fn((100, 20, 20, 3), |(i, y, x, c)| wave(i * y + x * c));
        let model = sequential![
            Conv2D(24, 3, padding = same, input = (20, 20, 3)),
            BatchNormalization(),
            Activation(relu),
            Conv2D(32, 3, strides = 2, activation = relu),
            DepthwiseConv2D(3),
            MaxPooling2D(2),
            Flatten(),
            Dense(10, activation = softmax),
        ];
        let mut model =
            model.compile(RMSprop::default(), SparseCategoricalCrossentropy::default(), metrics![]);
        model.fit(&x, &classes, fit()).unwrap();
        model.get_weights()
    });

    assert_that_threads_change_nothing(|| {
        let x = Array3::from_shape_fn((100, 30, 24), |(i, t, j)| wave(i * t + j));
        let y = Array2::from_shape_fn((100, 1), |(i, _)| wave(i));
        let model = sequential![
            Bidirectional(LSTM(32, return_sequences = true, recurrent_dropout = 0.2), input = (30, 24)),
            GRU(40),
            Dense(1),
        ];
        let mut model = model.compile(Adam::default(), MeanSquaredError::default(), metrics![]);
        model.fit(&x, &y, fit()).unwrap();
        model.get_weights()
    });
}
