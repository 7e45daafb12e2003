//! What the ranks do.

use std::fs;
use std::path::Path;
use std::process::{abort, exit};
use std::thread::sleep;
use std::time::Duration;

use keras::callbacks::{BackupAndRestore, CSVLogger, EarlyStopping, LambdaCallback, ReduceLROnPlateau};
use keras::data::Dataset;
use keras::distribution::{DataParallel, Distribution};
use keras::ndarray::{Array1, Array4};
use keras::prelude::*;
use keras::random::Random;
use keras::training::{Compiled, History};
use keras::{Result, set_num_threads, set_random_seed};

/// In batches of 8 the last has 2: fewer than ranks.
const SAMPLES: usize = 42;

sequential! {
    struct Net {
        RandomFlip(horizontal, input = (6, 6, 2)),
        Conv2D(8, 3, use_bias = false),
        BatchNormalization(momentum = 0.9),
        Activation(relu),
        Dropout(0.2),
        Flatten(),
        Dense(300, activation = relu, kernel_regularizer = l2(0.001)),
        Dense(900, activation = relu),
        Dense(3, activation = softmax),
    }
}

sequential! { struct Line { Dense(4, activation = tanh, input = 1), Dense(1) } }

fn data() -> (Array4<f32>, Array1<u8>) {
    let mut random = Random::from_seed(3);
    let x = Array4::from_shape_simple_fn((SAMPLES, 6, 6, 2), || random.normal());
    (x, Array1::from_shape_simple_fn(SAMPLES, || (random.uniform() * 3.0) as u8))
}

fn net() -> Compiled<Net, SparseCategoricalCrossentropy> {
    Net::new().compile(SGD::new(0.02), SparseCategoricalCrossentropy::default(), metrics![accuracy])
}

/// Writes what a rank has come to: its weights and its history, bit for bit.
fn write(folder: &Path, rank: usize, model: &impl Model, history: &History) {
    let weights: Vec<u8> =
        model.get_weights().iter().flatten().flat_map(|value| value.to_le_bytes()).collect();
    fs::write(folder.join(format!("weights-{rank}")), weights).unwrap();
    fs::write(folder.join(format!("history-{rank}")), format!("{history:?}")).unwrap();
}

pub fn run(case: &str, folder: &Path) -> Result<()> {
    set_num_threads(1);
    let ranks = match case {
        "hang" => DataParallel::mpi_with_timeout(Duration::from_secs(2))?,
        _ => DataParallel::mpi()?,
    };
    let rank = ranks.rank();
    set_random_seed(if case == "seed" && rank == 1 { 2 } else { 1 });
    match case {
        "stream" | "same stream" => stream(case, folder, ranks),
        _ => arrays(case, folder, ranks),
    }
}

fn arrays(case: &str, folder: &Path, ranks: Distribution) -> Result<()> {
    let rank = ranks.rank();
    let (mut x, mut y) = data();
    if case == "data" && rank == 1 {
        x[[SAMPLES - 1, 0, 0, 0]] += 1.0;
    }
    if case == "left" && rank == 1 {
        return Ok(());
    }
    if case == "label" && rank == 1 {
        y[3] = 9;
    }
    if ["nan", "handled"].contains(&case) {
        x[[17, 0, 0, 0]] = 1e30;
    }
    let mut model = net();
    let at_step = |step: usize, happens: fn()| {
        LambdaCallback::new().on_train_batch_end(move |training| {
            if training.epoch() == 1 && training.batch() == step {
                happens();
            }
            Ok(())
        })
    };
    let plan = Fit::epochs(3).batch_size(8).verbose(0).distribution(ranks);
    let plan = match case {
        "callbacks" => {
            let stop = EarlyStopping::monitor("loss").mode(keras::losses::Direction::Max).patience(1);
            plan.callback(CSVLogger::new(folder.join(format!("log-{rank}.csv"))))
                .callback(ReduceLROnPlateau::monitor("loss").min_delta(10.0).patience(1))
                .callback(stop.restore_best_weights(true))
                .validation_split(0.25)
        }
        // Callbacks run on rank 0 alone.
        "exit" => plan.callback(at_step(2, || exit(3))),
        "killed" => plan.callback(at_step(2, || abort())),
        "hang" => plan.callback(at_step(2, || sleep(Duration::from_secs(60)))),
        "panic" => plan.callback(at_step(2, || panic!("a callback panics"))),
        "error" => plan.callback(
            LambdaCallback::new().on_epoch_end(|_| Err(keras::Error::new("a callback", "it has had enough"))),
        ),
        "backup killed" => plan
            .callback(BackupAndRestore::new(folder.join("backup")).save_freq(2))
            .callback(at_step(5, || exit(3))),
        "backup" => plan
            .callback(BackupAndRestore::new(folder.join("backup")).save_freq(2))
            .callback(at_step(5, || ())),
        _ => plan,
    };
    let trained = model.fit(&x, &y, plan);
    if case == "handled" {
        // As long as what a program does then.
        sleep(Duration::from_secs(1));
        let error = trained.expect_err("its data are not finite");
        fs::write(folder.join(format!("error-{rank}")), error.to_string()).unwrap();
        return Ok(());
    }
    write(folder, rank, model.model(), &trained?);
    Ok(())
}

fn stream(case: &str, folder: &Path, ranks: Distribution) -> Result<()> {
    let (rank, of) = (ranks.rank(), ranks.ranks());
    let numbers =
        Dataset::from_generator(|_| (0..SAMPLES).map(|i| ([i as f32 / 42.0], (i as f32 / 7.0).sin())));
    let numbers = numbers.shuffle(SAMPLES);
    let numbers = if case == "stream" { numbers.shard(rank, of).boxed() } else { numbers.boxed() };
    let model = Line::new();
    let mut model = model.compile(SGD::new(0.1), MeanSquaredError::default(), metrics![mae]);
    let plan = Fit::epochs(3).verbose(0).distribution(ranks);
    let history = model.fit_batches(numbers.batch(12 / of), plan)?;
    write(folder, rank, model.model(), &history);
    Ok(())
}
