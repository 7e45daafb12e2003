//! Files from the internet, kept in Keras's cache.

mod extract;

use std::path::{Path, PathBuf};

use crate::files::cache::{Origin, home};
use crate::{Error, Result};

/// File from a URL, downloaded once and kept: [`keras.utils.get_file`](https://keras.io/api/utils/python_utils/#getfile-function).
///
/// A file that is in the cache already, Keras's `~/.keras/datasets`, is taken as it is, if it has the hash that is given. What is
/// not there, or has another, is downloaded over TLS, which needs the feature `download`: whole, and with the right hash, or
/// not at all. The certificates that are trusted are Mozilla's, as the crate `webpki-roots` has them, not those of the system.
///
/// ```no_run
/// use keras::utils::get_file;
///
/// let flowers = get_file("https://storage.googleapis.com/download.tensorflow.org/example_images/flower_photos.tgz")
///     .extract(true)
///     .path()?;
/// println!("{}", flowers.join("flower_photos").display());
/// # Ok::<(), keras::Error>(())
/// ```
pub fn get_file(origin: impl Into<String>) -> GetFile {
    GetFile {
        origin: origin.into(),
        fname: None,
        file_hash: None,
        cache_dir: None,
        cache_subdir: PathBuf::from("datasets"),
        extract: false,
        force_download: false,
    }
}

/// Options of [`get_file`]: where a file is kept, and what is done with it.
#[derive(Clone, Debug)]
#[must_use = "`path` gets the file"]
pub struct GetFile {
    origin: String,
    fname: Option<String>,
    file_hash: Option<String>,
    cache_dir: Option<PathBuf>,
    cache_subdir: PathBuf,
    extract: bool,
    force_download: bool,
}

impl GetFile {
    /// Name of the file in the cache; by default the last part of the URL's path.
    pub fn fname(mut self, fname: impl Into<String>) -> Self {
        self.fname = Some(fname.into());
        self
    }

    /// Hash that the file must have, in hexadecimal: 64 digits of SHA-256, or 32 of MD5. A file in the cache that has another is
    /// downloaded again. Needs the feature `download`.
    #[cfg(feature = "download")]
    pub fn file_hash(mut self, file_hash: impl Into<String>) -> Self {
        self.file_hash = Some(file_hash.into());
        self
    }

    /// Folder of the cache; default `$KERAS_HOME`, or `~/.keras` where that is not set.
    pub fn cache_dir(mut self, cache_dir: impl Into<PathBuf>) -> Self {
        self.cache_dir = Some(cache_dir.into());
        self
    }

    /// Folder in the cache; default `datasets`. An absolute path is taken instead of the cache.
    pub fn cache_subdir(mut self, cache_subdir: impl Into<PathBuf>) -> Self {
        self.cache_subdir = cache_subdir.into();
        self
    }

    /// Whether the file is an archive, `.tar`, `.tar.gz` or `.zip`, that is unpacked into a folder beside it; default `false`.
    ///
    /// The folder has Keras's name: that of the URL's file, or of [`fname`](Self::fname), where that has an extension without it
    /// and with `_extracted`. Archives that differ in the extension alone so have one folder: it holds what was asked for last.
    /// It is unpacked again when it is of another archive than the one in the cache, or that is another file since; what else was
    /// in the folder is gone then. The file beside it, `.from`, says which archive it is of.
    ///
    /// An absolute path in an archive, one with `..`, and a link out of the folder are errors; Keras leaves out what leads out of
    /// it.
    pub fn extract(mut self, extract: bool) -> Self {
        self.extract = extract;
        self
    }

    /// Whether a file that is there is downloaded again; default `false`.
    pub fn force_download(mut self, force_download: bool) -> Self {
        self.force_download = force_download;
        self
    }

    /// Path of the file, which is there then; of the folder with what was in it, if it is extracted.
    ///
    /// # Errors
    ///
    /// If the file is neither there nor to be had, if its hash is another or no hash, if it cannot be written, or if what is to be
    /// extracted is no archive, or leads out of its folder. Nothing is left in its place then, and an older file as it was.
    pub fn path(self) -> Result<PathBuf> {
        let (file, folder) = self.names()?;
        let cache = match &self.cache_dir {
            Some(dir) => dir.clone(),
            None => home()?,
        };
        let cache = cache.join(&self.cache_subdir);
        let (file, folder) = (cache.join(file), cache.join(folder));
        let origin = Origin { url: &self.origin, size: None, hash: self.file_hash.as_deref() };
        match self.force_download {
            true => origin.fetch(&file)?,
            #[cfg(feature = "download")]
            false => origin.provide_verified(&file)?,
            #[cfg(not(feature = "download"))]
            false => origin.provide(&file)?,
        }
        if !self.extract {
            return Ok(file);
        }
        extract::provide(&file, &folder)?;
        Ok(folder)
    }

