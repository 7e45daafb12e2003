//! `Trainer`: a step of one's own in `fit`.

use keras::autodiff::Tensor;
use keras::callbacks::{Callback, Training};
use keras::ndarray::Array2;
use keras::prelude::*;
use keras::training::{ApplyGradients, GradientTape, StepBatch, Trainer};
use keras::{Error, Result, set_random_seed};
use tempfile::TempDir;

sequential! {
    #[derive(Clone)]
    struct Line { Dense(4, input = 2), BatchNormalization(), Dropout(0.2), Dense(1) }
}

fn data() -> (Array2<f32>, Array2<f32>) {
    let x = Array2::from_shape_fn((42, 2), |(i, j)| ((i * 2 + j) as f32).sin());
    let y = Array2::from_shape_fn((42, 1), |(i, _)| (i as f32).cos());
    (x, y)
}

fn loss(batch: &StepBatch<'_>, tape: &GradientTape<'_>, model: &Line) -> Tensor {
    K::mean(&MeanSquaredError::default().call(&batch.y(), &tape.call(model, &batch.x())))
}

fn trainer() -> Trainer<Line, Adam, 1> {
    set_random_seed(1);
    Trainer::new(Line::new(), Adam::new(0.01), ["loss"], |batch, tape, model, optimizer| {
        let loss = loss(batch, tape, model);
        optimizer.apply(&tape.gradient(&loss, &*model)?, model)?;
        Ok([loss])
    })
    .test_step(|batch, tape, model| Ok([loss(batch, tape, model)]))
}

#[test]
fn a_step_of_ones_own_trains_as_the_built_in_one_to_the_bit() -> Result<()> {
    let (x, y) = data();
    set_random_seed(1);
    let mut compiled = Line::new().compile(Adam::new(0.01), MeanSquaredError::default(), metrics![]);
    let mut trainer = trainer();
    assert_eq!(trainer.models().get_weights(), compiled.get_weights());
    let plan = || Fit::epochs(3).batch_size(8).validation_split(0.2).verbose(0);
    set_random_seed(2);
    let expected = compiled.fit(&x, &y, plan())?;
    set_random_seed(2);
    let found = trainer.fit(&x, &y, plan())?;
    assert_eq!(found, expected);
    assert_eq!(trainer.models().get_weights(), compiled.get_weights());
    assert_eq!(trainer.evaluate(&x, &y)?.get("loss"), compiled.evaluate(&x, &y)?.get("loss"));
    Ok(())
}

/// Fails after so many epochs.
struct Failing(usize);

impl Callback for Failing {
    fn name(&self) -> &str {
        "Failing"
    }

    fn on_epoch_end(&mut self, training: &mut Training<'_>) -> Result<()> {
        if training.epoch() == self.0 { Err(Error::new("test", "the power is gone")) } else { Ok(()) }
    }
}

/// Two models with an optimizer each.
fn pair() -> Trainer<(Line, Line), (Adam, SGD), 2> {
    set_random_seed(1);
    let optimizers = (Adam::new(0.01), SGD::new(0.01).momentum(0.9));
    Trainer::new((Line::new(), Line::new()), optimizers, ["a", "b"], |batch, tape, (a, b), (adam, sgd)| {
        let noise = K::random_normal(tape, &[batch.len(), 1]);
        let first = loss(batch, tape, a) + 0.1 * K::mean(&K::square(&(tape.call(&*a, &batch.x()) - noise)));
        adam.apply(&tape.gradient(&first, &*a)?, a)?;
        let taught = K::stop_gradient(&tape.call(&*a, &batch.x()));
        let second = K::mean(&K::square(&(tape.call(&*b, &batch.x()) - taught)));
        sgd.apply(&tape.gradient(&second, &*b)?, b)?;
        Ok([first, second])
    })
}

#[test]
fn killed_and_taken_up_again_it_ends_at_the_same_bits() -> Result<()> {
    let (x, y) = data();
    let folder = TempDir::new().unwrap();
    let plan = || Fit::epochs(5).batch_size(8).verbose(0);
    let mut undisturbed = pair();
    set_random_seed(2);
    let expected = undisturbed.fit(&x, &y, plan())?;

    let backup = || BackupAndRestore::new(folder.path());
    let mut killed = pair();
    set_random_seed(2);
    let error = killed.fit(&x, &y, plan().callback(backup()).callback(Failing(3))).unwrap_err();
    assert!(error.to_string().contains("the power is gone"), "{error}");
    let mut resumed = pair();
    set_random_seed(3);
    let found = resumed.fit(&x, &y, plan().callback(backup()).callback(Failing(9)))?;
    assert_eq!(found, expected);
    let weights = |(a, b): &(Line, Line)| [a.get_weights(), b.get_weights()];
    assert_eq!(weights(resumed.models()), weights(undisturbed.models()));
    Ok(())
}

