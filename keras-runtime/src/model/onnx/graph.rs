//! Builder of ONNX graphs: nodes, constants, unique names.

use std::collections::{HashMap, HashSet};

use ndarray::ArrayD;

use super::proto::{Attribute, FLOAT, GraphProto, INT64, NodeProto, TensorProto};

/// Name of a value in a graph.
pub type Name = String;

/// Graph that is being written.
#[derive(Default)]
pub struct Graph {
    /// The nodes so far, and before them those of the graphs that the current one is the body of a loop in.
    nodes: Vec<Vec<NodeProto>>,
    initializers: Vec<TensorProto>,
    /// Where the forms of a weight are among them.
    weights: HashMap<String, Vec<usize>>,
    /// Constants that are there, by their content.
    constants: HashMap<(Vec<i64>, Vec<u8>, i32), Name>,
    names: HashSet<Name>,
    /// The layer whose nodes are being written.
    pub scope: String,
}

/// Size of an axis that a tensor is reshaped to.
#[derive(Clone)]
pub enum Size {
    /// This number.
    Known(usize),
    /// That of an axis of a value.
    Of(Name, usize),
    /// What is left of all elements.
    Rest,
}

impl Graph {
    /// A graph without nodes.
    pub fn new() -> Self {
        Self { nodes: vec![vec![]], ..Self::default() }
    }

    /// A name that nothing has yet.
    pub fn free_name(&mut self, wanted: &str) -> Name {
        let numbered = (1..).map(|count| format!("{wanted}_{count}"));
        let mut names = std::iter::once(wanted.to_owned()).chain(numbered);
        let name = names.find(|name| !self.names.contains(name)).expect("the numbers do not end");
        self.names.insert(name.clone());
        name
    }

    /// A name for a value in the layer at hand.
    pub fn name(&mut self, of: &str) -> Name {
        self.free_name(&format!("{}/{of}", self.scope))
    }

    /// Adds a node of one output.
    pub fn node(&mut self, op: &str, inputs: &[&str], attributes: Vec<Attribute>) -> Name {
        self.nodes(op, inputs, attributes, 1).remove(0)
    }

    /// Adds a node.
    pub fn nodes(
        &mut self,
        op: &str,
        inputs: &[&str],
        attribute: Vec<Attribute>,
        outputs: usize,
    ) -> Vec<Name> {
        let output: Vec<Name> = (0..outputs).map(|_| self.name(op)).collect();
        let (name, input) = (output[0].clone(), inputs.iter().map(|&input| input.to_owned()).collect());
        let node = NodeProto { input, output: output.clone(), name, op_type: op.to_owned(), attribute };
        self.nodes.last_mut().expect("a graph has nodes").push(node);
        output
    }

    /// Adds a weight, unless it is there already in this form. One that is wanted in several forms has a name for each.
    pub fn weight(&mut self, name: &str, array: &ArrayD<f32>) -> Name {
        let dims: Vec<i64> = array.shape().iter().map(|&size| size as i64).collect();
        let raw_data: Vec<u8> = array.iter().flat_map(|value| value.to_le_bytes()).collect();
        let forms = self.weights.entry(name.to_owned()).or_default();
        let is_same = |&&form: &&usize| {
            let known = &self.initializers[form];
            known.dims == dims && known.raw_data == raw_data
        };
        if let Some(&form) = forms.iter().find(is_same) {
            return self.initializers[form].name.clone();
        }
        forms.push(self.initializers.len());
        let name = self.free_name(name);
        self.initializers.push(TensorProto { dims, data_type: FLOAT, name: name.clone(), raw_data });
        name
    }

    /// Numbers in this shape.
    pub fn floats(&mut self, dims: &[usize], values: &[f32]) -> Name {
        self.constant(dims, values.iter().flat_map(|value| value.to_le_bytes()).collect(), FLOAT)
    }

    /// A number.
    pub fn scalar(&mut self, value: f32) -> Name {
        self.floats(&[], &[value])
    }

    /// A list of whole numbers.
    pub fn ints(&mut self, values: &[i64]) -> Name {
        let raw_data = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        self.constant(&[values.len()], raw_data, INT64)
    }

    /// A whole number.
    pub fn int(&mut self, value: i64) -> Name {
        self.constant(&[], value.to_le_bytes().to_vec(), INT64)
    }

    fn constant(&mut self, dims: &[usize], raw_data: Vec<u8>, data_type: i32) -> Name {
        let key = (dims.iter().map(|&size| size as i64).collect::<Vec<_>>(), raw_data, data_type);
        if let Some(name) = self.constants.get(&key) {
            return name.clone();
        }
        let name = self.free_name("constant");
        let (dims, raw_data, _) = key.clone();
        self.initializers.push(TensorProto { dims, data_type, name: name.clone(), raw_data });
        self.constants.insert(key, name.clone());
        name
    }

