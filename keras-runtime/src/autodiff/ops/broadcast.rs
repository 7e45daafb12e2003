//! Broadcasting: iteration over several shapes at once, as NumPy broadcasts them.

use super::constants::constant;
use super::reduce::sum_axis;
use super::shape::view_as;
use crate::autodiff::Tensor;
use crate::kernels::strided::Strided;
use crate::tensor::{Dims, MAX_RANK};
use crate::{Error, Result};

/// The shape that shapes broadcast to, or an error at `place`: "cannot `verb` (2,) and (3,)".
pub(super) fn broadcast_dims(place: &str, verb: &str, inputs: &[Dims]) -> Result<Dims> {
    let rank = inputs.iter().map(Dims::rank).max().unwrap_or(0);
    let mut sizes = [1; MAX_RANK];
    for dims in inputs {
        for (back, &size) in dims.iter().rev().enumerate() {
            let joint = &mut sizes[rank - 1 - back];
            if *joint != size && *joint != 1 && size != 1 {
                let list = inputs.iter().map(Dims::to_string).collect::<Vec<_>>().join(" and ");
                let why = format!("axis -{} is {joint} and {size}", back + 1);
                return Err(Error::new(place, format!("cannot {verb} {list}: {why}")));
            }
            if size != 1 {
                *joint = size;
            }
        }
    }
    Dims::new(&sizes[..rank])
}

/// The walk through `inputs`, which broadcast to `dims`.
pub(super) fn broadcast<const N: usize>(dims: Dims, inputs: [Dims; N]) -> Strided<N> {
    let mut lens = [1; N];
    let axes = dims.iter().rev().enumerate().map(|(back, &size)| {
        let mut strides = [0; N];
        for (i, input) in inputs.iter().enumerate() {
            let own = input.rank().checked_sub(back + 1).map_or(1, |axis| input[axis]);
            strides[i] = if own == 1 { 0 } else { lens[i] as isize };
            lens[i] *= own;
        }
        (size, strides)
    });
    Strided::new([0; N], axes)
}

/// `x`, which has been broadcast from `dims`, summed over what that was repeated along.
pub(super) fn sum_to(x: &Tensor, dims: Dims) -> Tensor {
    let (mut sum, from) = (x.clone(), x.shape());
    for back in 1..=from.rank() {
        let own = dims.rank().checked_sub(back).map_or(1, |axis| dims[axis]);
        if own == 1 && from[from.rank() - back] != 1 {
            let axis = from.rank() - back;
            sum = view_as(&sum_axis(&sum, axis as isize), sum.shape().resized(axis, 1).unwrap_or(from));
        }
    }
    if sum.shape() == dims { sum } else { view_as(&sum, dims) }
}

/// `x` broadcast to `dims`.
pub(super) fn broadcast_to(x: &Tensor, dims: Dims) -> Tensor {
    if x.shape() == dims { x.clone() } else { constant(x.tape(), 1.0, &dims) * x }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernels::strided::Run;

    fn runs<const N: usize>(shapes: [&[usize]; N]) -> (Dims, Vec<Run<N>>) {
        let inputs = shapes.map(|shape| Dims::new(shape).unwrap());
        let dims = broadcast_dims("", "add", &inputs).unwrap();
        let mut runs = Vec::new();
        broadcast(dims, inputs).runs(|run| runs.push(run));
        (dims, runs)
    }

    #[test]
    fn equal_shapes_are_one_run() {
        let (_, runs) = runs([&[2, 3, 4], &[2, 3, 4]]);
        assert_eq!(runs, [Run { start: 0, len: 24, inputs: [0, 0], steps: [1, 1] }]);
    }

    #[test]
    fn a_scalar_stands_still() {
        let (_, runs) = runs([&[], &[2, 3]]);
        assert_eq!(runs, [Run { start: 0, len: 6, inputs: [0, 0], steps: [0, 1] }]);
    }

    #[test]
    fn a_vector_goes_along_each_row() {
        let (_, runs) = runs([&[2, 3], &[3]]);
        let row = |start| Run { start, len: 3, inputs: [start, 0], steps: [1, 1] };
        assert_eq!(runs, [row(0), row(3)]);
    }

    #[test]
    fn a_column_and_a_row_make_a_table() {
        let (dims, runs) = runs([&[2, 1], &[1, 3]]);
        assert_eq!(*dims, [2, 3]);
        let row = |i| Run { start: 3 * i, len: 3, inputs: [i, 0], steps: [0, 1] };
        assert_eq!(runs, [row(0), row(1)]);
    }

    #[test]
    fn an_axis_in_the_middle_is_repeated() {
        let (_, runs) = runs([&[2, 3, 2], &[2, 1, 2]]);
        let starts: Vec<_> = runs.iter().map(|run| run.inputs).collect();
        assert_eq!(starts, [[0, 0], [2, 0], [4, 0], [6, 2], [8, 2], [10, 2]]);
    }

    #[test]
    fn nothing_is_walked_in_no_runs() {
        assert!(runs([&[0, 3], &[3]]).1.is_empty());
        assert!(runs([&[2, 0], &[2, 1]]).1.is_empty());
    }

    #[test]
    fn shapes_that_do_not_fit_name_the_axis() {
        let shapes = [&[32, 10][..], &[32, 12]].map(|shape| Dims::new(shape).unwrap());
        let error = broadcast_dims("K::add", "add", &shapes).unwrap_err();
        assert_eq!(error.to_string(), "K::add: cannot add (32, 10) and (32, 12): axis -1 is 10 and 12");
    }
}
