//! Images from files, with the feature `image`.

mod aspect;
mod directory;
mod load_img;
mod resize;
mod split;
mod stream;
#[cfg(test)]
mod tests;

pub use directory::{ImageDataset, ImagesFromDirectory, image_dataset_from_directory};
pub use load_img::{ColorMode, load_img};
pub use resize::{Interpolation, resize};
pub use split::SplitImages;
pub use stream::{ImageFiles, ImageStream};
