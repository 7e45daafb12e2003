//! Cells on top of each other.

use super::AROUND_A_CELL;
use super::rnn::states_fit;
use crate::autodiff::Tensor;
use crate::layer::{Config, Context, Inner, InnerLayer, Layer, LayerSpec, Outputs};
use crate::shape::{Fault, Inputs, List, MAX_TENSORS, ShapeResult, Spec, Specs};
use crate::shape_try;

/// Stack of recurrent cells as one cell: each takes the output of the one before it.
///
/// ```
/// use keras::{ndarray::Array3, prelude::*};
///
/// let model = sequential![RNN(StackedRNNCells([GRUCell(8), GRUCell(6)]), input = (_, 4))];
/// let x = Array3::<f32>::zeros((1, 10, 4));
/// assert_eq!(model.predict(&x)?.dim(), (1, 6));
/// # Ok::<(), keras::Error>(())
/// ```
///
/// | | shape |
/// | --- | --- |
/// | input | what the first cell takes |
/// | states, which may follow it | those of the first cell, then those of the second, and so on |
/// | output | what the last cell gives |
/// | next states, which follow it | as the states |
///
/// As [`keras.layers.StackedRNNCells`](https://keras.io/api/layers/recurrent_layers/stacked_rnn_cell/), for
/// [`RNN`](crate::layers::RNN). The states are at most 7 tensors: three cells of an `LSTM`.
#[derive(Config, Clone, Copy, Debug)]
pub struct StackedRNNCells {
    /// The cells, from the first to the last.
    cells: List<InnerLayer>,
}

impl StackedRNNCells {
    /// A cell is called on the output of the one before it.
    pub const fn given(&self, inputs: Inputs<'_>, before: Inner<'_>) -> ShapeResult<Specs> {
        let x = shape_try!(inputs.first().one());
        let x = if before.is_empty() {
            x
        } else {
            self.cells.get(before.len() - 1).spec(before).outputs().as_slice()[0]
        };
        ShapeResult::Ok(Specs::new(&[x]))
    }

    /// The output of the last cell, and the states of all.
    pub const fn rule(&self, inputs: Inputs<'_>, inner: Inner<'_>) -> ShapeResult<LayerSpec> {
        if self.cells.is_empty() {
            return ShapeResult::Err(Fault::new("needs a cell at least"));
        }
        let mut outputs =
            [self.cells.get(self.cells.len() - 1).spec(inner).outputs().as_slice()[0]; MAX_TENSORS];
        let mut count = 1;
        let mut i = 0;
        while i < self.cells.len() {
            let cell = self.cells.get(i).spec(inner).outputs();
            let states: &[Spec] = cell.as_slice().split_at(1).1;
            if states.is_empty() {
                let fault = Fault::new("takes cells, which give an output and their next states: number ");
                return ShapeResult::Err(fault.number(i + 1).text(" is a layer of one output"));
            }
            if count + states.len() > MAX_TENSORS {
                return ShapeResult::Err(Fault::new("has room for 7 states, and its cells have more"));
            }
            let mut state = 0;
            while state < states.len() {
                outputs[count] = states[state];
                count += 1;
                state += 1;
            }
            i += 1;
        }
        let outputs = outputs.split_at(count).0;
        shape_try!(states_fit(inputs.as_slice(), outputs));
        let mut spec = LayerSpec::with_outputs(Specs::new(outputs)).one_output_by(AROUND_A_CELL);
        i = 0;
        while i < self.cells.len() {
            spec = spec.with_inner(&self.cells.get(i), inner, 1);
            i += 1;
        }
        ShapeResult::Ok(spec)
    }
}

impl Layer for StackedRNNCells {
    fn attribute_of_field(_field: &str) -> &str {
        "cells/"
    }

    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
        self.call_all(inputs, context).tensor(0)
    }

    fn call_all(&self, inputs: &[Tensor], context: &Context<'_>) -> Outputs {
        let (mut x, mut states) = (inputs[0].clone(), &inputs[1..]);
        let mut next = vec![];
        for cell in 0..self.cells.len() {
            let count = (context.inner_outputs(cell).as_slice().len() - 1).min(states.len());
            let (own, rest) = states.split_at(count);
            let given = [&[x], own].concat();
            let y = context.call_inner(cell, &given);
            x = y.tensor(0);
            next.extend_from_slice(&y.as_slice()[1..]);
            states = rest;
        }
        Outputs::of([x].into_iter().chain(next))
    }
}
