//! What is unrolled: `for` and blocks.

use proc_macro2::Literal;
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{Expr, ExprCall, ExprLit, ExprRange, Lit, Pat, RangeLimits};

use super::builder::Builder;
use super::scope::Value;
use super::value::word;
use crate::parse::{Function, Statement, argument_name};
use crate::word::Word;

/// How deep blocks may call each other, and to how many calls a graph may unroll: beyond, a mistake is likelier.
const MOST_NESTED: usize = 32;
const MOST_CALLS: usize = 4096;

impl Builder<'_> {
    /// Whether there is budget for so many more tokens and values; if not, the graph is given up.
    pub fn spend(&mut self, steps: usize, place: impl ToTokens) -> bool {
        let before = self.budget;
        self.budget = before.saturating_sub(steps);
        if self.network.calls.len() > MOST_CALLS {
            self.budget = 0;
        }
        if self.budget == 0 && before > 0 {
            self.errors.on(place, "this unrolls to too many layers: a graph has at most 4096");
        }
        self.budget > 0
    }

    /// Unrolls a loop.
    pub fn repeat(&mut self, pattern: &Pat, range: &Expr, body: &[Statement]) {
        let items = match range {
            Expr::Paren(paren) => return self.repeat(pattern, &paren.expr, body),
            Expr::Range(range) => self.numbers(range),
            Expr::Array(list) => Some(list.elems.iter().map(|item| self.value(item)).collect()),
            _ => None,
        };
        let Some(items) = items else {
            let message = match range {
                Expr::Call(call) if word(&call.func).is_some_and(|word| word == "range") => {
                    "a range is written `0..3`, and `1..=3` with its end"
                }
                Expr::Range(_) => {
                    "a `for` is unrolled while compiling: expected a literal range or list, such as `0..3` or `[16, 32]`\n\
                     help: constants and variables have no value yet: write the number"
                }
                _ => {
                    "a `for` is unrolled while compiling: expected a literal range or list, such as `0..3` or `[16, 32]`"
                }
            };
            return self.errors.on(range, message);
        };
        for item in items {
            if !self.spend(1, range) {
                return;
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
                number.base10_parse::<u32>().ok().map(usize::try_from)?.ok()
            }
            _ => None,
        };
        let (first, last) = (end(&range.start)?, end(&range.end)?);
        let is_number = |bound: &Option<Box<Expr>>| matches!(bound.as_deref(), Some(Expr::Lit(_)));
        if first > last && is_number(&range.start) && is_number(&range.end) {
            self.errors.on(range, format!("this range is empty: write `{last}..{first}`"));
            return Some(vec![]);
        }
        let last = last + usize::from(matches!(range.limits, RangeLimits::Closed(_)));
        if !self.spend(last.saturating_sub(first), range) {
            return Some(vec![]);
        }
        let number = |i| {
            let mut literal = Literal::usize_unsuffixed(i);
            literal.set_span(range.span());
            Value::Other(Expr::Lit(ExprLit { attrs: vec![], lit: Lit::new(literal) }))
        };
        Some((first..last).map(number).collect())
    }

    /// Unrolls a block.
    pub fn inline(&mut self, function: &Function, call: &ExprCall) -> Value {
        let Function { name, parameters, body } = function;
        if parameters.len() != call.args.len() {
            let takes = parameters.len();
            let (given, s) = (call.args.len(), if takes == 1 { "" } else { "s" });
            let message = format!("the block `{name}` takes {takes} argument{s}, was given {given}");
            self.errors.on(&call.func, message);
            return Value::Unknown;
        }
        if !self.spend(1, &call.func) {
            return Value::Unknown;
        }
        if self.depth == MOST_NESTED {
            self.errors.on(&call.func, format!("the block `{name}` calls itself without end"));
            self.budget = 0;
            return Value::Unknown;
        }
        let Some(arguments) = self.in_order(function, call) else { return Value::Unknown };
        let arguments: Vec<Value> = arguments.into_iter().map(|argument| self.value(argument)).collect();
        self.depth += 1;
        self.scope.enter(true);
        for (parameter, argument) in parameters.iter().zip(arguments) {
            self.scope.bind_parameter(parameter, argument, self.errors);
        }
        let value = self.inner_block(body, name);
        self.scope.leave(self.errors);
        self.depth -= 1;
        value
    }

    /// The arguments of a block in the order of its parameters: by position, then by name.
    fn in_order<'a>(&mut self, function: &Function, call: &'a ExprCall) -> Option<Vec<&'a Expr>> {
        let mut ordered: Vec<Option<&Expr>> = vec![None; function.parameters.len()];
        let mut is_named = false;
        for (i, argument) in call.args.iter().enumerate() {
            let (place, value) = match argument {
                Expr::Assign(assign) => {
                    is_named = true;
                    let name = self.errors.take(argument_name(&assign.left))?;
                    let place =
                        function.parameters.iter().position(|parameter| parameter.text() == name.text());
                    if place.is_none() {
                        let names: Vec<_> =
                            function.parameters.iter().map(|name| format!("`{name}`")).collect();
                        let message = format!(
                            "the block `{}` has no argument `{name}`: it takes {}",
                            function.name,
                            names.join(", ")
                        );
                        self.errors.at(name.span(), message);
                    }
                    (place?, &*assign.right)
                }
                _ if is_named => {
                    self.errors.on(argument, "an argument by position cannot follow one by name");
                    return None;
                }
                argument => (i, argument),
            };
            if ordered[place].replace(value).is_some() {
                let name = &function.parameters[place];
                self.errors.on(argument, format!("`{name}` is given twice"));
                return None;
            }
        }
        ordered.into_iter().collect()
    }
}
