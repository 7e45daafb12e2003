//! A model that Keras has, for as long as it is trained, measured or asked.

use std::path::{Path, PathBuf};

use super::folder::Folder;
use super::process::Process;
use super::protocol::{Reply, Request};
use super::python::Python;
use crate::config::Value;
use crate::training::engine::{EngineArray, EngineSession, EngineStep};
use crate::{Error, Result};

/// Keras at work. Whatever ends it: Python ends first, then the folder goes.
pub(super) struct Session {
    process: Process,
    folder: Folder,
}

type OnFile<'a> = &'a mut dyn FnMut(&Path) -> Result<()>;

impl Session {
    /// Starts Keras on the model that `write` writes.
    pub fn start(python: &Python<'_>, is_distributed: bool, write: OnFile<'_>) -> Result<Self> {
        let folder = Folder::new()?;
        // Before Python is started: what cannot be written needs none.
        let path = model_in(&folder);
        write(&path)?;
        let process = python.start(folder.path(), is_distributed)?;
        let mut session = Self { process, folder };
        session.load_from(&path)?;
        Ok(session)
    }

    /// Has Keras read a model.
    fn load_from(&mut self, path: &Path) -> Result<()> {
        let read = self.ask(&file("load", path)?).map(drop);
        // Its layers are of a package of their own.
        read.map_err(|error| match error.to_string().contains("keras_hub") {
            true => error.help("`python -m pip install keras-hub` in that Python"),
            false => error,
        })
    }

    fn ask(&mut self, request: &Request<'_>) -> Result<Reply> {
        self.process.ask(request)
    }
}

impl EngineSession for Session {
    fn load(&mut self, write: OnFile<'_>) -> Result<()> {
        let path = model_in(&self.folder);
        write(&path)?;
        self.load_from(&path)
    }

    fn save(&mut self, read: OnFile<'_>) -> Result<()> {
        let path = model_in(&self.folder);
        // What is there when Keras has written is what it has written.
        let _ = std::fs::remove_file(&path);
        self.ask(&file("save", &path)?)?;
        read(&path)
    }

    fn step(&mut self, step: &EngineStep<'_>) -> Result<Vec<(String, Vec<f32>)>> {
        let reply = self.ask(&Request::step(step))?;
        let scores = reply.head["scores"].as_object().into_iter().flatten();
        let number = |value: &Value| value.as_f64().map_or(f32::NAN, |value| value as f32);
        let numbers = |values: &Value| values.as_array().into_iter().flatten().map(number).collect();
        Ok(scores.map(|(name, values)| (name.clone(), numbers(values))).collect())
    }

    fn predict(&mut self, inputs: &[EngineArray<'_>]) -> Result<Vec<(Vec<usize>, Vec<f32>)>> {
        Ok(self.ask(&Request::predict(inputs))?.arrays)
    }
}

/// The file in which models go over, in either direction.
fn model_in(folder: &Folder) -> PathBuf {
    folder.path().join("model.keras")
}

fn file(what: &str, path: &Path) -> Result<Request<'static>> {
    let Some(path) = path.to_str() else {
        let error = Error::expected(path.display().to_string(), "a path in UTF-8", "another");
        return Err(error.help("`TMPDIR` names another place for temporary files"));
    };
    Ok(Request::file(what, path))
}
