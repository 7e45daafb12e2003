//! Statements as a network: the macro runs the graph once, with tensors that have no values.

use std::collections::HashMap;
use std::rc::Rc;

use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{BinOp, Expr, ExprCall, ExprLit, ExprRange, Lit, Pat, Path, RangeLimits, Token};

use super::scope::{Scope, Value};
use super::sequential::chain;
use super::substitute::{substitute, words};
use super::{Input, Network, Tensor};
use crate::parse::{Errors, Function, InputShape, Layer, Statement, delimited, statements};

/// How deep blocks may call each other, and how many calls a graph may unroll to: beyond, a mistake is likelier.
const MOST_NESTED: usize = 32;
const MOST_CALLS: usize = 4096;

/// Reads `let x = Input(784); let x = Dense(10)(x); x`, with or without braces around it.
pub fn graph(body: TokenStream, errors: &mut Errors) -> Network {
    let body = unbraced(delimited(body));
    let end = body.clone().into_iter().last().map_or_else(Span::call_site, |token| token.span());
    let statements = statements(body, errors);
    let network = Network { kind: "functional", ..Network::default() };
    let mut builder = Builder { network, scope: Scope::default(), errors, depth: 0 };
    builder.scope.enter(false);
    match builder.block(&statements) {
        Some((value, span)) => builder.outputs(value, span),
        None => builder.errors.at_first(
            end,
            "a graph ends with its outputs: an expression without `;`, such as `y` or `(a, b)`",
        ),
    }
    builder.scope.leave(builder.errors);
    let network = builder.network;
    if network.inputs.is_empty() {
        errors.at_first(end, "a graph begins with an input: `let x = Input(784);`");
    }
    for input in unconnected(&network) {
        errors.at_first(input.shape.span, "this input is not connected to an output");
    }
    network.finish(end, errors)
}

/// The statements inside the braces of `graph!({ … })`.
fn unbraced(tokens: TokenStream) -> TokenStream {
    let mut trees = tokens.clone().into_iter();
    match (trees.next(), trees.next()) {
        (Some(TokenTree::Group(group)), None) if group.delimiter() == Delimiter::Brace => group.stream(),
        _ => tokens,
    }
}

/// The inputs that no output depends on.
fn unconnected(network: &Network) -> Vec<&Input> {
    let mut reached = vec![false; network.inputs.len()];
    let mut calls = vec![false; network.calls.len()];
    let mut open = network.outputs.clone();
    while let Some(tensor) = open.pop() {
        match tensor {
            Tensor::Input(input) => reached[input] = true,
            Tensor::Output { call, .. } if !calls[call] => {
                calls[call] = true;
                open.extend(&network.calls[call].inputs);
            }
            _ => {}
        }
    }
    network.inputs.iter().zip(reached).filter(|(_, reached)| !reached).map(|(input, _)| input).collect()
}

struct Builder<'e> {
    network: Network,
    scope: Scope,
    errors: &'e mut Errors,
    depth: usize,
}

