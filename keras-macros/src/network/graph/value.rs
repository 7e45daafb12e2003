//! What an expression stands for.

use std::collections::HashMap;

use keras_files::source::is_class;
use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::{Expr, ExprBlock, ExprLit, ExprMacro, ExprMethodCall, Token, UnOp};

use super::builder::Builder;
use super::scope::Value;
use super::substitute::{all_words, size, substitute, words};
use crate::network::node::Tensor;
use crate::network::sequential::chain;
use crate::parse::{Statement, dotted, expression, is_activation, list, statements};
use crate::word::{Word, camel_case};

impl Builder<'_> {
    /// What an expression stands for. It is asked again for what is inside, so each of the ways is a function of its own:
    /// together they would take much stack, which is all that limits how deep a graph may be nested.
    pub fn value(&mut self, expr: &Expr) -> Value {
        if self.budget == 0 {
            return Value::Unknown;
        }
        match expr {
            Expr::Call(call) => self.call(call),
            Expr::Paren(paren) => self.value(&paren.expr),
            Expr::Group(group) => self.value(&group.expr),
            Expr::Block(block) => self.braces(block),
            Expr::Binary(_) => self.merge(expr),
            Expr::Unary(unary) if matches!(unary.op, UnOp::Neg(_)) => self.negated(expr, unary),
            Expr::If(choice) => self.chosen(choice),
            Expr::Tuple(tuple) => self.list(expr, &tuple.elems),
            Expr::Array(array) => self.list(expr, &array.elems),
            Expr::Macro(call) => self.chain(call),
            Expr::Verbatim(tokens) => self.parsed(expr, tokens),
            Expr::Lit(text) => self.literal(text),
            Expr::MethodCall(_) if let Some(error) = dotted(expr) => {
                self.errors.note(error);
                Value::Unknown
            }
            Expr::MethodCall(call) if let Some(message) = self.method(call) => {
                self.errors.on(&call.method, message);
                Value::Unknown
            }
            _ => self.word(expr),
        }
    }

    /// What is said of a method of a tensor, which has none.
    fn method(&mut self, call: &ExprMethodCall) -> Option<String> {
        let method = call.method.text();
        if word(&call.receiver).is_some_and(|receiver| receiver == "self") {
            return Some(format!(
                "a graph has no `self`: a layer is bound with `let` and called, `let {method} = Dense(10); {method}(x)`"
            ));
        }
        let mut is_tensor = false;
        for word in all_words(call.receiver.to_token_stream()) {
            is_tensor |= matches!(self.scope.get(&word), Some(Value::Tensor(_) | Value::List(_)));
        }
        let class = camel_case(&method);
        is_tensor.then(|| match (is_activation(&method), is_class(&class)) {
            (true, _) => {
                format!("a tensor has no methods: an activation is a layer, `Activation({method})(…)`")
            }
            (_, true) => format!("a tensor has no methods: a layer is called on it, `{class}()(…)`"),
            _ => "a tensor has no methods: a layer is called on it, `Dense(10)(x)`".to_owned(),
        })
    }

    /// The value of a block, whose statements are parsed one by one.
    fn braces(&mut self, block: &ExprBlock) -> Value {
        let body = block.block.stmts.iter().map(ToTokens::to_token_stream).collect();
        let body = statements(body, self.errors);
        self.inner_block(&body, block)
    }

    /// The layers of a `sequential![…]`.
    fn chain(&mut self, call: &ExprMacro) -> Value {
        match call.mac.path.segments.last() {
            Some(name) if name.ident.text() == "sequential" => {
                let elements = list(call.mac.tokens.clone(), self.errors);
                Value::Layers(chain(elements, &mut self.network, self.errors))
            }
            _ => self.number(&Expr::Macro(call.clone())),
        }
    }

    /// The value of what was nested too deeply to be parsed together with what is around it.
    fn parsed(&mut self, expr: &Expr, tokens: &TokenStream) -> Value {
        match self.errors.take(expression(tokens.clone())).map(Box::new).as_deref() {
            Some(Expr::Verbatim(_)) => self.number(expr),
            Some(inner) => self.value(inner),
            None => Value::Unknown,
        }
    }

    fn literal(&mut self, literal: &ExprLit) -> Value {
        self.text(literal).map_or(Value::Unknown, Value::Other)
    }

    fn word(&mut self, expr: &Expr) -> Value {
        let message = match (word(expr), expr) {
            (Some(name), _) => return self.variable(name, expr),
            (None, Expr::While(_) | Expr::Loop(_)) => {
                "a graph is unrolled while compiling: a loop is a `for` over a literal range or list"
            }
            (None, Expr::Match(_)) => "a graph has no `match`: write `if a == 1 { … } else { … }`",
            (None, Expr::ForLoop(_)) => "a `for` has no value: assign to a variable in it",
            (None, Expr::Return(_)) => "the last expression is the value: leave out `return` and the `;`",
            (None, Expr::Try(_)) => "nothing fails while a graph is unrolled: leave out the `?`",
            (None, Expr::Reference(_)) => "a tensor is given as it is: leave out the `&`",
            _ => return self.number(expr),
        };
        self.errors.on(expr, message);
        Value::Unknown
    }

    /// The value of a block inside another; `place` is blamed if it has none.
    pub fn inner_block(&mut self, body: &[Statement], place: impl ToTokens) -> Value {
        self.scope.enter(false);
        let value = self.block(body).map(|(value, _)| value);
        self.scope.leave(self.errors);
        value.unwrap_or_else(|| {
            self.errors.on(place, "this block has no value: end it with an expression without `;`");
            Value::Unknown
        })
    }

    fn variable(&mut self, name: &Ident, expr: &Expr) -> Value {
        match self.scope.get(name) {
            Some(value) if self.spend(value.count(), expr) => value,
            Some(_) => Value::Unknown,
            None if self.is_out_of_sight(name) => Value::Unknown,
            None => Value::Other(expr.clone()),
        }
    }

    /// Reports a variable around a `fn` that its body cannot see.
    pub fn is_out_of_sight(&mut self, name: &Ident) -> bool {
        let is = self.scope.is_behind_wall(name);
        if is {
            self.errors.at(name.span(), format!("a `fn` sees only its parameters: pass `{name}` to it"));
        }
        is
    }

    /// Numbers and constants, with the variables among them replaced.
    pub fn number(&mut self, expr: &Expr) -> Value {
        let complain = |word: &Ident, kind: &str| {
            format!("`{word}` is {kind}: call a layer on it, or join tensors with `+`, `-`, `*` and `/`")
        };
        self.replaced(expr, complain).map_or(Value::Unknown, Value::Other)
    }

    /// An expression with the variables in it replaced; `complain` about what is no number.
    pub fn replaced(&mut self, expr: &Expr, complain: impl Fn(&Ident, &str) -> String) -> Option<Expr> {
        if let Expr::Lit(_) = expr {
            return self.spend(1, expr).then(|| expr.clone());
        }
        let mut variables = HashMap::new();
        for word in words(expr) {
            match self.scope.get(&word) {
                Some(Value::Other(number)) => {
                    variables.insert(word.text(), number);
                }
                Some(Value::Unknown) => return None,
                None if self.is_out_of_sight(&word) => return None,
                None | Some(Value::Function(_)) => {}
                // The body of a closure has variables of its own.
                Some(_) if matches!(expr, Expr::Closure(_)) => {}
                Some(tensor) => {
                    self.errors.at(word.span(), complain(&word, tensor.kind()));
                    return None;
                }
            }
        }
        let replaced = substitute(expr, &variables);
        let size = size(&replaced);
        // What has grown in many rounds is nested deeply, and slow to parse.
        self.spend(size + size * size / 64, expr).then_some(replaced)
    }

    fn list(&mut self, expr: &Expr, elements: &Punctuated<Expr, Token![,]>) -> Value {
        if let Some(Expr::Assign(named)) = elements.iter().find(|element| matches!(element, Expr::Assign(_)))
        {
            let message = "a tensor is given without a name here: an output has that of its layer, \
                           `Dense(10, name = label)(x)`";
            self.errors.on(&named.left, message);
            return Value::Unknown;
        }
        let values: Vec<Value> = elements.iter().map(|element| self.value(element)).collect();
        if values.iter().all(|value| matches!(value, Value::Other(_))) {
            return self.number(expr);
        }
        let list = Value::List(values);
        if self.spend(list.count(), expr) { list } else { Value::Unknown }
    }

    /// The tensors in a value; `written` is blamed if there is something else.
    pub fn tensors(&mut self, value: Value, written: &Expr) -> Vec<Tensor> {
        match value {
            Value::Tensor(tensor) => vec![tensor],
            Value::List(values) => {
                values.into_iter().flat_map(|value| self.tensors(value, written)).collect()
            }
            Value::Unknown => vec![Tensor::Unknown],
            Value::Layers(_) => {
                self.not_a_tensor(written, "this layer is not called yet: call it on a tensor, `layer(x)`")
            }
            Value::Function(_) => {
                self.not_a_tensor(written, "this is a block: call it on a tensor, `block(x)`")
            }
            Value::Other(expr) => match word(&expr) {
                Some(name) => {
                    let meant = self.scope.meant(name);
                    self.not_a_tensor(written, &format!("the tensor `{name}` is not defined{meant}"))
                }
                None => self.not_a_tensor(written, "expected a tensor"),
            },
        }
    }

    fn not_a_tensor(&mut self, written: &Expr, message: &str) -> Vec<Tensor> {
        self.errors.on(written, message);
        vec![Tensor::Unknown]
    }
}

/// The expression that is one word.
pub fn word(expr: &Expr) -> Option<&Ident> {
    match expr {
        Expr::Path(path) => path.path.get_ident(),
        _ => None,
    }
}
