//! NumPy's legacy generator (MT19937), for orders that Keras draws from it.

const SIZE: usize = 624;
const SHIFT: usize = 397;

/// `numpy.random.RandomState`, so that a data set that Keras shuffles by a seed comes in the same order.
///
/// Source: M. Matsumoto and T. Nishimura, "Mersenne Twister: A 623-dimensionally equidistributed uniform
/// pseudo-random number generator" (1998).
pub(crate) struct RandomState {
    words: [u32; SIZE],
    next: usize,
}

impl RandomState {
    pub fn new(seed: u32) -> Self {
        let mut words = [seed; SIZE];
        for place in 1..SIZE {
            let last = words[place - 1];
            words[place] = (last ^ last >> 30).wrapping_mul(1_812_433_253).wrapping_add(place as u32);
        }
        Self { words, next: SIZE }
    }

    /// Puts `values` into the order in which NumPy's `shuffle` puts as many.
    pub fn shuffle<T>(&mut self, values: &mut [T]) {
        for last in (1..values.len()).rev() {
            values.swap(last, self.up_to(last as u32) as usize);
        }
    }

    /// A number up to `greatest`, each equally likely.
    fn up_to(&mut self, greatest: u32) -> u32 {
        let mask = u32::MAX >> greatest.leading_zeros();
        loop {
            let number = self.word() & mask;
            if number <= greatest {
                return number;
            }
        }
    }

    fn word(&mut self) -> u32 {
        if self.next == SIZE {
            self.twist();
        }
        let mut word = self.words[self.next];
        self.next += 1;
        word ^= word >> 11;
        word ^= word << 7 & 0x9d2c_5680;
        word ^= word << 15 & 0xefc6_0000;
        word ^ word >> 18
    }

    fn twist(&mut self) {
        for place in 0..SIZE {
            let joined = self.words[place] & 1 << 31 | self.words[(place + 1) % SIZE] & !(1 << 31);
            let odd = if joined & 1 == 1 { 0x9908_b0df } else { 0 };
            self.words[place] = self.words[(place + SHIFT) % SIZE] ^ joined >> 1 ^ odd;
        }
        self.next = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shuffled(seed: u32, count: usize) -> Vec<usize> {
        let mut values: Vec<_> = (0..count).collect();
        RandomState::new(seed).shuffle(&mut values);
        values
    }

    #[test]
    fn the_order_is_numpys() {
        // `RandomState(seed).shuffle` of NumPy 2.4.
        assert_eq!(shuffled(113, 10), [9, 3, 6, 1, 0, 7, 4, 8, 2, 5]);
        assert_eq!(shuffled(u32::MAX, 10), [6, 9, 5, 1, 8, 0, 7, 4, 2, 3]);
        let many = shuffled(113, 70_000);
        assert_eq!(many[..4], [933, 68_486, 16_242, 49_114]);
        assert_eq!(many[69_996..], [66_327, 2_710, 16_236, 30_282]);
    }

    #[test]
    fn nothing_and_one_value_stay() {
        assert_eq!((shuffled(1, 0), shuffled(1, 1)), (vec![], vec![0]));
    }
}
