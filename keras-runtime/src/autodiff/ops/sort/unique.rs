use super::super::index::{attempt_parts, elements};
use super::super::shape::flatten;
use crate::autodiff::Tensor;
use crate::kernels::sort::sorted_lanes;
use crate::tensor::Dims;

/// The unique elements of `x`, counted through all axes, in ascending order; for each element of `x` the index of its value
/// among them, in the shape of `x`; and how often each occurs. Every NaN is one of its own. The values have a gradient, which
/// goes to the first of equal elements.
///
/// How many there are only the data decide: the shape of the result differs from step to step.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let [values, inverse, counts] = K::unique(&Tape::new().array(&[3.0, 1.0, 3.0]));
/// assert_eq!(values.to_array(), keras::ndarray::array![1.0, 3.0].into_dyn());
/// assert_eq!(inverse.to_array(), keras::ndarray::array![1.0, 0.0, 1.0].into_dyn());
/// assert_eq!(counts.to_array(), keras::ndarray::array![1.0, 2.0].into_dyn());
/// ```
pub fn unique(x: &Tensor) -> [Tensor; 3] {
    let made = attempt_parts(x, 3, |dims| {
        let (mut first, mut counts, mut inverse) = (vec![], vec![], vec![0.0; dims.elements()]);
        x.read(|x| {
            sorted_lanes((1, x.len(), 1), x, false, |sorted| {
                for (i, &at) in sorted.iter().enumerate() {
                    if i == 0 || x[at] != x[sorted[i - 1]] {
                        first.push(at);
                        counts.push(0.0);
                    }
                    counts[first.len() - 1] += 1.0;
                    inverse[at] = (first.len() - 1) as f32;
                }
            });
        });
        let found = Dims::new(&[first.len()])?;
        let values = elements(x, first, found);
        let inverse = x.tape().constant(&dims, |y| y.copy_from_slice(&inverse));
        Ok(vec![values, inverse, x.tape().constant(&found, |y| y.copy_from_slice(&counts))])
    });
    made.try_into().unwrap_or_else(|_| [x.clone(), x.clone(), x.clone()])
}

/// Indices of the elements that are not 0: a vector for each axis, in row-major order. How many there are only the data
/// decide. No gradient.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let places = K::nonzero(&Tape::new().array(&[[0.0, 5.0], [7.0, 0.0]]));
/// assert_eq!(places[0].to_array(), keras::ndarray::array![0.0, 1.0].into_dyn());
/// assert_eq!(places[1].to_array(), keras::ndarray::array![1.0, 0.0].into_dyn());
/// ```
pub fn nonzero(x: &Tensor) -> Vec<Tensor> {
    attempt_parts(x, x.rank(), |dims| {
        let found = flatten(x).read(|x| (0..x.len()).filter(|&i| x[i] != 0.0).collect::<Vec<_>>());
        let along = |axis: usize| {
            let (_, along, after) = dims.around(axis);
            x.tape().constant(&[found.len()], |y| {
                y.iter_mut().zip(&found).for_each(|(y, at)| *y = (at / after % along) as f32);
            })
        };
        Ok((0..dims.rank()).map(along).collect())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::Tape;
    use crate::autodiff::testing::check_second_gradient;

    #[test]
    fn unique_values_have_their_gradient() {
        check_second_gradient(&[&[2, 2]], |x| {
            let [values, ..] = unique(&x[0]);
            &values * &values
        });
    }

    #[test]
    fn every_nan_is_one_of_its_own_and_nothing_has_no_values() {
        let tape = Tape::new();
        let [values, inverse, counts] = unique(&tape.array(&[f32::NAN, 0.0, f32::NAN, -0.0]));
        assert_eq!((values.dim(0), inverse.read(|y| y.to_vec())), (3, vec![1.0, 0.0, 2.0, 0.0]));
        assert_eq!(counts.read(|y| y.to_vec()), [2.0, 1.0, 1.0]);
        assert_eq!(*unique(&tape.constant(&[0, 3], |_| ()))[0].shape(), [0]);
        assert!(nonzero(&tape.constant(&[], |x| x[0] = 1.0)).is_empty());
        assert!(tape.check().is_ok());
    }
}
