use std::fmt;
use std::ops::Deref;

use crate::{Error, Result};

/// The most axes that a tensor can have, the batch included.
pub const MAX_RANK: usize = 8;

/// More elements than this cannot be addressed, whatever the machine.
const MAX_ELEMENTS: usize = isize::MAX as usize / size_of::<f32>();

/// The shape of a tensor at run time, the batch included; a slice of sizes that lives on the stack.
///
/// ```
/// use keras_runtime::tensor::Dims;
///
/// let dims = Dims::new(&[32, 28, 28])?;
/// assert_eq!(dims.rank(), 3);
/// assert_eq!(dims.elements(), 32 * 28 * 28);
/// assert_eq!(dims[1], 28);
/// assert_eq!(dims.to_string(), "(32, 28, 28)");
/// # Ok::<(), keras::Error>(())
/// ```
#[derive(Clone, Copy, Default, Eq, Hash, PartialEq)]
pub struct Dims {
    rank: usize,
    /// Zero beyond `rank`, so that the derived equality is right.
    sizes: [usize; MAX_RANK],
}

impl Dims {
    /// The shape of a single number: no axes, one element.
    pub const SCALAR: Self = Self { rank: 0, sizes: [0; MAX_RANK] };

    /// The shape that stands where there is none: one element, and whichever axis is asked for is there.
    pub(crate) const PLACEHOLDER: Self = Self { rank: MAX_RANK, sizes: [1; MAX_RANK] };

    /// A shape of these sizes; an error if there are more than [`MAX_RANK`] axes or more elements than memory
    /// can address.
    pub fn new(sizes: &[usize]) -> Result<Self> {
        if sizes.len() > MAX_RANK {
            let found = format!("{} axes", sizes.len());
            return Err(Error::expected("a tensor's shape", format!("at most {MAX_RANK} axes"), found));
        }
        let mut dims = Self { rank: sizes.len(), ..Self::SCALAR };
        dims.sizes[..sizes.len()].copy_from_slice(sizes);
        // An empty axis does not excuse the others: the product of any of the sizes has to be a number.
        let product = sizes.iter().try_fold(1usize, |n, &size| n.checked_mul(size.max(1)));
        let fits = product.is_some_and(|n| n <= MAX_ELEMENTS);
        if fits { Ok(dims) } else { Err(Error::new("a tensor's shape", format!("{dims} is too large"))) }
    }

    /// The number of axes.
    pub fn rank(&self) -> usize {
        self.rank
    }

    /// The number of elements: the product of the sizes, 1 for a scalar.
    pub fn elements(&self) -> usize {
        self.iter().product()
    }

    /// The size of the last axis; 1 for a scalar.
    pub fn last_size(&self) -> usize {
        self.last().copied().unwrap_or(1)
    }

    /// The axis that `axis` names, negative ones counting from the end; an error at `place` if there is none.
    pub fn axis(&self, place: &str, axis: isize) -> Result<usize> {
        let rank = self.rank as isize;
        if (-rank..rank).contains(&axis) {
            return Ok(axis.rem_euclid(rank) as usize);
        }
        Err(Error::new(place, format!("axis {axis} is out of range for {self}, a tensor of rank {rank}")))
    }

    /// The sizes before, at and after `axis`, those before and after multiplied together: any tensor seen as
    /// one of rank 3, around the axis that an operation works on. An axis that is not there has size 1, after all others.
    pub fn around(&self, axis: usize) -> (usize, usize, usize) {
        let (before, rest) = self.split_at(axis.min(self.rank));
        let (along, after) = rest.split_first().map_or((1, rest), |(&along, after)| (along, after));
        (before.iter().product(), along, after.iter().product())
    }

    /// This shape without `axis`; the shape itself if it has none such.
    pub fn without(&self, axis: usize) -> Self {
        let mut dims = *self;
        if axis >= self.rank {
            return dims;
        }
        dims.sizes.copy_within(axis + 1.., axis);
        dims.sizes[MAX_RANK - 1] = 0;
        dims.rank -= 1;
        dims
    }

