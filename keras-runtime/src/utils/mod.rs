//! Utilities, as in [`keras.utils`](https://keras.io/api/utils/).
//!
//! Reading images needs the feature `image`, writing them does not.

mod gallery;
#[cfg(feature = "image")]
mod image;
mod pad_sequences;
mod png;
mod save_img;
mod text_vectorization;
mod timeseries;
mod vocabulary;

pub use crate::model::{PlotModel, Rankdir, model_to_dot, plot_model};
pub use gallery::{ImageGallery, plot_image_gallery};
#[cfg(feature = "image")]
pub use image::{
    Binary, Categorical, ColorMode, ImageDataset, ImageFiles, ImageStream, ImagesFromDirectory, Int,
    Interpolation, LabelMode, SplitImages, image_dataset_from_directory, load_img, resize,
};
pub use pad_sequences::{PadSequences, Side, pad_sequences};
pub use save_img::{Scale, array_to_img, save_img};
pub use text_vectorization::{Split, Standardize, TextVectorization};
pub use timeseries::{Timeseries, Windows, timeseries_dataset_from_array};
pub use vocabulary::Vocabulary;
