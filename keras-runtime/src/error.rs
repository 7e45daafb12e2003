//! The error type: where it happened, what was expected, what was found.

use std::error::Error as StdError;
use std::fmt;

/// `Result` with [`keras::Error`](Error).
pub type Result<T, E = Error> = std::result::Result<T, E>;

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
pub struct Error(Box<Inner>);

#[derive(Clone)]
struct Inner {
    place: String,
    message: String,
    help: Option<String>,
    source: Option<std::sync::Arc<dyn StdError + Send + Sync>>,
}

impl Error {
    /// An error at `place`, in words of its own.
    pub fn new(place: impl Into<String>, message: impl Into<String>) -> Self {
        Self(Box::new(Inner { place: place.into(), message: message.into(), help: None, source: None }))
    }

    /// An error at `place`, where one thing was expected and another found.
    pub fn expected(place: impl Into<String>, expected: impl fmt::Display, found: impl fmt::Display) -> Self {
        Self::new(place, format!("expected {expected}, found {found}"))
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

    /// Where it happened: a function, a layer, a file.
    pub fn place(&self) -> &str {
        &self.0.place
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { place, message, help, .. } = &*self.0;
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

/// The text of [`Display`](fmt::Display), so that `fn main() -> keras::Result<()>` prints it readably.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}