#[test]
fn a_checkpoint_of_several_models_is_read_back_by_a_trainer_of_the_same() -> Result<()> {
    let (x, y) = data();
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("last.safetensors");
    let mut first = pair();
    let checkpoint = ModelCheckpoint::new(&path);
    first.fit(&x, &y, Fit::epochs(2).batch_size(8).verbose(0).callback(checkpoint))?;
    let weights = |(a, b): &(Line, Line)| [a.get_weights(), b.get_weights()];
    let mut second = pair();
    assert_ne!(weights(second.models()), weights(first.models()));
    second.load_weights(&path)?;
    assert_eq!(weights(second.models()), weights(first.models()));
    let other = folder.path().join("other.safetensors");
    second.save_weights(&other)?;
    let mut third = pair();
    third.load_weights(&other)?;
    assert_eq!(weights(third.models()), weights(first.models()));

    let before = trainer().models().get_weights();
    let mut single = trainer();
    let error = single.load_weights(&path).unwrap_err();
    assert_eq!(error.kind(), keras::ErrorKind::Format);
    assert_eq!(single.models().get_weights(), before);
    assert!(
        third.save_weights(folder.path().join("m.keras")).unwrap_err().to_string().contains("`.safetensors`")
    );
    Ok(())
}

#[test]
fn callbacks_see_the_scores_and_stop() -> Result<()> {
    let (x, y) = data();
    let mut trainer = trainer();
    let stopping =
        EarlyStopping::monitor("val_loss").mode(keras::callbacks::Direction::Min).patience(0).min_delta(10.0);
    let history = trainer.fit(&x, &y, Fit::epochs(9).validation_split(0.2).verbose(0).callback(stopping))?;
    assert_eq!(history.epochs().len(), 2);
    assert!(history.last("val_loss").is_some());
    let rate = LearningRateScheduler::new(|_, _| 0.5);
    let history = trainer.fit(&x, &y, Fit::epochs(1).verbose(0).callback(rate))?;
    assert_eq!(history.last("learning_rate"), Some(0.5));
    Ok(())
}

#[test]
fn what_makes_no_sense_is_said_before_the_first_epoch() {
    let (x, y) = data();
    let message = |result: Result<keras::training::History>| result.unwrap_err().to_string();
    let plan = || Fit::epochs(1).verbose(0);
    let error = message(pair().fit(&x, &y, plan().validation_split(0.5)));
    assert!(error.contains("there is no `test_step`"), "{error}");
    let error = message(pair().fit(&x, &y, plan().callback(LearningRateScheduler::new(|_, rate| rate))));
    assert!(error.contains("there are 2 optimizers"), "{error}");
    let error = message(trainer().fit(&x, &y, plan().callback(EarlyStopping::monitor("lost"))));
    assert!(error.contains("lost") && error.contains("loss"), "{error}");
    let error = message(trainer().fit(&x, &y, plan().class_weight([(0, 1.0)])));
    assert!(error.contains("sample_weight"), "{error}");
    let mut twice = Trainer::new(Line::new(), Adam::new(0.01), ["a", "a"], |batch, tape, model, _| {
        let loss = loss(batch, tape, model);
        Ok([loss.clone(), loss])
    });
    assert_eq!(
        message(twice.fit(&x, &y, plan())),
        "`Trainer::new`, scores: `a` is the name of another score\n\
         help: give each a name of its own, without `val_` in front"
    );
    let short = Array2::<f32>::zeros((41, 1));
    assert!(message(trainer().fit(&x, &short, plan())).contains("expected 42 samples"));
    assert!(message(trainer().fit(&x, (), plan())).contains("there are no labels"));
}

#[test]
fn a_failing_step_says_where_and_what_it_returns_has_to_be_numbers() {
    let (x, y) = data();
    let fit = |score: fn(&Tensor) -> Tensor| {
        let model = Line::new();
        let mut trainer = Trainer::new(model, SGD::default(), ["loss"], move |batch, tape, model, _| {
            Ok([score(&tape.call(&*model, &batch.x()))])
        });
        trainer.fit(&x, &y, Fit::epochs(1).batch_size(8).verbose(0)).unwrap_err().to_string()
    };
    let error = fit(|y| y.clone());
    assert!(
        error.contains("epoch 1, batch 1") && error.contains("`loss`: expected one number, found (8, 1)"),
        "{error}"
    );
    assert!(fit(|y| K::log(&-K::sum(&K::square(y)))).contains("expected a finite number"));
    assert!(fit(|y| K::reshape(y, &[5])).contains("K::reshape"));
}

#[test]
fn moving_averages_that_nobody_would_use_are_an_error() {
    let model = sequential![Dense(1, input = 1)];
    let optimizer = SGD::new(0.1).use_ema(true);
    let mut trainer = Trainer::new(model, optimizer, ["loss"], |batch, tape, model, optimizer| {
        let loss = K::mean(&K::square(&tape.call(&*model, &batch.x())));
        optimizer.apply(&tape.gradient(&loss, &*model)?, model)?;
        Ok([loss])
    });
    let error = trainer.fit([[1.0]], (), Fit::epochs(1).verbose(0)).unwrap_err();
    assert!(error.to_string().contains("`use_ema`"), "{error}");
}
