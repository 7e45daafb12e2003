//! Text datasets from directories.

use std::fs;
use std::marker::PhantomData;
use std::path::{Path, PathBuf};

use super::directory::{ClassFolders, Found, Int, LabelMode, class_folder_options, has_extension};
use crate::{Error, ErrorKind, Result};

/// Text dataset: texts, and their labels.
#[derive(Clone, Debug, PartialEq)]
pub struct TextDataset<Y> {
    /// The texts.
    pub x: Vec<String>,
    /// Their labels, as [`label_mode`](TextsFromDirectory::label_mode) has them.
    pub y: Y,
    /// What the classes are named.
    pub class_names: Vec<String>,
    /// The file that each text is from.
    pub file_paths: Vec<PathBuf>,
}

/// Text dataset from a directory that has a folder for each class, to be loaded: files whose names end in `.txt`.
///
/// This is [`keras.utils.text_dataset_from_directory`](https://keras.io/api/data_loading/text/#textdatasetfromdirectory-function),
/// its arguments by their names and with their defaults; all texts are loaded at once. A
/// [`TextVectorization`](super::TextVectorization) makes numbers of them.
///
/// ```
/// use keras::utils::{TextVectorization, text_dataset_from_directory};
/// # let folder = std::env::temp_dir().join("reviews_of_the_documentation");
/// # for (class, text) in [("neg", "a bad film"), ("pos", "a good film")] {
/// #     std::fs::create_dir_all(folder.join(class)).unwrap();
/// #     std::fs::write(folder.join(class).join("1.txt"), text).unwrap();
/// # }
///
/// // neg/1.txt, pos/1.txt
/// let reviews = text_dataset_from_directory(&folder).shuffle(false).load()?;
/// assert_eq!((&reviews.x[1], reviews.y[1]), (&"a good film".to_owned(), 1));
/// assert_eq!(reviews.class_names, ["neg", "pos"]);
///
/// let vocabulary = TextVectorization::default().max_tokens(20_000).output_sequence_length(200).adapt(&reviews.x);
/// let x = vocabulary.vectorize(&reviews.x)?;   // (2, 200)
/// # assert_eq!(x.dim(), (2, 200));
/// # std::fs::remove_dir_all(&folder).unwrap();
/// # Ok::<(), keras::Error>(())
/// ```
///
/// With a [`seed`](TextsFromDirectory::seed) they are shuffled and split as Keras does it.
pub fn text_dataset_from_directory(directory: impl Into<PathBuf>) -> TextsFromDirectory<Int> {
    TextsFromDirectory { folders: ClassFolders::new(directory), max_length: None, label_mode: PhantomData }
}

/// Options of [`text_dataset_from_directory`].
#[derive(Clone, Debug)]
#[must_use]
pub struct TextsFromDirectory<L> {
    folders: ClassFolders,
    max_length: Option<usize>,
    label_mode: PhantomData<fn() -> L>,
}

impl<L: LabelMode> TextsFromDirectory<L> {
    /// Label mode, what labels look like: [`Int`] (the default), [`Categorical`](super::Categorical) or
    /// [`Binary`](super::Binary).
    pub fn label_mode<M: LabelMode>(self, _: M) -> TextsFromDirectory<M> {
        let Self { folders, max_length, .. } = self;
        TextsFromDirectory { folders, max_length, label_mode: PhantomData }
    }

    class_folder_options!("texts");

    /// The most bytes of a text; what is longer is cut off, before a letter that would be cut in two. By default as many as
    /// there are.
    pub fn max_length(mut self, max_length: usize) -> Self {
        self.max_length = Some(max_length);
        self
    }

    /// Sets this fraction of the texts apart, the last ones after shuffling, to validate on.
    pub fn validation_split(self, fraction: f64) -> SplitTexts<L> {
        SplitTexts { texts: self, fraction }
    }

    /// All texts with their labels.
    ///
    /// # Errors
    ///
    /// Where the directory cannot be listed, has no texts, lacks a folder of `class_names`, or has a number of classes that
    /// `label_mode` cannot tell; where a file cannot be read, or is not UTF-8.
    pub fn load(self) -> Result<TextDataset<L::Labels>> {
        let (class_names, found) = self.folders.found(is_text)?;
        self.read(class_names, &found, "texts")
    }

