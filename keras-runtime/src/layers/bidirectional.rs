//! Bidirectional: a recurrent layer in both directions.

use crate::autodiff::Tensor;
use crate::backend as K;
use crate::config::{Map, Value};
use crate::layer::arguments::joining::Joining;
use crate::layer::masks::counted;
use crate::layer::{Config, Context, Direction, Inner, InnerLayer, Layer, LayerSpec, Outputs};
use crate::shape::{Fault, Inputs, MAX_TENSORS, Shape, ShapeResult, Spec, Specs};
use crate::shape_try;
use crate::{Error, Result};

/// Bidirectional recurrent layer: goes along a sequence with a layer, and with another of the same arguments and
/// weights of its own from the end to the beginning.
///
/// ```
/// use keras::{ndarray::Array3, prelude::*};
///
/// let model = sequential![Bidirectional(LSTM(8), input = (_, 4))];
/// let x = Array3::<f32>::zeros((1, 10, 4));
/// assert_eq!(model.predict(&x)?.dim(), (1, 16));
/// # Ok::<(), keras::Error>(())
/// ```
///
/// | | shape |
/// | --- | --- |
/// | input | `(steps, n)`; `steps` may be `_` |
/// | initial states, which may follow it | those of the layer, then those of the way back |
/// | output | what the layer gives, `(units)` or `(steps, units)`; with `concat`, `2 * units` |
/// | last states, if the layer gives them | those of the layer, then those of the way back |
///
/// The outputs of the way back are put in the order of the input before the two are merged; those of steps that do not
/// count are 0.
///
/// | `merge_mode` | |
/// | --- | --- |
/// | `concat` | one after the other, along the last axis |
/// | `sum`, `mul`, `ave` | element by element |
/// | `none` | two outputs |
///
/// As [`keras.layers.Bidirectional`](https://keras.io/api/layers/recurrent_layers/bidirectional/). Source: Schuster and Paliwal, "Bidirectional recurrent neural
/// networks" (1997).
#[derive(Config, Clone, Copy, Debug)]
#[layer(inputs(sequences, initial_state*), written = both_ways)]
pub struct Bidirectional {
    /// The layer that goes forwards.
    layer: InnerLayer,
    /// How the outputs of both directions become one.
    #[default(concat)]
    merge_mode: Joining,
    /// The layer for the way back, if it is to be another, with `go_backwards = true`.
    #[default(layer)]
    backward_layer: InnerLayer,
}

/// Keras writes both layers, the second as one that goes backwards, and names them by their way.
fn both_ways(this: &Bidirectional, config: &mut Map) -> Result<()> {
    rename(config, "layer", "forward_");
    if this.backward_layer.differs_from(&this.layer) {
        return Ok(());
    }
    rename(config, "backward_layer", "backward_");
    match config["backward_layer"]["config"].get_mut("go_backwards") {
        Some(go_backwards) => *go_backwards = Value::Bool(true),
        None => {
            let class = &config["backward_layer"]["class_name"];
            return Err(Error::expected(
                "argument `layer`",
                "a layer with an argument `go_backwards`",
                class,
            ));
        }
    }
    Ok(())
}

/// Puts the way before the name of a layer that has been written.
fn rename(config: &mut Map, layer: &str, way: &str) {
    let name = &mut config[layer]["config"]["name"];
    let plain = name.as_str().unwrap_or_default().trim_start_matches("forward_").to_owned();
    *name = Value::from(format!("{way}{plain}"));
}

impl Bidirectional {
    /// Both layers are called on the sequence, and each on half of the initial states.
    pub const fn given(&self, inputs: Inputs<'_>, _: Inner<'_>) -> ShapeResult<Specs> {
        shape_try!(inputs.first().one());
        let given = inputs.as_slice();
        let states = given.len() - 1;
        if !states.is_multiple_of(2) {
            let fault = Fault::new("shares initial states between two directions, was given ").number(states);
            return ShapeResult::Err(
                fault.help("give those of the way forwards, then as many of the way back"),
            );
        }
        ShapeResult::Ok(Specs::new(given.split_at(1 + states / 2).0))
    }

