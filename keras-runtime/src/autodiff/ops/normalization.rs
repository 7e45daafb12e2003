//! Batch, group and layer normalization: each one operation with a hand-written gradient.

use std::sync::Arc;

use super::{part, stop_gradient};
use crate::autodiff::{Gradients, Inputs, Operation, Tensor};
use crate::collective::Collective;
use crate::kernels::normalization::{self as kernels, Columns, MomentsOf, NormalizationInputs};
use crate::kernels::pointwise::{Pointwise, axpy};
use crate::tensor::Dims;
use crate::{Error, Result};

/// Axes of normalization, over which means and variances are taken: along the last axis by `groups` of neighbours, and
/// over all other axes, of which the first, of the samples, may be left out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Over {
    /// How many groups there are; they divide the last axis.
    pub groups: usize,
    /// Whether each sample is taken for itself.
    pub each_sample: bool,
}

/// Turns the moments of so many values into those of all ranks' values.
fn join(ranks: &dyn Collective, values: usize, mean: &mut [f32], variance: &mut [f32]) {
    let (count, groups) = (values as f64, mean.len());
    let mut sums = vec![0.0; 2 * groups + 1];
    if values > 0 {
        for (i, (mean, variance)) in mean.iter().zip(&*variance).enumerate() {
            let mean = f64::from(*mean);
            (sums[i], sums[groups + i]) = (count * mean, count * (f64::from(*variance) + mean * mean));
        }
        sums[2 * groups] = count;
    }
    ranks.sum_wide(&mut sums);
    let all = sums[2 * groups];
    for (i, (mean, variance)) in mean.iter_mut().zip(variance).enumerate() {
        let joined = sums[i] / all;
        *mean = joined as f32;
        // Not below 0 by what rounding does; NaN stays.
        let joined = sums[groups + i] / all - joined * joined;
        *variance = if joined < 0.0 { 0.0 } else { joined as f32 };
    }
}

impl Over {
    /// The ranks that have parts of what the moments of `x` are over.
    fn ranks(self, x: &Tensor) -> Option<Arc<dyn Collective>> {
        x.tape().ranks().filter(|_| !self.each_sample)
    }

    fn columns(self, dims: Dims) -> Result<Columns> {
        let (cols, groups) = (dims.last_size(), self.groups);
        if dims.rank() < 2 || groups == 0 || !cols.is_multiple_of(groups) {
            let expected = format!("samples whose last axis divides into {groups} groups");
            return Err(Error::expected("a normalization", expected, dims));
        }
        let samples = if self.each_sample { dims[0] } else { 1 };
        let rows = dims.elements() / (samples * cols).max(1);
        Ok(Columns { samples, rows, cols, groups })
    }
}

/// Moments, the mean and the (biased) variance of each group, each `(samples, groups)`. No gradient reaches through them: that of
/// [`normalize`] includes theirs. Over all samples they are those of the whole batch, the shares of other ranks included.
pub fn moments(x: &Tensor, over: Over) -> [Tensor; 2] {
    let both = x.tape().apply(Moments { over, ranks: over.ranks(x) }, &[&stop_gradient(x)]);
    let shape = both.shape();
    let Some(one) = shape.get(1..) else { return [both.clone(), both] };
    [0, 1].map(|i| part(&both, i * one.iter().product::<usize>(), one))
}

struct Moments {
    over: Over,
    ranks: Option<Arc<dyn Collective>>,
}

impl Operation for Moments {
    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        let Columns { samples, groups, .. } = self.over.columns(x.dims(0))?;
        Dims::new(&[2, samples, groups])
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        let (mean, variance) = y.split_at_mut(y.len() / 2);
        let columns = self.over.columns(x.dims(0))?;
        kernels::moments(columns, &x[0], mean, variance);
        if let Some(ranks) = &self.ranks {
            join(&**ranks, columns.rows * columns.cols / columns.groups, mean, variance);
        }
        Ok(())
    }

    fn backward(&self, _: &Inputs<'_>, _: &[f32], _: &mut [f32], _: &mut Gradients<'_>) {
        unreachable!("its input has no gradient");
    }
}

