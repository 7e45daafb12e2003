//! Callbacks: what they see, what they do, what they refuse.

use std::cell::RefCell;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};

use keras::callbacks::{Callback, Direction, SwapEMAWeights, Training};
use keras::layers::Node;
use keras::ndarray::Array2;
use keras::prelude::*;
use keras::schedules::CosineDecay;
use keras::training::{Compiled, Evaluate, History};
use keras::{Error, ErrorKind, Result, set_random_seed};
use tempfile::TempDir;

sequential! {
    struct Line { Dense(1, input = 2) }
}

type Network = Compiled<Line, MeanSquaredError>;

fn data() -> (Array2<f32>, Array2<f32>) {
    let x = Array2::from_shape_fn((40, 2), |(i, j)| ((i * 2 + j) as f32).sin());
    let y = Array2::from_shape_fn((40, 1), |(i, _)| (i as f32).cos());
    (x, y)
}

fn network() -> Network {
    set_random_seed(1);
    Line::new().compile(SGD::new(0.1), MeanSquaredError::default(), metrics![mae])
}

fn fit(model: &mut Network, plan: Fit<'_>) -> Result<History> {
    let (x, y) = data();
    model.fit(&x, &y, plan.batch_size(10).shuffle(false).verbose(0))
}

/// Notes every moment.
#[derive(Default)]
struct Diary(RefCell<Vec<String>>);

macro_rules! diary {
    ($($moment:ident)*) => {
        impl Callback for &Diary {
            fn name(&self) -> &str {
                "Diary"
            }

            $(
                fn $moment(&mut self, training: &mut Training<'_>) -> Result<()> {
                    let line = format!("{} {} {}", stringify!($moment), training.epoch(), training.batch());
                    self.0.borrow_mut().push(line);
                    Ok(())
                }
            )*
        }
    };
}

diary! {
    on_train_begin on_train_end on_epoch_begin on_epoch_end on_train_batch_begin on_train_batch_end on_test_begin
    on_test_end
}

#[test]
fn every_moment_comes_in_keras_order() {
    let (x, y) = data();
    let diary = Diary::default();
    let plan = Fit::epochs(1).batch_size(20).validation_data(&x, &y).verbose(0);
    network().fit(&x, &y, plan.callback(&diary)).unwrap();
    let expected = [
        "on_train_begin 0 0",
        "on_epoch_begin 0 0",
        "on_train_batch_begin 0 0",
        "on_train_batch_end 0 1",
        "on_train_batch_begin 0 1",
        "on_train_batch_end 0 2",
        "on_test_begin 0 2",
        "on_test_end 0 2",
        "on_epoch_end 0 2",
        "on_train_end 1 0",
    ];
    assert_eq!(*diary.0.borrow(), expected);
}

#[test]
fn a_callback_that_stops_in_an_epoch_ends_it_there() {
    let stop = LambdaCallback::new().on_train_batch_end(|training| {
        if training.batch() == 2 && training.epoch() == 1 {
            training.stop();
        }
        Ok(())
    });
    let batches = RefCell::new(vec![]);
    let count = LambdaCallback::new().on_epoch_end(|training| {
        batches.borrow_mut().push(training.batch());
        Ok(())
    });
    let history = fit(&mut network(), Fit::epochs(9).callback(stop).callback(count)).unwrap();
    assert_eq!(history.epochs(), [0, 1]);
    assert_eq!(*batches.borrow(), [4, 2]);
}

#[test]
fn an_error_of_a_callback_ends_the_training_and_says_which_it_was() {
    let broken = LambdaCallback::new().on_epoch_end(|_| Err(Error::new("disk", "it is full")));
    let error = fit(&mut network(), Fit::epochs(9).callback(broken)).unwrap_err();
    assert_eq!(error.to_string(), "`fit`, epoch 1, callback `LambdaCallback`, disk: it is full");
}

