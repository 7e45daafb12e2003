//! CIFAR-100: photographs of 32 by 32 pixels in a hundred classes, 50,000 to train on and 10,000 to test.
//!
//! [CIFAR-100](https://keras.io/api/datasets/cifar100/) is by A. Krizhevsky, V. Nair and G. Hinton: see
//! A. Krizhevsky, [Learning Multiple Layers of Features from Tiny
//! Images](https://www.cs.toronto.edu/~kriz/learning-features-2009-TR.pdf), 2009.

use super::ColorImages;
use super::cifar::Cifar;
use crate::Result;
use crate::files::cache;

/// Label mode: which classes the labels name.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum LabelMode {
    /// A hundred classes, named by [`FINE_NAMES`].
    #[default]
    Fine,
    /// Twenty classes of five of those each, named by [`COARSE_NAMES`].
    Coarse,
}

/// The hundred classes: `y` is named `FINE_NAMES[y]`.
#[rustfmt::skip]
pub const FINE_NAMES: [&str; 100] = [
    "apple", "aquarium_fish", "baby", "bear", "beaver", "bed", "bee", "beetle", "bicycle", "bottle",
    "bowl", "boy", "bridge", "bus", "butterfly", "camel", "can", "castle", "caterpillar", "cattle",
    "chair", "chimpanzee", "clock", "cloud", "cockroach", "couch", "crab", "crocodile", "cup", "dinosaur",
    "dolphin", "elephant", "flatfish", "forest", "fox", "girl", "hamster", "house", "kangaroo", "keyboard",
    "lamp", "lawn_mower", "leopard", "lion", "lizard", "lobster", "man", "maple_tree", "motorcycle", "mountain",
    "mouse", "mushroom", "oak_tree", "orange", "orchid", "otter", "palm_tree", "pear", "pickup_truck", "pine_tree",
    "plain", "plate", "poppy", "porcupine", "possum", "rabbit", "raccoon", "ray", "road", "rocket",
    "rose", "sea", "seal", "shark", "shrew", "skunk", "skyscraper", "snail", "snake", "spider",
    "squirrel", "streetcar", "sunflower", "sweet_pepper", "table", "tank", "telephone", "television", "tiger",
    "tractor", "train", "trout", "tulip", "turtle", "wardrobe", "whale", "willow_tree", "wolf", "woman", "worm",
];

/// The twenty classes: `y` is named `COARSE_NAMES[y]`.
pub const COARSE_NAMES: [&str; 20] = [
    "aquatic_mammals",
    "fish",
    "flowers",
    "food_containers",
    "fruit_and_vegetables",
    "household_electrical_devices",
    "household_furniture",
    "insects",
    "large_carnivores",
    "large_man-made_outdoor_things",
    "large_natural_outdoor_scenes",
    "large_omnivores_and_herbivores",
    "medium_mammals",
    "non-insect_invertebrates",
    "people",
    "reptiles",
    "small_mammals",
    "trees",
    "vehicles_1",
    "vehicles_2",
];

const fn cifar100(mode: LabelMode) -> Cifar {
    let (labels, classes) = match mode {
        LabelMode::Fine => ("fine_labels", 100),
        LabelMode::Coarse => ("coarse_labels", 20),
    };
    let archive = cache::File {
        path: "cifar-100-python-target_archive",
        origin: cache::Origin {
            url: "https://www.cs.toronto.edu/~kriz/cifar-100-python.tar.gz",
            size: Some(169_001_437),
            hash: Some("85cd44d02ba6437773c5bbd22e183051d648de2e7d6b014e1ef29b855ba677a7"),
        },
    };
    Cifar { archive, folder: "cifar-100-python", files: [&["train"], &["test"]], labels, classes }
}

/// The photographs for training and those for testing, as `keras.datasets.cifar100.load_data` gives them.
///
/// `x` has the shape `(samples, 32, 32, 3)`, bytes of red, green and blue; `y` has the shape `(samples,)` (in
/// Keras `(samples, 1)`), classes from 0 to 99 or 19.
///
/// ```no_run
/// use keras::datasets::cifar100::{self, LabelMode};
///
/// let (train, test) = cifar100::load(LabelMode::Coarse)?;
/// println!("{}", cifar100::COARSE_NAMES[usize::from(test.y[0])]);
/// # Ok::<(), keras::Error>(())
/// ```
///
/// # Errors
///
/// Where neither the archive nor what Keras unpacks of it is to be had below `datasets`, or is not CIFAR-100; see
/// the [module](super) for where it is looked for.
pub fn load(label_mode: LabelMode) -> Result<(ColorImages, ColorImages)> {
    cifar100(label_mode).load(&cache::home()?, [50_000, 10_000])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::datasets::cifar::tests::file;

    #[test]
    fn labels_are_fine_or_coarse() {
        let home = tempfile::TempDir::new().unwrap();
        let folder = home.path().join("datasets/cifar-100-python");
        std::fs::create_dir_all(&folder).unwrap();
        for (name, fine, colors) in
            [("train", &[99, 7][..], &[[1; 3], [2; 3]][..]), ("test", &[20], &[[3; 3]])]
        {
            let coarse = vec![19; fine.len()];
            let bytes = file(&[("coarse_labels", &coarse), ("fine_labels", fine)], colors);
            std::fs::write(folder.join(name), bytes).unwrap();
        }
        for (mode, expected) in [(LabelMode::Fine, [99, 7, 20]), (LabelMode::Coarse, [19; 3])] {
            let (train, test) = cifar100(mode).load(home.path(), [2, 1]).unwrap();
            assert_eq!(train.y.iter().chain(&test.y).copied().collect::<Vec<_>>(), expected);
            assert_eq!((train.x[[1, 31, 31, 2]], test.x[[0, 0, 0, 0]]), (2, 3));
        }
    }

    #[test]
    fn classes_are_named_in_the_order_of_the_alphabet() {
        assert!(FINE_NAMES.is_sorted() && COARSE_NAMES.is_sorted());
    }
}
