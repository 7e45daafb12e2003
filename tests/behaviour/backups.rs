//! A training that is taken up again has to be the one that was put down.

use keras::callbacks::{Callback, Training};
use keras::layers::Node;
use keras::ndarray::{Array1, Array2};
use keras::prelude::*;
use keras::training::Trainer;
use keras::{Error, ErrorKind, Result};
use tempfile::TempDir;

sequential! { struct Net { Dense(4, activation = tanh, input = 2), Dropout(0.3), Dense(1) } }

sequential! {
    struct Relu { Dense(4, activation = relu, input = 2), Dropout(0.3), Dense(1) }
}

sequential! {
    struct Dropped { Dense(4, activation = tanh, input = 2), Dropout(0.5), Dense(1) }
}

struct PowerCut;

impl Callback for PowerCut {
    fn name(&self) -> &str {
        "PowerCut"
    }

    fn on_epoch_begin(&mut self, training: &mut Training<'_>) -> Result<()> {
        if training.epoch() == 1 && !training.is_resumed() {
            Err(Error::new("test", "power cut"))
        } else {
            Ok(())
        }
    }
}

fn data() -> (Array2<f32>, Array1<f32>) {
    (
        Array2::from_shape_fn((20, 2), |(i, j)| ((i * 2 + j) as f32).sin()),
        Array1::from_shape_fn(20, |i| (i % 2) as f32),
    )
}

fn plan(folder: &TempDir) -> Fit<'static> {
    let backup = BackupAndRestore::new(folder.path().join("backup"));
    Fit::epochs(3).verbose(0).class_weight([(0, 1.0), (1, 2.0)]).callback(backup).callback(PowerCut)
}

fn optimizer() -> Adam {
    Adam::new(0.01)
}

fn fit<M>(model: M, optimizer: Adam, weight: f32, plan: Fit<'_>) -> Result<()>
where
    M: Compile<Input = Rank1<2>, Output = Rank1<1>, Head = keras::shape::SingleLogitHead>,
{
    let (x, y) = data();
    let loss = MeanSquaredError::default().weighted(weight);
    model.compile(optimizer, loss, metrics![mae]).fit(&x, &y, plan).map(drop)
}

/// What a training that was put down says to one that is to go on with it.
fn resumed(run: impl FnOnce(Fit<'static>) -> Result<()>) -> String {
    let folder = TempDir::new().unwrap();
    let error = fit(Net::new(), optimizer(), 1.0, plan(&folder)).unwrap_err();
    assert!(error.to_string().contains("power cut"), "{error}");
    let error = run(plan(&folder)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Format);
    let text = error.to_string();
    let help = "\nhelp: it is of another training: go on as that was begun, or delete the file to begin anew";
    let place = format!("{}, ", folder.path().join("backup").join("training.safetensors").display());
    let message = text.strip_prefix(&*place).and_then(|text| text.strip_suffix(help));
    // The same as before goes on.
    fit(Net::new(), optimizer(), 1.0, plan(&folder)).unwrap();
    message.unwrap_or(&text).to_owned()
}

#[test]
fn arguments_of_layers_are_compared() {
    let found = resumed(|plan| fit(Dropped::new(), optimizer(), 1.0, plan));
    assert_eq!(found, "layer `dropout`, argument `rate`: it was 0.3, and is 0.5");
    let found = resumed(|plan| fit(Relu::new(), optimizer(), 1.0, plan));
    assert_eq!(found, "layer `dense`, argument `activation`: it was `tanh`, and is `relu`");
    let found = resumed(|plan| {
        let mut model = Net::new();
        model.dense.set_trainable(false);
        fit(model, optimizer(), 1.0, plan)
    });
    assert_eq!(found, "layer `dense`, argument `trainable`: it was true, and is false");
}

#[test]
fn the_optimizer_is_compared_with_its_arguments() {
    let found = resumed(|plan| fit(Net::new(), Adam::new(0.5), 1.0, plan));
    assert_eq!(found, "optimizer, argument `learning_rate`: it was 0.01, and is 0.5");
    let found = resumed(|plan| fit(Net::new(), optimizer().clipnorm(1.0), 1.0, plan));
    assert_eq!(found, "optimizer, argument `clipnorm`: it was none, and is 1.0");
    let (x, y) = data();
    let found = resumed(|plan| {
        let loss = MeanSquaredError::default().weighted(1.0);
        Net::new().compile(SGD::new(0.01), loss, metrics![mae]).fit(&x, &y, plan).map(drop)
    });
    assert_eq!(found, "optimizer: it was `Adam`, and is `SGD`");
}

#[test]
fn losses_are_compared_with_their_weights() {
    let found = resumed(|plan| fit(Net::new(), optimizer(), 0.5, plan));
    assert_eq!(found, "weight of the loss of `dense_1`: it was 1.0, and is 0.5");
    let (x, y) = data();
    let found = resumed(|plan| {
        Net::new()
            .compile(optimizer(), MeanAbsoluteError::default(), metrics![mae])
            .fit(&x, &y, plan)
            .map(drop)
    });
    assert_eq!(found, "loss of `dense_1`: it was `MeanSquaredError`, and is `MeanAbsoluteError`");
}

#[test]
fn options_are_compared() {
    let with = |change: fn(Fit<'static>) -> Fit<'static>| {
        resumed(|plan| fit(Net::new(), optimizer(), 1.0, change(plan)))
    };
    assert_eq!(with(|plan| plan.shuffle(false)), "shuffle: it was true, and is false");
    assert_eq!(with(|plan| plan.batch_size(4)), "batch_size: it was 32, and is 4");
    assert_eq!(with(|plan| plan.steps_per_epoch(1)), "steps_per_epoch: it was none, and is 1");
    assert_eq!(
        with(|plan| plan.class_weight([(0, 1.0), (1, 3.0)])),
        "class_weight, argument `1`: it was 2.0, and is 3.0"
    );
    assert_eq!(with(|plan| plan.sample_weight(vec![1.0; 20])), "sample_weight: it was false, and is true");
}

#[test]
fn what_a_callback_has_done_to_the_rate_is_no_difference() {
    let folder = TempDir::new().unwrap();
    let rate = || LearningRateScheduler::new(|epoch, _| 0.1 / (epoch + 1) as f32);
    let run = |optimizer: Adam| fit(Net::new(), optimizer, 1.0, plan(&folder).callback(rate()));
    run(optimizer()).unwrap_err();
    run(optimizer()).unwrap();
}

#[test]
fn models_of_a_trainer_and_its_optimizers_are_compared() {
    let folder = TempDir::new().unwrap();
    let (x, y) = data();
    let y = y.insert_axis(keras::ndarray::Axis(1));
    let plan = || {
        let backup = BackupAndRestore::new(folder.path().join("backup"));
        Fit::epochs(3).verbose(0).callback(backup).callback(PowerCut)
    };
    let trainer = |second: f32| {
        let optimizers = (Adam::new(0.01), SGD::new(second));
        Trainer::new((Net::new(), Relu::new()), optimizers, ["loss"], |batch, tape, (a, _), _| {
            Ok([K::mean(&K::square(&(tape.call(&*a, &batch.x()) - batch.y())))])
        })
    };
    trainer(0.1).fit(&x, &y, plan()).unwrap_err();
    let error = trainer(0.2).fit(&x, &y, plan()).unwrap_err().to_string();
    let expected = "optimizer, argument `1`, argument `learning_rate`: it was 0.1, and is 0.2";
    assert!(error.contains(expected), "{error}");
    trainer(0.1).fit(&x, &y, plan()).unwrap();
}
