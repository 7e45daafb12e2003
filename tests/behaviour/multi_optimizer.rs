//! Several optimizers in one, each of weights of its own.

use keras::layers::Node;
use keras::ndarray::{Array1, Array2, ArrayD};
use keras::optimizers::Optimizer;
use keras::prelude::*;
use keras::schedules::Schedule;
use keras::training::{ApplyGradients, Compiled, Trainer};
use keras::{Error, Result, set_random_seed};
use tempfile::TempDir;

sequential! {
    struct Net {
        Dense(4, activation = tanh, name = encoder, input = 2),
        BatchNormalization(name = norm),
        Dense(1, name = head),
    }
}

fn data() -> (Array2<f32>, Array1<f32>) {
    let x = Array2::from_shape_fn((24, 2), |(i, j)| ((i * 2 + j) as f32).sin());
    let y = x.column(0).mapv(|x| 3.0 * x);
    (x, y)
}

fn compiled(optimizer: impl Optimizer + 'static) -> Compiled<Net, MeanSquaredError> {
    set_random_seed(5);
    Net::new().compile(optimizer, MeanSquaredError::default(), metrics![])
}

fn plan(epochs: usize) -> Fit<'static> {
    Fit::epochs(epochs).batch_size(6).shuffle(false).verbose(0)
}

/// The weights after some epochs of batches in their order.
fn trained(optimizer: impl Optimizer + 'static, epochs: usize) -> Vec<ArrayD<f32>> {
    let ((x, y), mut model) = (data(), compiled(optimizer));
    model.fit(&x, &y, plan(epochs)).unwrap();
    model.get_weights()
}

fn of_encoder(default: impl Optimizer + 'static, encoder: impl Optimizer + 'static) -> MultiOptimizer {
    MultiOptimizer::new(OptimizerMap::new(default).with("encoder/.*", encoder))
}

