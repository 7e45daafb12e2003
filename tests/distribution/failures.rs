//! What ranks cannot do is an error on all of them, and what they do between batches is done once.

use keras::callbacks::LambdaCallback;
use keras::data::Dataset;
use keras::distribution::Distribution;
use keras::ndarray::{Array1, Array2};
use keras::prelude::*;
use keras::training::{ApplyGradients, Trainer};
use keras::{ErrorKind, Result};

use crate::threads::on_ranks;

const X: [[f32; 2]; 7] = [[0.1, 0.2], [0.3, 0.4], [0.5, 0.6], [0.7, 0.8], [0.9, 1.0], [1.1, 1.2], [1.3, 1.4]];
const Y: [f32; 7] = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0];

fn plan<'a, D>(ranks: &Distribution) -> Fit<'a, keras::training::NoValidation, D> {
    Fit::epochs(3).verbose(0).distribution(ranks.clone())
}

/// The errors of ranks, which are one.
fn error_of<R: Send>(ranks: usize, train: impl Fn(Distribution) -> Result<R> + Sync) -> keras::Error {
    let mut errors: Vec<_> =
        on_ranks(ranks, train).into_iter().map(|result| result.err().expect("it fails")).collect();
    let first = errors.swap_remove(0);
    let same =
        errors.iter().all(|error| error.to_string().lines().next() == first.to_string().lines().next());
    assert!(same, "{first}, {errors:?}");
    first
}

#[test]
fn ranks_that_begin_with_other_weights_are_an_error() {
    let error = error_of(3, |ranks| {
        if ranks.rank() == 2 {
            keras::set_random_seed(8);
        }
        let mut model =
            sequential![Dense(1, input = 2)].compile(SGD::new(0.1), MeanSquaredError::default(), metrics![]);
        model.fit(X, Y, plan(&ranks))
    });
    assert_eq!(
        error.to_string(),
        "`fit`, distribution: rank 2 differs from rank 0: initial weights\n\
         help: give all ranks the same program, the same data and the same `set_random_seed`, before the model is made"
    );
}

#[test]
fn ranks_with_other_options_or_data_are_an_error() {
    let fit = |rate: f32, batch: usize, samples: usize| {
        move |ranks: Distribution| {
            let (rate, batch, samples) = if ranks.rank() == 1 { (rate, batch, samples) } else { (0.1, 4, 7) };
            let model = sequential![Dense(1, input = 2)];
            let mut model = model.compile(SGD::new(rate), MeanSquaredError::default(), metrics![]);
            model.fit(&X[..samples], &Y[..samples], plan(&ranks).batch_size(batch))
        }
    };
    assert!(error_of(2, fit(0.2, 4, 7)).to_string().contains("rank 1 differs from rank 0: optimizer"));
    assert!(error_of(2, fit(0.1, 5, 7)).to_string().contains("rank 1 differs from rank 0: batch_size"));
    assert!(error_of(2, fit(0.1, 4, 6)).to_string().contains("rank 1 differs from rank 0: data"));
    assert!(on_ranks(2, fit(0.1, 4, 7)).iter().all(Result::is_ok));
}

#[test]
fn what_one_rank_fails_with_before_the_first_batch_is_an_error_of_all() {
    let fit = |ranks: Distribution| {
        let mut labels = [0_u8, 1, 2, 0, 1, 2, 0];
        if ranks.rank() == 1 {
            labels[5] = 7;
        }
        let model = sequential![Dense(3, activation = softmax, input = 2, name = classes)];
        let mut model = model.compile(SGD::new(0.1), SparseCategoricalCrossentropy::default(), metrics![]);
        assert!(model.fit(X, labels, plan(&ranks)).is_err());
        // All have come to the same, and go on.
        labels[5] = 2;
        model.fit(X, labels, plan(&ranks))?;
        labels[5] = if ranks.rank() == 2 { 9 } else { 0 };
        model.fit(X, labels, plan(&ranks))
    };
    let error = error_of(3, fit).to_string();
    assert!(error.starts_with("rank 2: `fit`, labels for `classes`, sample 5"), "{error}");
}

#[test]
fn what_all_ranks_fail_with_is_said_as_of_one() {
    let error = error_of(2, |ranks| {
        let model = sequential![Dense(1, input = 2)];
        let mut model = model.compile(SGD::new(0.1), MeanSquaredError::default(), metrics![]);
        model.fit(X, Y, plan(&ranks).batch_size(0))
    });
    assert_eq!(error.to_string(), "`fit`, batch_size: expected 1 or more, found 0");
}

#[test]
fn scores_that_part_are_an_error_after_the_epoch() {
    let error = error_of(2, |ranks| {
        let x = Array2::from_shape_fn((1000, 2), |(i, j)| (i + j) as f32 / 1000.0);
        let mut y = Array1::zeros(1000);
        // A label of rank 0, which is not among those that are compared: the gradients are right.
        y[701] = if ranks.rank() == 1 { 9.0 } else { 0.0 };
        let model = sequential![Dense(1, input = 2)];
        let mut model = model.compile(SGD::new(0.1), MeanSquaredError::default(), metrics![]);
        model.fit(&x, &y, plan(&ranks).batch_size(100).shuffle(false))
    });
    let expected = "`fit`, epoch 1, distribution: the scores of rank 1 are not those of rank 0 any more";
    assert!(error.to_string().starts_with(expected), "{error}");
}

