//! Backends: [Keras](https://keras.io) itself, with JAX, TensorFlow or PyTorch, behind the same `fit`, `evaluate` and
//! `predict`.
//!
//! ```no_run
//! use keras::backends::Backend;
//! use keras::prelude::*;
//! use keras::training::{Evaluate, Predict};
//!
//! let (train, test) = datasets::digits::load();
//! let model = sequential![Dense(32, activation = relu, input = 64), Dense(10, activation = softmax)];
//! let mut model = model.compile(Adam::default(), SparseCategoricalCrossentropy::default(), metrics![accuracy]);
//! let history = model.fit(&train.x, &train.y, Fit::epochs(5).validation_split(0.1).backend(Backend::Jax))?;
//! let scores = model.evaluate_with(&test.x, &test.y, Evaluate::new().backend(Backend::TensorFlow))?;
//! let classes = model.predict_with(&test.x, Predict::new().backend(Backend::Torch))?;
//! # Ok::<(), keras::Error>(())
//! ```
//!
//! Python is the one that the variable `KERAS_PYTHON` names, or else `python3`; [`Backend::python`] names another. It needs
//! [Keras 3](https://pypi.org/project/keras/) and the engine: `pip install keras jax`.
//!
//! # What happens where
//!
//! The model goes over as a `.keras` file, with what `compile` was given and what the optimizer remembers; batches go over
//! a pipe, one at a time, and are never held there. In Python happens what a batch comes to: the forward pass, the
//! gradients, the update, the loss and the metrics. Everything else happens here, as without a backend: the order of the
//! samples, their weights, splits and streams, epochs and their history, validation, progress. Callbacks run here, at their
//! moments; what one asks of the weights comes over when it asks, and what one changes goes back before the next batch. In
//! the end the weights and the state of the optimizer are those of Keras.
//!
//! Numbers agree with those of this library's runtime up to rounding, but for what is random in layers: `Dropout` draws
//! from Keras's generators, which begin anew with each `fit`.
//!
//! # What cannot go over
//!
//! A loss, a metric, an optimizer or a layer that has no form in a file, such as a closure; a layer of one's own whose twin
//! Python does not know (see [`Backend::import`]); a [`Trainer`](crate::training::Trainer); a stateful recurrent layer; a
//! [`BackupAndRestore`](crate::training::callbacks::BackupAndRestore) within epochs. Each is an error, before any batch.
//!
//! # Errors
//!
//! Whatever happens to Python, `fit` says what it said last, on stderr, and the model and its optimizer are as before
//! `fit`. Python has ended then, and the folder in which models were handed over is gone; also after Ctrl-C. A loss that is
//! not finite is an error as ever; where a callback takes that for an end of the training, the model has the weights that
//! came over last, or those before `fit`.

mod folder;
mod process;
mod protocol;
mod python;
mod session;

use std::path::{Path, PathBuf};
use std::{env, fmt};

use python::Python;
use session::Session;

use crate::training::Distribution;
use crate::training::engine::{Engine, EngineSession};
use crate::{Error, Result};

/// Backend of Keras: its engine, and the Python that it runs in.
#[derive(Clone, PartialEq, Eq)]
pub struct Backend {
    engine: &'static str,
    python: Option<PathBuf>,
    modules: Vec<String>,
}

/// The backends, spelled as Keras's are written.
#[allow(non_upper_case_globals, reason = "they read as the variants that they are to a user")]
impl Backend {
    /// [JAX](https://docs.jax.dev): `pip install keras jax`.
    pub const Jax: Self = Self::new("jax");
    /// [TensorFlow](https://www.tensorflow.org): `pip install keras tensorflow`.
    pub const TensorFlow: Self = Self::new("tensorflow");
    /// [PyTorch](https://pytorch.org): `pip install keras torch`.
    pub const Torch: Self = Self::new("torch");
}

/// The variable that Keras has its backend from.
const VARIABLE: &str = "KERAS_BACKEND";

impl Backend {
    const fn new(engine: &'static str) -> Self {
        Self { engine, python: None, modules: Vec::new() }
    }

    /// The backend that the variable `KERAS_BACKEND` names, as it does for Keras. Nothing else here reads it: what people
    /// have set for Python does not change a program that does not ask.
    ///
    /// # Errors
    ///
    /// If it is not set, or is none of `jax`, `tensorflow` and `torch`.
    pub fn from_env() -> Result<Self> {
        let expected = "`jax`, `tensorflow` or `torch`";
        let Some(name) = env::var_os(VARIABLE).filter(|name| !name.is_empty()) else {
            let error = Error::expected(VARIABLE, expected, "nothing: the variable is not set");
            return Err(error.help("set it, or name the backend in the program: `Backend::Jax`"));
        };
        let backends = [Self::Jax, Self::TensorFlow, Self::Torch];
        let found = backends.into_iter().find(|backend| name == backend.engine);
        found.ok_or_else(|| Error::expected(VARIABLE, expected, format!("`{}`", name.display())))
    }

    /// Python interpreter: the program, by its path or its name; by default the one that `KERAS_PYTHON` names, or else
    /// `python3`.
    #[must_use]
    pub fn python(mut self, python: impl AsRef<Path>) -> Self {
        self.python = Some(python.as_ref().to_owned());
        self
    }

    /// Imports a module of Python before the model is read: one that registers the twins of layers, losses or metrics of
    /// one's own, by [`keras.saving.register_keras_serializable`](https://keras.io/api/models/model_saving_apis/serialization_utils/).
    /// It is found as Python finds modules, for example on `PYTHONPATH`.
    #[must_use]
    pub fn import(mut self, module: impl Into<String>) -> Self {
        self.modules.push(module.into());
        self
    }

    /// The name that Keras has for it: `jax`, `tensorflow` or `torch`.
    pub fn name(&self) -> &'static str {
        self.engine
    }
}

impl fmt::Debug for Backend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { engine, python, modules } = self;
        f.debug_struct("Backend")
            .field("engine", engine)
            .field("python", python)
            .field("modules", modules)
            .finish()
    }
}

impl Engine for Backend {
    fn start(
        &self,
        distribution: Option<Distribution>,
        write: &mut dyn FnMut(&Path) -> Result<()>,
    ) -> Result<Box<dyn EngineSession>> {
        let place = || format!("backend `{}`", self.engine);
        if distribution.is_some() && *self.engine != *Self::Jax.engine {
            let error = Error::new(place(), "Keras distributes a training with JAX alone");
            return Err(error.help("`Backend::Jax`, or leave the distribution out"));
        }
        let python = Python { path: self.python.as_deref(), engine: self.engine, modules: &self.modules };
        let session = Session::start(&python, distribution.is_some(), write);
        Ok(Box::new(session.map_err(|error| error.within(place()))?))
    }
}