#[test]
fn a_score_that_will_not_be_measured_is_an_error_before_the_first_epoch() {
    let error = |name: &str| {
        let mut model = network();
        let before = model.get_weights();
        let error = fit(&mut model, Fit::epochs(9).callback(EarlyStopping::monitor(name))).unwrap_err();
        assert_eq!(model.get_weights(), before);
        error.to_string()
    };
    assert_eq!(
        error("mea"),
        "`fit`, callback `EarlyStopping`, argument `monitor`: expected one of loss, mae, found mea"
    );
    assert_eq!(
        error("val_loss"),
        "`fit`, callback `EarlyStopping`, argument `monitor`: expected one of loss, mae, found val_loss\n\
         help: there is no validation: add `.validation_split(0.1)` or `.validation_data(…)`"
    );
}

#[test]
fn a_metric_without_a_direction_asks_for_one() {
    let (x, y) = data();
    let metrics = metrics![bias = |y_true, y_pred| K::mean(&(y_pred - y_true)), mae];
    let mut model = Line::new().compile(SGD::new(0.1), MeanSquaredError::default(), metrics);
    let mut fit = |stopping| model.fit(&x, &y, Fit::epochs(2).verbose(0).callback(stopping));
    assert_eq!(
        fit(EarlyStopping::monitor("bias")).unwrap_err().to_string(),
        "`fit`, callback `EarlyStopping`, argument `mode`: whether `bias` should be small or large is not known\n\
         help: add `.mode(Direction::Min)` or `.mode(Direction::Max)`"
    );
    fit(EarlyStopping::monitor("bias").mode(Direction::Min)).unwrap();
    fit(EarlyStopping::monitor("mae")).unwrap();
}

#[test]
fn two_callbacks_that_set_the_learning_rate_are_refused() {
    let plan = Fit::epochs(2)
        .callback(LearningRateScheduler::new(|_, rate| rate))
        .callback(ReduceLROnPlateau::monitor("loss"));
    assert_eq!(
        fit(&mut network(), plan).unwrap_err().to_string(),
        "`fit`, callbacks: `LearningRateScheduler` and `ReduceLROnPlateau` both set the learning rate\n\
         help: leave one of them out"
    );
    let (x, y) = data();
    let optimizer = SGD::new(CosineDecay::new(0.1, 10));
    let mut model = Line::new().compile(optimizer, MeanSquaredError::default(), metrics![]);
    let plan = Fit::epochs(2).verbose(0).callback(ReduceLROnPlateau::monitor("loss"));
    assert!(model.fit(&x, &y, plan).unwrap_err().to_string().contains("the optimizer has a schedule"));
}

#[test]
fn the_best_weights_come_back_however_the_training_ended() {
    let mut model = network();
    let best = RefCell::new(vec![]);
    let note = LambdaCallback::new().on_epoch_end(|training| {
        if training.epoch() == 1 {
            *best.borrow_mut() = training.get_weights();
            // From here on everything gets worse.
            training.set_learning_rate(2.0)?;
        }
        Ok(())
    });
    let mut stopping =
        EarlyStopping::monitor("mae").patience(100).start_from_epoch(1).restore_best_weights(true);
    fit(&mut model, Fit::epochs(5).callback(&mut stopping).callback(note)).unwrap();
    assert_eq!((stopping.stopped_epoch(), stopping.best_epoch()), (None, Some(1)));
    assert_eq!(model.get_weights(), *best.borrow());
}

