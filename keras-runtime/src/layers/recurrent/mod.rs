//! What recurrent layers have in common: their rule, their weights, and what surrounds the steps.

mod conv_lstm;
mod gates;
mod gru;
mod gru_cell;
mod lstm;
mod lstm_cell;
mod rnn;
mod simple_rnn;
mod simple_rnn_cell;
mod stacked;
mod stepwise;

pub use conv_lstm::{ConvLSTM1D, ConvLSTM2D, ConvLSTM3D};
pub use gru::GRU;
pub use gru_cell::GRUCell;
pub use lstm::LSTM;
pub use lstm_cell::LSTMCell;
pub use rnn::RNN;
pub use simple_rnn::SimpleRNN;
pub use simple_rnn_cell::SimpleRNNCell;
pub use stacked::StackedRNNCells;

use smallvec::SmallVec;

use self::gates::{Gates, Masks};
use crate::activations::Function;
use crate::autodiff::Tensor;
use crate::autodiff::ops::Sequence;
use crate::backend as K;
use crate::layer::activated::add_penalty;
use crate::layer::masks::of_steps;
use crate::layer::rules::{at_least_one, axes_surplus, known_elements, known_last, rate, steps_missing};
use crate::layer::{Context, LayerSpec, Outputs, WeightArguments};
use crate::regularizers::Regularizer;
use crate::shape::{Dim, Fault, Inputs, MAX_TENSORS, Origin, Shape, ShapeResult, Spec, Specs};
use crate::shape_try;

/// The states of a cell: the output, and for some a second one.
type States = SmallVec<[Tensor; 2]>;

