//! Callbacks, as in [`keras.callbacks`](https://keras.io/api/callbacks/): what happens at the moments of a training
//! besides learning, and while a model is measured or predicts.
//!
//! [`Fit::callback`](crate::training::Fit::callback) adds one; several are called in the order in which they were added.
//! [`Evaluate::callback`](crate::training::Evaluate::callback) and [`Predict::callback`](crate::training::Predict::callback)
//! do so for `evaluate` and `predict`.
//!
//! ```
//! use keras::callbacks::{CSVLogger, EarlyStopping};
//! use keras::prelude::*;
//!
//! let (train, _) = datasets::digits::load();
//! let model = sequential![Dense(10, activation = softmax, input = 64)];
//! let mut model = model.compile(Adam::default(), SparseCategoricalCrossentropy::default(), metrics![accuracy]);
//! let log = std::env::temp_dir().join("digits.csv");
//! let history = model.fit(
//!     &train.x,
//!     &train.y,
//!     Fit::epochs(3)
//!         .validation_split(0.1)
//!         .callback(EarlyStopping::monitor("val_accuracy").patience(2).restore_best_weights(true))
//!         .callback(CSVLogger::new(&log)),
//! )?;
//! assert_eq!(std::fs::read_to_string(&log).unwrap().lines().count(), 1 + history.epochs().len());
//! # std::fs::remove_file(&log).unwrap();
//! # Ok::<(), keras::Error>(())
//! ```
//!
//! # Counting
//!
//! In a program an epoch or a batch is an index, from 0, as everywhere in Rust and Keras: in [`Training::epoch`],
//! [`History::epochs`](crate::training::History::epochs), [`Fit::initial_epoch`](crate::training::Fit::initial_epoch).
//! What people read counts from 1: progress, logs, names of files, messages.
//!
//! # A callback of your own
//!
//! It is a type with the moments that it is about:
//!
//! ```
//! use keras::callbacks::{Callback, Training};
//! use keras::prelude::*;
//!
//! /// Stops when a goal is reached.
//! struct StopAt {
//!     accuracy: f32,
//! }
//!
//! impl Callback for StopAt {
//!     fn name(&self) -> &str {
//!         "StopAt"
//!     }
//!
//!     fn on_epoch_end(&mut self, training: &mut Training<'_>) -> keras::Result<()> {
//!         if training.scores().get("accuracy") >= Some(self.accuracy) {
//!             training.stop();
//!         }
//!         Ok(())
//!     }
//! }
//!
//! let (train, _) = datasets::digits::load();
//! let model = sequential![Dense(10, activation = softmax, input = 64)];
//! let mut model = model.compile(Adam::new(0.01), SparseCategoricalCrossentropy::default(), metrics![accuracy]);
//! let history = model.fit(&train.x, &train.y, Fit::epochs(100).callback(StopAt { accuracy: 0.9 }))?;
//! assert!(history.last("accuracy") >= Some(0.9) && history.epochs().len() < 100);
//! # Ok::<(), keras::Error>(())
//! ```

mod list;
mod moments;
mod monitor;
mod prediction;
mod progress;
mod progress_bar;
mod state;
mod template;
mod training;

/// The files of callbacks, and the class in each.
macro_rules! callbacks {
    ($($file:ident: $callback:ident;)*) => {
        $(
            mod $file;
        )*

        /// The callbacks alone.
        #[doc(hidden)]
        pub mod classes {
            $(pub use super::$file::$callback;)*
        }

        /// The names of the classes.
        #[doc(hidden)]
        pub const CLASSES: &[&str] = &[$(stringify!($callback)),*];
    };
}

callbacks! {
    backup_and_restore: BackupAndRestore;
    csv_logger: CSVLogger;
    early_stopping: EarlyStopping;
    lambda_callback: LambdaCallback;
    learning_rate_scheduler: LearningRateScheduler;
    model_checkpoint: ModelCheckpoint;
    reduce_lr_on_plateau: ReduceLROnPlateau;
    swap_ema_weights: SwapEMAWeights;
    tensor_board: TensorBoard;
    terminate_on_nan: TerminateOnNaN;
}

