//! Summary of a model: the table that `summary()` prints.

use std::fmt;

use crate::layer::Place;
use crate::model::{Model, Source};
use crate::shape::{Dim, Spec};

/// Summary of a model: a table of its layers in Keras's look; print it with `{}`.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    name: String,
    header: Vec<&'static str>,
    rows: Vec<Vec<Cell>>,
    trainable: usize,
    frozen: usize,
}

/// The lines of a cell.
type Cell = Vec<String>;

impl Summary {
    pub(super) fn of<M: Model + ?Sized>(model: &M) -> Self {
        let mut nodes = vec![];
        model.each_node(&mut |name, node| nodes.push((name, node)));
        let mut header = vec!["Layer (type)", "Output Shape", "Param #"];
        let mut rows = vec![];
        let names: Vec<&str> = nodes.iter().map(|&(name, _)| name).collect();
        let sources = model.wires().map(|wires| sources(&names, &model.input_names(), wires));
        if sources.is_some() {
            header.push("Connected to");
            for (name, spec) in model.input_names().iter().zip(model.inputs().as_slice()) {
                let first = vec![format!("{name} (InputLayer)")];
                rows.push(vec![first, vec![shape(spec)], vec!["0".to_owned()], vec!["-".to_owned()]]);
            }
        }
        for (i, (name, node)) in nodes.iter().enumerate() {
            let params = node.weights().iter().map(|weight| weight.variable().value().len()).sum();
            let shapes = node.outputs().as_slice().iter().map(shape).collect();
            let mut row = vec![vec![format!("{name} ({})", node.class())], shapes, vec![grouped(params)]];
            row.extend(sources.as_ref().map(|sources| sources[i].clone()));
            rows.push(row);
        }
        let trainable = model.trainable_params(Place::of::<M>());
        let frozen = model.count_params() - trainable;
        Self { name: model.name().to_owned(), header, rows, trainable, frozen }
    }

    /// The width of each column: what it holds, and no less than Keras's.
    fn widths(&self) -> Vec<usize> {
        let least: &[usize] = if self.header.len() == 3 { &[36, 27, 15] } else { &[23, 20, 12, 20] };
        let widest = |column: usize| {
            self.rows.iter().flat_map(move |row| &row[column]).map(|line| line.chars().count())
        };
        (0..least.len()).map(|column| widest(column).max().unwrap_or(0).max(least[column])).collect()
    }
}

/// Where each layer takes its inputs from, over all its calls: `flatten[0][0]` is output 0 of its call 0.
fn sources(nodes: &[&str], inputs: &[&str], wires: &[super::Wire]) -> Vec<Cell> {
    let call_number =
        |call: usize| wires[..call].iter().filter(|earlier| earlier.node == wires[call].node).count();
    let name = |source: &Source| match *source {
        Source::Input(input) => format!("{}[0][0]", inputs[input]),
        Source::Call(call, output) => {
            format!("{}[{}][{output}]", nodes[wires[call].node], call_number(call))
        }
    };
    let of_node = |node: usize| {
        let calls = wires.iter().filter(move |wire| wire.node == node);
        let mut lines: Vec<String> = calls.flat_map(|wire| wire.inputs.iter().map(name)).collect();
        let last = lines.len().saturating_sub(1);
        lines[..last].iter_mut().for_each(|line| line.push(','));
        lines
    };
    (0..nodes.len()).map(of_node).collect()
}

/// A shape as Keras prints it, the batch first.
pub(super) fn shape(spec: &Spec) -> String {
    let mut text = "(None".to_owned();
    for dim in spec.shape().dims() {
        text += &match dim {
            Dim::Known(size) => format!(", {size}"),
            Dim::Unknown => ", None".to_owned(),
        };
    }
    text + ")"
}

/// A number with a comma at every thousand.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().map(|group| str::from_utf8(group).unwrap_or("")).collect();
    groups.join(",")
}

/// The memory that so many weights take.
fn memory(params: usize) -> String {
    let mut size = (params * size_of::<f32>()) as f64;
    let mut units = ["B", "KB", "MB", "GB", "TB"].iter();
    let mut unit = units.next().expect("there are units");
    while size >= 1024.0 {
        let Some(next) = units.next() else { break };
        size /= 1024.0;
        unit = next;
    }
    format!("{size:.2} {unit}")
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let widths = self.widths();
        let rule = |f: &mut fmt::Formatter<'_>, [left, line, cross, right]: [&str; 4]| {
            let lines: Vec<String> = widths.iter().map(|width| line.repeat(width + 2)).collect();
            writeln!(f, "{left}{}{right}", lines.join(cross))
        };
        writeln!(f, "Model: \"{}\"", self.name)?;
        rule(f, ["┏", "━", "┳", "┓"])?;
        for (i, (title, width)) in self.header.iter().zip(&widths).enumerate() {
            if i == 2 { write!(f, "┃ {title:>width$} ")? } else { write!(f, "┃ {title:<width$} ")? }
        }
        writeln!(f, "┃")?;
        rule(f, ["┡", "━", "╇", "┩"])?;
        for (i, row) in self.rows.iter().enumerate() {
            if i > 0 {
                rule(f, ["├", "─", "┼", "┤"])?;
            }
            for line in 0..row.iter().map(Vec::len).max().unwrap_or(0) {
                for (column, (cell, width)) in row.iter().zip(&widths).enumerate() {
                    let text = cell.get(line).map_or("", String::as_str);
                    if column == 2 {
                        write!(f, "│ {text:>width$} ")?
                    } else {
                        write!(f, "│ {text:<width$} ")?
                    }
                }
                writeln!(f, "│")?;
            }
        }
        rule(f, ["└", "─", "┴", "┘"])?;
        let total = self.trainable + self.frozen;
        let line = |title: &str, params: usize| format!(" {title}: {} ({})", grouped(params), memory(params));
        writeln!(f, "{}", line("Total params", total))?;
        writeln!(f, "{}", line("Trainable params", self.trainable))?;
        write!(f, "{}", line("Non-trainable params", self.frozen))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_memory_are_written_as_keras_writes_them() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(1_234_567), "1,234,567");
        assert_eq!(memory(25_450), "99.41 KB");
        assert_eq!(memory(0), "0.00 B");
    }
}
