use super::super::index::{Walk, attempt, strided};
use super::super::shape::expand_dims;
use crate::autodiff::Tensor;
use crate::tensor::Dims;
use crate::{Error, Result};

/// Index of [`get_item`], one of those between the brackets of `x[...]` in Python.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Index {
    /// One element along an axis, which is removed; a negative number counts from the end.
    At(isize),
    /// `start:stop:step`. What is `None` is Python's default; as there, a bound beyond the axis is its end.
    Slice(Option<isize>, Option<isize>, isize),
    /// `:`, all of an axis.
    All,
    /// `...`, all axes that no other index is for; once at most.
    Ellipsis,
    /// `None` or `newaxis`, a new axis of size 1.
    NewAxis,
}

/// Elements by index, `x[key]` in Python: an [`Index`] for each axis, the first first; axes without one are kept whole.
///
/// An index or a step that there is not is an error; for indices in a tensor there are [`take_axis`](super::super::take_axis)
/// and [`gather`](super::super::gather()).
///
/// ```
/// # use keras::backend::{self as K, Index};
/// # use keras::autodiff::Tape;
/// let x = Tape::new().array(&[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]);
/// let y = K::get_item(&x, &[Index::At(-1), Index::Slice(None, None, 2)]); // x[-1, ::2]
/// assert_eq!(y.to_array(), keras::ndarray::array![4.0, 6.0].into_dyn());
/// ```
pub fn get_item(x: &Tensor, key: &[Index]) -> Tensor {
    attempt(x, |dims| {
        let (walk, new) = walk(dims, key)?;
        let kept = strided(x, move |_| Ok(walk.clone()));
        Ok(new.into_iter().fold(kept, |y, axis| expand_dims(&y, axis)))
    })
}

/// The walk through the elements, and where new axes come.
fn walk(dims: Dims, key: &[Index]) -> Result<(Walk, Vec<isize>)> {
    let place = "K::get_item";
    let named = key.iter().filter(|index| !matches!(index, Index::Ellipsis | Index::NewAxis)).count();
    let ellipses = key.iter().filter(|&&index| index == Index::Ellipsis).count();
    if named > dims.rank() || ellipses > 1 {
        let expected = format!("at most {} indices and one ellipsis for {dims}", dims.rank());
        return Err(Error::expected(place, expected, format!("{key:?}")));
    }
    let all = Walk::whole(dims);
    let (mut walk, mut new, mut axis, mut made) = (Walk { start: 0, axes: Default::default() }, vec![], 0, 0);
    let rest = dims.rank() - named;
    let implied = if ellipses == 0 { Some(&Index::Ellipsis) } else { None };
    for &index in key.iter().chain(implied) {
        match index {
            Index::NewAxis => {
                new.push(made);
                made += 1;
                continue;
            }
            Index::Ellipsis => {
                walk.axes.extend_from_slice(&all.axes[axis..axis + rest]);
                (axis, made) = (axis + rest, made + rest as isize);
                continue;
            }
            _ => {}
        }
        let (size, stride) = all.axes[axis];
        match index {
            Index::At(at) => {
                let len = size as isize;
                if !(-len..len).contains(&at) {
                    let found = format!("{at} along axis {axis} of {dims}");
                    return Err(Error::expected(
                        place,
                        format!("an index from {} to {}", -len, len - 1),
                        found,
                    ));
                }
                walk.start += at.rem_euclid(len) as usize * stride as usize;
            }
            Index::Slice(start, stop, step) => {
                let (first, count) = bounds(size, start, stop, step)
                    .ok_or_else(|| Error::expected(place, "a step that is not 0", format!("{index:?}")))?;
                if count > 0 {
                    walk.start += first * stride as usize;
                }
                // The step may be vast where there is one element.
                walk.axes.push((count, if count > 1 { stride * step } else { stride }));
                made += 1;
            }
            _ => {
                walk.axes.push((size, stride));
                made += 1;
            }
        }
        axis += 1;
    }
    Ok((walk, new))
}

/// The first element of a slice and how many it has, as Python counts them; `None` of a step of 0.
fn bounds(size: usize, start: Option<isize>, stop: Option<isize>, step: isize) -> Option<(usize, usize)> {
    let len = size as isize;
    // Going down, a slice may end before the first element.
    let (lowest, highest) = if step < 0 { (-1, len - 1) } else { (0, len) };
    let clamped = |at: isize| (if at < 0 { at.saturating_add(len) } else { at }).clamp(lowest, highest);
    let (first, end) = if step < 0 { (len - 1, -1) } else { (0, len) };
    let (first, end) = (start.map_or(first, clamped), stop.map_or(end, clamped));
    let span = if step < 0 { first - end } else { end - first }.max(0) as usize;
    (step != 0).then(|| (first.max(0) as usize, span.div_ceil(step.unsigned_abs())))
}

#[cfg(test)]
mod tests {
    use super::Index::{All, At, Ellipsis, NewAxis, Slice};
    use super::*;
    use crate::autodiff::Tape;
    use crate::autodiff::testing::check_second_gradient;

    #[test]
    fn elements_by_index_have_their_gradient() {
        check_second_gradient(&[&[3, 4]], |x| get_item(&x[0], &[At(-2), Slice(None, Some(-1), 2)]));
        check_second_gradient(&[&[2, 3, 2]], |x| {
            get_item(&x[0], &[NewAxis, Ellipsis, Slice(None, None, -1)])
        });
        check_second_gradient(&[&[2, 3]], |x| get_item(&x[0], &[All, NewAxis, At(1)]));
    }

    #[test]
    fn slices_are_those_of_python() {
        let x = Tape::new().array(&[0.0, 1.0, 2.0, 3.0, 4.0]);
        let slice = |start, stop, step| get_item(&x, &[Slice(start, stop, step)]).read(|y| y.to_vec());
        assert_eq!(slice(Some(1), Some(-1), 2), [1.0, 3.0]);
        assert_eq!(slice(None, None, -2), [4.0, 2.0, 0.0]);
        assert_eq!(slice(Some(3), Some(0), -1), [3.0, 2.0, 1.0]);
        assert_eq!(slice(Some(-100), Some(100), 1), [0.0, 1.0, 2.0, 3.0, 4.0]);
        assert!(slice(Some(3), Some(1), 1).is_empty());
        assert_eq!(slice(Some(isize::MAX), None, isize::MIN), [4.0]);
        assert_eq!(*get_item(&x, &[NewAxis, All, NewAxis]).shape(), [1, 5, 1]);
    }

    #[test]
    fn an_index_that_is_not_there_is_an_error() {
        let error = |key: &[Index]| {
            let tape = Tape::new();
            get_item(&tape.array(&[[1.0, 2.0]]), key);
            tape.check().unwrap_err().to_string()
        };
        let expected = "K::get_item: expected an index from -2 to 1, found 2 along axis 1 of (1, 2)";
        assert_eq!(error(&[All, At(2)]), expected);
        assert!(error(&[At(0), At(0), At(0)]).contains("at most 2 indices"));
        assert!(error(&[Ellipsis, Ellipsis]).contains("one ellipsis"));
        assert!(error(&[Slice(None, None, 0)]).contains("a step that is not 0"));
    }
}
