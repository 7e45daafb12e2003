//! Normalizations, as at prediction.

use ndarray::{ArrayD, IxDyn};

use super::super::call::{Call, known};
use super::super::exporter::Order;
use super::super::graph::{Name, Size};
use super::super::proto::Attribute;
use crate::Result;

fn weight_or(call: &mut Call<'_>, name: &str, shape: &[usize], other: f32) -> Name {
    match call.find_weight(name) {
        Some(name) => name,
        None => {
            let values = vec![other; shape.iter().product()];
            call.graph().floats(shape, &values)
        }
    }
}

/// The axes that are normalized, in order.
fn axes(call: &Call<'_>) -> Vec<usize> {
    let mut axes: Vec<usize> = call.sizes("axis").into_iter().map(|axis| call.axis(axis)).collect();
    axes.sort_unstable();
    axes
}

/// As [`BatchNormalization`](crate::layers::BatchNormalization), by the moving mean and variance.
pub fn batch(call: &mut Call<'_>) -> Result<Vec<usize>> {
    let (rank, axis) = (call.rank(0), call.axis(call.sizes("axis")[0]));
    let mean = call.array("moving_mean")?;
    let shape = mean.shape().to_vec();
    if axis == rank - 1 && rank > 2 || axis == 1 && rank == 2 {
        let order = if rank > 2 { Order::First } else { Order::Last };
        let x = call.input_in(0, order);
        let (gamma, beta) = (weight_or(call, "gamma", &shape, 1.0), weight_or(call, "beta", &shape, 0.0));
        let (mean, variance) = (call.weight("moving_mean")?, call.weight("moving_variance")?);
        let epsilon = vec![Attribute::float("epsilon", call.number("epsilon"))];
        let y = call.graph().node("BatchNormalization", &[&x, &gamma, &beta, &mean, &variance], epsilon);
        return call.give_in(&y, order);
    }
    // Along another axis it is one factor and one number to be added for each channel.
    let x = call.input(0);
    let gamma = call.find_array("gamma").unwrap_or_else(|| ArrayD::ones(IxDyn(&shape)));
    let beta = call.find_array("beta").unwrap_or_else(|| ArrayD::zeros(IxDyn(&shape)));
    let (variance, epsilon) = (call.array("moving_variance")?, call.number("epsilon"));
    let factor = gamma / variance.mapv(|variance| (variance + epsilon).sqrt());
    let shift = beta - &factor * &mean;
    let mut dims = vec![1; rank];
    dims[axis] = shape[0];
    let place = |array: ArrayD<f32>| array.into_shape_with_order(dims.clone()).expect("it is as large");
    let (factor, shift) = (call.weight_as("factor", &place(factor)), call.weight_as("shift", &place(shift)));
    let graph = call.graph();
    let y = graph.node("Mul", &[&x, &factor], vec![]);
    let y = graph.node("Add", &[&y, &shift], vec![]);
    call.give(&y)
}

/// As [`LayerNormalization`](crate::layers::LayerNormalization).
pub fn layer(call: &mut Call<'_>) -> Result<Vec<usize>> {
    let (x, rank) = (call.input(0), call.rank(0));
    let axes = axes(call);
    let mut order: Vec<usize> = (0..rank).filter(|axis| !axes.contains(axis)).collect();
    order.extend(&axes);
    let mut back = vec![0; rank];
    order.iter().enumerate().for_each(|(place, &axis)| back[axis] = place);
    let mut shape = vec![];
    for &axis in &axes {
        shape.push(known(call.spec(0).shape().dim(axis - 1), "the axes to normalize")?);
    }
    let (gamma, beta) = (weight_or(call, "gamma", &shape, 1.0), weight_or(call, "beta", &shape, 0.0));
    let epsilon = call.number("epsilon");
    let attributes =
        vec![Attribute::int("axis", (rank - axes.len()) as i64), Attribute::float("epsilon", epsilon)];
    let graph = call.graph();
    let x = graph.transpose(&x, &order);
    let y = graph.node("LayerNormalization", &[&x, &gamma, &beta], attributes);
    let y = graph.transpose(&y, &back);
    call.give(&y)
}

