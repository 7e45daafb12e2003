//! What the ranks of a distributed training compute together. Each has a share of the batch, from the inputs to the outputs
//! of the model; from there on each has the whole batch, and computes the same.

use std::sync::Arc;

use super::{sigmoid, softmax};
use crate::autodiff::{Gradients, Inputs, Operation, Tensor};
use crate::collective::Collective;
use crate::kernels::pointwise::axpy;
use crate::tensor::Dims;
use crate::{Error, Result};

/// The whole batch, of which `x` is this rank's share, along axis 0; `counts` are the samples of the ranks. What is known of
/// logits and masks goes along.
pub(crate) fn gathered(x: &Tensor, counts: &[usize]) -> Tensor {
    let Some(ranks) = x.tape().ranks() else { return x.clone() };
    let gather = |x: &Tensor| {
        let rank = ranks.rank();
        let operation = Gather { ranks: Arc::clone(&ranks), counts: counts.into(), rank };
        x.tape().apply(operation, &[x])
    };
    let whole = match (x.logits(), x.log_odds()) {
        (Some(logits), _) => softmax(&gather(&logits)),
        (_, Some(log_odds)) => sigmoid(&gather(&log_odds)),
        _ => gather(x),
    };
    match x.mask() {
        Some(mask) => whole.with_mask(&gather(&mask)),
        None => whole,
    }
}

/// The sum over the ranks of what each has of its share, for all to go on with: its gradient is the sum of theirs.
pub(crate) fn summed(x: &Tensor) -> Tensor {
    match x.tape().ranks() {
        Some(ranks) => x.tape().apply(Sum { ranks }, &[x]),
        None => x.clone(),
    }
}

/// The mean of what is a mean over each rank's share, which is `share` of the batch, to be added to the loss of all.
pub(crate) fn averaged(x: &Tensor, share: f32) -> Tensor {
    match x.tape().ranks() {
        Some(ranks) => x.tape().apply(Mean { ranks, share }, &[x]),
        None => x.clone(),
    }
}

/// The same number on all ranks, whose gradient counts once.
pub(crate) fn once(x: &Tensor) -> Tensor {
    match x.tape().ranks() {
        Some(ranks) => x.tape().apply(Once { counts: ranks.rank() == 0 }, &[x]),
        None => x.clone(),
    }
}

struct Gather {
    ranks: Arc<dyn Collective>,
    counts: Box<[usize]>,
    rank: usize,
}

impl Gather {
    fn of_sample(&self, x: &Inputs<'_>) -> usize {
        x.dims(0)[1..].iter().product()
    }
}

impl Operation for Gather {
    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        let (dims, own) = (x.dims(0), self.counts[self.rank]);
        if dims.rank() == 0 || dims[0] != own {
            return Err(Error::expected("output of the model", format!("{own} samples"), dims));
        }
        dims.resized(0, self.counts.iter().sum())
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        let of_sample = self.of_sample(x);
        let counts: Vec<usize> = self.counts.iter().map(|count| count * of_sample).collect();
        self.ranks.gather(&x[0], &counts, y);
        Ok(())
    }

    fn backward(&self, x: &Inputs<'_>, _: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
        let before: usize = self.counts[..self.rank].iter().sum();
        let own = &dy[before * self.of_sample(x)..][..x[0].len()];
        dx.add(0, |g| axpy(1.0, own, g));
    }
}

struct Sum {
    ranks: Arc<dyn Collective>,
}

impl Operation for Sum {
    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        Ok(x.dims(0))
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        y.copy_from_slice(&x[0]);
        self.ranks.sum(y);
        Ok(())
    }

    fn backward(&self, _: &Inputs<'_>, _: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
        self.ranks.sum(dy);
        dx.reuse_upstream(0);
    }
}

struct Mean {
    ranks: Arc<dyn Collective>,
    share: f32,
}

impl Operation for Mean {
    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        Ok(x.dims(0))
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        // The mean of no samples is NaN, and counts for nothing.
        let part = |x: f32| if self.share == 0.0 { 0.0 } else { x * self.share };
        y.iter_mut().zip(&x[0]).for_each(|(y, x)| *y = part(*x));
        self.ranks.sum(y);
        Ok(())
    }

    fn backward(&self, _: &Inputs<'_>, _: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
        dy.iter_mut().for_each(|dy| *dy *= self.share);
        dx.reuse_upstream(0);
    }
}

struct Once {
    counts: bool,
}

impl Operation for Once {
    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        Ok(x.dims(0))
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        y.copy_from_slice(&x[0]);
        Ok(())
    }

    fn backward(&self, _: &Inputs<'_>, _: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
        if !self.counts {
            dy.fill(0.0);
        }
        dx.reuse_upstream(0);
    }
}
