//! Pictures in the language DOT of Graphviz.

use std::fmt::Write;

use super::Rankdir;
use super::graph::{Graph, GraphBox, Kind};

/// A whole document.
pub(super) fn document(graph: &Graph, rankdir: Rankdir) -> String {
    let direction = if rankdir == Rankdir::TB { "TB" } else { "LR" };
    let mut text = format!(
        "digraph model {{\n  rankdir={direction};\n  compound=true;\n  node [shape=box, fontname=\"Helvetica\"];\n"
    );
    write(graph, "n", "  ", &mut text);
    text + "}\n"
}

/// Writes the boxes, whose names begin with `prefix`, and the arrows.
fn write(graph: &Graph, prefix: &str, indent: &str, text: &mut String) {
    let mut line = |content: String| {
        text.push_str(indent);
        text.push_str(&content);
        text.push('\n');
    };
    let mut models = vec![];
    for (i, GraphBox { kind, title, lines }) in graph.boxes.iter().enumerate() {
        let label =
            std::iter::once(title).chain(lines).map(|line| escaped(line)).collect::<Vec<_>>().join("\\n");
        match kind {
            Kind::Input | Kind::Layer => line(format!("{prefix}{i} [label=\"{label}\"];")),
            Kind::Port => line(format!("{prefix}{i} [shape=point];")),
            Kind::Model(inside) => models.push((i, label, inside)),
        }
    }
    for (i, label, inside) in models {
        _ = writeln!(text, "{indent}subgraph cluster_{prefix}{i} {{\n{indent}  label=\"{label}\";");
        write(inside, &format!("{prefix}{i}_"), &format!("{indent}  "), text);
        _ = writeln!(text, "{indent}}}");
    }
    // An arrow to a model ends at the port of its picture, and one from it begins at the other.
    let end = |i: usize, enters: bool| match &graph.boxes[i].kind {
        Kind::Model(inside) => format!("{prefix}{i}_{}", if enters { 0 } else { inside.boxes.len() - 1 }),
        _ => format!("{prefix}{i}"),
    };
    for &(from, to) in &graph.edges {
        _ = writeln!(text, "{indent}{} -> {};", end(from, false), end(to, true));
    }
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}
