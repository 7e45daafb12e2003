//! A recurrent layer over a cell of the user's own.

use super::stepwise::Stepwise;
use super::{WITHOUT_STATE, mask_of_outputs};
use crate::autodiff::Tensor;
use crate::layer::rules::{in_each_step, steps_missing};
use crate::layer::{Config, Context, Inner, InnerLayer, Layer, LayerSpec, Outputs};
use crate::shape::{Dim, Fault, Inputs, MAX_TENSORS, ShapeResult, Spec, Specs};
use crate::shape_try;

/// Recurrent layer of a cell: calls the cell on each time step of a sequence, with the states that the last step left.
///
/// ```
/// use keras::{ndarray::Array3, prelude::*};
///
/// let model = sequential![RNN(GRUCell(8), return_sequences = true, input = (_, 4))];
/// let x = Array3::<f32>::zeros((1, 10, 4));
/// assert_eq!(model.predict(&x)?.dim(), (1, 10, 8));
/// # Ok::<(), keras::Error>(())
/// ```
///
/// A cell is a layer. It is called on a step and on its states, and gives its output and its next states; when it is
/// called on a step alone, as the first time, its states are where they begin, at zero.
///
/// | | shape |
/// | --- | --- |
/// | input | `(steps, …)`; `steps` may be `_` |
/// | initial states, which may follow it | the cell's |
/// | what the cell is called on | `(…)`, and its states |
/// | output | what the cell gives, or `(steps, …)` of it with `return_sequences` |
/// | last states, which follow it with `return_state` | the cell's |
///
/// Masked time steps keep the previous output and states. That is so after given initial states, too, with which
/// Keras's layers forget the mask; and with `go_backwards` the mask of the outputs is in their order, where Keras leaves it
/// in that of the sequence.
///
/// What a cell drops in one step of a sequence, it drops in all. [`LSTM`](crate::layers::LSTM), [`GRU`](crate::layers::GRU)
/// and [`SimpleRNN`](crate::layers::SimpleRNN) do in one operation what a `RNN` over their cells does step by step.
///
/// As [`keras.layers.RNN`](https://keras.io/api/layers/recurrent_layers/rnn/); several cells are one
/// [`StackedRNNCells`](crate::layers::StackedRNNCells).
#[derive(Config, Clone, Copy, Debug)]
#[layer(inputs(sequences, initial_state*))]
pub struct RNN {
    /// The cell.
    cell: InnerLayer,
    /// Whether the outputs of all steps are given, not only the last.
    #[default(false)]
    return_sequences: bool,
    /// Whether the last states are given, too.
    #[default(false)]
    return_state: bool,
    /// Whether the last step comes first. The outputs are in the order in which they are made.
    #[default(false)]
    go_backwards: bool,
    /// Whether a batch begins with the states that the last one has left, sample by sample, instead of at zero, until
    /// [`Model::reset_state`](crate::model::Model::reset_state). All batches are of one size then, and `fit` is told
    /// not to `shuffle` them; what it validates on goes on from the states, too.
    #[default(false)]
    stateful: bool,
    /// Without effect: the steps are unrolled anyway.
    #[default(false)]
    unroll: bool,
    /// Whether the output of a masked step is 0, instead of the last one again.
    #[default(false)]
    zero_output_for_mask: bool,
}

impl RNN {
    /// The cell is called on one step.
    pub const fn given(&self, inputs: Inputs<'_>, _: Inner<'_>) -> ShapeResult<Specs> {
        if let Some(cell) = cell_of(self.cell.class()) {
            let fault = Fault::new("takes a cell, which is called on one step, was given a layer of steps");
            return ShapeResult::Err(fault.help("write ").name(cell).text(", or the layer without `RNN`"));
        }
        let x = shape_try!(inputs.first().one());
        if x.shape().rank() < 2 {
            let fault = Fault::new("takes sequences, (steps, features), was given ").shape(&x.shape());
            return ShapeResult::Err(steps_missing(fault, &x));
        }
        ShapeResult::Ok(Specs::new(&[x.with_shape(x.shape().without(0))]))
    }

    /// `(steps, …)` becomes what the cell gives, once or for each step, and maybe its states.
    pub const fn rule(&self, inputs: Inputs<'_>, inner: Inner<'_>) -> ShapeResult<LayerSpec> {
        let given = inputs.as_slice();
        let steps = given[0].shape().dim(0);
        let cell = self.cell.spec(inner).outputs();
        let cell = cell.as_slice();
        if cell.len() < 2 {
            let fault = Fault::new(
                "takes a cell, which gives an output and its next states, was given a layer of one",
            );
            return ShapeResult::Err(fault.help("for the same layer in each step, `TimeDistributed`"));
        }
        shape_try!(states_fit(given, cell));
        let mut outputs = [cell[0]; MAX_TENSORS];
        if self.return_sequences {
            outputs[0] = shape_try!(in_each_step(steps, &cell[0]));
        }
        let mut i = 1;
        while i < cell.len() {
            outputs[i] = cell[i];
            i += 1;
        }
        let count = if self.return_state { cell.len() } else { 1 };
        let times = if let Dim::Known(steps) = steps { steps } else { 1 };
        let spec =
            LayerSpec::with_outputs(Specs::new(outputs.split_at(count).0)).one_output_by(WITHOUT_STATE);
        ShapeResult::Ok(spec.with_inner(&self.cell, inner, times).go_backwards(self.go_backwards))
    }
}

/// The cell of a layer that has one in it.
const fn cell_of(class: &str) -> Option<&'static str> {
    match class.as_bytes() {
        b"LSTM" => Some("LSTMCell"),
        b"GRU" => Some("GRUCell"),
        b"SimpleRNN" => Some("SimpleRNNCell"),
        _ => None,
    }
}

/// Whether the initial states among the inputs are those of a cell.
pub(super) const fn states_fit(given: &[Spec], cell: &[Spec]) -> ShapeResult<()> {
    if given.len() > 1 && given.len() != cell.len() {
        let fault = Fault::new("begins with the states of its cell, ").number(cell.len() - 1);
        return ShapeResult::Err(fault.text(", was given ").number(given.len() - 1));
    }
    let mut i = 1;
    while i < given.len() {
        if !given[i].shape().fits(&cell[i].shape()) {
            let fault = Fault::new("begins with the states of its cell, of shape ").shape(&cell[i].shape());
            return ShapeResult::Err(fault.text(", was given ").shape(&given[i].shape()));
        }
        i += 1;
    }
    ShapeResult::Ok(())
}

impl Layer for RNN {
    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
        self.call_all(inputs, context).tensor(0)
    }

    fn call_all(&self, inputs: &[Tensor], context: &Context<'_>) -> Outputs {
        let Self { return_sequences, return_state, go_backwards, stateful, zero_output_for_mask, .. } = *self;
        Stepwise { return_sequences, return_state, go_backwards, stateful, zero_output_for_mask }.call(
            inputs,
            context,
            |step, states| {
                let given = [std::slice::from_ref(step), states].concat();
                context.call_inner(0, &given).as_slice().to_vec()
            },
        )
    }

    fn mask(&self, inputs: &[Tensor]) -> Option<Tensor> {
        mask_of_outputs(&inputs[0], self.return_sequences, self.go_backwards)
    }
}
