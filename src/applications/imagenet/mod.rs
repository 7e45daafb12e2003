//! What is common to the networks of ImageNet: weights that were trained on it, and the names of its classes.

mod classes;
mod weights;

pub use classes::{Prediction, decode_predictions};

use crate::prelude::*;
use crate::utils::get_file;
use crate::{Error, Result};

/// ImageNet weights of a network, Keras's `weights="imagenet"`: those that Keras has trained and publishes.
///
/// Every network of [`applications`](super) has them, and so has each without its top; only
/// [`ResNet20`](super::ResNet20) has none.
///
/// They are read from where Keras keeps them, `~/.keras/models`. With the feature `download`, what is not there is downloaded
/// from where Keras gets it, and kept: 9 MB of `MobileNetV3Small`, 98 MB of `ResNet50`, 1.3 GB of `ConvNeXtXLarge`.
///
/// ```no_run
/// use keras::applications::ImageNet;
/// use keras::applications::resnet50::{ResNet50, decode_predictions, preprocess_input};
/// use keras::prelude::*;
/// use keras::ndarray::Array4;
///
/// # fn main() -> keras::Result<()> {
/// # let images = Array4::<f32>::zeros((1, 224, 224, 3));
/// let mut model = ResNet50::imagenet()?;
/// let probabilities = model.predict(preprocess_input(&images)?)?;
/// for prediction in &decode_predictions(&probabilities, 3)?[0] {
///     println!("{}: {:.3}", prediction.class_description, prediction.score);
/// }
/// # Ok(())
/// # }
/// ```
pub trait ImageNet: Checked {
    /// The file of the weights.
    #[doc(hidden)]
    const WEIGHTS: Weights;

    /// The network with its ImageNet weights.
    ///
    /// # Errors
    ///
    /// As [`load_imagenet`](Self::load_imagenet).
    fn imagenet() -> Result<Self> {
        let mut network = Self::default();
        network.load_imagenet()?;
        Ok(network)
    }

    /// Loads the ImageNet weights into the network, which may be a layer of another model, `model.base.load_imagenet()`.
    ///
    /// # Errors
    ///
    /// If the file of the weights is neither there nor to be had, or is another file. The network is unchanged then.
    fn load_imagenet(&mut self) -> Result<()> {
        let Weights { folder, file, cached, hash } = Self::WEIGHTS;
        #[cfg(not(feature = "download"))]
        let _ = hash;
        let url = format!("https://storage.googleapis.com/{folder}/{file}");
        let asked = get_file(url.as_str()).fname(cached).cache_subdir("models");
        #[cfg(feature = "download")]
        let asked = match hash {
            Some(hash) => asked.file_hash(hash),
            None => asked,
        };
        let path = asked.path()?;
        self.load_weights(path)
            .map_err(|error: Error| error.help(format!("put the file of {url} in its place")))
    }
}

/// Weights of a network, as Keras publishes them.
#[doc(hidden)]
pub struct Weights {
    /// Folder in `https://storage.googleapis.com`.
    pub folder: &'static str,
    /// Name in that folder.
    pub file: &'static str,
    /// Name in Keras's cache.
    pub cached: &'static str,
    /// Hash, where Keras has one.
    pub hash: Option<&'static str>,
}
