//! Logs for TensorBoard.

mod events;
mod graph;
mod histogram;
mod protobuf;

use std::path::{Path, PathBuf};

use self::events::EventFile;
pub(in crate::training) use self::graph::{GraphNode, graph_nodes};
use super::{Callback, CallbackState, Training};
use crate::Result;

/// Writes logs that [TensorBoard](https://www.tensorflow.org/tensorboard) shows, as
/// [`TensorBoard`](https://keras.io/api/callbacks/tensorboard/).
///
/// Scores of training are in the folder `train`, those of validation in `validation`, under Keras's names: `epoch_loss`,
/// `epoch_accuracy`, with [`update_freq`](Self::update_freq) `batch_loss`. The step of an epoch is its number, from 1, that of a
/// batch the number of steps that the optimizer has taken. Where a folder has logs of an earlier training, epochs are counted on from
/// there, so that no point of a curve hides another; a folder for each run shows them side by side.
///
/// ```
/// use keras::callbacks::TensorBoard;
/// use keras::prelude::*;
///
/// let (train, _) = datasets::digits::load();
/// let model = sequential![Dense(10, activation = softmax, input = 64)];
/// let mut model = model.compile(Adam::default(), SparseCategoricalCrossentropy::default(), metrics![accuracy]);
/// let folder = std::env::temp_dir().join("logs_of_digits");
/// let board = TensorBoard::new(&folder).histogram_freq(1);
/// model.fit(&train.x, &train.y, Fit::epochs(3).validation_split(0.1).callback(board))?;
/// // tensorboard --logdir logs_of_digits
/// # std::fs::remove_dir_all(&folder).unwrap();
/// # Ok::<(), keras::Error>(())
/// ```
#[derive(Debug)]
#[must_use]
pub struct TensorBoard {
    folder: PathBuf,
    histogram_freq: usize,
    write_graph: bool,
    write_steps_per_second: bool,
    update_freq: Option<usize>,
    train: EventFile,
    validation: EventFile,
    /// What is added to the numbers of epochs.
    offset: u64,
    batches: usize,
    begin: Option<(std::time::Instant, u64)>,
}

impl TensorBoard {
    /// Writes to this folder, which is made if it is not there.
    pub fn new(folder: impl AsRef<Path>) -> Self {
        Self {
            folder: folder.as_ref().to_owned(),
            histogram_freq: 0,
            write_graph: true,
            write_steps_per_second: false,
            update_freq: None,
            train: EventFile::default(),
            validation: EventFile::default(),
            offset: 0,
            batches: 0,
            begin: None,
        }
    }

    /// Number of epochs from one histogram of each weight to the next; default 0, none.
    pub fn histogram_freq(mut self, epochs: usize) -> Self {
        self.histogram_freq = epochs;
        self
    }

    /// Whether the graph of the layers is written; default `true`.
    pub fn write_graph(mut self, write_graph: bool) -> Self {
        self.write_graph = write_graph;
        self
    }

    /// Whether the number of steps in a second is written for each epoch; default `false`.
    pub fn write_steps_per_second(mut self, write: bool) -> Self {
        self.write_steps_per_second = write;
        self
    }

    /// Update frequency: number of batches after which the scores so far are written, besides those of epochs; by default
    /// they are not.
    pub fn update_freq(mut self, batches: usize) -> Self {
        self.update_freq = Some(batches);
        self
    }
}

#[diagnostic::do_not_recommend]
impl Callback for TensorBoard {
    fn name(&self) -> &str {
        "TensorBoard"
    }

    fn on_train_begin(&mut self, training: &mut Training<'_>) -> Result<()> {
        super::require_batches("update_freq", self.update_freq)?;
        (self.batches, self.begin, self.offset) = (0, None, 0);
        let folders = ["train", "validation"].map(|name| self.folder.join(name));
        if training.is_resumed() {
            // The files that the state names go on.
            return Ok(());
        }
        let last = folders.iter().filter_map(|folder| events::last_epoch(folder)).max().unwrap_or(0);
        let begun = training.epoch() as u64;
        self.offset = last.saturating_sub(begun);
        let [train, validation] = folders;
        self.train = EventFile::create(&train)?;
        if training.score_names().iter().any(|name| name.starts_with("val_")) {
            self.validation = EventFile::create(&validation)?;
        }
        let nodes = training.trained.graph();
        if self.write_graph && !nodes.is_empty() {
            self.train.graph(&graph::message(&nodes))?;
        }
        Ok(())
    }

    fn on_epoch_begin(&mut self, training: &mut Training<'_>) -> Result<()> {
        self.begin = Some((std::time::Instant::now(), training.optimizer().iterations()));
        Ok(())
    }

    fn on_train_batch_end(&mut self, training: &mut Training<'_>) -> Result<()> {
        let Some(every) = self.update_freq else { return Ok(()) };
        self.batches += 1;
        if self.batches < every {
            return Ok(());
        }
        self.batches = 0;
        let step = training.optimizer().iterations();
        training
            .scores()
            .iter()
            .try_for_each(|(name, value)| self.train.scalar(&format!("batch_{name}"), step, value))
    }

    fn on_epoch_end(&mut self, training: &mut Training<'_>) -> Result<()> {
        let number = training.epoch() as u64 + 1;
        let step = number + self.offset;
        for (name, value) in training.scores().iter() {
            match name.strip_prefix("val_") {
                Some(name) => self.validation.scalar(&format!("epoch_{name}"), step, value)?,
                None => self.train.scalar(&format!("epoch_{name}"), step, value)?,
            }
        }
        if let Some((begin, iterations)) = self.begin.filter(|_| self.write_steps_per_second) {
            let steps = (training.optimizer().iterations() - iterations) as f32;
            self.train.scalar("epoch_steps_per_second", step, steps / begin.elapsed().as_secs_f32())?;
        }
        if self.histogram_freq > 0 && number.is_multiple_of(self.histogram_freq as u64) {
            for (path, weight) in training.weight_paths().iter().zip(training.get_weights()) {
                self.train.histogram(
                    &format!("{path}/histogram"),
                    step,
                    &histogram::of(weight.iter().copied()),
                )?;
            }
        }
        Ok(())
    }

    fn on_train_end(&mut self, _: &mut Training<'_>) -> Result<()> {
        (self.train, self.validation) = (EventFile::default(), EventFile::default());
        Ok(())
    }

    fn state(&self) -> CallbackState {
        let state = CallbackState::default().with_count("offset", self.offset);
        let state = state.with_count("batches", self.batches as u64);
        self.validation.note(self.train.note(state, "train"), "validation")
    }

    fn restore(&mut self, state: &CallbackState) -> Result<()> {
        self.offset = state.count("offset")?;
        self.batches = state.count("batches")? as usize;
        self.train = EventFile::reopen(&self.folder.join("train"), state, "train")?;
        self.validation = EventFile::reopen(&self.folder.join("validation"), state, "validation")?;
        Ok(())
    }
}
