//! Seeding and random number generation: weights, shuffling and dropout all begin here.

mod random_state;

use std::cell::RefCell;

use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{Rng, RngExt, SeedableRng};
pub(crate) use random_state::RandomState;

thread_local! {
    static GENERATOR: RefCell<Random> = RefCell::new(Random::from_seed(rand::random()));
}

/// Makes everything random that this thread does from now on repeat itself.
///
/// The same seed gives the same weights, the same order of samples and the same dropout, whatever the number
/// of worker threads. Without it every run of the program differs. This is
/// [`keras.utils.set_random_seed`](https://keras.io/api/utils/python_utils/#set_random_seed-function).
pub fn set_random_seed(seed: u64) {
    GENERATOR.with_borrow_mut(|generator| *generator = Random::from_seed(seed));
}

/// A fresh seed from the calling thread's generator, for whatever needs a stream of its own.
pub fn next_seed() -> u64 {
    GENERATOR.with_borrow_mut(Random::seed)
}

/// A stream of random numbers, the same for the same seed.
///
/// ```
/// use keras::random::Random;
///
/// let (mut a, mut b) = (Random::from_seed(7), Random::from_seed(7));
/// assert_eq!(a.uniform(), b.uniform());
/// ```
#[derive(Debug)]
pub struct Random(StdRng);

impl Random {
    /// The stream that belongs to `seed`.
    pub fn from_seed(seed: u64) -> Random {
        Random(StdRng::seed_from_u64(seed))
    }

    /// A seed for another stream.
    pub fn seed(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// A number of `0..1`, each multiple of 2⁻²⁴ equally likely.
    pub fn uniform(&mut self) -> f32 {
        self.0.random()
    }

    /// A number of the normal distribution with mean 0 and standard deviation 1.
    ///
    /// Source: Box and Muller, "A note on the generation of random normal deviates" (1958).
    pub fn normal(&mut self) -> f32 {
        let radius = (-2.0 * (1.0 - self.uniform()).ln()).sqrt();
        radius * (std::f32::consts::TAU * self.uniform()).cos()
    }

    /// Puts `values` into any order, each equally likely.
    pub fn shuffle<T>(&mut self, values: &mut [T]) {
        values.shuffle(&mut self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_repeats_what_the_thread_draws() {
        let draw = |seed| {
            set_random_seed(seed);
            [next_seed(), next_seed()]
        };
        assert_eq!(draw(1), draw(1));
        assert_ne!(draw(1), draw(2));
        assert_ne!(draw(1)[0], draw(1)[1]);
    }

    #[test]
    fn without_a_seed_threads_draw_differently() {
        let draw = || std::thread::spawn(next_seed).join().expect("drawing does not fail");
        assert_ne!(draw(), draw());
    }

    #[test]
    fn normal_numbers_have_the_moments_of_the_normal_distribution() {
        let mut random = Random::from_seed(3);
        let values: Vec<f64> = (0..200_000).map(|_| random.normal().into()).collect();
        let moment = |power: i32| values.iter().map(|x| x.powi(power)).sum::<f64>() / values.len() as f64;
        for (power, expected) in [(1, 0.0), (2, 1.0), (3, 0.0), (4, 3.0)] {
            assert!((moment(power) - expected).abs() < 0.06, "moment {power} is {}", moment(power));
        }
    }

    #[test]
    fn shuffling_keeps_every_value() {
        let mut values: Vec<u32> = (0..1000).collect();
        Random::from_seed(5).shuffle(&mut values);
        assert!(!values.is_sorted());
        values.sort_unstable();
        assert!(values.iter().copied().eq(0..1000));
    }
}
