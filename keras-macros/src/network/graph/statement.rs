//! Statements, and the patterns that take values apart.

use std::rc::Rc;

use proc_macro2::Ident;
use syn::{Expr, ExprBinary, Pat};

use super::arithmetic::assigned;
use super::builder::Builder;
use super::scope::Value;
use super::value::word;
use crate::network::node::Tensor;
use crate::parse::Statement;
use crate::word::Word;

/// Whether an expression stands for what it does to a variable.
fn is_assignment(value: &Expr) -> bool {
    match value {
        Expr::Assign(_) => true,
        Expr::Binary(binary) => assigned(&binary.op).is_some(),
        _ => false,
    }
}

impl Builder<'_> {
    /// Runs the statements of a block and hands out its value and where it is written.
    pub fn block<'s>(&mut self, statements: &'s [Statement]) -> Option<(Value, &'s Expr)> {
        let (last, rest) = statements.split_last()?;
        let functions = statements.iter().filter_map(|statement| match statement {
            Statement::Function(function) => Some(function.name.text()),
            _ => None,
        });
        self.functions.push(functions.collect());
        rest.iter().for_each(|statement| self.statement(statement));
        let value = self.last(last);
        self.functions.pop();
        value
    }

    /// The value of the last statement of a block.
    fn last<'s>(&mut self, last: &'s Statement) -> Option<(Value, &'s Expr)> {
        match last {
            Statement::Expr { value, ended }
                if !ended && !is_assignment(value) || matches!(value, Expr::Return(_)) =>
            {
                Some((self.value(value), value))
            }
            Statement::Broken { tokens, .. } => {
                self.statement(last);
                Some((Value::Unknown, tokens))
            }
            _ => {
                self.statement(last);
                None
            }
        }
    }

    /// Whether a function of this name is defined below, in one of the blocks that are being run.
    pub fn is_below(&self, name: &Ident) -> bool {
        self.functions.iter().flatten().any(|function| *function == name.text())
    }

    pub fn statement(&mut self, statement: &Statement) {
        match statement {
            Statement::Let { pattern, value } => {
                let value = self.value(value);
                self.bind(pattern, value);
            }
            Statement::Function(function) => {
                self.scope.bind(&function.name, Value::Function(Rc::clone(function)), self.errors);
            }
            Statement::For { pattern, range, body } => self.repeat(pattern, range, body),
            Statement::Expr { value: Expr::Assign(assign), .. } => {
                let value = self.value(&assign.right);
                match word(&assign.left) {
                    Some(name) => self.scope.assign(name, value, self.errors),
                    None => self.errors.on(&assign.left, "expected a variable before `=`"),
                }
            }
            Statement::Expr { value: Expr::If(choice), .. } => self.choose(choice),
            Statement::Expr { value: Expr::Binary(binary), .. } if let Some(op) = assigned(&binary.op) => {
                let ExprBinary { attrs, left, right, .. } = binary.clone();
                let value = self.value(&Expr::Binary(ExprBinary { attrs, left, op, right }));
                match word(&binary.left) {
                    Some(name) => self.scope.assign(name, value, self.errors),
                    None => self.errors.on(&binary.left, "expected a variable before the operator"),
                }
            }
            Statement::Expr { value, .. } => {
                if matches!(self.value(value), Value::Unknown) {
                    return;
                }
                self.errors.on(value, "this has no effect: bind it with `let`, or make it the output");
            }
            Statement::Broken { bound, layers, .. } => {
                for name in bound {
                    self.scope.bind(name, Value::Unknown, self.errors);
                }
                layers.iter().for_each(|name| self.network.lose(name));
            }
        }
    }

    /// Binds the variables of a pattern to the parts of a value.
    pub fn bind(&mut self, pattern: &Pat, value: Value) {
        match pattern {
            Pat::Ident(name) if name.by_ref.is_none() && name.subpat.is_none() => {
                self.scope.bind(&name.ident, value, self.errors);
            }
            Pat::Wild(_) => {}
            Pat::Paren(paren) => self.bind(&paren.pat, value),
            Pat::Tuple(tuple) => {
                let parts = self.take_apart(value, tuple.elems.len(), pattern);
                for (pattern, part) in tuple.elems.iter().zip(parts) {
                    self.bind(pattern, part);
                }
            }
            _ => self.errors.on(pattern, "expected a name, `_`, or a tuple of them"),
        }
    }

    /// The parts of a tuple; the tensors of a layer with several outputs.
    fn take_apart(&mut self, value: Value, len: usize, pattern: &Pat) -> Vec<Value> {
        match value {
            Value::List(parts) if parts.len() == len => return parts,
            Value::List(parts) => {
                self.errors.on(pattern, format!("{len} names for a list of {}", parts.len()));
            }
            Value::Other(Expr::Tuple(tuple)) if tuple.elems.len() == len => {
                return tuple.elems.into_iter().map(Value::Other).collect();
            }
            Value::Tensor(Tensor::Output { call, index: 0 }) => {
                self.network.calls[call].outputs = len;
                return (0..len).map(|index| Value::Tensor(Tensor::Output { call, index })).collect();
            }
            Value::Unknown | Value::Tensor(Tensor::Unknown) => {}
            other => self.errors.on(pattern, format!("{} cannot be taken apart", other.kind())),
        }
        vec![Value::Unknown; len]
    }
}