/// Normalizes by given moments: `(x - mean) / sqrt(variance + epsilon) * gamma + beta`, where `gamma` and `beta` are of
/// the size of the last axis.
///
/// With `of_moments`, mean and variance are the [`moments`] of `x`, and its gradient is that of all of it; otherwise they
/// are constants.
pub fn normalize(
    x: &Tensor,
    over: Over,
    [mean, variance]: &[Tensor; 2],
    of_moments: bool,
    [gamma, beta]: [&Tensor; 2],
    epsilon: f32,
) -> Tensor {
    let ranks = over.ranks(x).filter(|_| of_moments);
    let normalize = Normalize { over, of_moments, ranks, epsilon, function: Pointwise::Linear };
    x.tape().apply(normalize, &[x, mean, variance, gamma, beta])
}

struct Normalize {
    over: Over,
    of_moments: bool,
    ranks: Option<Arc<dyn Collective>>,
    epsilon: f32,
    function: Pointwise,
}

impl Normalize {
    fn given<'a>(&self, x: &'a Inputs<'_>) -> Result<NormalizationInputs<'a>> {
        let shape = self.over.columns(x.dims(0))?;
        Ok(NormalizationInputs {
            shape,
            mean: &x[1],
            variance: &x[2],
            epsilon: self.epsilon,
            gamma: &x[3],
            beta: &x[4],
        })
    }
}

impl Operation for Normalize {
    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        let Columns { samples, cols, groups, .. } = self.over.columns(x.dims(0))?;
        let sizes = [samples * groups, samples * groups, cols, cols];
        match sizes.into_iter().enumerate().find(|&(i, size)| x.dims(i + 1).elements() != size) {
            Some((i, size)) => {
                Err(Error::expected("a normalization", format!("{size} numbers"), x.dims(i + 1)))
            }
            None => Ok(x.dims(0)),
        }
    }

    fn function(&mut self) -> Option<&mut Pointwise> {
        Some(&mut self.function)
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        kernels::normalize(self.given(x)?, self.function, &x[0], y);
        Ok(())
    }

    fn backward(&self, x: &Inputs<'_>, y: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
        let relu = (self.function == Pointwise::Relu).then_some(y);
        if relu.is_none() {
            self.function.gradient(y, dy);
        }
        let given = self.given(x).expect("the shapes fitted when the values were computed");
        let sum;
        let moments = match &self.ranks {
            _ if !self.of_moments => MomentsOf::Others,
            None => MomentsOf::All,
            Some(ranks) => {
                sum = |sums: &mut [f32]| ranks.sum(sums);
                MomentsOf::More(&sum)
            }
        };
        kernels::gradient(given, moments, &x[0], relu, dy, |by_gamma, by_beta| {
            dx.add(3, |g| axpy(1.0, by_gamma, g));
            dx.add(4, |g| axpy(1.0, by_beta, g));
        });
        dx.reuse_upstream(0);
    }
}

/// Layer normalization: `(x - mean) / sqrt(variance + epsilon) * gamma + beta`, mean and variance being those of the
/// last axes together, as many as `gamma` and `beta` have.
pub fn layer_normalization(x: &Tensor, gamma: &Tensor, beta: &Tensor, epsilon: f32) -> Tensor {
    x.tape().apply(LayerNormalization { epsilon }, &[x, gamma, beta])
}

struct LayerNormalization {
    epsilon: f32,
}

