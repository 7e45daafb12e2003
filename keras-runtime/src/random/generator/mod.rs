//! A counter-based generator, whose state is two numbers.

use crate::kernels::random::{BLOCK_WORDS, random_words, uniform_of};

/// Random number generator: a stream of numbers, the same for the same seed, on every machine and any number of
/// threads.
///
/// Its words are those of which [`fill_uniform`](crate::kernels::random::fill_uniform) makes its numbers: word `i` is a
/// function of the seed and `i`.
///
/// Source: Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3" (2011).
///
/// ```
/// use keras::random::Random;
///
/// let mut random = Random::from_seed(7);
/// random.uniform();
/// let mut same = Random::from_state(random.state());
/// assert_eq!(random.uniform(), same.uniform());
/// ```
#[derive(Clone, Debug)]
pub struct Random {
    state: GeneratorState,
    /// The block of words that the next one is of.
    block: [u32; BLOCK_WORDS],
}

/// State of a generator, where it is in its stream: all there is to know of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GeneratorState {
    /// Which stream it is.
    pub seed: u64,
    /// How far it has come.
    pub position: u64,
}

impl GeneratorState {
    /// The beginning of the stream that belongs to `seed`.
    pub const fn new(seed: u64) -> Self {
        Self { seed, position: 0 }
    }
}

impl Random {
    /// The stream that belongs to `seed`, from its beginning.
    pub fn from_seed(seed: u64) -> Self {
        Self::from_state(GeneratorState::new(seed))
    }

    /// The stream that another generator was in, from where it was.
    pub fn from_state(state: GeneratorState) -> Self {
        Self { state, block: random_words(state.seed, state.position / BLOCK_WORDS as u64) }
    }

    /// Where in its stream it is.
    pub fn state(&self) -> GeneratorState {
        self.state
    }

    /// A seed for another stream.
    pub fn seed(&mut self) -> u64 {
        u64::from(self.word()) | u64::from(self.word()) << 32
    }

    /// A number of `0..1`, each multiple of 2⁻²⁴ equally likely.
    pub fn uniform(&mut self) -> f32 {
        uniform_of(self.word())
    }

    /// A number of the normal distribution with mean 0 and standard deviation 1.
    ///
    /// Source: Box and Muller, "A note on the generation of random normal deviates" (1958). The other of their two
    /// numbers is not kept, so that the position is the whole state.
    pub fn normal(&mut self) -> f32 {
        let radius = (-2.0 * (1.0 - self.uniform()).ln()).sqrt();
        radius * (std::f32::consts::TAU * self.uniform()).cos()
    }

    /// Puts `values` into any order, each equally likely.
    ///
    /// Source: Durstenfeld, "Algorithm 235: random permutation" (1964).
    pub fn shuffle<T>(&mut self, values: &mut [T]) {
        for last in (1..values.len()).rev() {
            values.swap(last, self.below(last as u64 + 1) as usize);
        }
    }

    /// A number below `end`, each equally likely.
    ///
    /// Source: Lemire, "Fast random integer generation in an interval" (2019).
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        loop {
            let product = u128::from(self.seed()) * u128::from(end);
            let (number, rest) = ((product >> 64) as u64, product as u64);
            // Of the 2⁶⁴ seeds as many are refused as are left over when each number has an equal share.
            if rest >= end || rest >= end.wrapping_neg() % end {
                return number;
            }
        }
    }

    fn word(&mut self) -> u32 {
        let word = self.block[(self.state.position % BLOCK_WORDS as u64) as usize];
        self.state.position = self.state.position.wrapping_add(1);
        if self.state.position.is_multiple_of(BLOCK_WORDS as u64) {
            *self = Self::from_state(self.state);
        }
        word
    }
}

#[cfg(test)]
mod tests;