    fn read(&self, class_names: Vec<String>, found: &[Found], what: &str) -> Result<TextDataset<L::Labels>> {
        let y = self.folders.labels::<L>(class_names.len(), found, &format!("{what} (`.txt`)"))?;
        let x = found.iter().map(|(path, _)| self.read_one(path)).collect::<Result<_>>()?;
        let file_paths = found.iter().map(|(path, _)| path.clone()).collect();
        Ok(TextDataset { x, y, class_names, file_paths })
    }

    fn read_one(&self, path: &Path) -> Result<String> {
        let not_read = |error: std::io::Error| {
            let kind = ErrorKind::from(&error);
            Error::new(path.display().to_string(), format!("cannot be read: {error}"))
                .with_kind(kind)
                .caused_by(error)
        };
        let mut text = fs::read_to_string(path).map_err(not_read)?;
        if let Some(most) = self.max_length.filter(|&most| most < text.len()) {
            let end = (0..=most).rev().find(|&end| text.is_char_boundary(end)).unwrap_or(0);
            text.truncate(end);
        }
        Ok(text)
    }
}

fn is_text(path: &Path) -> bool {
    has_extension(path, &["txt"])
}

/// Texts of a directory of which a part is set apart.
#[derive(Clone, Debug)]
#[must_use]
pub struct SplitTexts<L> {
    texts: TextsFromDirectory<L>,
    fraction: f64,
}

type Pair<Y> = (TextDataset<Y>, TextDataset<Y>);

impl<L: LabelMode> SplitTexts<L> {
    /// The texts to train on, and those to validate on.
    ///
    /// # Errors
    ///
    /// Those of [`load`](TextsFromDirectory::load); where the fraction is not between 0 and 1, or so that one of the two has
    /// no texts.
    pub fn both(self) -> Result<Pair<L::Labels>> {
        let Self { texts, fraction } = self;
        let (class_names, [train, validation]) =
            texts.folders.split(is_text, fraction, "text_dataset_from_directory")?;
        Ok((
            texts.read(class_names.clone(), &train, "texts to train on")?,
            texts.read(class_names, &validation, "texts to validate on")?,
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::utils::Categorical;
    use ndarray::array;

    fn folder() -> tempfile::TempDir {
        let folder = tempfile::TempDir::new().unwrap();
        for (class, name, text) in
            [("neg", "1.txt", "bad"), ("neg", "2.TXT", "worse"), ("pos", "1.txt", "good€")]
        {
            fs::create_dir_all(folder.path().join(class)).unwrap();
            fs::write(folder.path().join(class).join(name), text).unwrap();
        }
        fs::write(folder.path().join("pos/notes.md"), "no text").unwrap();
        folder
    }

    #[test]
    fn texts_have_the_class_of_their_folder() {
        let folder = folder();
        let texts = text_dataset_from_directory(folder.path()).shuffle(false);
        let data = texts.clone().label_mode(Categorical).load().unwrap();
        assert_eq!(data.x, ["bad", "worse", "good€"]);
        assert_eq!(data.y, array![[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]]);
        assert_eq!(texts.clone().class_names(["pos", "neg"]).load().unwrap().y, array![0, 1, 1]);
        // The letter that would be cut in two is left out.
        assert_eq!(texts.max_length(5).load().unwrap().x, ["bad", "worse", "good"]);
    }

    #[test]
    fn a_part_is_set_apart() {
        let folder = folder();
        let texts = text_dataset_from_directory(folder.path()).seed(3);
        let (train, validation) = texts.clone().validation_split(0.34).both().unwrap();
        let mut all = [train.x, validation.x].concat();
        all.sort();
        assert_eq!((validation.y.len(), all), (1, ["bad", "good€", "worse"].map(str::to_owned).to_vec()));
        let error = texts.validation_split(1.0).both().unwrap_err().to_string();
        assert!(error.starts_with("`text_dataset_from_directory`, `validation_split`: expected a number"));
    }

    #[test]
    fn what_is_no_text_is_an_error() {
        let folder = folder();
        let load = || text_dataset_from_directory(folder.path()).load();
        fs::write(folder.path().join("pos/2.txt"), [0xff, 0xfe]).unwrap();
        assert!(load().unwrap_err().to_string().contains("2.txt: cannot be read"));
        let error = text_dataset_from_directory(folder.path()).class_names(["nobody"]).load().unwrap_err();
        assert!(error.to_string().contains("a folder `nobody`"));
    }
}
