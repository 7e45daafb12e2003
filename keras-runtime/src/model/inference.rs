//! Shape inference along a model that exists, for other inputs than those it was made for.

use crate::layer::{Cost, LayerSpec, Node, Outcome, Place, RuleAnswer};
use crate::model::nested::inputs_as_given;
use crate::model::wiring::wired_or_unknown;
use crate::model::{Answers, Model, Source, Wire, gather};
use crate::shape::{Fault, Inputs, ShapeResult, Spec, Specs};
use crate::shape_try;

/// What a model answers to inputs, as a layer of another one.
pub(super) fn inferred<M: Model + ?Sized>(model: &M, inputs: Inputs<'_>) -> Outcome {
    RuleAnswer(layer_spec(model, inputs)).outcome(0)
}

fn layer_spec<M: Model + ?Sized>(model: &M, inputs: Inputs<'_>) -> ShapeResult<LayerSpec> {
    let inputs = shape_try!(inputs_as_given(&model.inputs(), inputs));
    let mut nodes: Vec<(&str, &dyn Node)> = vec![];
    model.each_node(&mut |name, node| nodes.push((name, node)));
    let in_a_row = row(nodes.len());
    let (wires, gives) = match model.wires() {
        Some(wires) => (wires, model.gives()),
        None => (&in_a_row.0[..], &in_a_row.1[..]),
    };
    let specs: Vec<Option<Spec>> = inputs.as_slice().iter().copied().map(Some).collect();
    let (mut calls, places): (_, Vec<usize>) = (vec![], (0..wires.len()).collect());
    let (mut flops, mut activation_bytes) = (0_u64, 0_usize);
    for (i, wire) in wires.iter().enumerate() {
        let (name, node) = nodes[wire.node];
        let answers = Answers { outcomes: &calls, places: &places };
        let outcome = node.outcome(Inputs::new(wired_or_unknown(wires, i, &specs, answers).as_slice()));
        if let Outcome::Wrong(fault) = &outcome {
            let given = Fault::new("cannot take ").shape(&inputs.as_slice()[0].shape());
            return ShapeResult::Err(given.text(": its layer ").text(fault.about(name).as_str()));
        }
        flops = flops.saturating_add(outcome.flops());
        activation_bytes = activation_bytes.saturating_add(outcome.activation_bytes());
        calls.push(outcome);
    }
    let outputs: Vec<Option<Spec>> = gives.iter().map(|source| tensor(source, &inputs, &calls)).collect();
    let inner = Cost {
        params: model.count_params(),
        trainable_params: model.trainable_params(Place::of::<M>()),
        activation_bytes,
    };
    let outputs = shape_try!(gather(&outputs));
    ShapeResult::Ok(LayerSpec::with_outputs(outputs).inner(inner).flops(flops))
}

/// The calls of so many layers that follow each other, and where the output comes from.
pub(super) fn row(layers: usize) -> (Vec<Wire>, Vec<Source>) {
    let before = |i: usize| i.checked_sub(1).map_or(Source::Input(0), |before| Source::Call(before, 0));
    let wires = (0..layers).map(|node| Wire { node, inputs: Source::list(&[before(node)]) });
    (wires.collect(), vec![before(layers)])
}

/// The spec of a tensor in a model.
pub(super) fn tensor(source: &Source, inputs: &Specs, calls: &[Outcome]) -> Option<Spec> {
    match *source {
        Source::Input(input) => inputs.as_slice().get(input).copied(),
        Source::Call(call, output) => calls.get(call)?.tensor(output),
    }
}
