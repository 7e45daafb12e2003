//! Paths with the number of the epoch and scores in them, as Python's `str.format` fills them.

use std::path::{Path, PathBuf};

use super::Training;
use crate::{Error, Result};

/// A path such as `{epoch:02d}-{val_loss:.2f}.safetensors`.
pub(super) struct Template<'a>(&'a Path);

impl<'a> Template<'a> {
    pub fn new(path: &'a Path) -> Self {
        Self(path)
    }

    /// Whether everything in it will have a value; scores of validation have none after a batch.
    pub fn check(&self, training: &Training<'_>, is_after_batch: bool) -> Result<()> {
        let mut names = training.score_names();
        if is_after_batch {
            names.retain(|name| !name.starts_with("val_"));
            names.push("batch".to_owned());
        }
        names.push("epoch".to_owned());
        let value = |name: &str| names.iter().any(|known| known == name).then_some(1.0);
        self.format(&value).map(drop).map_err(|error| match error {
            Unfilled::Name(name) => {
                Error::expected(self.place(), format!("one of {}", names.join(", ")), format!("`{name}`"))
            }
            Unfilled::Form(form) => {
                Error::expected(self.place(), "a form such as `02d` or `.2f`", format!("`{form}`"))
            }
        })
    }

    /// The path for the moment of a training.
    pub fn fill(&self, training: &Training<'_>) -> Result<PathBuf> {
        let scores = training.scores();
        let value = |name: &str| match name {
            "epoch" => Some((training.epoch() + 1) as f64),
            "batch" => Some(training.batch() as f64),
            _ => scores.get(name).map(f64::from),
        };
        self.format(&value).map(PathBuf::from).map_err(|error| {
            let (Unfilled::Name(name) | Unfilled::Form(name)) = error;
            Error::new(self.place(), format!("there is no value for `{name}`"))
        })
    }

    fn place(&self) -> String {
        self.0.display().to_string()
    }

    fn format(&self, value: &dyn Fn(&str) -> Option<f64>) -> Result<String, Unfilled> {
        let text = self.0.to_string_lossy();
        let (mut filled, mut rest) = (String::new(), &*text);
        while let Some((before, after)) = rest.split_once('{') {
            filled += before;
            let Some((field, after)) = after.split_once('}') else {
                return Err(Unfilled::Form(after.to_owned()));
            };
            let (name, form) = field.split_once(':').unwrap_or((field, ""));
            let value = value(name).ok_or_else(|| Unfilled::Name(name.to_owned()))?;
            filled += &formatted(value, form).ok_or_else(|| Unfilled::Form(form.to_owned()))?;
            rest = after;
        }
        Ok(filled + rest)
    }
}

/// What cannot be filled: a name without a value, or a form that is not understood.
enum Unfilled {
    Name(String),
    Form(String),
}

/// A number in one of Python's forms: ``, `d`, `02d`, `4`, `.3f`, `08.3f`.
fn formatted(value: f64, form: &str) -> Option<String> {
    let (fills_zeros, form) = (form.starts_with('0'), form.trim_end_matches(['d', 'f']));
    let (width, precision) =
        form.split_once('.').map_or((form, None), |(width, digits)| (width, Some(digits)));
    let width: usize = if width.is_empty() { 0 } else { width.parse().ok()? };
    let text = match precision {
        Some(digits) => format!("{value:.0$}", digits.parse::<usize>().ok()?),
        None => value.to_string(),
    };
    Some(if fills_zeros { format!("{text:0>width$}") } else { format!("{text:>width$}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_forms_of_python_are_understood() {
        let path = |text: &str| {
            let value = |name: &str| match name {
                "epoch" => Some(7.0),
                "val_loss" => Some(0.12345),
                _ => None,
            };
            Template::new(Path::new(text)).format(&value).ok()
        };
        assert_eq!(path("a/{epoch:02d}-{val_loss:.2f}.x").as_deref(), Some("a/07-0.12.x"));
        assert_eq!(path("{epoch}{epoch:d}{epoch:3d}{val_loss:08.3f}").as_deref(), Some("77  70000.123"));
        for wrong in ["{loss}", "{epoch", "{epoch:x}", "{epoch:.xf}"] {
            assert_eq!(path(wrong), None, "{wrong}");
        }
    }
}
