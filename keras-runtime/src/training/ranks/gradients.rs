//! Sums of gradients over the ranks, in buckets that travel while the backward pass goes on.

use std::collections::HashMap;

use crate::autodiff::{Tape, Tensor};
use crate::collective::Collective;
use crate::kernels::pointwise::axpy;
use crate::training::network::Network;
use crate::{Error, Result};

/// How many numbers a bucket has, or a few more: 1 MB takes longer to travel than to be sent off.
const BUCKET: usize = 1 << 18;

/// The gradients of the trainable weights side by side, the last weights first: in about the order in which the backward
/// pass comes to them. In the last bucket, each weight has also a number that says how many ranks have a gradient of it.
pub(super) struct GradientSum {
    places: HashMap<u64, Place>,
    buckets: Vec<Vec<f32>>,
    /// How many gradients belong into each.
    weights: Vec<usize>,
    /// How many of them are still missing.
    missing: Vec<usize>,
}

/// Where the gradient of a weight is.
#[derive(Clone, Copy)]
struct Place {
    bucket: usize,
    start: usize,
    len: usize,
    /// Where, in the last bucket, it says that there is one.
    flag: usize,
}

impl GradientSum {
    pub fn new(network: &dyn Network) -> Self {
        let mut variables = Vec::new();
        network.each_weight(&mut |_, weight| {
            let variable = weight.variable();
            if variable.trainable() {
                variables.push((variable.id(), variable.shape().elements()));
            }
        });
        let (mut places, mut sizes, mut weights) = (HashMap::new(), vec![0], vec![0]);
        for &(id, len) in variables.iter().rev() {
            if sizes[sizes.len() - 1] >= BUCKET {
                sizes.push(0);
                weights.push(0);
            }
            let bucket = sizes.len() - 1;
            places.insert(id, Place { bucket, start: sizes[bucket], len, flag: places.len() });
            sizes[bucket] += len;
            weights[bucket] += 1;
        }
        let last = sizes.len() - 1;
        places.values_mut().for_each(|place| place.flag += sizes[last]);
        sizes[last] += places.len();
        let buckets = sizes.into_iter().map(|size| vec![0.0; size]).collect();
        Self { places, buckets, missing: Vec::new(), weights }
    }

    /// Computes the gradients of a loss on `tape`, and lets them become their sums over the ranks.
    ///
    /// # Errors
    ///
    /// As [`Tape::backward`].
    pub fn backward(
        &mut self,
        ranks: &dyn Collective,
        network: &dyn Network,
        tape: &Tape,
        loss: &Tensor,
    ) -> Result<()> {
        let Self { places, buckets, weights, missing } = self;
        buckets.iter_mut().for_each(|bucket| bucket.fill(0.0));
        missing.clone_from(weights);
        let last = buckets.len() - 1;
        ranks.sum_meanwhile(buckets, &mut |buckets| {
            let (mut sent, mut too_late) = (0, false);
            tape.backward_with(loss, &mut |id, gradient| {
                let Some(place) = places.get(&id) else { return };
                let Some(bucket) = buckets.bucket(place.bucket) else {
                    too_late = true;
                    return;
                };
                axpy(1.0, gradient, &mut bucket[place.start..][..place.len]);
                let flag = buckets.bucket(last).map(|bucket| &mut bucket[place.flag]);
                if flag.is_some_and(|flag| std::mem::replace(flag, 1.0) == 0.0) {
                    missing[place.bucket] -= 1;
                }
                while sent < last && missing[sent] == 0 {
                    buckets.send();
                    sent += 1;
                }
            })?;
            (sent..=last).for_each(|_| buckets.send());
            if too_late {
                let message = "a weight has more than one gradient in a step";
                return Err(Error::new("distribution", message));
            }
            Ok(())
        })?;
        network.each_weight(&mut |_, weight| {
            let variable = weight.variable();
            let Some(place) = places.get(&variable.id()).filter(|place| buckets[last][place.flag] > 0.0)
            else {
                return;
            };
            let sum = &buckets[place.bucket][place.start..][..place.len];
            tape.set_gradient(variable, |gradient| gradient.copy_from_slice(sum));
        });
        Ok(())
    }
}
