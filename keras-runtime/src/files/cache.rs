//! Cache of downloaded files, in the folder of Keras.

#[cfg(feature = "download")]
use super::hash::Hash;
use crate::{Error, ErrorKind, Result};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// A data set as Keras publishes it.
pub struct File {
    /// Where Keras keeps it, below `datasets`.
    pub path: &'static str,
    /// Where it comes from.
    pub origin: Origin<'static>,
}

impl File {
    /// Loads the file: what `read` makes of it, which is downloaded if it is not in `home`.
    pub fn load<T>(&self, home: &Path, read: impl FnOnce(&Path) -> Result<T>) -> Result<T> {
        let path = home.join("datasets").join(self.path);
        self.origin.provide(&path)?;
        let again =
            if cfg!(feature = "download") { ", or delete it, to have it downloaded again" } else { "" };
        let url = self.origin.url;
        read(&path).map_err(|error| error.help(format!("put the file of {url} in its place{again}")))
    }
}

/// Where a file comes from, and what is known of it.
#[derive(Clone, Copy)]
pub struct Origin<'a> {
    /// Its address.
    pub url: &'a str,
    /// How many bytes it has.
    pub size: Option<u64>,
    /// The hash of its bytes, SHA-256 or MD5, in hexadecimal.
    pub hash: Option<&'a str>,
}

impl Origin<'_> {
    /// Makes sure that there is a file at `path`: downloads it if there is none.
    pub fn provide(&self, path: &Path) -> Result<()> {
        provide(path, || self.fetch(path))
    }

    /// Makes sure that the file at `path` is there and has the hash that is known of it: downloads it if there is none, or
    /// another.
    #[cfg(feature = "download")]
    pub fn provide_verified(&self, path: &Path) -> Result<()> {
        let hash = self.hash.map(Hash::new).transpose()?;
        let is_other = match hash {
            Some(hash) if path.exists() => !hash.matches(path)?,
            _ => false,
        };
        if is_other { self.fetch(path) } else { self.provide(path) }
    }

    /// Downloads the file to `path`.
    pub fn fetch(&self, path: &Path) -> Result<()> {
        let scheme = self.url.get(..SCHEME.len());
        if !scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case(SCHEME)) {
            let expected = format!("an address that begins with `{SCHEME}`");
            return Err(Error::expected("download", expected, format!("`{}`", self.url)));
        }
        self.fetch_over_tls(path)
    }

    #[cfg(feature = "download")]
    fn fetch_over_tls(&self, path: &Path) -> Result<()> {
        super::download::download(&super::download::agent(), self, path)
    }

    /// Says that nothing is downloaded without the feature.
    #[cfg(not(feature = "download"))]
    fn fetch_over_tls(&self, path: &Path) -> Result<()> {
        let size = self.size.map(|size| format!("{size} bytes"));
        let hash = self.hash.map(|hash| format!("hash {hash}"));
        let known = [size, hash].into_iter().flatten().collect::<Vec<_>>().join(", ");
        let known = if known.is_empty() { known } else { format!(" ({known})") };
        let help = format!("build with `--features download`, or put there {}{known}", self.url);
        let message = if path.exists() { "it cannot be downloaded again" } else { "there is no such file" };
        let error = Error::new(path.display().to_string(), message);
        Err(error.with_kind(ErrorKind::File).help(help))
    }
}

/// What files are downloaded by.
const SCHEME: &str = "https://";

/// Fetches `path` if it is not there. That it could not be fetched is no error if another run has brought it meanwhile.
fn provide(path: &Path, fetch: impl FnOnce() -> Result<()>) -> Result<()> {
    if path.exists() {
        return Ok(());
    }
    fetch().or_else(|error| if path.exists() { Ok(()) } else { Err(error) })
}

/// The folder of Keras: `$KERAS_HOME`, or `~/.keras` where that is not set.
///
/// Keras falls back on `/tmp` where that is not writable, and so on data that anybody may have put there;
/// we do not.
pub fn home() -> Result<PathBuf> {
    home_from(std::env::var_os("KERAS_HOME"), std::env::home_dir())
}

