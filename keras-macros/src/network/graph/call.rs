//! Calls: of a layer on tensors, of a block, and of a layer's name on its arguments.

use proc_macro2::{Ident, Span};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Expr, ExprArray, ExprAssign, ExprCall, ExprTuple, Path, Token};

use super::builder::Builder;
use super::scope::Value;
use super::value::word;
use crate::network::node::Tensor;
use crate::parse::{InputShape, Layer, is_config};
use crate::word::{self, Word};

type Arguments = Punctuated<Expr, Token![,]>;

/// What a call may give by name, in the order in which layers take it.
const CALL_INPUTS: [&str; 5] = ["query", "value", "key", "attention_mask", "initial_state"];

/// So many of them are one tensor each, and stand where they are in that list.
const IN_PLACE: usize = 4;

/// What Keras takes with a call though it is no tensor: an argument of the layer that is called.
const SETTINGS: [&str; 2] = ["use_causal_mask", "return_attention_scores"];

/// The same call with its settings among the arguments of the layer, if it has any and the layer is made on the spot:
/// `Attention(use_causal_mask = true)(x, x)` for `Attention()(x, x, use_causal_mask = true)`.
fn with_settings_inside(call: &ExprCall) -> Option<ExprCall> {
    let is_setting = |argument: &Expr| match argument {
        Expr::Assign(assign) => word(&assign.left).is_some_and(is_setting),
        _ => false,
    };
    if !matches!(*call.func, Expr::Call(_)) || !call.args.iter().any(is_setting) {
        return None;
    }
    let mut call = call.clone();
    if let Expr::Call(layer) = &mut *call.func {
        let (settings, tensors) = call.args.into_iter().partition::<Vec<_>, _>(is_setting);
        layer.args.extend(settings);
        call.args = tensors.into_iter().collect();
    }
    Some(call)
}

fn is_setting(name: &Ident) -> bool {
    SETTINGS.contains(&name.text().as_str())
}

impl Builder<'_> {
    /// `Input(784)`, `Dense(32)`, `Dense(32)(x)`, `shared(x)` or `block(x, 16)`.
    pub fn call(&mut self, call: &ExprCall) -> Value {
        let Expr::Path(path) = &*call.func else {
            let moved = with_settings_inside(call);
            let call = moved.as_ref().unwrap_or(call);
            let callee = self.value(&call.func);
            return self.apply(callee, call);
        };
        if word::is(&path.path, "Input") {
            return self.input(path.path.span(), &call.args);
        }
        let name = path.path.get_ident();
        match (name.and_then(|name| self.scope.get(name)), name) {
            (Some(callee), _) => self.apply(callee, call),
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

    /// Calls layers, or a block, on the arguments of `call`.
    fn apply(&mut self, callee: Value, call: &ExprCall) -> Value {
        if let Value::Function(function) = callee {
            return self.inline(&function, call);
        }
        let inputs = self.given(&call.args);
        match callee {
            Value::Layers(layers) => {
                // A layer that is bound to a name is blamed where it is called.
                let name = word(&call.func).filter(|_| layers.len() == 1).map(Ident::span);
                let called =
                    layers.iter().fold(inputs, |inputs, &node| vec![self.network.call(node, inputs, name)]);
                called.first().map_or(Value::Unknown, |&tensor| Value::Tensor(tensor))
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

    /// The tensors that a call gives, by position and then by name: `LSTM(10)(x, initial_state = [h, c])`.
    fn given(&mut self, arguments: &Arguments) -> Vec<Tensor> {
        let mut given: Vec<(usize, &Expr, Vec<Tensor>)> = vec![];
        let mut is_whole = true;
        for argument in arguments {
            let (place, value) = match argument {
                Expr::Assign(assign) => match self.place(&assign.left) {
                    Some(place) => (place, &*assign.right),
                    None => {
                        is_whole = false;
                        continue;
                    }
                },
                value if given.iter().any(|&(place, ..)| place > 0) => {
                    self.errors.on(value, "a tensor by position cannot follow one by name");
                    is_whole = false;
                    continue;
                }
                value => (0, value),
            };
            if place > 0 && given.iter().any(|&(other, ..)| other == place) {
                self.errors.on(argument, format!("`{}` is given twice", CALL_INPUTS[place - 1]));
                continue;
            }
            let tensors = self.value(value);
            given.push((place, argument, self.tensors(tensors, value)));
        }
        given.sort_by_key(|&(place, ..)| place);
        if is_whole {
            self.complete(&mut given);
        }
        given.into_iter().flat_map(|(.., tensors)| tensors).collect()
    }

    /// Puts the value in the place of a key that is left out where an attention mask follows, and complains of what
    /// would take another's place.
    fn complete(&mut self, given: &mut [(usize, &Expr, Vec<Tensor>)]) {
        let mut before: Vec<Tensor> = vec![];
        for (place, argument, tensors) in given {
            let is_one = tensors.len() == 1;
            if let (IN_PLACE, [_, value]) = (*place, &*before) {
                tensors.insert(0, *value);
            }
            before.extend(&*tensors);
            if (1..=IN_PLACE).contains(place) && !(is_one && before.len() == *place) {
                let order = CALL_INPUTS[..IN_PLACE].join("`, `");
                let message = format!(
                    "a call gives one tensor each, in this order: `{order}`; only `key` may be left out"
                );
                self.errors.on(argument, message);
            }
        }
    }

    /// Where the tensors of this name stand: after those by position, which are at 0.
    fn place(&mut self, name: &Expr) -> Option<usize> {
        let place = word(name).and_then(|name| CALL_INPUTS.iter().position(|given| name.text() == *given));
        if let Some(name) = word(name).filter(|name| is_setting(name)) {
            self.errors.on(name, format!("`{name}` is an argument of the layer: give it where that is made"));
        } else if place.is_none() {
            let names = CALL_INPUTS.map(|name| format!("`{name}`")).join(", ");
            self.errors.on(name, format!("a call gives tensors by position, or by one of the names {names}"));
        }
        place.map(|place| place + 1)
    }
}