/// As [`Normalization`](crate::layers::Normalization).
pub fn features(call: &mut Call<'_>) -> Result<Vec<usize>> {
    let (x, rank, axes) = (call.input(0), call.rank(0), axes(call));
    let given = |call: &Call<'_>, name: &str| -> Result<ArrayD<f32>> {
        let Some(values) = call.numbers(name)? else { return call.array(name) };
        Ok(ArrayD::from_shape_vec(IxDyn(&[values.len()]), values).expect("they are as many"))
    };
    let place = |array: ArrayD<f32>| {
        let mut dims = vec![1; rank];
        let sizes = array.shape().to_vec();
        // Fewer than there are axes are along the last of them.
        axes.iter().rev().zip(sizes.iter().rev()).for_each(|(&axis, &size)| dims[axis] = size);
        array.into_shape_with_order(dims).expect("it is as large")
    };
    let mean = place(given(call, "mean")?);
    let deviation = place(given(call, "variance")?.mapv(|variance| variance.sqrt().max(1e-7)));
    let invert = call.is("invert");
    let (mean, deviation) = (call.weight_as("mean", &mean), call.weight_as("deviation", &deviation));
    let graph = call.graph();
    let y = if invert {
        let y = graph.node("Mul", &[&x, &deviation], vec![]);
        graph.node("Add", &[&y, &mean], vec![])
    } else {
        let y = graph.node("Sub", &[&x, &mean], vec![]);
        graph.node("Div", &[&y, &deviation], vec![])
    };
    call.give(&y)
}

/// As [`UnitNormalization`](crate::layers::UnitNormalization).
pub fn unit(call: &mut Call<'_>) -> Result<Vec<usize>> {
    let (x, axes) = (call.input(0), axes(call));
    let graph = call.graph();
    let length = graph.reduce("ReduceL2", &x, &axes, true);
    let least = graph.scalar(1e-12);
    let length = graph.node("Max", &[&length, &least], vec![]);
    let y = graph.node("Div", &[&x, &length], vec![]);
    call.give(&y)
}

/// As [`RMSNormalization`](crate::layers::RMSNormalization).
pub fn root_mean_square(call: &mut Call<'_>) -> Result<Vec<usize>> {
    let (x, axes, scale) = (call.input(0), axes(call), call.weight("scale")?);
    let epsilon = call.number("epsilon");
    let graph = call.graph();
    let squares = graph.node("Mul", &[&x, &x], vec![]);
    let mean = graph.reduce("ReduceMean", &squares, &axes, true);
    let epsilon = graph.scalar(epsilon);
    let mean = graph.node("Add", &[&mean, &epsilon], vec![]);
    let root = graph.node("Sqrt", &[&mean], vec![]);
    let y = graph.node("Div", &[&x, &root], vec![]);
    let y = graph.node("Mul", &[&y, &scale], vec![]);
    call.give(&y)
}

/// As [`GroupNormalization`](crate::layers::GroupNormalization): the groups are brought to mean 0 and variance 1 as the
/// channels of an image are by `InstanceNormalization`.
pub fn group(call: &mut Call<'_>) -> Result<Vec<usize>> {
    let (rank, axis) = (call.rank(0), call.axis(call.sizes("axis")[0]));
    let is_last = axis == rank - 1;
    let order = if is_last && rank > 2 { Order::First } else { Order::Last };
    let mut x = call.input_in(0, order);
    // The channels behind the batch, and the axes back to where they were.
    let (mut to, mut back): (Vec<usize>, Vec<usize>) = ((0..rank).collect(), (0..rank).collect());
    if order == Order::Last {
        to[1..=axis].rotate_right(1);
        back[1..=axis].rotate_left(1);
    }
    x = call.graph().transpose(&x, &to);
    let channels = known(call.spec(0).shape().dim(axis - 1), "an axis of channels")?;
    let groups = usize::try_from(call.sizes("groups")[0]).unwrap_or(channels);
    let (gamma, beta) = (call.find_array("gamma"), call.find_array("beta"));
    let epsilon = vec![Attribute::float("epsilon", call.number("epsilon"))];
    let mut per_channel = vec![1; rank - 1];
    per_channel[0] = channels;
    let place =
        |array: ArrayD<f32>| array.into_shape_with_order(per_channel.clone()).expect("it is as large");
    let graph = call.graph();
    let (ones, zeros) =
        (graph.floats(&[groups], &vec![1.0; groups]), graph.floats(&[groups], &vec![0.0; groups]));
    let rows = graph.reshape(&x, &[Size::Of(x.clone(), 0), Size::Known(groups), Size::Rest]);
    let normal = graph.node("InstanceNormalization", &[&rows, &ones, &zeros], epsilon);
    let shape = graph.node("Shape", &[&x], vec![]);
    let mut y = graph.node("Reshape", &[&normal, &shape], vec![]);
    if let Some(gamma) = gamma {
        let gamma = call.weight_as("gamma", &place(gamma));
        y = call.graph().node("Mul", &[&y, &gamma], vec![]);
    }
    if let Some(beta) = beta {
        let beta = call.weight_as("beta", &place(beta));
        y = call.graph().node("Add", &[&y, &beta], vec![]);
    }
    y = call.graph().transpose(&y, &back);
    call.give_in(&y, order)
}
