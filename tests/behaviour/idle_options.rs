//! Options of a training that could have no effect, or only a wrong one, are errors before the first epoch.

use keras::callbacks::Callback;
use keras::data::Dataset;
use keras::ndarray::{Array1, Array2};
use keras::prelude::*;
use keras::training::NoValidation;
use tempfile::TempDir;

sequential! { struct Line { Dense(1, input = 2) } }

fn data() -> (Array2<f32>, Array1<f32>) {
    (
        Array2::from_shape_fn((20, 2), |(i, j)| ((i * 2 + j) as f32).sin()),
        Array1::from_shape_fn(20, |i| (i % 2) as f32),
    )
}

/// What a training says to these options, which leaves the weights as they were.
fn error(plan: Fit<'_>) -> String {
    let (x, y) = data();
    let mut model = Line::new().compile(SGD::new(0.1), MeanSquaredError::default(), metrics![mae]);
    let before = model.get_weights();
    let error = model.fit(&x, &y, plan.verbose(0)).unwrap_err().to_string();
    assert_eq!(model.get_weights(), before);
    error
}

fn with(callback: impl Callback + 'static) -> String {
    error(Fit::epochs(2).callback(callback))
}

fn validated() -> Fit<'static, NoValidation> {
    Fit::epochs(5).validation_split(0.5)
}

#[test]
fn class_weights_of_no_class_are_refused() {
    assert_eq!(
        error(Fit::epochs(1).class_weight([])),
        "`fit`, class_weight: expected a weight for each class, found none\nhelp: leave it out"
    );
}

#[test]
fn options_of_a_validation_that_there_is_not_are_refused() {
    let help = "help: add `.validation_split(0.1)` or `.validation_data(…)`, or leave it out";
    for (plan, name) in [
        (Fit::epochs(1).validation_steps(2), "validation_steps"),
        (Fit::epochs(4).validation_freq(2), "validation_freq"),
        (Fit::epochs(1).validation_batch_size(8), "validation_batch_size"),
    ] {
        assert_eq!(error(plan), format!("`fit`, {name}: there is no validation\n{help}"));
    }
}

#[test]
fn batches_of_a_validation_have_the_size_that_their_source_gives_them() {
    let (x, y) = data();
    let mut model = Line::new().compile(SGD::new(0.1), MeanSquaredError::default(), metrics![]);
    let batches = Dataset::from_generator(|_| 0..20).map(|i| ([i as f32, 1.0], [0.0])).batch(4);
    let plan = Fit::epochs(1).verbose(0).validation_batches(batches).validation_batch_size(8);
    assert_eq!(
        model.fit(&x, &y, plan).unwrap_err().to_string(),
        "`fit`, validation_batch_size: the batches of the validation have the size that their source gives them\n\
         help: leave it out"
    );
}

#[test]
fn a_score_that_validation_freq_never_measures_is_refused() {
    let checkpoint = ModelCheckpoint::new("best.safetensors").save_best_only(true);
    for (plan, name, names) in [
        (validated().callback(EarlyStopping::monitor("val_loss")), "EarlyStopping", "loss, mae"),
        (
            validated().callback(ReduceLROnPlateau::monitor("val_loss")),
            "ReduceLROnPlateau",
            "learning_rate, loss, mae",
        ),
        (validated().callback(checkpoint), "ModelCheckpoint", "loss, mae"),
    ] {
        assert_eq!(
            error(plan.validation_freq(7)),
            format!(
                "`fit`, callback `{name}`, argument `monitor`: expected one of {names}, found val_loss\n\
                 help: `validation_freq(7)` measures after none of the epochs 1 to 5"
            )
        );
    }
    let plan = validated().initial_epoch(3).validation_freq(3).callback(EarlyStopping::monitor("val_loss"));
    assert!(error(plan).ends_with("help: `validation_freq(3)` measures after none of the epochs 4 to 5"));
}

#[test]
fn numbers_that_nothing_compares_with_are_refused() {
    let nan = f32::NAN;
    let delta = "argument `min_delta`: expected a finite number of 0 or more, found NaN";
    for (error, expected) in [
        (
            with(EarlyStopping::monitor("loss").baseline(nan)),
            "`EarlyStopping`, argument `baseline`: expected a number, found NaN",
        ),
        (with(EarlyStopping::monitor("loss").min_delta(nan)), delta),
        (with(ReduceLROnPlateau::monitor("loss").min_delta(nan)), delta),
        (
            with(
                ModelCheckpoint::new("best.safetensors")
                    .monitor("loss")
                    .save_best_only(true)
                    .initial_value_threshold(nan),
            ),
            "`ModelCheckpoint`, argument `initial_value_threshold`: expected a number, found NaN",
        ),
    ] {
        assert!(error.ends_with(expected), "{error}");
    }
}

#[test]
fn a_separator_that_numbers_have_too_is_refused() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("log.csv");
    for separator in ['.', '-', '+', '"', '\n', '\r', '0', 'e', 'N'] {
        assert_eq!(
            with(CSVLogger::new(&path).separator(separator)),
            format!(
                "`fit`, callback `CSVLogger`, argument `separator`: expected a character that no number has, such as \
                 ',', ';' or '\\t', found {separator:?}"
            )
        );
        assert!(!path.exists());
    }
    for separator in [',', ';', '\t', ' ', '|'] {
        let (x, y) = data();
        let mut model = Line::new().compile(SGD::new(0.1), MeanSquaredError::default(), metrics![]);
        let log = CSVLogger::new(&path).separator(separator);
        model.fit(&x, &y, Fit::epochs(1).verbose(0).callback(log)).unwrap();
    }
}

#[test]
fn what_a_checkpoint_is_to_monitor_is_looked_for_whether_or_not_only_the_best_are_saved() {
    let folder = TempDir::new().unwrap();
    let checkpoint = || ModelCheckpoint::new(folder.path().join("{epoch}.safetensors"));
    assert_eq!(
        with(checkpoint().monitor("mea")),
        "`fit`, callback `ModelCheckpoint`, argument `monitor`: expected one of loss, mae, found mea"
    );
    assert_eq!(
        with(checkpoint().initial_value_threshold(0.5)),
        "`fit`, callback `ModelCheckpoint`, argument `initial_value_threshold`: every epoch is saved\n\
         help: add `.save_best_only(true)`"
    );
    let (x, y) = data();
    let mut model = Line::new().compile(SGD::new(0.1), MeanSquaredError::default(), metrics![]);
    model.fit(&x, &y, Fit::epochs(1).verbose(0).callback(checkpoint())).unwrap();
    assert!(folder.path().join("1.safetensors").exists());
}
