//! Random tensors.

use super::index::{along, attempt, computed};
use crate::Error;
use crate::autodiff::{Tape, Tensor};
use crate::kernels::random::{Stream, fill_normal, fill_uniform};
use crate::random::Random;

/// Where random numbers come from: the [`Context`](crate::layer::Context) of a layer, the
/// [`GradientTape`](crate::training::GradientTape) of a training step. What is drawn follows from the seed of the program
/// and goes on after a stop.
pub trait RandomSource {
    /// The tape that the numbers are for.
    fn tape(&self) -> &Tape;

    /// The seed of the next choice.
    fn random_seed(&self) -> u64;

    /// How many numbers of that choice are for samples that other ranks have, before those of a tensor of this shape; by
    /// default none.
    #[doc(hidden)]
    fn random_position(&self, shape: &[usize]) -> usize {
        let _ = shape;
        0
    }
}

/// Random numbers of the normal distribution with mean 0 and standard deviation 1.
///
/// ```
/// use keras::prelude::*;
/// use keras::training::GradientTape;
///
/// let tape = GradientTape::new();
/// let noise = 5.0 + 0.1 * K::random_normal(&tape, &[32, 2]);
/// assert_eq!(*noise.shape(), [32, 2]);
/// ```
pub fn random_normal(source: &impl RandomSource, shape: &[usize]) -> Tensor {
    let stream = stream(source, shape);
    source.tape().constant(shape, |values| fill_normal(stream, values))
}

/// Random numbers of the uniform distribution from 0 to 1; see [`random_normal`].
pub fn random_uniform(source: &impl RandomSource, shape: &[usize]) -> Tensor {
    let stream = stream(source, shape);
    source.tape().constant(shape, |values| fill_uniform(stream, values))
}

/// The numbers of the next choice.
fn stream(source: &impl RandomSource, shape: &[usize]) -> Stream {
    Stream { seed: source.random_seed(), from: source.random_position(shape) }
}

/// Random numbers of the normal distribution with mean 0 and standard deviation 1, none more than 2 from 0; see
/// [`random_normal`].
///
/// ```
/// use keras::prelude::*;
/// use keras::training::GradientTape;
///
/// let noise = K::random_truncated_normal(&GradientTape::new(), &[100]).to_array();
/// assert!(noise.iter().all(|number| number.abs() <= 2.0));
/// ```
pub fn random_truncated_normal(source: &impl RandomSource, shape: &[usize]) -> Tensor {
    each(source, shape, Random::truncated_normal)
}

/// Random whole numbers from `minval` on and below `maxval`, each equally likely; an error if there are none.
///
/// ```
/// use keras::prelude::*;
/// use keras::training::GradientTape;
///
/// let dice = K::random_randint(&GradientTape::new(), &[100], 1, 7).to_array();
/// assert!(dice.iter().all(|dots| (1.0..=6.0).contains(dots)));
/// ```
pub fn random_randint(source: &impl RandomSource, shape: &[usize], minval: i32, maxval: i32) -> Tensor {
    if minval >= maxval {
        let found = format!("{minval} and {maxval}");
        return source.tape().fail(Error::expected("K::random_randint", "a `minval` below `maxval`", found));
    }
    let count = i64::from(maxval) - i64::from(minval);
    each(source, shape, |random| (i64::from(minval) + random.below(count as u64) as i64) as f32)
}

/// Random numbers of the gamma distribution of shape `alpha` and scale 1; an error if `alpha` is not above 0.
///
/// ```
/// use keras::prelude::*;
/// use keras::training::GradientTape;
///
/// let times = K::random_gamma(&GradientTape::new(), &[100], 2.0).to_array();
/// assert!(times.iter().all(|&time| time > 0.0));
/// ```
pub fn random_gamma(source: &impl RandomSource, shape: &[usize], alpha: f32) -> Tensor {
    if !is_shape(alpha) {
        return source.tape().fail(Error::expected("K::random_gamma", "a finite `alpha` above 0", alpha));
    }
    each(source, shape, |random| random.gamma(alpha.into()) as f32)
}

/// Random numbers of the beta distribution of these shapes, from 0 to 1; an error if one of them is not above 0.
///
/// ```
/// use keras::prelude::*;
/// use keras::training::GradientTape;
///
/// let parts = K::random_beta(&GradientTape::new(), &[100], 0.4, 0.4).to_array();
/// assert!(parts.iter().all(|part| (0.0..=1.0).contains(part)));
/// ```
pub fn random_beta(source: &impl RandomSource, shape: &[usize], alpha: f32, beta: f32) -> Tensor {
    if !is_shape(alpha) || !is_shape(beta) {
        let found = format!("{alpha} and {beta}");
        return source.tape().fail(Error::expected(
            "K::random_beta",
            "a finite `alpha` and `beta` above 0",
            found,
        ));
    }
    each(source, shape, |random| random.beta(alpha.into(), beta.into()) as f32)
}

