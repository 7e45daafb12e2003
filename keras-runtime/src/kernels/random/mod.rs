//! Random numbers that depend on a seed and their place alone, so that any number of threads draws the same.

mod draw;
mod philox;

#[cfg(test)]
mod tests;

pub(crate) use self::draw::uniform_of;
use self::draw::{Draw, Dropout, DropoutInPlace, Fill, Normal, Uniform};
use self::philox::WORDS;
pub(crate) use self::philox::WORDS as BLOCK_WORDS;
use super::isa::Isa;
use super::parallel::{self, each, for_each_part, parts, parts_mut};
use super::simd::run_on;

/// What a number costs, in multiply-adds of a matrix product.
const COST: usize = 32;

/// Block `index` of the random words of `seed`: those of which [`fill_uniform`] makes its numbers.
pub(crate) fn random_words(seed: u64, index: u64) -> [u32; BLOCK_WORDS] {
    let mut words = [0; BLOCK_WORDS];
    words.copy_from_slice(philox::block(seed, index).as_flattened());
    words
}

/// Stream of random numbers: those of a seed, from a position on. A seed by itself is its stream from the beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stream {
    /// Which numbers.
    pub seed: u64,
    /// How many of them are left out.
    pub from: usize,
}

impl From<u64> for Stream {
    fn from(seed: u64) -> Self {
        Self { seed, from: 0 }
    }
}

/// Fills `out` with numbers of `0..1`, each multiple of 2⁻²⁴ equally likely.
///
/// The same seed gives the same numbers, of which a longer slice has more.
///
/// ```
/// use keras_runtime::kernels::random::{Stream, fill_uniform};
///
/// let (mut few, mut many) = ([0.0; 3], [0.0; 100]);
/// fill_uniform(7, &mut few);
/// fill_uniform(7, &mut many);
/// assert_eq!(few, many[..3]);
/// fill_uniform(Stream { seed: 7, from: 90 }, &mut few);
/// assert_eq!(few, many[90..93]);
/// ```
pub fn fill_uniform(stream: impl Into<Stream>, out: &mut [f32]) {
    let Stream { seed, from } = stream.into();
    fill_on(Isa::chosen(), Uniform(seed), from, out);
}

/// Fills `out` with numbers of the normal distribution of mean 0 and standard deviation 1.
///
/// Source: Box and Muller, "A note on the generation of random normal deviates" (1958).
pub fn fill_normal(stream: impl Into<Stream>, out: &mut [f32]) {
    let Stream { seed, from } = stream.into();
    fill_on(Isa::chosen(), Normal(seed), from, out);
}

/// `y[i]` is 0 with probability `rate` and `x[i] / (1 - rate)` otherwise.
///
/// The same seed drops the same places, so that the gradient is this function again, of the gradient of `y`, and no mask
/// need be kept. The places kept are those where [`fill_uniform`] gives at least `rate`.
///
/// # Panics
///
/// If the slices are not of one length.
///
/// ```
/// use keras_runtime::kernels::random::dropout;
///
/// let mut y = [0.0; 8];
/// dropout(7, 0.5, &[1.0; 8], &mut y);
/// assert!(y.iter().all(|&y| y == 0.0 || y == 2.0));
/// ```
pub fn dropout(stream: impl Into<Stream>, rate: f32, x: &[f32], y: &mut [f32]) {
    dropout_on(Isa::chosen(), stream.into(), rate, x, y);
}

/// [`dropout`] of values that are overwritten, as of a gradient.
pub fn dropout_in_place(stream: impl Into<Stream>, rate: f32, values: &mut [f32]) {
    let Stream { seed, from } = stream.into();
    let (isa, part) = (Isa::chosen(), part(values.len()));
    for_each_part(values, part, |i, values| {
        run_on(isa, DropoutInPlace { seed, rate, from: from + i * part, values });
    });
}

/// How long the parts of a slice of `len` are that threads work on: whole blocks.
fn part(len: usize) -> usize {
    len.div_ceil(parallel::threads_for(len * COST)).next_multiple_of(WORDS).max(WORDS)
}

fn fill_on(isa: Isa, draw: impl Draw, from: usize, out: &mut [f32]) {
    let part = part(out.len());
    for_each_part(out, part, |i, out| run_on(isa, Fill { draw, from: from + i * part, out }));
}

fn dropout_on(isa: Isa, Stream { seed, from }: Stream, rate: f32, x: &[f32], y: &mut [f32]) {
    assert_eq!(x.len(), y.len());
    let part = part(y.len());
    each(0, (parts_mut(y, part), parts(x, part)), |i, (y, x)| {
        run_on(isa, Dropout { seed, rate, from: from + i * part, x, y });
    });
}
