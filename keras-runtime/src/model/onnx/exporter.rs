//! From the calls of a model to nodes: tensors, their orders of axes and their masks.

use std::collections::HashMap;

use super::call::Call;
use super::graph::{Graph, Name};
use super::layers::layer_of;
use super::proto::{Dimension, ValueInfo};
use super::value_info;
use crate::layer::{Node, NodePath, Tracer};
use crate::shape::{DType, Dim, Inputs, Spec};
use crate::{Error, Result};

/// Order of the axes of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Order {
    /// As in the model, channels last.
    Last,
    /// As ONNX has images, channels first.
    First,
}

impl Order {
    /// Where an axis of the model is, among so many.
    pub fn axis(self, axis: usize, rank: usize) -> usize {
        match self {
            Order::First if axis + 1 == rank && rank > 2 => 1,
            Order::First if axis > 0 && rank > 2 => axis + 1,
            _ => axis,
        }
    }

    /// What stands for the axes of a model, in this order.
    pub fn arranged<T: Clone>(self, axes: &[T]) -> Vec<T> {
        let mut arranged = axes.to_vec();
        if self == Order::First && axes.len() > 2 {
            arranged[1..].rotate_right(1);
        }
        arranged
    }
}

/// Which steps of a tensor count: a value of truths along its first axes.
#[derive(Clone, Debug)]
pub struct Mask {
    pub name: Name,
    pub rank: usize,
}

/// Tensor of the model. It is made in one order of its axes, and in the other when somebody asks for that.
#[derive(Clone, Debug)]
pub struct Value {
    orders: HashMap<Order, Name>,
    pub spec: Spec,
    pub is_int: bool,
    pub mask: Option<Mask>,
}

/// Tracer that writes nodes.
pub struct Exporter {
    pub graph: Graph,
    values: Vec<Value>,
    /// The outputs of the graph so far.
    outputs: Vec<Name>,
}

impl Exporter {
    /// One that has written nothing.
    pub fn new() -> Self {
        Self { graph: Graph::new(), values: vec![], outputs: vec![] }
    }

    /// Adds a tensor whose axes are in the order of the model.
    pub fn add(&mut self, name: &str, spec: Spec) -> usize {
        self.add_in(Order::Last, name, spec, spec.dtype() == DType::Int)
    }

    /// Adds a tensor.
    pub fn add_in(&mut self, order: Order, name: &str, spec: Spec, is_int: bool) -> usize {
        let orders = HashMap::from([(order, name.to_owned())]);
        self.values.push(Value { orders, spec, is_int, mask: None });
        self.values.len() - 1
    }

    /// A tensor.
    pub fn value(&self, value: usize) -> &Value {
        &self.values[value]
    }

    /// Says which steps of a tensor count.
    pub fn set_mask(&mut self, value: usize, mask: Option<Mask>) {
        self.values[value].mask = mask;
    }

    /// Whether a tensor has been made in an order.
    pub fn has(&self, value: usize, order: Order) -> bool {
        self.values[value].orders.contains_key(&order)
    }

    /// A tensor in an order: it is transposed once, whoever asks.
    pub fn named(&mut self, value: usize, order: Order) -> Name {
        let Value { orders, spec, .. } = &self.values[value];
        if let Some(name) = orders.get(&order) {
            return name.clone();
        }
        let other = if order == Order::Last { Order::First } else { Order::Last };
        let (from, rank) = (orders[&other].clone(), spec.shape().rank() + 1);
        let mut axes: Vec<usize> = (0..rank).collect();
        if rank > 2 {
            match order {
                Order::First => axes[1..].rotate_right(1),
                Order::Last => axes[1..].rotate_left(1),
            }
        }
        let name = self.graph.transpose(&from, &axes);
        self.values[value].orders.insert(order, name.clone());
        name
    }

    /// A tensor as an output of the graph.
    pub fn output(&mut self, name: &str, value: usize) -> ValueInfo {
        self.graph.scope = "outputs".to_owned();
        let mut made = self.named(value, Order::Last);
        let name = self.graph.free_name(name);
        if !self.graph.makes(&made) || self.outputs.contains(&made) {
            made = self.graph.node("Identity", &[&made], vec![]);
        }
        self.graph.rename(&made, &name);
        for known in self.values.iter_mut().flat_map(|value| value.orders.values_mut()) {
            if *known == made {
                known.clone_from(&name);
            }
        }
        self.outputs.push(name.clone());
        let Value { spec, is_int, .. } = &self.values[value];
        let mut dim = vec![Dimension { value: None, name: Some("batch".to_owned()) }];
        dim.extend(spec.shape().dims().iter().map(|size| match size {
            Dim::Known(size) => Dimension { value: Some(*size as i64), name: None },
            Dim::Unknown => Dimension::default(),
        }));
        value_info(name, *is_int, dim)
    }
}

impl Tracer for Exporter {
    fn layer(&mut self, path: &NodePath<'_>, layer: &dyn Node, inputs: &[usize]) -> Result<Vec<usize>> {
        let within = |error: Error| error.within(format_args!("layer `{path}` ({})", layer.class()));
        let specs: Vec<Spec> = inputs.iter().map(|&input| self.values[input].spec).collect();
        let outputs = layer.outcome(Inputs::new(&specs)).about(layer.class()).map_err(within)?.outputs();
        let exported = layer_of(layer).map_err(within)?;
        let config = if exported.takes_config { layer.config().map_err(within)? } else { Default::default() };
        let outside = std::mem::replace(&mut self.graph.scope, path.to_string());
        let mut call = Call { exporter: self, path, layer, config, inputs, outputs: outputs.as_slice() };
        let given = (exported.write)(&mut call).map_err(within)?;
        if exported.passes_mask && self.values[given[0]].mask.is_none() {
            self.values[given[0]].mask = self.values[inputs[0]].mask.clone();
        }
        self.graph.scope = outside;
        Ok(given)
    }
}
