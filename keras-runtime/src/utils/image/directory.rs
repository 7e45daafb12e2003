//! Image datasets from directories.

use std::marker::PhantomData;
use std::path::{Path, PathBuf};

use ndarray::{Array4, ArrayViewMut3};
use rayon::prelude::*;

use super::aspect::Aspect;
use super::{ColorMode, ImageStream, Interpolation, SplitImages, load_img, resize};
use crate::utils::directory::{ClassFolders, Found, Int, LabelMode, class_folder_options, has_extension};
use crate::{Error, Result};

/// Image dataset: images of one size, and their labels.
#[derive(Clone, Debug, PartialEq)]
pub struct ImageDataset<Y> {
    /// The images, shape `(samples, height, width, channels)`, from 0 to 255.
    pub x: Array4<f32>,
    /// Their labels, as [`label_mode`](ImagesFromDirectory::label_mode) has them.
    pub y: Y,
    /// What the classes are named.
    pub class_names: Vec<String>,
    /// The file that each image is from.
    pub file_paths: Vec<PathBuf>,
}

/// Image dataset from a directory that has a folder for each class, to be loaded.
///
/// This is [`keras.utils.image_dataset_from_directory`](https://keras.io/api/data_loading/image/#imagedatasetfromdirectory-function),
/// its arguments by their names and with their defaults; all images are loaded at once, for `fit` to take batches of.
///
/// ```no_run
/// use keras::utils::{Categorical, ColorMode, image_dataset_from_directory};
///
/// // flowers/daisy/1.jpg, flowers/rose/1.jpg, ...
/// let (train, validation) = image_dataset_from_directory("flowers")
///     .image_size(180, 180)
///     .label_mode(Categorical)
///     .seed(123)
///     .validation_split(0.2)
///     .both()?;
/// println!("{:?}", train.class_names);
/// assert_eq!(train.x.dim().3, 3);
/// # Ok::<(), keras::Error>(())
/// ```
///
/// Files are looked for in folders of the classes' folders too, and are those whose names end in `.png`, `.jpg`, `.jpeg`,
/// `.bmp` or `.gif`. With a [`seed`](ImagesFromDirectory::seed) they are shuffled and split as Keras does it.
///
/// The images are numbers from 0 to 255: let the first layer of a model be `Rescaling(1.0 / 255.0)`.
///
/// Of Keras's arguments there is no `labels` other than those inferred from the folders, and no `follow_links`.
pub fn image_dataset_from_directory(directory: impl Into<PathBuf>) -> ImagesFromDirectory<Int> {
    ImagesFromDirectory {
        folders: ClassFolders::new(directory),
        color_mode: ColorMode::Rgb,
        image_size: (256, 256),
        interpolation: Interpolation::Bilinear,
        aspect: Aspect::Distorted,
        label_mode: PhantomData,
    }
}

/// Options of [`image_dataset_from_directory`]: what it loads, and how.
#[derive(Clone, Debug)]
#[must_use]
pub struct ImagesFromDirectory<L> {
    pub(super) folders: ClassFolders,
    color_mode: ColorMode,
    image_size: (usize, usize),
    interpolation: Interpolation,
    aspect: Aspect,
    label_mode: PhantomData<fn() -> L>,
}

impl<L: LabelMode> ImagesFromDirectory<L> {
    /// Label mode, what labels look like: [`Int`] (the default), [`Categorical`](crate::utils::Categorical) or
    /// [`Binary`](crate::utils::Binary).
    pub fn label_mode<M: LabelMode>(self, _: M) -> ImagesFromDirectory<M> {
        let Self { folders, color_mode, image_size, interpolation, aspect, .. } = self;
        ImagesFromDirectory {
            folders,
            color_mode,
            image_size,
            interpolation,
            aspect,
            label_mode: PhantomData,
        }
    }

    class_folder_options!("images");

    /// Color mode, the channels of the images; default [`ColorMode::Rgb`].
    pub fn color_mode(mut self, color_mode: ColorMode) -> Self {
        self.color_mode = color_mode;
        self
    }

    /// The size that all images get; default 256 by 256.
    pub fn image_size(mut self, height: usize, width: usize) -> Self {
        self.image_size = (height, width);
        self
    }

