//! Seeding and random number generation: for initial weights, the order of samples and dropout.

mod distributions;
mod generator;
mod numpy;

use std::cell::RefCell;
use std::hash::{BuildHasher, RandomState as RandomKeys};

pub use generator::{GeneratorState, Random};
pub(crate) use numpy::RandomState;

thread_local! {
    static GENERATOR: RefCell<Random> = RefCell::new(Random::from_seed(entropy()));
}

/// Seeds the random number generator of this thread: everything random that it does from now on repeats itself.
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

/// A number that differs between threads and runs: the standard library keys its hash maps by the operating system's
/// source of randomness.
fn entropy() -> u64 {
    RandomKeys::new().hash_one(())
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
}
