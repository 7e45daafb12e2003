//! Einstein sum of an input and a kernel, by one matrix product.

use smallvec::SmallVec;

use super::equation::{Ellipsis, Equation, place};
use crate::autodiff::Tensor;
use crate::autodiff::ops::linear;
use crate::backend as K;
use crate::kernels::pointwise::Pointwise;

type Axes = SmallVec<[usize; 8]>;
type Labels = SmallVec<[u8; 8]>;
type Sizes = SmallVec<[isize; 8]>;

/// The axes of an input, a kernel and an output by their letters; those of an ellipsis have numbers, which are none.
pub struct Product<'a> {
    input: Labels,
    kernel: &'a [u8],
    output: Labels,
}

impl<'a> Product<'a> {
    /// What an equation says of an input of so many axes.
    pub fn of(equation: &'a Equation, rank: usize) -> Self {
        let elided = rank.saturating_sub(equation.input.len()) as u8;
        let term = |letters: &[u8]| -> Labels {
            match equation.ellipsis {
                Ellipsis::Behind => letters.iter().copied().chain(0..elided).collect(),
                _ => (0..elided).chain(letters.iter().copied()).collect(),
            }
        };
        Self { input: term(equation.input), kernel: equation.kernel, output: term(equation.output) }
    }

    /// `function(einsum(x, kernel) + bias)`.
    pub fn apply(&self, x: &Tensor, kernel: &Tensor, bias: Option<&Tensor>, function: Pointwise) -> Tensor {
        let (x, labels) = self.without_summed(x);
        let in_kernel = |label: &u8| self.kernel.contains(label);
        let in_output = |label: &u8| self.output.contains(label);
        let in_input = |label: &u8| labels.contains(label);
        // What both have and the output keeps, what is summed, and what one of them has.
        let stacked: Labels =
            self.kernel.iter().copied().filter(|label| in_input(label) && in_output(label)).collect();
        let summed: Labels = self.kernel.iter().copied().filter(|label| !in_output(label)).collect();
        let rows: Labels = labels.iter().copied().filter(|label| !in_kernel(label)).collect();
        let columns: Labels = self.kernel.iter().copied().filter(|label| !in_input(label)).collect();

        let x = permuted(&x, &labels, &[&stacked, &rows, &summed]);
        let kernel = permuted(kernel, self.kernel, &[&stacked, &summed, &columns]);
        let split = |x: &Tensor, at: usize| {
            let sizes: Sizes = x.shape().iter().map(|&size| size as isize).collect();
            let (first, rest) = sizes.split_at(at.min(sizes.len()));
            (Sizes::from_slice(first), Sizes::from_slice(rest))
        };
        let (kept, of_sum) = split(&x, stacked.len() + rows.len());
        let (_, of_columns) = split(&kernel, stacked.len() + summed.len());
        let (inner, outer) = (of_sum.iter().product::<isize>(), of_columns.iter().product::<isize>());
        let sizes: Sizes = kept.iter().chain(&of_columns).copied().collect();
        let order: Labels = stacked.iter().chain(&rows).chain(&columns).copied().collect();

        let is_in_order = order == self.output;
        let of_all_columns = |bias: &Tensor| *bias.shape() == kernel.shape()[stacked.len() + summed.len()..];
        if stacked.is_empty() && is_in_order && bias.is_none_or(of_all_columns) {
            let mut flat = kept.clone();
            flat.push(inner);
            let bias = bias.map(K::flatten);
            let y = linear(
                &K::reshape(&x, &flat),
                &K::reshape(&kernel, &[inner, outer]),
                bias.as_ref(),
                function,
            );
            return K::reshape(&y, &sizes);
        }
        let (stack, row) = kept.split_at(stacked.len());
        let (stack, row) = (stack.iter().product::<isize>(), row.iter().product::<isize>());
        let y =
            K::matmul(&K::reshape(&x, &[stack, row, inner]), &K::reshape(&kernel, &[stack, inner, outer]));
        let y = permuted(&K::reshape(&y, &sizes), &order, &[&self.output]);
        let y = bias.map_or(y.clone(), |bias| y + bias);
        match function {
            Pointwise::Linear => y,
            Pointwise::Relu => K::relu(&y),
            Pointwise::Sigmoid => K::sigmoid(&y),
            Pointwise::Tanh => K::tanh(&y),
        }
    }

    /// The input and its axes, without those that neither the kernel nor the output has: they are summed.
    fn without_summed(&self, x: &Tensor) -> (Tensor, Labels) {
        let (mut x, mut labels) = (x.clone(), self.input.clone());
        for axis in (0..labels.len()).rev() {
            let label = labels[axis];
            if place(label, self.kernel).is_none() && !self.output.contains(&label) {
                x = K::sum_axis(&x, axis as isize);
                labels.remove(axis);
            }
        }
        (x, labels)
    }
}

/// `x` with its axes in the order of some labels.
fn permuted(x: &Tensor, labels: &[u8], order: &[&[u8]]) -> Tensor {
    let places = order.iter().copied().flatten().filter_map(|&label| place(label, labels));
    let places: Axes = places.collect();
    if places.is_sorted() { x.clone() } else { K::permute_dimensions(x, &places) }
}
