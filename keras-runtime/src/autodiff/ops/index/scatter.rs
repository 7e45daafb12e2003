use super::super::arithmetic::{maximum, minimum, multiply};
use super::super::constants::constant;
use super::super::where_::where_;
use super::segment;
use super::{attempt, elements, sums};
use crate::autodiff::Tensor;
use crate::tensor::Dims;
use crate::{Error, Result};

/// Reduction of [`scatter_update`]: what becomes of an element that is updated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ScatterReduction {
    /// It is replaced, by the last of several updates: Keras's `None`.
    #[default]
    Replace,
    /// The updates are added to it.
    Add,
    /// It is multiplied by the updates.
    Mul,
    /// The largest of it and the updates.
    Max,
    /// The smallest of it and the updates.
    Min,
}

/// Scatters `values` into a tensor of zeros: each to the place in `shape` that its row of `indices` names, where several are
/// added. `(..., k)` indices, and a value, or a tensor of the axes of `shape` that they leave out, for each.
///
/// An index is from 0 on; one out of range is an error, where Keras passes over it.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let tape = Tape::new();
/// let (indices, values) = (tape.array(&[[0.0, 1.0], [2.0, 0.0]]), tape.array(&[5.0, 7.0]));
/// let y = K::scatter(&indices, &values, &[3, 2]);
/// assert_eq!(y.to_array(), keras::ndarray::array![[0.0, 5.0], [0.0, 0.0], [7.0, 0.0]].into_dyn());
/// ```
pub fn scatter(indices: &Tensor, values: &Tensor, shape: &[usize]) -> Tensor {
    attempt(values, |dims| {
        let into = Dims::new(shape)?;
        Ok(sums(values, places("K::scatter", indices, dims, into)?, into))
    })
}

/// Updates elements of `inputs`: those that the rows of `indices` name, `(n, k)`, by `updates`, `(n, ...)`, in one of the
/// [ways](ScatterReduction) of Keras. An index out of range is an error.
///
/// ```
/// # use keras::backend::{self as K, ScatterReduction};
/// # use keras::autodiff::Tape;
/// let tape = Tape::new();
/// let (x, at) = (tape.array(&[1.0, 2.0, 3.0]), tape.array(&[[2.0], [0.0]]));
/// let y = K::scatter_update(&x, &at, &tape.array(&[7.0, 8.0]), ScatterReduction::Add);
/// assert_eq!(y.to_array(), keras::ndarray::array![9.0, 2.0, 10.0].into_dyn());
/// ```
pub fn scatter_update(
    inputs: &Tensor,
    indices: &Tensor,
    updates: &Tensor,
    reduction: ScatterReduction,
) -> Tensor {
    attempt(inputs, |dims| {
        let at = places("K::scatter_update", indices, updates.shape(), dims)?;
        Ok(match reduction {
            ScatterReduction::Add => inputs + sums(updates, at, dims),
            ScatterReduction::Mul => multiply(inputs, segment::product(updates, at, dims)),
            ScatterReduction::Max => maximum(inputs, segment::extreme(updates, at, dims, 1.0)),
            ScatterReduction::Min => minimum(inputs, segment::extreme(updates, at, dims, -1.0)),
            ScatterReduction::Replace => replaced(inputs, updates, &at, dims)?,
        })
    })
}

/// Each element that is named several times takes the last.
fn replaced(inputs: &Tensor, updates: &Tensor, at: &[usize], dims: Dims) -> Result<Tensor> {
    let mut is_last = vec![false; at.len()];
    let mut seen = std::collections::HashSet::new();
    (0..at.len()).rev().for_each(|i| is_last[i] = seen.insert(at[i]));
    let last: Vec<usize> = (0..at.len()).filter(|&i| is_last[i]).collect();
    let into: Vec<usize> = last.iter().map(|&i| at[i]).collect();
    let list = Dims::new(&[last.len()])?;
    let is_updated = sums(&constant(inputs.tape(), 1.0, &list), into.clone(), dims);
    Ok(where_(&is_updated, sums(&elements(updates, last, list), into, dims), inputs))
}