#[test]
fn a_log_has_one_header_and_continues_another_only_with_the_same_columns() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("logs").join("log.csv");
    let run = |log: CSVLogger| {
        let (x, y) = data();
        let plan = Fit::epochs(2).validation_data(&x, &y).verbose(0).callback(log);
        network().fit(&x, &y, plan).unwrap()
    };
    let history = run(CSVLogger::new(&path));
    run(CSVLogger::new(&path).append(true));
    let text = fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 5);
    assert_eq!(lines[0], "epoch,loss,mae,val_loss,val_mae");
    assert_eq!(lines[1], lines[3]);
    let values: Vec<f32> = lines[2].split(',').map(|value| value.parse().unwrap()).collect();
    let last: Vec<f32> = history.iter().map(|(_, values)| values[1]).collect();
    assert_eq!(values, [&[2.0], &*last].concat());

    let plan = Fit::epochs(1).callback(CSVLogger::new(&path).append(true));
    let error = fit(&mut network(), plan).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Format);
    assert!(
        error.to_string().ends_with("expected epoch,loss,mae, found epoch,loss,mae,val_loss,val_mae"),
        "{error}"
    );
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
}

#[test]
fn a_loss_that_is_not_finite_ends_the_training_well_where_that_is_asked_for() {
    let (x, mut y) = data();
    let mut model = network();
    let good = model.fit(&x, &y, Fit::epochs(1).verbose(0).shuffle(false)).unwrap();
    let before = model.get_weights();
    y.fill(1e30);
    let history = model.fit(&x, &y, Fit::epochs(5).verbose(0).callback(TerminateOnNaN)).unwrap();
    assert!(history.epochs().is_empty() && good.epochs().len() == 1);
    assert_eq!(model.get_weights(), before);
}

#[test]
fn a_checkpoint_of_the_best_is_never_replaced_by_a_worse_one() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("checkpoints").join("best.safetensors");
    let (mut model, best) = (network(), RefCell::new(vec![]));
    let worse = || {
        LambdaCallback::new().on_epoch_end(|training| {
            if training.epoch() == 1 {
                *best.borrow_mut() = training.get_weights();
                training.set_learning_rate(2.0)?;
            }
            Ok(())
        })
    };
    let checkpoint = || ModelCheckpoint::new(&path).monitor("loss").save_best_only(true);
    fit(&mut model, Fit::epochs(4).callback(checkpoint()).callback(worse())).unwrap();
    // Goes on, from much worse.
    fit(&mut model, Fit::epochs(6).initial_epoch(4).callback(checkpoint())).unwrap();
    let mut other = Line::new();
    other.load_weights(&path).unwrap();
    assert_eq!(other.get_weights(), *best.borrow());
    assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
}

#[test]
fn names_of_checkpoints_have_epochs_and_scores() {
    let folder = TempDir::new().unwrap();
    let path = |name: &str| folder.path().join(name);
    let checkpoint = ModelCheckpoint::new(path("{epoch:02d}.safetensors"));
    let batches = ModelCheckpoint::new(path("{epoch}-{batch}.safetensors")).save_freq(3);
    fit(&mut network(), Fit::epochs(2).callback(checkpoint).callback(batches)).unwrap();
    let entries =
        fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = entries.collect();
    names.sort();
    assert_eq!(names, ["01.safetensors", "02.safetensors", "1-3.safetensors", "2-2.safetensors"]);

    for (name, expected) in [
        ("{val_loss}.safetensors", "expected one of loss, mae, epoch, found `val_loss`"),
        ("{epoch:x}.safetensors", "expected a form such as `02d` or `.2f`, found `x`"),
        (
            "best.hdf",
            "expected a path that ends in `.weights.h5`, `.safetensors` or `.keras`, found another ending",
        ),
    ] {
        let plan = Fit::epochs(2).callback(ModelCheckpoint::new(path(name)));
        let error = fit(&mut network(), plan).unwrap_err().to_string();
        assert!(error.ends_with(expected), "{error}");
    }
}