fn home_from(keras_home: Option<OsString>, user: Option<PathBuf>) -> Result<PathBuf> {
    let keras_home = keras_home.filter(|home| !home.is_empty()).map(PathBuf::from);
    match (keras_home, user) {
        (Some(home), Some(user)) => Ok(home.strip_prefix("~").map_or(home.clone(), |rest| user.join(rest))),
        (Some(home), None) => Ok(home),
        (None, Some(user)) => Ok(user.join(".keras")),
        (None, None) => Err(Error::new("cache", "there is no home directory to keep files in")
            .with_kind(ErrorKind::File)
            .help("set `KERAS_HOME`")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(keras_home: &str, user: &str) -> String {
        home_from(Some(keras_home.into()), Some(user.into())).unwrap().to_str().unwrap().replace('\\', "/")
    }

    #[test]
    fn keras_home_comes_first() {
        assert_eq!(from("/data/keras", "/home/ada"), "/data/keras");
    }

    #[test]
    fn a_tilde_in_keras_home_is_the_users_home() {
        assert_eq!(from("~/keras", "/home/ada"), "/home/ada/keras");
    }

    #[test]
    fn without_keras_home_it_is_in_the_users_home() {
        assert_eq!(from("", "/home/ada"), "/home/ada/.keras");
        assert_eq!(home_from(None, Some("/home/ada".into())).unwrap(), Path::new("/home/ada/.keras"));
    }

    #[test]
    fn without_any_home_it_is_an_error() {
        assert!(home_from(None, None).unwrap_err().to_string().contains("set `KERAS_HOME`"));
    }

    #[test]
    fn a_file_that_is_there_is_not_fetched_and_one_that_another_run_brings_is_taken() {
        let home = tempfile::TempDir::new().unwrap();
        let path = home.path().join("a.npz");
        let broken_off = || Err(Error::new("a.npz", "the download broke off"));
        assert!(provide(&path, broken_off).is_err());
        let overtaken = || {
            std::fs::write(&path, "words").unwrap();
            broken_off()
        };
        provide(&path, overtaken).unwrap();
        provide(&path, || unreachable!("it is there")).unwrap();
    }

    #[cfg(not(feature = "download"))]
    #[test]
    fn a_missing_file_says_where_it_belongs_and_how_to_get_it() {
        let file = File {
            path: "fashion-mnist/images.gz",
            origin: Origin { url: "https://a.b/images.gz", size: Some(26), hash: Some("731c") },
        };
        let home = Path::new("no").join("such").join("home");
        let error = file.load(&home, |_| Ok(())).unwrap_err();
        assert_eq!(
            error.place(),
            home.join("datasets").join("fashion-mnist/images.gz").display().to_string()
        );
        let error = error.to_string();
        assert!(error.contains("--features download"), "{error}");
        assert!(error.contains("https://a.b/images.gz (26 bytes, hash 731c)"), "{error}");
    }

    #[test]
    fn a_file_that_is_there_is_read_and_a_bad_one_says_where_the_good_one_is() {
        let home = tempfile::TempDir::new().unwrap();
        std::fs::create_dir(home.path().join("datasets")).unwrap();
        std::fs::write(home.path().join("datasets/a.npz"), "words").unwrap();
        let origin = Origin { url: "https://a.b/a.npz", size: None, hash: None };
        let file = File { path: "a.npz", origin };
        let text = file.load(home.path(), |path| Ok(std::fs::read(path).unwrap())).unwrap();
        assert_eq!(text, b"words");
        let error = file.load(home.path(), |_| Err::<(), _>(Error::new("a.npz", "is bad"))).unwrap_err();
        let message = "a.npz: is bad\nhelp: put the file of https://a.b/a.npz in its place";
        assert!(error.to_string().starts_with(message), "{error}");
    }
}
