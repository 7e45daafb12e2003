//! The gated recurrent unit.

use super::gates::Gates;
use super::{Arguments, Operation, States, mask_of_outputs};
use crate::activations::Function;
use crate::autodiff::Tensor;
use crate::autodiff::ops::recurrence;
use crate::kernels::matmul::Pointwise;
use crate::kernels::pointwise::{Relu, Tanh};
use crate::kernels::recurrence::Gru;
use crate::layer::{Config, Context, Layer, LayerSpec, Outputs, WeightArguments};
use crate::regularizers::Regularizer;
use crate::shape::{Inputs, Shape, ShapeResult};

/// Gated recurrent unit: goes along the steps of a sequence with an output `h`, of which gates say how much is
/// replaced by a candidate.
///
/// ```
/// use keras::{ndarray::Array3, prelude::*};
///
/// let model = sequential![GRU(8, input = (_, 4))];
/// let x = Array3::<f32>::zeros((1, 10, 4));
/// assert_eq!(model.predict(&x)?.dim(), (1, 8));
/// # Ok::<(), keras::Error>(())
/// ```
///
/// In each step, with the kernels' columns in this order:
///
/// ```text
/// z = recurrent_activation(x · kernel_z + bias_z + h · recurrent_kernel_z + recurrent_bias_z)      update gate
/// r = recurrent_activation(x · kernel_r + bias_r + h · recurrent_kernel_r + recurrent_bias_r)      reset gate
/// g = activation(x · kernel_g + bias_g + r * (h · recurrent_kernel_g + recurrent_bias_g))          candidate
/// h = z * h + (1 - z) * g
/// ```
///
/// Without `reset_after`, `g` is `activation(x · kernel_g + bias_g + (r * h) · recurrent_kernel_g)`, and there are no
/// recurrent biases.
///
/// | | shape |
/// | --- | --- |
/// | input | `(steps, n)`; `steps` may be `_` |
/// | initial state, which may follow it | `(units)`; zeros if left out |
/// | output | `(units)`, or `(steps, units)` with `return_sequences` |
/// | last state, which follows it with `return_state` | `(units)` |
/// | `kernel` | `(n, 3 * units)` |
/// | `recurrent_kernel` | `(units, 3 * units)` |
/// | `bias` | `(2, 3 * units)`, the recurrent biases last; without `reset_after` `(3 * units)` |
///
/// Masked time steps keep the previous output; [`RNN`](super::RNN) says where Keras's masks differ. With `tanh` or
/// `relu` for `activation`, `sigmoid` for `recurrent_activation` and `reset_after`, all steps together are one operation;
/// otherwise each is composed of several, which takes longer.
///
/// As [`keras.layers.GRU`](https://keras.io/api/layers/recurrent_layers/gru/), without `use_cudnn`. Source: Cho et al.,
/// "Learning phrase representations using RNN encoder-decoder for statistical machine translation" (2014).
#[doc(alias("Gru", "CuDNNGRU"))]
#[derive(Config, Clone, Copy, Debug)]
#[layer(inputs(sequences, initial_state*), neutral(zero_output_for_mask = false))]
pub struct GRU {
    /// Number of units: the size of the output.
    #[doc(alias("hidden_size", "hidden_dim", "num_units", "hidden_units", "output_dim"))]
    pub(super) units: usize,
    /// Activation function of the candidate.
    #[default(tanh)]
    pub(super) activation: Function,
    /// Activation function of the gates.
    #[default(sigmoid)]
    pub(super) recurrent_activation: Function,
    /// Whether biases are added.
    #[default(true)]
    pub(super) use_bias: bool,
    /// The kernel.
    #[default(glorot_uniform)]
    pub(super) kernel: WeightArguments,
    /// The recurrent kernel.
    #[default(orthogonal)]
    pub(super) recurrent: WeightArguments,
    /// The biases.
    #[default(zeros)]
    pub(super) bias: WeightArguments,
    /// Regularizer applied to the outputs, averaged over the batch.
    pub(super) activity_regularizer: Option<Regularizer>,
    /// Dropout rate of the input: while learning, the share of its features that are dropped, the same in all steps of
    /// a sample.
    #[default(0.0)]
    pub(super) dropout: f32,
    /// Dropout rate of the recurrent state: while learning, the share of the last output's units that are dropped, the
    /// same in all steps of a sample.
    #[default(0.0)]
    pub(super) recurrent_dropout: f32,
    /// Seed of the random choice of what is dropped; drawn from the program's seed if left out.
    pub(super) seed: Option<u64>,
    /// Whether the outputs of all steps are given, not only the last.
    #[default(false)]
    pub(super) return_sequences: bool,
    /// Whether the last state is given, too.
    #[default(false)]
    pub(super) return_state: bool,
    /// Whether the last step comes first. The outputs are in the order in which they are made.
    #[default(false)]
    pub(super) go_backwards: bool,
    /// Whether a batch begins with the states that the last one has left, sample by sample, instead of at zero, until
    /// [`Model::reset_state`](crate::model::Model::reset_state). All batches are of one size then, and `fit` is told
    /// not to `shuffle` them; what it validates on goes on from the states, too.
    #[default(false)]
    pub(super) stateful: bool,
    /// Without effect: all steps are one operation anyway.
    #[default(false)]
    pub(super) unroll: bool,
    /// Whether the reset gate is applied after the recurrent kernel, not before it.
    #[default(true)]
    pub(super) reset_after: bool,
}

