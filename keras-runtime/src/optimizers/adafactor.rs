//! Adafactor: the mean squares of a matrix by its rows and columns.

use keras_macros::Config;

use super::{Descent, Step, UpdateRule, WeightPath, WholeParameter, require_amount};
use crate::Result;
use crate::config::{ToObject, Value};
use crate::kernels::optimizer::factored_moment;
use crate::kernels::reduce::sum_of_squares;
use crate::schedules::require;

/// Adafactor, adaptive learning rates with factored second moments, for large models; learning rate 0.001 by default.
///
/// ```
/// use keras::optimizers::Adafactor;
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Dense(1, kernel_initializer = ones, use_bias = false, input = 1)];
/// let mut model = model.compile(Adafactor::new(0.1), MeanSquaredError::default(), metrics![]);
/// model.train_on_batch(&array![[1.0]], &array![[2.0]])?;
/// assert_eq!(format!("{:.4}", model.predict(&array![[1.0]])?), "[[1.1000]]");
/// # Ok::<(), keras::Error>(())
/// ```
///
/// Step number `t`, from 1, for each parameter; `rms` is the root of the mean square:
///
/// ```text
/// beta     = 1 − t^beta_2_decay
/// square   = gradient² + epsilon_1
/// r        ← beta · r + (1 − beta) · mean of square over the last axis
/// c        ← beta · c + (1 − beta) · mean of square over the last axis but one
/// velocity ← r / (mean of r over its last axis) · c
/// update   = gradient / √velocity
/// weight   ← weight − min(rate, 1 / √t) · max(epsilon_2, rms(weight)) · update / max(1, rms(update) / clip_threshold)
/// ```
///
/// A vector has no `r` and `c`: its `velocity` is the moving average of `square`.
///
/// | slots | shape |
/// | --- | --- |
/// | `r` of weights of two axes or more | that of the weight without the last axis |
/// | `c` of weights of two axes or more | that of the weight without the last axis but one |
/// | `velocity` | that of the weight, as Keras keeps it |
///
/// Source: Shazeer and Stern, "Adafactor: adaptive learning rates with sublinear memory cost" (2018). As
/// [`keras.optimizers.Adafactor`](https://keras.io/api/optimizers/adafactor/).
pub type Adafactor = Descent<AdafactorRule>;

/// Update rule of [`Adafactor`].
#[derive(Config, Debug, Clone, Copy)]
#[config(optimizer = built_in)]
pub struct AdafactorRule {
    /// Power of the number of the step by which the averages become longer, below 0.
    #[default(-0.8)]
    beta_2_decay: f64,
    /// What is added to the square of the gradient, above 0.
    #[default(1e-30)]
    epsilon_1: f64,
    /// The least root mean square of a weight that its step is measured by, 0 or more.
    #[default(0.001)]
    epsilon_2: f64,
    /// The greatest root mean square of an update, which is scaled down to it.
    #[default(1.0)]
    clip_threshold: f64,
    /// Whether the learning rate is at most one by the root of the number of the step. In Keras 3, and here, it is in
    /// either case.
    #[default(true)]
    relative_step: bool,
}

impl UpdateRule for AdafactorRule {
    const NAME: &'static str = "Adafactor";
    const IS_WHOLE: bool = true;
    const INTERLEAVED_SLOTS: usize = 3;

    fn slots(&self) -> &'static [&'static str] {
        &["r", "c", "velocity"]
    }

    fn slot_shape(&self, slot: &str, weight: &WeightPath) -> Option<Vec<usize>> {
        let (mut shape, rank) = (weight.shape.clone(), weight.shape.len());
        match rank.checked_sub(2) {
            _ if slot == "velocity" => {}
            Some(rows) => _ = shape.remove(rows + usize::from(slot == "r")),
            // A number that nothing reads, as Keras's files have it.
            None => shape.clear(),
        }
        Some(shape)
    }

    fn to_json(&self) -> Result<Value> {
        self.to_object()
    }

    fn validate(&self) -> Result<()> {
        let decay = self.beta_2_decay;
        require(decay < 0.0 && decay.is_finite(), Self::NAME, "beta_2_decay", "a number below 0", decay)?;
        // As Keras computes with it: where it is rounded to 0, a gradient of 0 is divided by 0.
        let epsilon = self.epsilon_1;
        let is_normal = epsilon > 0.0 && (epsilon as f32).is_normal();
        require(is_normal, Self::NAME, "epsilon_1", "a number above 0 that 32 bits hold", epsilon)?;
        require_amount(Self::NAME, "epsilon_2", self.epsilon_2)?;
        let threshold = self.clip_threshold;
        let fits = threshold > 0.0 && threshold.is_finite();
        require(fits, Self::NAME, "clip_threshold", "a finite number above 0", threshold)
    }

    /// Subtracts the updates of the slot, times the rate.
    #[inline(always)]
    fn update<'a>(
        &self,
        step: Step,
        weights: impl Iterator<Item = (&'a mut f32, f32)>,
        slots: &mut [&mut [f32]],
    ) {
        let [velocity] = slots else { unreachable!("it is given the velocity alone") };
        for ((weight, gradient), velocity) in weights.zip(velocity.iter()) {
            *weight -= step.rate * (gradient / velocity.sqrt());
        }
    }

    fn update_whole(&self, step: Step, mut parameter: WholeParameter<'_>) {
        let WholeParameter { shape, weights, gradient, slots, .. } = &mut parameter;
        let [r, c, velocity] = slots else { unreachable!("the slots are those of `slots`") };
        let rest = (step.number as f64).powf(self.beta_2_decay) as f32;
        let epsilon = self.epsilon_1 as f32;
        match *shape {
            [.., rows, cols] => factored_moment(gradient, [*rows, *cols], epsilon, rest, [r, c, velocity]),
            _ => {
                for (velocity, gradient) in velocity.iter_mut().zip(*gradient) {
                    *velocity = (1.0 - rest) * *velocity + rest * (gradient * gradient + epsilon);
                }
            }
        }
        let mean = |squares: f64| (squares / weights.len().max(1) as f64).sqrt();
        let updates = gradient.iter().zip(&**velocity);
        let squares = updates.map(|(gradient, velocity)| f64::from(gradient / velocity.sqrt()).powi(2));
        let shrunk = (mean(squares.sum()) / self.clip_threshold).max(1.0);
        let scale = mean(sum_of_squares(weights)).max(self.epsilon_2);
        let rate = f64::from(step.rate).min((step.number as f64).sqrt().recip());
        parameter.update(self, Step { rate: (rate * scale / shrunk) as f32, ..step }, 2..3);
    }
}
