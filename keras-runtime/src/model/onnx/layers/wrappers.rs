//! Layers around a layer.

use super::super::call::{Call, sizes_of};
use super::super::exporter::{Mask, Order};
use super::super::graph::{Name, Size};
use super::recurrent::reversed_mask;
use crate::config::Value;
use crate::shape::Dim;
use crate::{Error, Result};

/// As [`TimeDistributed`](crate::layers::TimeDistributed): all steps of all samples are samples.
pub fn time_distributed(call: &mut Call<'_>) -> Result<Vec<usize>> {
    let x = call.raw_in(0, Order::Last);
    let (spec, is_int) = (call.spec(0), call.exporter.value(call.inputs[0]).is_int);
    let step = spec.shape().without(0);
    let inner_size = |i: usize, dim: &Dim, of: &Name| match dim {
        Dim::Known(size) => Size::Known(*size),
        Dim::Unknown => Size::Of(of.clone(), i + 2),
    };
    let mut sizes = vec![Size::Rest];
    sizes.extend(step.dims().iter().enumerate().map(|(i, dim)| inner_size(i, dim, &x)));
    let together = call.graph().reshape(&x, &sizes);
    let given = call.exporter.add_in(Order::Last, &together, spec.with_shape(step), is_int);
    if let Some(mask) = call.mask(0).filter(|mask| mask.rank > 2) {
        let mut sizes = vec![Size::Rest];
        sizes.extend((2..mask.rank).map(|axis| Size::Of(mask.name.clone(), axis)));
        let name = call.graph().reshape(&mask.name, &sizes);
        call.exporter.set_mask(given, Some(Mask { name, rank: mask.rank - 1 }));
    }
    let y = call.inner("layer", &[given])?[0];
    let within = call.exporter.value(y).mask.clone().filter(|mask| mask.rank > 1);
    let y = call.exporter.named(y, Order::Last);
    let steps = |x: &Name, dim: Dim| match dim {
        Dim::Known(steps) => [Size::Rest, Size::Known(steps)],
        Dim::Unknown => [Size::Of(x.clone(), 0), Size::Of(x.clone(), 1)],
    };
    let mut sizes = steps(&x, spec.shape().dim(0)).to_vec();
    let inner = call.outputs[0].shape().without(0);
    sizes.extend(sizes_of(&inner, &y));
    let apart = call.graph().reshape(&y, &sizes);
    let given = call.give(&apart)?;
    let mask = match within {
        Some(mask) => {
            let mut sizes = steps(&x, spec.shape().dim(0)).to_vec();
            sizes.extend((1..mask.rank).map(|axis| Size::Of(mask.name.clone(), axis)));
            Some(Mask { name: call.graph().reshape(&mask.name, &sizes), rank: mask.rank + 1 })
        }
        None => call.step_mask(0).map(|name| Mask { name, rank: 2 }),
    };
    call.exporter.set_mask(given[0], mask);
    Ok(given)
}

/// As [`Pipeline`](crate::layers::Pipeline); one layer as it is, too.
pub fn pipeline(call: &mut Call<'_>) -> Result<Vec<usize>> {
    let layer = call.layer;
    let inner = layer.inner();
    inner.iter().try_fold(call.inputs.to_vec(), |given, (field, _)| call.inner(field, &given))
}

/// As [`Bidirectional`](crate::layers::Bidirectional).
pub fn bidirectional(call: &mut Call<'_>) -> Result<Vec<usize>> {
    let layer = call.layer;
    let inner = layer.inner();
    let find = |field: &str| inner.iter().find(|(known, _)| *known == field).map(|(_, node)| *node);
    let backward = find("backward_layer").ok_or_else(|| Error::new("", "has no way back"))?;
    let (x, states) = (call.inputs[0], &call.inputs[1..]);
    let (first, second) = states.split_at(states.len() / 2);
    let forward = call.inner("layer", &[&[x], first].concat())?;
    let goes_back = backward.config()?.get("go_backwards") == Some(&Value::Bool(true));
    let from = if goes_back { x } else { turned(call) };
    let back = call.inner("backward_layer", &[&[from], second].concat())?;
    let is_sequence = call.exporter.value(forward[0]).spec.shape().rank() == call.spec(0).shape().rank();
    let rank = call.exporter.value(forward[0]).spec.shape().rank() + 1;
    let mask = call.exporter.value(forward[0]).mask.clone();
    let mut y = call.exporter.named(forward[0], Order::Last);
    let mut y_back = call.exporter.named(back[0], Order::Last);
    if is_sequence {
        y_back = call.graph().reverse(&y_back, 1);
        if let Some(mask) = &mask {
            y = call.counted(&y, mask, rank, 0.0);
            y_back = call.counted(&y_back, mask, rank, 0.0);
        }
    }
    let mut names = match call.config.get("merge_mode").and_then(Value::as_str) {
        None => vec![y, y_back],
        Some("concat") => vec![call.graph().concat(&[&y, &y_back], rank - 1)],
        Some("mul") => vec![call.graph().node("Mul", &[&y, &y_back], vec![])],
        Some("ave") => {
            let sum = call.graph().node("Add", &[&y, &y_back], vec![]);
            let half = call.graph().scalar(0.5);
            vec![call.graph().node("Mul", &[&sum, &half], vec![])]
        }
        Some("sum") => vec![call.graph().node("Add", &[&y, &y_back], vec![])],
        Some(other) => return Err(Error::new("", format!("the merge mode `{other}` cannot be exported"))),
    };
    let merged = names.len();
    for &state in forward[1..].iter().chain(&back[1..]) {
        names.push(call.exporter.named(state, Order::Last));
    }
    let given = call.give_all(&names)?;
    given[..merged].iter().for_each(|&y| call.exporter.set_mask(y, mask.clone()));
    Ok(given)
}

/// The first input with its steps in the opposite order.
fn turned(call: &mut Call<'_>) -> usize {
    let (x, spec, mask) = (call.raw_in(0, Order::Last), call.spec(0), call.mask(0));
    let is_int = call.exporter.value(call.inputs[0]).is_int;
    let turned = call.graph().reverse(&x, 1);
    let value = call.exporter.add_in(Order::Last, &turned, spec, is_int);
    let mask = mask.map(|mask| Mask { name: reversed_mask(call, &mask.name), ..mask });
    call.exporter.set_mask(value, mask);
    value
}
