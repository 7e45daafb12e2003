//! Pictures of a history.

use std::path::Path;

use super::{History, LEARNING_RATE};
use crate::metrics::parts::whole;
use crate::pictures::{Chart, DPI, Line, Role, charts, write_svg_or_png};
use crate::{Error, Result};

impl History {
    /// Learning curves in a file: for the loss and each metric a chart over the epochs, with a dashed line of what was
    /// measured on validation data. The path ends in `.svg` or `.png`.
    ///
    /// ```
    /// use keras::ndarray::array;
    /// use keras::prelude::*;
    ///
    /// let (x, y) = (array![[0.0], [1.0], [2.0], [3.0]], array![[1.0], [3.0], [5.0], [7.0]]);
    /// let model = sequential![Dense(1, input = 1)];
    /// let mut model = model.compile(SGD::new(0.1), MeanSquaredError::default(), metrics![mae]);
    /// let history = model.fit(&x, &y, Fit::epochs(20).validation_split(0.25).verbose(0))?;
    /// let path = std::env::temp_dir().join("learning_curves.svg");
    /// history.plot(&path)?;
    /// assert!(std::fs::read_to_string(&path).unwrap().contains("validation"));
    /// # std::fs::remove_file(&path).unwrap();
    /// # Ok::<(), keras::Error>(())
    /// ```
    ///
    /// A metric of several values has its mean. Letters in a `.png` are in a font of the machine. Folders that are missing are made.
    ///
    /// # Errors
    ///
    /// If there are no epochs; if the path has another ending, or cannot be written; for a `.png`, if the machine has no font.
    pub fn plot(&self, path: impl AsRef<Path>) -> Result<()> {
        if self.epochs().is_empty() {
            return Err(Error::expected("`History::plot`", "an epoch or more", "none"));
        }
        write_svg_or_png(path.as_ref(), 2.0 * DPI, || {
            let names: Vec<&str> = self
                .iter()
                .map(|(name, _)| name)
                .filter(|name| {
                    whole(name).is_none() && !(name.starts_with("val_") && self.is_measured(&name[4..]))
                })
                .collect();
            let (mut first, rest): (Vec<_>, Vec<_>) = names.into_iter().partition(|name| *name == "loss");
            first.extend(rest);
            charts(&first.into_iter().map(|name| self.chart_of(name)).collect::<Vec<_>>())
        })
    }

    fn is_measured(&self, name: &str) -> bool {
        !self.get(name).is_empty()
    }

    fn chart_of<'a>(&'a self, name: &'a str) -> Chart<'a> {
        let points = |values: &[f32]| {
            let epochs = self.epochs().iter().map(|&epoch| (epoch + 1) as f64);
            epochs.zip(values.iter().map(|&value| f64::from(value))).collect()
        };
        let validation = self.get(&format!("val_{name}"));
        let line = |role, name, values| Line { name, points: points(values), role };
        let lines = if validation.is_empty() {
            vec![line(Role::Main, if name == LEARNING_RATE { "" } else { "training" }, self.get(name))]
        } else {
            vec![line(Role::Main, "training", self.get(name)), line(Role::Compared, "validation", validation)]
        };
        Chart { title: name, x: "epoch", y: "", lines, is_of_rates: false, is_counted: true }
    }
}
