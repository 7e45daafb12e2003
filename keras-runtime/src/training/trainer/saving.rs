//! The weights of the models of a training as one file, and back.

use std::path::Path;

use super::{Models, Trainer};
use crate::model::weights_file::{self, Format, Mismatch, Notes, SavedWeights};
use crate::{Error, Result};

impl<M: Models, O, const N: usize> Trainer<M, O, N> {
    /// Writes the weights of all models to a `.safetensors` file, by their paths, as a
    /// [`ModelCheckpoint`](crate::training::callbacks::ModelCheckpoint) does.
    ///
    /// # Errors
    ///
    /// If the name has another ending, or the file cannot be written; an older one is as before then.
    pub fn save_weights(&self, path: impl AsRef<Path>) -> Result<()> {
        let path = path.as_ref();
        check_ending(path)?;
        let mut arrays = Vec::new();
        self.models.each_weight(&mut |_, weight| arrays.push(weight.variable().to_array()));
        weights_file::write(path, &saved_weights(&self.models), arrays, &Notes::new())
    }

    /// Reads the weights of all models from a file of [`save_weights`](Self::save_weights), or of a
    /// [`ModelCheckpoint`](crate::training::callbacks::ModelCheckpoint).
    ///
    /// # Errors
    ///
    /// If the file cannot be read, is damaged, or has not exactly the weights of these models. They are unchanged then.
    pub fn load_weights(&mut self, path: impl AsRef<Path>) -> Result<()> {
        let path = path.as_ref();
        check_ending(path)?;
        let weights = weights_file::read(path, &saved_weights(&self.models), Mismatch::Fails)?;
        let weights: Vec<_> = weights.into_iter().flatten().collect();
        self.models.set_weights(&mut &*weights).map_err(|error| error.within(path.display()))
    }
}

/// An error if a file of this name would not be one of several models.
pub(in crate::training) fn check_ending(path: &Path) -> Result<()> {
    if Format::of(path)? == Format::Safetensors {
        return Ok(());
    }
    let message =
        "the models of a `Trainer` are written to a `.safetensors` file, by the paths of their weights";
    Err(Error::new(path.display().to_string(), message))
}

/// The weights of models as files have them.
pub(super) fn saved_weights(models: &impl Models) -> SavedWeights {
    let mut weights = SavedWeights::default();
    models.each_weight(&mut |path, weight| {
        weights.paths.push(path.to_string());
        weights.shapes.push(weight.variable().shape().to_vec());
        weights.may_train.push(weight.may_train);
    });
    weights
}