use std::fmt::Display;

pub use crate::losses::Direction;
pub use classes::*;
pub(super) use list::CallbackList;
use moments::moments;
pub(super) use prediction::Predicting;
pub use prediction::Prediction;
pub use progress::Verbose;
use progress_bar::ProgressBar;
pub use state::CallbackState;
pub(super) use tensor_board::{GraphNode, graph_nodes};
pub use training::Training;
pub(super) use training::{Plan, Trained};

use crate::{Error, Result};

macro_rules! callback {
    ($($(#[$doc:meta])* $moment:ident($shown:ident: $Shown:ident);)*) => {
        /// What happens at the moments of a training, an evaluation or a prediction.
        ///
        /// Each moment is given the [`Training`], to look at, to change, to stop; those of `predict` the [`Prediction`]. An
        /// error of a callback ends `fit`, `evaluate` or `predict` with that error.
        #[diagnostic::on_unimplemented(
            message = "`{Self}` is not a callback",
            label = "expected one callback such as `EarlyStopping::monitor(\"val_loss\")`",
            note = "several are added one after the other, `.callback(…).callback(…)`"
        )]
        pub trait Callback {
            /// The name, for messages and backups.
            fn name(&self) -> &str;

            $(
                $(#[$doc])*
                fn $moment(&mut self, $shown: &mut $Shown<'_>) -> Result<()> {
                    let _ = $shown;
                    Ok(())
                }
            )*

            /// When a step or the validation fails: whether the training ends here as one that was stopped, in place of
            /// ending with the error. Weights, optimizer and layers are as before the step.
            fn on_error(&mut self, training: &mut Training<'_>, error: &Error) -> bool {
                let _ = (training, error);
                false
            }

            /// Whether it sets the learning rate: two that do would undo each other's work, and are refused.
            fn sets_learning_rate(&self) -> bool {
                false
            }

            /// All that it takes to go on in another process, for [`BackupAndRestore`].
            fn state(&self) -> CallbackState {
                CallbackState::default()
            }

            /// Goes on from a [`state`](Self::state), after [`on_train_begin`](Self::on_train_begin).
            ///
            /// # Errors
            ///
            /// If it is not one of this callback.
            fn restore(&mut self, state: &CallbackState) -> Result<()> {
                let _ = state;
                Ok(())
            }

            /// Where the state of the whole training is kept, if that is what this callback is for.
            #[doc(hidden)]
            fn backup(&mut self) -> Option<&mut BackupAndRestore> {
                None
            }
        }

        /// A callback that is asked for something after the training.
        #[diagnostic::do_not_recommend]
        impl<C: Callback + ?Sized> Callback for &mut C {
            fn name(&self) -> &str {
                (**self).name()
            }

            $(
                fn $moment(&mut self, $shown: &mut $Shown<'_>) -> Result<()> {
                    (**self).$moment($shown)
                }
            )*

            fn on_error(&mut self, training: &mut Training<'_>, error: &Error) -> bool {
                (**self).on_error(training, error)
            }

            fn sets_learning_rate(&self) -> bool {
                (**self).sets_learning_rate()
            }

            fn state(&self) -> CallbackState {
                (**self).state()
            }

            fn restore(&mut self, state: &CallbackState) -> Result<()> {
                (**self).restore(state)
            }

            fn backup(&mut self) -> Option<&mut BackupAndRestore> {
                (**self).backup()
            }
        }
    };
}

moments!(callback);

/// An error that says what an argument should have been, unless it fits.
fn require(fits: bool, argument: &str, expected: &str, found: impl Display) -> Result<()> {
    if fits { Ok(()) } else { Err(Error::expected(format!("argument `{argument}`"), expected, found)) }
}

/// An error if a number is not finite, or negative.
fn require_amount(argument: &str, amount: f32) -> Result<()> {
    require(amount.is_finite() && amount >= 0.0, argument, "a finite number of 0 or more", amount)
}

/// An error if a number of batches is none.
fn require_batches(argument: &str, batches: Option<usize>) -> Result<()> {
    require(batches != Some(0), argument, "1 or more", 0)
}

#[cfg(test)]
mod tests;
