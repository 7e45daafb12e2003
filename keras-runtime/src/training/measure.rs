//! The options of `evaluate` and `predict`.

use std::fmt;

use super::callbacks::{Callback, Verbose};
use super::data::SampleWeight;
use super::engine::Engine;
use super::options::BATCH;
use crate::{Error, Result};

/// What the two have in common.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    pub batch_size: usize,
    pub steps: Option<usize>,
    pub verbose: Verbose,
}

impl Default for Pace {
    fn default() -> Self {
        Self { batch_size: BATCH, steps: None, verbose: Verbose::Silent }
    }
}

impl Pace {
    /// An error at `place` if a number of samples or batches is none.
    pub fn check(&self, place: &str) -> Result<()> {
        let counts = [("batch_size", Some(self.batch_size)), ("steps", self.steps)];
        match counts.iter().find(|(_, count)| *count == Some(0)) {
            Some((name, _)) => Err(Error::expected(format!("{place}, {name}"), "1 or more", 0)),
            None => Ok(()),
        }
    }
}

macro_rules! options {
    ($($(#[$doc:meta])* $options:ident { $($own:ident: $Own:ty,)* })*) => {$(
        $(#[$doc])*
        #[derive(Default)]
        #[must_use]
        pub struct $options<'a> {
            pub(super) pace: Pace,
            pub(super) callbacks: Vec<Box<dyn Callback + 'a>>,
            pub(super) engine: Option<Box<dyn Engine>>,
            $(pub(super) $own: $Own,)*
        }

        impl<'a> $options<'a> {
            /// The defaults of Keras, silently.
            pub fn new() -> Self {
                Self::default()
            }

            /// Batch size: how many samples are computed at once; default 32. A source of batches has made its own.
            pub fn batch_size(mut self, batch_size: usize) -> Self {
                self.pace.batch_size = batch_size;
                self
            }

            /// Steps: only the first batches, as many as this; by default all.
            pub fn steps(mut self, steps: usize) -> Self {
                self.pace.steps = Some(steps);
                self
            }

            /// Adds a [callback](super::callbacks), which is called after those before it. One that is asked for something
            /// afterwards is given as `&mut`.
            pub fn callback(mut self, callback: impl Callback + 'a) -> Self {
                self.callbacks.push(Box::new(callback));
                self
            }

            /// Backend: lets an engine of Keras compute in place of this library's runtime. See
            /// `keras::backends`.
            pub fn backend(mut self, backend: impl Engine + 'static) -> Self {
                self.engine = Some(Box::new(backend));
                self
            }

            /// Progress output: what is printed meanwhile; by default nothing.
            pub fn verbose(mut self, verbose: impl Into<Verbose>) -> Self {
                self.pace.verbose = verbose.into();
                self
            }
        }

        impl fmt::Debug for $options<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let names: Vec<&str> = self.callbacks.iter().map(|callback| callback.name()).collect();
                f.debug_struct(stringify!($options)).field("pace", &self.pace).field("callbacks", &names).finish()
            }
        }
    )*};
}

options! {
    /// Options of [`evaluate_with`](super::Compiled::evaluate_with) and
    /// [`evaluate_batches`](super::Compiled::evaluate_batches): the arguments of
    /// [`Model.evaluate`](https://keras.io/api/models/model_training_apis/#evaluate-method) after the data.
    ///
    /// ```
    /// use keras::prelude::*;
    /// use keras::training::Evaluate;
    ///
    /// let model = sequential![Dense(1, input = 1)];
    /// let mut model = model.compile(SGD::new(0.1), MeanSquaredError::default(), metrics![mae]);
    /// let mut losses = vec![];
    /// let note = LambdaCallback::new().on_test_batch_end(|evaluation| {
    ///     losses.push(evaluation.scores().loss);
    ///     Ok(())
    /// });
    /// let options = Evaluate::new().batch_size(2).sample_weight([1.0, 0.0, 0.5]).callback(note);
    /// let scores = model.evaluate_with([[1.0], [2.0], [3.0]], [2.0, 4.0, 6.0], options)?;
    /// assert_eq!((losses.len(), losses[1]), (2, scores.loss));
    /// # Ok::<(), keras::Error>(())
    /// ```
    Evaluate { sample_weight: Option<Box<dyn SampleWeight + 'a>>, }

    /// Options of [`predict_with`](super::Compile::predict_with) and [`predict_batches`](super::Compile::predict_batches):
    /// the arguments of [`Model.predict`](https://keras.io/api/models/model_training_apis/#predict-method) after the data.
    ///
    /// ```
    /// use keras::training::Predict;
    ///
    /// let options = Predict::new().batch_size(256);
    /// ```
    Predict {}
}

impl<'a> Evaluate<'a> {
    /// [Sample weights](SampleWeight): how much each sample counts in the loss, or each time step. A source of batches has
    /// given them with the batches.
    pub fn sample_weight(mut self, weights: impl SampleWeight + 'a) -> Self {
        self.sample_weight = Some(Box::new(weights));
        self
    }
}
