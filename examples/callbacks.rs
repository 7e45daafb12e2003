//! A training that is watched, stopped and kept: logs for a spreadsheet and for TensorBoard, the best weights, early stopping,
//! a smaller learning rate on a plateau, and a backup from which it goes on if it is killed.
//!
//! `cargo run --release --example callbacks -- folder`, then `tensorboard --logdir folder/logs`.

// `println!` that ends the program quietly when the reader of a pipe has gone, as in `callbacks | head -1`.
mod output;

use std::env;
use std::path::PathBuf;

use keras::callbacks::BackupAndRestore;
use keras::prelude::*;
use keras::set_random_seed;
use output::println;

fn main() -> keras::Result<()> {
    let folder = env::args().nth(1).map_or_else(|| env::temp_dir().join("keras_callbacks"), PathBuf::from);
    println!("logs and weights are in {}", folder.display());
    set_random_seed(1);
    let (train, test) = datasets::digits::load();
    let model =
        sequential![Dense(64, activation = relu, input = 64), Dropout(0.3), Dense(10, activation = softmax),];
    let mut model =
        model.compile(Adam::new(0.01), SparseCategoricalCrossentropy::default(), metrics![accuracy]);

    let best = folder.join("best.safetensors");
    let mut stopping = EarlyStopping::monitor("val_loss").patience(6);
    model.fit(
        &train.x,
        &train.y,
        Fit::epochs(60)
            .validation_split(0.2)
            .callback(&mut stopping)
            .callback(ReduceLROnPlateau::monitor("val_loss").factor(0.3).patience(2).verbose(true))
            .callback(ModelCheckpoint::new(&best).monitor("val_accuracy").save_best_only(true))
            .callback(CSVLogger::new(folder.join("log.csv")))
            .callback(TensorBoard::new(folder.join("logs")).histogram_freq(5))
            .callback(BackupAndRestore::new(folder.join("backup"))),
    )?;
    if let Some(epoch) = stopping.stopped_epoch() {
        println!("stopped after epoch {}", epoch + 1);
    }

    model.load_weights(&best)?;
    println!("the best weights on other digits: {}", model.evaluate(&test.x, &test.y)?);
    Ok(())
}
