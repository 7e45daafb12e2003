//! Muon: momentum made orthogonal.

use keras_macros::Config;

use super::adam::AdamRule;
use super::{Descent, Step, UpdateRule, WeightPath, WholeParameter, pattern, require_amount, require_share};
use crate::config::{ToObject, Value};
use crate::kernels::optimizer::newton_schulz;
use crate::schedules::require;
use crate::{Error, Result};

/// Muon, momentum orthogonalized by Newton-Schulz iterations: for the matrices between the layers, while all other
/// weights follow [`AdamW`](super::AdamW); learning rate 0.001 and weight decay 0.004 by default.
///
/// ```
/// use keras::optimizers::Muon;
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Dense(2, kernel_initializer = zeros, input = 2), Dense(1, name = output)];
/// let optimizer = Muon::new(0.1).exclude_layers(["output"]);
/// let mut model = model.compile(optimizer, MeanSquaredError::default(), metrics![]);
/// let before = model.get_weights();
/// model.train_on_batch(&array![[1.0, 2.0]], &array![[2.0]])?;
/// assert_ne!(model.get_weights(), before);
/// # Ok::<(), keras::Error>(())
/// ```
///
/// Each step, for each matrix of `n` × `m`:
///
/// ```text
/// momentum ← momentum · momentum + gradient
/// X        = gradient + momentum · momentum if nesterov, else momentum; divided by its Frobenius norm
/// X        ← muon_a · X + (muon_b · A + muon_c · A²) · X, where A = X·Xᵀ; ns_steps times
/// weight   ← weight − rate · √max(n, m) · rms_rate · X
/// ```
///
/// where the factor `momentum` is the argument, and the other the slot. With `rms_rate` none, the last line is
/// `weight − rate · X`. Before it, weight decay takes `weight_decay · rate` of the weight off. Weights follow Adam, with `adam_weight_decay` and the rate times `adam_lr_ratio`, if they
///
/// - have not two axes,
/// - have `embedding` in their path and `exclude_embeddings` is set, or
/// - have a part in their path that matches one of the regular expressions `exclude_layers`, as with Python's `re.search`: the
///   name of the layer of the output, or `"dense_[12]/"`; none by default.
///
/// Their own weight decay, `adam_weight_decay`, goes by the plain rate, without `adam_lr_ratio`. Of Python's regular
/// expressions, [`OptimizerMap`](super::OptimizerMap) says which are not there.
///
/// | slots, each shaped as its weight | |
/// | --- | --- |
/// | `momentum` | |
/// | `velocity` | of weights that follow Adam |
///
/// Source: Jordan et al., "Muon: an optimizer for hidden layers in neural networks" (2024); Liu et al., "Muon is
/// scalable for LLM training" (2025). As [`keras.optimizers.Muon`](https://keras.io/api/optimizers/muon/).
pub type Muon = Descent<MuonRule>;

/// Update rule of [`Muon`].
#[derive(Config, Debug, Clone, Copy)]
#[config(optimizer = built_in)]
pub struct MuonRule {
    /// How much of the mean gradient stays at each step of Adam, from 0 to below 1.
    #[default(0.9)]
    adam_beta_1: f64,
    /// How much of the mean square stays at each step of Adam, from 0 to below 1.
    #[default(0.999)]
    adam_beta_2: f64,
    /// Weight decay of the weights that follow Adam; `None` for none.
    #[default(Some(0.004))]
    adam_weight_decay: Option<f64>,
    /// What Adam adds to the root of the mean square.
    #[default(1e-7)]
    epsilon: f64,
    /// Regular expressions of parts of the paths of weights that follow Adam.
    #[default(&[])]
    exclude_layers: &'static [&'static str],
    /// Whether embeddings follow Adam.
    #[default(true)]
    exclude_embeddings: bool,
    /// First coefficient of the iteration.
    #[default(3.4445)]
    muon_a: f64,
    /// Second coefficient of the iteration.
    #[default(-4.775)]
    muon_b: f64,
    /// Third coefficient of the iteration.
    #[default(2.0315)]
    muon_c: f64,
    /// The learning rate of Adam as a multiple of that of the matrices.
    #[default(1.0)]
    adam_lr_ratio: f64,
    /// How much of the sum of gradients stays at each step, from 0 to below 1.
    #[default(0.95)]
    momentum: f64,
    /// Number of Newton-Schulz iterations.
    #[default(5)]
    ns_steps: u64,
    /// Whether the gradient is added to the momentum once more, as Nesterov does.
    #[default(true)]
    nesterov: bool,
    /// What the root mean square of an update is about, so that Adam's learning rates fit; `None` for updates as they
    /// are.
    #[default(Some(0.2))]
    rms_rate: Option<f64>,
}

impl UpdateRule for MuonRule {
    const NAME: &'static str = "Muon";
    const WEIGHT_DECAY: Option<f32> = Some(0.004);
    const IS_WHOLE: bool = true;
    const INTERLEAVED_SLOTS: usize = 2;

