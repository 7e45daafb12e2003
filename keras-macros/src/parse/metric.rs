//! One metric of `metrics!`: `accuracy`, `AUC(curve = PR)` or `error = |y_true, y_pred| …`.

use proc_macro2::Ident;
use syn::Expr;

use super::argument::is_config;
use super::layer::Layer;
use super::python;
use crate::errors::Errors;
use crate::word::Word;

/// A metric, and the name that it is given in the list.
pub struct Metric {
    pub name: Option<Ident>,
    pub value: MetricValue,
}

/// What a metric is written as.
pub enum MetricValue {
    /// A word, a function, a closure or a value.
    Plain(Expr),
    /// Its class and its arguments.
    Configured(Box<Layer>),
}

impl Metric {
    /// Reads a metric; none if it does not parse.
    pub fn from_expr(value: Expr, errors: &mut Errors) -> Option<Metric> {
        let (name, value) = match value {
            Expr::Assign(assign) => (metric_name(&assign.left), *assign.right),
            value => (None, value),
        };
        // In parentheses it is an expression like any other.
        let value = match value {
            Expr::Paren(_) => value,
            value => errors.take(python::value(value))?,
        };
        if !is_config(&value) {
            let name = name.or_else(|| metric_name(&value));
            return Some(Metric { name, value: MetricValue::Plain(value) });
        }
        let call = Layer::from_expr(value, errors)?;
        let class = call.class();
        if let Some(input) = &call.input {
            errors.at(input.span, format!("`{class}` is no layer: it is given the output of the model"));
        }
        if let Some(trainable) = &call.trainable {
            errors.on(trainable, format!("`{class}` is no layer: it has no weights"));
        }
        if let (Some(_), Some(second)) = (&name, &call.name) {
            errors.at(second.span(), "this metric has a name already");
        }
        if call.is_broken {
            return None;
        }
        let name = name.or_else(|| call.name.clone());
        Some(Metric { name, value: MetricValue::Configured(Box::new(call)) })
    }
}

/// The word that names a metric: of a function its own, of a value its type's.
fn metric_name(value: &Expr) -> Option<Ident> {
    match value {
        Expr::Path(path) => {
            let is_type = |name: &Ident| name.text().starts_with(char::is_uppercase);
            let mut segments = path.path.segments.iter().rev().map(|segment| &segment.ident);
            let last = segments.next()?;
            Some(segments.next().filter(|name| is_type(name)).unwrap_or(last).clone())
        }
        Expr::Call(call) => metric_name(&call.func),
        Expr::MethodCall(call) => metric_name(&call.receiver),
        Expr::Struct(value) => value.path.segments.last().map(|segment| segment.ident.clone()),
        _ => None,
    }
}