#[test]
fn weights_of_another_model_are_refused_by_name() {
    sequential! { struct Wide { Dense(2, input = 2) } }
    sequential! { struct Deep { Dense(1, input = 2), Dense(1) } }
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("weights.safetensors");
    let model = Line::new();
    model.save_weights(&path).unwrap();
    let place = path.display();
    let (mut wide, mut deep) = (Wide::new(), Deep::new());
    let before = (wide.get_weights(), deep.get_weights());
    assert_eq!(
        wide.load_weights(&path).unwrap_err().to_string(),
        format!("{place}: expected shape [2, 2] of `dense/kernel`, found [2, 1]")
    );
    let error = deep.load_weights(&path).unwrap_err().to_string();
    assert!(error.starts_with(&format!("{place}: expected a weight `dense_1/kernel`, found ")), "{error}");
    deep.save_weights(&path).unwrap();
    let error = Line::new().load_weights(&path).unwrap_err().to_string();
    assert_eq!(error, format!("{place}: the model has no weight `dense_1/bias`"));
    assert_eq!((wide.get_weights(), deep.get_weights()), before);
}

#[test]
fn a_score_under_the_name_of_another_is_an_error() {
    let (x, y) = data();
    for metrics in [metrics![val_loss = mae], metrics![loss = mae], metrics![learning_rate = mae]] {
        let mut model = Line::new().compile(SGD::new(0.1), MeanSquaredError::default(), metrics);
        let error = model.fit(&x, &y, Fit::epochs(1).verbose(0)).unwrap_err().to_string();
        assert!(
            error.starts_with("metrics: `") && error.contains("` is the name of another score"),
            "{error}"
        );
    }
}

#[test]
fn a_loss_of_another_number_of_values_than_samples_is_an_error() {
    use keras::autodiff::Tensor;
    fn over_samples(y_true: &Tensor, y_pred: &Tensor) -> Tensor {
        K::mean_axis(&K::square(&(y_true - y_pred)), 0)
    }
    let (x, y) = data();
    let mut model = Line::new().compile(SGD::new(0.1), over_samples, metrics![]);
    let error = model.fit(&x, &y, Fit::epochs(1).batch_size(10).verbose(0)).unwrap_err().to_string();
    let expected = "loss `over_samples`: expected a value for each of 10 samples, or one for all, found (1";
    assert!(error.contains(expected), "{error}");
}

/// A network whose optimizer keeps moving averages of the weights.
fn averaged() -> Network {
    set_random_seed(1);
    let optimizer = SGD::new(0.1).use_ema(true).ema_momentum(0.8);
    Line::new().compile(optimizer, MeanSquaredError::default(), metrics![mae])
}

#[test]
fn a_training_that_is_stopped_ends_with_the_averages_too() {
    let mut whole = averaged();
    fit(&mut whole, Fit::epochs(2)).unwrap();
    let mut stopped = averaged();
    let stop = LambdaCallback::new().on_epoch_end(|training| {
        if training.epoch() == 1 {
            training.stop();
        }
        Ok(())
    });
    let plan = Fit::epochs(9).callback(SwapEMAWeights::new().swap_on_epoch(true)).callback(stop);
    fit(&mut stopped, plan).unwrap();
    assert_eq!(stopped.get_weights(), whole.get_weights());
}

#[test]
fn a_validation_that_fails_leaves_the_weights_and_not_their_averages() {
    let mut plain = averaged();
    let mut weights = Vec::new();
    let note = LambdaCallback::new().on_epoch_end(|training| {
        weights = training.get_weights();
        Ok(())
    });
    fit(&mut plain, Fit::epochs(1).callback(note)).unwrap();

    let mut failing = averaged();
    let (x, y) = data();
    let plan = Fit::epochs(1).batch_size(10).shuffle(false).verbose(0).validation_data(&x, 1e30 * &y);
    let error = failing.fit(&x, &y, plan.callback(SwapEMAWeights::new())).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFinite, "{error}");
    assert_eq!(failing.get_weights(), weights);
}

