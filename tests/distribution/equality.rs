//! Several ranks come to the weights and the history of one rank.

use keras::distribution::Distribution;
use keras::ndarray::{Array, Array1, Array2, Array3, Array4, ArrayD};
use keras::prelude::*;
use keras::random::Random;
use keras::training::History;

use crate::threads::on_ranks;

/// What a training has come to.
type Outcome = (Vec<ArrayD<f32>>, History);

/// Trains on one rank, and on several: with all, and with more than the last batch has samples.
fn check(name: &str, train: impl Fn(Distribution) -> Outcome + Sync) {
    let [alone] = &on_ranks(1, &train)[..] else { panic!("there is one rank") };
    for ranks in [2, 3, 4] {
        let outcomes = on_ranks(ranks, &train);
        let again = on_ranks(ranks, &train);
        for (outcome, again) in outcomes.iter().zip(&again) {
            assert_eq!(outcome, &outcomes[0], "{name}: {ranks} ranks come to the same bits");
            assert_eq!(outcome, again, "{name}: {ranks} ranks come to the same bits again");
        }
        let (weights, history) = &outcomes[0];
        for (found, expected) in weights.iter().zip(&alone.0) {
            for (found, expected) in found.iter().zip(expected) {
                let scale = expected.abs().max(1.0);
                assert!(
                    (found - expected).abs() <= 1e-6 * scale,
                    "{name}, {ranks} ranks: {found} for {expected}"
                );
            }
        }
        for ((score, found), (_, expected)) in history.iter().zip(alone.1.iter()) {
            for (found, expected) in found.iter().zip(expected) {
                let scale = expected.abs().max(1.0);
                assert!(
                    (found - expected).abs() <= 2e-6 * scale,
                    "{name}, {ranks} ranks, {score}: {found} for {expected}"
                );
            }
        }
    }
}

fn noise<D: keras::ndarray::Dimension>(shape: impl keras::ndarray::ShapeBuilder<Dim = D>) -> Array<f32, D> {
    let mut random = Random::from_seed(3);
    Array::from_shape_simple_fn(shape, || random.normal())
}

fn classes(samples: usize, classes: usize) -> Array1<u8> {
    let mut random = Random::from_seed(4);
    Array1::from_shape_simple_fn(samples, || (random.uniform() * classes as f32) as u8)
}

/// Batches of 8, the last of 2.
const SAMPLES: usize = 42;

fn plan<'a>(ranks: Distribution) -> Fit<'a> {
    Fit::epochs(1).batch_size(8).verbose(0).distribution(ranks)
}

macro_rules! outcome {
    ($model:expr, $x:expr, $y:expr, $plan:expr) => {{
        let mut model = $model;
        let history = model.fit($x, $y, $plan).unwrap();
        (model.get_weights(), history)
    }};
}

#[test]
fn a_perceptron_with_penalties_dropout_and_noise() {
    let (x, y) = (noise((SAMPLES, 8)), classes(SAMPLES, 3));
    check("perceptron", |ranks| {
        let model = sequential![
            Dense(
                16,
                activation = relu,
                kernel_regularizer = l2(0.01),
                activity_regularizer = l1(0.01),
                input = 8
            ),
            Dropout(0.3),
            GaussianNoise(0.1),
            Dense(3, activation = softmax),
        ];
        let metrics = metrics![accuracy];
        outcome!(
            model.compile(SGD::new(0.1), SparseCategoricalCrossentropy::default(), metrics),
            &x,
            &y,
            plan(ranks)
        )
    });
}

#[test]
fn a_convolution_with_batch_normalization_and_augmentation() {
    let (x, y): (Array4<f32>, _) = (noise((SAMPLES, 6, 6, 2)), classes(SAMPLES, 3));
    check("convolution", |ranks| {
        let model = sequential![
            RandomFlip(horizontal, input = (6, 6, 2)),
            Conv2D(4, 3, use_bias = false),
            BatchNormalization(momentum = 0.9),
            Activation(relu),
            SpatialDropout2D(0.2),
            MaxPooling2D(2),
            Flatten(),
            Dense(3),
            BatchNormalization(),
            Activation(softmax),
        ];
        outcome!(
            model.compile(SGD::new(0.05), SparseCategoricalCrossentropy::default(), metrics![accuracy]),
            &x,
            &y,
            plan(ranks).validation_split(0.2)
        )
    });
}

