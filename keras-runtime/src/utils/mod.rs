//! Utilities, as in [`keras.utils`](https://keras.io/api/utils/).
//!
//! Reading images needs the feature `image`, writing them does not.

mod audio;
mod categorical;
mod directory;
mod drawing;
mod feature_space;
mod gallery;
mod get_file;
#[cfg(feature = "image")]
mod image;
mod lookup;
pub(crate) mod no_layers;
mod pad_sequences;
mod png;
mod save_img;
mod text_dataset;
mod text_vectorization;
mod timeseries;
mod vocabulary;

pub use crate::model::{PlotModel, Rankdir, model_to_dot, plot_model};
pub use audio::{AudioDataset, AudioFromDirectory, SplitAudio, audio_dataset_from_directory};
pub use categorical::{normalize, to_categorical};
pub use directory::{Binary, Categorical, Int, LabelMode};
pub use drawing::{
    BoundingBoxGallery, BoundingBoxes, BoxFormat, Color, DrawBoundingBoxes, DrawSegmentationMasks,
    SegmentationMaskGallery, draw_bounding_boxes, draw_segmentation_masks, plot_bounding_box_gallery,
    plot_segmentation_mask_gallery,
};
pub use feature_space::{
    AdaptedFeatureSpace, Bins, Categories, Cell, Cross, Encoded, Feature, FeatureSpace, Number, Table,
};
pub use gallery::{ImageGallery, plot_image_gallery};
pub use get_file::{GetFile, get_file};
#[cfg(feature = "image")]
pub use image::{
    ColorMode, ImageDataset, ImageFiles, ImageStream, ImagesFromDirectory, Interpolation, SplitImages,
    image_dataset_from_directory, load_img, resize,
};
pub use lookup::{
    Column, HashedCrossing, Hashing, IntegerLookup, IntoToken, Lookup, LookupOptions, StringLookup, Token,
};
pub use pad_sequences::{PadSequences, Side, pad_sequences};
pub use save_img::{Scale, array_to_img, save_img};
pub use text_dataset::{SplitTexts, TextDataset, TextsFromDirectory, text_dataset_from_directory};
pub use text_vectorization::{Split, Standardize, TextVectorization};
pub use timeseries::{Timeseries, Windows, timeseries_dataset_from_array};
pub use vocabulary::Vocabulary;
