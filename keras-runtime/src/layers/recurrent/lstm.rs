//! Long short-term memory.

use super::gates::Gates;
use super::{Arguments, Operation, States, mask_of_outputs};
use crate::activations::Function;
use crate::autodiff::Tensor;
use crate::autodiff::ops::recurrence;
use crate::kernels::matmul::Pointwise;
use crate::kernels::pointwise::{Relu, Tanh};
use crate::kernels::recurrence::Lstm;
use crate::layer::{Config, Context, Layer, LayerSpec, Outputs, WeightArguments};
use crate::regularizers::Regularizer;
use crate::shape::{Inputs, Shape, ShapeResult};

/// Long short-term memory: goes along the steps of a sequence with an output `h` and a cell state `c`; an input, a
/// forget and an output gate say what is written to it, kept in it and read from it.
///
/// ```
/// use keras::{ndarray::Array3, prelude::*};
///
/// let model = sequential![LSTM(8, return_sequences = true, input = (_, 4))];
/// let x = Array3::<f32>::zeros((1, 10, 4));
/// assert_eq!(model.predict(&x)?.dim(), (1, 10, 8));
/// # Ok::<(), keras::Error>(())
/// ```
///
/// In each step, with the kernels' columns in this order:
///
/// ```text
/// i = recurrent_activation(x · kernel_i + h · recurrent_kernel_i + bias_i)      input gate
/// f = recurrent_activation(x · kernel_f + h · recurrent_kernel_f + bias_f)      forget gate
/// g = activation          (x · kernel_g + h · recurrent_kernel_g + bias_g)      candidate
/// o = recurrent_activation(x · kernel_o + h · recurrent_kernel_o + bias_o)      output gate
/// c = f * c + i * g
/// h = o * activation(c)
/// ```
///
/// | | shape |
/// | --- | --- |
/// | input | `(steps, n)`; `steps` may be `_` |
/// | initial states `h`, `c`, which may follow it | `(units)` each; zeros if left out |
/// | output | `(units)`, or `(steps, units)` with `return_sequences` |
/// | last states `h`, `c`, which follow it with `return_state` | `(units)` each |
/// | `kernel` | `(n, 4 * units)` |
/// | `recurrent_kernel` | `(units, 4 * units)` |
/// | `bias` | `(4 * units)` |
///
/// Masked time steps keep the previous output and cell state; [`RNN`](super::RNN) says where Keras's masks differ. With
/// `tanh` or `relu` for `activation` and `sigmoid` for `recurrent_activation`, all steps together are one operation;
/// otherwise each is composed of several, which takes longer.
///
/// As [`keras.layers.LSTM`](https://keras.io/api/layers/recurrent_layers/lstm/), without `use_cudnn`. Source: Hochreiter
/// and Schmidhuber, "Long short-term memory" (1997).
#[doc(alias("Lstm", "CuDNNLSTM"))]
#[derive(Config, Clone, Copy, Debug)]
#[layer(inputs(sequences, initial_state*), neutral(zero_output_for_mask = false))]
pub struct LSTM {
    /// Number of units: the size of the output and of the cell state.
    #[doc(alias("hidden_size", "hidden_dim", "num_units", "hidden_units", "output_dim"))]
    pub(super) units: usize,
    /// Activation function of the candidate and of the cell state.
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
    /// Whether the biases of the forget gate are initialized to 1, as Jozefowicz et al., "An empirical exploration of
    /// recurrent network architectures" (2015), advise.
    #[default(true)]
    pub(super) unit_forget_bias: bool,
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
    /// Whether the last states are given, too.
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
}

impl LSTM {
    /// `(steps, n)`, and maybe the states `(units)`, become `(units)` or `(steps, units)`, and maybe the states.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<LayerSpec> {
        self.arguments().rule(inputs)
    }

    const fn arguments(&self) -> Arguments {
        Arguments {
            units: self.units,
            gates: 4,
            states: 2,
            activation: self.activation,
            recurrent_activation: self.recurrent_activation,
            kernel: self.kernel,
            recurrent: self.recurrent,
            bias: if self.use_bias { Some(self.bias) } else { None },
            bias_shape: Shape::known(&[self.units.saturating_mul(4)]),
            ones: if self.unit_forget_bias { [self.units, self.units.saturating_mul(2)] } else { [0, 0] },
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
            (Pointwise::Tanh, Pointwise::Sigmoid) => {
                Some(|of, y, states| recurrence(Lstm(Tanh), of, y, states))
            }
            (Pointwise::Relu, Pointwise::Sigmoid) => {
                Some(|of, y, states| recurrence(Lstm(Relu), of, y, states))
            }
            _ => None,
        }
    }

    fn step(&self, gates: &Gates, states: &States) -> States {
        let (h, c) = (&states[0], &states[1]);
        let gate = |gate| self.recurrent_activation.apply(&gates.sum(gate, h));
        let c = gate(1) * c + gate(0) * self.activation.apply(&gates.sum(2, h));
        [gate(3) * self.activation.apply(&c), c].into()
    }
}

impl Layer for LSTM {
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
