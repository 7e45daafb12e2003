//! Trainings that callbacks stop and slow down: the same epochs, rates and weights as in Keras.

use std::cell::Cell;

use crate::fixture;
use keras::autodiff::Tensor;
use keras::callbacks::{Callback, Direction, LambdaCallback, SwapEMAWeights};
use keras::metrics::Metric;
use keras::prelude::*;
use ndarray::Array2;

sequential! {
    struct Line { Dense(1, use_bias = false, kernel_initializer = zeros, input = 1) }
}

thread_local! {
    static EPOCH: Cell<usize> = const { Cell::new(0) };
}

/// The next of the given values in each epoch.
#[derive(Clone)]
struct Score(Vec<f32>);

impl Metric for Score {
    fn update(&mut self, _: &Tensor, _: &Tensor, _: Option<&Tensor>) {}

    fn result(&self) -> f64 {
        self.0[EPOCH.get()].into()
    }

    fn reset(&mut self) {}
}

fn callback(source: &str) -> Box<dyn Callback> {
    let stopping = || EarlyStopping::monitor("score");
    let plateau = || ReduceLROnPlateau::monitor("score");
    let (arguments, direction) = match source.split_once("mode=\"") {
        Some((_, rest)) => match rest.split_once('"').expect("a word") {
            ("min", arguments) => (arguments.trim_matches([',', ')', ' ']), Direction::Min),
            ("max", arguments) => (arguments.trim_matches([',', ')', ' ']), Direction::Max),
            (mode, _) => panic!("{mode} is no mode"),
        },
        None => ("", Direction::Min),
    };
    let arguments = arguments.split(", ").filter(|argument| !argument.is_empty());
    let arguments = arguments.map(|argument| argument.split_once('=').expect("a named argument"));
    if source.starts_with("EarlyStopping") {
        return Box::new(arguments.fold(stopping().mode(direction), |stopping, (name, value)| match name {
            "patience" => stopping.patience(value.parse().unwrap()),
            "min_delta" => stopping.min_delta(value.parse().unwrap()),
            "baseline" => stopping.baseline(value.parse().unwrap()),
            "start_from_epoch" => stopping.start_from_epoch(value.parse().unwrap()),
            "restore_best_weights" => stopping.restore_best_weights(value == "True"),
            _ => panic!("{source}: {name} has no counterpart here"),
        }));
    }
    if source.starts_with("ReduceLROnPlateau") {
        return Box::new(arguments.fold(plateau().mode(direction), |plateau, (name, value)| match name {
            "patience" => plateau.patience(value.parse().unwrap()),
            "factor" => plateau.factor(value.parse().unwrap()),
            "cooldown" => plateau.cooldown(value.parse().unwrap()),
            "min_lr" => plateau.min_lr(value.parse().unwrap()),
            "min_delta" => plateau.min_delta(value.parse().unwrap()),
            _ => panic!("{source}: {name} has no counterpart here"),
        }));
    }
    match source {
        "LearningRateScheduler(lambda epoch, rate: rate * 0.9 if epoch > 2 else rate)" => {
            Box::new(LearningRateScheduler::new(|epoch, rate| if epoch > 2 { rate * 0.9 } else { rate }))
        }
        "LearningRateScheduler(lambda epoch, rate: 0.01 / (1 + epoch))" => {
            Box::new(LearningRateScheduler::new(|epoch, _| 0.01 / (1.0 + epoch as f32)))
        }
        _ => panic!("{source} has no counterpart here"),
    }
}

#[test]
fn callbacks_stop_and_slow_down_as_in_keras() {
    let ones = Array2::<f32>::ones((4, 1));
    for run in fixture::list(&fixture::read("callbacks")["runs"]) {
        let (source, values) = (fixture::source(run), fixture::data(&run["values"]));
        let what = format!("{source} on {values:?}");
        let mut rates = vec![];
        let metrics = metrics![score = (Score(values.clone()))];
        let mut model = Line::new().compile(SGD::new(0.01), MeanSquaredError::default(), metrics);
        let note = LambdaCallback::new()
            .on_epoch_begin(|training| {
                EPOCH.set(training.epoch());
                Ok(())
            })
            .on_train_batch_begin(|training| {
                rates.push(training.learning_rate()?);
                Ok(())
            });
        let mut callback = callback(source);
        let plan = Fit::epochs(values.len()).verbose(0).callback(note).callback(&mut *callback);
        let history = model.fit(&ones, &(3.0 * &ones), plan).unwrap();
        let keras = fixture::data(&run["rates"]);
        assert_eq!(history.epochs().len(), keras.len(), "{what}: epochs");
        if callback.sets_learning_rate() {
            fixture::assert_close(&what, history.get("learning_rate"), &keras, 1e-6);
        }
        fixture::assert_close(&what, &rates, &keras, 1e-6);
        let weight = fixture::number(&run["weight"]);
        fixture::assert_close(&what, &[model.get_weights()[0][[0, 0]]], &[weight], 1e-5);
    }
}

#[test]
fn weights_become_their_moving_averages_where_they_do_in_keras() {
    let ones = Array2::<f32>::ones((8, 1));
    for run in fixture::list(&fixture::read("callbacks")["averages"]) {
        let text = |key: &str| run[key].as_str().expect("a text");
        let optimizer = match text("optimizer") {
            "SGD(0.05, use_ema=True, ema_momentum=0.7)" => SGD::new(0.05).use_ema(true).ema_momentum(0.7),
            "SGD(0.05, use_ema=True, ema_momentum=0.9, ema_overwrite_frequency=3)" => {
                SGD::new(0.05).use_ema(true).ema_momentum(0.9).ema_overwrite_frequency(3)
            }
            optimizer => panic!("{optimizer} has no counterpart here"),
        };
        let plan = Fit::epochs(4).batch_size(4).verbose(0).validation_data(&ones, 3.0 * &ones);
        let plan = match text("callback") {
            "" => plan,
            "SwapEMAWeights()" => plan.callback(SwapEMAWeights::new()),
            "SwapEMAWeights(swap_on_epoch=True)" => plan.callback(SwapEMAWeights::new().swap_on_epoch(true)),
            callback => panic!("{callback} has no counterpart here"),
        };
        let what = format!("{} with `{}`", text("optimizer"), text("callback"));
        let mut model = Line::new().compile(optimizer, MeanSquaredError::default(), metrics![]);
        let mut weights = vec![];
        let note = LambdaCallback::new().on_epoch_end(|training| {
            weights.push(training.get_weights()[0][[0, 0]]);
            Ok(())
        });
        let history = model.fit(&ones, &(3.0 * &ones), plan.callback(note)).unwrap();
        for score in ["loss", "val_loss"] {
            fixture::assert_close(&what, history.get(score), &fixture::data(&run[score]), 1e-5);
        }
        fixture::assert_close(&what, &weights, &fixture::data(&run["weights"]), 1e-5);
        let weight = fixture::number(&run["weight"]);
        fixture::assert_close(&what, &[model.get_weights()[0][[0, 0]]], &[weight], 1e-5);
    }
}
