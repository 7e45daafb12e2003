//! Norms of vectors and matrices.

use super::decompositions::svd;
use crate::autodiff::Tensor;
use crate::autodiff::ops::{
    abs, expand_dims, flatten, max_axis, min_axis, not_equal, permute_dimensions, pow, sqrt, square, sum_axis,
};
use crate::{Error, Result};

/// Which norm [`norm`] is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum NormOrder {
    /// Frobenius norm of matrices: the root of the sum of squares.
    Fro,
    /// Nuclear norm of matrices: the sum of singular values.
    Nuc,
    /// Of vectors the root of this degree of the sum of these powers; infinite for the greatest absolute value,
    /// negative infinite for the least, 0 for how many are not 0. Of matrices 1 and infinity for the greatest sum of
    /// absolute values of a column or of a row, 2 for the greatest singular value; negative for the least.
    Order(f32),
}

/// Norm of vectors or matrices: over one of `axis` that of vectors, over two that of matrices, rows first. Without an
/// axis, and without an order, that of all numbers as one vector; without an axis and with an order `x` is one vector
/// or one matrix. Without an order it is the root of the sum of squares. The axes are removed, or have size 1 if
/// `keepdims`.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// use keras::backend::NormOrder;
///
/// let x = Tape::new().array(&[[3.0, -4.0], [0.0, 5.0]]);
/// assert_eq!(K::norm(&x, None, &[1], false).to_array(), keras::ndarray::array![5.0, 5.0].into_dyn());
/// assert_eq!(K::norm(&x, Some(NormOrder::Order(1.0)), &[0, 1], false).item(), 9.0);
/// ```
pub fn norm(x: &Tensor, ord: Option<NormOrder>, axis: &[isize], keepdims: bool) -> Tensor {
    let result = of_axes(x, ord, axis);
    let (y, axes) = match result {
        Ok(found) => found,
        Err(error) => return x.tape().fail(error),
    };
    if keepdims { axes.iter().fold(y, |y, &axis| expand_dims(&y, axis)) } else { y }
}

/// The norm, and the axes that it is over in ascending order.
fn of_axes(x: &Tensor, ord: Option<NormOrder>, axis: &[isize]) -> Result<(Tensor, Vec<isize>)> {
    let (place, dims) = ("K::norm", x.shape());
    let resolved = axis.iter().map(|&axis| dims.axis(place, axis)).collect::<Result<Vec<_>>>()?;
    let axes = match (&*resolved, ord, dims.rank()) {
        ([], None, rank) => {
            let y = of_vectors(&flatten(x), 0, None)?;
            return Ok((y, (0..rank as isize).collect()));
        }
        ([], Some(_), rank @ 1..=2) => (0..rank).collect(),
        ([], Some(_), _) => return Err(Error::expected(place, "a vector or a matrix, or an `axis`", dims)),
        _ => resolved,
    };
    match *axes {
        [axis] => Ok((of_vectors(x, axis, ord)?, vec![axis as isize])),
        [rows, cols] if rows != cols => {
            let mut order: Vec<usize> = (0..dims.rank()).filter(|axis| !axes.contains(axis)).collect();
            order.extend([rows, cols]);
            let y = of_matrices(&permute_dimensions(x, &order), ord)?;
            Ok((y, vec![rows.min(cols) as isize, rows.max(cols) as isize]))
        }
        _ => Err(Error::expected(place, "one axis, or two that differ", format!("{axis:?}"))),
    }
}

fn of_vectors(x: &Tensor, axis: usize, ord: Option<NormOrder>) -> Result<Tensor> {
    let axis = axis as isize;
    Ok(match ord {
        None | Some(NormOrder::Order(2.0)) => sqrt(&sum_axis(&square(x), axis)),
        Some(NormOrder::Order(f32::INFINITY)) => max_axis(&abs(x), axis),
        Some(NormOrder::Order(f32::NEG_INFINITY)) => min_axis(&abs(x), axis),
        Some(NormOrder::Order(0.0)) => sum_axis(&not_equal(x, 0.0), axis),
        Some(NormOrder::Order(1.0)) => sum_axis(&abs(x), axis),
        Some(NormOrder::Order(order)) if !order.is_nan() => {
            pow(&sum_axis(&pow(&abs(x), order), axis), 1.0 / order)
        }
        Some(ord) => {
            return Err(unknown(
                ord,
                "vectors, any number",
                "over two axes they are matrices, which have `Fro` and `Nuc`",
            ));
        }
    })
}

