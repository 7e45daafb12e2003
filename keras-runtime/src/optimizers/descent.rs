//! Base of the optimizers: the arguments that all of them share.

use super::UpdateRule;
use super::accumulation::Accumulation;
use super::clipping::Clipping;
use super::moving_average::MovingAverage;
use super::remembered::Remembered;
use crate::schedules::{IntoLearningRate, LearningRate};

/// Gradient descent: an optimizer that changes each weight by an [`UpdateRule`].
///
/// Its arguments are those that all optimizers of Keras share; the rule adds its own.
#[derive(Debug, Clone)]
pub struct Descent<R> {
    pub(super) rule: R,
    /// What a file calls it.
    pub(super) name: Option<String>,
    pub(super) learning_rate: LearningRate,
    pub(super) clipping: Clipping,
    pub(super) weight_decay: Option<f32>,
    /// Parts of names and paths of the weights that do not decay.
    pub(super) undecayed: Vec<String>,
    pub(super) average: MovingAverage,
    pub(super) loss_scale_factor: Option<f32>,
    pub(super) accumulation: Accumulation,
    /// The gradients so far, one a batch, whether they have been used yet or not.
    pub(super) iterations: u64,
    pub(super) remembered: Remembered,
    /// [Which weights](super::Parameters::owner) the slots are of, if that is known.
    pub(super) owner: Option<u64>,
    pub(super) peak: Peak,
}

/// The greatest learning rate and the largest absolute gradient of the steps so far.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Peak {
    pub rate: f32,
    pub gradient: f32,
}

impl Peak {
    pub fn with(self, rate: f32, gradient: f32) -> Self {
        Self { rate: self.rate.max(rate), gradient: self.gradient.max(gradient) }
    }
}

impl<R: UpdateRule> Descent<R> {
    /// An optimizer with this rule and the defaults of everything else.
    pub fn of(rule: R) -> Self {
        Self {
            rule,
            name: None,
            learning_rate: R::LEARNING_RATE.into(),
            clipping: Clipping::default(),
            weight_decay: R::WEIGHT_DECAY,
            undecayed: Vec::new(),
            average: MovingAverage::default(),
            loss_scale_factor: None,
            accumulation: Accumulation::default(),
            iterations: 0,
            remembered: Remembered::default(),
            owner: None,
            peak: Peak::default(),
        }
    }

    /// Sets the learning rate, a number or a [schedule](crate::schedules).
    #[doc(alias = "lr")]
    #[must_use]
    pub fn learning_rate(mut self, learning_rate: impl IntoLearningRate) -> Self {
        self.learning_rate = learning_rate.into_learning_rate();
        self
    }

    /// Weight decay, decoupled from the gradient: takes `weight_decay · learning_rate` of each weight off before each
    /// step.
    #[must_use]
    pub fn weight_decay(mut self, weight_decay: f32) -> Self {
        self.weight_decay = Some(weight_decay);
        self
    }

    /// Weights without weight decay: those whose name contains one of these texts, such as `"bias"`, and those at or
    /// below one of these paths, such as `"dense_1"` or `"dense_1/kernel"`.
    ///
    /// The names are Keras's `var_names`, there regular expressions; the paths are in place of its `var_list`. No file
    /// has them.
    ///
    /// ```
    /// use keras::optimizers::AdamW;
    ///
    /// let optimizer = AdamW::new(1e-3).weight_decay(0.01).exclude_from_weight_decay(["bias", "gamma", "beta"]);
    /// ```
    #[must_use]
    pub fn exclude_from_weight_decay<T: AsRef<str>>(mut self, weights: impl IntoIterator<Item = T>) -> Self {
        self.undecayed = weights.into_iter().map(|text| text.as_ref().to_owned()).collect();
        self
    }