    /// `x` with its axes in another order.
    pub fn transpose(&mut self, x: &str, order: &[usize]) -> Name {
        if order.is_sorted() {
            return x.to_owned();
        }
        self.node("Transpose", &[x], vec![Attribute::ints("perm", order)])
    }

    /// The elements of `x` in these axes.
    pub fn reshape(&mut self, x: &str, sizes: &[Size]) -> Name {
        let shape = self.shape(x, sizes);
        self.node("Reshape", &[x, &shape], vec![])
    }

    /// Sizes as a value. Those that stay in place when `x` is reshaped need no look at it.
    pub fn shape(&mut self, x: &str, sizes: &[Size]) -> Name {
        let mut pieces: Vec<Vec<i64>> = vec![vec![]];
        let mut measured = vec![];
        for (i, size) in sizes.iter().enumerate() {
            let known = match size {
                Size::Known(size) => *size as i64,
                Size::Rest => -1,
                Size::Of(name, axis) if name == x && *axis == i => 0,
                Size::Of(name, axis) => {
                    measured.push(self.size_of(name, *axis));
                    pieces.push(vec![]);
                    continue;
                }
            };
            pieces.last_mut().expect("there is one").push(known);
        }
        let mut parts = vec![];
        for (i, piece) in pieces.iter().enumerate() {
            if !piece.is_empty() || measured.is_empty() {
                parts.push(self.ints(piece));
            }
            parts.extend(measured.get(i).cloned());
        }
        match &parts[..] {
            [part] => part.clone(),
            parts => self.concat(&parts.iter().map(|part| &**part).collect::<Vec<_>>(), 0),
        }
    }

    /// The size of an axis, as a list of one.
    pub fn size_of(&mut self, x: &str, axis: usize) -> Name {
        let (start, end) = (Attribute::int("start", axis as i64), Attribute::int("end", axis as i64 + 1));
        self.node("Shape", &[x], vec![start, end])
    }

    /// Values side by side.
    pub fn concat(&mut self, inputs: &[&str], axis: usize) -> Name {
        self.node("Concat", inputs, vec![Attribute::int("axis", axis as i64)])
    }

    /// The sum, the mean or the largest along axes.
    pub fn reduce(&mut self, op: &str, x: &str, axes: &[usize], keepdims: bool) -> Name {
        let axes = self.ints(&axes.iter().map(|&axis| axis as i64).collect::<Vec<_>>());
        self.node(op, &[x, &axes], vec![Attribute::int("keepdims", i64::from(keepdims))])
    }

    /// `x` with axes of size 1 before those at these places.
    pub fn unsqueeze(&mut self, x: &str, axes: &[i64]) -> Name {
        let axes = self.ints(axes);
        self.node("Unsqueeze", &[x, &axes], vec![])
    }

    /// `x` without axes of size 1.
    pub fn squeeze(&mut self, x: &str, axes: &[i64]) -> Name {
        let axes = self.ints(axes);
        self.node("Squeeze", &[x, &axes], vec![])
    }

    /// Every `step`th of an axis, from `start` up to before `end`.
    pub fn slice(&mut self, x: &str, axis: usize, [start, end, step]: [i64; 3]) -> Name {
        let [start, end, axis, step] = [start, end, axis as i64, step].map(|value| self.ints(&[value]));
        self.node("Slice", &[x, &start, &end, &axis, &step], vec![])
    }

    /// An axis in its opposite order.
    pub fn reverse(&mut self, x: &str, axis: usize) -> Name {
        self.slice(x, axis, [-1, i64::MIN, -1])
    }

    /// A value as one of another element type.
    pub fn cast(&mut self, x: &str, to: i32) -> Name {
        self.node("Cast", &[x], vec![Attribute::int("to", i64::from(to))])
    }

    /// Begins the body of a loop.
    pub fn begin_body(&mut self) {
        self.nodes.push(vec![]);
    }

    /// Ends it: its nodes.
    pub fn end_body(&mut self) -> Vec<NodeProto> {
        self.nodes.pop().expect("a body has begun")
    }

    /// Gives a value that a node of the graph makes another name, which nothing has yet.
    pub fn rename(&mut self, from: &str, to: &str) {
        let nodes = self.nodes.iter_mut().flatten();
        for name in nodes.flat_map(|node| node.input.iter_mut().chain(&mut node.output)) {
            if name == from {
                to.clone_into(name);
            }
        }
    }

    /// Whether a node makes a value.
    pub fn makes(&self, name: &str) -> bool {
        self.nodes.iter().flatten().any(|node| node.output.iter().any(|output| output == name))
    }

    /// The graph.
    pub fn finish(mut self) -> GraphProto {
        GraphProto { node: self.end_body(), initializer: self.initializers, ..GraphProto::default() }
    }
}
