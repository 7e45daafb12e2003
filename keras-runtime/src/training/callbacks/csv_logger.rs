//! Log of the epochs as a table of values separated by commas.

use std::fs::{self, File};
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::{Callback, CallbackState, Training};
use crate::files::not_written;
use crate::{Error, ErrorKind, Result};

/// Writes a line an epoch to a file of comma-separated values, as
/// [`CSVLogger`](https://keras.io/api/callbacks/csv_logger/).
///
/// The first column is the number of the epoch, from 1; the others are its scores. Under
/// [`BackupAndRestore`](super::BackupAndRestore) a training that was killed goes on with the file as if it had not been.
///
/// ```
/// use keras::callbacks::CSVLogger;
/// use keras::prelude::*;
///
/// let (train, _) = datasets::digits::load();
/// let model = sequential![Dense(10, activation = softmax, input = 64)];
/// let mut model = model.compile(SGD::new(0.1), SparseCategoricalCrossentropy::default(), metrics![accuracy]);
/// let path = std::env::temp_dir().join("log_of_digits.csv");
/// model.fit(&train.x, &train.y, Fit::epochs(2).callback(CSVLogger::new(&path)))?;
/// assert!(std::fs::read_to_string(&path).unwrap().starts_with("epoch,accuracy,loss\n1,"));
/// # std::fs::remove_file(&path).unwrap();
/// # Ok::<(), keras::Error>(())
/// ```
#[derive(Debug)]
#[must_use]
pub struct CSVLogger {
    path: PathBuf,
    separator: char,
    append: bool,
    columns: Vec<String>,
    file: Option<File>,
}

impl CSVLogger {
    /// Writes to the file of this path, whose folders are made. A file that is there is replaced, unless
    /// [`append`](Self::append) says otherwise.
    pub fn new(path: impl AsRef<Path>) -> Self {
        let path = path.as_ref().to_owned();
        Self { path, separator: ',', append: false, columns: vec![], file: None }
    }

    /// Separator of the columns; default a comma. It is a character that no number has.
    pub fn separator(mut self, separator: char) -> Self {
        self.separator = separator;
        self
    }

    /// Whether lines are added to a file that is there, which must have the same columns; default `false`.
    pub fn append(mut self, append: bool) -> Self {
        self.append = append;
        self
    }

    fn header(&self) -> String {
        let quoted = |name: &String| {
            let is_plain = !name.contains([self.separator, '"', '\n', '\r']);
            if is_plain { name.clone() } else { format!("\"{}\"", name.replace('"', "\"\"")) }
        };
        self.columns
            .iter()
            .fold("epoch".to_owned(), |line, name| line + &self.separator.to_string() + &quoted(name))
    }

    fn not_written(&self) -> impl Fn(std::io::Error) -> Error {
        |error| not_written(&self.path, error)
    }

    /// Opens the file behind its last line; with its header, if it has no line.
    fn open(&self, is_new: bool) -> Result<File> {
        let failed = self.not_written();
        if let Some(folder) = self.path.parent() {
            fs::create_dir_all(folder).map_err(&failed)?;
        }
        let mut file = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(is_new)
            .open(&self.path)
            .map_err(&failed)?;
        if file.seek(SeekFrom::End(0)).map_err(&failed)? == 0 {
            writeln!(file, "{}", self.header()).map_err(&failed)?;
            return Ok(file);
        }
        let text = fs::read_to_string(&self.path).map_err(&failed)?;
        let (found, expected) = (text.lines().next().unwrap_or_default(), self.header());
        if found != expected {
            let place = format!("{}, first line", self.path.display());
            return Err(Error::expected(place, expected, found).with_kind(ErrorKind::Format));
        }
        if !text.ends_with('\n') {
            writeln!(file).map_err(&failed)?;
        }
        Ok(file)
    }
}

#[diagnostic::do_not_recommend]
impl Callback for CSVLogger {
    fn name(&self) -> &str {
        "CSVLogger"
    }

    fn on_train_begin(&mut self, training: &mut Training<'_>) -> Result<()> {
        let is_of_numbers = self.separator.is_alphanumeric() || ".-+\"\n\r".contains(self.separator);
        let expected = "a character that no number has, such as ',', ';' or '\\t'";
        super::require(!is_of_numbers, "separator", expected, format_args!("{:?}", self.separator))?;
        self.columns = training.score_names();
        self.file = Some(self.open(!self.append && !training.is_resumed())?);
        Ok(())
    }

    fn on_epoch_end(&mut self, training: &mut Training<'_>) -> Result<()> {
        let scores = training.scores();
        let mut line = (training.epoch() + 1).to_string();
        for name in &self.columns {
            line.push(self.separator);
            line += &scores.get(name).unwrap_or(f32::NAN).to_string();
        }
        let failed = self.not_written();
        let written = self.file.as_ref().map(|mut file| writeln!(file, "{line}"));
        written.unwrap_or(Ok(())).map_err(failed)
    }

    fn on_train_end(&mut self, _: &mut Training<'_>) -> Result<()> {
        self.file = None;
        Ok(())
    }

    fn state(&self) -> CallbackState {
        let len = self.file.as_ref().and_then(|file| file.sync_all().and(file.metadata()).ok());
        CallbackState::default().with_count("bytes", len.map_or(0, |metadata| metadata.len()))
    }

    fn restore(&mut self, state: &CallbackState) -> Result<()> {
        let (bytes, failed) = (state.count("bytes")?, self.not_written());
        let Some(mut file) = self.file.as_ref() else { return Ok(()) };
        let found = file.metadata().map_err(&failed)?.len();
        if found < bytes {
            let place = self.path.display().to_string();
            let error = Error::expected(
                place,
                format!("{bytes} bytes or more, as when the training was put down"),
                found,
            );
            return Err(error.with_kind(ErrorKind::Format));
        }
        file.set_len(bytes).and_then(|()| file.seek(SeekFrom::End(0))).map_err(&failed)?;
        Ok(())
    }
}
