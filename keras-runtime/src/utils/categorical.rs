//! Labels as vectors, and vectors of one length.

use ndarray::{Array, Array2, ArrayBase, Axis, Data, Dimension};

use crate::training::data::Number;
use crate::{Error, Result};

/// One-hot vectors of classes, a row for each label, as
/// [`keras.utils.to_categorical`](https://keras.io/api/utils/python_utils/#to_categorical-function): for losses such as
/// [`CategoricalCrossentropy`](crate::losses::CategoricalCrossentropy). `num_classes` is 0 for as many as there are up to the
/// last class that occurs.
///
/// ```
/// use keras::utils::to_categorical;
/// use keras::ndarray::array;
///
/// assert_eq!(to_categorical(&[0, 2], 3)?, array![[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]);
/// # Ok::<(), keras::Error>(())
/// ```
///
/// # Errors
///
/// If a label is no index of a class: negative, no whole number, or `num_classes` and more.
pub fn to_categorical<'a, T: Number + 'a>(
    labels: impl IntoIterator<Item = &'a T>,
    num_classes: usize,
) -> Result<Array2<f32>> {
    const PLACE: &str = "`to_categorical`";
    /// Whole numbers of `f32` are exact up to here.
    const MOST: f32 = 16_777_216.0;
    let index = |(i, label): (usize, &T)| {
        let class = label.to_f32();
        let is_class = (0.0..MOST).contains(&class) && class.fract() == 0.0;
        if is_class && (num_classes == 0 || (class as usize) < num_classes) {
            return Ok(class as usize);
        }
        let expected = match num_classes {
            0 => "the index of a class, from 0".to_owned(),
            count => format!("the index of one of {count} classes, from 0"),
        };
        Err(Error::expected(format!("{PLACE}, label {i}"), expected, label))
    };
    let classes: Vec<usize> = labels.into_iter().enumerate().map(index).collect::<Result<_>>()?;
    let count = match num_classes {
        0 => classes.iter().max().map_or(0, |last| last + 1),
        count => count,
    };
    if classes.len().checked_mul(count).is_none_or(|numbers| numbers > isize::MAX as usize / size_of::<f32>())
    {
        return Err(Error::new(PLACE, format!("{} vectors of {count} classes are too many", classes.len())));
    }
    let mut vectors = Array2::zeros((classes.len(), count));
    classes.into_iter().enumerate().for_each(|(row, class)| vectors[[row, class]] = 1.0);
    Ok(vectors)
}

/// Vectors along an axis, each divided by its norm, as
/// [`keras.utils.normalize`](https://keras.io/api/utils/python_utils/#normalize-function). `order` is 2 for the Euclidean norm, 1
/// for the sum of absolute values, infinite for the greatest of them; a vector of zeros stays as it is.
///
/// ```
/// use keras::utils::normalize;
/// use keras::ndarray::array;
///
/// assert_eq!(normalize(&array![[3.0, 4.0], [0.0, 0.0]], -1, 2.0)?, array![[0.6, 0.8], [0.0, 0.0]]);
/// # Ok::<(), keras::Error>(())
/// ```
///
/// # Errors
///
/// If there is no such axis, counted from the end if it is negative, or the order is not above 0.
pub fn normalize<S: Data<Elem = f32>, D: Dimension>(
    x: &ArrayBase<S, D>,
    axis: isize,
    order: f64,
) -> Result<Array<f32, D>> {
    let rank = x.ndim() as isize;
    if !(-rank..rank).contains(&axis) {
        return Err(Error::expected("`normalize`, axis", format!("an axis of {rank}"), axis));
    }
    if order.is_nan() || order <= 0.0 {
        return Err(Error::expected("`normalize`, order", "a number above 0", order));
    }
    let mut normalized = x.to_owned();
    for mut vector in normalized.lanes_mut(Axis(axis.rem_euclid(rank) as usize)) {
        let sizes = vector.iter().map(|&number| f64::from(number.abs()));
        let norm = if order.is_infinite() {
            sizes.fold(0.0, f64::max)
        } else {
            sizes.map(|size| size.powf(order)).sum::<f64>().powf(order.recip())
        };
        if norm != 0.0 {
            vector.mapv_inplace(|number| (f64::from(number) / norm) as f32);
        }
    }
    Ok(normalized)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn a_row_has_1_at_its_class() {
        assert_eq!(to_categorical(&[1.0, 0.0], 0).unwrap(), array![[0.0, 1.0], [1.0, 0.0]]);
        assert_eq!(to_categorical(&array![[1u8]], 2).unwrap(), array![[0.0, 1.0]]);
        assert_eq!(to_categorical(&[0u8; 0], 0).unwrap().dim(), (0, 0));
    }

    #[test]
    fn what_is_no_class_is_an_error() {
        let error = |labels: &[f32], count| to_categorical(labels, count).unwrap_err().to_string();
        assert_eq!(
            error(&[0.0, 2.0], 2),
            "`to_categorical`, label 1: expected the index of one of 2 classes, from 0, found 2"
        );
        assert!(error(&[-1.0], 0).contains("found -1"));
        assert!(error(&[0.5], 0).contains("found 0.5"));
        assert!(error(&[f32::NAN], 0).contains("found NaN"));
    }

    #[test]
    fn norms_are_those_of_keras() {
        let x = array![[1.0, -2.0], [4.0, 4.0]];
        assert_eq!(normalize(&x, 0, f64::INFINITY).unwrap(), array![[0.25, -0.5], [1.0, 1.0]]);
        assert_eq!(normalize(&x, -1, 1.0).unwrap(), array![[1.0 / 3.0, -2.0 / 3.0], [0.5, 0.5]]);
        assert!(normalize(&x, 2, 2.0).unwrap_err().to_string().contains("an axis of 2, found 2"));
        assert!(normalize(&x, 0, 0.0).is_err());
    }
}
