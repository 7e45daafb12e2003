//! One step of an `LSTM`.

use super::{AROUND_A_CELL, LSTM, one_step, rule_of_step};
use crate::activations::Function;
use crate::autodiff::Tensor;
use crate::layer::{Config, Context, Layer, LayerSpec, Outputs, WeightArguments};
use crate::shape::{Inputs, ShapeResult};
use crate::shape_try;

/// One step of an [`LSTM`], for [`RNN`](crate::layers::RNN) and
/// [`StackedRNNCells`](crate::layers::StackedRNNCells), or to be called in a loop.
///
/// ```
/// use keras::{ndarray::Array3, prelude::*};
///
/// let model = sequential![RNN(LSTMCell(8), input = (_, 4))];
/// let x = Array3::<f32>::zeros((1, 10, 4));
/// assert_eq!(model.predict(&x)?.dim(), (1, 8));
/// # Ok::<(), keras::Error>(())
/// ```
///
/// | | shape |
/// | --- | --- |
/// | input | `(n)` |
/// | states `h` and `c`, which may follow it | `(units)` each; zeros if left out |
/// | output | `(units)` |
/// | next states `h` and `c`, which follow it | `(units)` each |
///
/// The weights are those of the layer.
///
/// As [`keras.layers.LSTMCell`](https://keras.io/api/layers/recurrent_layers/lstm_cell/).
#[derive(Config, Clone, Copy, Debug)]
pub struct LSTMCell {
    /// Number of units: the size of the output and of the cell state.
    units: usize,
    /// Activation function of the candidate and of the cell state.
    #[default(tanh)]
    activation: Function,
    /// Activation function of the gates.
    #[default(sigmoid)]
    recurrent_activation: Function,
    /// Whether biases are added.
    #[default(true)]
    use_bias: bool,
    /// The kernel.
    #[default(glorot_uniform)]
    kernel: WeightArguments,
    /// The recurrent kernel.
    #[default(orthogonal)]
    recurrent: WeightArguments,
    /// Whether the biases of the forget gate are initialized to 1, as Jozefowicz et al., "An empirical exploration of
    /// recurrent network architectures" (2015), advise.
    #[default(true)]
    unit_forget_bias: bool,
    /// The biases.
    #[default(zeros)]
    bias: WeightArguments,
    /// Dropout rate of the input: while learning, the share of its features that are dropped, the same in all steps of
    /// a sequence.
    #[default(0.0)]
    dropout: f32,
    /// Dropout rate of the recurrent state: while learning, the share of the last output's units that are dropped, the
    /// same in all steps of a sequence.
    #[default(0.0)]
    recurrent_dropout: f32,
    /// Seed of the random choice of what is dropped; drawn from the program's seed if left out.
    seed: Option<u64>,
}

impl LSTMCell {
    /// `(n)`, and maybe the states `(units)`, become `(units)` and the next states.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<LayerSpec> {
        let inputs = shape_try!(rule_of_step(inputs));
        let spec = shape_try!(self.layer().rule(Inputs::new(inputs.as_slice())));
        ShapeResult::Ok(spec.one_output_by(AROUND_A_CELL))
    }

    const fn layer(&self) -> LSTM {
        LSTM {
            units: self.units,
            activation: self.activation,
            recurrent_activation: self.recurrent_activation,
            use_bias: self.use_bias,
            kernel: self.kernel,
            recurrent: self.recurrent,
            bias: self.bias,
            unit_forget_bias: self.unit_forget_bias,
            activity_regularizer: None,
            dropout: self.dropout,
            recurrent_dropout: self.recurrent_dropout,
            seed: self.seed,
            return_sequences: false,
            return_state: true,
            go_backwards: false,
            stateful: false,
            unroll: false,
        }
    }
}

impl Layer for LSTMCell {
    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
        self.call_all(inputs, context).tensor(0)
    }

    fn call_all(&self, inputs: &[Tensor], context: &Context<'_>) -> Outputs {
        self.layer().call_all(&one_step(inputs), context)
    }
}
