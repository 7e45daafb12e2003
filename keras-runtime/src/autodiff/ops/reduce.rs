use std::iter::StepBy;
use std::ops::Range;

use crate::Result;
use crate::autodiff::{Gradients, Inputs, Operation, Tensor};
use crate::kernels::rows::add_column_sums;
use crate::tensor::Dims;

/// The sum of all elements: a scalar.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[[1.0, 2.0], [3.0, 4.0]]);
/// assert_eq!(K::sum(&x).item(), 10.0);
/// assert_eq!(K::sum_axis(&x, -1).to_array(), ndarray::array![3.0, 7.0].into_dyn());
/// ```
pub fn sum(x: &Tensor) -> Tensor {
    x.tape().apply(Sum { axis: None, mean: false }, &[x])
}

/// The sum over `axis`, which is removed; a negative `axis` counts from the end.
pub fn sum_axis(x: &Tensor, axis: isize) -> Tensor {
    x.tape().apply(Sum { axis: Some(axis), mean: false }, &[x])
}

/// The mean of all elements: a scalar, NaN if there are no elements.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[[1.0, 2.0], [3.0, 4.0]]);
/// assert_eq!(K::mean(&x).item(), 2.5);
/// assert_eq!(K::mean_axis(&x, 0).to_array(), ndarray::array![2.0, 3.0].into_dyn());
/// ```
pub fn mean(x: &Tensor) -> Tensor {
    x.tape().apply(Sum { axis: None, mean: true }, &[x])
}

/// The mean over `axis`, which is removed; a negative `axis` counts from the end.
pub fn mean_axis(x: &Tensor, axis: isize) -> Tensor {
    x.tape().apply(Sum { axis: Some(axis), mean: true }, &[x])
}

/// The product of all elements: a scalar.
pub fn prod(x: &Tensor) -> Tensor {
    x.tape().apply(Prod { axis: None }, &[x])
}

/// The product over `axis`, which is removed; a negative `axis` counts from the end.
pub fn prod_axis(x: &Tensor, axis: isize) -> Tensor {
    x.tape().apply(Prod { axis: Some(axis) }, &[x])
}

/// What a reduction goes along, as sizes (before, along, after), and the shape that remains.
pub(super) fn reduced(place: &str, x: Dims, axis: Option<isize>) -> Result<((usize, usize, usize), Dims)> {
    match axis {
        None => Ok(((1, x.elements(), 1), Dims::SCALAR)),
        Some(axis) => x.axis(place, axis).map(|axis| (x.around(axis), x.without(axis))),
    }
}

struct Sum {
    axis: Option<isize>,
    mean: bool,
}

impl Sum {
    fn plan(&self, x: &Inputs<'_>) -> Result<((usize, usize, usize), Dims)> {
        reduced(if self.mean { "K::mean_axis" } else { "K::sum_axis" }, x.dims(0), self.axis)
    }
}

impl Operation for Sum {
    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        self.plan(x).map(|(_, dims)| dims)
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        let (around @ (_, along, after), _) = self.plan(x)?;
        y.fill(0.0);
        if after == 1 {
            y.iter_mut().zip(x[0].chunks_exact(along.max(1))).for_each(|(y, row)| *y = total(row));
        } else {
            let blocks = x[0].chunks_exact((along * after).max(1));
            for (y, block) in y.chunks_exact_mut(after.max(1)).zip(blocks) {
                add_rows(y, block);
            }
        }
        let count = if self.mean { along as f64 } else { 1.0 };
        if self.mean {
            y.iter_mut().for_each(|y| *y /= along as f32);
        }
        // What has overflowed on the way may be a number after all.
        if y.iter().any(|y| !y.is_finite()) {
            for (y, lane) in y.iter_mut().zip(lanes(around)).filter(|(y, _)| !y.is_finite()) {
                *y = (lane.map(|i| f64::from(x[0][i])).sum::<f64>() / count) as f32;
            }
        }
        Ok(())
    }

    fn backward(&self, x: &Inputs<'_>, _: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
        let ((_, along, after), _) = self.plan(x).expect("the axis existed when the values were computed");
        let scale = if self.mean { 1.0 / along as f32 } else { 1.0 };
        dx.add(0, |g| {
            for (g, dy) in g.chunks_exact_mut((along * after).max(1)).zip(dy.chunks_exact(after.max(1))) {
                for row in g.chunks_exact_mut(after.max(1)) {
                    row.iter_mut().zip(dy).for_each(|(g, dy)| *g += scale * dy);
                }
            }
        });
    }
}

struct Prod {
    axis: Option<isize>,
}

