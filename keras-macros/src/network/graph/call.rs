//! Calls: of a layer on tensors, of a block, and of a layer's name on its arguments.

use proc_macro2::{Ident, Span};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Expr, ExprArray, ExprAssign, ExprCall, ExprTuple, Path, Token};

use super::builder::Builder;
use super::scope::Value;
use super::value::word;
use crate::network::node::{Call, Tensor};
use crate::parse::{InputShape, Layer, argument_name, is_config};
use crate::word::{self, Word};

type Arguments = Punctuated<Expr, Token![,]>;

/// What a call gives a layer.
#[derive(Default)]
struct Given {
    by_position: Vec<Tensor>,
    by_name: Vec<(Ident, Vec<Tensor>)>,
    /// What is no tensor: an argument of the layer that Keras takes with the call.
    settings: Vec<(Ident, Expr)>,
}

impl Builder<'_> {
    /// `Input(784)`, `Dense(32)`, `Dense(32)(x)`, `shared(x)` or `block(x, 16)`.
    pub fn call(&mut self, call: &ExprCall) -> Value {
        let Expr::Path(path) = &*call.func else {
            let made = self.network.nodes.len();
            let callee = self.value(&call.func);
            return self.apply(callee, call, made);
        };
        if word::is(&path.path, "Input") {
            return self.input(path.path.span(), &call.args);
        }
        let name = path.path.get_ident();
        match (name.and_then(|name| self.scope.get(name)), name) {
            (Some(callee), _) => self.apply(callee, call, self.network.nodes.len()),
            (None, Some(name)) if name.text().starts_with(char::is_lowercase) => {
                let message = format!("no block or layer `{name}` is defined above: `fn {name}(x) {{ … }}`");
                self.errors.at(name.span(), message);
                Value::Unknown
            }
            (None, _) => self.layer(&path.path, &call.args),
        }
    }

    fn input(&mut self, span: Span, arguments: &Arguments) -> Value {
        let Ok(arguments) = self.arguments(arguments, "Input") else { return Value::Unknown };
        let (shape, name) = InputShape::from_arguments(span, arguments, self.errors);
        Value::Tensor(self.network.input(shape, name, None, self.errors))
    }

    fn layer(&mut self, path: &Path, arguments: &Arguments) -> Value {
        let class = path.segments.last().map_or_else(String::new, |segment| segment.ident.text());
        let Ok(arguments) = self.arguments(arguments, &class) else { return Value::Unknown };
        let layer = Layer::new(path.clone(), arguments, self.errors);
        if let Some(input) = &layer.input {
            self.errors
                .at(input.span, "in a graph the input is a tensor, `let x = Input(784);`: leave this out");
        }
        Value::Layers(vec![self.network.add(layer, self.errors)])
    }

    /// The arguments of a layer, with the variables of blocks and loops replaced; not if one is no argument.
    fn arguments(&mut self, arguments: &Arguments, class: &str) -> Result<Arguments, ()> {
        let mut all = Ok(Punctuated::new());
        for argument in arguments {
            let replaced = match argument {
                Expr::Assign(assign) => {
                    let right = match &*assign.right {
                        Expr::Lit(text) if word(&assign.left).is_some_and(|word| word.text() == "name") => {
                            self.text(text)
                        }
                        right => self.argument(right, class),
                    };
                    right.map(|right| Expr::Assign(ExprAssign { right: Box::new(right), ..assign.clone() }))
                }
                value => self.argument(value, class),
            };
            match (replaced, &mut all) {
                (Some(argument), Ok(all)) => all.push(argument),
                (None, _) => all = Err(()),
                (Some(_), Err(())) => {}
            }
        }
        all
    }

    /// The value of an argument of `class`: of a layer inside it, that of each of its own.
    fn argument(&mut self, value: &Expr, class: &str) -> Option<Expr> {
        let complain = |word: &Ident, kind: &str| match kind {
            "a layer" => format!("`{word}` is a layer of this model: one inside `{class}` is written there"),
            _ => format!("`{word}` is {kind}, not an argument of `{class}`: `{class}(…)({word})`"),
        };
        let mut each = |elements: &Arguments| -> Option<Arguments> {
            elements.iter().map(|element| self.argument(element, class)).collect()
        };
        match value {
            Expr::Tuple(tuple) if tuple.elems.iter().any(is_config) => {
                Some(Expr::Tuple(ExprTuple { elems: each(&tuple.elems)?, ..tuple.clone() }))
            }
            Expr::Array(array) if array.elems.iter().any(is_config) => {
                Some(Expr::Array(ExprArray { elems: each(&array.elems)?, ..array.clone() }))
            }
            Expr::Call(call) if is_config(value) => {
                let Expr::Path(path) = &*call.func else { return None };
                let class = path.path.segments.last()?.ident.text();
                let args = self.arguments(&call.args, &class).ok()?;
                Some(Expr::Call(ExprCall { args, ..call.clone() }))
            }
            value => self.replaced(value, complain),
        }
    }

    /// Calls layers, or a block, on the arguments of `call`. The layers that it has made itself are those from `made` on.
    fn apply(&mut self, callee: Value, call: &ExprCall, made: usize) -> Value {
        if let Value::Function(function) = callee {
            return self.inline(&function, call);
        }
        let given = self.given(&call.args);
        match callee {
            Value::Layers(layers) => {
                // A layer that is bound to a name is blamed where it is called.
                let named = word(&call.func).filter(|_| layers.len() == 1).map(Ident::span);
                let Some((&first, rest)) = layers.split_first() else { return Value::Unknown };
                let mut call = Call { named, ..Call::new(first, given.by_position) };
                for (name, tensors) in given.by_name {
                    call.names.push((name, tensors.len()));
                    call.inputs.extend(tensors);
                }
                for (name, value) in given.settings {
                    let layer = &self.network.nodes[first].layer;
                    let is_new = first >= made && layers.len() == 1 && !layer.has(&name);
                    if is_new && !Layer::is_common(&name) {
                        self.network.nodes[first].layer.give(name.clone(), value);
                        call.settings.push(name);
                    } else {
                        self.misplaced(&name, first);
                    }
                }
                let called = self.network.call(call);
                let call = |tensor, &node| self.network.call(Call { named, ..Call::new(node, vec![tensor]) });
                Value::Tensor(rest.iter().fold(called, call))
            }
            Value::Unknown => Value::Unknown,
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

    /// What a call gives, by position and then by name: `LSTM(10)(x, initial_state = [h, c])`.
    fn given(&mut self, arguments: &Arguments) -> Given {
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
            match self.value(&assign.right) {
                Value::Other(value) if !is_variable(&value) => given.settings.push((name, value)),
                tensors => {
                    let tensors = self.tensors(tensors, &assign.right);
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

    /// Reports what is no tensor, and cannot be an argument of the layer any more.
    fn misplaced(&mut self, name: &Ident, layer: usize) {
        let message = match self.network.nodes[layer].layer.has(name) {
            true => format!("`{}` is given twice", name.text()),
            false => format!("`{name}` is an argument of the layer: give it where that is made"),
        };
        self.errors.at(name.span(), message);
    }
}

impl Given {
    fn has(&self, name: &Ident) -> bool {
        let mut names =
            self.by_name.iter().map(|(name, _)| name).chain(self.settings.iter().map(|(name, _)| name));
        names.any(|other| other.text() == name.text())
    }
}

/// Whether a value that the graph does not know can only be meant as a tensor.
fn is_variable(value: &Expr) -> bool {
    word(value).is_some_and(|word| word.text().starts_with(char::is_lowercase))
}
