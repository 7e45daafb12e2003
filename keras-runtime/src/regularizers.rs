//! What large weights cost: Keras's [regularizers](https://keras.io/api/layers/regularizers/).
//!
//! ```
//! use keras_runtime::autodiff::{Tape, Tensor};
//! use keras_runtime::backend as K;
//! use keras_runtime::regularizers::{Regularizer, l1_l2, l2};
//!
//! let weights = Tape::new().array(&[1.0, -2.0]);
//! assert_eq!(l2(0.5).penalty(&weights).item(), 2.5);
//! assert_eq!(l1_l2(0.5, 0.5).penalty(&weights).item(), 4.0);
//!
//! fn greatest(weights: &Tensor) -> Tensor {
//!     0.25 * K::sum(&K::square(&K::square(weights)))
//! }
//! assert_eq!(Regularizer::Custom(greatest).penalty(&weights).item(), 4.25);
//! ```

use crate::Error;
use crate::autodiff::{Tensor, backend as K};
use crate::shape::{Fault, Rule};

/// A penalty on a weight, or on what a layer puts out, that is added to the loss.
#[allow(
    unpredictable_function_pointer_comparisons,
    reason = "functions that the compiler merged do the same"
)]
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Regularizer {
    /// `l1 · Σ|x| + l2 · Σx²`: [`L1L2`](https://keras.io/api/layers/regularizers/#l1l2-class).
    L1L2 {
        /// The factor of the sum of magnitudes.
        l1: f32,
        /// The factor of the sum of squares.
        l2: f32,
    },
    /// A function of your own, from the weight to a scalar.
    Custom(fn(&Tensor) -> Tensor),
}

/// `l1 · Σ|x|`, the penalty of the lasso: [`L1`](https://keras.io/api/layers/regularizers/#l1-class), whose
/// default is 0.01.
pub const fn l1(l1: f32) -> Regularizer {
    l1_l2(l1, 0.0)
}

/// `l2 · Σx²`, the penalty of ridge regression: [`L2`](https://keras.io/api/layers/regularizers/#l2-class), whose
/// default is 0.01.
pub const fn l2(l2: f32) -> Regularizer {
    l1_l2(0.0, l2)
}

/// `l1 · Σ|x| + l2 · Σx²`: [`L1L2`](https://keras.io/api/layers/regularizers/#l1l2-class), whose defaults are 0.
pub const fn l1_l2(l1: f32, l2: f32) -> Regularizer {
    Regularizer::L1L2 { l1, l2 }
}

impl Regularizer {
    /// Whether the factors make sense; a rule can ask before the program runs.
    pub const fn check(&self) -> Rule<()> {
        match *self {
            Regularizer::L1L2 { l1, l2 } if !(l1.is_finite() && l2.is_finite() && l1 >= 0.0 && l2 >= 0.0) => {
                Rule::Fails(Fault::new("needs a regularizer with finite factors of 0 or more"))
            }
            _ => Rule::Fits(()),
        }
    }

    /// The penalty on `x`, of any shape: a scalar.
    ///
    /// At 0 the gradient of a magnitude is 0, as in Keras on TensorFlow and PyTorch; on JAX it is that of a
    /// positive number. What [`check`](Self::check) finds is the error of the tape.
    pub fn penalty(&self, x: &Tensor) -> Tensor {
        if let Rule::Fails(fault) = self.check() {
            return x.tape().fail(Error::new("", format!("a tensor of shape {} {fault}", x.shape())));
        }
        match *self {
            Regularizer::L1L2 { l1, l2 } => {
                let value = move |x: f32| l1 * x.abs() + l2 * x * x;
                let slope = move |x: f32, _| l1 * sign(x) + 2.0 * l2 * x;
                K::sum(&K::map(x, value, slope))
            }
            Regularizer::Custom(penalty) => penalty(x),
        }
    }
}

fn sign(x: f32) -> f32 {
    f32::from(i8::from(x > 0.0) - i8::from(x < 0.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::Tape;
    use crate::autodiff::testing::check_gradient;

    #[test]
    fn penalties_have_their_gradients() {
        for regularizer in [l1(0.3), l2(0.2), l1_l2(0.1, 0.4)] {
            check_gradient(&[&[3, 4]], |x| regularizer.penalty(&x[0]));
        }
    }

    #[test]
    fn a_factor_without_sense_is_an_error_that_rules_can_ask_for() {
        const FAULT: Rule<()> = l2(-0.01).check();
        assert!(matches!(FAULT, Rule::Fails(_)));
        for regularizer in [l1(-0.1), l2(f32::NAN), l1_l2(0.1, f32::INFINITY)] {
            let tape = Tape::new();
            regularizer.penalty(&tape.array(&[1.0]));
            assert!(tape.check().is_err(), "{regularizer:?}");
        }
    }
}