#[test]
fn a_loss_that_is_not_finite_is_an_error_on_all_ranks_which_a_callback_may_take_for_an_end() {
    let fit = |ends_well: bool| {
        move |ranks: Distribution| {
            let mut x = X;
            x[6][0] = 1e30;
            let model = sequential![Dense(1, input = 2)];
            let mut model = model.compile(SGD::new(0.1), MeanSquaredError::default(), metrics![]);
            let plan = plan(&ranks).shuffle(false).batch_size(4);
            let plan = if ends_well { plan.callback(TerminateOnNaN) } else { plan };
            model.fit(x, Y, plan)
        }
    };
    assert_eq!(error_of(2, fit(false)).kind(), ErrorKind::NotFinite);
    assert!(
        on_ranks(2, fit(true)).iter().all(|history| history.as_ref().is_ok_and(|it| it.epochs().len() == 1))
    );
}

#[test]
fn an_error_of_a_callback_is_one_of_all_ranks() {
    let errors = on_ranks(2, |ranks| {
        let mut model =
            sequential![Dense(1, input = 2)].compile(SGD::new(0.1), MeanSquaredError::default(), metrics![]);
        let fails = LambdaCallback::new().on_epoch_end(|_| Err(keras::Error::new("", "enough")));
        model.fit(X, Y, plan(&ranks).callback(fails)).unwrap_err().to_string()
    });
    assert!(errors.iter().all(|error| error.contains("epoch 1") && error.ends_with("enough")), "{errors:?}");
}

#[test]
fn callbacks_run_on_rank_0_and_all_ranks_follow() {
    let outcomes = on_ranks(3, |ranks| {
        let model = sequential![Dense(1, input = 2)];
        let mut model = model.compile(SGD::new(0.1).use_ema(true), MeanSquaredError::default(), metrics![]);
        let mut seen = 0;
        let note = LambdaCallback::new().on_train_batch_end(|_| {
            seen += 1;
            Ok(())
        });
        let stop = EarlyStopping::monitor("loss").mode(keras::losses::Direction::Max).patience(1);
        let plan = plan(&ranks)
            .batch_size(4)
            .callback(LearningRateScheduler::new(|epoch, _| 0.1 / (epoch + 1) as f32))
            .callback(SwapEMAWeights::new())
            .callback(stop.restore_best_weights(true))
            .callback(note)
            .validation_data(X, Y);
        let history = model.fit(X, Y, plan).unwrap();
        (ranks.rank(), seen, model.get_weights(), history, model.optimizer().rate().unwrap())
    });
    let (_, _, weights, history, rate) = &outcomes[0];
    assert_eq!((history.epochs().len(), *rate), (2, 0.05));
    for outcome in &outcomes {
        assert_eq!(outcome.1, if outcome.0 == 0 { 4 } else { 0 }, "batches that rank {} has seen", outcome.0);
        assert_eq!((&outcome.2, &outcome.3, outcome.4), (weights, history, *rate));
    }
}

#[test]
fn what_a_layer_keeps_from_batch_to_batch_is_an_error() {
    let error = error_of(2, |ranks| {
        let model = sequential![GRU(2, stateful = true, input = (2, 1)), Dense(1)];
        let mut model = model.compile(SGD::new(0.1), MeanSquaredError::default(), metrics![]);
        model.fit([[[0.0], [1.0]]; 4], [0.0; 4], plan(&ranks).batch_size(4))
    });
    assert!(error.to_string().contains("keeps from batch to batch is of the samples of one rank"), "{error}");
}

sequential! { struct Line { Dense(1, input = 2) } }

#[test]
fn a_step_of_ones_own_is_an_error() {
    let error = error_of(2, |ranks| {
        let mut trainer =
            Trainer::new(Line::new(), SGD::new(0.1), ["loss"], |batch, tape, model, optimizer| {
                let loss = K::mean(&K::square(&tape.call(&*model, &batch.x())));
                optimizer.apply(&tape.gradient(&loss, &*model)?, model)?;
                Ok([loss])
            });
        trainer.fit(X, Y, plan(&ranks))
    });
    assert!(
        error.to_string().contains("a step of one's own would take its share for the whole batch"),
        "{error}"
    );
}

#[test]
fn a_stream_that_all_ranks_read_whole_is_an_error_and_one_in_parts_is_trained_on() {
    let numbers = || Dataset::from_generator(|_| X.into_iter().zip(Y));
    let fit = |is_shared: bool, batch: usize| {
        move |ranks: Distribution| {
            let model = sequential![Dense(1, input = 2)];
            let mut model = model.compile(SGD::new(0.1), MeanSquaredError::default(), metrics![mae]);
            let numbers = numbers();
            let numbers = match is_shared {
                true => numbers.shard(ranks.rank(), ranks.ranks()).boxed(),
                false => numbers.boxed(),
            };
            model
                .fit_batches(numbers.batch(batch), plan(&ranks))
                .map(|history| (model.get_weights(), history))
        }
    };
    let error = error_of(2, fit(false, 2));
    assert_eq!(
        error.to_string(),
        "`fit`, distribution: ranks 0 and 1 read the same samples\n\
         help: give each rank a part of the data: `.shard(rank, ranks)`"
    );
    let alone = on_ranks(1, fit(true, 6)).remove(0).unwrap();
    // Of 7 samples in threes one rank has a batch more than the others, in twos the last batch is of rank 0 alone.
    for (ranks, batch) in [(2, 3), (3, 2)] {
        for outcome in on_ranks(ranks, fit(true, batch)) {
            let (weights, history) = outcome.unwrap();
            let apart = weights.iter().flatten().zip(alone.0.iter().flatten()).map(|(a, b)| (a - b).abs());
            assert!(apart.fold(0.0, f32::max) < 3e-6);
            assert_eq!(history.epochs(), alone.1.epochs());
        }
    }
}
