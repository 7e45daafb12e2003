use super::super::index::{Walk, attempt_parts, strided};
use super::super::shape::squeeze;
use crate::autodiff::Tensor;
use crate::tensor::Dims;
use crate::{Error, Result};

/// Sections of a split: how many, or where they begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sections {
    /// So many, of one size.
    Count(usize),
    /// One up to the first index, one from each index to the next, and one from the last on. As in NumPy, an index beyond the
    /// axis is its end, and one below that before it makes an empty section.
    At(Vec<usize>),
}

impl Sections {
    fn count(&self) -> usize {
        match self {
            Self::Count(count) => *count,
            Self::At(indices) => indices.len() + 1,
        }
    }
}

impl From<usize> for Sections {
    fn from(count: usize) -> Self {
        Self::Count(count)
    }
}

impl From<&[usize]> for Sections {
    fn from(indices: &[usize]) -> Self {
        Self::At(indices.to_vec())
    }
}

impl<const N: usize> From<[usize; N]> for Sections {
    fn from(indices: [usize; N]) -> Self {
        Self::At(indices.to_vec())
    }
}

/// Splits along an axis: into so many parts of one size, or at these indices.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[1.0, 2.0, 3.0, 4.0]);
/// assert_eq!(K::split(&x, 2, 0)[1].to_array(), keras::ndarray::array![3.0, 4.0].into_dyn());
/// assert_eq!(K::split(&x, [1, 3], 0)[1].to_array(), keras::ndarray::array![2.0, 3.0].into_dyn());
/// ```
pub fn split(x: &Tensor, indices_or_sections: impl Into<Sections>, axis: isize) -> Vec<Tensor> {
    parts("K::split", x, indices_or_sections.into(), axis, true)
}

/// Splits along an axis as [`split`], where the first parts are longer by one if the size does not divide.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[1.0, 2.0, 3.0]);
/// assert_eq!(K::array_split(&x, 2, 0)[0].to_array(), keras::ndarray::array![1.0, 2.0].into_dyn());
/// ```
pub fn array_split(x: &Tensor, indices_or_sections: impl Into<Sections>, axis: isize) -> Vec<Tensor> {
    parts("K::array_split", x, indices_or_sections.into(), axis, false)
}

/// Splits horizontally: along axis 1, or axis 0 of a vector; see [`split`].
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[[1.0, 2.0]]);
/// assert_eq!(K::hsplit(&x, 2)[1].to_array(), keras::ndarray::array![[2.0]].into_dyn());
/// ```
pub fn hsplit(x: &Tensor, indices_or_sections: impl Into<Sections>) -> Vec<Tensor> {
    let axis = if x.rank() == 1 { 0 } else { 1 };
    parts("K::hsplit", x, indices_or_sections.into(), axis, true)
}

/// Splits vertically: along axis 0; see [`split`].
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[[1.0], [2.0]]);
/// assert_eq!(K::vsplit(&x, 2)[1].to_array(), keras::ndarray::array![[2.0]].into_dyn());
/// ```
pub fn vsplit(x: &Tensor, indices_or_sections: impl Into<Sections>) -> Vec<Tensor> {
    parts("K::vsplit", x, indices_or_sections.into(), 0, true)
}

/// Splits in depth: along axis 2; see [`split`].
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = K::zeros(&Tape::new(), &[2, 2, 4]);
/// assert_eq!(*K::dsplit(&x, 2)[1].shape(), [2, 2, 2]);
/// ```
pub fn dsplit(x: &Tensor, indices_or_sections: impl Into<Sections>) -> Vec<Tensor> {
    parts("K::dsplit", x, indices_or_sections.into(), 2, true)
}

/// Unstacks along an axis: its parts, without it; the inverse of [`stack`](super::super::stack).
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[[1.0, 2.0], [3.0, 4.0]]);
/// assert_eq!(K::unstack(&x, 0)[1].to_array(), keras::ndarray::array![3.0, 4.0].into_dyn());
/// ```
pub fn unstack(x: &Tensor, axis: isize) -> Vec<Tensor> {
    let place = "K::unstack";
    attempt_parts(x, 1, |dims| {
        let size = dims[dims.axis(place, axis)?];
        if size == 0 {
            return Ok(vec![]);
        }
        Ok(parts(place, x, Sections::Count(size), axis, true).iter().map(|x| squeeze(x, axis)).collect())
    })
}

fn parts(place: &str, x: &Tensor, sections: Sections, axis: isize, equal: bool) -> Vec<Tensor> {
    attempt_parts(x, sections.count(), |dims| {
        let along = dims.axis(place, axis)?;
        let starts = starts(place, dims, dims[along], &sections, equal)?;
        let part = |i: usize| {
            let start = starts[i];
            let size = starts.get(i + 1).unwrap_or(&dims[along]).saturating_sub(start);
            strided(x, move |dims| Ok(Walk::whole(dims).narrowed(along, start, size)))
        };
        Ok((0..starts.len()).map(part).collect())
    })
}

/// Where each part begins.
fn starts(place: &str, dims: Dims, size: usize, sections: &Sections, equal: bool) -> Result<Vec<usize>> {
    /// More parts are a mistake.
    const MOST: usize = 1 << 24;
    match sections {
        Sections::At(indices) => Ok([0].into_iter().chain(indices.iter().map(|&at| at.min(size))).collect()),
        &Sections::Count(count) if count > 0 && count <= MOST && (!equal || size.is_multiple_of(count)) => {
            let (len, longer) = (size / count, size % count);
            Ok((0..count).map(|i| i * len + i.min(longer)).collect())
        }
        Sections::Count(count) => {
            let expected = if equal { format!("a number that {size} divides by") } else { "parts".into() };
            Err(Error::expected(place, expected, format!("{count} for {dims}")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::concatenate;
    use super::*;
    use crate::autodiff::Tape;
    use crate::autodiff::testing::check_gradient;

    #[test]
    fn parts_have_their_gradients_along_every_axis() {
        for axis in -3..3 {
            check_gradient(&[&[3, 2, 4]], |x| {
                let parts = array_split(&x[0], 2, axis);
                concatenate(&[parts[1].clone(), &parts[0] * 2.0], axis)
            });
            check_gradient(&[&[2, 2, 2]], |x| {
                let parts = unstack(&x[0], axis);
                &parts[0] * &parts[1]
            });
        }
    }

    #[test]
    fn indices_split_as_in_numpy() {
        let x = Tape::new().array(&[0.0, 1.0, 2.0, 3.0]);
        let parts =
            |at: &[usize]| split(&x, at, 0).iter().map(|y| y.read(|y| y.to_vec())).collect::<Vec<_>>();
        assert_eq!(parts(&[3, 1, 9]), [vec![0.0, 1.0, 2.0], vec![], vec![1.0, 2.0, 3.0], vec![]]);
        assert_eq!(array_split(&x, 6, 0).iter().map(|y| y.dim(0)).collect::<Vec<_>>(), [1, 1, 1, 1, 0, 0]);
    }

    #[test]
    fn what_does_not_divide_is_an_error_and_there_are_as_many_parts_still() {
        let tape = Tape::new();
        let x = tape.array(&[0.0, 1.0, 2.0, 3.0]);
        let parts = split(&x, 3, 0);
        assert!(parts.len() == 3 && parts[2].item().is_nan());
        let error = tape.check().unwrap_err().to_string();
        assert_eq!(error, "K::split: expected a number that 4 divides by, found 3 for (4,)");
        for sections in [0, usize::MAX] {
            let tape = Tape::new();
            array_split(&tape.array(&[0.0]), sections, 0);
            assert!(tape.check().is_err());
        }
    }
}
