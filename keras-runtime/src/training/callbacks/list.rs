//! The callbacks of a training, an evaluation or a prediction, called in turn.

use std::path::PathBuf;

use super::{BackupAndRestore, Callback, CallbackState, Prediction, ProgressBar, Training, Verbose, moments};
use crate::{Error, Result};

/// Callbacks in the order in which they were added.
pub(in crate::training) struct CallbackList<'a> {
    callbacks: Vec<Box<dyn Callback + 'a>>,
}

impl<'a> CallbackList<'a> {
    /// The progress, and these callbacks.
    ///
    /// # Errors
    ///
    /// If two of them set the learning rate, or there are two backups.
    pub fn new(
        place: &'static str,
        verbose: Verbose,
        mut callbacks: Vec<Box<dyn Callback + 'a>>,
    ) -> Result<Self> {
        callbacks.insert(0, Box::new(ProgressBar::new(verbose)));
        let mut list = Self { callbacks };
        list.check_single(place, "both set the learning rate", |callback| callback.sets_learning_rate())?;
        list.check_single(place, "both keep the state of the training", |callback| {
            callback.backup().is_some()
        })?;
        Ok(list)
    }

    /// Whether there are others than the progress.
    pub fn has_any(&self) -> bool {
        self.callbacks.len() > 1
    }

    /// The names.
    pub fn names(&self) -> Vec<&str> {
        self.callbacks.iter().map(|callback| callback.name()).collect()
    }

    /// Whether one of them sets the learning rate.
    pub fn sets_learning_rate(&self) -> bool {
        self.callbacks.iter().any(|callback| callback.sets_learning_rate())
    }

    /// The one that keeps the state of the training.
    pub fn backup(&mut self) -> Option<&mut BackupAndRestore> {
        self.callbacks.iter_mut().find_map(|callback| callback.backup())
    }

    /// The file that the state of the training is kept in.
    pub fn backup_path(&mut self) -> Option<PathBuf> {
        self.backup().map(|backup| backup.path().to_owned())
    }

    /// The states, each with the name of its callback.
    pub fn states(&self) -> Vec<(String, CallbackState)> {
        self.callbacks.iter().map(|callback| (callback.name().to_owned(), callback.state())).collect()
    }

    /// Lets each go on from its state.
    ///
    /// # Errors
    ///
    /// If the states are those of other callbacks.
    pub fn restore(&mut self, states: &[(String, CallbackState)]) -> Result<()> {
        let names: Vec<&str> = self.callbacks.iter().map(|callback| callback.name()).collect();
        if !states.iter().map(|(name, _)| &**name).eq(names.iter().copied()) {
            let found: Vec<&str> = states.iter().map(|(name, _)| &**name).collect();
            return Err(Error::expected("callbacks", names.join(", "), found.join(", ")));
        }
        let mut pairs = self.callbacks.iter_mut().zip(states);
        pairs.try_for_each(|(callback, (name, state))| {
            callback.restore(state).map_err(|error| error.within(format!("callback `{name}`")))
        })
    }

    /// Whether one of them ends the training in place of an error.
    pub fn on_error(&mut self, training: &mut Training<'_>, error: &Error) -> bool {
        let mut ends_well = false;
        self.callbacks.iter_mut().for_each(|callback| ends_well |= callback.on_error(training, error));
        ends_well
    }

    /// An error if more than one callback does `what`.
    fn check_single(
        &mut self,
        place: &str,
        what: &str,
        does: impl Fn(&mut (dyn Callback + 'a)) -> bool,
    ) -> Result<()> {
        let names =
            self.callbacks.iter_mut().filter_map(|callback| does(&mut **callback).then(|| callback.name()));
        let [first, second, ..] = *names.collect::<Vec<_>>() else { return Ok(()) };
        let message = format!("`{first}` and `{second}` {what}");
        Err(Error::new(format!("{place}, callbacks"), message).help("leave one of them out"))
    }

    fn each(&mut self, mut moment: impl FnMut(&mut (dyn Callback + 'a)) -> Result<()>) -> Result<()> {
        self.callbacks.iter_mut().try_for_each(|callback| {
            moment(&mut **callback).map_err(|error| error.within(format!("callback `{}`", callback.name())))
        })
    }
}

macro_rules! of_each {
    ($($(#[$doc:meta])* $moment:ident($shown:ident: $Shown:ident);)*) => {
        impl CallbackList<'_> {
            $(
                $(#[$doc])*
                pub fn $moment(&mut self, $shown: &mut $Shown<'_>) -> Result<()> {
                    self.each(|callback| callback.$moment($shown))
                }
            )*
        }
    };
}

moments!(of_each);
