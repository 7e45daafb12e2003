//! The state of a training, put down in a file and taken up again.

use std::collections::BTreeMap;

use super::fit_loop::Session;
use super::network::weight_paths;
use super::state::Snapshot;
use crate::{Error, ErrorKind, Result};

impl Session<'_, '_, '_, '_> {
    /// The training that the backup has kept; its progress is that of this one from here on.
    pub fn load(&mut self) -> Result<Option<Snapshot>> {
        let Some(backup) = self.callbacks.backup() else { return Ok(None) };
        let snapshot = match self.runner.rank() {
            None => backup.load()?,
            Some(ranks) => {
                let bytes = ranks
                    .of_first(|| Ok(backup.load()?.map_or(Vec::new(), |snapshot| snapshot.to_bytes())))?;
                let path = backup.path();
                if bytes.is_empty() { None } else { Some(Snapshot::from_bytes(&bytes, path)?) }
            }
        };
        let needs_states = backup.is_by_batches();
        if let Some(metric) = self.runner.without_state().filter(|_| needs_states) {
            let error = Error::new(
                format!("`BackupAndRestore`, metric `{metric}`"),
                "it has no `state` to be kept after batches",
            );
            return Err(error.help(
                "implement `Metric::state`, or leave `save_freq` out: the state is then kept after epochs",
            ));
        }
        if let Some(snapshot) = &snapshot {
            let checked = self.check_snapshot(snapshot);
            checked.map_err(|error| self.within(error))?;
            self.state.clone_from(&snapshot.state);
        }
        Ok(snapshot)
    }

    /// Whether a snapshot is of this model, and of these options.
    fn check_snapshot(&self, snapshot: &Snapshot) -> Result<()> {
        let (mut found, mut result) = (snapshot.weights.iter(), Ok(()));
        self.runner.network().each_weight(&mut |path, weight| {
            let shape = weight.variable().shape();
            let fits = found
                .next()
                .is_some_and(|(name, array)| *name == path.to_string() && shape[..] == *array.shape());
            if result.is_ok() && !fits {
                result = Err(Error::expected(
                    "model",
                    format!("`{path}` of shape {shape}"),
                    "another weight in its place",
                ));
            }
        });
        result?;
        match found.next() {
            Some((name, _)) => Err(Error::new("model", format!("it has no weight `{name}`"))),
            None => snapshot.program.check(&self.program),
        }
    }

    /// Goes on from a snapshot.
    pub fn restore(&mut self, snapshot: Snapshot) -> Result<()> {
        let restored = self.restore_parts(&snapshot);
        restored.map_err(|error| self.within(error))
    }

    fn restore_parts(&mut self, snapshot: &Snapshot) -> Result<()> {
        self.runner.on_first(|| self.callbacks.restore(&snapshot.callbacks))?;
        self.runner.reset();
        if !self.runner.restore(&snapshot.gathered) {
            return Err(Error::new("metrics", "the state is of other metrics"));
        }
        self.runner.changed();
        let network = self.runner.network_mut();
        self.optimizer.restore(&snapshot.slots, &weight_paths(network))?;
        if let Some(rate) = snapshot.state.learning_rate {
            self.optimizer.set_learning_rate(rate.into())?;
        }
        let (mut weights, mut result) = (snapshot.weights.iter(), Ok(()));
        network.each_weight_mut(&mut |weight| {
            if let Some((_, array)) = weights.next() {
                weight.variable_mut().value_mut().iter_mut().zip(array).for_each(|(to, &from)| *to = from);
            }
        });
        network.each_state(&mut |path, state| {
            if let Some(arrays) = snapshot.layers.get(&path.to_string()).filter(|_| result.is_ok()) {
                result = state.restore(arrays);
            }
        });
        result
    }

    /// Writes the state after a batch, if that is due.
    pub fn save_after_batch(&mut self) -> Result<()> {
        let is_due = self.callbacks.backup().is_some_and(|backup| backup.is_due_after_batch());
        if is_due { self.save() } else { Ok(()) }
    }

    /// Writes the state after an epoch, unless it is written after batches.
    pub fn save_after_epoch(&mut self) -> Result<()> {
        let is_due = self.callbacks.backup().is_some_and(|backup| !backup.is_by_batches());
        if is_due { self.save() } else { Ok(()) }
    }

    /// Writes the state. In the middle of an epoch, a metric that has no state lets the last one that was written stay.
    pub fn save(&mut self) -> Result<()> {
        self.runner.pull(self.optimizer)?;
        let gathered = if self.state.step == 0 { Some(Vec::new()) } else { self.runner.state() };
        let Some(gathered) = gathered else { return Ok(()) };
        let (network, mut weights, mut layers) = (self.runner.network(), Vec::new(), BTreeMap::new());
        network
            .each_weight(&mut |path, weight| weights.push((path.to_string(), weight.variable().to_array())));
        network.each_state(&mut |path, state| {
            let arrays = state.arrays();
            if !arrays.is_empty() {
                layers.insert(path.to_string(), arrays);
            }
        });
        let snapshot = Snapshot {
            state: self.state.clone(),
            program: self.program.clone(),
            weights,
            slots: self.optimizer.state(&weight_paths(network))?,
            layers,
            gathered,
            callbacks: self.callbacks.states(),
        };
        let Some(backup) = self.callbacks.backup() else { return Ok(()) };
        self.runner.on_first(|| backup.save(&snapshot))
    }

    /// Says that an error is about the file of the backup.
    fn within(&mut self, error: Error) -> Error {
        let path = self.callbacks.backup_path().map(|path| path.display().to_string()).unwrap_or_default();
        let error = error.within(path).with_kind(ErrorKind::Format);
        error.help("it is of another training: go on as that was begun, or delete the file to begin anew")
    }
}
