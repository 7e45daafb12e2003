//! Control flow: Rust's own, with the meaning of Keras's functions. Gradients go through whatever is computed.

use super::concatenate::{concatenate, stack};
use super::permute::permute_dimensions;
use super::shape::expand_dims;
use super::slice::part;
use crate::Error;
use crate::autodiff::Tensor;
use crate::tensor::Dims;

/// Conditional: `true_fn()` if `pred`, a tensor of one number, is not 0, else `false_fn()`. Only one of them is
/// computed. NaN is neither: it is noted as an error.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[3.0]);
/// let y = K::cond(&K::greater(&x, 0.0), || &x * 2.0, || -&x);
/// assert_eq!(y.item(), 6.0);
/// ```
pub fn cond<R>(pred: &Tensor, true_fn: impl FnOnce() -> R, false_fn: impl FnOnce() -> R) -> R {
    if truth("K::cond", pred) { true_fn() } else { false_fn() }
}

/// A choice of [`switch`]: a function of the operands.
pub type Branch<'a> = &'a dyn Fn(&[Tensor]) -> Tensor;

/// Applies the branch of an index to the operands: the first if `index`, a tensor of one number, is below 0, and the
/// last if it is beyond that.
pub fn switch(index: &Tensor, branches: &[Branch<'_>], operands: &[Tensor]) -> Tensor {
    single(index, |dims| Error::expected("K::switch", "an index of one number", dims));
    let found = index.item();
    if found.is_nan() || branches.is_empty() {
        let found = format!("index {found}, {} branches", branches.len());
        return index.tape().fail(Error::expected("K::switch", "an index and a branch", found));
    }
    // A conversion from a float saturates.
    branches[(found as usize).min(branches.len() - 1)](operands)
}

/// Loop while `cond` gives a tensor of one number that is not 0, at most `maximum_iterations` times: `body` makes of
/// the state, which may be a tensor or a tuple of some, the next. An error that has been noted ends the loop.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[1.0]);
/// let y = K::while_loop(|x| K::less(x, 10.0), |x| x * 2.0, x, None);
/// assert_eq!(y.item(), 16.0);
/// ```
pub fn while_loop<S>(
    mut cond: impl FnMut(&S) -> Tensor,
    mut body: impl FnMut(S) -> S,
    loop_vars: S,
    maximum_iterations: Option<usize>,
) -> S {
    let (mut state, mut count) = (loop_vars, 0);
    while maximum_iterations.is_none_or(|most| count < most) && truth("K::while_loop", &cond(&state)) {
        state = body(state);
        count += 1;
    }
    state
}

/// Loop over the whole numbers from `lower` to below `upper`: `body_fun` makes of each and of the state the next state.
pub fn fori_loop<S>(lower: isize, upper: isize, body_fun: impl FnMut(S, isize) -> S, init_val: S) -> S {
    (lower..upper).fold(init_val, body_fun)
}

/// Scan along the first axis of `xs`: `f` makes of the state, which may be a tensor or a tuple of some, and of each
/// slice the next state and an output. Gives the last state and the outputs, stacked; from the last slice on if
/// `reverse`.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let tape = Tape::new();
/// let xs = tape.array(&[1.0, 2.0, 3.0]);
/// let (sum, sums) = K::scan(|sum, x| (&sum + x, sum + x), K::constant(&tape, 0.0, &[]), &xs, false);
/// assert_eq!(sum.item(), 6.0);
/// assert_eq!(sums.to_array(), keras::ndarray::array![1.0, 3.0, 6.0].into_dyn());
/// ```
pub fn scan<S>(
    mut f: impl FnMut(S, &Tensor) -> (S, Tensor),
    init: S,
    xs: &Tensor,
    reverse: bool,
) -> (S, Tensor) {
    let mut slices = slices("K::scan", xs);
    if reverse {
        slices.reverse();
    }
    let (mut state, mut outputs) = (init, Vec::with_capacity(slices.len()));
    for slice in &slices {
        let output;
        (state, output) = f(state, slice);
        outputs.push(output);
    }
    if reverse {
        outputs.reverse();
    }
    (state, stacked(xs, &outputs))
}

/// Applies a function to each slice along the first axis, and stacks the results.
pub fn vectorized_map(function: impl FnMut(&Tensor) -> Tensor, elements: &Tensor) -> Tensor {
    let slices = slices("K::vectorized_map", elements);
    stacked(elements, &slices.iter().map(function).collect::<Vec<_>>())
}

/// Cumulative combination along an axis by an associative function: `a`, `f(a, b)`, `f(f(a, b), c)` and so on; from the
/// end on if `reverse`. `f` is given tensors whose `axis` has size 1.
pub fn associative_scan(
    mut f: impl FnMut(&Tensor, &Tensor) -> Tensor,
    elems: &Tensor,
    reverse: bool,
    axis: isize,
) -> Tensor {
    let place = "K::associative_scan";
    let axis = match elems.shape().axis(place, axis) {
        Ok(axis) => axis,
        Err(error) => return elems.tape().fail(error),
    };
    let order: Vec<usize> =
        [axis].into_iter().chain((0..elems.rank()).filter(|&other| other != axis)).collect();
    let mut slices = slices(place, &permute_dimensions(elems, &order));
    if reverse {
        slices.reverse();
    }
    let mut combined: Vec<Tensor> = Vec::with_capacity(slices.len());
    for slice in &slices {
        let slice = expand_dims(slice, axis as isize);
        combined.push(combined.last().map_or_else(|| slice.clone(), |before| f(before, &slice)));
    }
    if reverse {
        combined.reverse();
    }
    if combined.is_empty() { elems.clone() } else { concatenate(&combined, axis as isize) }
}

/// The slices along the first axis.
fn slices(place: &str, x: &Tensor) -> Vec<Tensor> {
    let Some(dims) = x.tape().dims(x) else { return vec![x.clone()] };
    let Some((&count, rest)) = dims.split_first() else {
        return vec![x.tape().fail(Error::expected(place, "at least one axis", dims))];
    };
    let size: usize = rest.iter().product();
    // Slices without a number are all the same.
    if size == 0 {
        return vec![x.tape().fail(Error::expected(place, "slices of at least one number", dims))];
    }
    (0..count).map(|slice| part(x, slice * size, rest)).collect()
}

/// Outputs in one tensor; nothing of nothing.
fn stacked(xs: &Tensor, outputs: &[Tensor]) -> Tensor {
    if outputs.is_empty() { xs.clone() } else { stack(outputs, 0) }
}

/// Notes an error for the shape of a tensor of more numbers than one, or of none.
fn single(x: &Tensor, error: impl FnOnce(Dims) -> Error) {
    if let Some(dims) = x.tape().dims(x).filter(|dims| dims.elements() != 1) {
        x.tape().fail(error(dims));
    }
}

/// Whether the only number is not 0.
fn truth(place: &str, x: &Tensor) -> bool {
    single(x, |dims| {
        Error::expected(place, "a condition of one number", dims)
            .help("`K::any` and `K::all` make one of many; `K::where_` chooses number by number")
    });
    let value = x.item();
    if value.is_nan() {
        x.tape().fail(Error::expected(place, "0 or another number", value));
    }
    value != 0.0 && !value.is_nan() && !x.tape().has_failed()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::Tape;
    use crate::autodiff::ops::{constant, cumsum, greater, less, multiply, reverse, sum};
    use crate::autodiff::testing::check_gradient;

    #[test]
    fn gradients_go_through_loops_and_branches() {
        check_gradient(&[&[2, 3]], |x| {
            let is_large = greater(&sum(&x[0]), 0.0);
            cond(&is_large, || &x[0] * &x[0], || &x[0] * 3.0)
        });
        check_gradient(&[&[3]], |x| fori_loop(0, 3, |y, _| &y * &x[0], x[0].clone()));
        check_gradient(&[&[3, 2]], |x| {
            let zero = constant(x[0].tape(), 1.0, &[2]);
            scan(|product, x| (&product * x, product * x), zero, &x[0], true).1
        });
        check_gradient(&[&[3, 2]], |x| vectorized_map(|x| x * x, &x[0]));
    }

    #[test]
    fn an_associative_scan_of_sums_is_a_cumulative_sum() {
        let x = Tape::new().array(&[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]);
        for axis in [0, 1, -1] {
            let sums = associative_scan(|a, b| a + b, &x, false, axis);
            assert_eq!(sums.to_array(), cumsum(&x, axis).to_array());
            let sums = associative_scan(|a, b| a + b, &x, true, axis);
            assert_eq!(sums.to_array(), reverse(&cumsum(&reverse(&x, axis), axis), axis).to_array());
        }
    }

    #[test]
    fn an_index_beyond_the_branches_is_that_of_the_nearest() {
        let tape = Tape::new();
        let x = tape.array(&[2.0]);
        let branches: [Branch<'_>; 2] = [&|x| &x[0] + 1.0, &|x| multiply(&x[0], 5.0)];
        let at =
            |index: f32| switch(&constant(&tape, index, &[]), &branches, std::slice::from_ref(&x)).item();
        assert_eq!([-3.0, 0.0, 1.0, 7.0].map(at), [3.0, 3.0, 10.0, 10.0]);
    }

    #[test]
    fn a_condition_of_many_numbers_is_an_error_of_the_function_that_was_called() {
        let error = |f: &dyn Fn(&Tensor)| {
            let tape = Tape::new();
            f(&tape.array(&[1.0, 2.0]));
            tape.check().unwrap_err().to_string()
        };
        let help = "help: `K::any` and `K::all` make one of many; `K::where_` chooses number by number";
        assert_eq!(
            error(&|x| cond(x, || (), || ())),
            format!("K::cond: expected a condition of one number, found (2,)\n{help}")
        );
        assert_eq!(
            error(&|x| drop(while_loop(|x| greater(x, 0.0), |x| x, x.clone(), None))),
            format!("K::while_loop: expected a condition of one number, found (2,)\n{help}")
        );
        assert_eq!(
            error(&|x| drop(switch(x, &[&|_| x.clone()], &[]))),
            "K::switch: expected an index of one number, found (2,)"
        );
    }

    #[test]
    fn a_loop_ends_at_the_most_iterations_and_at_an_error() {
        let tape = Tape::new();
        let x = tape.array(&[1.0]);
        assert_eq!(while_loop(|x| greater(x, 0.0), |x| x + 1.0, x.clone(), Some(5)).item(), 6.0);
        while_loop(|x| less(x, f32::NAN), |x| x + 1.0, x.clone(), None);
        while_loop(|x| x.clone(), |_| tape.array(&[1.0, 2.0]), x, None);
        assert!(tape.check().is_err());
        assert_eq!(cond(&tape.array(&[f32::NAN]), || 1, || 2), 2);
    }
}
