//! Operators: between tensors they are layers that join them, with a number they rescale one.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::spanned::Spanned;
use syn::{BinOp, Expr, ExprBinary, ExprUnary, UnOp, parse2};

use super::builder::Builder;
use super::scope::Value;
use super::value::word;
use crate::network::node::{Call, Tensor};
use crate::parse::Layer;
use crate::word::Word;

impl Builder<'_> {
    /// `x + y`, and sums of as many as there are without a function call for each.
    pub fn merge(&mut self, expr: &Expr) -> Value {
        let mut joined = vec![];
        let mut left = expr;
        while let Some((class, binary)) = join(left) {
            if let Expr::Unary(power) = &*binary.right
                && let UnOp::Deref(_) = power.op
            {
                let message =
                    "Rust has no operator for powers: `x * x` of a tensor, `2_usize.pow(5)` of a size";
                self.errors.on(binary.op, message);
                return Value::Unknown;
            }
            joined.push((class, binary, left));
            left = &binary.left;
        }
        if joined.is_empty() {
            return self.number(expr);
        }
        let mut value = Box::new(self.value(left));
        // What is but numbers so far: it is one only as a whole.
        let mut numbers = None;
        while let Some((class, binary, whole)) = joined.pop() {
            let right = Box::new(self.value(&binary.right));
            if matches!((&*value, &*right), (Value::Other(_), Value::Other(_))) {
                numbers = Some(whole);
                continue;
            }
            if let Some(numbers) = numbers.take() {
                *value = self.number(numbers);
            }
            *value = self.joined(class, binary, *value, *right);
        }
        numbers.map_or(*value, |numbers| self.number(numbers))
    }

    /// `-x`
    pub fn negated(&mut self, expr: &Expr, unary: &ExprUnary) -> Value {
        match self.value(&unary.expr) {
            Value::Tensor(x) => {
                let span = unary.op.span();
                self.rescaled(x, quote_spanned!(span=> -1.0), None, span)
            }
            Value::Unknown => Value::Unknown,
            _ => self.number(expr),
        }
    }

    fn joined(&mut self, class: &str, binary: &ExprBinary, left: Value, right: Value) -> Value {
        match (left, right) {
            (Value::Tensor(x), Value::Other(number)) if is_number(&number) => {
                let span = binary.op.span();
                let (scale, offset) = match binary.op {
                    BinOp::Add(_) => (quote_spanned!(span=> 1.0), Some(quote_spanned!(span=> #number))),
                    BinOp::Sub(_) => (quote_spanned!(span=> 1.0), Some(quote_spanned!(span=> -(#number)))),
                    BinOp::Div(_) => (quote_spanned!(span=> 1.0 / (#number)), None),
                    _ => (quote_spanned!(span=> #number), None),
                };
                self.rescaled(x, scale, offset, span)
            }
            (Value::Other(number), Value::Tensor(x)) if is_number(&number) => {
                let span = binary.op.span();
                let (scale, offset) = match binary.op {
                    BinOp::Add(_) => (quote_spanned!(span=> 1.0), Some(quote_spanned!(span=> #number))),
                    BinOp::Sub(_) => (quote_spanned!(span=> -1.0), Some(quote_spanned!(span=> #number))),
                    BinOp::Div(_) => {
                        let message = "a number is divided by a tensor in a layer: `Lambda(|x| 1.0 / x)(x)`";
                        self.errors.on(binary, message);
                        return Value::Unknown;
                    }
                    _ => (quote_spanned!(span=> #number), None),
                };
                self.rescaled(x, scale, offset, span)
            }
            (Value::Unknown, Value::Other(number)) | (Value::Other(number), Value::Unknown)
                if is_number(&number) =>
            {
                Value::Unknown
            }
            (left, right) => {
                let inputs = [self.tensors(left, &binary.left), self.tensors(right, &binary.right)].concat();
                let node = self.network.add(Layer::operator(class, binary.op.span(), []), self.errors);
                Value::Tensor(self.network.call(Call::new(node, inputs)))
            }
        }
    }

    /// A tensor times a number, plus another.
    fn rescaled(
        &mut self,
        x: Tensor,
        scale: TokenStream,
        offset: Option<TokenStream>,
        operator: Span,
    ) -> Value {
        let arguments = [Some(scale), offset].into_iter().flatten().map(parse2);
        let Some(arguments) = self.errors.take(arguments.collect::<syn::Result<Vec<Expr>>>()) else {
            return Value::Unknown;
        };
        let node = self.network.add(Layer::operator("Rescaling", operator, arguments), self.errors);
        Value::Tensor(self.network.call(Call::new(node, vec![x])))
    }
}

/// Whether a value that the graph does not know may be a number: a small word can only be meant as a tensor.
fn is_number(value: &Expr) -> bool {
    word(value).is_none_or(|word| !word.text().starts_with(char::is_lowercase))
}

/// The layer of an operator between tensors, if there is one.
fn join(expr: &Expr) -> Option<(&'static str, &ExprBinary)> {
    let Expr::Binary(binary) = expr else { return None };
    let class = match binary.op {
        BinOp::Add(_) => "Add",
        BinOp::Sub(_) => "Subtract",
        BinOp::Mul(_) => "Multiply",
        BinOp::Div(_) => "Divide",
        _ => return None,
    };
    Some((class, binary))
}

/// The operator of `x += y`.
pub fn assigned(op: &BinOp) -> Option<BinOp> {
    let span = op.span();
    Some(match op {
        BinOp::AddAssign(_) => BinOp::Add(syn::Token![+](span)),
        BinOp::SubAssign(_) => BinOp::Sub(syn::Token![-](span)),
        BinOp::MulAssign(_) => BinOp::Mul(syn::Token![*](span)),
        BinOp::DivAssign(_) => BinOp::Div(syn::Token![/](span)),
        _ => return None,
    })
}
