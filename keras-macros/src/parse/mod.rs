//! Syntax: from tokens to layers, arguments and statements. What does not parse is reported and skipped.

mod argument;
mod attributes;
mod bindings;
mod called;
mod deep;
mod file;
mod input;
mod invocation;
mod layer;
mod list;
mod macros;
mod metric;
mod place;
mod python;
mod signature;
mod split;
mod statement;
mod token;
mod words;

pub use argument::{Argument, Value, argument_name, is_config, tuple};
pub use attributes::comments;
pub use called::{is_activation, is_value};
pub use deep::expression;
pub use file::file;
pub use input::{Dims, InputShape};
pub use invocation::{Form, Header, Invocation, invocation};
pub use layer::{Layer, made_by_function};
pub use list::{Element, list};
pub use macros::{config, graph, layer, metrics, sequential};
pub use metric::{Metric, MetricValue};
pub use python::{dotted, value as spelled};
pub use signature::{InputKind, NamedInput, Signature};
pub use split::{commas, delimited, semicolons};
pub use statement::{Function, Graph, Statement, graph as statements_of, statements, unbraced};
pub use token::{begins_closure, mark};
pub use words::check_words;
