//! Activations.

use super::super::call::Call;
use super::super::exporter::{Mask, Order};
use super::super::graph::{Graph, Name};
use super::super::proto::Attribute;
use super::formulas::{FORMULAS, Given};
use crate::activations::{Function, elu_with, leaky_relu_with, relu_with};
use crate::shape::{Dim, Shape};
use crate::{Error, Result};

/// A function of `x`, a tensor of this shape in an order of its axes.
pub fn activate(
    graph: &mut Graph,
    function: &Function,
    x: &str,
    order: Order,
    shape: &Shape,
) -> Result<Name> {
    let (name, arguments) = function.parts();
    let found = FORMULAS.iter().find(|(known, _)| *known == name);
    let (_, formula) =
        found.ok_or_else(|| Error::new("", format!("the activation `{name}` cannot be exported")))?;
    let rank = shape.rank() + 1;
    let axis = order.axis(rank - 1, rank);
    let size = shape.last().unwrap_or(Dim::Known(1));
    formula(&mut Given { graph, x, arguments, axis, behind: rank - 1 - axis, size })
}

fn applied(call: &mut Call<'_>, function: &Function) -> Result<Vec<usize>> {
    let (order, shape) = (call.order(), call.spec(0).shape());
    let x = call.input_in(0, order);
    let y = activate(call.graph(), function, &x, order, &shape)?;
    call.give_in(&y, order)
}

/// As [`Activation`](crate::layers::Activation).
pub fn activation(call: &mut Call<'_>) -> Result<Vec<usize>> {
    let function = call.argument("activation")?;
    applied(call, &function)
}

/// As [`ELU`](crate::layers::ELU).
pub fn elu(call: &mut Call<'_>) -> Result<Vec<usize>> {
    applied(call, &elu_with(call.number("alpha")))
}

/// As [`LeakyReLU`](crate::layers::LeakyReLU).
pub fn leaky_relu(call: &mut Call<'_>) -> Result<Vec<usize>> {
    applied(call, &leaky_relu_with(call.number("negative_slope")))
}

/// As [`ReLU`](crate::layers::ReLU).
pub fn relu(call: &mut Call<'_>) -> Result<Vec<usize>> {
    let most = call.argument("max_value")?;
    applied(call, &relu_with(call.number("negative_slope"), most, call.number("threshold")))
}

/// As [`PReLU`](crate::layers::PReLU).
pub fn prelu(call: &mut Call<'_>) -> Result<Vec<usize>> {
    let (order, slopes) = (call.order(), call.array("alpha")?);
    let x = call.input_in(0, order);
    let rank = slopes.ndim();
    let axes: Vec<usize> = (0..=rank).collect();
    let axes: Vec<usize> = order.arranged(&axes)[1..].iter().map(|axis| axis - 1).collect();
    let slopes = call.weight_as("alpha", &slopes.permuted_axes(axes).as_standard_layout().into_owned());
    let y = call.graph().node("PRelu", &[&x, &slopes], vec![]);
    call.give_in(&y, order)
}

/// As [`Softmax`](crate::layers::Softmax).
pub fn softmax(call: &mut Call<'_>) -> Result<Vec<usize>> {
    let (mut x, rank) = (call.input(0), call.rank(0));
    let axes: Vec<usize> = call.sizes("axis").into_iter().map(|axis| call.axis(axis)).collect();
    let mask: Option<Mask> = call.mask(0).filter(|mask| axes.iter().any(|&axis| axis < mask.rank));
    if let Some(mask) = &mask {
        x = call.counted(&x, mask, rank, f32::MIN);
    }
    let graph = call.graph();
    let mut y = match axes[..] {
        [axis] => graph.node("Softmax", &[&x], vec![Attribute::int("axis", axis as i64)]),
        _ => {
            let largest = graph.reduce("ReduceMax", &x, &axes, true);
            let lowered = graph.node("Sub", &[&x, &largest], vec![]);
            let powers = graph.node("Exp", &[&lowered], vec![]);
            let sum = graph.reduce("ReduceSum", &powers, &axes, true);
            graph.node("Div", &[&powers, &sum], vec![])
        }
    };
    if let Some(mask) = &mask {
        y = call.counted(&y, mask, rank, 0.0);
    }
    call.give(&y)
}
