//! What every optimizer can be asked for besides its rule, in `fit`.

use keras::callbacks::{Callback, Training};
use keras::ndarray::{Array1, Array2, ArrayD, s};
use keras::optimizers::Optimizer;
use keras::prelude::*;
use keras::training::{ApplyGradients, Trainer};
use keras::{Error, Result, set_random_seed};
use tempfile::TempDir;

sequential! { struct Net { Dense(4, activation = tanh, input = 2), Dense(1, name = output) } }

fn data() -> (Array2<f32>, Array1<f32>) {
    let x = Array2::from_shape_fn((24, 2), |(i, j)| ((i * 2 + j) as f32).sin());
    let y = x.column(0).mapv(|x| 3.0 * x);
    (x, y)
}

/// The weights after some epochs of batches in their order.
fn trained(optimizer: impl Optimizer + Clone + 'static, batch: usize, epochs: usize) -> Vec<ArrayD<f32>> {
    set_random_seed(5);
    let (x, y) = data();
    let mut model = Net::new().compile(optimizer, MeanSquaredError::default(), metrics![]);
    model.fit(&x, &y, Fit::epochs(epochs).batch_size(batch).shuffle(false).verbose(0)).unwrap();
    model.get_weights()
}

#[track_caller]
fn assert_near(found: &[ArrayD<f32>], expected: &[ArrayD<f32>]) {
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).iter().all(|difference| difference.abs() < 1e-5), "{found} {expected}");
    }
}

#[test]
fn gradients_of_small_batches_accumulate_to_that_of_a_large_one() {
    let accumulated = trained(Adam::new(0.01).gradient_accumulation_steps(3), 4, 3);
    assert_near(&accumulated, &trained(Adam::new(0.01), 12, 3));
}

#[test]
fn a_batch_that_only_accumulates_changes_no_weight_and_is_no_step() {
    let (x, y) = data();
    let optimizer = Adam::new(0.01).weight_decay(0.1).gradient_accumulation_steps(2);
    let mut model = Net::new().compile(optimizer, MeanSquaredError::default(), metrics![]);
    let before = model.get_weights();
    model.train_on_batch(&x, &y).unwrap();
    assert_eq!((model.get_weights() == before, model.optimizer().iterations()), (true, 0));
    model.train_on_batch(&x, &y).unwrap();
    assert_eq!((model.get_weights() == before, model.optimizer().iterations()), (false, 1));
}

#[test]
fn a_scaled_loss_leads_to_the_same_bits() {
    // Powers of two, so that nothing is rounded.
    assert_eq!(trained(Adam::new(0.01).loss_scale_factor(1024.0), 6, 2), trained(Adam::new(0.01), 6, 2));
}

#[test]
fn a_loss_of_ones_own_is_scaled_by_the_optimizer() -> Result<()> {
    let (x, y) = data();
    let train = |optimizer: SGD| -> Result<Vec<ArrayD<f32>>> {
        set_random_seed(5);
        let mut trainer = Trainer::new(Net::new(), optimizer, ["loss"], |batch, tape, model, optimizer| {
            let predicted = tape.call(model, &batch.x());
            let loss = K::mean(&MeanSquaredError::default().call(&batch.y(), &predicted));
            let gradients = tape.gradient(&optimizer.scale_loss(&loss), &*model)?;
            optimizer.apply(&gradients, model)?;
            Ok([loss])
        });
        trainer.fit(&x, &y, Fit::epochs(2).batch_size(6).shuffle(false).verbose(0))?;
        Ok(trainer.models().get_weights())
    };
    assert_eq!(train(SGD::new(0.1).loss_scale_factor(64.0))?, train(SGD::new(0.1))?);
    Ok(())
}

#[test]
fn weights_are_kept_from_decay_by_their_name_and_by_their_layer() {
    // A rate so small that the gradient changes nothing, and a decay that takes half.
    let decayed = |excluded: &[&str]| {
        let optimizer = SGD::new(1e-20).weight_decay(0.5e20);
        let (x, y) = data();
        let mut model = Net::new().compile(
            optimizer.exclude_from_weight_decay(excluded.iter().copied()),
            MeanSquaredError::default(),
            metrics![],
        );
        let ones: Vec<_> = model.get_weights().iter().map(|weight| weight.mapv(|_| 1.0)).collect();
        model.set_weights(&ones).unwrap();
        model.train_on_batch(&x, &y).unwrap();
        model.get_weights().iter().map(|weight| weight.iter().all(|&weight| weight < 0.6)).collect::<Vec<_>>()
    };
    assert_eq!(decayed(&[]), [true, true, true, true]);
    assert_eq!(decayed(&["bias"]), [true, false, true, false]);
    assert_eq!(decayed(&["output"]), [true, true, false, false]);
    assert_eq!(decayed(&["dense/kernel", "output/bias"]), [false, true, true, false]);
    assert_eq!(decayed(&["dens"]), [true, true, true, true]);
}