    /// Gradient accumulation: sums the gradients of this many batches, 2 or more, and takes a step by their mean after
    /// the last of them; the batches before change no weight.
    ///
    /// As in Keras a learning-rate schedule counts batches, [`iterations`](super::Optimizer::iterations) counts steps,
    /// and [moving averages](Self::use_ema) move with each batch.
    ///
    /// ```
    /// use keras::{ndarray::array, prelude::*};
    ///
    /// let model = sequential![Dense(1, kernel_initializer = zeros, use_bias = false, input = 1)];
    /// let optimizer = SGD::new(0.5).gradient_accumulation_steps(2);
    /// let mut model = model.compile(optimizer, MeanSquaredError::default(), metrics![]);
    /// model.train_on_batch(&array![[1.0]], &array![[1.0]])?;
    /// assert_eq!(model.get_weights()[0][[0, 0]], 0.0);
    /// model.train_on_batch(&array![[1.0]], &array![[0.5]])?;
    /// assert_eq!(model.get_weights()[0][[0, 0]], 0.75);
    /// # Ok::<(), keras::Error>(())
    /// ```
    #[must_use]
    pub fn gradient_accumulation_steps(mut self, steps: u64) -> Self {
        self.accumulation = Accumulation(Some(steps));
        self
    }

    /// Loss scaling: multiplies the loss by this factor before its gradients are computed, and divides them by it
    /// again, so that small ones are not rounded to 0. Neither the loss that is reported nor the update changes
    /// otherwise.
    ///
    /// With gradients of one's own the loss is scaled by [`scale_loss`](crate::training::ApplyGradients::scale_loss),
    /// as in Keras. Numbers here have 32 bits, in which that is rarely needed: Keras's `LossScaleOptimizer`, which
    /// finds a factor for those of 16 bits, has no counterpart.
    #[must_use]
    pub fn loss_scale_factor(mut self, loss_scale_factor: f32) -> Self {
        self.loss_scale_factor = Some(loss_scale_factor);
        self
    }

    /// Gradient clipping by norm: scales the gradient of each parameter down to this Euclidean norm if it is longer.
    #[must_use]
    pub fn clipnorm(mut self, clipnorm: f32) -> Self {
        self.clipping.norm = Some(clipnorm);
        self
    }

    /// Gradient clipping by global norm: scales the gradient of all parameters together down to this Euclidean norm if
    /// it is longer.
    #[must_use]
    pub fn global_clipnorm(mut self, global_clipnorm: f32) -> Self {
        self.clipping.global_norm = Some(global_clipnorm);
        self
    }

    /// Gradient clipping by value: clips each number of the gradient to plus and minus this.
    #[must_use]
    pub fn clipvalue(mut self, clipvalue: f32) -> Self {
        self.clipping.value = Some(clipvalue);
        self
    }

    /// Moving average of the weights (EMA, Polyak averaging), kept beside them if `use_ema`; default `false`. At the
    /// end of `fit` the weights become their averages; [`SwapEMAWeights`](crate::training::callbacks::SwapEMAWeights)
    /// validates with them.
    ///
    /// ```
    /// use keras::{ndarray::array, prelude::*};
    ///
    /// let model = sequential![Dense(1, kernel_initializer = zeros, use_bias = false, input = 1)];
    /// let optimizer = SGD::new(0.5).use_ema(true).ema_momentum(0.5);
    /// let mut model = model.compile(optimizer, MeanSquaredError::default(), metrics![]);
    /// model.fit(&array![[1.0]], &array![[1.0]], Fit::epochs(2).verbose(0))?;
    /// // The first step reaches 1, as do the second and the average.
    /// assert_eq!(model.get_weights()[0][[0, 0]], 1.0);
    /// # Ok::<(), keras::Error>(())
    /// ```
    #[must_use]
    pub fn use_ema(mut self, use_ema: bool) -> Self {
        self.average.in_use = use_ema;
        self
    }

    /// Momentum of the moving average, from 0 to 1: how much of it stays at each step; default 0.99. Only with
    /// [`use_ema`](Self::use_ema).
    #[must_use]
    pub fn ema_momentum(mut self, ema_momentum: f64) -> Self {
        self.average.momentum = ema_momentum;
        self
    }

    /// Number of steps after which the weights become their moving averages, again and again; by default only the end
    /// of `fit` does that. Only with [`use_ema`](Self::use_ema).
    #[must_use]
    pub fn ema_overwrite_frequency(mut self, steps: u64) -> Self {
        self.average.overwrite_frequency = Some(steps);
        self
    }
}

impl<R: UpdateRule + Default> Descent<R> {
    /// An optimizer with this learning rate, a number or a [schedule](crate::schedules).
    pub fn new(learning_rate: impl IntoLearningRate) -> Self {
        Self::default().learning_rate(learning_rate)
    }
}

impl<R: UpdateRule + Default> Default for Descent<R> {
    fn default() -> Self {
        Self::of(R::default())
    }
}
