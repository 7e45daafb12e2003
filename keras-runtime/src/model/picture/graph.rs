//! The boxes of a picture and the arrows between them.

use super::PlotModel;
use super::calls::{Call, Calls};
use crate::model::Model;
use crate::model::summary::shape;
use crate::shape::{DType, Spec};

/// Boxes, each after those that lead to it, and arrows from one to another.
pub(super) struct Graph {
    pub boxes: Vec<GraphBox>,
    pub edges: Vec<(usize, usize)>,
}

/// A box of a picture.
pub(super) struct GraphBox {
    pub kind: Kind,
    /// What it is, and below it what is known of it.
    pub title: String,
    pub lines: Vec<String>,
}

pub(super) enum Kind {
    Input,
    Layer,
    /// A model with the picture of it.
    Model(Graph),
    /// Where arrows come in from outside a model, or go out.
    Port,
}

impl Graph {
    pub fn of<M: Model>(model: &M, options: &PlotModel) -> Self {
        let calls = Calls::of(model);
        let mut boxes = vec![];
        for (i, name) in calls.inputs.iter().enumerate() {
            let mut lines = vec![];
            if options.show_shapes {
                lines.push(format!("Output shape: {}", shape(&calls.tensors[i])));
            }
            lines.extend(options.show_dtype.then(|| dtype(&calls.tensors[i])));
            boxes.push(GraphBox {
                kind: Kind::Input,
                title: title(name, "InputLayer", 0, None, options),
                lines,
            });
        }
        let from = (0..calls.inputs.len()).map(|input| (input, input)).collect();
        Self { boxes, edges: vec![] }.with(&calls.calls, from, &calls.tensors, options)
    }

    /// The same with boxes for calls, given which box each tensor comes from that is there before.
    fn with(
        mut self,
        calls: &[Call],
        mut from: Vec<(usize, usize)>,
        tensors: &[Spec],
        options: &PlotModel,
    ) -> Self {
        for call in calls {
            let this = self.boxes.len();
            for input in &call.inputs {
                let found = from.iter().rev().find(|(tensor, _)| tensor == input);
                let edge = found.map(|&(_, source)| (source, this));
                self.edges.extend(edge.filter(|edge| !self.edges.contains(edge)));
            }
            // What a model hands on without a layer of it still comes from where it was made.
            let made = call.outputs.iter().filter(|output| !call.inputs.contains(output));
            from.extend(made.map(|&output| (output, this)));
            self.boxes.push(GraphBox::of(call, tensors, options));
        }
        self
    }

    /// The picture of a model inside: what comes from outside comes from one port, and what leaves goes to another.
    fn inside(call: &Call, tensors: &[Spec], options: &PlotModel) -> Self {
        let port = || GraphBox { kind: Kind::Port, title: String::new(), lines: vec![] };
        let from = call.inputs.iter().map(|&input| (input, 0)).collect();
        let mut graph =
            Self { boxes: vec![port()], edges: vec![] }.with(&call.inside, from, tensors, options);
        let exit = graph.boxes.len();
        for output in &call.outputs {
            let maker = call.inside.iter().position(|inner| inner.outputs.contains(output));
            let edge = (maker.map_or(0, |maker| maker + 1), exit);
            graph.edges.extend(Some(edge).filter(|edge| !graph.edges.contains(edge)));
        }
        graph.boxes.push(port());
        graph
    }
}

impl GraphBox {
    fn of(call: &Call, tensors: &[Spec], options: &PlotModel) -> Self {
        let shapes =
            |of: &[usize]| of.iter().map(|&tensor| shape(&tensors[tensor])).collect::<Vec<_>>().join(", ");
        let mut lines = vec![];
        if options.show_shapes {
            lines.push(format!("Input shape: {}", shapes(&call.inputs)));
            lines.push(format!("Output shape: {}", shapes(&call.outputs)));
        }
        if options.show_dtype {
            lines.extend(call.outputs.first().map(|&output| dtype(&tensors[output])));
        }
        if options.show_trainable {
            lines.extend(
                call.trains.map(|trains| format!("Trainable: {}", if trains { "yes" } else { "no" })),
            );
        }
        let is_open = options.expand_nested && !call.inside.is_empty();
        Self {
            kind: if is_open { Kind::Model(Graph::inside(call, tensors, options)) } else { Kind::Layer },
            title: title(&call.name, &call.class, call.earlier, call.activation.as_deref(), options),
            lines,
        }
    }
}

fn title(name: &str, class: &str, earlier: usize, activation: Option<&str>, options: &PlotModel) -> String {
    let mut title = if options.show_layer_names { format!("{name} ({class})") } else { class.to_owned() };
    if let Some(activation) = activation.filter(|_| options.show_layer_activations) {
        title += &format!(", {activation}");
    }
    if earlier > 0 {
        title += &format!(", call {}", earlier + 1);
    }
    title
}

fn dtype(spec: &Spec) -> String {
    format!("Output dtype: {}", if spec.dtype() == DType::Int { "int32" } else { "float32" })
}