/// Random numbers of the binomial distribution: how many of `counts` tries succeed by a probability; an error if that is not from
/// 0 to 1.
///
/// ```
/// use keras::prelude::*;
/// use keras::training::GradientTape;
///
/// let heads = K::random_binomial(&GradientTape::new(), &[100], 10, 0.5).to_array();
/// assert!(heads.iter().all(|heads| (0.0..=10.0).contains(heads)));
/// ```
pub fn random_binomial(
    source: &impl RandomSource,
    shape: &[usize],
    counts: u32,
    probabilities: f32,
) -> Tensor {
    if !(0.0..=1.0).contains(&probabilities) {
        let error = Error::expected("K::random_binomial", "a probability from 0 to 1", probabilities);
        return source.tape().fail(error);
    }
    each(source, shape, |random| random.binomial(counts.into(), probabilities.into()) as f32)
}

/// Random classes: for each row of `logits`, shape `(batch, classes)`, `num_samples` indices, each class as likely as the softmax
/// of its row has it; shape `(batch, num_samples)`.
///
/// ```
/// use keras::autodiff::Tape;
/// use keras::prelude::*;
/// use keras::training::GradientTape;
///
/// let tape = GradientTape::new();
/// let logits = K::constant(tape.tape(), 0.0, &[2, 5]);
/// let classes = K::random_categorical(&tape, &logits, 3);
/// assert_eq!(*classes.shape(), [2, 3]);
/// assert!(classes.to_array().iter().all(|class| (0.0..5.0).contains(class)));
/// ```
pub fn random_categorical(source: &impl RandomSource, logits: &Tensor, num_samples: usize) -> Tensor {
    attempt(logits, |dims| {
        let &[batch, classes] = &dims[..] else {
            return Err(Error::expected("K::random_categorical", "logits of shape (batch, classes)", dims));
        };
        if batch == 0 {
            return Ok(logits.tape().constant(&[0, num_samples], |_| {}));
        }
        if classes == 0 {
            return Err(Error::expected("K::random_categorical", "a class or more", 0));
        }
        let shape = [batch, num_samples];
        let stream = stream(source, &shape);
        Ok(computed(logits, &shape, |logits, chosen| {
            fill_uniform(stream, chosen);
            let mut sums = vec![0.0; classes];
            for (row, chosen) in logits.chunks_exact(classes).zip(chosen.chunks_exact_mut(num_samples.max(1)))
            {
                let greatest = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
                let mut sum = 0.0;
                for (to, &logit) in sums.iter_mut().zip(row) {
                    sum += f64::from(logit - greatest).exp();
                    *to = sum;
                }
                for chosen in chosen {
                    let place = f64::from(*chosen) * sum;
                    // What is not a number, or infinite, leaves no class to choose.
                    *chosen = match sums.iter().position(|&sum| place < sum) {
                        Some(class) if sum.is_finite() => class as f32,
                        _ => f32::NAN,
                    };
                }
            }
        }))
    })
}

/// `x` with its parts along `axis` in a random order, each equally likely. Keras's default is axis 0.
///
/// ```
/// use keras::prelude::*;
/// use keras::training::GradientTape;
///
/// let tape = GradientTape::new();
/// let x = tape.tape().array(&[1.0, 2.0, 3.0]);
/// assert_eq!(K::sum(&K::random_shuffle(&tape, &x, 0)).item(), 6.0);
/// ```
pub fn random_shuffle(source: &impl RandomSource, x: &Tensor, axis: isize) -> Tensor {
    attempt(x, |dims| {
        let axis = dims.axis("K::random_shuffle", axis)?;
        if dims.elements() == 0 {
            return Ok(x.clone());
        }
        let mut order: Vec<usize> = (0..dims[axis]).collect();
        Random::from_seed(source.random_seed()).shuffle(&mut order);
        along(x, axis, &order, dims)
    })
}

/// Draws each number by a generator of its own, since nobody knows how many words one takes.
fn each(source: &impl RandomSource, shape: &[usize], draw: impl Fn(&mut Random) -> f32) -> Tensor {
    /// The golden ratio, which leads neighbours far apart.
    const APART: u64 = 0x9e37_79b9_7f4a_7c15;
    let Stream { seed, from } = stream(source, shape);
    source.tape().constant(shape, |numbers| {
        for (i, number) in numbers.iter_mut().enumerate() {
            let position = from as u64 + i as u64 + 1;
            *number = draw(&mut Random::from_seed(seed ^ position.wrapping_mul(APART)));
        }
    })
}

fn is_shape(number: f32) -> bool {
    number.is_finite() && number > 0.0
}
