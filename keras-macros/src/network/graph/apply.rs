//! Layers and blocks, applied to what a call gives.

use proc_macro2::{Ident, Span};
use syn::punctuated::Punctuated;
use syn::{Expr, ExprCall, ExprLit, Lit, Token};

use super::builder::Builder;
use super::scope::Value;
use super::value::word;
use crate::network::node::{Call, Tensor};
use crate::parse::{Layer, argument_name, spelled};
use crate::word::Word;

/// What a call gives a layer.
#[derive(Default)]
struct Given {
    by_position: Vec<Tensor>,
    by_name: Vec<(Ident, Vec<Tensor>)>,
    /// What is no tensor: an argument of the layer that Keras takes with the call.
    settings: Vec<(Ident, Expr)>,
}

impl Builder<'_> {
    /// Calls layers, or a block, on the arguments of `call`. The layers that it has made itself are those from `made` on.
    pub fn apply(&mut self, callee: Value, call: &ExprCall, made: usize) -> Value {
        if let Value::Function(function) = callee {
            return self.inline(&function, call);
        }
        if matches!(callee, Value::Unknown | Value::Other(Expr::Closure(_))) {
            // What it would be called on is looked at, but nobody knows whether it should be tensors.
            call.args.iter().for_each(|argument| drop(self.value(argument)));
            if let Value::Other(_) = callee {
                self.errors.on(&call.func, "a block is a `fn`: `fn block(x) { … }`");
            }
            return Value::Unknown;
        }
        let given = self.given(&call.args);
        match callee {
            Value::Layers(layers) => {
                // A layer that is bound to a name is blamed where it is called.
                let named = word(&call.func).filter(|_| layers.len() == 1).map(Ident::span);
                self.chained(&layers, given, named, made)
            }
            other => {
                let message = format!(
                    "this is {}, which cannot be called: a layer comes first, `Dense(10)(x)`",
                    other.kind()
                );
                self.errors.on(&call.func, message);
                Value::Unknown
            }
        }
    }

    /// Calls layers one after the other, the first on what is given.
    fn chained(&mut self, layers: &[usize], given: Given, named: Option<Span>, made: usize) -> Value {
        let Some((&first, rest)) = layers.split_first() else { return Value::Unknown };
        let mut call = Call { named, ..Call::new(first, given.by_position) };
        for (name, tensors) in given.by_name {
            call.names.push((name, tensors.len()));
            call.inputs.extend(tensors);
        }
        for (name, value) in given.settings {
            let layer = &mut self.network.nodes[first].layer;
            if layer.has(&name) {
                self.errors.at(name.span(), format!("`{}` is given twice", name.text()));
            } else if let (Some(is_said), true) = (truth(&value), first < made && !Layer::is_common(&name)) {
                // What the calls of one layer may differ in.
                if is_said {
                    call.names.push((name, 0));
                } else {
                    let message = format!("a call is so by itself: leave `{name} = false` out");
                    self.errors.at(name.span(), message);
                }
            } else if first < made || !rest.is_empty() || Layer::is_common(&name) {
                let message = format!("`{name}` is an argument of the layer: give it where that is made");
                self.errors.at(name.span(), message);
            } else {
                layer.give(name.clone(), value);
                call.settings.push(name);
            }
        }
        let called = self.network.call(call);
        let call = |tensor, &node| self.network.call(Call { named, ..Call::new(node, vec![tensor]) });
        Value::Tensor(rest.iter().fold(called, call))
    }

    /// What a call gives, by position and then by name: `LSTM(10)(x, initial_state = [h, c])`.
    fn given(&mut self, arguments: &Punctuated<Expr, Token![,]>) -> Given {
        let mut given = Given::default();
        let mut is_whole = true;
        for argument in arguments {
            let Expr::Assign(assign) = argument else {
                if given.by_name.is_empty() {
                    let tensors = self.value(argument);
                    given.by_position.extend(self.tensors(tensors, argument));
                } else {
                    self.errors.on(argument, "a tensor by position cannot follow one by name");
                    is_whole = false;
                }
                continue;
            };
            let Some(name) = self.errors.take(argument_name(&assign.left)) else {
                is_whole = false;
                continue;
            };
            if given.has(&name) {
                self.errors.on(argument, format!("`{}` is given twice", name.text()));
                continue;
            }
            // `True` is `true`; a text is a mistake here.
            let right = match &*assign.right {
                word @ Expr::Path(_) => spelled(word.clone()).unwrap_or_else(|_| word.clone()),
                value => value.clone(),
            };
            match self.value(&right) {
                Value::Other(value) if !is_variable(&value) => given.settings.push((name, value)),
                tensors => {
                    let tensors = self.tensors(tensors, &right);
                    given.by_name.push((name, tensors));
                }
            }
        }
        if !is_whole {
            given.by_position = vec![Tensor::Unknown];
            given.by_name.clear();
        }
        // So Keras sorts them, and the layers that make them.
        given.by_name.sort_by_key(|(name, _)| name.text());
        given
    }
}

impl Given {
    fn has(&self, name: &Ident) -> bool {
        let mut names =
            self.by_name.iter().map(|(name, _)| name).chain(self.settings.iter().map(|(name, _)| name));
        names.any(|other| other.text() == name.text())
    }
}

/// The value of `true` or `false`.
fn truth(value: &Expr) -> Option<bool> {
    match value {
        Expr::Lit(ExprLit { lit: Lit::Bool(truth), .. }) => Some(truth.value),
        _ => None,
    }
}

/// Whether a value that the graph does not know can only be meant as a tensor.
fn is_variable(value: &Expr) -> bool {
    word(value).is_some_and(|word| word == "None" || word.text().starts_with(char::is_lowercase))
}
