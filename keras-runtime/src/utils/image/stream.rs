//! Images that are read when they are needed.

use super::ImagesFromDirectory;
use crate::data::{Dataset, Elements, Pass};
use crate::utils::directory::{Found, LabelMode};
use crate::{Error, Result};

/// Image stream: batches of images of one size, and their labels, from files that are read when they are needed.
#[derive(Clone, Debug)]
pub struct ImageStream<L> {
    /// Batches `(x, y)`, as [`ImageDataset`](super::ImageDataset) has them, for
    /// [`fit_batches`](crate::training::Compiled::fit_batches).
    pub dataset: Dataset<ImageFiles<L>>,
    /// What the classes are named.
    pub class_names: Vec<String>,
}

/// Files of images, in batches.
#[derive(Clone, Debug)]
pub struct ImageFiles<L> {
    images: ImagesFromDirectory<L>,
    classes: usize,
    batch_size: usize,
    found: Vec<Found>,
    /// The files in the order of this pass.
    order: Vec<usize>,
    position: usize,
}

impl<L: LabelMode> ImageStream<L> {
    pub(super) fn new(
        images: ImagesFromDirectory<L>,
        class_names: Vec<String>,
        found: Vec<Found>,
        batch_size: usize,
        what: &str,
    ) -> Result<Self> {
        images.folders.labels::<L>(class_names.len(), &found, what)?;
        if batch_size == 0 {
            return Err(Error::expected("`image_dataset_from_directory`, batch_size", "1 or more", 0));
        }
        let classes = class_names.len();
        let files = ImageFiles { images, classes, batch_size, found, order: Vec::new(), position: 0 };
        Ok(Self { dataset: Dataset::new(files), class_names })
    }
}

impl<L: LabelMode> Elements for ImageFiles<L> {
    type Item = (ndarray::Array4<f32>, L::Labels);

    fn begin(&mut self, pass: Pass) -> Result<()> {
        self.order.clear();
        self.order.extend(0..self.found.len());
        if self.images.folders.shuffle {
            pass.random(0).shuffle(&mut self.order);
        }
        self.position = 0;
        Ok(())
    }

    fn next(&mut self) -> Result<Option<Self::Item>> {
        let rest = &self.order[self.position..];
        let files: Vec<&Found> = rest.iter().take(self.batch_size).map(|&file| &self.found[file]).collect();
        if files.is_empty() {
            return Ok(None);
        }
        self.position += files.len();
        // One after the other: the threads that others share are at work on the step.
        let mut x = self.images.zeros(files.len())?;
        x.outer_iter_mut().zip(&files).try_for_each(|(out, (path, _))| self.images.read_one(path, out))?;
        let classes: Vec<usize> = files.iter().map(|(_, class)| *class).collect();
        Ok(Some((x, L::labels(&classes, self.classes)?)))
    }

    fn skip(&mut self, batches: usize) -> Result<()> {
        self.position = self.order.len().min(batches.saturating_mul(self.batch_size));
        Ok(())
    }

    fn len(&self) -> Option<usize> {
        Some(self.found.len().div_ceil(self.batch_size))
    }
}
