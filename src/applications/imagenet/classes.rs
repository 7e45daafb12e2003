//! Names of ImageNet's classes.

use std::collections::HashMap;

use ndarray::{ArrayBase, ArrayView1, Axis, Data, Ix2};

use crate::serde_json;
use crate::utils::get_file;
use crate::{Error, ErrorKind, Result};

/// Prediction of one class of ImageNet.
#[derive(Clone, Debug, PartialEq)]
pub struct Prediction {
    /// Identifier of the class in WordNet, `n02085936`.
    pub class_name: String,
    /// What it is, `Maltese_dog`.
    pub class_description: String,
    /// Its probability.
    pub score: f32,
}

/// Predictions of ImageNet's classes with their names, for each image the `top` most probable ones, the best first.
///
/// `probabilities` is what a network gives, shape `(images, 1000)`. This is Keras's
/// [`decode_predictions`](https://keras.io/api/applications/#classify-imagenet-classes-with-resnet50), whose `top` is 5 by
/// default.
///
/// The names are read from Keras's `~/.keras/models/imagenet_class_index.json`, and with the feature `download` they come from
/// where Keras gets them.
///
/// # Errors
///
/// If the last axis is not of 1000 classes, if one is NaN or infinite, or if the file of the names is neither there nor to be had.
pub fn decode_predictions<S>(probabilities: &ArrayBase<S, Ix2>, top: usize) -> Result<Vec<Vec<Prediction>>>
where
    S: Data<Elem = f32>,
{
    let (_, classes) = probabilities.dim();
    if classes != CLASSES {
        let expected = format!("probabilities of {CLASSES} classes, shape (images, {CLASSES})");
        return Err(Error::expected("decode_predictions", expected, format!("{:?}", probabilities.shape())));
    }
    if let Some(((image, class), score)) = probabilities.indexed_iter().find(|(_, score)| !score.is_finite())
    {
        let place = format!("decode_predictions, image {image}, class {class}");
        return Err(Error::expected(place, "a probability", score).with_kind(ErrorKind::NotFinite));
    }
    let names = names()?;
    Ok(probabilities.axis_iter(Axis(0)).map(|image| best(image, top, &names)).collect())
}

const CLASSES: usize = 1000;

/// The best classes of an image; of equal ones the last first, as in Keras.
fn best(image: ArrayView1<'_, f32>, top: usize, names: &[[String; 2]]) -> Vec<Prediction> {
    let mut order: Vec<usize> = (0..image.len()).rev().collect();
    order.sort_by(|&a, &b| image[b].total_cmp(&image[a]));
    let named = |&class: &usize| {
        let [class_name, class_description] = names[class].clone();
        Prediction { class_name, class_description, score: image[class] }
    };
    order.iter().take(top).map(named).collect()
}

/// The identifiers and the names of the classes, in the order of their indices.
fn names() -> Result<Vec<[String; 2]>> {
    let asked =
        get_file("https://storage.googleapis.com/download.tensorflow.org/data/imagenet_class_index.json");
    #[cfg(feature = "download")]
    let asked = asked.file_hash("c2c37ea517e94d9795004a39431a14cb");
    let path = asked.cache_subdir("models").path()?;
    let place = || path.display().to_string();
    let text = std::fs::read_to_string(&path)
        .map_err(|error| Error::new(place(), error.to_string()).with_kind(ErrorKind::File))?;
    read_names(&text).ok_or_else(|| {
        let expected = format!("an object of {CLASSES} classes, `\"0\": [\"n01440764\", \"tench\"]`");
        Error::expected(place(), expected, "something else").with_kind(ErrorKind::Format)
    })
}

/// Those in Keras's file, an object of an identifier and a name for each index.
fn read_names(text: &str) -> Option<Vec<[String; 2]>> {
    let mut classes: HashMap<String, [String; 2]> = serde_json::from_str(text).ok()?;
    (0..CLASSES).map(|class| classes.remove(&class.to_string())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array2, array};

    fn file() -> String {
        let class = |class| format!("\"{class}\": [\"n{class}\", \"class_{class}\"]");
        format!("{{{}}}", (0..CLASSES).map(class).collect::<Vec<_>>().join(", "))
    }

    #[test]
    fn names_are_those_of_the_indices() {
        let names = read_names(&file()).unwrap();
        assert_eq!(names[999], ["n999", "class_999"]);
        assert!(read_names(&file().replace("\"7\"", "\"1007\"")).is_none());
        assert!(read_names("[]").is_none());
    }

    #[test]
    fn the_best_come_first_and_of_equal_ones_the_last() {
        let names = read_names(&file()).unwrap();
        let found = best(array![0.1, 0.3, 0.2, 0.3].view(), 3, &names);
        let found: Vec<_> = found.iter().map(|found| (&*found.class_description, found.score)).collect();
        assert_eq!(found, [("class_3", 0.3), ("class_1", 0.3), ("class_2", 0.2)]);
        assert_eq!(best(array![0.5].view(), 9, &names).len(), 1);
    }

    #[test]
    fn what_is_no_number_is_an_error() {
        let mut probabilities = Array2::zeros((2, 1000));
        probabilities[(1, 7)] = f32::NAN;
        let error = decode_predictions(&probabilities, 5).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFinite);
        let message = "decode_predictions, image 1, class 7: expected a probability, found NaN";
        assert_eq!(error.to_string(), message);
    }

    #[test]
    fn probabilities_of_other_classes_are_an_error() {
        let error = decode_predictions(&Array2::zeros((2, 10)), 5).unwrap_err().to_string();
        assert!(
            error.contains("expected probabilities of 1000 classes, shape (images, 1000), found [2, 10]"),
            "{error}"
        );
    }
}