#[test]
fn several_optimizers_with_accumulation_and_moving_averages() {
    let (x, y) = (noise((SAMPLES, 8)), classes(SAMPLES, 3));
    check("several optimizers", |ranks| {
        let model = sequential![
            Dense(16, activation = relu, name = hidden, input = 8),
            BatchNormalization(),
            Dense(3, activation = softmax),
        ];
        let map = OptimizerMap::new(SGD::new(0.1).momentum(0.5).gradient_accumulation_steps(2));
        let optimizer =
            MultiOptimizer::new(map.with("hidden/.*", SGD::new(0.05).clipnorm(0.5).use_ema(true)));
        outcome!(
            model.compile(optimizer, SparseCategoricalCrossentropy::default(), metrics![accuracy]),
            &x,
            &y,
            plan(ranks)
        )
    });
}

#[test]
fn masked_sequences_with_dropout_between_steps() {
    let y = classes(SAMPLES, 2).mapv(f32::from);
    let mut random = Random::from_seed(5);
    let x =
        Array2::from_shape_fn(
            (SAMPLES, 6),
            |(i, j)| if j > i % 6 { 0 } else { 1 + (random.uniform() * 9.0) as u32 },
        );
    check("sequences", |ranks| {
        let model = sequential![
            Embedding(10, 4, mask_zero = true, input = 6),
            BatchNormalization(),
            LSTM(5, dropout = 0.2, recurrent_dropout = 0.2),
            Dense(1, activation = sigmoid),
        ];
        outcome!(
            model.compile(SGD::new(0.1), BinaryCrossentropy::default(), metrics![accuracy]),
            &x,
            &y,
            plan(ranks)
        )
    });
}

#[test]
fn weights_of_samples_steps_and_classes() {
    let (x, y): (Array3<f32>, Array3<f32>) = (noise((SAMPLES, 4, 2)), noise((SAMPLES, 4, 1)));
    let steps = noise((SAMPLES, 4)).mapv(f32::abs);
    check("weights of steps", |ranks| {
        let model = sequential![SimpleRNN(3, return_sequences = true, input = (4, 2)), Dense(1)];
        outcome!(
            model
                .compile(
                    SGD::new(0.1),
                    MeanSquaredError::default().reduction(keras::losses::Reduction::MeanWithSampleWeight),
                    metrics![]
                )
                .weighted_metrics(metrics![mae]),
            &x,
            &y,
            plan(ranks).sample_weight(&steps)
        )
    });
    let (x, y) = (noise((SAMPLES, 5)), classes(SAMPLES, 3));
    check("weights of classes", |ranks| {
        let model = sequential![Dense(3, activation = softmax, input = 5)];
        outcome!(
            model.compile(SGD::new(0.1), SparseCategoricalCrossentropy::default(), metrics![accuracy]),
            &x,
            &y,
            plan(ranks).class_weight([(0, 1.0), (1, 2.0), (2, 0.5)])
        )
    });
}

#[test]
fn a_loss_of_the_batch_as_a_whole_and_several_outputs() {
    let x = noise((SAMPLES, 4));
    let y = (classes(SAMPLES, 2).mapv(f32::from).insert_axis(keras::ndarray::Axis(1)), noise((SAMPLES, 1)));
    check("outputs", |ranks| {
        let model = graph!({
            let x = Input(4);
            let h = Dense(6, activation = tanh)(x);
            (Dense(1, activation = sigmoid, name = a)(h), Dense(1, name = b)(h))
        });
        let loss = (Dice::default(), MeanSquaredError::default().weighted(0.3));
        // A metric that no means of ranks would give.
        let metrics = (metrics![accuracy, AUC()], metrics![mae]);
        let model = model.compile(SGD::new(0.1).clipnorm(0.5), loss, metrics);
        outcome!(model, &x, (&y.0, &y.1), plan(ranks))
    });
}