    /// How images get their size; default [`Interpolation::Bilinear`].
    pub fn interpolation(mut self, interpolation: Interpolation) -> Self {
        self.interpolation = interpolation;
        self
    }

    /// Cuts off equal parts of two sides, so that no image is distorted.
    pub fn crop_to_aspect_ratio(mut self) -> Self {
        self.aspect = Aspect::Cropped;
        self
    }

    /// Puts black at two sides, equally much, so that no image is distorted.
    pub fn pad_to_aspect_ratio(mut self) -> Self {
        self.aspect = Aspect::Padded;
        self
    }

    /// Sets this fraction of the images apart, the last ones after shuffling, to validate on.
    pub fn validation_split(self, fraction: f64) -> SplitImages<L> {
        SplitImages::new(self, fraction)
    }

    /// All images with their labels.
    ///
    /// # Errors
    ///
    /// Where the directory cannot be listed, has no images, lacks a folder of `class_names`, or has a number of
    /// classes that `label_mode` cannot tell; where a file is damaged.
    pub fn load(self) -> Result<ImageDataset<L::Labels>> {
        let (class_names, found) = self.folders.found(is_image)?;
        self.read(&class_names, &found, "images")
    }

    /// Batches of so many images with their labels, which are read while a model learns: for more of them than fit into
    /// memory.
    ///
    /// ```no_run
    /// use keras::prelude::*;
    /// use keras::utils::image_dataset_from_directory;
    ///
    /// let images = image_dataset_from_directory("flowers").image_size(64, 64).seed(123);
    /// let (train, validation) = images.validation_split(0.2).stream_both(32)?;
    /// # let model = sequential![Flatten(input = (64, 64, 3)), Dense(5, activation = softmax)];
    /// # let mut model = model.compile(SGD::default(), SparseCategoricalCrossentropy::default(), metrics![]);
    /// model.fit_batches(train.dataset, Fit::epochs(10).validation_batches(validation.dataset))?;
    /// # Ok::<(), keras::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`load`](Self::load), but that of a damaged file, which comes with the batch that it is in.
    pub fn stream(self, batch_size: usize) -> Result<ImageStream<L>> {
        let (class_names, found) = self.folders.found(is_image)?;
        ImageStream::new(self, class_names, found, batch_size, "images")
    }

    pub(super) fn read(
        &self,
        class_names: &[String],
        found: &[Found],
        what: &str,
    ) -> Result<ImageDataset<L::Labels>> {
        let y = self.folders.labels::<L>(class_names.len(), found, what)?;
        let mut x = self.zeros(found.len())?;
        let images: Vec<_> = x.outer_iter_mut().zip(found).collect();
        let read = images.into_par_iter().map(|(out, (path, _))| self.read_one(path, out));
        read.collect::<Vec<_>>().into_iter().collect::<Result<()>>()?;
        let file_paths = found.iter().map(|(path, _)| path.clone()).collect();
        Ok(ImageDataset { x, y, class_names: class_names.to_vec(), file_paths })
    }

    /// Memory for so many images.
    pub(super) fn zeros(&self, images: usize) -> Result<Array4<f32>> {
        let (height, width) = self.image_size;
        let shape = [images, height, width, self.color_mode.channels()];
        let size = shape.iter().try_fold(size_of::<f32>(), |size, &axis| size.checked_mul(axis));
        if !size.is_some_and(|size| size > 0 && size <= isize::MAX as usize) {
            let message = format!("{images} images of {height} × {width} pixels are none, or too many");
            return Err(Error::new(self.folders.directory.display().to_string(), message));
        }
        Ok(Array4::zeros(shape))
    }

    pub(super) fn read_one(&self, path: &Path, mut out: ArrayViewMut3<'_, f32>) -> Result<()> {
        let image = load_img(path, self.color_mode)?;
        let sized = self.aspect.of(image, self.image_size);
        let sized = sized.and_then(|image| resize(&image, self.image_size, self.interpolation));
        out.assign(&sized.map_err(|error| error.within(path.display()))?);
        Ok(())
    }
}

pub(super) fn is_image(path: &Path) -> bool {
    has_extension(path, &["bmp", "gif", "jpeg", "jpg", "png"])
}
