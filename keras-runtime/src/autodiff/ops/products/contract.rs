//! Contraction of tensors whose axes have labels.

use smallvec::SmallVec;

use super::super::index::{Walk, strided};
use super::super::matmul::matmul;
use super::super::permute::permute_dimensions;
use super::super::reduce::sum_axis;
use super::super::shape::view_as;
use crate::Result;
use crate::autodiff::Tensor;
use crate::tensor::{Dims, MAX_RANK};

/// What an axis is called; axes of one label go together.
pub type Label = u32;

/// A tensor whose axes have labels.
#[derive(Clone)]
pub struct Labelled {
    pub tensor: Tensor,
    pub labels: Vec<Label>,
}

/// The sum of products of the elements of all factors, one at least, over all labels that are not in `output`; each of these is
/// in a factor, and axes of one label have one size.
///
/// Two by two, from the first on, by matrix products.
pub fn contract(factors: Vec<Labelled>, output: &[Label]) -> Result<Tensor> {
    let mut rest: Vec<Labelled> = factors.into_iter().map(diagonal).collect();
    rest.reverse();
    let mut product = rest.pop().expect("there is a factor");
    while let Some(next) = rest.pop() {
        let is_kept = |label: &Label| output.contains(label) || rest.iter().any(|x| x.labels.contains(label));
        product = pair(summed(product, |l| is_kept(l) || next.labels.contains(l)), next, is_kept)?;
    }
    let product = summed(product, |label| output.contains(label));
    Ok(permuted(&product, output))
}

/// The elements at which axes of one label have one index: each label once.
fn diagonal(x: Labelled) -> Labelled {
    let mut labels: Vec<Label> = Vec::new();
    x.labels.iter().for_each(|label| {
        if !labels.contains(label) {
            labels.push(*label)
        }
    });
    if labels.len() == x.labels.len() {
        return x;
    }
    let (all, each) = (x.labels, labels.clone());
    let tensor = strided(&x.tensor, move |dims| {
        let whole = Walk::whole(dims);
        let along = |label: &Label| {
            let axes = (0..all.len()).filter(|&axis| all[axis] == *label).map(|axis| whole.axes[axis]);
            axes.reduce(|(size, sum), (_, stride)| (size, sum + stride)).unwrap_or((1, 0))
        };
        Ok(Walk { start: 0, axes: each.iter().map(along).collect() })
    });
    Labelled { tensor, labels }
}

/// Without the labels that are not kept, over which it is summed.
fn summed(mut x: Labelled, is_kept: impl Fn(&Label) -> bool) -> Labelled {
    for axis in (0..x.labels.len()).rev().filter(|&axis| !is_kept(&x.labels[axis])).collect::<Vec<_>>() {
        x.tensor = sum_axis(&x.tensor, axis as isize);
        x.labels.remove(axis);
    }
    x
}

/// The axes in this order, which has each of the labels.
fn permuted(x: &Labelled, order: &[Label]) -> Tensor {
    let axis = |label: &Label| x.labels.iter().position(|other| other == label);
    let pattern: SmallVec<[usize; MAX_RANK]> = order.iter().filter_map(axis).collect();
    if pattern.is_sorted() { x.tensor.clone() } else { permute_dimensions(&x.tensor, &pattern) }
}

/// The product of two, as a stack of matrices: of what both have, the kept labels are the stack, and the others are summed over.
fn pair(a: Labelled, b: Labelled, is_kept: impl Fn(&Label) -> bool) -> Result<Labelled> {
    let b = summed(b, |label| is_kept(label) || a.labels.contains(label));
    let (shared, rows): (Vec<Label>, Vec<Label>) =
        a.labels.iter().partition(|label| b.labels.contains(label));
    let (stack, inner): (Vec<Label>, Vec<Label>) = shared.iter().partition(|label| is_kept(label));
    let columns: Vec<Label> = b.labels.iter().copied().filter(|label| !shared.contains(label)).collect();
    let sizes = |labels: &[Label]| -> Vec<usize> {
        let size =
            |x: &Labelled, label: &Label| Some(x.tensor.shape()[x.labels.iter().position(|l| l == label)?]);
        labels.iter().map(|label| size(&a, label).or(size(&b, label)).unwrap_or(1)).collect()
    };
    let [stack_sizes, row_sizes, inner_sizes, column_sizes] =
        [&stack, &rows, &inner, &columns].map(|labels| sizes(labels));
    let matrices = |x: &Labelled, [first, second]: [&[Label]; 2], sizes: [&[usize]; 2]| -> Result<Tensor> {
        let order = [&stack, first, second].concat();
        let [n, m] = sizes.map(|sizes| sizes.iter().product());
        Ok(view_as(&permuted(x, &order), Dims::new(&[stack_sizes.iter().product(), n, m])?))
    };
    let left = matrices(&a, [&rows, &inner], [&row_sizes, &inner_sizes])?;
    let right = matrices(&b, [&inner, &columns], [&inner_sizes, &column_sizes])?;
    let dims = Dims::new(&[stack_sizes, row_sizes, column_sizes].concat())?;
    Ok(Labelled { tensor: view_as(&matmul(&left, &right), dims), labels: [stack, rows, columns].concat() })
}