/// The position in a tensor of shape `into` of each element of values of shape `dims`.
fn places(place: &str, indices: &Tensor, dims: Dims, into: Dims) -> Result<Vec<usize>> {
    let by = indices.shape();
    let Some((&depth, rows)) = by.split_last().filter(|(depth, _)| **depth <= into.rank()) else {
        let expected = format!("indices of at most {} numbers along the last axis", into.rank());
        return Err(Error::expected(place, expected, by));
    };
    let (named, rest) = into.split_at(depth);
    if *dims != [rows, rest].concat() {
        let expected = Dims::new(&[rows, rest].concat())?;
        return Err(Error::expected(place, format!("{expected}, a value for each index"), dims));
    }
    let block: usize = rest.iter().product();
    let mut at = Vec::with_capacity(dims.elements());
    // An empty axis may stand beside a vast one.
    if dims.elements() == 0 {
        return Ok(at);
    }
    indices.read(|numbers| {
        let row_of = |row: &[f32]| {
            row.iter().zip(named).try_fold(0, |at, (&index, &size)| {
                super::super::cross_entropy::check_indices(place, &[index], size)?;
                Ok(at * size + index as usize)
            })
        };
        for row in 0..rows.iter().product() {
            let start = row_of(&numbers[row * depth..][..depth])? * block;
            at.extend(start..start + block);
        }
        Ok(at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::Tape;
    use crate::autodiff::testing::{check_gradient, check_second_gradient};

    #[test]
    fn what_is_scattered_has_its_gradient() {
        check_second_gradient(&[&[3]], |x| {
            scatter(&x[0].tape().array(&[[0.0, 1.0], [1.0, 0.0], [0.0, 1.0]]), &x[0], &[2, 2])
        });
        check_second_gradient(&[&[2, 2]], |x| scatter(&x[0].tape().array(&[[2.0], [0.0]]), &x[0], &[3, 2]));
    }

    #[test]
    fn updates_have_their_gradients_in_every_way() {
        use ScatterReduction::{Add, Max, Min, Mul, Replace};
        for way in [Replace, Add, Mul, Max, Min] {
            check_gradient(&[&[4], &[3]], |x| {
                scatter_update(&x[0], &x[0].tape().array(&[[2.0], [0.0], [2.0]]), &x[1], way)
            });
            check_gradient(&[&[3, 2], &[1, 2]], |x| {
                scatter_update(&x[0], &x[0].tape().array(&[[1.0]]), &x[1], way)
            });
        }
    }

    #[test]
    fn the_last_of_several_updates_replaces_an_element_and_nan_with_it() {
        let tape = Tape::new();
        let at = tape.array(&[[1.0], [1.0]]);
        let x = tape.array(&[1.0, f32::NAN]);
        let y = scatter_update(&x, &at, &tape.array(&[5.0, 6.0]), ScatterReduction::Replace);
        assert_eq!(y.to_array(), ndarray::array![1.0, 6.0].into_dyn());
    }

    #[test]
    fn an_index_out_of_range_and_values_that_do_not_fit_are_errors() {
        let error = |at: &[[f32; 1]; 1], shape: &[usize]| {
            let tape = Tape::new();
            scatter(&tape.array(at), &tape.array(&[1.0]), shape);
            tape.check().unwrap_err().to_string()
        };
        assert_eq!(error(&[[2.0]], &[2]), "K::scatter: expected whole numbers from 0 to 1, found 2");
        assert_eq!(
            error(&[[0.0]], &[2, 3]),
            "K::scatter: expected (1, 3), a value for each index, found (1,)"
        );
        assert!(error(&[[0.0]], &[]).contains("at most 0 numbers"));
    }
}
