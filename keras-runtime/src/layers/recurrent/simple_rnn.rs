//! The fully connected recurrent layer.

use super::gates::Gates;
use super::{Arguments, Operation, States, mask_of_outputs};
use crate::activations::Function;
use crate::autodiff::Tensor;
use crate::autodiff::ops::recurrence;
use crate::kernels::matmul::Pointwise;
use crate::kernels::pointwise::{Relu, Sigmoid, Tanh};
use crate::kernels::recurrence::Simple;
use crate::layer::{Config, Context, Layer, LayerSpec, Outputs, WeightArguments};
use crate::regularizers::Regularizer;
use crate::shape::{Inputs, Shape, ShapeResult};

/// Fully connected recurrent layer: goes along the steps of a sequence with an output `h`, in each step
/// `h = activation(x · kernel + h · recurrent_kernel + bias)`.
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// // With weights of 1 it adds up the steps.
/// let model = sequential![SimpleRNN(
///     1,
///     activation = linear,
///     kernel_initializer = ones,
///     recurrent_initializer = ones,
///     input = (3, 1),
/// )];
/// assert_eq!(model.predict(&array![[[1.0], [2.0], [3.0]]])?, array![[6.0]]);
/// # Ok::<(), keras::Error>(())
/// ```
///
/// | | shape |
/// | --- | --- |
/// | input | `(steps, n)`; `steps` may be `_` |
/// | initial state, which may follow it | `(units)`; zeros if left out |
/// | output | `(units)`, or `(steps, units)` with `return_sequences` |
/// | last state, which follows it with `return_state` | `(units)` |
/// | `kernel` | `(n, units)` |
/// | `recurrent_kernel` | `(units, units)` |
/// | `bias` | `(units)` |
///
/// Masked time steps keep the previous output; [`RNN`](super::RNN) says where Keras's masks differ. With `tanh`,
/// `relu` or `sigmoid` for `activation`, all steps together are one operation; otherwise each is composed of several, which
/// takes longer.
///
/// As [`keras.layers.SimpleRNN`](https://keras.io/api/layers/recurrent_layers/simple_rnn/).
#[doc(alias("SimpleRnn", "VanillaRNN"))]
#[derive(Config, Clone, Copy, Debug)]
#[layer(inputs(sequences, initial_state*), neutral(zero_output_for_mask = false))]
pub struct SimpleRNN {
    /// Number of units: the size of the output.
    #[doc(alias("hidden_size", "hidden_dim", "num_units", "hidden_units", "output_dim"))]
    pub(super) units: usize,
    /// Activation function of the output.
    #[default(tanh)]
    pub(super) activation: Function,
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
    /// Seed of the random choice of what is dropped; drawn from the program's seed if left out.
    pub(super) seed: Option<u64>,
}

impl SimpleRNN {
    /// `(steps, n)`, and maybe the states `(units)`, become `(units)` or `(steps, units)`, and maybe the states.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<LayerSpec> {
        self.arguments().rule(inputs)
    }

    const fn arguments(&self) -> Arguments {
        Arguments {
            units: self.units,
            gates: 1,
            states: 1,
            activation: self.activation,
            recurrent_activation: self.activation,
            kernel: self.kernel,
            recurrent: self.recurrent,
            bias: if self.use_bias { Some(self.bias) } else { None },
            bias_shape: Shape::known(&[self.units]),
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
        match self.activation.pointwise()? {
            Pointwise::Tanh => Some(|of, y, states| recurrence(Simple(Tanh), of, y, states)),
            Pointwise::Relu => Some(|of, y, states| recurrence(Simple(Relu), of, y, states)),
            Pointwise::Sigmoid => Some(|of, y, states| recurrence(Simple(Sigmoid), of, y, states)),
            Pointwise::Linear => None,
        }
    }

    fn step(&self, gates: &Gates, states: &States) -> States {
        [self.activation.apply(&gates.sum(0, &states[0]))].into_iter().collect()
    }
}

impl Layer for SimpleRNN {
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
