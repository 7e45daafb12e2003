//! Checkpoints: the weights of a model in files, epoch by epoch.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::monitor::Monitor;
use super::template::Template;
use super::{Callback, CallbackState, Direction, Training};
use crate::files::check_writable;
use crate::model::weights_file::{self, Format};
use crate::{Error, Result};

/// Saves the model or its weights after each epoch, or after the best ones only, as
/// [`ModelCheckpoint`](https://keras.io/api/callbacks/model_checkpoint/).
///
/// The ending of the name says what is written: `.keras` the whole model with its training, as
/// [`Compiled::save`](crate::training::Compiled::save), `.weights.h5` and `.safetensors` the weights. A name may hold the number
/// of the epoch, from 1, that of the batch, and scores: `"{epoch:02d}-{val_loss:.2f}.weights.h5"`. Each file is written whole
/// or not at all.
///
/// Of [`save_best_only`](Self::save_best_only) the best so far goes on to count where a training goes on, under
/// [`BackupAndRestore`](super::BackupAndRestore) or by [`initial_epoch`](crate::training::Fit::initial_epoch): a worse epoch
/// never replaces a better one.
///
/// ```
/// use keras::callbacks::ModelCheckpoint;
/// use keras::prelude::*;
///
/// let (train, _) = datasets::digits::load();
/// let model = sequential![Dense(10, activation = softmax, input = 64)];
/// let mut model = model.compile(Adam::default(), SparseCategoricalCrossentropy::default(), metrics![accuracy]);
/// let path = std::env::temp_dir().join("best_digits.keras");
/// let checkpoint = ModelCheckpoint::new(&path).monitor("val_accuracy").save_best_only(true);
/// model.fit(&train.x, &train.y, Fit::epochs(3).validation_split(0.1).callback(checkpoint))?;
/// model.load_weights(&path)?;
/// # std::fs::remove_file(&path).unwrap();
/// # Ok::<(), keras::Error>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct ModelCheckpoint {
    path: PathBuf,
    monitor: Monitor,
    is_monitor_given: bool,
    verbose: bool,
    save_best_only: bool,
    save_freq: Option<usize>,
    initial_value_threshold: Option<f32>,
    batches: usize,
}

impl ModelCheckpoint {
    /// Saves to files of this path, whose folders are made.
    pub fn new(path: impl AsRef<Path>) -> Self {
        Self {
            path: path.as_ref().to_owned(),
            monitor: Monitor::new("val_loss"),
            is_monitor_given: false,
            verbose: false,
            save_best_only: false,
            save_freq: None,
            initial_value_threshold: None,
            batches: 0,
        }
    }

    /// Name of the score that the best epoch is found by; default `val_loss`.
    pub fn monitor(mut self, name: impl Into<String>) -> Self {
        self.monitor.name = name.into();
        self.is_monitor_given = true;
        self
    }

    /// Whether it prints what it saves; default `false`.
    pub fn verbose(mut self, verbose: bool) -> Self {
        self.verbose = verbose;
        self
    }

    /// Whether it saves only what is better than everything before; default `false`.
    pub fn save_best_only(mut self, save_best_only: bool) -> Self {
        self.save_best_only = save_best_only;
        self
    }

    /// Direction of the score: which values are better; by default what its metric says.
    pub fn mode(mut self, direction: Direction) -> Self {
        self.monitor.direction = Some(direction);
        self
    }

    /// Saving frequency in batches; by default it saves after each epoch.
    pub fn save_freq(mut self, batches: usize) -> Self {
        self.save_freq = Some(batches);
        self
    }

    /// Initial best value of the score: what is not better is not saved.
    pub fn initial_value_threshold(mut self, value: f32) -> Self {
        self.initial_value_threshold = Some(value);
        self
    }

    /// The best value that an earlier part of this training has noted in its file.
    fn noted_best(&self, training: &Training<'_>) -> Option<f32> {
        if training.epoch() == 0 || !self.path.exists() {
            return None;
        }
        let noted = weights_file::read_notes(&self.path).ok()?;
        let is_same = noted.get("monitor") == Some(&self.monitor.name);
        noted.get("best").filter(|_| is_same)?.parse().ok()
    }

    /// An error if there is something to tell epochs apart by, of which all are saved.
    fn check_saving_all(&self) -> Result<()> {
        if self.initial_value_threshold.is_none() {
            return Ok(());
        }
        let error = Error::new("argument `initial_value_threshold`", "every epoch is saved");
        Err(error.help("add `.save_best_only(true)`"))
    }

    fn save(&mut self, training: &mut Training<'_>) -> Result<()> {
        let mut metadata = BTreeMap::new();
        if self.save_best_only {
            // Of an epoch without validation nothing is known.
            let Some(value) = self.monitor.value(training) else { return Ok(()) };
            if !self.monitor.beats(value) {
                return Ok(());
            }
            metadata.insert("monitor".to_owned(), self.monitor.name.clone());
            metadata.insert("best".to_owned(), value.to_string());
        }
        let path = Template::new(&self.path).fill(training)?;
        if self.verbose {
            println!("Epoch {}: saved to {}", training.epoch() + 1, path.display());
        }
        training.save(&path, metadata)
    }
}

#[diagnostic::do_not_recommend]
impl Callback for ModelCheckpoint {
    fn name(&self) -> &str {
        "ModelCheckpoint"
    }

    fn on_train_begin(&mut self, training: &mut Training<'_>) -> Result<()> {
        self.batches = 0;
        super::require_batches("save_freq", self.save_freq)?;
        if Format::of(&self.path)? == Format::LegacyH5 {
            return Err(weights_file::not_weights(&self.path));
        }
        Template::new(&self.path).check(training, self.save_freq.is_some())?;
        // A folder that is named after an epoch is made when that has ended.
        if self.path.parent().is_none_or(|folder| !folder.to_string_lossy().contains('{')) {
            check_writable(&self.path)?;
        }
        if self.is_monitor_given {
            self.monitor.check_name(training)?;
        }
        if !self.save_best_only {
            return self.check_saving_all();
        }
        if self.save_freq.is_some() && self.monitor.name.starts_with("val_") {
            let message = format!("`{}` is not known before the end of an epoch", self.monitor.name);
            let error = Error::new("argument `monitor`", message);
            return Err(error.help("leave `save_freq` out, or monitor a score of the training"));
        }
        let threshold = self.initial_value_threshold;
        let is_number = threshold.is_none_or(|value| !value.is_nan());
        super::require(is_number, "initial_value_threshold", "a number", f32::NAN)?;
        let best = threshold.or_else(|| self.noted_best(training));
        self.monitor.begin(best, training)
    }

    fn on_train_batch_end(&mut self, training: &mut Training<'_>) -> Result<()> {
        let Some(every) = self.save_freq else { return Ok(()) };
        self.batches += 1;
        if self.batches < every {
            return Ok(());
        }
        self.batches = 0;
        self.save(training)
    }

    fn on_epoch_end(&mut self, training: &mut Training<'_>) -> Result<()> {
        if self.save_freq.is_some() { Ok(()) } else { self.save(training) }
    }

    fn state(&self) -> CallbackState {
        self.monitor.state().with_count("batches", self.batches as u64)
    }

    fn restore(&mut self, state: &CallbackState) -> Result<()> {
        self.monitor.restore(state);
        self.batches = state.count("batches")? as usize;
        Ok(())
    }
}