impl GRU {
    /// `(steps, n)`, and maybe the states `(units)`, become `(units)` or `(steps, units)`, and maybe the states.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<LayerSpec> {
        self.arguments().rule(inputs)
    }

    const fn arguments(&self) -> Arguments {
        let columns = self.units.saturating_mul(3);
        Arguments {
            units: self.units,
            gates: 3,
            states: 1,
            activation: self.activation,
            recurrent_activation: self.recurrent_activation,
            kernel: self.kernel,
            recurrent: self.recurrent,
            bias: if self.use_bias { Some(self.bias) } else { None },
            bias_shape: if self.reset_after { Shape::known(&[2, columns]) } else { Shape::known(&[columns]) },
            ones: [0, 0],
            activity_regularizer: self.activity_regularizer,
            dropout: self.dropout,
            recurrent_dropout: self.recurrent_dropout,
            seed: self.seed,
            return_sequences: self.return_sequences,
            return_state: self.return_state,
            go_backwards: self.go_backwards,
            stateful: self.stateful,
        }
    }

    fn operation(&self) -> Option<Operation> {
        match (self.activation.pointwise()?, self.recurrent_activation.pointwise()?) {
            _ if !self.reset_after => None,
            (Pointwise::Tanh, Pointwise::Sigmoid) => {
                Some(|of, y, states| recurrence(Gru(Tanh), of, y, states))
            }
            (Pointwise::Relu, Pointwise::Sigmoid) => {
                Some(|of, y, states| recurrence(Gru(Relu), of, y, states))
            }
            _ => None,
        }
    }

    fn step(&self, gates: &Gates, states: &States) -> States {
        let h = &states[0];
        let [update, reset] = [0, 1].map(|gate| self.recurrent_activation.apply(&gates.sum(gate, h)));
        let inner = if self.reset_after { reset * gates.inner(2, h) } else { gates.inner(2, &(reset * h)) };
        let new = self.activation.apply(&(gates.input(2) + inner));
        [&update * h + (1.0 - &update) * new].into_iter().collect()
    }
}

impl Layer for GRU {
    fn part_with_weight(_weight: &str) -> Option<&'static str> {
        Some("cell")
    }

    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
        self.call_all(inputs, context).tensor(0)
    }

    fn call_all(&self, inputs: &[Tensor], context: &Context<'_>) -> Outputs {
        let step = |gates: &Gates, states: &States| self.step(gates, states);
        self.arguments().call(inputs, context, self.operation(), step)
    }

    fn mask(&self, inputs: &[Tensor]) -> Option<Tensor> {
        mask_of_outputs(&inputs[0], self.return_sequences, self.go_backwards)
    }
}
