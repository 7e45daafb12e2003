//! The list of callbacks.

use super::*;

#[test]
fn every_callback_has_its_name() {
    let every: [&dyn Callback; 10] = [
        &BackupAndRestore::new("backup"),
        &CSVLogger::new("log.csv"),
        &EarlyStopping::default(),
        &LambdaCallback::new(),
        &LearningRateScheduler::new(|_, rate| rate),
        &ModelCheckpoint::new("best.safetensors"),
        &ReduceLROnPlateau::default(),
        &SwapEMAWeights::new(),
        &TensorBoard::new("logs"),
        &TerminateOnNaN,
    ];
    assert!(every.map(|callback| callback.name()) == *CLASSES, "{CLASSES:?}");
}
