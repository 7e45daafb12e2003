//! Validation split of images.

use super::directory::is_image;
use super::{ImageDataset, ImageStream, ImagesFromDirectory};
use crate::utils::directory::{Found, LabelMode};
use crate::{Error, Result};

/// Images of a directory of which a part is set apart.
#[derive(Clone, Debug)]
#[must_use]
pub struct SplitImages<L> {
    images: ImagesFromDirectory<L>,
    fraction: f64,
}

type Pair<Y> = (ImageDataset<Y>, ImageDataset<Y>);

impl<L: LabelMode> SplitImages<L> {
    pub(super) fn new(images: ImagesFromDirectory<L>, fraction: f64) -> Self {
        Self { images, fraction }
    }

    /// The images to train on, and those to validate on.
    ///
    /// # Errors
    ///
    /// Those of [`load`](ImagesFromDirectory::load); where the fraction is not between 0 and 1, or so that one of the
    /// two has no images.
    pub fn both(self) -> Result<Pair<L::Labels>> {
        let (class_names, [train, validation]) = self.found()?;
        Ok((
            self.images.read(&class_names, &train, "images to train on")?,
            self.images.read(&class_names, &validation, "images to validate on")?,
        ))
    }

    /// Batches of so many images to train on, and of those to validate on, which are read while a model learns.
    ///
    /// # Errors
    ///
    /// Those of [`both`](Self::both), but that of a damaged file, which comes with the batch that it is in.
    pub fn stream_both(self, batch_size: usize) -> Result<(ImageStream<L>, ImageStream<L>)> {
        let (names, [train, validation]) = self.found()?;
        let mut unshuffled = self.images.clone();
        unshuffled.folders.shuffle = false;
        Ok((
            ImageStream::new(self.images, names.clone(), train, batch_size, "images to train on")?,
            ImageStream::new(unshuffled, names, validation, batch_size, "images to validate on")?,
        ))
    }

    /// The images to train on alone.
    ///
    /// # Errors
    ///
    /// Those of [`both`](Self::both); where the images are shuffled without a seed, and so may be among those to
    /// validate on the next time.
    pub fn training(self) -> Result<ImageDataset<L::Labels>> {
        self.check_seed()?;
        let (class_names, [train, _]) = self.found()?;
        self.images.read(&class_names, &train, "images to train on")
    }

    /// The images to validate on alone.
    ///
    /// # Errors
    ///
    /// Those of [`training`](Self::training).
    pub fn validation(self) -> Result<ImageDataset<L::Labels>> {
        self.check_seed()?;
        let (class_names, [_, validation]) = self.found()?;
        self.images.read(&class_names, &validation, "images to validate on")
    }

    fn found(&self) -> Result<(Vec<String>, [Vec<Found>; 2])> {
        self.images.folders.split(is_image, self.fraction, "image_dataset_from_directory")
    }

    fn check_seed(&self) -> Result<()> {
        let folders = &self.images.folders;
        if !folders.shuffle || folders.seed.is_some() {
            return Ok(());
        }
        let message = "a part of images that are shuffled without a seed is another each time";
        Err(Error::new("`image_dataset_from_directory`", message).help("give a `seed`, or load `both` parts"))
    }
}
