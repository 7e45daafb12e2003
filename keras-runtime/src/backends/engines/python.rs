//! The Python that is found, and what is missing in it.

use std::env;
use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;

use serde_json::json;

use super::process::Process;
use super::protocol::{PROTOCOL, Reply};
use crate::{Error, ErrorKind, Result};

/// The other side, as source text.
const ENGINE: &str = include_str!("engine.py");

/// The variable that names the interpreter.
const VARIABLE: &str = "KERAS_PYTHON";

/// A Python to be started.
pub(super) struct Python<'a> {
    /// The interpreter, if the program names one.
    pub path: Option<&'a Path>,
    pub engine: &'a str,
    pub modules: &'a [String],
}

impl Python<'_> {
    /// Starts Keras in it, which is to have models in `folder`, and waits until it is there.
    pub fn start(&self, folder: &Path, is_distributed: bool) -> Result<Process> {
        let named = env::var_os(VARIABLE).filter(|path| !path.is_empty());
        let path = self.path.map(Path::as_os_str).or(named.as_deref()).unwrap_or(OsStr::new("python3"));
        let distribution = is_distributed.then_some("data_parallel");
        let arguments =
            json!({ "backend": self.engine, "modules": self.modules, "distribution": distribution });
        let mut command = Command::new(path);
        command.args(["-c", ENGINE]).arg(folder).arg(arguments.to_string());
        command.env("KERAS_BACKEND", self.engine);
        let place = path.display().to_string();
        let started = Process::start(&mut command).map_err(|error| {
            let message = format!("Python cannot be started: {error}");
            let error = Error::new("", message).with_kind(ErrorKind::from(&error)).caused_by(error);
            error.help(format!("`{VARIABLE}`, or `Backend::python`, names a Python that has Keras 3"))
        });
        let greeted = started.and_then(|mut process| {
            let greeting = process.wait().map_err(|error| self.explain(error))?;
            check(&greeting)?;
            Ok(process)
        });
        greeted.map_err(|error| error.within(place))
    }

    /// Says what to do about a Python in which something is missing.
    fn explain(&self, error: Error) -> Error {
        let (text, engine) = (error.to_string(), self.engine);
        let is_missing = |module: &str| text.contains(&format!("No module named '{module}'"));
        if is_missing("keras") || is_missing(engine) || text.contains("Keras 3 is needed") {
            let install = format!("`python -m pip install \"keras>=3\" {engine}` in that Python");
            return error.help(format!("{install}, or name another by `{VARIABLE}`"));
        }
        error
    }
}

/// An error if whoever is there does not speak as this side does.
fn check(greeting: &Reply) -> Result<()> {
    let found = &greeting.head["protocol"];
    if *found == PROTOCOL {
        return Ok(());
    }
    let expected = format!("version {PROTOCOL} of the protocol");
    Err(Error::expected("", expected, found).with_kind(ErrorKind::Backend))
}