/// A layer as one operation of the tape: with the outputs of all steps, with the last states.
type Operation = fn(&Sequence<'_>, bool, bool) -> Tensor;

/// The arguments of a recurrent layer.
#[derive(Clone, Copy)]
struct Arguments {
    units: usize,
    /// Columns of the kernels for each unit.
    gates: usize,
    /// How many states a unit has.
    states: usize,
    activation: Function,
    recurrent_activation: Function,
    kernel: WeightArguments,
    recurrent: WeightArguments,
    /// None without biases.
    bias: Option<WeightArguments>,
    /// The shape of the biases.
    bias_shape: Shape,
    /// Which biases begin as 1.
    ones: [usize; 2],
    activity_regularizer: Option<Regularizer>,
    dropout: f32,
    recurrent_dropout: f32,
    seed: Option<u64>,
    return_sequences: bool,
    return_state: bool,
    go_backwards: bool,
    stateful: bool,
}

impl Arguments {
    /// `(steps, n)`, and maybe the states `(units)`, become `(units)` or `(steps, units)`, and maybe the states.
    const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<LayerSpec> {
        let units = shape_try!(at_least_one("units", self.units));
        shape_try!(rate("dropout", self.dropout));
        shape_try!(rate("recurrent_dropout", self.recurrent_dropout));
        shape_try!(keeps_shape(&self.activation, units));
        shape_try!(keeps_shape(&self.recurrent_activation, units));
        let sequence = shape_try!(self.sequence(inputs));
        let (steps, features) = (sequence.dim(0), shape_try!(known_last(&sequence)));
        let mut outputs = [Spec::new(Shape::known(&[units])); 1 + MOST_STATES];
        outputs[0] = outputs[0].with_origin(Origin::LastStep);
        if self.return_sequences {
            outputs[0] = Spec::new(Shape::new(&[steps, Dim::Known(units)])).with_origin(Origin::Steps);
        }
        let count = if self.return_state { 1 + self.states } else { 1 };
        let columns = self.gates.saturating_mul(units);
        let spec = LayerSpec::with_outputs(Specs::new(outputs.split_at(count).0))
            .one_output_by(if self.states == 1 { WITHOUT_STATE } else { WITHOUT_STATES })
            .go_backwards(self.go_backwards)
            .weight(self.kernel.weight("kernel", Shape::known(&[features, columns])))
            .weight(self.recurrent.weight("recurrent_kernel", Shape::known(&[units, columns])))
            .flops(
                2u64.saturating_mul(known_elements(&Shape::new(&[steps, Dim::Known(columns)])))
                    .saturating_mul((features as u64).saturating_add(units as u64)),
            );
        match self.bias {
            Some(bias) => ShapeResult::Ok(spec.weight(bias.weight("bias", self.bias_shape).ones(self.ones))),
            None => ShapeResult::Ok(spec),
        }
    }

    /// The shape of the sequence among the inputs; the others are the states that it begins with.
    const fn sequence(&self, inputs: Inputs<'_>) -> ShapeResult<Shape> {
        let given = inputs.as_slice();
        if given.len() > 1 && given.len() != 1 + self.states {
            let fault = Fault::new("takes a sequence, or a sequence and its ").number(self.states);
            return ShapeResult::Err(
                fault
                    .text(if self.states == 1 { " initial state" } else { " initial states" })
                    .text(": 1 or ")
                    .number(1 + self.states)
                    .text(" tensors, was given ")
                    .number(given.len()),
            );
        }
        let x = shape_try!(inputs.first().one_float());
        let sequence = x.shape();
        let fault = Fault::new("takes sequences, (steps, features), was given ").shape(&sequence);
        match sequence.rank() {
            2 => {}
            0 | 1 => return ShapeResult::Err(steps_missing(fault, &x)),
            _ => return ShapeResult::Err(axes_surplus(fault, &x)),
        }
        let mut i = 1;
        while i < given.len() {
            let state = Spec::new(Shape::known(&[self.units]));
            if !given[i].shape().fits(&state.shape()) {
                let fault = Fault::new("begins with states of its own width, ").shape(&state.shape());
                let fault = fault.text(", was given ").shape(&given[i].shape());
                return ShapeResult::Err(fault.help("take them from a layer of as many `units`"));
            }
            i += 1;
        }
        ShapeResult::Ok(sequence)
    }

    /// What the layer gives for a sequence and maybe its initial states. `operation` is the layer as one operation, if
    /// its functions allow that; otherwise it is composed of steps.
    fn call(
        &self,
        inputs: &[Tensor],
        context: &Context<'_>,
        operation: Option<Operation>,
        step: impl Fn(&Gates, &States) -> States,
    ) -> Outputs {
        let masks = Masks::draw(self, &inputs[0], context);
        let [kernel, recurrent] = [context.weight("kernel"), context.weight("recurrent_kernel")];
        let (bias, mask) = (context.find_weight("bias"), of_steps(&inputs[0]));
        let (given, recalled) = (&inputs[1..], context.recall(inputs[0].dim(0)));
        let sequence = Sequence {
            x: &masks.of_all_gates(&inputs[0]),
            kernel: Some(&kernel),
            recurrent: &recurrent,
            bias: bias.as_ref(),
            states: if given.is_empty() { recalled.as_slice() } else { given },
            mask: mask.as_ref(),
            factors: masks.output.as_ref(),
            backwards: self.go_backwards,
        };
        let outputs = match operation {
            Some(operation) if masks.tell_gates_apart() => {
                let x = K::concatenate(&masks.contributions(&sequence, &kernel, self.gates), -1);
                let columns = self.gates * self.units;
                let inner = bias.as_ref().filter(|bias| bias.rank() > 1);
                let inner = inner.map(|bias| K::part(bias, columns, &[columns]));
                self.at_once(operation, &Sequence { x: &x, kernel: None, bias: inner.as_ref(), ..sequence })
            }
            Some(operation) => self.at_once(operation, &sequence),
            None => self.composed(&sequence, Gates::new(self.gates, &sequence, &kernel, &masks), step),
        };
        let outputs = self.kept(outputs, context);
        outputs.as_slice().iter().for_each(|y| add_penalty(self.activity_regularizer, y, context));
        outputs
    }

    /// The outputs that the layer gives, of these and the last states; these are kept for the next batch if it is so told.
    fn kept(&self, outputs: Outputs, context: &Context<'_>) -> Outputs {
        if !self.stateful {
            return outputs;
        }
        context.keep(&outputs.as_slice()[1..]);
        if self.return_state { outputs } else { Outputs::new([outputs.tensor(0)]) }
    }

    /// All steps as one operation, which gives the outputs and the last states one after the other.
    fn at_once(&self, operation: Operation, sequence: &Sequence<'_>) -> Outputs {
        let gives_states = self.return_state || self.stateful;
        let y = operation(sequence, self.return_sequences, gives_states);
        if !gives_states {
            return Outputs::new([y]);
        }
        let (batch, steps, units) = (sequence.x.dim(0), sequence.x.dim(1), self.units);
        let outputs = if self.return_sequences { batch * steps * units } else { 0 };
        let state = |i: usize| K::part(&y, outputs + i * batch * units, &[batch, units]);
        let first = if self.return_sequences { K::part(&y, 0, &[batch, steps, units]) } else { state(0) };
        Outputs::of([first].into_iter().chain((0..self.states).map(state)))
    }

    /// The layer step by step, each composed of operations of the tape.
    fn composed(
        &self,
        sequence: &Sequence<'_>,
        mut gates: Gates,
        step: impl Fn(&Gates, &States) -> States,
    ) -> Outputs {
        let (batch, steps) = (sequence.x.dim(0), sequence.x.dim(1));
        let mask = sequence.mask.map(K::transpose);
        let mut states: States = match sequence.states {
            [] => {
                (0..self.states).map(|_| K::constant(sequence.x.tape(), 0.0, &[batch, self.units])).collect()
            }
            given => given.into(),
        };
        let mut outputs = Vec::with_capacity(steps);
        for k in 0..steps {
            let t = if sequence.backwards { steps - 1 - k } else { k };
            gates.go_to(t);
            let mut new = step(&gates, &states);
            if let Some(mask) = &mask {
                let counts = K::part(mask, t * batch, &[batch, 1]);
                new.iter_mut().zip(&states).for_each(|(new, old)| *new = K::where_(&counts, &*new, old));
            }
            states = new;
            outputs.push(states[0].clone());
        }
        let y = match outputs.is_empty() {
            _ if !self.return_sequences => states[0].clone(),
            true => K::constant(sequence.x.tape(), 0.0, &[batch, 0, self.units]),
            false => K::stack(&outputs, 1),
        };
        let gives_states = self.return_state || self.stateful;
        Outputs::of([y].into_iter().chain(states.into_iter().filter(|_| gives_states)))
    }
}

/// Which steps of the output count: those of the sequence, in the order in which they are made.
fn mask_of_outputs(sequence: &Tensor, return_sequences: bool, go_backwards: bool) -> Option<Tensor> {
    let mask = of_steps(sequence).filter(|_| return_sequences)?;
    Some(if go_backwards { K::reverse(&mask, 1) } else { mask })
}

/// What the layer of a cell is asked, for a single step.
const fn rule_of_step(inputs: Inputs<'_>) -> ShapeResult<Specs> {
    let given = inputs.as_slice();
    if given.is_empty() || given.len() > MAX_TENSORS {
        shape_try!(inputs.one());
    }
    let step = given[0].shape();
    if step.rank() != 1 {
        let fault = Fault::new("takes one step, (features), was given ").shape(&step);
        return ShapeResult::Err(
            fault.help("go along a sequence with the layer, or with `RNN` around the cell"),
        );
    }
    let mut specs = [given[0]; MAX_TENSORS];
    specs[0] = given[0].with_shape(Shape::new(&[Dim::Known(1), step.dim(0)]));
    let mut i = 1;
    while i < given.len() {
        specs[i] = given[i];
        i += 1;
    }
    ShapeResult::Ok(Specs::new(specs.split_at(given.len()).0))
}

/// A single step, and maybe states, as the layer of a cell takes them.
fn one_step(inputs: &[Tensor]) -> Vec<Tensor> {
    let step = K::expand_dims(&inputs[0], 1);
    std::iter::once(step).chain(inputs[1..].iter().cloned()).collect()
}

/// What to do about states where one tensor is expected: of a layer with one or two, and of a cell.
const WITHOUT_STATE: &str = "leave `return_state` out, or name them all in `graph!`: `let (y, state) = …`";
const WITHOUT_STATES: &str = "leave `return_state` out, or name them all in `graph!`: `let (y, h, c) = …`";
const AROUND_A_CELL: &str = "a cell stands inside `RNN(…)`, which calls it on each step of a sequence";

/// The most states that a cell has.
const MOST_STATES: usize = 2;

/// A function of a state gives a state.
const fn keeps_shape(function: &Function, units: usize) -> ShapeResult<()> {
    let state = Shape::known(&[units]);
    let after = shape_try!(function.rule(Spec::new(state))).shape();
    if after.fits(&state) {
        return ShapeResult::Ok(());
    }
    let fault = Fault::new("needs functions that keep the shape of a state, ").shape(&state);
    ShapeResult::Err(fault.text(", was given one that makes ").shape(&after).text(" of it"))
}
