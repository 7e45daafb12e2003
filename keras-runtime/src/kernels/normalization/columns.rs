//! Columns brought to mean 0 and variance 1, and the gradient of that.

use super::inputs::{Columns, NormalizationInputs};
use super::sweep::{Apply, Descend, Sums};
use super::{COST, rows_in_a_part};
use crate::kernels::isa::Isa;
use crate::kernels::parallel::{self, each, parts, parts_mut};
use crate::kernels::pointwise::Pointwise;
use crate::kernels::scratch;
use crate::kernels::simd::run_on;

/// `y = function((x - mean) / sqrt(variance + epsilon) * gamma + beta)`
///
/// # Panics
///
/// If a slice has not the length that the shape says.
pub fn normalize(given: NormalizationInputs<'_>, function: Pointwise, x: &[f32], y: &mut [f32]) {
    given.check(x.len());
    assert_eq!(x.len(), y.len());
    if x.is_empty() {
        return;
    }
    let (shape, sample) = (given.shape, given.shape.sample());
    each(shape.threads(), (parts_mut(y, sample), parts(x, sample)), |i, (y, x)| {
        let of_group = |group| given.group(i, group);
        let of_column = |j, (mean, factor)| [mean, factor * given.gamma[j], given.beta[j]];
        with_columns(shape, of_group, of_column, |columns| match function {
            Pointwise::Relu => apply(columns, x, y, |y| if y < 0.0 { 0.0 } else { y }),
            _ => apply(columns, x, y, |y| y),
        });
    });
    if function != Pointwise::Relu {
        function.apply(y);
    }
}

/// What the mean and the variance are of that values are normalized with.
#[derive(Clone, Copy)]
pub enum MomentsOf<'a> {
    /// Of other values: they are constants.
    Others,
    /// Of the values themselves, with which they change.
    All,
    /// Of these values and more that are elsewhere: what turns sums over these, the last of which counts the rows, into sums
    /// over all. There is one sample.
    More(&'a (dyn Fn(&mut [f32]) + Sync)),
}

/// The `dy` and `x` of a sample, and its sums.
type Descent<'a> = (&'a mut [f32], &'a [f32], &'a mut [f32]);

/// Turns the gradient `dy` by what [`normalize`] has written into that by `x`, in place; `by_weights` is shown the
/// gradients by `gamma` and `beta`.
///
/// `relu` is what was written, if the function was [`Pointwise::Relu`]; other functions are the caller's to descend.
///
/// # Panics
///
/// If a slice has not the length that the shape says.
pub fn gradient(
    given: NormalizationInputs<'_>,
    moments: MomentsOf<'_>,
    x: &[f32],
    relu: Option<&[f32]>,
    dy: &mut [f32],
    by_weights: impl FnOnce(&[f32], &[f32]),
) {
    let (shape, sample, cols) = (given.shape, given.shape.sample(), given.shape.cols);
    given.check(x.len());
    assert!(dy.len() == x.len() && relu.is_none_or(|y| y.len() == x.len()));
    scratch::with(2 * cols * (shape.samples + 1), |memory| {
        let (by_columns, sums) = memory.split_at_mut(2 * cols);
        by_columns.fill(0.0);
        let (by_gamma, by_beta) = by_columns.split_at_mut(cols);
        if x.is_empty() {
            if let MomentsOf::More(sum) = moments {
                sum(&mut vec![0.0; 2 * cols + 1]);
            }
            return by_weights(by_gamma, by_beta);
        }
        let of_sample = |i: usize, (dy, x, sums): Descent<'_>| {
            let relu = relu.map(|y| &y[i * sample..][..sample]);
            with_columns(
                shape,
                |group| given.group(i, group).0,
                |_, mean| [mean],
                |[mean]| sum(mean, x, relu, dy, sums),
            );
            let more;
            let (sums, rows) = match moments {
                MomentsOf::More(sum) => {
                    more = summed(sums, shape.rows, sum);
                    (&more[..2 * cols], more[2 * cols])
                }
                _ => (&*sums, shape.rows as f32),
            };
            let of_group = |group| {
                let (mean, factor) = given.group(i, group);
                let [slope, shift] = match moments {
                    MomentsOf::Others => [0.0; 2],
                    _ => given.descent(group, factor, sums, rows),
                };
                [mean, factor, slope, shift]
            };
            let of_column =
                |j, [mean, factor, slope, shift]: [f32; 4]| [mean, factor * given.gamma[j], slope, shift];
            with_columns(shape, of_group, of_column, |columns| descend(columns, x, dy));
        };
        let all = (parts_mut(dy, sample), parts(x, sample), parts_mut(sums, 2 * cols));
        each(shape.threads(), all, of_sample);
        for (i, sums) in sums.chunks(2 * cols).take(shape.samples).enumerate() {
            for j in 0..cols {
                by_beta[j] += sums[j];
                by_gamma[j] += sums[cols + j] * given.group(i, j / shape.size()).1;
            }
        }
        by_weights(by_gamma, by_beta);
    });
}