/// Which weights a step has changed.
fn changed(optimizer: impl Optimizer + 'static) -> Vec<&'static str> {
    let ((x, y), mut model) = (data(), compiled(optimizer));
    let before = model.get_weights();
    model.train_on_batch(&x, &y).unwrap();
    let names =
        ["encoder/kernel", "encoder/bias", "gamma", "beta", "mean", "variance", "head/kernel", "head/bias"];
    let pairs = names.into_iter().zip(before.iter().zip(model.get_weights()));
    pairs.filter(|(_, (before, after))| *before != after).map(|(name, _)| name).collect()
}

#[track_caller]
fn message<T>(result: Result<T>) -> String {
    result.err().expect("it is an error").to_string()
}

#[test]
fn weights_have_the_optimizer_of_the_key_that_matches_their_path_and_others_the_default() {
    let still = SGD::new(0.0);
    // The moving averages are the layer's own.
    let own = ["mean", "variance"];
    assert_eq!(changed(MultiOptimizer::new(OptimizerMap::new(still.clone()))), own);
    let encoder = OptimizerMap::new(still.clone()).with("encoder/.*", Adam::new(0.1));
    assert_eq!(changed(MultiOptimizer::new(encoder)), ["encoder/kernel", "encoder/bias", "mean", "variance"]);
    let kernels = OptimizerMap::new(still.clone()).with("(encoder|head)/kernel", Adam::new(0.1));
    assert_eq!(changed(MultiOptimizer::new(kernels)), ["encoder/kernel", "mean", "variance", "head/kernel"]);
    // A key that is the path itself comes first.
    let exact = OptimizerMap::new(still.clone()).with("head/.*", SGD::new(0.1)).with("head/bias", still);
    assert_eq!(changed(MultiOptimizer::new(exact)), ["mean", "variance", "head/kernel"]);
}

#[test]
fn optimizers_of_one_kind_are_that_optimizer() {
    let rule = || Adam::new(0.01).weight_decay(0.1).clipnorm(0.2);
    assert_eq!(trained(of_encoder(rule(), rule()), 3), trained(rule(), 3));
}

#[test]
fn the_global_norm_is_that_of_the_weights_of_one_optimizer() {
    let clipped = trained(of_encoder(SGD::new(0.1), SGD::new(0.1).global_clipnorm(1e-6)), 1);
    let still = trained(of_encoder(SGD::new(0.1), SGD::new(0.0)), 1);
    for (clipped, still) in clipped.iter().zip(&still) {
        assert!((clipped - still).iter().all(|difference| difference.abs() < 1e-5));
    }
    assert_ne!(clipped, still);
}

#[test]
fn a_weight_that_two_keys_match_is_an_error_that_names_all_three() {
    let ((x, y), map) = (data(), OptimizerMap::new(SGD::default()));
    let map = map.with("encoder/.*", Adam::default()).with(".*/kernel", Adam::default());
    let mut model = compiled(MultiOptimizer::new(map));
    let before = model.get_weights();
    let error = message(model.fit(&x, &y, plan(1)));
    let expected = "`MultiOptimizer`, weight `encoder/kernel`: expected one key that matches it, found `.*/kernel` and `encoder/.*`";
    assert!(error.contains(expected), "{error}");
    assert_eq!(model.get_weights(), before);
}

#[test]
fn a_key_that_matches_no_weight_is_an_error_that_lists_paths() {
    let (x, y) = data();
    let map = OptimizerMap::new(SGD::default()).with("encoder", Adam::default());
    let error = message(compiled(MultiOptimizer::new(map)).train_on_batch(&x, &y));
    let expected = "`MultiOptimizer`, key `encoder`: expected one that matches the path of a weight as a whole: \
                    `encoder/kernel`, `encoder/bias`, ";
    assert!(error.contains(expected) && error.contains("`encoder/.*` is for"), "{error}");
    let last = |key: &str| {
        let map = OptimizerMap::new(SGD::default()).with(key, Adam::default());
        let error = message(compiled(MultiOptimizer::new(map)).train_on_batch(&x, &y));
        error.lines().last().unwrap().to_owned()
    };
    // The layer that the key names, or the first that there is.
    assert_eq!(last("head"), "help: `head/.*` is for all weights of the layer `head`");
    assert_eq!(last("tail/.*"), "help: `encoder/.*` is for all weights of the layer `encoder`");
}

#[test]
fn arguments_without_sense_are_errors_that_name_them() {
    let map =
        |key: &str, optimizer: Box<dyn Optimizer>| OptimizerMap::new(SGD::default()).with(key, optimizer);
    let adam = || Box::new(Adam::default()) as Box<dyn Optimizer>;
    let inner = || MultiOptimizer::new(OptimizerMap::new(SGD::default()));
    let table = [
        (
            MultiOptimizer::new(map("a(", adam())),
            "`MultiOptimizer`, argument `optimizer_map`: expected a regular expression, found `a(`",
        ),
        (
            MultiOptimizer::new(map("", adam())),
            "`MultiOptimizer`, argument `optimizer_map`: expected a regular expression, found an empty text",
        ),
        (
            MultiOptimizer::new(map("a/.*", adam()).with("a/.*", SGD::new(0.1))),
            "`MultiOptimizer`, argument `optimizer_map`: expected each key once, found `a/.*` twice",
        ),
        (
            MultiOptimizer::new(map("a/.*", Box::new(inner()))),
            "`MultiOptimizer`, key `a/.*`: expected an optimizer that is no `MultiOptimizer`, found `MultiOptimizer`",
        ),
        (
            MultiOptimizer::new(OptimizerMap::new(inner())),
            "`MultiOptimizer`, `default_optimizer`: expected an optimizer that is no `MultiOptimizer`",
        ),
        (
            MultiOptimizer::new(map("a/.*", Box::new(Adam::new(-1.0)))),
            "`MultiOptimizer`, key `a/.*`, `Adam`, argument `learning_rate`: expected a finite number of 0 or more, found -1",
        ),
        (
            inner().loss_scale_factor(0.0),
            "`MultiOptimizer`, argument `loss_scale_factor`: expected a finite number above 0, found 0",
        ),
    ];
    for (optimizer, expected) in table {
        let error = message(optimizer.validate());
        assert!(error.starts_with(expected), "{error}");
    }
}

#[test]
fn it_has_no_learning_rate_and_its_optimizers_have() -> Result<()> {
    let ((x, y), mut model) = (data(), compiled(of_encoder(SGD::new(0.5), Adam::new(0.25))));
    let words = "`MultiOptimizer`: each of its optimizers has a learning rate of its own";
    assert!(message(model.optimizer().rate()).starts_with(words));
    assert!(message(model.optimizer_mut().set_learning_rate(0.1.into())).starts_with(words));
    let before = model.get_weights();
    let halved = LearningRateScheduler::new(|_, rate| rate / 2.0);
    let error = message(model.fit(&x, &y, plan(1).callback(halved)));
    assert!(error.starts_with("`fit`, callbacks, `MultiOptimizer`: each of"), "{error}");
    let error = message(model.fit(&x, &y, plan(1).callback(ReduceLROnPlateau::monitor("loss"))));
    assert!(error.starts_with("`fit`, callbacks, `MultiOptimizer`: each of"), "{error}");
    let asks = LambdaCallback::new().on_train_begin(|training| training.learning_rate().map(drop));
    assert!(message(model.fit(&x, &y, plan(1).callback(asks))).contains(words));
    let sets = LambdaCallback::new().on_train_begin(|training| training.set_learning_rate(0.1));
    assert!(message(model.fit(&x, &y, plan(1).callback(sets))).contains(words));
    assert_eq!(model.get_weights(), before);
    for optimizer in model.optimizer_mut().optimizers_mut() {
        optimizer.set_learning_rate(0.0.into())?;
    }
    assert_eq!(model.optimizer().optimizers()[0].name(), "Adam");
    let before = model.get_weights();
    model.train_on_batch(&x, &y)?;
    assert_eq!(model.get_weights()[0], before[0]);
    assert_eq!(model.get_weights()[6], before[6]);
    Ok(())
}

#[test]
fn callbacks_that_watch_see_a_training_without_a_learning_rate() -> Result<()> {
    let ((x, y), folder) = (data(), TempDir::new().unwrap());
    let path = |name: &str| folder.path().join(name);
    let mut model = compiled(of_encoder(SGD::new(0.1), Adam::new(0.01)));
    let plan = plan(2)
        .callback(TensorBoard::new(path("logs")))
        .callback(CSVLogger::new(path("log.csv")))
        .callback(ModelCheckpoint::new(path("{epoch}.keras")));
    let history = model.fit(&x, &y, plan)?;
    assert_eq!(history.iter().map(|(name, _)| name).collect::<Vec<_>>(), ["loss"]);
    let mut other = compiled(of_encoder(SGD::new(0.1), Adam::new(0.01)));
    other.load(path("2.keras"))?;
    model.train_on_batch(&x, &y)?;
    other.train_on_batch(&x, &y)?;
    assert_eq!(other.get_weights(), model.get_weights());
    Ok(())
}

#[derive(Debug)]
struct Lost;

impl Schedule for Lost {
    fn rate(&self, step: u64) -> f32 {
        if step == 0 { 0.1 } else { f32::NAN }
    }
}

#[test]
fn a_step_that_one_optimizer_refuses_changes_nothing_of_all() {
    let ((x, y), mut model) = (data(), compiled(of_encoder(SGD::new(Lost), Adam::new(0.1))));
    let mut other = model.clone();
    model.fit(&x, &y, plan(1).steps_per_epoch(1)).unwrap();
    // The second step is refused, before its moving averages are the layer's.
    let error = message(other.fit(&x, &y, plan(1)));
    let place =
        "`fit`, epoch 1, batch 2, `MultiOptimizer`, `default_optimizer`, `SGD`, learning rate of step 1";
    assert!(error.starts_with(&format!("{place}: expected a finite number")), "{error}");
    assert_eq!(other.get_weights(), model.get_weights());
    assert_eq!(other.optimizer_state().unwrap(), model.optimizer_state().unwrap());
}

#[test]
fn gradients_of_one_optimizer_accumulate_while_another_takes_each_step() {
    let accumulated = || of_encoder(SGD::new(0.1), SGD::new(0.1).gradient_accumulation_steps(2));
    let ((x, y), mut model) = (data(), compiled(accumulated()));
    let before = model.get_weights();
    model.train_on_batch(&x, &y).unwrap();
    let after = model.get_weights();
    assert!(after[0] == before[0] && after[6] != before[6]);
    model.train_on_batch(&x, &y).unwrap();
    assert!(model.get_weights()[0] != before[0]);
    let optimizer = model.optimizer();
    let inner: Vec<u64> = optimizer.optimizers().iter().map(|optimizer| optimizer.iterations()).collect();
    assert_eq!((optimizer.iterations(), inner), (2, vec![1, 2]));
}

#[test]
fn moving_averages_are_of_the_weights_of_their_optimizer_alone() {
    let averaged = |of: &dyn Fn() -> SGD| trained(of_encoder(SGD::new(0.1), of()), 2);
    // The average of momentum 1 stays where it began.
    let kept = averaged(&|| SGD::new(0.1).use_ema(true).ema_momentum(1.0));
    let plain = averaged(&|| SGD::new(0.1));
    let first = {
        let ((x, y), mut model) = (data(), compiled(SGD::new(0.1)));
        model.fit(&x, &y, Fit::epochs(1).batch_size(6).steps_per_epoch(1).shuffle(false).verbose(0)).unwrap();
        model.get_weights()
    };
    assert_eq!(kept[..2], first[..2]);
    assert_eq!(kept[2..], plain[2..]);
    assert_ne!(kept[0], plain[0]);
}

#[test]
fn its_loss_scale_factor_takes_the_place_of_those_inside() {
    // Powers of two, so that nothing is rounded.
    let scaled = of_encoder(SGD::new(0.1).loss_scale_factor(4.0), Adam::new(0.01).clipnorm(0.1));
    let plain = of_encoder(SGD::new(0.1), Adam::new(0.01).clipnorm(0.1));
    assert_eq!(scaled.loss_scale_factor(1024.0).optimizers()[1].loss_scale_factor(), Some(1024.0));
    let scaled = plain.clone().loss_scale_factor(1024.0);
    assert_eq!(trained(scaled, 2), trained(plain, 2));
}

#[test]
fn a_layer_that_trains_from_the_middle_on_begins_with_the_first_step_of_its_optimizer() -> Result<()> {
    let ((x, y), mut model) = (data(), compiled(of_encoder(SGD::new(0.1), Adam::new(0.1))));
    model.model_mut().encoder.set_trainable(false);
    model.train_on_batch(&x, &y)?;
    model.model_mut().encoder.set_trainable(true);
    let before = model.get_weights();
    let state = model.optimizer_state()?;
    assert_eq!((state.iterations, state.inner[0].iterations, state.inner[1].iterations), (1, 0, 1));
    model.train_on_batch(&x, &y)?;
    // The first step of Adam is the rate itself.
    let moved = (&model.get_weights()[0] - &before[0]).mapv(f32::abs);
    assert!(moved.iter().all(|moved| (moved - 0.1).abs() < 1e-3), "{moved}");
    Ok(())
}

#[test]
fn a_state_goes_on_in_another_model_to_the_bit_or_says_why_not() -> Result<()> {
    let optimizer = || of_encoder(Nadam::new(0.01), SGD::new(0.1).momentum(0.9).use_ema(true));
    let ((x, y), mut model) = (data(), compiled(optimizer()));
    model.fit(&x, &y, plan(2))?;
    let (weights, state) = (model.get_weights(), model.optimizer_state()?);
    let mut clone = model.clone();
    let mut other = compiled(optimizer());
    other.set_weights(&weights)?;
    other.set_optimizer_state(&state)?;
    for model in [&mut model, &mut clone, &mut other] {
        model.fit(&x, &y, plan(2))?;
    }
    assert_eq!(other.get_weights(), model.get_weights());
    assert_eq!(clone.get_weights(), model.get_weights());
    assert_eq!(other.optimizer_state()?, model.optimizer_state()?);

    let of_head =
        OptimizerMap::new(Nadam::new(0.01)).with("head/.*", SGD::new(0.1).momentum(0.9).use_ema(true));
    let mut other = compiled(MultiOptimizer::new(of_head));
    let before = other.optimizer_state()?;
    let error = message(other.set_optimizer_state(&state));
    assert!(error.contains("`MultiOptimizer`, key `head/.*`, state of `encoder/"), "{error}");
    assert_eq!(other.optimizer_state()?, before);
    let error = message(compiled(Adam::default()).set_optimizer_state(&state));
    assert_eq!(error, "`Adam`, state: expected that of one optimizer, found that of 2 optimizers");
    let error = message(other.set_optimizer_state(&compiled(Adam::default()).optimizer_state()?));
    assert_eq!(error, "`MultiOptimizer`, state: expected those of 2 optimizers, found 0");
    Ok(())
}

/// A `Trainer` whose callbacks fail at the begin of the second epoch, unless it goes on from a backup.
fn trainer_run(folder: &TempDir, fails: bool) -> Result<Vec<ArrayD<f32>>> {
    set_random_seed(5);
    let (x, y) = data();
    let optimizer = of_encoder(SGD::new(0.1).momentum(0.5), Adam::new(0.01));
    let mut trainer = Trainer::new(Net::new(), optimizer, ["loss"], |batch, tape, model, optimizer| {
        let predicted = tape.call(model, &batch.x());
        let loss = K::mean(&MeanSquaredError::default().call(&batch.y(), &predicted));
        optimizer.apply(&tape.gradient(&loss, &*model)?, model)?;
        Ok([loss])
    });
    let fail = LambdaCallback::new().on_epoch_begin(|training| match fails && training.epoch() == 1 {
        true => Err(Error::new("test", "power cut")),
        false => Ok(()),
    });
    let backup = BackupAndRestore::new(folder.path().join("backup"));
    trainer.fit(&x, &y, plan(3).callback(backup).callback(fail))?;
    Ok(trainer.models().get_weights())
}

#[test]
fn a_trainer_with_it_goes_on_from_a_backup_to_the_bit() {
    let [one, two] = [(); 2].map(|()| TempDir::new().unwrap());
    let expected = trainer_run(&one, false).unwrap();
    assert!(message(trainer_run(&two, true)).contains("power cut"));
    assert_eq!(trainer_run(&two, false).unwrap(), expected);
}

#[test]
fn a_file_of_other_keys_or_optimizers_is_an_error_that_says_which_and_changes_nothing() -> Result<()> {
    let ((x, y), folder) = (data(), TempDir::new().unwrap());
    let path = folder.path().join("model.keras");
    let mut model = compiled(of_encoder(SGD::new(0.1), Adam::new(0.01)));
    model.train_on_batch(&x, &y)?;
    model.save(&path)?;
    let of_head = || OptimizerMap::new(SGD::new(0.1)).with("head/.*", Adam::new(0.01));
    let table = [
        (MultiOptimizer::new(of_head()), "expected the keys [\"head/.*\"], found [\"encoder/.*\"]"),
        (
            of_encoder(SGD::new(0.1), Nadam::new(0.01)),
            "`MultiOptimizer`, key `encoder/.*`: expected `Nadam`, found `Adam`",
        ),
        (
            of_encoder(SGD::new(0.1).momentum(0.9), Adam::new(0.01)),
            "expected 12 variables of 2 optimizers, found 8",
        ),
    ];
    for (optimizer, expected) in table {
        let mut other = compiled(optimizer);
        let before = (other.get_weights(), other.optimizer_state()?);
        let error = message(other.load(&path));
        assert!(error.contains("model.keras, optimizer") && error.contains(expected), "{error}");
        assert!((other.get_weights(), other.optimizer_state()?) == before);
    }
    Ok(())
}