#[test]
fn a_callback_that_panics_leaves_the_weights_and_not_their_averages() {
    let (x, y) = data();
    let mut model = averaged();
    fit(&mut model, Fit::epochs(1)).unwrap();
    model.train_on_batch(&x, &y).unwrap();
    let before = model.get_weights();
    let panics = || LambdaCallback::new().on_test_batch_end(|_| panic!("on purpose"));

    let options = Evaluate::new().callback(SwapEMAWeights::new()).callback(panics());
    let evaluate = AssertUnwindSafe(|| model.evaluate_with(&x, &y, options));
    assert!(catch_unwind(evaluate).is_err());
    assert_eq!(model.get_weights(), before);

    let validated = Fit::epochs(1).batch_size(40).verbose(0).validation_data(&x, &y);
    let mut learnt = Vec::new();
    let note = LambdaCallback::new().on_train_batch_end(|training| {
        learnt = training.get_weights();
        Ok(())
    });
    let plan = validated.callback(note).callback(SwapEMAWeights::new()).callback(panics());
    assert!(catch_unwind(AssertUnwindSafe(|| model.fit(&x, &y, plan))).is_err());
    assert_eq!(model.get_weights(), learnt);
}

#[test]
fn averages_of_an_optimizer_that_keeps_none_are_an_error_before_the_first_epoch() {
    let error = fit(&mut network(), Fit::epochs(1).callback(SwapEMAWeights::new())).unwrap_err();
    let text = error.to_string();
    assert!(text.contains("`SGD` keeps no moving averages") && text.contains("use_ema(true)"), "{text}");
}

#[test]
fn a_weight_that_is_thawed_later_begins_its_average_where_it_is() {
    let (x, y) = data();
    set_random_seed(1);
    let model = sequential![Dense(3, input = 2, name = first), Dense(1)];
    let optimizer = SGD::new(1e-6).use_ema(true).ema_momentum(0.99);
    let mut model = model.compile(optimizer, MeanSquaredError::default(), metrics![]);
    model.model_mut().first.set_trainable(false);
    model.fit(&x, &y, Fit::epochs(1).verbose(0)).unwrap();
    let before = model.get_weights();
    model.model_mut().first.set_trainable(true);
    model.fit(&x, &y, Fit::epochs(1).verbose(0)).unwrap();
    // At such a rate hardly anything moves.
    for (before, after) in before.iter().zip(&model.get_weights()) {
        assert!(before.iter().zip(after).all(|(a, b)| (a - b).abs() < 1e-3), "{before} {after}");
    }
}

#[test]
fn a_checkpoint_that_could_never_be_written_is_an_error_before_the_first_epoch() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "not a folder").unwrap();
    let mut model = network();
    let before = model.get_weights();
    let (x, y) = data();
    let plan = || Fit::epochs(1).verbose(0).validation_data(&x, &y);
    let best = || ModelCheckpoint::new(folder.path().join("best.safetensors")).save_best_only(true);
    for (plan, message) in [
        (plan().callback(best().save_freq(2)), "`val_loss` is not known before the end of an epoch"),
        (plan().callback(ModelCheckpoint::new(file.join("best.safetensors"))), "cannot be written"),
        (plan().callback(BackupAndRestore::new(&file)), "cannot be written"),
    ] {
        let error = model.fit(&x, &y, plan).unwrap_err().to_string();
        assert!(error.contains(message), "{error}");
        assert_eq!(model.get_weights(), before);
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_callback_of_ones_own_cannot_undo_a_schedule() {
    let optimizer = SGD::new(CosineDecay::new(0.1, 100));
    let mut model = Line::new().compile(optimizer, MeanSquaredError::default(), metrics![]);
    let (x, y) = data();
    let change = LambdaCallback::new().on_epoch_begin(|training| training.set_learning_rate(0.5));
    let error = model.fit(&x, &y, Fit::epochs(1).verbose(0).callback(change)).unwrap_err();
    assert!(error.to_string().contains("the optimizer has a schedule for the learning rate"), "{error}");
}