    /// This shape with a new axis of `size` at `axis`; an error if that is beyond the last, and as for [`Dims::new`].
    pub fn with(&self, axis: usize, size: usize) -> Result<Self> {
        if axis > self.rank {
            let message = format!("{self} cannot have a new axis at {axis}");
            return Err(Error::new("a tensor's shape", message));
        }
        let mut sizes = [0; MAX_RANK + 1];
        sizes[..axis].copy_from_slice(&self[..axis]);
        sizes[axis] = size;
        sizes[axis + 1..=self.rank].copy_from_slice(&self[axis..]);
        Self::new(&sizes[..=self.rank])
    }

    /// This shape with `axis` of another size; an error if it has none such, and as for [`Dims::new`].
    pub fn resized(&self, axis: usize, size: usize) -> Result<Self> {
        if axis >= self.rank {
            return Err(Error::new("a tensor's shape", format!("{self} has no axis {axis} to be resized")));
        }
        self.without(axis).with(axis, size)
    }
}

impl Deref for Dims {
    type Target = [usize];

    fn deref(&self) -> &[usize] {
        &self.sizes[..self.rank]
    }
}

/// As Python writes a shape: `()`, `(10,)`, `(32, 10)`.
impl fmt::Display for Dims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(")?;
        for (axis, size) in self.iter().enumerate() {
            write!(f, "{}{size}", if axis == 0 { "" } else { ", " })?;
        }
        f.write_str(if self.rank == 1 { ",)" } else { ")" })
    }
}

impl fmt::Debug for Dims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shape_reads_as_python_writes_it() {
        let text = |sizes: &[usize]| Dims::new(sizes).unwrap().to_string();
        assert_eq!([text(&[]), text(&[10]), text(&[32, 10])], ["()", "(10,)", "(32, 10)"]);
    }

    #[test]
    fn axes_can_be_taken_out_put_in_and_resized() {
        let dims = Dims::new(&[2, 3, 4]).unwrap();
        assert_eq!(*dims.without(1), [2, 4]);
        assert_eq!(dims.without(2), Dims::new(&[2, 3]).unwrap());
        assert_eq!(*dims.with(3, 5).unwrap(), [2, 3, 4, 5]);
        assert_eq!(*dims.resized(0, 7).unwrap(), [7, 3, 4]);
        assert_eq!(dims.around(1), (2, 3, 4));
    }

    #[test]
    fn an_axis_that_is_not_there_is_none_to_take_out_and_an_error_to_change() {
        for (dims, axis) in [(Dims::SCALAR, 0), (Dims::SCALAR, usize::MAX), (Dims::new(&[2, 3]).unwrap(), 2)]
        {
            assert_eq!(dims.without(axis), dims);
            assert_eq!(dims.around(axis), (dims.elements(), 1, 1));
            assert!(dims.resized(axis, 1).is_err());
        }
        assert_eq!(*Dims::SCALAR.with(0, 5).unwrap(), [5]);
        assert!(Dims::SCALAR.with(1, 5).is_err() && Dims::SCALAR.with(usize::MAX, 5).is_err());
        assert!(Dims::new(&[1; MAX_RANK]).unwrap().with(MAX_RANK + 1, 1).is_err());
    }

    #[test]
    fn an_axis_may_count_from_the_end_but_not_leave_the_shape() {
        let dims = Dims::new(&[2, 3]).unwrap();
        assert_eq!(dims.axis("K::sum", -1).unwrap(), 1);
        assert_eq!(dims.axis("K::sum", 0).unwrap(), 0);
        let error = dims.axis("K::sum_axis", 2).unwrap_err();
        assert_eq!(error.to_string(), "K::sum_axis: axis 2 is out of range for (2, 3), a tensor of rank 2");
        assert!(Dims::SCALAR.axis("K::sum_axis", 0).is_err());
    }

    #[test]
    fn a_shape_that_cannot_exist_is_an_error() {
        assert!(Dims::new(&[1; MAX_RANK + 1]).is_err());
        assert!(Dims::new(&[usize::MAX, 2]).is_err());
        assert!(Dims::new(&[0, usize::MAX, 2]).is_err());
        assert!(Dims::new(&[1; MAX_RANK]).unwrap().with(0, 1).is_err());
    }
}
