//! Trainings that are put down and taken up again.

use keras_macros::{layer, metrics};
use ndarray::{Array2, ArrayD};

use super::*;
use crate::losses::MeanSquaredError;
use crate::model::Sequential;
use crate::optimizers::Adam;
use crate::random::set_random_seed;
use crate::schedules::Schedule;
use crate::training::{Compile, Compiled, Fit};

type Network = Compiled<Sequential, MeanSquaredError>;

fn data() -> (Array2<f32>, Array2<f32>) {
    let x = Array2::from_shape_fn((50, 3), |(i, j)| ((i * 3 + j) as f32).sin());
    let y = Array2::from_shape_fn((50, 1), |(i, _)| (i as f32).cos());
    (x, y)
}

fn network(seed: u64, optimizer: Adam) -> Network {
    set_random_seed(seed);
    let mut model = Sequential::new();
    model.add(layer! { (keras) Dense(8, activation = tanh, input = 3) }).unwrap();
    model.add(layer! { (keras) BatchNormalization() }).unwrap();
    model.add(layer! { (keras) Dropout(0.3) }).unwrap();
    model.add(layer! { (keras) Dense(1) }).unwrap();
    model.compile(optimizer, MeanSquaredError::default(), metrics! { (keras) })
}

fn until(epochs: usize) -> Fit<'static> {
    Fit::epochs(epochs).batch_size(8).validation_split(0.1).verbose(0)
}

/// The weights after four epochs in one go, and the state of that training.
fn undisturbed() -> (Vec<ArrayD<f32>>, TrainingState) {
    let (x, y) = data();
    let mut model = network(1, Adam::new(0.01));
    model.fit(&x, &y, until(4)).unwrap();
    (model.get_weights(), model.state.clone().unwrap())
}

/// Another model of the kind, with all that there is to know of the first.
fn taken_up(from: &Network) -> Network {
    let mut model = network(99, Adam::new(0.01));
    model.set_weights(&from.get_weights()).unwrap();
    model.set_optimizer_state(&from.optimizer_state().unwrap()).unwrap();
    model.state.clone_from(&from.state);
    model
}

#[test]
fn a_training_put_into_another_model_goes_on_bit_for_bit() {
    let (x, y) = data();
    let whole = undisturbed();
    for epochs in 1..4 {
        let mut first = network(1, Adam::new(0.01));
        first.fit(&x, &y, until(epochs)).unwrap();
        let mut second = taken_up(&first);
        drop(first);
        let history = second.resume(&x, &y, until(4)).unwrap();
        assert_eq!(history.epochs(), [0, 1, 2, 3]);
        assert!((second.get_weights(), second.state.unwrap()) == whole, "after {epochs} epochs");
    }
}

/// A learning rate that is lost at a step.
#[derive(Debug)]
struct LostAt(u64);

impl Schedule for LostAt {
    fn rate(&self, step: u64) -> f32 {
        if step == self.0 { f32::NAN } else { 0.01 }
    }
}

#[test]
fn a_training_that_failed_goes_on_from_the_batch_that_failed() {
    let (x, y) = data();
    let whole = undisturbed();
    // Of six batches an epoch: the second of all, one in the middle of an epoch, the first of an epoch.
    for step in [1, 8, 12] {
        let mut first = network(1, Adam::new(LostAt(step)));
        first.fit(&x, &y, until(4)).unwrap_err();
        let mut second = taken_up(&first);
        second.resume(&x, &y, until(4)).unwrap();
        assert!(second.get_weights() == whole.0, "from step {step}");
        let state = second.state.unwrap();
        assert_eq!(state.place, whole.1.place);
        assert_eq!((state.data_seed, state.layers), (whole.1.data_seed, whole.1.layers));
    }
}

#[test]
fn another_fit_begins_anew() {
    let (x, y) = data();
    let mut model = network(1, Adam::new(0.01));
    model.fit(&x, &y, until(2)).unwrap();
    let first = model.state.clone().unwrap();
    let history = model.fit(&x, &y, until(2)).unwrap();
    assert_eq!(history.epochs(), [0, 1]);
    let second = model.state.unwrap();
    assert_ne!((first.layers.seed, first.data_seed), (second.layers.seed, second.data_seed));
}

#[test]
fn a_state_of_other_samples_is_refused() {
    let (x, y) = data();
    let mut model = network(1, Adam::new(0.01));
    for (samples, found) in [(Some(44), "44 samples"), (None, "a stream")] {
        let before = model.get_weights();
        model.state = Some(TrainingState::new(0, samples));
        let error = model.resume(&x, &y, until(1)).unwrap_err();
        let expected = format!("`fit`, state of the training: expected 45 samples, found {found}");
        assert_eq!(error.to_string(), expected);
        assert!(model.get_weights() == before);
    }
}