    /// The outputs of both layers are merged; their states are concatenated.
    pub const fn rule(&self, _: Inputs<'_>, inner: Inner<'_>) -> ShapeResult<LayerSpec> {
        shape_try!(self.directions(inner));
        let (forward, backward) =
            (self.layer.spec(inner).outputs(), self.backward_layer.spec(inner).outputs());
        let (forward, backward) = (forward.as_slice(), backward.as_slice());
        let (y, back) = (forward[0], backward[0]);
        let mut outputs = [y; MAX_TENSORS];
        let mut count = match self.merge_mode {
            Joining::Dot => {
                return ShapeResult::Err(Fault::new(
                    "takes `sum`, `mul`, `concat`, `ave` or `none` as its `merge_mode`",
                ));
            }
            Joining::None => {
                outputs[1] = back;
                2
            }
            mode => {
                let concat = matches!(mode, Joining::Concat);
                let y_shape = shape_try!(merged(&y.shape(), &back.shape(), concat));
                outputs[0] = Spec::new(y_shape).with_origin(y.origin());
                1
            }
        };
        if count + forward.len() + backward.len() - 2 > MAX_TENSORS {
            return ShapeResult::Err(Fault::new("would give more than 8 tensors"));
        }
        let mut i = 1;
        while i < forward.len() {
            outputs[count] = forward[i];
            count += 1;
            i += 1;
        }
        i = 1;
        while i < backward.len() {
            outputs[count] = backward[i];
            count += 1;
            i += 1;
        }
        let spec = LayerSpec::with_outputs(Specs::new(outputs.split_at(count).0)).one_output_by(match self.merge_mode {
            Joining::None => "give it a `merge_mode`, or name both ways in `graph!`: `let (y, back) = …`",
            _ => "leave `return_state` of its layer out, or name them all in `graph!`: `let (y, state, back) = …`",
        });
        ShapeResult::Ok(spec.with_inner(&self.layer, inner, 1).with_inner(&self.backward_layer, inner, 1))
    }

    /// Whether the two layers go the two ways.
    const fn directions(&self, inner: Inner<'_>) -> ShapeResult<()> {
        match (self.layer.spec(inner).direction(), self.backward_layer.spec(inner).direction()) {
            (None, _) | (_, None) => ShapeResult::Err(
                Fault::new("takes a layer that goes along a sequence, and was given one that does not")
                    .help("such as `LSTM`, `GRU`, or `RNN` around a cell"),
            ),
            (Some(Direction::Backwards), _) => ShapeResult::Err(
                Fault::new("takes a layer that goes forwards, and makes the way back itself")
                    .help("leave `go_backwards` out"),
            ),
            (_, Some(Direction::Forwards)) if self.backward_layer.differs_from(&self.layer) => {
                ShapeResult::Err(
                    Fault::new("takes a `backward_layer` that goes backwards")
                        .help("give it `go_backwards = true`"),
                )
            }
            _ => ShapeResult::Ok(()),
        }
    }

    fn merge(&self, y: Tensor, back: Tensor) -> Vec<Tensor> {
        vec![match self.merge_mode {
            Joining::Sum => y + back,
            Joining::Mul => y * back,
            Joining::Ave => (y + back) * 0.5,
            Joining::Concat => K::concatenate(&[y, back], -1),
            Joining::None => return vec![y, back],
            Joining::Dot => unreachable!("the rule refuses it"),
        }]
    }
}

/// The shape of two outputs as one.
const fn merged(y: &Shape, back: &Shape, concat: bool) -> ShapeResult<Shape> {
    let last = y.rank().wrapping_sub(1);
    let mut i = 0;
    while i < y.rank() && y.rank() == back.rank() {
        if !(y.dim(i).fits(back.dim(i)) || concat && i == last) {
            break;
        }
        i += 1;
    }
    if y.rank() != back.rank() || i < y.rank() {
        let fault = Fault::new("cannot merge its two directions, ").shape(y).text(" and ").shape(back);
        return ShapeResult::Err(
            fault.help("give `backward_layer` the `units` and `return_sequences` of `layer`"),
        );
    }
    ShapeResult::Ok(if concat && y.rank() > 0 { y.with(last, y.dim(last).plus(back.dim(last))) } else { *y })
}

/// A sequence, the last step first, and its mask with it.
fn turned(x: &Tensor) -> Tensor {
    let turned = K::reverse(x, 1);
    match x.mask() {
        Some(mask) => turned.with_mask(&K::reverse(&mask, 1)),
        None => turned,
    }
}

impl Layer for Bidirectional {
    fn attribute_of_field(field: &str) -> &str {
        if field == "layer" { "forward_layer" } else { field }
    }

    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
        self.call_all(inputs, context).tensor(0)
    }

    fn call_all(&self, inputs: &[Tensor], context: &Context<'_>) -> Outputs {
        let (x, states) = (&inputs[0], &inputs[1..]);
        let (first, second) = states.split_at(states.len() / 2);
        let forward = context.call_inner(0, &[std::slice::from_ref(x), first].concat());
        let back_from = if self.backward_layer.differs_from(&self.layer) { x.clone() } else { turned(x) };
        let backward = context.call_inner(1, &[&[back_from], second].concat());
        let (y, back) = (forward.tensor(0), backward.tensor(0));
        // A cell keeps the rank of a step, so that an output of fewer axes is that of one step.
        let is_sequence = y.rank() == x.rank();
        let mask = y.mask();
        let merged = match &mask {
            Some(mask) if is_sequence => {
                self.merge(counted(&y, mask, 0.0), counted(&K::reverse(&back, 1), mask, 0.0))
            }
            _ if is_sequence => self.merge(y, K::reverse(&back, 1)),
            _ => self.merge(y, back),
        };
        let masked = merged.into_iter().map(|y| match &mask {
            Some(mask) => y.with_mask(mask),
            None => y,
        });
        let states = forward.as_slice()[1..].iter().chain(&backward.as_slice()[1..]).cloned();
        Outputs::of(masked.chain(states))
    }
}
