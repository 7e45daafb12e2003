//! Datasets, as in [`keras.datasets`](https://keras.io/api/datasets/).
//!
//! [`digits`] is embedded in the library. The others are read from where Keras keeps them,
//! `$KERAS_HOME/datasets`, or `~/.keras/datasets` where that variable is not set. With the feature `download`,
//! what is not there is downloaded from where Keras gets it, checked by its hash and kept.
//!
//! A file that is there already is taken for what it holds: element type, shape and checksums must be right,
//! but a repacked file is as good as Keras's own.

pub mod boston_housing;
pub mod california_housing;
mod cifar;
pub mod cifar10;
pub mod cifar100;
pub mod digits;
pub mod fashion_mnist;
mod files;
mod housing;
pub mod imdb;
pub mod mnist;
pub mod reuters;
mod words;

pub use housing::Houses;
pub use words::{Texts, Words};

use ndarray::{Array, Array1, Array2, Array3, Array4, Dimension};

/// Dataset of samples and labels: `x` and `y` have one entry a sample along axis 0.
///
/// The fields are arrays of [`ndarray`], or lists where each sample has a length of its own, to be used as they are
/// or taken out and worked on.
#[derive(Debug, Clone, PartialEq)]
pub struct Dataset<X, Y> {
    /// The inputs, shape `(samples, ...)`.
    pub x: X,
    /// The labels, shape `(samples,)`.
    pub y: Y,
}

/// Grey images of one size, shape `(samples, height, width)`, and their classes, shape `(samples,)`.
pub type Images = Dataset<Array3<u8>, Array1<u8>>;

/// Images of one size in colour, shape `(samples, height, width, 3)`, and their classes, shape `(samples,)`.
pub type ColorImages = Dataset<Array4<u8>, Array1<u8>>;

impl<A, B, D: Dimension> Dataset<Array<A, D>, Array1<B>> {
    /// The number of samples.
    pub fn len(&self) -> usize {
        self.y.len()
    }

    /// Whether there is no sample.
    pub fn is_empty(&self) -> bool {
        self.y.is_empty()
    }
}

impl<D: Dimension, Y> Dataset<Array<u8, D>, Y> {
    /// Normalized dataset: every byte of `x` divided by 255, so that it lies between 0 and 1.
    pub fn normalized(self) -> Dataset<Array<f32, D>, Y> {
        Dataset { x: self.x.mapv(|byte| f32::from(byte) / 255.0), y: self.y }
    }
}

impl<A: Clone, D: Dimension, Y> Dataset<Array<A, D>, Y> {
    /// Flattened dataset, each sample a row: `(samples, height, width)` becomes `(samples, height * width)`.
    pub fn flattened(self) -> Dataset<Array2<A>, Y> {
        let mut sizes = self.x.shape().iter().copied();
        let shape = (sizes.next().unwrap_or(1), sizes.product::<usize>());
        let x = self.x.into_shape_clone(shape).expect("the size stays");
        Dataset { x, y: self.y }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{ShapeBuilder, array};

    #[test]
    fn normalized_bytes_span_0_to_1() {
        let data = Dataset { x: array![[0, 51], [204, 255]], y: array![0u8, 1] };
        assert_eq!(data.normalized().x, array![[0.0, 0.2], [0.8, 1.0]]);
    }

    #[test]
    fn flattened_images_are_rows_whatever_the_order_in_memory() {
        let rows = array![[0, 1, 2, 3], [4, 5, 6, 7]];
        let x = Array3::from_shape_vec((2, 2, 2), (0..8).collect()).unwrap();
        assert_eq!(Dataset { x, y: array![0u8, 1] }.flattened().x, rows);
        let x = Array3::from_shape_vec((2, 2, 2).f(), vec![0, 4, 2, 6, 1, 5, 3, 7]).unwrap();
        assert_eq!(Dataset { x, y: array![0u8, 1] }.flattened().x, rows);
    }

    #[test]
    fn flattened_images_in_colour_are_rows() {
        let x = Array4::from_shape_vec((2, 1, 2, 3), (0..12).collect()).unwrap();
        let flat = Dataset { x, y: array![0u8, 1] }.flattened().x;
        assert_eq!(flat, array![[0, 1, 2, 3, 4, 5], [6, 7, 8, 9, 10, 11]]);
    }

    #[test]
    fn no_images_flatten_to_no_rows() {
        let data = Dataset { x: Array3::<u8>::zeros((0, 28, 28)), y: Array1::<u8>::zeros(0) };
        assert!(data.is_empty());
        assert_eq!(data.flattened().x.dim(), (0, 784));
    }
}
