//! The error type: where it happened, what was expected, what was found.

use std::error::Error as StdError;
use std::{fmt, io};

/// `Result` with [`keras::Error`](Error).
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What an error is about, for a program that has to decide what to do next.
///
/// ```
/// use keras::{Error, ErrorKind};
///
/// let next = |error: &Error| match error.kind() {
///     ErrorKind::NotFinite => "train again, at a smaller rate",
///     ErrorKind::Download => "try again later",
///     _ => "show it",
/// };
/// assert_eq!(next(&Error::new("`fit`", "there are no samples")), "show it");
/// ```
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// An argument, a shape or data that makes no sense, or makes none together with the others.
    #[default]
    Invalid,
    /// A loss, a gradient, a weight or a prediction became infinite or NaN.
    NotFinite,
    /// A file or folder that is not there, or cannot be read, listed or written.
    File,
    /// A file that is not what it should be: of another format, damaged, or with other contents.
    Format,
    /// A download that failed, or gave another file than the one expected.
    Download,
    /// Ctrl-C, or the signal of a scheduler (`SIGTERM`), ended a training whose state is kept in a file.
    Interrupted,
    /// A backend of Keras has failed, or its Python has ended.
    Backend,
    /// There is not enough memory.
    Memory,
}

/// What an error is about that came up while a file was read.
impl From<&io::Error> for ErrorKind {
    fn from(error: &io::Error) -> Self {
        use io::ErrorKind::{FileTooLarge, InvalidData, InvalidInput, Other, UnexpectedEof};
        match error.kind() {
            // The readers of archives and of packed data say so what is wrong with these.
            FileTooLarge | InvalidData | InvalidInput | Other | UnexpectedEof => Self::Format,
            _ => Self::File,
        }
    }
}

/// What only data can show: a label out of range, an empty array, a file that is not what it says.
///
/// Everything that rustc can know is a compile error instead. The text of an error says where it
/// happened, what was expected and what was found, and where there is one, the suggested fix.
///
/// ```
/// use keras::Error;
///
/// let error = Error::expected("`fit`, labels", "class indices below 10", "12").help("count the classes");
/// assert_eq!(
///     error.to_string(),
///     "`fit`, labels: expected class indices below 10, found 12\nhelp: count the classes",
/// );
/// ```
#[derive(Clone)]
pub struct Error(Box<Parts>);

#[derive(Clone, Debug)]
struct Parts {
    kind: ErrorKind,
    place: String,
    message: String,
    help: Option<String>,
    source: Option<std::sync::Arc<dyn StdError + Send + Sync>>,
}

impl Error {
    /// An error at `place`, in words of its own.
    pub fn new(place: impl Into<String>, message: impl Into<String>) -> Self {
        let (place, message) = (place.into(), message.into());
        Self(Box::new(Parts { kind: ErrorKind::default(), place, message, help: None, source: None }))
    }

    /// An error at `place`, where one thing was expected and another found.
    pub fn expected(place: impl Into<String>, expected: impl fmt::Display, found: impl fmt::Display) -> Self {
        Self::new(place, format!("expected {expected}, found {found}"))
    }

    /// What a function of a user's own says: itself, if it is one of these.
    pub(crate) fn from_cause(cause: Box<dyn StdError + Send + Sync>) -> Self {
        cause.downcast::<Self>().map_or_else(
            |cause| {
                let mut error = Self::new("", cause.to_string());
                error.0.source = Some(cause.into());
                error
            },
            |error| *error,
        )
    }

    /// Says what the error is about, where it is not [`ErrorKind::Invalid`].
    #[must_use]
    pub fn with_kind(mut self, kind: ErrorKind) -> Self {
        self.0.kind = kind;
        self
    }

    /// Adds the suggested fix.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.0.help = Some(help.into());
        self
    }

    /// Adds the error that this one came from.
    #[must_use]
    pub fn caused_by(mut self, source: impl StdError + Send + Sync + 'static) -> Self {
        self.0.source = Some(std::sync::Arc::new(source));
        self
    }

    /// Says where the place is.
    #[must_use]
    pub fn within(mut self, place: impl fmt::Display) -> Self {
        let separator = if self.0.place.is_empty() { "" } else { ", " };
        self.0.place = format!("{place}{separator}{}", self.0.place);
        self
    }

    /// What the error is about.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// What is wrong, in one or more lines.
    #[cfg(feature = "backends")]
    pub(crate) fn message(&self) -> &str {
        &self.0.message
    }

    /// Where it happened: a function, a layer, a file.
    pub fn place(&self) -> &str {
        &self.0.place
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Parts { place, message, help, .. } = &*self.0;
        if !place.is_empty() {
            write!(f, "{place}: ")?;
        }
        f.write_str(message)?;
        match help {
            Some(help) => write!(f, "\nhelp: {help}"),
            None => Ok(()),
        }
    }
}

/// The text of [`Display`](fmt::Display), so that `fn main() -> keras::Result<()>` prints it readably; `{:#?}` shows the
/// kind and the parts of the error.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.alternate() { fmt::Debug::fmt(&self.0, f) } else { fmt::Display::fmt(self, f) }
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}