impl Operation for LayerNormalization {
    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        let (dims, gamma) = (x.dims(0), x.dims(1));
        if !dims.ends_with(&gamma) || x.dims(2) != gamma || gamma.elements() == 0 {
            let found = format!("{gamma} and {} for {dims}", x.dims(2));
            return Err(Error::expected(
                "a layer normalization",
                "weights of the size of the last axes",
                found,
            ));
        }
        Ok(dims)
    }

    fn keeps(&self, x: &Inputs<'_>) -> usize {
        2 * (x.dims(0).elements() / x.dims(1).elements())
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        let (y, kept) = y.split_at_mut(x[0].len());
        kernels::row_normalize(&x[0], &x[1], &x[2], self.epsilon, y, kept);
        Ok(())
    }

    fn backward(&self, x: &Inputs<'_>, y: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
        kernels::row_gradient(&x[0], &x[1], &y[dy.len()..], dy, |by_gamma, by_beta| {
            dx.add(1, |g| axpy(1.0, by_gamma, g));
            dx.add(2, |g| axpy(1.0, by_beta, g));
        });
        dx.reuse_upstream(0);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{multiply, relu, tanh};
    use super::*;
    use crate::autodiff::Tape;
    use crate::autodiff::testing::check_gradient;

    fn normalized(x: &[Tensor], over: Over) -> Tensor {
        normalize(&x[0], over, &moments(&x[0], over), true, [&x[1], &x[2]], 0.05)
    }

    #[test]
    fn moments_have_their_part_in_the_gradient() {
        for over in [
            Over { groups: 4, each_sample: false },
            Over { groups: 2, each_sample: true },
            Over { groups: 1, each_sample: true },
            Over { groups: 4, each_sample: true },
        ] {
            check_gradient(&[&[3, 2, 4], &[4], &[4]], |x| normalized(x, over));
            check_gradient(&[&[3, 2, 4], &[4], &[4]], |x| tanh(&normalized(x, over)));
        }
    }

    #[test]
    fn a_relu_that_follows_is_part_of_it_and_lets_only_its_share_through() {
        let over = Over { groups: 3, each_sample: false };
        // Above 0 everywhere, or below: off the corner.
        for sign in [1.0, -1.0] {
            check_gradient(&[&[4, 3], &[3], &[3]], |x| {
                let (gamma, beta) = (&x[1] * 0.1, &x[2] * 0.1 + sign);
                let y = normalize(&x[0], over, &moments(&x[0], over), true, [&gamma, &beta], 0.05);
                relu(&y)
            });
        }
        let tape = Tape::new();
        let x = tape.array(&[[1.0, -2.0], [3.0, 5.0], [-4.0, 0.5]]);
        let [gamma, beta] = [tape.array(&[2.0, -1.0]), tape.array(&[0.5, 0.25])];
        let over = Over { groups: 2, each_sample: false };
        let y = || normalize(&x, over, &moments(&x, over), true, [&gamma, &beta], 0.0);
        let waited = y();
        waited.read(|_| ());
        assert_eq!(relu(&y()).to_array(), relu(&waited).to_array());
    }

    #[test]
    fn given_moments_are_constants() {
        let over = Over { groups: 3, each_sample: false };
        check_gradient(&[&[2, 2, 3], &[3], &[3]], |x| {
            let tape = x[0].tape();
            let given = [tape.array(&[[0.1, -0.2, 0.3]]), tape.array(&[[0.5, 1.5, 1.0]])];
            multiply(&normalize(&x[0], over, &given, false, [&x[1], &x[2]], 0.01), &x[0])
        });
    }

    #[test]
    fn layer_normalization_has_its_gradients_over_one_axis_and_several() {
        check_gradient(&[&[3, 4], &[4], &[4]], |x| layer_normalization(&x[0], &x[1], &x[2], 0.05));
        check_gradient(&[&[2, 3, 2], &[3, 2], &[3, 2]], |x| layer_normalization(&x[0], &x[1], &x[2], 0.05));
    }

    #[test]
    fn what_does_not_fit_is_an_error() {
        let tape = Tape::new();
        moments(&tape.array(&[[1.0, 2.0, 3.0]]), Over { groups: 2, each_sample: false });
        let error = tape.check().unwrap_err().to_string();
        assert!(error.contains("divides into 2 groups, found (1, 3)"), "{error}");
    }
}
