//! Recurrence over a sequence: the operator `Scan`, whose body is one step.

use super::call::{Call, known};
use super::graph::Name;
use super::proto::{Attribute, BOOL, FLOAT, GraphProto, TensorType, Type, ValueInfo};
use crate::Result;
use crate::shape::Spec;

/// What a layer goes along.
pub struct Sequence {
    /// The steps, along axis 1.
    pub x: Name,
    /// Which of them count.
    pub mask: Option<Name>,
    /// From the last one on.
    pub backwards: bool,
    /// Whether the outputs of all steps are wanted.
    pub return_sequences: bool,
}

/// What stands in for the output of a step that does not count.
#[derive(Clone, Copy, PartialEq)]
pub enum Kept {
    /// The first state, which the output is.
    State,
    /// The last output, which begins as 0.
    Output,
    /// 0.
    Nothing,
}

/// A step: from what is given and the states, the output and the next states.
pub type Step<'s> = &'s mut dyn FnMut(&mut Call<'_>, &str, &[Name]) -> Result<Vec<Name>>;

/// Zeros for each sample of `x`.
pub fn zeros(call: &mut Call<'_>, x: &str, dims: &[usize]) -> Name {
    let graph = call.graph();
    let (batch, dims) = (graph.size_of(x, 0), dims.iter().map(|&size| size as i64).collect::<Vec<_>>());
    let dims = graph.ints(&dims);
    let shape = graph.concat(&[&batch, &dims], 0);
    graph.node("ConstantOfShape", &[&shape], vec![])
}

/// The sizes of a state, which are known.
pub fn dims_of(spec: &Spec) -> Result<Vec<usize>> {
    spec.shape().dims().iter().map(|dim| known(*dim, "states")).collect()
}

/// Goes along a sequence, from these states of so many axes and an output of these sizes: the output, or those of all
/// steps, and the last states.
pub fn scan(
    call: &mut Call<'_>,
    sequence: &Sequence,
    states: &[Name],
    (kept, output): (Kept, &[usize]),
    ranks: &[usize],
    step: Step<'_>,
) -> Result<Vec<Name>> {
    let mut initial = states.to_vec();
    let has_output = kept != Kept::State;
    if has_output {
        initial.insert(0, zeros(call, &sequence.x, output));
    }
    let scanned: Vec<Name> = [&sequence.x].into_iter().chain(&sequence.mask).cloned().collect();
    let graph = call.graph();
    graph.begin_body();
    let before: Vec<Name> = initial.iter().map(|_| graph.name("before")).collect();
    let given: Vec<Name> = scanned.iter().map(|_| graph.name("step")).collect();
    let next = step(call, &given[0], &before[usize::from(has_output)..]);
    let mut next = match next {
        Ok(next) => next,
        Err(error) => {
            call.graph().end_body();
            return Err(error);
        }
    };
    if !has_output {
        next.remove(0);
    }
    if let Some(counts) = given.get(1) {
        let ranks = has_output.then_some(output.len() + 1).into_iter().chain(ranks.iter().copied());
        for (i, ((next, before), rank)) in next.iter_mut().zip(&before).zip(ranks).enumerate() {
            let axes: Vec<i64> = (1..rank as i64).collect();
            let graph = call.graph();
            let counts = graph.unsqueeze(counts, &axes);
            let nothing = graph.scalar(0.0);
            let other = if i == 0 && kept == Kept::Nothing { &nothing } else { before };
            *next = graph.node("Where", &[&counts, next, other], vec![]);
        }
    }
    let graph = call.graph();
    let mut made: Vec<Name> = next.iter().map(|next| graph.node("Identity", &[next], vec![])).collect();
    if sequence.return_sequences {
        made.push(graph.node("Identity", &[&next[0]], vec![]));
    }
    let info = |name: &Name, elem_type: i32| {
        let tensor = Some(TensorType { elem_type, shape: None });
        ValueInfo { name: name.clone(), r#type: Some(Type { tensor }) }
    };
    let elements = |i: usize| if i == before.len() + 1 { BOOL } else { FLOAT };
    let name = graph.name("body");
    let body = GraphProto {
        node: graph.end_body(),
        name,
        input: before.iter().chain(&given).enumerate().map(|(i, name)| info(name, elements(i))).collect(),
        output: made.iter().map(|name| info(name, FLOAT)).collect(),
        ..GraphProto::default()
    };
    let count = scanned.len();
    let mut attributes = vec![
        Attribute::graph("body", body),
        Attribute::int("num_scan_inputs", count as i64),
        Attribute::ints("scan_input_axes", &vec![1_i64; count]),
        Attribute::ints("scan_input_directions", &vec![i64::from(sequence.backwards); count]),
    ];
    if sequence.return_sequences {
        attributes.push(Attribute::ints("scan_output_axes", &[1_i64]));
    }
    let inputs: Vec<&str> = initial.iter().chain(&scanned).map(|name| &**name).collect();
    let mut outputs = graph.nodes("Scan", &inputs, attributes, made.len());
    let y = if sequence.return_sequences { outputs.pop() } else { outputs.first().cloned() };
    let states = outputs.into_iter().skip(usize::from(has_output));
    Ok(y.into_iter().chain(states).collect())
}