/// Sums over all rows, those that are elsewhere too, and their number.
fn summed(sums: &[f32], rows: usize, sum: &(dyn Fn(&mut [f32]) + Sync)) -> Vec<f32> {
    let mut all = [sums, &[rows as f32]].concat();
    sum(&mut all);
    all
}

/// Lends `use_it` some numbers for each column, repeated for the rows that are taken together.
fn with_columns<T: Copy, const N: usize>(
    shape: Columns,
    of_group: impl Fn(usize) -> T,
    of_column: impl Fn(usize, T) -> [f32; N],
    use_it: impl FnOnce([&[f32]; N]),
) {
    let (cols, wide) = (shape.cols, Columns::together(shape.cols) * shape.cols);
    scratch::with(N * wide, |memory| {
        for group in 0..shape.groups {
            let known = of_group(group);
            for j in group * shape.size()..(group + 1) * shape.size() {
                of_column(j, known)
                    .into_iter()
                    .enumerate()
                    .for_each(|(n, number)| memory[n * wide + j] = number);
            }
        }
        for numbers in memory.chunks_mut(wide).take(N) {
            let (first, others) = numbers.split_at_mut(cols);
            others.chunks_mut(cols).for_each(|other| other.copy_from_slice(first));
        }
        use_it(std::array::from_fn(|n| &memory[n * wide..][..wide]));
    });
}

fn apply(columns: [&[f32]; 3], x: &[f32], y: &mut [f32], f: impl Fn(f32) -> f32 + Copy + Sync) {
    let part = rows_in_a_part(columns[0].len()) * columns[0].len();
    each(parallel::threads_for(x.len() * COST), (parts_mut(y, part), parts(x, part)), |_, (y, x)| {
        run_on(Isa::chosen(), Apply { f, columns, x, y });
    });
}

fn descend(columns: [&[f32]; 4], x: &[f32], dy: &mut [f32]) {
    let part = rows_in_a_part(columns[0].len()) * columns[0].len();
    each(parallel::threads_for(x.len() * COST), (parts_mut(dy, part), parts(x, part)), |_, (dy, x)| {
        run_on(Isa::chosen(), Descend { columns, x, dy });
    });
}

/// The sums of [`Sums`], over all rows that were taken together.
fn sum(center: &[f32], x: &[f32], relu: Option<&[f32]>, dy: &mut [f32], sums: &mut [f32]) {
    let (cols, wide) = (sums.len() / 2, center.len());
    let part = rows_in_a_part(wide) * wide;
    scratch::with(x.len().div_ceil(part) * 2 * wide, |of_parts| {
        let all = (parts_mut(of_parts, 2 * wide), parts_mut(dy, part), parts(x, part));
        each(parallel::threads_for(x.len() * COST), all, |i, (out, dy, x)| {
            let relu = relu.map(|y| &y[i * part..][..x.len()]);
            run_on(Isa::chosen(), Sums { center, x, relu, dy, out });
        });
        sums.fill(0.0);
        let (sums, weighted) = sums.split_at_mut(cols);
        for (i, more) in of_parts.chunks(cols).enumerate() {
            let into = if (i * cols / wide).is_multiple_of(2) { &mut *sums } else { &mut *weighted };
            into.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
        }
    });
}