    fn slots(&self) -> &'static [&'static str] {
        &["momentum", "velocity"]
    }

    fn slot_shape(&self, slot: &str, weight: &WeightPath) -> Option<Vec<usize>> {
        (slot == "momentum" || self.follows_adam(weight)).then(|| weight.shape.clone())
    }

    fn weight_decay(&self, shared: Option<f32>, weight: &WeightPath) -> Option<f32> {
        if self.follows_adam(weight) { self.adam_weight_decay.map(|decay| decay as f32) } else { shared }
    }

    fn to_json(&self) -> Result<Value> {
        self.to_object()
    }

    fn validate(&self) -> Result<()> {
        require_share(Self::NAME, "adam_beta_1", self.adam_beta_1)?;
        require_share(Self::NAME, "adam_beta_2", self.adam_beta_2)?;
        require_share(Self::NAME, "momentum", self.momentum)?;
        super::require_epsilon(Self::NAME, self.epsilon)?;
        require_amount(Self::NAME, "adam_weight_decay", self.adam_weight_decay.unwrap_or(0.0))?;
        require_amount(Self::NAME, "adam_lr_ratio", self.adam_lr_ratio)?;
        require_amount(Self::NAME, "rms_rate", self.rms_rate.unwrap_or(0.0))?;
        let coefficients = [("muon_a", self.muon_a), ("muon_b", self.muon_b), ("muon_c", self.muon_c)];
        coefficients.into_iter().try_for_each(|(name, coefficient)| {
            require(coefficient.is_finite(), Self::NAME, name, "a finite number", coefficient)
        })?;
        self.exclude_layers
            .iter()
            .try_for_each(|pattern| pattern::check(Self::NAME, "exclude_layers", pattern))
    }

    /// The update of Adam.
    #[inline(always)]
    fn update<'a>(
        &self,
        step: Step,
        weights: impl Iterator<Item = (&'a mut f32, f32)>,
        slots: &mut [&mut [f32]],
    ) {
        let &Self { adam_beta_1: beta_1, adam_beta_2: beta_2, epsilon, .. } = self;
        let step = Step { rate: step.rate * self.adam_lr_ratio as f32, ..step };
        AdamRule { beta_1, beta_2, epsilon, amsgrad: false }.update(step, weights, slots);
    }

    fn update_whole(&self, step: Step, mut parameter: WholeParameter<'_>) {
        let WholeParameter { shape, weights, gradient, slots, scratch } = &mut parameter;
        let [sum, velocity] = slots else { unreachable!("the slots are those of `slots`") };
        // A weight that has a velocity follows Adam.
        let (&[rows, cols], true) = (*shape, velocity.is_empty()) else {
            return parameter.update(self, step, 0..2);
        };
        let momentum = self.momentum as f32;
        for (sum, gradient) in sum.iter_mut().zip(*gradient) {
            *sum += gradient + *sum * (momentum - 1.0);
        }
        let ahead = sum.iter().zip(*gradient).map(|(sum, gradient)| match self.nesterov {
            true => gradient + momentum * *sum,
            false => *sum,
        });
        let coefficients = [self.muon_a, self.muon_b, self.muon_c].map(|coefficient| coefficient as f32);
        let updates = newton_schulz(ahead, [rows, cols], coefficients, self.ns_steps, scratch);
        let scale = self.rms_rate.map_or(1.0, |rate| (rows.max(cols) as f32).sqrt() * rate as f32);
        for (weight, update) in weights.iter_mut().zip(updates) {
            *weight -= step.rate * update * scale;
        }
    }
}

/// Adds to the patterns of a configuration what follows Adam here and would not in Python.
///
/// # Errors
///
/// If a weight follows Adam there that does not here.
pub(super) fn adapt(config: &mut Value, weights: &[WeightPath]) -> Result<()> {
    const PATTERNS: &str = "exclude_layers";
    let by_name = config["exclude_embeddings"] == true;
    let Some(patterns) = config[PATTERNS].as_array_mut() else { return Ok(()) };
    let follows = |patterns: &[Value], path: &str| {
        by_name && is_embedding(path)
            || patterns.iter().filter_map(Value::as_str).any(|pattern| pattern::is_in(pattern, path))
    };
    for weight in weights.iter().filter(|weight| weight.shape.len() == 2) {
        let (here, there) = (follows(patterns, &weight.path), follows(patterns, weight.in_python()));
        if here && !there {
            patterns.push(format!("^{}$", regex_lite::escape(weight.in_python())).into());
        } else if there && !here {
            let (path, there) = (&weight.path, weight.in_python());
            let message = format!("`{path}` follows Adam in Python alone, where it is `{there}`");
            return Err(Error::new(format!("`{}`, argument `{PATTERNS}`", MuonRule::NAME), message));
        }
    }
    Ok(())
}

impl MuonRule {
    /// Whether a weight is none of the matrices that the rule is made for.
    fn follows_adam(&self, weight: &WeightPath) -> bool {
        let is_excluded = || self.exclude_layers.iter().any(|pattern| pattern::is_in(pattern, &weight.path));
        weight.shape.len() != 2 || self.exclude_embeddings && is_embedding(&weight.path) || is_excluded()
    }
}

/// Whether a path is of an embedding, by its names.
fn is_embedding(path: &str) -> bool {
    path.to_lowercase().contains("embedding")
}
