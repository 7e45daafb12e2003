//! Random tensors.

use crate::autodiff::{Tape, Tensor};
use crate::kernels::random::{Stream, fill_normal, fill_uniform};

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
