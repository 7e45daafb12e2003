//! Backup of a training that is going on.

use std::fs;
use std::path::{Path, PathBuf};

use super::Callback;
use crate::Result;
use crate::files::{check_writable, not_written, remove_abandoned};
use crate::training::state::Snapshot;

/// Keeps the state of a training in a folder, and goes on from there when the program is run again, as
/// [`BackupAndRestore`](https://keras.io/api/callbacks/backup_and_restore/).
///
/// The state is complete: weights, optimizer, epoch and batch, the order of the samples, random generators, states of
/// layers, history and what the other callbacks remember. So a training that was killed at any moment and run again
/// comes to the same weights as one that was not, bit for bit, on the same machine. When it ends well, its file is deleted.
///
/// Ctrl-C, or a scheduler's `SIGTERM`, ends such a training after the batch that runs, with its state written: `fit` gives an error of the kind
/// [`Interrupted`](crate::ErrorKind::Interrupted). A second one ends the program at once.
///
/// ```
/// use keras::callbacks::BackupAndRestore;
/// use keras::prelude::*;
///
/// let (train, _) = datasets::digits::load();
/// let model = sequential![Dense(10, activation = softmax, input = 64)];
/// let mut model = model.compile(Adam::default(), SparseCategoricalCrossentropy::default(), metrics![accuracy]);
/// let folder = std::env::temp_dir().join("backup_of_digits");
/// model.fit(&train.x, &train.y, Fit::epochs(3).callback(BackupAndRestore::new(&folder)))?;
/// # std::fs::remove_dir(&folder).unwrap();
/// # Ok::<(), keras::Error>(())
/// ```
///
/// The program that is run again has to be the same: the same data, in the same order, the same model, options and
/// callbacks. The number of samples, the options of `fit`, the layers, losses, metrics and the optimizer with their arguments,
/// and the list of callbacks are compared: what is another is an error that says what it was, and what it is. `epochs` may be
/// another number. Of functions of your own, and of layers without a form in Keras's JSON, only the names are compared. Each `fit` of a program needs a folder of its own: what a
/// second one has left would be taken up by the first.
#[derive(Clone, Debug)]
#[must_use]
pub struct BackupAndRestore {
    path: PathBuf,
    save_freq: Option<usize>,
    delete_checkpoint: bool,
    batches: usize,
}

impl BackupAndRestore {
    /// Keeps the state in a file of this folder, which is made if it is not there.
    pub fn new(folder: impl AsRef<Path>) -> Self {
        let path = folder.as_ref().join("training.safetensors");
        Self { path, save_freq: None, delete_checkpoint: true, batches: 0 }
    }

    /// Saving frequency in batches; by default the state is written after each epoch.
    pub fn save_freq(mut self, batches: usize) -> Self {
        self.save_freq = Some(batches);
        self
    }

    /// Whether the file is deleted when the training ends well; default `true`. The folder stays.
    pub fn delete_checkpoint(mut self, delete: bool) -> Self {
        self.delete_checkpoint = delete;
        self
    }

    /// The file that the state is kept in.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether the state is written in the middle of epochs.
    pub(in crate::training) fn is_by_batches(&self) -> bool {
        self.save_freq.is_some()
    }

    /// The state of a training that was put down, if there is one.
    pub(in crate::training) fn load(&mut self) -> Result<Option<Snapshot>> {
        self.batches = 0;
        let checked = super::require_batches("save_freq", self.save_freq);
        checked.map_err(|error| error.within("`fit`, callback `BackupAndRestore`"))?;
        remove_abandoned(&self.path);
        check_writable(&self.path)?;
        if self.path.exists() { Snapshot::read(&self.path).map(Some) } else { Ok(None) }
    }

    /// Whether the state is to be written after a batch.
    pub(in crate::training) fn is_due_after_batch(&mut self) -> bool {
        self.batches += 1;
        let is_due = self.save_freq.is_some_and(|batches| self.batches >= batches);
        if is_due {
            self.batches = 0;
        }
        is_due
    }

    pub(in crate::training) fn save(&self, snapshot: &Snapshot) -> Result<()> {
        snapshot.write(&self.path)
    }

    /// Notes that the training has ended well.
    pub(in crate::training) fn end(&self) -> Result<()> {
        if !self.delete_checkpoint || !self.path.exists() {
            return Ok(());
        }
        fs::remove_file(&self.path).map_err(|error| not_written(&self.path, error))
    }
}

#[diagnostic::do_not_recommend]
impl Callback for BackupAndRestore {
    fn name(&self) -> &str {
        "BackupAndRestore"
    }

    fn backup(&mut self) -> Option<&mut BackupAndRestore> {
        Some(self)
    }
}