impl Operation for Prod {
    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        reduced("K::prod_axis", x.dims(0), self.axis).map(|(_, dims)| dims)
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        let (around, _) = reduced("K::prod_axis", x.dims(0), self.axis)?;
        for (y, lane) in y.iter_mut().zip(lanes(around)) {
            *y = lane.map(|i| x[0][i]).product();
        }
        Ok(())
    }

    fn backward(&self, x: &Inputs<'_>, y: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
        let (around, _) = reduced("K::prod_axis", x.dims(0), self.axis).expect("the values had the axis");
        dx.add(0, |g| {
            for ((y, dy), lane) in y.iter().zip(dy).zip(lanes(around)) {
                let zeros = lane.clone().filter(|&i| x[0][i] == 0.0).count();
                let others: f32 = lane.clone().map(|i| x[0][i]).filter(|&x| x != 0.0).product();
                for i in lane {
                    // The product of all elements but this one.
                    g[i] += *dy
                        * match zeros {
                            0 => y / x[0][i],
                            1 if x[0][i] == 0.0 => others,
                            _ => 0.0,
                        };
                }
            }
        });
    }
}

/// The places that are reduced together, for each place in the result.
pub(super) fn lanes(
    (before, along, after): (usize, usize, usize),
) -> impl Iterator<Item = StepBy<Range<usize>>> {
    let block = along * after;
    (0..before).flat_map(move |outer| {
        (0..after).map(move |inner| (outer * block + inner..(outer + 1) * block).step_by(after))
    })
}

/// Adds each row of a matrix to `sum`.
pub(super) fn add_rows(sum: &mut [f32], rows: &[f32]) {
    let cols = sum.len();
    add_column_sums(rows, rows.len() / cols.max(1), cols, sum);
}

/// The sum of a slice: short stretches side by side, and those in `f64`, so that the error does not grow with the
/// length.
fn total(x: &[f32]) -> f32 {
    const LANES: usize = 16;
    let stretch = |x: &[f32]| {
        let (blocks, rest) = x.as_chunks::<LANES>();
        let mut lanes = [0.0; LANES];
        for block in blocks {
            lanes.iter_mut().zip(block).for_each(|(lane, x)| *lane += x);
        }
        f64::from(lanes.iter().sum::<f32>() + rest.iter().sum::<f32>())
    };
    x.chunks(16 * LANES).map(stretch).sum::<f64>() as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::testing::{check_gradient, check_gradient_at};
    use crate::autodiff::{Tape, Variable};

    #[test]
    fn sums_and_means_have_their_gradients() {
        check_gradient(&[&[2, 3, 2]], |x| sum(&x[0]));
        check_gradient(&[&[2, 3, 2]], |x| mean(&x[0]));
        for axis in -3..3 {
            check_gradient(&[&[2, 3, 2]], |x| sum_axis(&x[0], axis));
            check_gradient(&[&[2, 3, 2]], |x| mean_axis(&x[0], axis));
        }
    }

    #[test]
    fn products_have_their_gradients_with_and_without_zeros() {
        check_gradient(&[&[2, 3]], |x| prod(&(&x[0] + 2.0)));
        for axis in -3..3 {
            check_gradient(&[&[2, 3, 2]], |x| prod_axis(&x[0], axis));
        }
        let zeros = [&[0.0, 2.0, 3.0], &[0.0, 2.0, 0.0]]
            .map(|values| Variable::new("x", &[3], |x| x.copy_from_slice(values)).unwrap());
        for zeros in zeros {
            check_gradient_at(&mut [zeros], |x| prod(&x[0]));
        }
    }

    #[test]
    fn a_long_sum_is_as_exact_as_a_short_one() {
        let x = Tape::new().constant(&[10_000_019], |x| x.fill(0.1));
        let exact = 10_000_019.0 * f64::from(0.1f32);
        assert!((f64::from(sum(&x).item()) - exact).abs() < 1e-6 * exact);
    }

    #[test]
    fn an_empty_sum_is_zero_and_an_empty_mean_is_nan() {
        let tape = Tape::new();
        assert_eq!(sum(&tape.constant(&[0], |_| ())).item(), 0.0);
        assert!(mean(&tape.constant(&[0], |_| ())).item().is_nan());
        let zeros = ndarray::array![0.0, 0.0].into_dyn();
        assert_eq!(sum_axis(&tape.constant(&[2, 0], |_| ()), 1).to_array(), zeros);
        assert_eq!(sum_axis(&tape.constant(&[0, 2], |_| ()), 0).to_array(), zeros);
        assert_eq!(*sum_axis(&tape.constant(&[0, 2], |_| ()), 1).shape(), [0]);
    }

    #[test]
    fn an_axis_out_of_range_is_an_error() {
        let tape = Tape::new();
        sum_axis(&tape.array(&[1.0]), 1);
        let error = tape.check().unwrap_err().to_string();
        assert_eq!(error, "K::sum_axis: axis 1 is out of range for (1,), a tensor of rank 1");
    }
}