fn of_matrices(x: &Tensor, ord: Option<NormOrder>) -> Result<Tensor> {
    let singular = || svd(x, false).1;
    let sums = |axis: isize| sum_axis(&abs(x), axis);
    Ok(match ord {
        None | Some(NormOrder::Fro) => sqrt(&sum_axis(&sum_axis(&square(x), -1), -1)),
        Some(NormOrder::Nuc) => sum_axis(&singular(), -1),
        Some(NormOrder::Order(1.0)) => max_axis(&sums(-2), -1),
        Some(NormOrder::Order(-1.0)) => min_axis(&sums(-2), -1),
        Some(NormOrder::Order(2.0)) => max_axis(&singular(), -1),
        Some(NormOrder::Order(-2.0)) => min_axis(&singular(), -1),
        Some(NormOrder::Order(f32::INFINITY)) => max_axis(&sums(-1), -1),
        Some(NormOrder::Order(f32::NEG_INFINITY)) => min_axis(&sums(-1), -1),
        Some(ord) => {
            return Err(unknown(
                ord,
                "matrices, `Fro`, `Nuc`, 1, -1, 2, -2 or infinity",
                "over one axis they are vectors, which have any number",
            ));
        }
    })
}

fn unknown(ord: NormOrder, of: &str, help: &str) -> Error {
    Error::expected("K::norm", format!("an order of {of}"), format!("{ord:?}")).help(help)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::Tape;
    use crate::autodiff::testing::check_gradient;

    const ORDERS: [f32; 8] = [1.0, 2.0, 3.0, 0.5, -1.0, -2.0, f32::INFINITY, f32::NEG_INFINITY];

    #[test]
    fn every_norm_has_its_gradient() {
        for order in ORDERS {
            // Differences need numbers away from 0, where roots are steep.
            check_gradient(&[&[3, 4]], |x| norm(&(&x[0] - 4.0), Some(NormOrder::Order(order)), &[1], true));
        }
        for order in ORDERS.into_iter().filter(|order| ![3.0, 0.5].contains(order)) {
            check_gradient(&[&[2, 3, 2]], |x| norm(&x[0], Some(NormOrder::Order(order)), &[2, 0], false));
        }
        for order in [None, Some(NormOrder::Fro), Some(NormOrder::Nuc)] {
            check_gradient(&[&[3, 2]], |x| norm(&x[0], order, &[0, -1], true));
        }
        check_gradient(&[&[2, 3, 2]], |x| norm(&x[0], None, &[], true));
    }

    #[test]
    fn an_order_that_there_is_not_is_an_error() {
        for (ord, axis) in [
            (Some(NormOrder::Fro), &[0][..]),
            (Some(NormOrder::Order(3.0)), &[0, 1]),
            (Some(NormOrder::Order(f32::NAN)), &[1]),
            (None, &[0, 0]),
            (None, &[0, 1, 2]),
            (None, &[9]),
            (Some(NormOrder::Order(1.0)), &[]),
        ] {
            let tape = Tape::new();
            norm(&tape.constant(&[2, 2, 2], |x| x.fill(1.0)), ord, axis, false);
            let error = tape.check().unwrap_err().to_string();
            assert!(error.starts_with("K::norm"), "{ord:?} {axis:?}");
            let allowed = match axis.len() {
                1 if ord.is_some() => "an order of vectors, any number, found",
                2 if ord.is_some() => "an order of matrices, `Fro`, `Nuc`, 1, -1, 2, -2 or infinity, found",
                _ => "",
            };
            assert!(error.contains(allowed), "{error}");
        }
    }
}
