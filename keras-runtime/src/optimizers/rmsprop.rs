//! RMSprop: gradients divided by a moving average of their magnitude.

use keras_macros::Config;

use super::{Descent, Step, UpdateRule, require_epsilon, require_share};
use crate::Result;
use crate::config::{ToObject, Value};

/// RMSprop, gradient descent with each gradient divided by the root of its recent mean square; learning rate 0.001 by
/// default.
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Dense(1, kernel_initializer = zeros, use_bias = false, input = 1)];
/// let mut model = model.compile(RMSprop::new(0.1), MeanSquaredError::default(), metrics![]);
/// model.train_on_batch(&array![[1.0]], &array![[2.0]])?;
/// assert_eq!(format!("{:.4}", model.predict(&array![[1.0]])?), "[[0.3162]]");
/// # Ok::<(), keras::Error>(())
/// ```
///
/// Each step, for each weight:
///
/// ```text
/// velocity ← rho · velocity + (1 − rho) · gradient²
/// weight   ← weight − rate · gradient / √(velocity + epsilon)
/// ```
///
/// | slots, each shaped as its weight | if |
/// | --- | --- |
/// | `velocity` | always |
/// | `momentum`, `momentum · m + change`, by which the weight changes | `momentum` is above 0 |
/// | `average_gradient`, the mean gradient, whose square is taken off `velocity` in the division | `centered` |
///
/// Source: Tieleman and Hinton, "Lecture 6.5: rmsprop" (2012). As
/// [`keras.optimizers.RMSprop`](https://keras.io/api/optimizers/rmsprop/).
pub type RMSprop = Descent<RMSpropRule>;

/// Update rule of [`RMSprop`].
#[derive(Config, Debug, Clone)]
#[config(optimizer = built_in)]
pub struct RMSpropRule {
    /// How much of the mean square stays at each step, from 0 to below 1.
    #[default(0.9)]
    rho: f64,
    /// How much of each change goes on into the next, from 0 to below 1.
    #[default(0.0)]
    momentum: f64,
    /// What is added to the mean square before its root is taken.
    #[default(1e-7)]
    epsilon: f64,
    /// Whether the variance takes the place of the mean square.
    #[default(false)]
    centered: bool,
}

impl UpdateRule for RMSpropRule {
    const NAME: &'static str = "RMSprop";

    fn slots(&self) -> &'static [&'static str] {
        match (self.centered, self.momentum > 0.0) {
            (false, false) => &["velocity"],
            (false, true) => &["velocity", "momentum"],
            (true, false) => &["velocity", "average_gradient"],
            (true, true) => &["velocity", "momentum", "average_gradient"],
        }
    }

    fn to_json(&self) -> Result<Value> {
        self.to_object()
    }

    fn validate(&self) -> Result<()> {
        require_share(Self::NAME, "rho", self.rho)?;
        require_share(Self::NAME, "momentum", self.momentum)?;
        require_epsilon(Self::NAME, self.epsilon)
    }

    fn bound(&self, rate: f64, gradient: f64) -> f64 {
        let change = rate * gradient / self.epsilon.sqrt() / (1.0 - self.momentum);
        change.max(gradient * gradient)
    }

    #[inline(always)]
    fn update<'a>(
        &self,
        step: Step,
        weights: impl Iterator<Item = (&'a mut f32, f32)>,
        slots: &mut [&mut [f32]],
    ) {
        let (rho, rest) = (self.rho as f32, (1.0 - self.rho) as f32);
        let (momentum, epsilon) = (self.momentum as f32, self.epsilon as f32);
        let average = |mean: f32, new: f32| rho * mean + rest * new;
        // Of a steady gradient the variance is 0, and rounding may take the difference below; NaN stays NaN.
        let variance = |square: f32, mean: f32| {
            let difference = square - mean * mean;
            if difference < 0.0 { 0.0 } else { difference }
        };
        let change = |gradient: f32, variance: f32| step.rate * gradient / (variance + epsilon).sqrt();
        match (self.centered, slots) {
            (false, [square]) => {
                for ((weight, gradient), square) in weights.zip(square.iter_mut()) {
                    *square = average(*square, gradient * gradient);
                    *weight -= change(gradient, *square);
                }
            }
            (false, [square, velocity]) => {
                for (((weight, gradient), square), velocity) in
                    weights.zip(square.iter_mut()).zip(velocity.iter_mut())
                {
                    *square = average(*square, gradient * gradient);
                    *velocity = momentum * *velocity + change(gradient, *square);
                    *weight -= *velocity;
                }
            }
            (true, [square, mean]) => {
                for (((weight, gradient), square), mean) in
                    weights.zip(square.iter_mut()).zip(mean.iter_mut())
                {
                    *square = average(*square, gradient * gradient);
                    *mean = average(*mean, gradient);
                    *weight -= change(gradient, variance(*square, *mean));
                }
            }
            (true, [square, velocity, mean]) => {
                let slots = square.iter_mut().zip(velocity.iter_mut()).zip(mean.iter_mut());
                for ((weight, gradient), ((square, velocity), mean)) in weights.zip(slots) {
                    *square = average(*square, gradient * gradient);
                    *mean = average(*mean, gradient);
                    *velocity = momentum * *velocity + change(gradient, variance(*square, *mean));
                    *weight -= *velocity;
                }
            }
            _ => unreachable!("the slots are those of `slots`"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::optimizers::{Optimizer, Parameters, Visitor};

    /// A parameter whose gradient is always the same.
    struct Slope([f32; 2]);

    impl Parameters for Slope {
        fn visit(&mut self, visitor: &mut Visitor<'_>) -> Result<()> {
            visitor(0, &mut self.0, &[12.345, -1e-3])
        }
    }

    #[test]
    fn a_gradient_that_never_changes_has_no_variance_and_none_below() {
        for momentum in [0.0, 0.5] {
            let mut optimizer = RMSprop::new(1e-6).rho(0.95).momentum(momentum).centered(true);
            let mut slope = Slope([1.0; 2]);
            for step in 1..=2000 {
                optimizer.step(&mut slope).expect("the arguments make sense");
                assert!(slope.0.iter().all(|weight| weight.is_finite()), "step {step}: {:?}", slope.0);
            }
            assert!(slope.0[0] < 1.0 && slope.0[1] > 1.0, "{:?}", slope.0);
        }
    }
}
