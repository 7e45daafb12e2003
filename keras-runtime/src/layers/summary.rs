//! The table that `summary()` prints.

use std::fmt;

use super::{Node, Wire};
use crate::shape::Specs;

/// A table of the layers of a model, in Keras's look; print it with `{}`.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    name: String,
    rows: Vec<Row>,
    trainable: usize,
    frozen: usize,
}

#[derive(Clone, Debug, PartialEq)]
struct Row {
    layer: String,
    output: String,
    params: usize,
    sources: Option<String>,
}

impl Summary {
    pub(super) fn of(
        name: &str,
        nodes: Vec<&dyn Node>,
        wires: Option<&'static [Wire]>,
        inputs: Specs,
    ) -> Self {
        let _ = (wires, inputs);
        let rows = nodes.iter().map(|node| Row {
            layer: format!("{} ({})", node.name(), node.class()),
            output: node.outputs().as_slice().iter().map(|spec| spec.shape().to_string()).collect(),
            params: node.weights().iter().map(|weight| weight.variable().value().len()).sum(),
            sources: None,
        });
        Self { name: name.to_owned(), rows: rows.collect(), trainable: 0, frozen: 0 }
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "Model: \"{}\"", self.name)?;
        for row in &self.rows {
            writeln!(f, "{} {} {}", row.layer, row.output, row.params)?;
        }
        Ok(())
    }
}
