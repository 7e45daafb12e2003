//! Calls: of a layer's name on its arguments, of a layer on tensors, of a block.

use keras_files::source::is_class;
use proc_macro2::{Ident, Span};
use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Expr, ExprArray, ExprAssign, ExprCall, ExprTuple, Path, Token};

use super::builder::Builder;
use super::scope::Value;
use super::substitute::all_words;
use super::value::word;
use crate::parse::{InputShape, Layer, is_activation, is_config, is_value, made_by_function};
use crate::word::{self, Word, camel_case};

type Arguments = Punctuated<Expr, Token![,]>;

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
                if self.is_below(name) {
                    let message = format!("the block `{name}` is defined below: move its `fn` above this");
                    self.errors.at(name.span(), message);
                    return Value::Unknown;
                }
                let meant = match self.scope.meant(name) {
                    meant if meant.is_empty() => {
                        let class = camel_case(&name.text());
                        let layer = match (is_class(&class), is_activation(&name.text())) {
                            (true, _) => {
                                format!("what Keras has as a function is a layer here: `{class}()(…)`")
                            }
                            (_, true) => format!("an activation is a layer: `Activation({name})(…)`"),
                            _ => format!("a model used as a layer is a named struct: `{class}()(…)`"),
                        };
                        format!(": `fn {name}(x) {{ … }}`\nhelp: {layer}")
                    }
                    meant => meant,
                };
                let message = format!("no block or layer `{name}` is defined above{meant}");
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
        if let Some(error) = made_by_function(path) {
            self.errors.note(error);
            return Value::Unknown;
        }
        let class = path.segments.last().map_or_else(String::new, |segment| segment.ident.text());
        if class == "Model" && self.holds_tensors(arguments) {
            self.errors
                .on(path, "a graph is the model: it ends with its outputs, `y` or `(a, b)`, without a `;`");
            return Value::Unknown;
        }
        let Ok(arguments) = self.arguments(arguments, &class) else { return Value::Unknown };
        let layer = Layer::new(path.clone(), arguments, self.errors);
        if let Some(input) = &layer.input {
            self.errors
                .at(input.span, "in a graph the input is a tensor, `let x = Input(784);`: leave this out");
        }
        Value::Layers(vec![self.network.add(layer, self.errors)])
    }

    /// Whether tensors of the graph stand among arguments.
    fn holds_tensors(&mut self, arguments: &Arguments) -> bool {
        let is_tensor = |word| matches!(self.scope.get(word), Some(Value::Tensor(_) | Value::List(_)));
        all_words(arguments.to_token_stream()).iter().map(is_tensor).fold(false, std::ops::BitOr::bitor)
    }

    /// The arguments of a layer, with the variables of blocks and loops replaced; not if one is no argument.
    fn arguments(&mut self, arguments: &Arguments, class: &str) -> Result<Arguments, ()> {
        let mut all = Ok(Punctuated::new());
        for argument in arguments {
            let replaced = match argument {
                Expr::Assign(assign) => {
                    let is_name = word(&assign.left).is_some_and(|word| word.text() == "name");
                    let right = match &*assign.right {
                        Expr::Lit(text) if is_name => self.text(text),
                        // A layer may have the name of a tensor.
                        right if is_name && self.is_own(right) => Some(right.clone()),
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
        let is_function = class.starts_with(char::is_lowercase);
        let complain = |given: &Ident, kind: &str| match kind {
            "a layer" => format!("`{given}` is a layer of this model: one inside `{class}` is written there"),
            _ if is_function && is_class(&camel_case(class)) => {
                let called = list(value).unwrap_or_else(|| given.to_string());
                format!(
                    "`{given}` is {kind}, and what Keras has as a function is a layer here: `{}()({called})`",
                    camel_case(class)
                )
            }
            _ if is_function => {
                format!(
                    "`{given}` is {kind}, and a function of it goes into a layer: `Lambda(|x| K::{class}(x))({given})`"
                )
            }
            _ => {
                let called = list(value).unwrap_or_else(|| given.to_string());
                format!("`{given}` is {kind}, not an argument of `{class}`: `{class}(…)({called})`")
            }
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
            value if word(value).is_some_and(is_value) && self.is_own(value) => Some(value.clone()),
            value => self.replaced(value, complain),
        }
    }

    /// Whether a value is a word that no number or word of the graph stands for.
    fn is_own(&mut self, value: &Expr) -> bool {
        word(value).is_some_and(|word| !self.scope.is_plain(word))
    }
}

/// A list of words as it is written.
fn list(value: &Expr) -> Option<String> {
    let Expr::Array(array) = value else { return None };
    let words: Option<Vec<String>> =
        array.elems.iter().map(|element| Some(word(element)?.to_string())).collect();
    Some(format!("[{}]", words?.join(", ")))
}
