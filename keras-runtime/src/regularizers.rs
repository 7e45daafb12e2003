//! Penalties on size, added to the loss.

use crate::autodiff::Tensor;
use crate::backend as K;

/// A penalty on the size of a weight or output, as [`keras.regularizers`](https://keras.io/api/layers/regularizers/).
///
/// ```
/// use keras_runtime::regularizers::l1_l2;
///
/// const PENALTY: keras_runtime::regularizers::Regularizer = l1_l2(0.01, 0.001);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Regularizer {
    l1: f32,
    l2: f32,
}

/// `l1 * sum(|x|)`: drives weights to zero.
pub const fn l1(l1: f32) -> Regularizer {
    Regularizer { l1, l2: 0.0 }
}

/// `l2 * sum(x²)`: keeps weights small.
pub const fn l2(l2: f32) -> Regularizer {
    Regularizer { l1: 0.0, l2 }
}

/// `l1 * sum(|x|) + l2 * sum(x²)`.
pub const fn l1_l2(l1: f32, l2: f32) -> Regularizer {
    Regularizer { l1, l2 }
}

impl Regularizer {
    /// The penalty for `x`, a scalar.
    pub fn penalty(&self, x: &Tensor) -> Tensor {
        match (self.l1, self.l2) {
            (l1, 0.0) => K::sum(&K::abs(x)) * l1,
            (0.0, l2) => K::sum(&K::square(x)) * l2,
            (l1, l2) => K::sum(&K::abs(x)) * l1 + K::sum(&K::square(x)) * l2,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::Tape;

    #[test]
    fn penalties_are_those_of_keras() {
        let tape = Tape::new();
        let x = tape.array(&[[1.0, -2.0], [3.0, 0.0]]);
        assert_eq!(l1(0.5).penalty(&x).item(), 3.0);
        assert_eq!(l2(0.5).penalty(&x).item(), 7.0);
        assert_eq!(l1_l2(0.5, 0.25).penalty(&x).item(), 6.5);
    }
}