struct PowerCut;

impl Callback for PowerCut {
    fn name(&self) -> &str {
        "PowerCut"
    }

    fn on_epoch_begin(&mut self, training: &mut Training<'_>) -> Result<()> {
        match training.epoch() == 1 && !training.is_resumed() {
            true => Err(Error::new("test", "power cut")),
            false => Ok(()),
        }
    }
}

/// A training that is put down and taken up again ends at the bits of one that is not.
fn goes_on<O: Optimizer + Clone + 'static>(optimizer: O) {
    let (folder, (x, y)) = (TempDir::new().unwrap(), data());
    let expected = trained(optimizer.clone(), 5, 3);
    let run = || {
        set_random_seed(5);
        let backup = BackupAndRestore::new(folder.path().join("backup"));
        let mut model = Net::new().compile(optimizer.clone(), MeanSquaredError::default(), metrics![]);
        let plan = Fit::epochs(3).batch_size(5).shuffle(false).verbose(0);
        let result = model.fit(&x, &y, plan.callback(backup).callback(PowerCut));
        result.map(|_| model.get_weights())
    };
    assert!(run().unwrap_err().to_string().contains("power cut"));
    assert_eq!(run().unwrap(), expected, "{optimizer:?}");
}

#[test]
fn slots_of_any_shape_are_backed_up_to_the_bit() {
    goes_on(Lamb::new(0.01));
    goes_on(Adafactor::new(0.1));
    goes_on(Muon::new(0.1).exclude_layers(["output"]));
    goes_on(ScheduleFreeAdamW::new(0.1).warmup_steps(7));
    goes_on(Adam::new(0.01).gradient_accumulation_steps(3));
    goes_on(SGD::new(0.1).gradient_accumulation_steps(2).use_ema(true));
    let map = OptimizerMap::new(Lamb::new(0.01)).with("output/.*", ScheduleFreeAdamW::new(0.1));
    let accumulated = Adam::new(0.01).gradient_accumulation_steps(3).use_ema(true);
    goes_on(MultiOptimizer::new(map.with("dense/kernel", accumulated)));
}

#[test]
fn a_step_that_is_not_finite_changes_nothing_of_any_rule() {
    fn check(optimizer: impl Optimizer + Clone + 'static) {
        let (x, y) = data();
        let mut model = Net::new().compile(optimizer, MeanSquaredError::default(), metrics![]);
        model.train_on_batch(&x, &y).unwrap();
        let before = (model.get_weights(), model.optimizer_state().unwrap());
        // The loss and its gradient are finite, the square of the gradient is not.
        let (x, y) = (x.slice(s![..1, ..]).to_owned(), y.slice(s![..1]).mapv(|_| 1.5e19));
        let error = model.train_on_batch(&x, &y).unwrap_err().to_string();
        assert!(error.contains("finite"), "{error}");
        assert!((model.get_weights(), model.optimizer_state().unwrap()) == before, "{error}");
    }
    check(Lamb::new(0.01));
    check(Adafactor::new(0.1));
    check(Muon::new(0.1));
    check(ScheduleFreeAdamW::new(0.1));
    check(MultiOptimizer::new(OptimizerMap::new(SGD::new(0.1)).with("output/.*", Lamb::new(0.01))));
}

#[test]
fn arguments_without_sense_are_errors_that_name_them() {
    let optimizers: [(Box<dyn Optimizer>, &str); 11] = [
        (Box::new(SGD::new(0.1).gradient_accumulation_steps(1)), "gradient_accumulation_steps"),
        (Box::new(SGD::new(0.1).gradient_accumulation_steps(0)), "gradient_accumulation_steps"),
        (Box::new(SGD::new(0.1).loss_scale_factor(0.0)), "loss_scale_factor"),
        (Box::new(SGD::new(0.1).exclude_from_weight_decay([""])), "exclude_from_weight_decay"),
        (Box::new(Lamb::new(0.1).beta_2(1.0)), "beta_2"),
        (Box::new(Adafactor::new(0.1).epsilon_1(0.0)), "epsilon_1"),
        (Box::new(Adafactor::new(0.1).clip_threshold(0.0)), "clip_threshold"),
        (Box::new(ScheduleFreeAdamW::new(0.1).beta_1(0.0)), "beta_1"),
        (Box::new(Muon::new(0.1).muon_a(f64::NAN)), "muon_a"),
        (Box::new(Muon::new(0.1).exclude_layers([""])), "exclude_layers"),
        (Box::new(Muon::new(0.1).exclude_layers(["output", "("])), "exclude_layers"),
    ];
    for (optimizer, argument) in optimizers {
        let error = optimizer.validate().unwrap_err().to_string();
        assert!(error.contains(&format!("argument `{argument}`")), "{error}");
    }
}