impl Builder<'_> {
    /// Runs the statements of a block and hands out its value.
    fn block(&mut self, statements: &[Statement]) -> Option<(Value, Span)> {
        let (last, rest) = statements.split_last()?;
        rest.iter().for_each(|statement| self.statement(statement));
        match last {
            Statement::Expr { value, ended: false } if !matches!(value, Expr::Assign(_)) => {
                Some((self.value(value), value.span()))
            }
            _ => {
                self.statement(last);
                None
            }
        }
    }

    fn statement(&mut self, statement: &Statement) {
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
                match path_ident(&assign.left) {
                    Some(name) => self.scope.assign(name, value, self.errors),
                    None => self.errors.at(assign.left.span(), "expected a variable before `=`"),
                }
            }
            Statement::Expr { value, .. } => {
                self.value(value);
                self.errors.at(value.span(), "this has no effect: bind it with `let`, or make it the output");
            }
        }
    }

    fn repeat(&mut self, pattern: &Pat, range: &Expr, body: &[Statement]) {
        let items = match range {
            Expr::Range(range) => self.numbers(range),
            Expr::Array(list) => Some(list.elems.iter().map(|item| self.value(item)).collect()),
            _ => None,
        };
        let Some(items) = items else {
            let message = "a `for` is unrolled while compiling: expected a literal range or list, such as `0..3` or `[16, 32]`";
            return self.errors.at(range.span(), message);
        };
        for item in items {
            if self.network.calls.len() > MOST_CALLS {
                return self.errors.at_first(range.span(), "this unrolls to too many layers (over 4096)");
            }
            self.scope.enter(false);
            self.bind(pattern, item);
            body.iter().for_each(|statement| self.statement(statement));
            self.scope.leave(self.errors);
        }
    }

    /// The numbers of a literal range.
    fn numbers(&mut self, range: &ExprRange) -> Option<Vec<Value>> {
        let mut end = |bound: &Option<Box<Expr>>| match bound.as_deref().map(|bound| self.value(bound)) {
            Some(Value::Other(Expr::Lit(ExprLit { lit: Lit::Int(number), .. }))) => {
                number.base10_parse::<u32>().ok()
            }
            _ => None,
        };
        let (first, last) = (end(&range.start)?, end(&range.end)?);
        let last = last + u32::from(matches!(range.limits, RangeLimits::Closed(_)));
        let number = |i| {
            let mut literal = proc_macro2::Literal::u32_unsuffixed(i);
            literal.set_span(range.span());
            Value::Other(Expr::Lit(ExprLit { attrs: vec![], lit: Lit::new(literal) }))
        };
        Some((first..last.min(first + MOST_CALLS as u32)).map(number).collect())
    }

    /// Binds the variables of a pattern to the parts of a value.
    fn bind(&mut self, pattern: &Pat, value: Value) {
        match pattern {
            Pat::Ident(name) => self.scope.bind(&name.ident, value, self.errors),
            Pat::Wild(_) => {}
            Pat::Paren(paren) => self.bind(&paren.pat, value),
            Pat::Tuple(tuple) => {
                let parts = self.take_apart(value, tuple.elems.len(), pattern.span());
                for (pattern, part) in tuple.elems.iter().zip(parts) {
                    self.bind(pattern, part);
                }
            }
            _ => self.errors.at(pattern.span(), "expected a name, `_`, or a tuple of them"),
        }
    }

    /// The parts of a tuple; the tensors of a layer with several outputs.
    fn take_apart(&mut self, value: Value, len: usize, span: Span) -> Vec<Value> {
        match value {
            Value::List(parts) if parts.len() == len => return parts,
            Value::List(parts) => {
                self.errors.at(span, format!("{len} names for a list of {}", parts.len()));
            }
            Value::Other(Expr::Tuple(tuple)) if tuple.elems.len() == len => {
                return tuple.elems.into_iter().map(Value::Other).collect();
            }
            Value::Tensor(Tensor::Output { call, index: 0 }) => {
                self.network.calls[call].outputs = len;
                return (0..len).map(|index| Value::Tensor(Tensor::Output { call, index })).collect();
            }
            Value::Unknown | Value::Tensor(Tensor::Unknown) => {}
            other => self.errors.at(span, format!("{} cannot be taken apart", other.kind())),
        }
        vec![Value::Unknown; len]
    }

    /// What an expression stands for.
    fn value(&mut self, expr: &Expr) -> Value {
        match expr {
            Expr::Call(call) => self.call(call),
            Expr::Paren(paren) => self.value(&paren.expr),
            Expr::Group(group) => self.value(&group.expr),
            Expr::Block(block) => {
                let body = block.block.stmts.iter().map(ToTokens::to_token_stream).collect();
                let body = statements(body, self.errors);
                self.inner_block(&body, expr.span())
            }
            Expr::Path(path) if path.path.get_ident().is_some() => self.variable(&path.path, expr),
            Expr::Binary(binary) => {
                let class = match binary.op {
                    BinOp::Add(_) => "Add",
                    BinOp::Sub(_) => "Subtract",
                    BinOp::Mul(_) => "Multiply",
                    _ => return self.other(expr),
                };
                self.merge(expr, class, &binary.left, binary.op.span(), &binary.right)
            }
            Expr::Tuple(tuple) => self.list(expr, &tuple.elems),
            Expr::Array(array) => self.list(expr, &array.elems),
            Expr::Macro(call)
                if call.mac.path.segments.last().is_some_and(|name| name.ident == "sequential") =>
            {
                Value::Layers(chain(call.mac.tokens.clone(), &mut self.network, self.errors))
            }
            _ => self.other(expr),
        }
    }

    fn inner_block(&mut self, body: &[Statement], span: Span) -> Value {
        self.scope.enter(false);
        let value = self.block(body).map(|(value, _)| value);
        self.scope.leave(self.errors);
        value.unwrap_or_else(|| {
            self.errors.at(span, "this block has no value: end it with an expression without `;`");
            Value::Unknown
        })
    }

    fn variable(&mut self, path: &Path, expr: &Expr) -> Value {
        let Some(name) = path.get_ident() else { return Value::Other(expr.clone()) };
        match self.scope.get(name) {
            Some(value) => value,
            None if self.scope.is_behind_wall(name) => {
                self.errors.at(name.span(), format!("a `fn` sees only its parameters: pass `{name}` to it"));
                Value::Unknown
            }
            None => Value::Other(expr.clone()),
        }
    }

    /// Numbers and constants, with the variables among them replaced.
    fn other(&mut self, expr: &Expr) -> Value {
        self.argument(expr, "a number").map_or(Value::Unknown, Value::Other)
    }

    fn list(&mut self, expr: &Expr, elements: &Punctuated<Expr, Token![,]>) -> Value {
        let values: Vec<Value> = elements.iter().map(|element| self.value(element)).collect();
        if values.iter().all(|value| matches!(value, Value::Other(_))) {
            self.other(expr)
        } else {
            Value::List(values)
        }
    }

    /// `x + y`.
    fn merge(&mut self, expr: &Expr, class: &str, left: &Expr, span: Span, right: &Expr) -> Value {
        match (self.value(left), self.value(right)) {
            (Value::Other(_), Value::Other(_)) => self.other(expr),
            (a, b) => {
                let inputs = [self.tensors(a, left.span()), self.tensors(b, right.span())].concat();
                let layer = Layer::merge(class, span);
                let node = self.network.add(layer, self.errors);
                Value::Tensor(self.network.call(node, inputs, span))
            }
        }
    }

    /// `Input(784)`, `Dense(32)`, `Dense(32)(x)`, `shared(x)` or `block(x, 16)`.
    fn call(&mut self, call: &ExprCall) -> Value {
        let Expr::Path(path) = &*call.func else {
            let callee = self.value(&call.func);
            return self.apply(callee, call);
        };
        if path.path.is_ident("Input") {
            return self.input(path.path.span(), &call.args);
        }
        let bound = path.path.get_ident().and_then(|name| self.scope.get(name));
        match (bound, path.path.get_ident()) {
            (Some(Value::Function(function)), _) => self.inline(&function, call),
            (Some(callee), _) => self.apply(callee, call),
            (None, Some(name)) if name.to_string().starts_with(char::is_lowercase) => {
                let message = format!("no block or layer `{name}` is defined above: `fn {name}(x) {{ … }}`");
                self.errors.at(name.span(), message);
                Value::Unknown
            }
            (None, _) => self.layer(&path.path, &call.args),
        }
    }

    fn input(&mut self, span: Span, arguments: &Punctuated<Expr, Token![,]>) -> Value {
        let arguments = self.arguments(arguments, "Input");
        let (shape, name) = InputShape::from_arguments(span, arguments, self.errors);
        Value::Tensor(self.network.input(shape, name, None, self.errors))
    }

    fn layer(&mut self, path: &Path, arguments: &Punctuated<Expr, Token![,]>) -> Value {
        let class = path.segments.last().map_or_else(String::new, |segment| segment.ident.to_string());
        let arguments = self.arguments(arguments, &class);
        let layer = Layer::new(path.clone(), arguments, self.errors);
        if let Some(input) = &layer.input {
            self.errors
                .at(input.span, "in a graph the input is a tensor, `let x = Input(784);`: leave this out");
        }
        Value::Layers(vec![self.network.add(layer, self.errors)])
    }

    /// The arguments of a layer, with the variables of blocks and loops replaced.
    fn arguments(
        &mut self,
        arguments: &Punctuated<Expr, Token![,]>,
        class: &str,
    ) -> Punctuated<Expr, Token![,]> {
        let replaced = arguments.iter().filter_map(|argument| match argument {
            Expr::Assign(assign) => {
                let mut assign = assign.clone();
                assign.right = Box::new(self.argument(&assign.right, class)?);
                Some(Expr::Assign(assign))
            }
            value => self.argument(value, class),
        });
        replaced.collect()
    }

    fn argument(&mut self, value: &Expr, class: &str) -> Option<Expr> {
        let mut variables = HashMap::new();
        for word in words(value) {
            match self.scope.get(&word) {
                Some(Value::Other(number)) => {
                    variables.insert(word.to_string(), number);
                }
                None | Some(Value::Function(_)) => {}
                Some(Value::Unknown) => return None,
                Some(tensor) => {
                    let kind = tensor.kind();
                    let message =
                        format!("`{word}` is {kind}, not an argument of `{class}`: `{class}(…)({word})`");
                    self.errors.at(word.span(), message);
                    return None;
                }
            }
        }
        Some(substitute(value, &variables))
    }

    /// Calls layers on the tensors of `call`.
    fn apply(&mut self, callee: Value, call: &ExprCall) -> Value {
        let mut inputs = vec![];
        for argument in &call.args {
            let value = self.value(argument);
            inputs.extend(self.tensors(value, argument.span()));
        }
        match callee {
            Value::Layers(layers) => {
                let called = layers.iter().fold(inputs, |inputs, &node| {
                    let span = self.network.nodes[node].layer.path.span();
                    vec![self.network.call(node, inputs, span)]
                });
                called.first().map_or(Value::Unknown, |&tensor| Value::Tensor(tensor))
            }
            Value::Unknown => Value::Unknown,
            other => {
                let message = format!(
                    "this is {}, which cannot be called: a layer comes first, `Dense(10)(x)`",
                    other.kind()
                );
                self.errors.at(call.func.span(), message);
                Value::Unknown
            }
        }
    }

    /// Unrolls a block.
    fn inline(&mut self, function: &Function, call: &ExprCall) -> Value {
        let span = call.func.span();
        let Function { name, parameters, body } = function;
        if parameters.len() != call.args.len() {
            let (takes, given) = (parameters.len(), call.args.len());
            self.errors.at(span, format!("the block `{name}` takes {takes} arguments, was given {given}"));
            return Value::Unknown;
        }
        if self.depth == MOST_NESTED {
            self.errors.at(span, format!("the block `{name}` calls itself without end"));
            return Value::Unknown;
        }
        let arguments: Vec<Value> = call.args.iter().map(|argument| self.value(argument)).collect();
        self.depth += 1;
        self.scope.enter(true);
        for (parameter, argument) in parameters.iter().zip(arguments) {
            self.scope.bind(parameter, argument, self.errors);
        }
        let value = self.inner_block(body, name.span());
        self.scope.leave(self.errors);
        self.depth -= 1;
        value
    }

    /// The tensors in a value.
    fn tensors(&mut self, value: Value, span: Span) -> Vec<Tensor> {
        match value {
            Value::Tensor(tensor) => vec![tensor],
            Value::List(values) => values.into_iter().flat_map(|value| self.tensors(value, span)).collect(),
            Value::Unknown => vec![Tensor::Unknown],
            Value::Layers(_) => {
                self.not_a_tensor(span, "this layer is not called yet: call it on a tensor, `layer(x)`")
            }
            Value::Function(_) => self.not_a_tensor(span, "this is a block: call it on a tensor, `block(x)`"),
            Value::Other(expr) => match path_ident(&expr) {
                Some(name) => self.not_a_tensor(span, &format!("the tensor `{name}` is not defined")),
                None => self.not_a_tensor(span, "expected a tensor"),
            },
        }
    }

    fn not_a_tensor(&mut self, span: Span, message: &str) -> Vec<Tensor> {
        self.errors.at(span, message);
        vec![Tensor::Unknown]
    }

    fn outputs(&mut self, value: Value, span: Span) {
        self.network.outputs = self.tensors(value, span);
    }
}

fn path_ident(expr: &Expr) -> Option<&Ident> {
    match expr {
        Expr::Path(path) => path.path.get_ident(),
        _ => None,
    }
}
