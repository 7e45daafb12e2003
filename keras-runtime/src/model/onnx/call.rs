//! Call of a layer that is to be written: what is known of it as data, and what it gives.

use ndarray::ArrayD;

use super::exporter::{Exporter, Mask, Order};
use super::graph::{Graph, Name, Size};
use super::proto::{BOOL, FLOAT};
use crate::config::{Argument, Map, NoClasses, Value};
use crate::layer::lora::merged;
use crate::layer::{Adapter, Node, NodePath};
use crate::shape::{Dim, Shape, Spec};
use crate::{Error, Result};

/// A call of a layer.
pub struct Call<'a> {
    pub exporter: &'a mut Exporter,
    pub path: &'a NodePath<'a>,
    pub layer: &'a dyn Node,
    /// Its arguments as Keras writes them.
    pub config: Map,
    pub inputs: &'a [usize],
    /// The specs of what it gives.
    pub outputs: &'a [Spec],
}

impl Call<'_> {
    /// What nodes are added to.
    pub fn graph(&mut self) -> &mut Graph {
        &mut self.exporter.graph
    }

    /// An argument of the layer.
    pub fn argument<A: Argument>(&self, name: &str) -> Result<A> {
        let value = self.config.get(name).unwrap_or(&Value::Null);
        A::from_json(value, &NoClasses).map_err(|error| error.within(format_args!("`{name}`")))
    }

    /// Whether an argument of the layer is said to be true.
    pub fn is(&self, name: &str) -> bool {
        self.config.get(name) == Some(&Value::Bool(true))
    }

    /// A word among the arguments of the layer.
    pub fn word(&self, name: &str) -> &str {
        self.config.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    /// Whole numbers among the arguments of the layer, one or more.
    pub fn sizes(&self, name: &str) -> Vec<i64> {
        match self.config.get(name) {
            Some(Value::Array(sizes)) => sizes.iter().filter_map(Value::as_i64).collect(),
            Some(size) => size.as_i64().into_iter().collect(),
            None => vec![],
        }
    }

    /// A number among the arguments of the layer.
    pub fn number(&self, name: &str) -> f32 {
        self.config.get(name).and_then(Value::as_f64).unwrap_or_default() as f32
    }

    /// The numbers of an argument that is one or a list of them, if it is there.
    pub fn numbers(&self, name: &str) -> Result<Option<Vec<f32>>> {
        match self.config.get(name) {
            Some(Value::Array(_)) => self.argument(name).map(Some),
            Some(Value::Number(_)) => Ok(Some(vec![self.number(name)])),
            _ => Ok(None),
        }
    }

    /// The values of a weight of the layer itself, if it has one of this name.
    pub fn find_array(&self, name: &str) -> Option<ArrayD<f32>> {
        let (mut found, mut before, mut factors) = (None, 0, vec![]);
        self.layer.each_weight(&NodePath::ROOT, &mut |path, weight| {
            if path.to_string() == name {
                found = Some((before, weight.variable().to_array()));
            }
            if let Some(Adapter { back, scale, .. }) = weight.adapter {
                factors.push((before - back, weight.variable().to_array(), scale));
            }
            before += 1;
        });
        // What adapts a weight is merged into it.
        let (at, array) = found?;
        let mut factors = factors.iter().filter(|(of, ..)| *of == at);
        match (factors.next(), factors.next()) {
            (Some((_, a, scale)), Some((_, b, _))) => Some(merged(&array, a, b, *scale)),
            _ => Some(array),
        }
    }

    /// The values of a weight of the layer itself.
    pub fn array(&self, name: &str) -> Result<ArrayD<f32>> {
        self.find_array(name).ok_or_else(|| Error::new("", format!("has no weight `{name}`")))
    }

    /// A weight as it is, if there is one of this name.
    pub fn find_weight(&mut self, name: &str) -> Option<Name> {
        let array = self.find_array(name)?;
        Some(self.weight_as(name, &array))
    }

    /// A weight as it is.
    pub fn weight(&mut self, name: &str) -> Result<Name> {
        let array = self.array(name)?;
        Ok(self.weight_as(name, &array))
    }

    /// A weight in a form of its own. Of a layer that is called again it is there already.
    pub fn weight_as(&mut self, name: &str, array: &ArrayD<f32>) -> Name {
        let name = self.path.join(name).to_string();
        self.graph().weight(&name, array)
    }

    /// The spec of an input.
    pub fn spec(&self, input: usize) -> Spec {
        self.exporter.value(self.inputs[input]).spec
    }

    /// The number of axes of an input, that of the batch included.
    pub fn rank(&self, input: usize) -> usize {
        self.spec(input).shape().rank() + 1
    }

    /// Which axis of the model one is that may be counted from the end, that of the batch included.
    pub fn axis(&self, axis: i64) -> usize {
        axis.rem_euclid(self.rank(0) as i64) as usize
    }

    /// The mask of an input.
    pub fn mask(&self, input: usize) -> Option<Mask> {
        self.exporter.value(self.inputs[input]).mask.clone()
    }

    /// The order in which the inputs are at hand: channels first only if one is there in no other.
    pub fn order(&self) -> Order {
        let is_first = |&input: &usize| !self.exporter.has(input, Order::Last);
        if self.inputs.iter().any(is_first) { Order::First } else { Order::Last }
    }

    /// An input in the order of the model, as numbers to calculate with.
    pub fn input(&mut self, input: usize) -> Name {
        self.input_in(input, Order::Last)
    }

    /// An input in an order, as numbers to calculate with.
    pub fn input_in(&mut self, input: usize, order: Order) -> Name {
        let name = self.raw_in(input, order);
        if self.exporter.value(self.inputs[input]).is_int { self.graph().cast(&name, FLOAT) } else { name }
    }

    /// An input in an order, whatever its elements.
    pub fn raw_in(&mut self, input: usize, order: Order) -> Name {
        self.exporter.named(self.inputs[input], order)
    }

    /// Gives a value as the only output.
    pub fn give(&mut self, name: &str) -> Result<Vec<usize>> {
        self.give_in(name, Order::Last)
    }

    /// Gives a value in an order as the only output.
    pub fn give_in(&mut self, name: &str, order: Order) -> Result<Vec<usize>> {
        Ok(vec![self.exporter.add_in(order, name, self.outputs[0], false)])
    }

    /// Gives a value in an order that has elements as the first input has.
    pub fn give_raw(&mut self, name: &str, order: Order) -> Result<Vec<usize>> {
        let is_int = self.exporter.value(self.inputs[0]).is_int;
        Ok(vec![self.exporter.add_in(order, name, self.outputs[0], is_int)])
    }

    /// Gives values as outputs.
    pub fn give_all(&mut self, names: &[Name]) -> Result<Vec<usize>> {
        let specs = self.outputs.iter();
        Ok(names
            .iter()
            .zip(specs)
            .map(|(name, spec)| self.exporter.add_in(Order::Last, name, *spec, false))
            .collect())
    }

    /// The first input through, as it is.
    pub fn pass_without_mask(&mut self) -> Result<Vec<usize>> {
        let order = self.order();
        let name = self.raw_in(0, order);
        self.give_raw(&name, order)
    }

    /// The layer inside that an argument holds, called on values.
    pub fn inner(&mut self, field: &str, inputs: &[usize]) -> Result<Vec<usize>> {
        let layer = self.layer;
        let found = layer.inner().into_iter().find(|(name, _)| *name == field);
        let (name, node) = found.ok_or_else(|| Error::new("", format!("has no layer `{field}` inside")))?;
        node.trace(&self.path.join(name), inputs, self.exporter)
    }

    /// The mask of a sequence, `(batch, steps)`: of steps that have steps of their own, those with one that counts.
    pub fn step_mask(&mut self, input: usize) -> Option<Name> {
        let Mask { name, rank } = self.mask(input).filter(|mask| mask.rank > 1)?;
        if rank == 2 {
            return Some(name);
        }
        let graph = self.graph();
        let numbers = graph.cast(&name, FLOAT);
        let largest = graph.reduce("ReduceMax", &numbers, &(2..rank).collect::<Vec<_>>(), false);
        Some(graph.cast(&largest, BOOL))
    }

    /// A mask with axes of size 1 behind its own.
    pub fn spread(&mut self, mask: &Mask, rank: usize) -> Name {
        let axes: Vec<i64> = (mask.rank..rank).map(|axis| axis as i64).collect();
        if axes.is_empty() { mask.name.clone() } else { self.graph().unsqueeze(&mask.name, &axes) }
    }

    /// `x`, of so many axes, where a mask counts, and another number elsewhere.
    pub fn counted(&mut self, x: &str, mask: &Mask, rank: usize, other: f32) -> Name {
        let (mask, other) = (self.spread(mask, rank), self.graph().scalar(other));
        self.graph().node("Where", &[&mask, x, &other], vec![])
    }
}

/// Sizes of a sample in a shape, those that are not known taken from the axes of a value.
pub fn sizes_of(shape: &Shape, of: &str) -> Vec<Size> {
    let dims = shape.dims().iter().enumerate();
    dims.map(|(i, dim)| match dim {
        Dim::Known(size) => Size::Known(*size),
        Dim::Unknown => Size::Of(of.to_owned(), i + 1),
    })
    .collect()
}

/// A size that has to be known.
pub fn known(dim: Dim, what: &str) -> Result<usize> {
    match dim {
        Dim::Known(size) => Ok(size),
        Dim::Unknown => Err(Error::new("", format!("needs {what} of known size to be exported"))),
    }
}