    /// The names of the file and of the folder of what is in it, as Keras has them.
    fn names(&self) -> Result<(String, String)> {
        let name = match &self.fname {
            Some(name) => name,
            None => last_of_path(&self.origin),
        };
        let wrong = |expected: &str| Err(Error::expected("get_file", expected, format!("`{name}`")));
        let is_none = matches!(name, "" | "." | "..");
        if is_none && self.fname.is_some() {
            return wrong("the name of a file as `fname`");
        }
        if is_none {
            let expected = "a URL whose path ends in the name of a file";
            let found = Error::expected("get_file", expected, format!("`{}`", self.origin));
            return Err(found.help("name it, `.fname(\"flowers.zip\")`"));
        }
        if Path::new(name).components().count() != 1 || name.contains(['/', '\\']) {
            return wrong("the name of a file as `fname`, without a folder, which is `cache_subdir`");
        }
        Ok(match (self.extract, name.split_once('.'), &self.fname) {
            (false, ..) => (name.to_owned(), String::new()),
            (true, Some((stem, _)), Some(_)) => (name.to_owned(), format!("{stem}_extracted")),
            (true, ..) => (format!("{name}_archive"), name.to_owned()),
        })
    }
}

/// What is last in the path of a URL.
fn last_of_path(url: &str) -> &str {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let path = path.split_once("://").map_or(path, |(_, path)| path);
    path.split_once('/').map_or("", |(_, path)| path.rsplit('/').next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(file: &GetFile) -> (String, String) {
        file.names().unwrap()
    }

    #[test]
    fn files_and_folders_are_named_as_in_keras() {
        let flowers = get_file("https://a.b/c/flowers.tgz?size=1#top");
        assert_eq!(names(&flowers).0, "flowers.tgz");
        let [file, folder] = ["flowers.tgz_archive", "flowers.tgz"].map(str::to_owned);
        assert_eq!(names(&flowers.clone().extract(true)), (file, folder));
        let [file, folder] = ["f.tar.gz", "f_extracted"].map(str::to_owned);
        assert_eq!(names(&flowers.clone().fname("f.tar.gz").extract(true)), (file, folder));
        let [file, folder] = ["f_archive", "f"].map(str::to_owned);
        assert_eq!(names(&flowers.fname("f").extract(true)), (file, folder));
    }

    #[test]
    fn a_name_is_one_of_a_file() {
        for origin in ["https://a.b", "https://a.b/", "https://a.b/c/", "flowers.tgz", "https://a.b/.."] {
            let error = get_file(origin).path().unwrap_err().to_string();
            assert!(error.contains("a URL whose path ends in the name of a file"), "{error}");
        }
        for name in ["", ".", ".."] {
            let error = get_file("https://a.b/c").fname(name).path().unwrap_err().to_string();
            assert_eq!(error, format!("get_file: expected the name of a file as `fname`, found `{name}`"));
        }
        for name in ["a/b", "../b", "/b", "a\\b"] {
            let error = get_file("https://a.b/c").fname(name).path().unwrap_err().to_string();
            assert!(error.contains("without a folder, which is `cache_subdir`"), "{error}");
        }
    }

    #[test]
    fn a_file_that_is_there_is_taken() {
        let cache = tempfile::TempDir::new().unwrap();
        std::fs::create_dir(cache.path().join("models")).unwrap();
        std::fs::write(cache.path().join("models/a.json"), "{}").unwrap();
        let file = get_file("https://a.b/a.json").cache_dir(cache.path()).cache_subdir("models");
        assert_eq!(file.path().unwrap(), cache.path().join("models").join("a.json"));
    }

    #[test]
    fn an_address_is_one_of_https() {
        let cache = tempfile::TempDir::new().unwrap();
        for origin in ["http://a.b/c.zip", "file:///tmp/c.zip", "a.b/c.zip", "Ü"] {
            let error =
                get_file(origin).fname("c.zip").cache_dir(cache.path()).path().unwrap_err().to_string();
            let message = format!("expected an address that begins with `https://`, found `{origin}`");
            assert!(error.contains(&message), "{error}");
        }
    }

    #[cfg(feature = "download")]
    #[test]
    fn a_file_that_is_there_has_the_hash_that_is_given() {
        let cache = tempfile::TempDir::new().unwrap();
        std::fs::create_dir(cache.path().join("datasets")).unwrap();
        std::fs::write(cache.path().join("datasets/a.txt"), "ten thousand digits").unwrap();
        // A host that is nowhere.
        let file = || get_file("https://a.invalid/a.txt").cache_dir(cache.path());
        let right = "F425E34269F01E34E5ED66A644416613";
        file().file_hash(right).path().unwrap();
        let error = file().file_hash(right.replace('F', "A")).path().unwrap_err();
        assert_eq!(error.kind(), crate::ErrorKind::Download, "{error}");
        assert!(cache.path().join("datasets/a.txt").exists());
    }

    #[cfg(feature = "download")]
    #[test]
    fn a_hash_is_so_many_hexadecimal_digits_whether_the_file_is_there_or_not() {
        let cache = tempfile::TempDir::new().unwrap();
        std::fs::create_dir(cache.path().join("datasets")).unwrap();
        std::fs::write(cache.path().join("datasets/a.txt"), "").unwrap();
        for origin in ["https://a.invalid/a.txt", "https://a.invalid/b.txt"] {
            for hash in ["", "f425", "g425e34269f01e34e5ed66a644416613"] {
                let file = get_file(origin).cache_dir(cache.path()).file_hash(hash);
                let error = file.path().unwrap_err().to_string();
                assert!(error.contains("64 hexadecimal digits of SHA-256 or 32 of MD5"), "{error}");
            }
        }
    }
}
