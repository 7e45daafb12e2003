//! Label modes: how the classes of images are encoded.

use ndarray::{Array1, Array2};

use crate::{Error, Result};

/// Label mode, what labels look like: `label_mode` of
/// [`text_dataset_from_directory`](crate::utils::text_dataset_from_directory),
/// [`audio_dataset_from_directory`](crate::utils::audio_dataset_from_directory) and `image_dataset_from_directory`.
pub trait LabelMode: Clone + 'static {
    /// The labels.
    type Labels: Send;

    /// The labels of samples of these classes, of which there are so many.
    ///
    /// # Errors
    ///
    /// Where so many classes cannot be told like this.
    fn labels(classes: &[usize], count: usize) -> Result<Self::Labels>;
}

/// Integer labels: the index of the class, for a loss such as
/// [`SparseCategoricalCrossentropy`](crate::losses::SparseCategoricalCrossentropy).
#[derive(Clone, Copy, Debug)]
pub struct Int;

/// One-hot labels: as many numbers as there are classes, 1 for the class and 0 for the others, for a loss such as
/// [`CategoricalCrossentropy`](crate::losses::CategoricalCrossentropy).
#[derive(Clone, Copy, Debug)]
pub struct Categorical;

/// Binary labels: 0 for the one class, 1 for the other, shape `(samples, 1)`, for a loss such as
/// [`BinaryCrossentropy`](crate::losses::BinaryCrossentropy).
#[derive(Clone, Copy, Debug)]
pub struct Binary;

impl LabelMode for Int {
    type Labels = Array1<u32>;

    fn labels(classes: &[usize], _: usize) -> Result<Array1<u32>> {
        Ok(classes.iter().map(|&class| class as u32).collect())
    }
}

impl LabelMode for Categorical {
    type Labels = Array2<f32>;

    fn labels(classes: &[usize], count: usize) -> Result<Array2<f32>> {
        let is_class = |(sample, class): (usize, usize)| u8::from(classes[sample] == class).into();
        Ok(Array2::from_shape_fn((classes.len(), count), is_class))
    }
}

impl LabelMode for Binary {
    type Labels = Array2<f32>;

    fn labels(classes: &[usize], count: usize) -> Result<Array2<f32>> {
        if count != 2 {
            return Err(Error::expected("", "2 classes for labels that are `Binary`", count));
        }
        Ok(Array2::from_shape_fn((classes.len(), 1), |(sample, _)| classes[sample] as f32))
    }
}
