//! Dense and Rescaling: products.

use super::super::call::Call;
use super::super::exporter::Order;
use super::super::proto::Attribute;
use super::activate;
use crate::Result;
use crate::shape::Dim;

/// As [`Dense`](crate::layers::Dense).
pub fn dense(call: &mut Call<'_>) -> Result<Vec<usize>> {
    let (x, kernel) = (call.input(0), call.weight("kernel")?);
    let bias = call.find_weight("bias");
    let units = Dim::Known(call.array("kernel")?.shape()[1]);
    let rank = call.rank(0);
    let graph = call.graph();
    let y = match bias {
        Some(bias) if rank == 2 => graph.node("Gemm", &[&x, &kernel, &bias], vec![]),
        Some(bias) => {
            let y = graph.node("MatMul", &[&x, &kernel], vec![]);
            graph.node("Add", &[&y, &bias], vec![])
        }
        None => graph.node("MatMul", &[&x, &kernel], vec![]),
    };
    let (function, shape) = (call.argument("activation")?, call.spec(0).shape().with(rank - 2, units));
    let y = activate(call.graph(), &function, &y, Order::Last, &shape)?;
    call.give(&y)
}

/// As [`EinsumDense`](crate::layers::EinsumDense).
pub fn einsum(call: &mut Call<'_>) -> Result<Vec<usize>> {
    let (x, kernel, bias) = (call.input(0), call.weight("kernel")?, call.find_weight("bias"));
    let (equation, function) =
        (Attribute::word("equation", call.word("equation")), call.argument("activation")?);
    let shape = call.outputs[0].shape();
    let graph = call.graph();
    let mut y = graph.node("Einsum", &[&x, &kernel], vec![equation]);
    if let Some(bias) = bias {
        y = graph.node("Add", &[&y, &bias], vec![]);
    }
    let y = activate(graph, &function, &y, Order::Last, &shape)?;
    call.give(&y)
}

/// As [`Rescaling`](crate::layers::Rescaling).
pub fn rescaling(call: &mut Call<'_>) -> Result<Vec<usize>> {
    let (scale, offset) =
        (call.numbers("scale")?.unwrap_or_default(), call.numbers("offset")?.unwrap_or_default());
    let order = if scale.len() == 1 && offset.len() == 1 { call.order() } else { Order::Last };
    let x = call.input_in(0, order);
    let graph = call.graph();
    let [scale, offset] = [scale, offset].map(|numbers| match numbers[..] {
        [number] => graph.scalar(number),
        _ => graph.floats(&[numbers.len()], &numbers),
    });
    let y = graph.node("Mul", &[&x, &scale], vec![]);
    let y = graph.node("Add", &[&y, &offset], vec![]);
    call.give_in(&y, order)
}
